import VectorMath

/// Gradient noise in several octaves, in double precision and the same everywhere.
///
/// K. Perlin 2002, Improving noise (SIGGRAPH), with hashed gradients. Each octave has half the size and half the height
/// of the one before and is turned, so that their lattices do not line up.
struct FractalNoise {
  var octaves = 3
  var seed: UInt64 = 0
  /// From 0, rolling, to 1, ridges where the noise passes 0.
  var ridges = 0.0

  /// About -1 to 1, at a place in units of the first octave's size.
  func value(_ p: Vector3) -> Double {
    var sum = 0.0
    var height = 1.0
    var total = 0.0
    var q = p
    for k in 0..<octaves {
      let n = 1.6 * octave(q, seed &+ UInt64(k) &* 0x9E37_79B9_7F4A_7C15)
      sum += height * (n + (1 - 2 * n.magnitude - n) * ridges)
      total += height
      height *= 0.5
      q = Vector3(
        0.36 * q.x + 1.6 * q.y - 1.15 * q.z, -1.55 * q.x + 0.85 * q.y + 0.95 * q.z, 1.2 * q.x + 0.9 * q.y + 1.33 * q.z)
    }
    return sum / total
  }

  private func octave(_ p: Vector3, _ seed: UInt64) -> Double {
    let base = Vector3(p.x.rounded(.down), p.y.rounded(.down), p.z.rounded(.down))
    let f = p - base
    let (ix, iy, iz) = (Int64(base.x), Int64(base.y), Int64(base.z))
    @inline(__always) func fade(_ t: Double) -> Double { t * t * t * (t * (t * 6 - 15) + 10) }
    let (u, v, w) = (fade(f.x), fade(f.y), fade(f.z))
    var sum = 0.0
    for c in 0..<8 {
      let (dx, dy, dz) = (c & 1, c >> 1 & 1, c >> 2)
      let weight: Double = (dx == 1 ? u : 1 - u) * (dy == 1 ? v : 1 - v) * (dz == 1 ? w : 1 - w)
      let x = UInt64(bitPattern: ix &+ Int64(dx))
      let y = UInt64(bitPattern: iy &+ Int64(dy))
      let z = UInt64(bitPattern: iz &+ Int64(dz))
      let key = x &* 0x8DA6_B343 ^ y &* 0xD816_3841_0000_0001 ^ z &* 0xCB1A_B31F_1656_667B
      let hash = mixBits(key ^ seed)
      // One of the twelve edges' directions, four of them twice.
      let d = Vector3(f.x - Double(dx), f.y - Double(dy), f.z - Double(dz))
      let h = hash & 15
      let a = h < 8 ? d.x : d.y
      let b = h < 4 ? d.y : (h == 12 || h == 14 ? d.x : d.z)
      sum += weight * ((h & 1 == 0 ? a : -a) + (h & 2 == 0 ? b : -b))
    }
    return sum
  }
}
