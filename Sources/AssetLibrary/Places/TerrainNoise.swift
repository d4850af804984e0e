import VectorMath

/// Smooth noise over the plane, of which ground is made.
///
/// Gradient noise on a square lattice with a quintic fade (Perlin, "Improving noise", SIGGRAPH 2002), the gradients drawn
/// by a hash of the lattice point; about -1 to 1, 0 in the mean.
struct TerrainNoise: Sendable {
  let seed: UInt64

  init(seed: UInt64) { self.seed = mixBits(seed) }

  func value(_ x: Double, _ z: Double) -> Double {
    let (fx, fz) = (x.rounded(.down), z.rounded(.down))
    let (ix, iz) = (Int64(fx), Int64(fz))
    let (u, v) = (x - fx, z - fz)
    let a = corner(ix, iz, u, v)
    let b = corner(ix + 1, iz, u - 1, v)
    let c = corner(ix, iz + 1, u, v - 1)
    let d = corner(ix + 1, iz + 1, u - 1, v - 1)
    let (s, t) = (TerrainNoise.fade(u), TerrainNoise.fade(v))
    let near: Double = a + (b - a) * s
    let far: Double = c + (d - c) * s
    return (near + (far - near) * t) * 1.5
  }

  /// Sum of `octaves`, each twice as fine and `gain` as high; those finer than `least`, in lattice units, fade out.
  func fractal(_ x: Double, _ z: Double, octaves: Int, gain: Double, least: Double) -> Double {
    var (sum, height, scale) = (0.0, 1.0, 1.0)
    for k in 0..<octaves {
      let weight = TerrainNoise.kept(scale, least)
      if weight <= 0 { break }
      // Each octave from another place, or all would meet at the origin.
      let offset = Double(k) * 17.31
      sum += height * weight * value(x * scale + offset, z * scale - offset)
      height *= gain
      scale *= 2
    }
    return sum
  }

  /// Ridged noise: sharp crests, broad valleys, finer crests on the higher ones (Musgrave, in Ebert et al., "Texturing &
  /// Modeling", 3rd ed. 2003, ch. 16); 0 to about 1.
  func ridges(_ x: Double, _ z: Double, octaves: Int, gain: Double, least: Double) -> Double {
    var (sum, height, scale, above) = (0.0, 1.0, 1.0, 1.0)
    for k in 0..<octaves {
      let weight = TerrainNoise.kept(scale, least)
      if weight <= 0 { break }
      let offset = Double(k) * 11.73
      let fold = 1 - value(x * scale - offset, z * scale + offset).magnitude
      let crest = fold * fold * above
      sum += height * weight * crest
      above = Swift.min(1, crest * 1.8)
      height *= gain
      scale *= 2
    }
    return sum * 0.6
  }

  /// Dunes across the wind, which blows along +x: a long rise to windward, a short slip face, crests that wind and end;
  /// 0 to 1.
  func dunes(_ x: Double, _ z: Double) -> Double {
    let bend = value(x * 0.35 + 3.7, z * 0.3) * 0.55 + value(x * 0.9, z * 0.7 + 9.1) * 0.16
    let phase = x + bend
    let t = phase - phase.rounded(.down)
    let rise = 0.72
    let profile: Double
    if t < rise {
      let s = t / rise
      profile = s * s * (3 - 2 * s)
    } else {
      let s = (1 - t) / (1 - rise)
      profile = s * (1.7 - 0.7 * s)
    }
    let strength = 0.62 + 0.38 * value(x * 0.4 - 5.2, z * 0.4 + 1.3)
    return profile * Swift.max(0.1, strength)
  }

  private func corner(_ i: Int64, _ j: Int64, _ u: Double, _ v: Double) -> Double {
    let bits = mixBits(
      seed ^ (UInt64(bitPattern: i) &* 0x9E37_79B9_7F4A_7C15) ^ (UInt64(bitPattern: j) &* 0xC2B2_AE3D_27D4_EB4F))
    // Sixteen directions would show; this has 2^16 slopes in each axis.
    let gx = Double(bits & 0xFFFF) * 0x1p-15 - 1
    let gz = Double((bits >> 16) & 0xFFFF) * 0x1p-15 - 1
    return gx * u + gz * v
  }

  private static func fade(_ t: Double) -> Double { t * t * t * (t * (t * 6 - 15) + 10) }

  /// 1 for octaves well above the finest that the grid shows, 0 for those below it.
  private static func kept(_ scale: Double, _ least: Double) -> Double {
    let wave = 1 / scale
    return Swift.min(1, Swift.max(0, wave / Swift.max(least, 1e-9) - 1))
  }
}
