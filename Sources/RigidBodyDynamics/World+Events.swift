import VectorMath

extension World {
  /// Compares each contact with the step before and records what began, ended or struck.
  mutating func reportEvents() {
    for i in manifolds.indices {
      let m = manifolds[i]
      var impulse = m.count > 0 ? m.impactImpulse : 0
      for j in 0..<Int(m.count) { impulse += m.points[j].normalImpulse }
      let touches = m.count > 0 && impulse > 0
      if m.count > 0 && m.impactImpulse > 0 {
        record(.impact, m, speed: m.impactSpeed, impulse: m.impactImpulse)
      }
      if touches && !m.isTouching {
        record(.begin, m, speed: m.impactSpeed, impulse: impulse)
      } else if !touches && m.isTouching {
        record(.end, m, speed: 0, impulse: 0)
      }
      manifolds[i].isTouching = touches
      manifolds[i].impactSpeed = 0
      manifolds[i].impactImpulse = 0
    }
  }

  private mutating func record(_ kind: ContactEvent.Kind, _ m: Manifold, speed: Double, impulse: Double) {
    let a = bodies[m.a]
    let b = bodies[m.b]
    let n = m.currentNormal(a, b)
    var sum = Vector3.zero
    for i in 0..<Int(m.count) {
      let p = m.points[i]
      sum += (a.rotation * p.localA + a.position + n * m.radiusA + b.rotation * p.localB + b.position - n * m.radiusB)
    }
    let point = m.count > 0 ? sum / Double(2 * Int(m.count)) : (a.shape.isPlane ? b.position : a.position)
    events.append(
      ContactEvent(
        kind: kind, step: stepIndex, a: BodyID(index: m.a), b: BodyID(index: m.b), point: point, normal: n,
        normalSpeed: speed, impulse: impulse))
  }
}
