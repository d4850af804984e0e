import VectorMath

// Contacts do no work. An impulse acts at the lever of mid-step and is asked for a velocity at that of the end; where a
// light body that spins is squeezed between a heavy one and the floor, a little between the levers is much between the
// impulses, and what they do together may be work. Then the island is solved anew with velocities at the levers of the
// impulses: less accurate, but the impulses then always lessen what they act against.

extension ContactSolver {
  /// Work of an island's impulses that is let pass, as a part of what they would do from rest: that of second order in
  /// the turn of a step, which comes and goes.
  private static let freeWork = 0.05

  /// Whether the impulses found do work on the relative motion of the bodies that they act between.
  func doesWork(_ island: SolverIsland) -> Bool {
    var before = 0.0
    var after = 0.0
    for i in island.blocks {
      let k = blocks + i
      let (a, b) = (rates[k.pointee.a], rates[k.pointee.b])
      let (freeA, freeB) = (bodies + k.pointee.a, bodies + k.pointee.b)
      for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
        let q = rows[j].impulses
        if q == .zero { continue }
        let p = k.pointee.normal * q.x + k.pointee.tangent1 * q.y + k.pointee.tangent2 * q.z
        let (sA, sB) = (rows[j].sA, rows[j].sB)
        before += dot(
          p,
          freeB.pointee.freeVelocity + cross(freeB.pointee.freeSpin, sB) - freeA.pointee.freeVelocity
            - cross(freeA.pointee.freeSpin, sA))
        after += dot(p, b.velocity(at: sB) - a.velocity(at: sA))
      }
      guard k.pointee.spinningLength > 0 else { continue }
      before += dot(k.pointee.rollingImpulse, freeB.pointee.freeSpin - freeA.pointee.freeSpin)
      after += dot(k.pointee.rollingImpulse, b.spin - a.spin)
    }
    return before + after > ContactSolver.freeWork * (after - before)
  }

  /// Gives the bodies of an island their velocities without impulses, and its rows the levers of their impulses.
  func levelLevers(_ island: SolverIsland) {
    for i in island.blocks {
      let k = blocks + i
      let a = bodies + k.pointee.a
      let b = bodies + k.pointee.b
      if k.pointee.massA > 0 { rates[k.pointee.a] = BodyRates(free: a) }
      if k.pointee.massB > 0 { rates[k.pointee.b] = BodyRates(free: b) }
      for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
        let r = rows[j]
        rows[j] = ContactRow(
          k, a, b, rA: r.sA, rB: r.sB, sA: r.sA, sB: r.sB, bias: r.bias, normalImpulse: r.impulses.x,
          tangentImpulse: k.pointee.tangent1 * r.impulses.y + k.pointee.tangent2 * r.impulses.z)
      }
    }
  }
}

extension BodyRates {
  /// The velocities that a body has at the end of the step without contact impulses.
  fileprivate init(free b: UnsafePointer<SolverBody>) {
    self.init(b.pointee)
    velocity = b.pointee.freeVelocity
    spin = b.pointee.freeSpin
  }
}
