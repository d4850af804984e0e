import VectorMath

/// Working memory of one step; dropping it never changes a result.
struct StepWorkspace: Sendable {
  var bodies: [SolverBody] = []
  var blocks: [ContactBlock] = []
  /// Contact points of all blocks, at the start of the step and in the contact solver.
  var spots: [ContactSpot] = []
  var rows: [ContactRow] = []
  var rates: [BodyRates] = []
  /// The blocks of each island, one range after another.
  var islands: [Range<Int>] = []

  /// Loads bodies and contacts at the start of the step, in the order of the bodies and of the sorted pairs.
  mutating func load(_ world: [RigidBody], _ manifolds: [Manifold], _ groups: Islands, settings: WorldSettings) {
    loadBodies(world, gravity: settings.gravity)
    loadContacts(world, manifolds, groups, settings)
  }

  private mutating func loadBodies(_ world: [RigidBody], gravity: Vector3) {
    bodies.removeAll(keepingCapacity: true)
    for body in world {
      guard body.isDynamic && !body.isAsleep else {
        bodies.append(
          SolverBody(
            velocity: body.velocity, spin: body.angularVelocity, inverseMass: 0, inverseInertia: .zero, gravity: .zero,
            freeVelocity: body.velocity, freeSpin: body.angularVelocity))
        continue
      }
      bodies.append(
        SolverBody(
          velocity: body.velocity, spin: body.angularVelocity, inverseMass: body.inverseMass,
          inverseInertia: body.worldInverseInertia, gravity: gravity))
    }
  }

  private mutating func loadContacts(
    _ world: [RigidBody], _ manifolds: [Manifold], _ groups: Islands, _ settings: WorldSettings
  ) {
    blocks.removeAll(keepingCapacity: true)
    spots.removeAll(keepingCapacity: true)
    islands.removeAll(keepingCapacity: true)
    let h = settings.timeStep
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
      let massA = bodies[m.a].inverseMass
      let massB = bodies[m.b].inverseMass
      if massA == 0 && massB == 0 { continue }
      let t1 = m.normal.anyPerpendicular
      let along = dot(m.normal, bodies[m.b].gravity - bodies[m.a].gravity).magnitude
      var block = ContactBlock(
        a: m.a, b: m.b, massA: massA, massB: massB, manifold: index, firstRow: spots.count, rowCount: Int(m.count),
        normal: m.normal, tangent1: t1, tangent2: cross(m.normal, t1), friction: Rule.friction(a.friction, b.friction),
        restitution: Rule.restitution(a.restitution, b.restitution), restingSpeed: 2 * along * h + 0.25 * g * h + 1e-9,
        slop: m.slop, rollingLength: m.rollingLength)
      if block.rollingLength > 0 { block.rollingImpulse = m.rollingImpulse }
      for i in 0..<Int(m.count) {
        let p = m.points[i]
        spots.append(
          ContactSpot(
            rA: a.rotation * p.localA + m.normal * m.radiusA, rB: b.rotation * p.localB - m.normal * m.radiusB,
            separation: p.separation))
      }
      blocks.append(block)
    }
    islands.append(first..<blocks.count)
  }

  /// Velocities at the end of the step as they would be without contact impulses, and the inertia of that pose.
  ///
  /// Both stages of impulses keep the account of energy. Impacts change the spin at the start, with the inertia of the
  /// start, and only then does the body turn freely, which keeps its energy whatever the spin. Contact impulses change
  /// the spin at the end, hence with the inertia of the end: that of the start would be wrong by spin times h, to
  /// either side.
  mutating func addFreeMotion(_ world: [RigidBody], timeStep h: Double) {
    for i in bodies.indices where bodies[i].inverseMass > 0 {
      bodies[i].velocity += bodies[i].gravity * h
      bodies[i].freeVelocity = bodies[i].velocity
      bodies[i].addFreeSpin(of: world[i], timeStep: h)
    }
  }

  /// Makes the rows of the contact solver, at the poses that the bodies are about to reach.
  ///
  /// The least normal velocity v1 at the end of the step follows from the gap there, s1 = s0 + h (v0 + v1) / 2, v0 being
  /// the normal velocity at the start. A point that is open may close: v1 >= -s0 / h, or by the mean rule
  /// v1 >= -v0 - 2 s0 / h, whichever is slower, so that it lands in two steps with no speed left. A point that is closed
  /// has v1 >= 0. Fast approach, which the impacts deal with, knows the mean rule alone: it must not be slowed before.
  mutating func makeRows(_ manifolds: [Manifold], timeStep h: Double) {
    rows.removeAll(keepingCapacity: true)
    for index in blocks.indices {
      let k = blocks[index]
      let a = bodies[k.a]
      let b = bodies[k.b]
      let m = manifolds[k.manifold]
      if k.rollingLength > 0 { blocks[index].rollingMass = (a.inverseInertia + b.inverseInertia).inverse }
      let moveA = a.offset + (a.freeVelocity - a.gravity * (0.5 * h)) * h
      let moveB = b.offset + (b.freeVelocity - b.gravity * (0.5 * h)) * h
      let turnA = a.spinOffset + (a.freeSpin - a.spinChange) * h
      let turnB = b.spinOffset + (b.freeSpin - b.spinChange) * h
      let spinA = limitedTurn(a.spin * h)
      let spinB = limitedTurn(b.spin * h)
      for j in 0..<k.rowCount {
        let spot = spots[k.firstRow + j]
        let end = dot(
          k.normal, b.freeVelocity + cross(b.freeSpin, spot.rB) - a.freeVelocity - cross(a.freeSpin, spot.rA))
        // The gap at the end of the step if no contact pushed.
        let gap: Double = spot.separation + dot(k.normal, moveB + cross(turnB, spot.rB) - moveA - cross(turnA, spot.rA))
        let byMean = Swift.min(0, end - 2 * gap / h)
        let isFast = spot.hadImpact || end < -k.restingSpeed
        let bias = isFast ? byMean : Swift.max(-Swift.max(0, spot.separation) / h, byMean)
        let coreA = spot.rA - k.normal * m.radiusA
        let coreB = spot.rB + k.normal * m.radiusB
        let rimA = k.normal * m.radiusA
        let rimB = k.normal * m.radiusB
        rows.append(
          ContactRow(
            k, a, b, rA: turned(coreA, spinA) + rimA, rB: turned(coreB, spinB) - rimB,
            sA: turned(coreA, spinA * 0.5) + rimA, sB: turned(coreB, spinB * 0.5) - rimB, bias: bias,
            point: m.points[j]))
      }
    }
  }
}

/// `r` turned by the small rotation vector `v`, to second order.
@inline(__always) private func turned(_ r: Vector3, _ v: Vector3) -> Vector3 {
  let t = cross(v, r)
  return r + t + cross(v, t) * 0.5
}

/// A turn that leaves the lever at mid-step near that at the end: apart they do work of their own.
@inline(__always) private func limitedTurn(_ v: Vector3) -> Vector3 {
  let size = v.lengthSquared
  return size <= 0.25 ? v : v * (0.5 / size.squareRoot())
}
