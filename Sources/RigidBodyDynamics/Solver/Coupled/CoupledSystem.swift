import VectorMath

/// The unsafe heart of the coupled solver: everything that islands with joints need, valid within one call.
///
/// Islands share nothing that they write, so several threads may each take some.
struct CoupledSystem {
  let settings: WorldSettings
  let h: Double
  /// Poses of the start of the step; of its end once `settle` has stored them.
  let world: UnsafeMutablePointer<RigidBody>
  let manifolds: UnsafeMutableBufferPointer<Manifold>
  let joints: UnsafeMutableBufferPointer<Joint>
  let bodies: UnsafeMutablePointer<SolverBody>
  /// Velocities, and later displacements, of bodies that move by themselves.
  let rates: UnsafeMutablePointer<Twist>
  let trees: UnsafeBufferPointer<Articulation>
  let view: ArticulationView
  let walk: LinkWalk
  let external: UnsafeMutablePointer<LinkLoad>
  /// What fields do to each body, as forces on links; nil where there are none.
  let fieldLoads: UnsafePointer<LinkLoad>?
  let progress: UnsafeMutablePointer<TreeProgress>
  let treeOrder: UnsafeBufferPointer<Int>
  let blocks: UnsafeMutableBufferPointer<CoupledBlock>
  let rows: UnsafeMutablePointer<CoupledRow>
  let spots: UnsafeMutablePointer<ContactSpot>

  // MARK: Velocities of a side

  /// Whether it is a body that moves by itself.
  @inline(__always) func isFree(_ s: CoupledSide) -> Bool {
    s.link < 0 && s.body >= 0 && bodies[s.body].inverseMass > 0
  }

  @inline(__always) func velocity(_ s: CoupledSide) -> Twist {
    if s.link >= 0 {
      walk.move(s.tree, to: s.link)
      let r = walk.responses + s.link
      return Twist(velocity: r.pointee.velocity, spin: r.pointee.spin)
    }
    if s.body < 0 { return Twist(velocity: .zero, spin: .zero) }
    if bodies[s.body].inverseMass > 0 { return rates[s.body] }
    return Twist(velocity: bodies[s.body].velocity, spin: bodies[s.body].spin)
  }

  /// Commits an impulse on a side of a block of which the velocities are known already.
  @inline(__always) func commit(_ s: CoupledSide, _ now: Twist, _ f: Vector3, _ t: Vector3) {
    if s.link >= 0 {
      let r = walk.responses + s.link
      r.pointee.velocity = now.velocity
      r.pointee.spin = now.spin
      r.pointee.force += f
      r.pointee.torque += t
    } else if s.body >= 0 && bodies[s.body].inverseMass > 0 {
      rates[s.body] = now
    }
  }

  // MARK: Responses

  /// Fills the responses of a row whose directions are set.
  /// - Parameter toggledPart: Part of the usual response below which a joint's row is made soft.
  @inline(__always) func complete(
    _ row: UnsafeMutablePointer<CoupledRow>, _ k: UnsafePointer<CoupledBlock>,
    toggledPart: Double = CoupledSystem.toggledPart
  ) {
    let n = row.pointee.force
    if k.pointee.isWithinTree {
      let (va, wa, vb, wb) = walk.answers(
        k.pointee.a.link, -n, -row.pointee.torqueA, k.pointee.b.link, n, row.pointee.torqueB)
      row.pointee.velocityA = va
      row.pointee.spinA = wa
      row.pointee.velocityB = vb
      row.pointee.spinB = wb
    } else {
      (row.pointee.velocityA, row.pointee.spinA) = answer(k.pointee.a, -n, -row.pointee.torqueA)
      (row.pointee.velocityB, row.pointee.spinB) = answer(k.pointee.b, n, row.pointee.torqueB)
    }
    // A direction that joints have locked answers with rounding noise only: such a row has nothing to do.
    let response = row.pointee.speed(of: row)
    let usual = usualResponse(row, k)
    let isLocked = response < Self.lockedPart * usual
    row.pointee.response = isLocked ? 0 : response
    // Near a position in which a loop is stretched out its impulses would grow beyond all bounds within a step.
    if k.pointee.isJoint { row.pointee.softness = Swift.max(row.pointee.softness, toggledPart * usual - response) }
    row.pointee.mass = isLocked ? 0 : 1 / (response + row.pointee.softness)
  }

  /// Part of the usual response below which a row is made soft.
  static let toggledPart = 1e-3
  /// Part of the usual response below which a direction counts as locked.
  private static let lockedPart = 1e-9

  /// What the row would answer if both sides gave way as they do on average over all directions.
  @inline(__always) func usualResponse(
    _ row: UnsafePointer<CoupledRow>, _ k: UnsafePointer<CoupledBlock>
  ) -> Double {
    usualResponse(k.pointee.a, row.pointee.force, row.pointee.torqueA)
      + usualResponse(k.pointee.b, row.pointee.force, row.pointee.torqueB)
  }
  @inline(__always) private func usualResponse(_ s: CoupledSide, _ f: Vector3, _ t: Vector3) -> Double {
    if s.body < 0 { return 0 }
    if s.link >= 0 {
      let own = walk.responses + s.link
      let linear: Double = own.pointee.own.angular.trace / 3
      let turning: Double = own.pointee.own.linear.trace / 3
      return f.lengthSquared * linear + t.lengthSquared * turning
    }
    let i = bodies[s.body].inverseInertia
    let turning: Double = (i.c0.x + i.c1.y + i.c2.z) / 3
    return f.lengthSquared * bodies[s.body].inverseMass + t.lengthSquared * turning
  }

  @inline(__always) private func answer(_ s: CoupledSide, _ f: Vector3, _ t: Vector3) -> (Vector3, Vector3) {
    if s.link >= 0 { return walk.responses[s.link].answer(f, t) }
    if s.body < 0 { return (.zero, .zero) }
    return (f * bodies[s.body].inverseMass, bodies[s.body].inverseInertia * t)
  }

  /// Fills the three rows of a contact point whose levers are given; see `CoupledRow` for velocity and impulse levers.
  @inline(__always) func makePoint(
    _ row: UnsafeMutablePointer<CoupledRow>, _ k: UnsafePointer<CoupledBlock>, rA: Vector3, rB: Vector3, sA: Vector3,
    sB: Vector3
  ) {
    for i in 0..<3 {
      let d = i == 0 ? k.pointee.normal : (i == 1 ? k.pointee.tangent1 : k.pointee.tangent2)
      let r = row + i
      r.pointee.linear = d
      r.pointee.force = d
      r.pointee.leverA = cross(rA, d)
      r.pointee.leverB = cross(rB, d)
      r.pointee.torqueA = cross(sA, d)
      r.pointee.torqueB = cross(sB, d)
      r.pointee.softness = 0
      r.pointee.target = 0
      complete(r, k)
    }
    // Two links that touch each other where their joints hardly let them part would push without bounds.
    if k.pointee.isWithinTree && row[0].response > 0 {
      row.pointee.softness = Swift.max(0, Self.toggledPart * usualResponse(row, k) - row[0].response)
    }
    // Where a tangent is locked there is no sliding along it, and any finite mass will do.
    let least: Double = 1e-9 * (usualResponse(row, k) + row[0].response)
    let k11 = Swift.max(row[1].response, least)
    let k22 = Swift.max(row[2].response, least)
    let coupling = (row + 1).pointee.speed(of: row + 2)
    let most: Double = 0.999_999 * (k11 * k22).squareRoot()
    let k12 = Swift.max(-most, Swift.min(most, coupling))
    row.pointee.tangents = PointMass(k: row[0].response + row[0].softness, k11: k11, k12: k12, k22: k22)
    if row[0].response == 0 { row.pointee.tangents.normal = 0 }
  }
}

extension CoupledRow {
  /// Speed along this row per unit impulse of another row of the same bodies.
  @inline(__always) func speed(of other: UnsafePointer<CoupledRow>) -> Double {
    dot(linear, other.pointee.velocityB - other.pointee.velocityA) + dot(leverB, other.pointee.spinB)
      - dot(leverA, other.pointee.spinA)
  }
}
