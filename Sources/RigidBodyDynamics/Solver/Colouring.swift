/// Blocks of an island that may be solved in any order, or at the same time: no two share a body that can move.
struct Batch: Sendable {
  /// First those of manifolds, then the wide blocks that these make.
  var blocks: Range<Int>
  /// What the colours could not hold: to be solved one after the other.
  var isSequential: Bool
}

/// Greedy colouring of the contact graph of an island: each contact takes the first colour that neither body has yet.
///
/// The order of the contacts decides, so the colours follow from the ids alone. Catto, "SIMD matters" (box2d.org, 2024)
/// has the idea for contact solvers.
struct Colouring: Sendable {
  /// One bit a colour for each body.
  private var taken: [UInt64] = []
  private var placeOf: [UInt8] = []
  private var sorted: [Int] = []
  private static let overflow = 63

  /// Reorders `order[range]`, indices of manifolds, by colour and appends the batches.
  ///
  /// Within a colour those with most points come first, so that blocks side by side have as many.
  mutating func colour(
    _ order: inout [Int], _ range: Range<Int>, _ ends: [ManifoldEnds], _ bodies: [RigidBody],
    into batches: inout [Batch]
  ) {
    while taken.count < bodies.count { taken.append(0) }
    placeOf.removeAll(keepingCapacity: true)
    sorted.removeAll(keepingCapacity: true)
    var starts = InlineArray<257, Int>(repeating: 0)
    for i in range {
      let a = Int(ends[order[i]].a)
      let b = Int(ends[order[i]].b)
      let hasA = bodies[a].isDynamic
      let hasB = bodies[b].isDynamic
      let used = (hasA ? taken[a] : 0) | (hasB ? taken[b] : 0)
      let colour = Swift.min((~used).trailingZeroBitCount, Colouring.overflow)
      if colour < Colouring.overflow {
        if hasA { taken[a] |= 1 << UInt64(colour) }
        if hasB { taken[b] |= 1 << UInt64(colour) }
      }
      let place = 4 * colour + 4 - Swift.min(4, Int(ends[order[i]].count))
      placeOf.append(UInt8(place))
      starts[place + 1] += 1
      sorted.append(0)
    }
    for place in 0..<256 { starts[place + 1] += starts[place] }
    for c in 0...Colouring.overflow {
      let (first, end) = (starts[4 * c], starts[4 * c + 4])
      if first == end { continue }
      batches.append(
        Batch(blocks: range.lowerBound + first..<range.lowerBound + end, isSequential: c == Colouring.overflow))
    }
    for (i, index) in range.enumerated() {
      let c = Int(placeOf[i])
      sorted[starts[c]] = order[index]
      starts[c] += 1
      taken[Int(ends[order[index]].a)] = 0
      taken[Int(ends[order[index]].b)] = 0
    }
    for (i, index) in range.enumerated() { order[index] = sorted[i] }
  }
}
