import VectorMath

/// The two nearest of points strewn one to each cell of a cubic lattice (Worley, "A cellular texture basis function",
/// SIGGRAPH 1996). Distances in cells.
struct CellularNoise {
  /// Distance to the nearest point: about 0.1...0.8.
  var first: Float
  /// From here to the nearest point.
  var toFirst: Float3
  /// Distance to the plane halfway to the second nearest: 0 on the borders between grains.
  var border: Float
  /// Of the grain, and of the one beyond the border.
  var identity: UInt32
  var neighbour: UInt32

  @inline(never) init(_ point: Float3) {
    let limit = Float3(repeating: 1e9)
    let p: Float3 = maximum(minimum(point, limit), -limit)
    let base: Float3 = floored(p)
    let f: Float3 = p - base
    let (x, y, z) = (Int32(base.x), Int32(base.y), Int32(base.z))
    var best: Float = 9
    var next: Float = 9
    var bestOffset = Float3.zero
    var nextOffset = Float3.zero
    var bestIdentity: UInt32 = 0
    var nextIdentity: UInt32 = 0
    for k in -1...1 as ClosedRange<Int32> {
      let dz: Float = k == 0 ? 0 : (k < 0 ? f.z : 1 - f.z)
      let hz: UInt32 = UInt32(bitPattern: z &+ k) &* 0xCB1A_B31F
      for j in -1...1 as ClosedRange<Int32> {
        let dy: Float = j == 0 ? 0 : (j < 0 ? f.y : 1 - f.y)
        // No point of a cell is nearer than the cell.
        let near: Float = dz * dz + dy * dy
        if near > next { continue }
        let hy: UInt32 = hz ^ (UInt32(bitPattern: y &+ j) &* 0xD816_3841)
        for i in -1...1 as ClosedRange<Int32> {
          let dx: Float = i == 0 ? 0 : (i < 0 ? f.x : 1 - f.x)
          if near + dx * dx > next { continue }
          let h = hash32(hy ^ (UInt32(bitPattern: x &+ i) &* 0x8DA6_B343))
          let jitter = Float3(Float(h & 1023), Float(h >> 10 & 1023), Float(h >> 20 & 1023)) * (1.0 / 1024)
          let offset: Float3 = Float3(Float(i), Float(j), Float(k)) + jitter - f
          let d: Float = dot(offset, offset)
          if d < best {
            next = best
            nextOffset = bestOffset
            nextIdentity = bestIdentity
            best = d
            bestOffset = offset
            bestIdentity = h
          } else if d < next {
            next = d
            nextOffset = offset
            nextIdentity = h
          }
        }
      }
    }
    first = best.squareRoot()
    toFirst = bestOffset
    let apart: Float3 = nextOffset - bestOffset
    border = (next - best) / (2 * max(1e-4, dot(apart, apart).squareRoot()))
    identity = hash32(bestIdentity)
    neighbour = hash32(nextIdentity)
  }

  /// A uniform number of this grain, another for each `salt`.
  @inline(__always) func value(_ salt: UInt32) -> Float { CellularNoise.value(of: identity, salt) }

  @inline(__always) static func value(of grain: UInt32, _ salt: UInt32) -> Float {
    unitFloat(hash32(grain &+ salt &* 0x9E37_79B9))
  }

  /// A colour that each grain has whole, with borders as soft as a pixel of `width` cells makes them.
  @inline(__always) func colour(_ width: Float, _ of: (UInt32) -> Float3) -> Float3 {
    let own: Float3 = of(identity)
    let inside: Float = border / max(1e-6, 0.8 * width)
    return inside >= 1 ? own : mix(of(neighbour), own, 0.5 + 0.5 * inside)
  }
}
