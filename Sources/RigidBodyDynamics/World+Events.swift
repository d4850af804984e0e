import Parallelism
import VectorMath

/// A pair of bodies that touches, whatever the number of its manifolds.
struct Touch: Sendable {
  /// a << 32 | b.
  var pair: UInt64 = 0
  var point = Vector3.zero
  var normal = Vector3.zero
  /// Normal impulse of the step, impacts included, N s.
  var impulse = 0.0
  var impactSpeed = 0.0
  var impactImpulse = 0.0
}

extension Manifold {
  /// Notes whether it carried an impulse, and if so what.
  @inline(__always) fileprivate mutating func touch(_ bodies: UnsafePointer<RigidBody>, into found: inout Touch) {
    var impulse = impactImpulse
    for j in 0..<Int(count) { impulse += points[j].normalImpulse }
    isTouching = impulse > 0
    found.impulse = impulse
    guard impulse > 0 else { return }
    found.pair = bodyPair
    found.point = meanPoint(bodies[a], bodies[b])
    found.normal = currentNormal(bodies[a], bodies[b])
    found.impactSpeed = impactSpeed
    found.impactImpulse = impactImpulse
    impactSpeed = 0
    impactImpulse = 0
  }
}

extension World {
  /// Compares the touching pairs with those of the step before and records what began, ended or struck.
  mutating func reportEvents() {
    swap(&touches, &formerTouches)
    findTouches()
    var former = 0
    for t in touches {
      while former < formerTouches.count && formerTouches[former].pair < t.pair {
        record(.end, formerTouches[former], speed: 0, impulse: 0)
        former += 1
      }
      let isNew = former >= formerTouches.count || formerTouches[former].pair != t.pair
      if !isNew { former += 1 }
      if t.impactImpulse > 0 { record(.impact, t, speed: t.impactSpeed, impulse: t.impactImpulse) }
      if isNew { record(.begin, t, speed: t.impactSpeed, impulse: t.impulse) }
    }
    while former < formerTouches.count {
      record(.end, formerTouches[former], speed: 0, impulse: 0)
      former += 1
    }
  }

  /// The pairs of bodies of which a manifold carried an impulse, sorted; several manifolds of a pair count as one.
  private mutating func findTouches() {
    touches.removeAll(keepingCapacity: true)
    // Manifolds without points touch nothing, and know it.
    let count = islands.live.count
    while touchesOfManifolds.count < count { touchesOfManifolds.append(Touch()) }
    bodies.withUnsafeBufferPointer { bodies in
      manifolds.withUnsafeMutableBufferPointer { manifolds in
        touchesOfManifolds.withUnsafeMutableBufferPointer { found in
          islands.live.withUnsafeBufferPointer { live in
            WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
              for i in range { manifolds[Int(live[i].index)].touch(bodies.baseAddress!, into: &found[i]) }
            }
          }
        }
      }
    }
    var isSorted = true
    for i in 0..<count where touchesOfManifolds[i].impulse > 0 {
      if let last = touches.last, last.pair > touchesOfManifolds[i].pair { isSorted = false }
      touches.append(touchesOfManifolds[i])
    }
    if !isSorted {
      // Stable by hand: the standard sort promises nothing about equal pairs.
      let order = touches.indices.sorted { (touches[$0].pair, $0) < (touches[$1].pair, $1) }
      touches = order.map { touches[$0] }
    }
    mergeTouches()
  }

  private mutating func mergeTouches() {
    var kept = 0
    for i in touches.indices {
      let t = touches[i]
      guard kept > 0 && touches[kept - 1].pair == t.pair else {
        touches[kept] = t
        kept += 1
        continue
      }
      touches[kept - 1].impulse += t.impulse
      touches[kept - 1].impactImpulse += t.impactImpulse
      if t.impactSpeed > touches[kept - 1].impactSpeed {
        touches[kept - 1].impactSpeed = t.impactSpeed
        touches[kept - 1].point = t.point
        touches[kept - 1].normal = t.normal
      }
    }
    touches.removeLast(touches.count - kept)
  }

  private mutating func record(_ kind: ContactEvent.Kind, _ t: Touch, speed: Double, impulse: Double) {
    events.append(
      ContactEvent(
        kind: kind, step: stepIndex, a: BodyID(index: Int(t.pair >> 32)), b: BodyID(index: Int(t.pair & 0xFFFF_FFFF)),
        point: t.point, normal: t.normal, normalSpeed: speed, impulse: impulse))
  }
}
