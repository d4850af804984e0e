import VectorMath

/// A box in two registers of which the fourth lanes mean nothing; empty when just made.
struct SplitBox {
  var low = SIMD4<Float>(repeating: .infinity)
  var high = SIMD4<Float>(repeating: -.infinity)

  @inline(__always) static func least(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    a.replacing(with: b, where: b .< a)
  }
  @inline(__always) static func greatest(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    a.replacing(with: b, where: b .> a)
  }
  @inline(__always) mutating func include(_ otherLow: SIMD4<Float>, _ otherHigh: SIMD4<Float>) {
    low = SplitBox.least(low, otherLow)
    high = SplitBox.greatest(high, otherHigh)
  }
  @inline(__always) mutating func include(_ other: SplitBox) { include(other.low, other.high) }

  @inline(__always) var bounds: Bounds {
    var b = Bounds()
    b.low = Float3(low.x, low.y, low.z)
    b.high = Float3(high.x, high.y, high.z)
    return b
  }
  @inline(__always) var area: Float { bounds.area }
}

/// The bins of one thread's splits, empty between them.
final class SplitBench {
  let boxes: UnsafeMutablePointer<SplitBox>
  let counts: UnsafeMutablePointer<Int32>
  /// Cost of what lies above each bin.
  let above: UnsafeMutablePointer<Float>
  static let perAxis = 16

  init() {
    boxes = .allocate(capacity: 3 * SplitBench.perAxis)
    counts = .allocate(capacity: 3 * SplitBench.perAxis)
    above = .allocate(capacity: SplitBench.perAxis)
    boxes.initialize(repeating: SplitBox(), count: 3 * SplitBench.perAxis)
    counts.initialize(repeating: 0, count: 3 * SplitBench.perAxis)
    above.initialize(repeating: 0, count: SplitBench.perAxis)
  }
  deinit {
    boxes.deallocate()
    counts.deallocate()
    above.deallocate()
  }

  /// Empties the bins of an axis that `used` has a bit for.
  @inline(__always) func clear(_ axis: Int, _ used: UInt32) {
    var left = used
    while left != 0 {
      let b = axis * SplitBench.perAxis + left.trailingZeroBitCount
      left &= left &- 1
      boxes[b] = SplitBox()
      counts[b] = 0
    }
  }
}
