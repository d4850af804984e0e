import Parallelism
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
  /// Where each of `pairs` was in the list of the step before; -1 for a new one.
  private(set) var places: [Int32] = []
  private var surfacePlaces: [Int32] = []
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
  /// Working memory: what each share of the strays has found.
  private var found: [FoundPairs] = []

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
    /// Whether it is no longer within its fat box.
    var hasLeft = false

    enum Kind: UInt8 { case convex, surface, plane }

    /// Whether it may touch another in this step, by their bounds.
    @inline(__always) func isNear(_ other: Proxy) -> Bool {
      bounds.isNear(other.bounds, within: reach + other.reach)
    }
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
    renew(colliders, bodies, timeStep: h) { proxy, collider, body in
      proxy.pointee.bounds = Placed(collider.pointee, on: body.pointee).bounds
      return proxy.pointee.bounds
    }
  }

  /// Renews what is known of every collider that moves, each by itself, and then the trees, in the order of the numbers.
  /// - Parameter box: what the fat box must hold.
  @inline(__always) private mutating func renew(
    _ colliders: [Collider], _ bodies: [RigidBody], timeStep h: Double,
    _ box: (UnsafeMutablePointer<Proxy>, UnsafePointer<Collider>, UnsafePointer<RigidBody>) -> BoundingBox
  ) {
    movingTree.nodes.withUnsafeBufferPointer { nodes in
      proxies.withUnsafeMutableBufferPointer { proxies in
        colliders.withUnsafeBufferPointer { colliders in
          bodies.withUnsafeBufferPointer { bodies in
            WorkTeam.shared.forRanges(proxies.count, grain: StepWorkspace.grain) { range in
              for i in range {
                let proxy = proxies.baseAddress! + i
                let collider = colliders.baseAddress! + i
                let body = bodies.baseAddress! + collider.pointee.body
                if proxy.pointee.isFixed || body.pointee.isAsleep { continue }
                let needed = box(proxy, collider, body)
                proxy.pointee.hasLeft = !nodes[Int(proxy.pointee.node)].box.contains(needed)
              }
            }
          }
        }
      }
    }
    for i in proxies.indices where proxies[i].hasLeft {
      proxies[i].hasLeft = false
      insertAgain(i, colliders[i], bodies[colliders[i].body], timeStep: h)
      markStray(i)
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
    renew(colliders, bodies, timeStep: h) { proxy, collider, body in
      let reach: Double = body.pointee.speedBound * h * 2 + fall + 0.01 * Swift.min(collider.pointee.innerRadius, 1)
      proxy.pointee.reach = reach
      return proxy.pointee.bounds.grown(by: reach)
    }
    pairsHaveChanged = !strays.isEmpty
    if strays.isEmpty { return }
    findFreshPairs(colliders, bodies)
    BroadPhase.merge(pairs, fresh, proxies, into: &merged, &places)
    swap(&pairs, &merged)
    BroadPhase.merge(surfacePairs, freshSurface, proxies, into: &merged, &surfacePlaces)
    swap(&surfacePairs, &merged)
    for i in strays { proxies[i].isStray = false }
    strays.removeAll(keepingCapacity: true)
  }

  /// Whether two colliders may touch in this step, by their bounds; pairs hold for longer and hence also others.
  @inline(__always) func areNear(_ a: Int, _ b: Int) -> Bool { proxies[a].isNear(proxies[b]) }

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
    // The trees stand still here: every share of the strays has a list of its own, and sorting makes one of them.
    let shares = (strays.count + BroadPhase.grain - 1) / BroadPhase.grain
    var found = found
    self.found = []
    while found.count < shares { found.append(FoundPairs()) }
    found.withUnsafeMutableBufferPointer { found in
      withPairFinder(colliders, bodies) { finder, strays in
        WorkTeam.shared.forRanges(strays.count, grain: BroadPhase.grain) { range in
          // One thread takes all in one piece.
          let share = range.lowerBound / BroadPhase.grain
          for index in range { finder.findPairs(of: strays[index], &found[share]) }
        }
      }
    }
    fresh.removeAll(keepingCapacity: true)
    freshSurface.removeAll(keepingCapacity: true)
    for share in 0..<shares {
      fresh.append(contentsOf: found[share].convex)
      freshSurface.append(contentsOf: found[share].surface)
      found[share].removeAll()
    }
    self.found = found
    fresh.sort()
    freshSurface.sort()
  }

  /// Strays that a thread takes at a time.
  private static let grain = 16

  private func withPairFinder(
    _ colliders: [Collider], _ bodies: [RigidBody], _ work: (PairFinder, UnsafeBufferPointer<Int>) -> Void
  ) {
    proxies.withUnsafeBufferPointer { proxies in
      colliders.withUnsafeBufferPointer { colliders in
        bodies.withUnsafeBufferPointer { bodies in
          fixedTree.withStillTree { fixedTree in
            movingTree.withStillTree { movingTree in
              planes.withUnsafeBufferPointer { planes in
                excludedBodyPairs.withUnsafeBufferPointer { excluded in
                  strays.withUnsafeBufferPointer { strays in
                    work(
                      PairFinder(
                        proxies: proxies, colliders: colliders, bodies: bodies, fixedTree: fixedTree,
                        movingTree: movingTree, planes: planes, excluded: excluded), strays)
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Fills `merged` with the pairs of a list that are not of strays, and those found instead; `places` tells where in the
  /// list each was.
  private static func merge(
    _ list: [UInt64], _ found: [UInt64], _ proxies: [Proxy], into merged: inout [UInt64], _ places: inout [Int32]
  ) {
    merged.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    var next = 0
    for (i, pair) in list.enumerated() {
      while next < found.count && found[next] < pair {
        merged.append(found[next])
        places.append(-1)
        next += 1
      }
      if proxies[Int(pair >> 32)].isStray || proxies[Int(pair & 0xFFFF_FFFF)].isStray {
        guard next < found.count && found[next] == pair else { continue }
        next += 1
      }
      merged.append(pair)
      places.append(Int32(truncatingIfNeeded: i))
    }
    while next < found.count {
      merged.append(found[next])
      places.append(-1)
      next += 1
    }
  }
}

/// How much larger than the collider its box in the tree is.
///
/// More room means fewer changes of the trees and more pairs that only their bounds tell apart.
private enum Fattening {
  /// Of the inner radius, at most of 1 m.
  static let sizeFraction = 0.06
  /// Steps of motion ahead.
  static let steps = 16.0
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
