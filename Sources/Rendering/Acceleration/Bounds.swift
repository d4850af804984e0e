import VectorMath

/// An axis-aligned box; empty when just made.
struct Bounds: Equatable {
  var low = Float3(repeating: .infinity)
  var high = Float3(repeating: -.infinity)
  @inline(__always) mutating func include(_ p: Float3) {
    low = minimum(low, p)
    high = maximum(high, p)
  }
  @inline(__always) mutating func include(_ b: Bounds) {
    low = minimum(low, b.low)
    high = maximum(high, b.high)
  }
  @inline(__always) var centre: Float3 { (low + high) * 0.5 }
  /// Half of the surface.
  @inline(__always) var area: Float {
    let e: Float3 = high - low
    return e.x < 0 ? 0 : e.x * e.y + e.y * e.z + e.z * e.x
  }
}
