import VectorMath

/// A binary tree of boxes that takes, moves and drops items at any time.
///
/// An item goes beside the node that costs least by the surface area heuristic; the way there is a greedy branch and
/// bound, and rotations on the way back keep the tree good whatever the order of the calls (Catto, "Dynamic bounding
/// volume hierarchies", GDC 2019; Kopta et al., "Fast, effective BVH updates for animated scenes", I3D 2012). Nodes lie
/// in one array with a free list; the tree is a function of the calls and their order alone.
package struct DynamicTree: Sendable {
  /// One node: a leaf holds an item, any other node two nodes.
  package struct Node: Sendable {
    var box: BoundingBox
    /// The next free node of a free one.
    var parent: Int32
    /// -1 marks a leaf.
    var left: Int32
    /// The item of a leaf.
    var right: Int32
    /// Longest way down to a leaf.
    var height: Int32

    @inline(__always) var isLeaf: Bool { left < 0 }
  }

  package internal(set) var nodes: [Node] = []
  package internal(set) var root: Int32 = -1
  private var firstFree: Int32 = -1

  package init() {}

  /// Most nodes on a way from the root to a leaf.
  package var height: Int { root < 0 ? 0 : Int(nodes[Int(root)].height) + 1 }
  package func box(of node: Int32) -> BoundingBox { nodes[Int(node)].box }

  /// Adds an item and returns its node, which names it from now on.
  package mutating func insert(_ item: Int, box: BoundingBox) -> Int32 {
    let leaf = takeNode(Node(box: box, parent: -1, left: -1, right: Int32(item), height: 0))
    link(leaf)
    return leaf
  }

  package mutating func remove(_ leaf: Int32) {
    unlink(leaf)
    nodes[Int(leaf)].parent = firstFree
    firstFree = leaf
  }

  /// Gives an item another box; its node stays the same.
  package mutating func move(_ leaf: Int32, to box: BoundingBox) {
    unlink(leaf)
    nodes[Int(leaf)].box = box
    link(leaf)
  }

  private mutating func takeNode(_ node: Node) -> Int32 {
    guard firstFree >= 0 else {
      nodes.append(node)
      return Int32(nodes.count - 1)
    }
    let index = firstFree
    firstFree = nodes[Int(index)].parent
    nodes[Int(index)] = node
    return index
  }

  private mutating func link(_ leaf: Int32) {
    guard root >= 0 else {
      root = leaf
      nodes[Int(leaf)].parent = -1
      return
    }
    let sibling = bestSibling(of: nodes[Int(leaf)].box)
    let former = nodes[Int(sibling)].parent
    let joint = takeNode(
      Node(box: nodes[Int(leaf)].box, parent: former, left: sibling, right: leaf, height: 0))
    nodes[Int(sibling)].parent = joint
    nodes[Int(leaf)].parent = joint
    replace(sibling, by: joint, under: former)
    refit(from: joint)
  }

  private mutating func unlink(_ leaf: Int32) {
    let joint = nodes[Int(leaf)].parent
    guard joint >= 0 else {
      root = -1
      return
    }
    let node = nodes[Int(joint)]
    let sibling = node.left == leaf ? node.right : node.left
    nodes[Int(sibling)].parent = node.parent
    replace(joint, by: sibling, under: node.parent)
    nodes[Int(joint)].parent = firstFree
    firstFree = joint
    refit(from: node.parent)
  }

  private mutating func replace(_ child: Int32, by other: Int32, under parent: Int32) {
    if parent < 0 {
      root = other
    } else if nodes[Int(parent)].left == child {
      nodes[Int(parent)].left = other
    } else {
      nodes[Int(parent)].right = other
    }
  }

  /// The node beside which a box adds least area to the tree: its own with the box, and what its ancestors grow.
  private func bestSibling(of box: BoundingBox) -> Int32 {
    let centre = box.low + box.high
    let area = box.halfArea
    return nodes.withUnsafeBufferPointer { nodes in
      var index = root
      var best = root
      var joined = nodes[Int(root)].box.union(box).halfArea
      var bestCost = joined
      // Growth of the ancestors of `index`.
      var inherited = 0.0
      while !nodes[Int(index)].isLeaf {
        let node = nodes[Int(index)]
        if joined + inherited < bestCost {
          bestCost = joined + inherited
          best = index
        }
        inherited += joined - node.box.halfArea
        let left = nodes[Int(node.left)]
        let right = nodes[Int(node.right)]
        let joinedLeft = left.box.union(box).halfArea
        let joinedRight = right.box.union(box).halfArea
        var lowestLeft = joinedLeft + inherited
        var lowestRight = joinedRight + inherited
        if left.isLeaf && lowestLeft < bestCost {
          bestCost = lowestLeft
          best = node.left
        }
        if right.isLeaf && lowestRight < bestCost {
          bestCost = lowestRight
          best = node.right
        }
        // Below a child nothing is cheaper than the box alone beside what the child grows by.
        lowestLeft = left.isLeaf ? .infinity : lowestLeft + area - left.box.halfArea
        lowestRight = right.isLeaf ? .infinity : lowestRight + area - right.box.halfArea
        if bestCost <= lowestLeft && bestCost <= lowestRight { break }
        let goesLeft: Bool
        if lowestLeft == lowestRight {
          let toLeft = left.box.low + left.box.high - centre
          let toRight = right.box.low + right.box.high - centre
          goesLeft = toLeft.lengthSquared <= toRight.lengthSquared
        } else {
          goesLeft = lowestLeft < lowestRight
        }
        index = goesLeft ? node.left : node.right
        joined = goesLeft ? joinedLeft : joinedRight
      }
      return best
    }
  }

  /// Makes boxes and heights right again from a node upwards, and rotates where that saves area.
  private mutating func refit(from start: Int32) {
    nodes.withUnsafeMutableBufferPointer { nodes in
      var index = start
      while index >= 0 {
        let node = nodes.baseAddress! + Int(index)
        let left = node.pointee.left
        let right = node.pointee.right
        node.pointee.box = nodes[Int(left)].box.union(nodes[Int(right)].box)
        rotate(nodes, index)
        node.pointee.height =
          1 + Swift.max(nodes[Int(node.pointee.left)].height, nodes[Int(node.pointee.right)].height)
        index = node.pointee.parent
      }
    }
  }
}

/// Exchanges one child of a node with a child of the other child where the area that is left is smallest.
private func rotate(_ nodes: UnsafeMutableBufferPointer<DynamicTree.Node>, _ index: Int32) {
  let node = nodes[Int(index)]
  var bestGain = 0.0
  var up: Int32 = -1
  var down: Int32 = -1
  for side in 0..<2 {
    // `lowered` may go down into `split`, whose child then comes up.
    let lowered = side == 0 ? node.left : node.right
    let split = side == 0 ? node.right : node.left
    let s = nodes[Int(split)]
    if s.isLeaf { continue }
    let area = s.box.halfArea
    let box = nodes[Int(lowered)].box
    let keepRight = area - box.union(nodes[Int(s.right)].box).halfArea
    if keepRight > bestGain {
      bestGain = keepRight
      up = s.left
      down = lowered
    }
    let keepLeft = area - box.union(nodes[Int(s.left)].box).halfArea
    if keepLeft > bestGain {
      bestGain = keepLeft
      up = s.right
      down = lowered
    }
  }
  guard up >= 0 else { return }
  let split = nodes[Int(up)].parent
  if node.left == down { nodes[Int(index)].left = up } else { nodes[Int(index)].right = up }
  if nodes[Int(split)].left == up { nodes[Int(split)].left = down } else { nodes[Int(split)].right = down }
  nodes[Int(up)].parent = index
  nodes[Int(down)].parent = split
  let s = nodes[Int(split)]
  nodes[Int(split)].box = nodes[Int(s.left)].box.union(nodes[Int(s.right)].box)
  nodes[Int(split)].height = 1 + Swift.max(nodes[Int(s.left)].height, nodes[Int(s.right)].height)
}
