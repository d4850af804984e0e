import VectorMath

// Which joints carry links, and which close loops.
//
// A spanning forest in the order of the joints (Kruskal 1956): a joint that joins two trees becomes the inboard joint of
// a link; one within a tree, or between a tree that has a base and another base, closes a loop and becomes rows of the
// solver. A tree stands on the first fixed or kinematic body, or the world, that a joint ties it to; else it floats, with
// its first body as root.

extension Articulations {
  mutating func build(_ joints: inout [Joint], bodies: [RigidBody]) {
    trees.removeAll()
    links.removeAll()
    treeOfLink.removeAll()
    linkOfBody = Array(repeating: -1, count: bodies.count)
    for j in joints.indices { joints[j].link = -1 }
    let (inTree, baseJoint) = spanningJoints(joints, bodies)
    var neighbours: [[Int]] = Array(repeating: [], count: bodies.count)
    for (index, j) in joints.enumerated() where inTree[index] {
      if j.a >= 0 && bodies[j.a].isDynamic { neighbours[j.a].append(index) }
      if bodies[j.b].isDynamic { neighbours[j.b].append(index) }
    }
    var isReached = Array(repeating: false, count: bodies.count)
    // Trees that stand on a base, in order of their base joints, and then the floating ones.
    for (index, isBase) in baseJoint.enumerated() where isBase {
      grow(from: index, &joints, neighbours, bodies, &isReached)
    }
    for body in bodies.indices where !isReached[body] && !neighbours[body].isEmpty {
      let first = links.count
      var root = Link(freedom: .free, body: body, parent: -1, joint: -1)
      root.mass = bodies[body].mass
      root.inertia = bodies[body].inertia
      linkOfBody[body] = first
      links.append(root)
      isReached[body] = true
      climb(from: body, &joints, neighbours, bodies, &isReached)
      trees.append(Articulation(links: first..<links.count, base: -1))
    }
    for (t, tree) in trees.enumerated() { for _ in tree.links { treeOfLink.append(t) } }
    reserve()
  }

  /// The joints of the forest, and among them those to a base.
  private func spanningJoints(_ joints: [Joint], _ bodies: [RigidBody]) -> (inTree: [Bool], base: [Bool]) {
    var parent = Array(bodies.indices)
    var hasBase = Array(repeating: false, count: bodies.count)
    var inTree = Array(repeating: false, count: joints.count)
    var isBase = inTree
    func root(_ i: Int) -> Int {
      var r = i
      while parent[r] != r { r = parent[r] }
      return r
    }
    for (index, j) in joints.enumerated() where !j.isBroken && j.carriesLinks {
      let a = j.a >= 0 && bodies[j.a].isDynamic ? root(j.a) : -1
      let b = bodies[j.b].isDynamic ? root(j.b) : -1
      if a < 0 || b < 0 {
        let r = Swift.max(a, b)
        if hasBase[r] { continue }
        hasBase[r] = true
        isBase[index] = true
      } else {
        if a == b || (hasBase[a] && hasBase[b]) { continue }
        hasBase[Swift.min(a, b)] = hasBase[a] || hasBase[b]
        parent[Swift.max(a, b)] = Swift.min(a, b)
      }
      inTree[index] = true
    }
    return (inTree, isBase)
  }

  private mutating func grow(
    from index: Int, _ joints: inout [Joint], _ neighbours: [[Int]], _ bodies: [RigidBody], _ isReached: inout [Bool]
  ) {
    let first = links.count
    let isReversed = !(bodies[joints[index].b].isDynamic)
    let base = isReversed ? joints[index].b : joints[index].a
    let body = isReversed ? joints[index].a : joints[index].b
    append(index, &joints, parent: -1, child: body, bodies)
    isReached[body] = true
    climb(from: body, &joints, neighbours, bodies, &isReached)
    trees.append(Articulation(links: first..<links.count, base: base))
  }

  /// Adds what the tree's joints carry beyond a body, depth first, in the order of the joints.
  private mutating func climb(
    from body: Int, _ joints: inout [Joint], _ neighbours: [[Int]], _ bodies: [RigidBody], _ isReached: inout [Bool]
  ) {
    var stack = [(body: body, next: 0)]
    while let top = stack.last {
      guard top.next < neighbours[top.body].count else {
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let index = neighbours[top.body][top.next]
      let other = joints[index].a == top.body ? joints[index].b : joints[index].a
      guard other >= 0 && bodies[other].isDynamic && !isReached[other] else { continue }
      append(index, &joints, parent: linkOfBody[top.body], child: other, bodies)
      isReached[other] = true
      stack.append((other, 0))
    }
  }

  /// Adds the link of a body, and before it the massless middle of a universal joint.
  private mutating func append(
    _ index: Int, _ joints: inout [Joint], parent: Int, child: Int, _ bodies: [RigidBody]
  ) {
    let j = joints[index]
    let isReversed = child == j.a
    var inner = isReversed ? j.frameB : j.frameA
    var outer = isReversed ? j.frameA : j.frameB
    var parent = parent
    var link = Link(freedom: .ball, body: child, parent: parent, joint: index)
    link.mass = bodies[child].mass
    link.inertia = bodies[child].inertia
    link.centreFromAnchor = -outer.translation
    link.anchorInParent = inner.translation
    link.parentFromLink = inner.rotation * outer.rotation.conjugate
    link.axisInParent = inner.rotation.rotate(.unitX)
    switch j.kind {
    case .ball: link.freedom = .ball
    case .hinge: link.freedom = .hinge
    case .slider: link.freedom = .slider
    case .universal:
      if isReversed {
        // From b to a the turn is about Y first: half a turn about X + Y exchanges the two.
        let exchange = Quaternion(angle: Double.pi, axis: Vector3(1, 1, 0).normalized)
        inner.rotation = inner.rotation * exchange
        outer.rotation = outer.rotation * exchange
      }
      var middle = Link(freedom: .hinge, body: -1, parent: parent, joint: index)
      middle.anchorInParent = inner.translation
      middle.axisInParent = inner.rotation.rotate(.unitX)
      middle.parentFromLink = inner.rotation
      parent = links.count
      links.append(middle)
      link.freedom = .hinge
      link.parent = parent
      link.anchorInParent = .zero
      link.axisInParent = .unitY
      link.parentFromLink = outer.rotation.conjugate
    case .fixed, .distance, .rope, .spring: link.freedom = .fixed
    }
    joints[index].link = links.count
    linkOfBody[child] = links.count
    links.append(link)
  }
}
