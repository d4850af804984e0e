import VectorMath

/// A tree that stands still, without a share in its storage: many threads may look at it and count no references.
struct StillTree {
  let nodes: UnsafeBufferPointer<DynamicTree.Node>
  let root: Int32

  @inline(__always) func box(of node: Int32) -> BoundingBox { nodes[Int(node)].box }

  /// Calls `body` with each item whose box overlaps `box`, in the order of the tree.
  @inline(__always) func query(_ box: BoundingBox, _ body: (Int) -> Void) {
    guard root >= 0 else { return }
    // Every level leaves at most one node behind for later.
    let room = Int(nodes[Int(root)].height) + 2
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: room) { stack in
      stack[0] = root
      var count = 1
      while count > 0 {
        count -= 1
        let node = nodes.baseAddress! + Int(stack[count])
        guard node.pointee.box.overlaps(box) else { continue }
        if node.pointee.isLeaf {
          body(Int(node.pointee.right))
        } else {
          stack[count] = node.pointee.right
          stack[count + 1] = node.pointee.left
          count += 2
        }
      }
    }
  }
}

extension DynamicTree {
  /// Lends the tree as it stands.
  @inline(__always) func withStillTree<Result>(_ body: (StillTree) -> Result) -> Result {
    nodes.withUnsafeBufferPointer { body(StillTree(nodes: $0, root: root)) }
  }

  /// Calls `body` with each item whose box overlaps `box`, in the order of the tree.
  @inline(__always) package func query(_ box: BoundingBox, _ body: (Int) -> Void) {
    withStillTree { $0.query(box, body) }
  }

  /// Calls `body` with the items whose boxes a moving box of these half extents may meet, nearer boxes first.
  ///
  /// Half extents of zero make a ray. `body` gets the distance to which the search now goes, and returns the one to
  /// which it shall go from then on: that of a hit to look for nearer ones, 0 to stop.
  @inline(__always) package func cast(
    from origin: Vector3, direction: Vector3, halfExtents: Vector3 = .zero, limit: Double,
    _ body: (Int, Double) -> Double
  ) {
    guard root >= 0 else { return }
    let ray = SlabRay(origin, direction, halfExtents)
    var limit = limit
    nodes.withUnsafeBufferPointer { nodes in
      withUnsafeTemporaryAllocation(of: (node: Int32, enter: Double).self, capacity: height + 1) { stack in
        let enter = ray.enter(nodes[Int(root)].box)
        guard enter <= limit else { return }
        stack[0] = (root, enter)
        var count = 1
        while count > 0 {
          count -= 1
          let (index, enter) = stack[count]
          guard enter <= limit else { continue }
          let node = nodes.baseAddress! + Int(index)
          if node.pointee.isLeaf {
            limit = Swift.min(limit, body(Int(node.pointee.right), limit))
            if limit <= 0 { return }
            continue
          }
          let left = ray.enter(nodes[Int(node.pointee.left)].box)
          let right = ray.enter(nodes[Int(node.pointee.right)].box)
          let leftFirst = left <= right
          let far = leftFirst ? (node.pointee.right, right) : (node.pointee.left, left)
          let near = leftFirst ? (node.pointee.left, left) : (node.pointee.right, right)
          if far.1 <= limit {
            stack[count] = far
            count += 1
          }
          if near.1 <= limit {
            stack[count] = near
            count += 1
          }
        }
      }
    }
  }
}

/// A ray, or a box on its way along one, ready to be tested against many boxes.
struct SlabRay {
  let origin: Vector3
  let inverse: Vector3
  let halfExtents: Vector3

  @inline(__always) init(_ origin: Vector3, _ direction: Vector3, _ halfExtents: Vector3) {
    self.origin = origin
    self.halfExtents = halfExtents
    // A finite stand-in for 1/0 keeps 0 times it from being NaN for a ray in the plane of a face.
    @inline(__always) func reciprocal(_ x: Double) -> Double {
      x.magnitude > 1e-200 ? 1 / x : (x < 0 ? -1e200 : 1e200)
    }
    inverse = Vector3(reciprocal(direction.x), reciprocal(direction.y), reciprocal(direction.z))
  }

  /// Distance at which it meets the box, 0 for an origin inside, infinite for a miss.
  ///
  /// Kay & Kajiya, "Ray tracing complex scenes", SIGGRAPH 1986.
  @inline(__always) func enter(_ box: BoundingBox) -> Double {
    let (near, far) = interval(box)
    // Rounding must not lose a box that is grazed.
    return near <= far * (1 + 4e-16) ? near : .infinity
  }

  /// Distances at which it enters the box, at least 0, and leaves it; the wrong way round for a miss.
  @inline(__always) func interval(_ box: BoundingBox) -> (enter: Double, leave: Double) {
    let a = (box.low - halfExtents - origin).scaled(by: inverse)
    let b = (box.high + halfExtents - origin).scaled(by: inverse)
    return (Swift.max(min(a, b).largest, 0), max(a, b).smallest)
  }
}
