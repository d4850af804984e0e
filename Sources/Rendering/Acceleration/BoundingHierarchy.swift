import VectorMath

/// Eight child boxes side by side, tested with one set of SIMD operations; the memory that `rk_mesh.nodes` describes.
///
/// A child >= 0 is a node, < 0 the complement of a leaf's number. An empty child is a point farther away than any ray
/// reaches (`RayCaster.reach`): unlike an inverted box it needs no test of its own.
struct BoundsNode {
  static let width = 8
  static let nowhere: Float = 1e35
  var lowX = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var lowY = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var lowZ = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var highX = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var highY = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var highZ = SIMD8<Float>(repeating: BoundsNode.nowhere)
  var child = SIMD8<Int32>(repeating: 0)

  func isUsed(_ lane: Int) -> Bool { lowX[lane] < BoundsNode.nowhere }

  /// The box of a used child.
  subscript(lane: Int) -> Bounds {
    get {
      var b = Bounds()
      b.low = Float3(lowX[lane], lowY[lane], lowZ[lane])
      b.high = Float3(highX[lane], highY[lane], highZ[lane])
      return b
    }
    set {
      (lowX[lane], lowY[lane], lowZ[lane]) = (newValue.low.x, newValue.low.y, newValue.low.z)
      (highX[lane], highY[lane], highZ[lane]) = (newValue.high.x, newValue.high.y, newValue.high.z)
    }
  }
}

/// An eight-wide tree of boxes over items; leaves are runs of `order`.
struct BoundingHierarchy: Sendable {
  /// Parents before their children.
  private(set) var nodes: [BoundsNode] = []
  private(set) var leaves: [Range<Int>] = []
  /// Item numbers, leaf by leaf.
  private(set) var order: [Int32]
  /// How much work a random ray has that meets the root's box, by the surface area heuristic: boxes entered.
  private(set) var cost: Float = 0

  /// - Parameter leafSize: most items in a leaf, which cost as much to test as one.
  init(_ items: [Bounds], leafSize: Int) {
    let tree = items.withUnsafeBufferPointer { BinaryHierarchy($0, leafSize: leafSize) }
    order = tree.order
    guard !tree.nodes.isEmpty else { return }
    nodes.reserveCapacity(tree.nodes.count / 6 + 1)
    leaves.reserveCapacity(tree.nodes.count / 2 + 1)
    emit(0, of: tree)
    cost = expectedWork()
  }

  /// Appends the wide node that stands for a binary one and its nearest descendants.
  private mutating func emit(_ root: Int, of tree: BinaryHierarchy) {
    var parts = InlineArray<8, Int>(repeating: root)
    var count = 1
    while count < BoundsNode.width {
      // Open the largest box first: it is the one that most rays enter.
      var best = -1
      var bestArea: Float = -1
      for i in 0..<count where !tree.nodes[parts[i]].isLeaf && tree.nodes[parts[i]].bounds.area > bestArea {
        best = i
        bestArea = tree.nodes[parts[i]].bounds.area
      }
      if best < 0 { break }
      let (left, right) = (tree.nodes[parts[best]].left, tree.nodes[parts[best]].right)
      for i in stride(from: count, to: best + 1, by: -1) { parts[i] = parts[i - 1] }
      parts[best] = Int(left)
      parts[best + 1] = Int(right)
      count += 1
    }
    let number = nodes.count
    nodes.append(BoundsNode())
    for lane in 0..<count {
      let part = tree.nodes[parts[lane]]
      nodes[number][lane] = part.bounds
      if part.isLeaf {
        nodes[number].child[lane] = ~Int32(leaves.count)
        leaves.append(Int(part.range.lowerBound)..<Int(part.range.upperBound))
      } else {
        nodes[number].child[lane] = Int32(nodes.count)
        emit(parts[lane], of: tree)
      }
    }
  }

  /// Fits the boxes to the items' new places; the tree's shape stays. `cost` tells what has become of it.
  mutating func refit(_ items: [Bounds]) {
    precondition(items.count == order.count, "\(items.count) boxes for a tree of \(order.count) items")
    for n in nodes.indices.reversed() {
      for lane in 0..<BoundsNode.width where nodes[n].isUsed(lane) {
        let child = nodes[n].child[lane]
        var box = Bounds()
        if child >= 0 {
          let below = nodes[Int(child)]
          for k in 0..<BoundsNode.width where below.isUsed(k) { box.include(below[k]) }
        } else {
          for i in leaves[Int(~child)] { box.include(items[Int(order[i])]) }
        }
        nodes[n][lane] = box
      }
    }
    cost = expectedWork()
  }

  private func expectedWork() -> Float {
    var (all, root) = (Float(0), Bounds())
    for (n, node) in nodes.enumerated() {
      for lane in 0..<BoundsNode.width where node.isUsed(lane) {
        all += node[lane].area
        if n == 0 { root.include(node[lane]) }
      }
    }
    return root.area > 0 ? all / root.area : Float(leaves.count)
  }
}
