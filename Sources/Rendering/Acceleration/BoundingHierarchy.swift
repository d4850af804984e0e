import VectorMath

/// An axis-aligned box; empty when just made.
struct Bounds {
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
  @inline(__always) var area: Float {
    let e: Float3 = high - low
    return e.x < 0 ? 0 : e.x * e.y + e.y * e.z + e.z * e.x
  }
}

/// Four child boxes side by side, tested with one set of SIMD operations.
///
/// A child >= 0 is a node, < 0 the complement of a leaf's number. An empty child is a point farther away than any ray
/// reaches (`RayCaster.reach`): unlike an inverted box it needs no test of its own.
struct BoundsNode {
  static let nowhere: Float = 1e35
  var lowX = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var lowY = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var lowZ = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var highX = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var highY = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var highZ = SIMD4<Float>(repeating: BoundsNode.nowhere)
  var child = SIMD4<Int32>(repeating: 0)

  func isUsed(_ lane: Int) -> Bool { lowX[lane] < BoundsNode.nowhere }
}

/// A tree of boxes over items; leaves are runs of `order`.
///
/// Built top down with the surface area heuristic over 16 bins (Wald, "On fast construction of SAH-based bounding
/// volume hierarchies", 2007), as a binary tree of which each node then takes in its grandchildren.
struct BoundingHierarchy {
  private(set) var nodes: [BoundsNode] = []
  private(set) var leaves: [Range<Int>] = []
  /// Item numbers, leaf by leaf.
  private(set) var order: [Int32]
  private let items: [Bounds]
  private let leafSize: Int

  private struct Part {
    var range: Range<Int>
    var bounds: Bounds
    var isSplittable: Bool
  }

  init(_ items: [Bounds], leafSize: Int) {
    self.items = items
    self.leafSize = leafSize
    order = (0..<Int32(items.count)).map { $0 }
    guard !items.isEmpty else { return }
    nodes.reserveCapacity(items.count / leafSize + 1)
    _ = emit(Part(range: 0..<items.count, bounds: bounds(0..<items.count), isSplittable: items.count > leafSize))
  }

  private func bounds(_ range: Range<Int>) -> Bounds {
    var b = Bounds()
    for i in range { b.include(items[Int(order[i])]) }
    return b
  }

  /// Appends the node whose children cover `part`; returns its number.
  private mutating func emit(_ part: Part) -> Int32 {
    let number = nodes.count
    nodes.append(BoundsNode())
    var parts: [Part] = [part]
    while parts.count < 4 {
      // Open the largest box first: it is the one that most rays enter.
      var best = -1
      var bestArea: Float = -1
      for (i, p) in parts.enumerated() where p.isSplittable && p.bounds.area > bestArea {
        best = i
        bestArea = p.bounds.area
      }
      if best < 0 { break }
      let (a, b) = split(parts[best])
      parts[best] = a
      parts.insert(b, at: best + 1)
    }
    var node = BoundsNode()
    for (lane, p) in parts.enumerated() {
      node.lowX[lane] = p.bounds.low.x
      node.lowY[lane] = p.bounds.low.y
      node.lowZ[lane] = p.bounds.low.z
      node.highX[lane] = p.bounds.high.x
      node.highY[lane] = p.bounds.high.y
      node.highZ[lane] = p.bounds.high.z
      if p.isSplittable {
        node.child[lane] = emit(p)
      } else {
        node.child[lane] = ~Int32(leaves.count)
        leaves.append(p.range)
      }
    }
    nodes[number] = node
    return Int32(number)
  }

  private mutating func split(_ part: Part) -> (Part, Part) {
    let binCount = 16
    var centres = Bounds()
    for i in part.range { centres.include(items[Int(order[i])].centre) }
    let extent: Float3 = centres.high - centres.low
    let axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : (extent.y >= extent.z ? 1 : 2)
    var middle = (part.range.lowerBound + part.range.upperBound) / 2
    if extent[axis] > 0 {
      let scale: Float = Float(binCount) / extent[axis]
      let origin: Float = centres.low[axis]
      func bin(_ item: Int32) -> Int { min(binCount - 1, Int((items[Int(item)].centre[axis] - origin) * scale)) }
      var boxes = [Bounds](repeating: Bounds(), count: binCount)
      var counts = [Int](repeating: 0, count: binCount)
      for i in part.range {
        let b = bin(order[i])
        boxes[b].include(items[Int(order[i])])
        counts[b] += 1
      }
      var rightCost = [Float](repeating: 0, count: binCount)
      var sweep = Bounds()
      var count = 0
      for b in stride(from: binCount - 1, to: 0, by: -1) {
        sweep.include(boxes[b])
        count += counts[b]
        rightCost[b] = sweep.area * Float(count)
      }
      sweep = Bounds()
      count = 0
      var bestCost = Float.infinity
      var bestBin = -1
      for b in 0..<(binCount - 1) {
        sweep.include(boxes[b])
        count += counts[b]
        let cost: Float = sweep.area * Float(count) + rightCost[b + 1]
        if count > 0 && count < part.range.count && cost < bestCost {
          bestCost = cost
          bestBin = b
        }
      }
      if bestBin >= 0 {
        // Keep the given order on both sides, so that equal scenes give equal trees.
        let run = Array(order[part.range])
        let left = run.filter { bin($0) <= bestBin }
        let right = run.filter { bin($0) > bestBin }
        order.replaceSubrange(part.range, with: left + right)
        middle = part.range.lowerBound + left.count
      }
    }
    let a = part.range.lowerBound..<middle
    let b = middle..<part.range.upperBound
    return (
      Part(range: a, bounds: bounds(a), isSplittable: a.count > leafSize),
      Part(range: b, bounds: bounds(b), isSplittable: b.count > leafSize)
    )
  }
}
