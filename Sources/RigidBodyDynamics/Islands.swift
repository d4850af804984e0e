import VectorMath

/// Groups of dynamic bodies that contacts join: no island's motion depends on another's within the step.
///
/// Union by smallest index (Tarjan 1975), so that islands and their order follow from the ids alone. Fixed and
/// kinematic bodies join nothing. Islands that joints have a part in are listed apart: the coupled solver takes them.
struct Islands: Sendable {
  private var parent: [Int] = []
  private var isAwake: [Bool] = []
  private var isRestless: [Bool] = []
  private var start: [Int] = []
  /// Indices of the manifolds of awake islands that have points, island by island, in order of (a, b) within each.
  private(set) var order: [Int] = []
  /// The root of each entry of `order`: a change marks a new island.
  private(set) var roots: [Int] = []
  /// The same for islands with joints.
  private(set) var coupledOrder: [Int] = []
  private(set) var coupledRoots: [Int] = []
  private var isCoupled: [Bool] = []
  private var hasJoints = false

  mutating func build(_ bodies: [RigidBody], _ manifolds: [Manifold], _ joints: [Joint]) {
    let n = bodies.count
    parent.removeAll(keepingCapacity: true)
    isAwake.removeAll(keepingCapacity: true)
    isRestless.removeAll(keepingCapacity: true)
    for i in 0..<n {
      parent.append(i)
      isAwake.append(bodies[i].isDynamic && !bodies[i].isAsleep)
      isRestless.append(false)
    }
    for i in manifolds.indices where manifolds[i].count > 0 {
      if bodies[manifolds[i].a].isDynamic && bodies[manifolds[i].b].isDynamic {
        let a = root(manifolds[i].a)
        let b = root(manifolds[i].b)
        parent[Swift.max(a, b)] = Swift.min(a, b)
      }
    }
    for j in joints where !j.isBroken && j.a >= 0 && bodies[j.a].isDynamic && bodies[j.b].isDynamic {
      let a = root(j.a)
      let b = root(j.b)
      parent[Swift.max(a, b)] = Swift.min(a, b)
    }
    for i in 0..<n where bodies[i].isDynamic {
      let r = root(i)
      parent[i] = r
      if isAwake[i] { isAwake[r] = true }
    }
    markCoupled(bodies, joints)
    for i in manifolds.indices where manifolds[i].count > 0 {
      let (a, b) = (manifolds[i].a, manifolds[i].b)
      if bodies[a].isMoving {
        isAwake[parent[b]] = true
        isRestless[parent[b]] = true
      }
      if bodies[b].isMoving {
        isAwake[parent[a]] = true
        isRestless[parent[a]] = true
      }
    }
    sortManifolds(bodies, manifolds)
  }

  private mutating func markCoupled(_ bodies: [RigidBody], _ joints: [Joint]) {
    hasJoints = !joints.isEmpty
    guard hasJoints else { return }
    isCoupled.removeAll(keepingCapacity: true)
    for _ in bodies { isCoupled.append(false) }
    for j in joints where !j.isBroken {
      isCoupled[parent[bodies[j.b].isDynamic ? j.b : j.a]] = true
      let aMoves = j.a >= 0 && bodies[j.a].isMoving
      if aMoves || bodies[j.b].isMoving {
        let r = parent[aMoves ? j.b : j.a]
        isAwake[r] = true
        isRestless[r] = true
      }
    }
  }

  /// Whether joints have a part in the island of a body.
  @inline(__always) func isCoupled(_ body: Int) -> Bool { hasJoints && isCoupled[parent[body]] }

  /// Whether the island of a body has to move in this step.
  func isAwake(_ body: Int) -> Bool { isAwake[parent[body]] }
  /// Whether a moving kinematic body keeps the island from sleeping.
  func isRestless(_ body: Int) -> Bool { isRestless[parent[body]] }
  func root(of body: Int) -> Int { parent[body] }

  /// Counting sort by root: stable, without comparisons.
  private mutating func sortManifolds(_ bodies: [RigidBody], _ manifolds: [Manifold]) {
    let n = bodies.count
    start.removeAll(keepingCapacity: true)
    for _ in 0...n { start.append(0) }
    var total = 0
    for i in manifolds.indices where manifolds[i].count > 0 {
      let r = island(of: manifolds[i].a, manifolds[i].b, bodies)
      guard isAwake[r] else { continue }
      start[r + 1] += 1
      total += 1
    }
    for i in 0..<n { start[i + 1] += start[i] }
    order.removeAll(keepingCapacity: true)
    roots.removeAll(keepingCapacity: true)
    for _ in 0..<total {
      order.append(0)
      roots.append(0)
    }
    for index in manifolds.indices where manifolds[index].count > 0 {
      let r = island(of: manifolds[index].a, manifolds[index].b, bodies)
      guard isAwake[r] else { continue }
      order[start[r]] = index
      roots[start[r]] = r
      start[r] += 1
    }
    separateCoupled()
  }

  private mutating func separateCoupled() {
    coupledOrder.removeAll(keepingCapacity: true)
    coupledRoots.removeAll(keepingCapacity: true)
    guard hasJoints else { return }
    var kept = 0
    for i in order.indices {
      if isCoupled[roots[i]] {
        coupledOrder.append(order[i])
        coupledRoots.append(roots[i])
      } else {
        order[kept] = order[i]
        roots[kept] = roots[i]
        kept += 1
      }
    }
    order.removeLast(order.count - kept)
    roots.removeLast(roots.count - kept)
  }

  @inline(__always) private func island(of a: Int, _ b: Int, _ bodies: [RigidBody]) -> Int {
    bodies[a].isDynamic ? parent[a] : parent[b]
  }

  private mutating func root(_ i: Int) -> Int {
    var r = i
    while parent[r] != r { r = parent[r] }
    var j = i
    while parent[j] != r {
      let next = parent[j]
      parent[j] = r
      j = next
    }
    return r
  }
}

extension World {
  /// Wakes every island that an awake or moving body has come near.
  mutating func wakeIslands() {
    islands.build(bodies, manifolds, joints)
    guard settings.allowSleep else { return }
    for i in bodies.indices where bodies[i].isAsleep && islands.isAwake(i) { wake(i) }
  }

  /// Puts islands to sleep whose bodies have all stayed where they are for half a second.
  ///
  /// A body is quiet while its farthest point has moved less than the tolerance since it became quiet; slow creep
  /// therefore wakes it in the end, and a fast but bounded tremor does not.
  mutating func sleepQuietIslands() {
    guard settings.allowSleep else { return }
    for i in bodies.indices where bodies[i].isDynamic && !bodies[i].isAsleep {
      let b = bodies[i]
      let turned = rotationVector(b.orientation * b.restOrientation.conjugate).length * b.boundingRadius
      let moved = (b.position - b.restPosition).length + turned
      if moved > Rule.quietRate * Rule.timeToSleep * b.boundingRadius {
        wake(i)
      } else {
        bodies[i].quietTime += settings.timeStep
      }
    }
    sleepVotes.removeAll(keepingCapacity: true)
    for _ in bodies.indices { sleepVotes.append(true) }
    for i in bodies.indices where bodies[i].isDynamic && !bodies[i].isAsleep {
      if bodies[i].quietTime < Rule.timeToSleep || islands.isRestless(i) { sleepVotes[islands.root(of: i)] = false }
    }
    for i in bodies.indices where bodies[i].isDynamic && !bodies[i].isAsleep && sleepVotes[islands.root(of: i)] {
      bodies[i].isAsleep = true
      bodies[i].velocity = .zero
      bodies[i].angularVelocity = .zero
    }
  }
}
