/// The tree over the leaves of a world that moves.
///
/// Its shape is that of the scene's start as long as this serves: then boxes are only fitted to the frame. Where things
/// have gone so far that rays would meet many more boxes than they did at the start, the frame gets a tree of its own.
/// Which it is depends on scene and frame only, not on the frames before.
struct InstanceTree: Sendable {
  private let start: BoundingHierarchy
  private let startBoxes: [Bounds]
  /// As the kernels take it: in many scenes little or nothing moves.
  private let startNodes: FixedBuffer<BoundsNode>
  /// Growth of the expected work at which a new tree is worth its building.
  private static let tolerance: Float = 1.5

  /// - Parameter boxes: of the leaves at the start.
  init(_ boxes: [Bounds]) {
    startBoxes = boxes
    start = BoundingHierarchy(boxes, leafSize: 1)
    startNodes = InstanceTree.numbered(start)
  }

  /// The nodes for leaves with these boxes; a node's leaves are complements of their numbers.
  func fitted(to boxes: [Bounds]) -> FixedBuffer<BoundsNode> {
    if boxes == startBoxes { return startNodes }
    var tree = start
    tree.refit(boxes)
    if tree.cost > InstanceTree.tolerance * start.cost { tree = BoundingHierarchy(boxes, leafSize: 1) }
    return InstanceTree.numbered(tree)
  }

  private static func numbered(_ tree: BoundingHierarchy) -> FixedBuffer<BoundsNode> {
    FixedBuffer(
      tree.nodes.map { node in
        var node = node
        for lane in 0..<BoundsNode.width where node.isUsed(lane) && node.child[lane] < 0 {
          node.child[lane] = ~tree.order[tree.leaves[Int(~node.child[lane])].lowerBound]
        }
        return node
      })
  }
}
