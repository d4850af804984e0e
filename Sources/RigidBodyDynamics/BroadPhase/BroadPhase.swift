import VectorMath

/// Finds the pairs of colliders that may touch, by two trees of boxes: one of what is fixed, one of what moves.
///
/// The tree holds a fat box of each collider. Only colliders that have left theirs are looked up again, so a heap at
/// rest costs next to nothing; a pair stays for as long as the fat boxes overlap. Pairs come out in order of (a, b),
/// whatever the trees look like.
///
/// The trees hold every collider at its place between steps too, so that queries can go through them.
struct BroadPhase: Sendable {
  /// Pairs of convex pieces, planes among them: a << 32 | b with a < b, in rising order.
  private(set) var pairs: [UInt64] = []
  /// Pairs of a surface (mesh or height field) and a convex piece, in the same form.
  private(set) var surfacePairs: [UInt64] = []
  /// Whether either list differs from that of the step before.
  private(set) var pairsHaveChanged = false

  private(set) var fixedTree = DynamicTree()
  private(set) var movingTree = DynamicTree()
  /// Planes reach everywhere; they are tested against all that moves.
  private(set) var planes: [Int] = []
  private(set) var proxies: [Proxy] = []
  /// Colliders that have new fat boxes since the pairs were last found.
  private var strays: [Int] = []
  /// Pairs of bodies that never touch, such as those a joint holds: a << 32 | b with a < b, in rising order.
  private var excludedBodyPairs: [UInt64] = []
  private var fresh: [UInt64] = []
  private var freshSurface: [UInt64] = []
  private var merged: [UInt64] = []

  /// What the trees know of one collider.
  struct Proxy: Sendable {
    /// The collider's own bounds where it is now; everything for a plane.
    var bounds: BoundingBox
    /// Distance from the bounds within which it may be touched in this step, m.
    var reach: Double = 0
    /// Node in its tree; -1 for a plane.
    var node: Int32 = -1
    var kind: Kind
    var isFixed: Bool
    var isStray = false

    enum Kind: UInt8 { case convex, surface, plane }
  }

  /// Takes in a collider that the world has just got; colliders come in the order of their numbers.
  mutating func add(_ c: Collider, on body: RigidBody) {
    let index = proxies.count
    let placed = Placed(c, on: body)
    let kind: Proxy.Kind = c.geometry.isPlane ? .plane : (c.geometry.isSurface ? .surface : .convex)
    var proxy = Proxy(bounds: placed.bounds, kind: kind, isFixed: body.motion == .fixed)
    if kind == .plane {
      planes.append(index)
    } else if proxy.isFixed {
      proxy.node = fixedTree.insert(index, box: proxy.bounds)
    } else {
      proxy.node = movingTree.insert(index, box: fatBox(proxy.bounds, reach: 0, c, body, timeStep: 0))
    }
    proxies.append(proxy)
    markStray(index)
  }

  /// Follows a body that its owner has put elsewhere.
  mutating func place(_ colliders: [Collider], of body: RigidBody) {
    for i in body.colliders {
      proxies[i].bounds = Placed(colliders[i], on: body).bounds
      if proxies[i].node >= 0 { insertAgain(i, colliders[i], body, timeStep: 0) }
      markStray(i)
    }
  }

  /// Follows the bodies that a step has moved.
  mutating func refresh(_ colliders: [Collider], _ bodies: [RigidBody], timeStep h: Double) {
    for i in proxies.indices where !proxies[i].isFixed {
      let body = colliders[i].body
      if bodies[body].isAsleep { continue }
      let bounds = Placed(colliders[i], on: bodies[body]).bounds
      proxies[i].bounds = bounds
      if !movingTree.box(of: proxies[i].node).contains(bounds) {
        insertAgain(i, colliders[i], bodies[body], timeStep: h)
        markStray(i)
      }
    }
  }

  /// Names the pairs of bodies, a << 32 | b with a < b and in rising order, that must not touch from the next step on.
  mutating func exclude(_ bodyPairs: [UInt64]) {
    if bodyPairs == excludedBodyPairs { return }
    excludedBodyPairs = bodyPairs
    for i in proxies.indices { markStray(i) }
  }

  /// Brings the pairs up to date with the speeds of this step.
  mutating func findPairs(_ colliders: [Collider], _ bodies: [RigidBody], timeStep h: Double, gravity: Vector3) {
    let fall: Double = gravity.length * h * h
    for i in proxies.indices where !proxies[i].isFixed {
      let body = colliders[i].body
      if bodies[body].isAsleep { continue }
      let reach: Double = bodies[body].speedBound * h * 2 + fall + 0.01 * Swift.min(colliders[i].innerRadius, 1)
      proxies[i].reach = reach
      if !movingTree.box(of: proxies[i].node).contains(proxies[i].bounds.grown(by: reach)) {
        insertAgain(i, colliders[i], bodies[body], timeStep: h)
        markStray(i)
      }
    }
    pairsHaveChanged = !strays.isEmpty
    if strays.isEmpty { return }
    findFreshPairs(colliders, bodies)
    merge(pairs, fresh)
    swap(&pairs, &merged)
    merge(surfacePairs, freshSurface)
    swap(&surfacePairs, &merged)
    for i in strays { proxies[i].isStray = false }
    strays.removeAll(keepingCapacity: true)
  }

  /// Whether two colliders may touch in this step, by their bounds; pairs hold for longer and hence also others.
  @inline(__always) func areNear(_ a: Int, _ b: Int) -> Bool {
    proxies[a].bounds.isNear(proxies[b].bounds, within: proxies[a].reach + proxies[b].reach)
  }

  // MARK: Fat boxes

  private mutating func markStray(_ index: Int) {
    if proxies[index].isStray { return }
    proxies[index].isStray = true
    strays.append(index)
  }

  private mutating func insertAgain(_ i: Int, _ c: Collider, _ body: RigidBody, timeStep h: Double) {
    if proxies[i].isFixed {
      fixedTree.move(proxies[i].node, to: proxies[i].bounds)
    } else {
      movingTree.move(
        proxies[i].node, to: fatBox(proxies[i].bounds, reach: proxies[i].reach, c, body, timeStep: h))
    }
  }

  /// Room for some steps: a part of the size all around, and the way that the body is about to go.
  private func fatBox(_ bounds: BoundingBox, reach: Double, _ c: Collider, _ body: RigidBody, timeStep h: Double)
    -> BoundingBox
  {
    let room: Double = reach * 1.25 + Fattening.sizeFraction * Swift.min(c.innerRadius, 1)
    return bounds.grown(by: room).swept(by: body.velocity * (h * Fattening.steps))
  }

  // MARK: Pairs

  private mutating func findFreshPairs(_ colliders: [Collider], _ bodies: [RigidBody]) {
    fresh.removeAll(keepingCapacity: true)
    freshSurface.removeAll(keepingCapacity: true)
    for i in strays {
      let body = bodies[colliders[i].body]
      if proxies[i].kind == .plane {
        pairPlane(i, colliders, bodies)
        continue
      }
      let box = proxies[i].isFixed ? fixedTree.box(of: proxies[i].node) : movingTree.box(of: proxies[i].node)
      var found = FoundPairs(convex: fresh, surface: freshSurface)
      fresh = []
      freshSurface = []
      movingTree.query(box) { j in note(i, j, body, colliders, bodies, &found) }
      if !proxies[i].isFixed { fixedTree.query(box) { j in note(i, j, body, colliders, bodies, &found) } }
      fresh = found.convex
      freshSurface = found.surface
      if proxies[i].isFixed { continue }
      for plane in planes where !proxies[plane].isStray && proxies[i].kind == .convex {
        if mayTouch(colliders[plane].body, body, colliders[i].body, bodies)
          && reaches(box, Placed(colliders[plane], on: bodies[colliders[plane].body]))
        {
          fresh.append(key(i, plane))
        }
      }
    }
    fresh.sort()
    freshSurface.sort()
  }

  private struct FoundPairs {
    var convex: [UInt64]
    var surface: [UInt64]
  }

  @inline(__always) private func note(
    _ i: Int, _ j: Int, _ body: RigidBody, _ colliders: [Collider], _ bodies: [RigidBody], _ found: inout FoundPairs
  ) {
    // Two strays find each other; the one with the smaller number notes it.
    if j == i || (j < i && proxies[j].isStray) { return }
    guard mayTouch(colliders[j].body, body, colliders[i].body, bodies) else { return }
    if proxies[i].kind == .convex && proxies[j].kind == .convex {
      found.convex.append(key(i, j))
    } else if proxies[i].kind != proxies[j].kind {
      found.surface.append(key(i, j))
    }
  }

  private mutating func pairPlane(_ plane: Int, _ colliders: [Collider], _ bodies: [RigidBody]) {
    let body = bodies[colliders[plane].body]
    let placed = Placed(colliders[plane], on: body)
    for i in proxies.indices where proxies[i].kind == .convex && !proxies[i].isFixed {
      if mayTouch(colliders[i].body, body, colliders[plane].body, bodies)
        && reaches(movingTree.box(of: proxies[i].node), placed)
      {
        fresh.append(key(i, plane))
      }
    }
  }

  private func reaches(_ box: BoundingBox, _ plane: Placed) -> Bool {
    let n = plane.rotation.c1
    let half: Double = dot(box.high - box.low, n.magnitudes)
    return dot(box.low + box.high - plane.position * 2, n) <= half
  }

  @inline(__always) private func mayTouch(_ other: Int, _ body: RigidBody, _ number: Int, _ bodies: [RigidBody])
    -> Bool
  {
    guard other != number, body.isDynamic || bodies[other].isDynamic, !body.ignores(bodies[other]),
      !body.isSensor, !bodies[other].isSensor
    else { return false }
    return excludedBodyPairs.isEmpty || !isExcluded(key(number, other))
  }

  private func isExcluded(_ pair: UInt64) -> Bool {
    var low = 0
    var high = excludedBodyPairs.count
    while low < high {
      let middle = (low + high) / 2
      if excludedBodyPairs[middle] < pair { low = middle + 1 } else { high = middle }
    }
    return low < excludedBodyPairs.count && excludedBodyPairs[low] == pair
  }

  @inline(__always) private func key(_ a: Int, _ b: Int) -> UInt64 {
    UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b))
  }

  /// Fills `merged` with the pairs of a list that are not of strays, and those found instead.
  private mutating func merge(_ list: [UInt64], _ found: [UInt64]) {
    merged.removeAll(keepingCapacity: true)
    var next = 0
    for pair in list {
      if proxies[Int(pair >> 32)].isStray || proxies[Int(pair & 0xFFFF_FFFF)].isStray { continue }
      while next < found.count && found[next] < pair {
        merged.append(found[next])
        next += 1
      }
      merged.append(pair)
    }
    merged.append(contentsOf: found[next...])
  }
}

/// How much larger than the collider its box in the tree is.
///
/// More room means fewer changes of the trees and more pairs that only their bounds tell apart.
private enum Fattening {
  /// Of the inner radius, at most of 1 m.
  static let sizeFraction = 0.06
  /// Steps of motion ahead.
  static let steps = 8.0
}

extension World {
  /// The pairs of colliders as the next step would find them, and what they follow from; for experiments.
  ///
  /// `kept` are all pairs of the two lists, `near` those of them that are near by their bounds.
  package var nearPairs: (kept: [UInt64], near: [UInt64], bounds: [BoundingBox], reach: [Double]) {
    var copy = broadPhase
    copy.findPairs(colliders, bodies, timeStep: settings.timeStep, gravity: settings.gravity)
    let kept = copy.pairs + copy.surfacePairs
    let near = kept.filter { copy.areNear(Int($0 >> 32), Int($0 & 0xFFFF_FFFF)) }
    return (kept, near, copy.proxies.map(\.bounds), copy.proxies.map(\.reach))
  }
}

extension RigidBody {
  /// Whether a kinematic body moves in this step.
  @inline(__always) var isMoving: Bool {
    motion == .kinematic && (velocity.lengthSquared > 0 || angularVelocity.lengthSquared > 0)
  }
}

/// Gap up to which a pair's contact points are kept: what the two could close in the step, and a little to spare.
@inline(__always) func contactMargin(_ speedA: Double, _ speedB: Double, inner: Double, _ h: Double, _ fall: Double)
  -> Double
{
  (speedA + speedB) * h * 2 + fall + 0.01 * Swift.min(inner, 1)
}
