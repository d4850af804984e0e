import VectorMath

/// Working memory of one step; dropping it never changes a result.
struct StepWorkspace: Sendable {
  var bodies: [SolverBody] = []
  var blocks: [ContactBlock] = []
  var rows: [ContactRow] = []
  /// The blocks of each island, one range after another.
  var islands: [Range<Int>] = []

  /// Loads bodies and contacts at the start of the step, in the order of the bodies and of the sorted pairs.
  mutating func load(_ world: [RigidBody], _ manifolds: [Manifold], _ groups: Islands, settings: WorldSettings) {
    let h = settings.timeStep
    bodies.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    islands.removeAll(keepingCapacity: true)
    for body in world {
      guard body.isDynamic && !body.isAsleep else {
        bodies.append(
          SolverBody(
            velocity: body.velocity, spin: body.angularVelocity, inverseMass: 0, inverseInertia: .zero, gravity: .zero,
            freeVelocity: body.velocity, freeSpin: body.angularVelocity))
        continue
      }
      let local = body.orientation.inverseRotate(body.angularVelocity)
      let (mean, end) = freeSpin(local, inertia: body.inertia, inverse: body.inverseInertia, timeStep: h)
      let worldMean = mean == local ? body.angularVelocity : body.orientation.rotate(mean)
      var change = Vector3.zero
      if end != mean {
        let turned = Quaternion(rotationVector: worldMean * h) * body.orientation
        change = turned.rotate(end) - worldMean
      }
      bodies.append(
        SolverBody(
          velocity: body.velocity, spin: worldMean, inverseMass: body.inverseMass,
          inverseInertia: body.worldInverseInertia, gravity: settings.gravity, spinChange: change))
    }
    let g = settings.gravity.length
    var first = 0
    for (entry, index) in groups.order.enumerated() {
      if entry > 0 && groups.roots[entry] != groups.roots[entry - 1] {
        islands.append(first..<blocks.count)
        first = blocks.count
      }
      let m = manifolds[index]
      let a = world[m.a]
      let b = world[m.b]
      if bodies[m.a].inverseMass == 0 && bodies[m.b].inverseMass == 0 { continue }
      let t1 = m.normal.anyPerpendicular
      let along = dot(m.normal, bodies[m.b].gravity - bodies[m.a].gravity).magnitude
      var block = ContactBlock(
        a: m.a, b: m.b, manifold: index, firstRow: rows.count, rowCount: Int(m.count), normal: m.normal, tangent1: t1,
        tangent2: cross(m.normal, t1), friction: Rule.friction(a.friction, b.friction),
        restitution: Rule.restitution(a.restitution, b.restitution),
        restingSpeed: 2 * along * h + 0.25 * g * h + 1e-9,
        slop: Rule.slop(innerRadius: Swift.min(a.innerRadius, b.innerRadius)),
        rollingLength: Swift.max(a.rollingLength, b.rollingLength))
      if block.rollingLength > 0 {
        block.rollingMass = (bodies[m.a].inverseInertia + bodies[m.b].inverseInertia).inverse
        block.rollingImpulse = m.rollingImpulse
      }
      for i in 0..<Int(m.count) {
        let p = m.points[i]
        let onA = a.rotation * p.localA + m.normal * m.radiusA
        let onB = b.rotation * p.localB - m.normal * m.radiusB
        rows.append(
          ContactRow(
            block, bodies[m.a], bodies[m.b], rA: onA, rB: onB, separation: p.separation, point: p))
      }
      blocks.append(block)
    }
    islands.append(first..<blocks.count)
  }

  /// Velocities at the end of the step as they would be without contact impulses.
  mutating func addFreeAcceleration(timeStep h: Double) {
    for i in bodies.indices where bodies[i].inverseMass > 0 {
      bodies[i].velocity += bodies[i].gravity * h
      bodies[i].spin += bodies[i].spinChange
      bodies[i].freeVelocity = bodies[i].velocity
      bodies[i].freeSpin = bodies[i].spin
    }
  }
}
