import VectorMath

// Contact impulses of the step: sequential impulses (projected Gauss-Seidel) with warm start.
//
// Unknowns are the impulses over the whole step, spread evenly, so that positions advance by the mean of the velocities
// at its start and end. Each point asks for a normal velocity of at least its bias at the end of the step, and for no
// sliding, the friction impulse being clamped to the disc of radius mu times the normal impulse (a true cone).
// Catto, "Iterative dynamics with temporal coherence", GDC 2005.

extension StepWorkspace {
  mutating func solveContacts(timeStep h: Double, iterations: Int) {
    bodies.withUnsafeMutableBufferPointer { bodies in
      blocks.withUnsafeMutableBufferPointer { blocks in
        rows.withUnsafeMutableBufferPointer { rows in
          for island in islands where !island.isEmpty {
            let last = blocks[island.upperBound - 1]
            let solver = ContactSolver(
              bodies: bodies, blocks: UnsafeMutableBufferPointer(rebasing: blocks[island]), rows: rows,
              islandRows: blocks[island.lowerBound].firstRow..<last.firstRow + last.rowCount, timeStep: h)
            solver.setTargets()
            solver.warmStart()
            solver.iterate(passes: iterations)
          }
        }
      }
    }
  }
}

private struct ContactSolver {
  /// Velocity change in a pass below which the solution counts as exact, m/s.
  static let convergedSpeed = 1e-10
  /// The same for the passes beyond the usual number.
  static let acceptedSpeed = 1e-7
  /// Rows times passes up to which an island that has not converged goes on.
  static let hardIslandWork = 40_000

  let bodies: UnsafeMutableBufferPointer<SolverBody>
  let blocks: UnsafeMutableBufferPointer<ContactBlock>
  let rows: UnsafeMutableBufferPointer<ContactRow>
  let islandRows: Range<Int>
  let timeStep: Double

  /// Chooses the least normal velocity v1 at the end of the step for each point.
  ///
  /// The gap at the end is s1 = s0 + h (v0 + v1) / 2, v0 being the normal velocity at the start. A point that is open
  /// may close: v1 >= -s0 / h, or by the mean rule v1 >= -v0 - 2 s0 / h, whichever is slower, so that it lands in two
  /// steps with no speed left. A point that is closed has v1 >= 0.
  func setTargets() {
    let h = timeStep
    for k in blocks {
      let a = bodies[k.a]
      let b = bodies[k.b]
      for i in k.firstRow..<k.firstRow + k.rowCount {
        let r = rows[i]
        let end = dot(
          k.normal, b.freeVelocity + cross(b.freeSpin, r.rB) - a.freeVelocity - cross(a.freeSpin, r.rA))
        // Gap at the end of the step if no contact pushed; from it the gap that the mean rule leaves.
        let moveB = b.offset + (b.freeVelocity - b.gravity * (0.5 * h)) * h
        let moveA = a.offset + (a.freeVelocity - a.gravity * (0.5 * h)) * h
        let turnB = b.spinOffset + (b.freeSpin - b.spinChange) * h
        let turnA = a.spinOffset + (a.freeSpin - a.spinChange) * h
        let gap: Double = r.separation + dot(k.normal, moveB + cross(turnB, r.rB) - moveA - cross(turnA, r.rA))
        let byMean = Swift.min(0, end - 2 * gap / h)
        rows[i].bias =
          r.hadImpact || end < -k.restingSpeed ? byMean : Swift.max(-Swift.max(0, r.separation) / h, byMean)
      }
    }
  }

  func warmStart() {
    for index in blocks.indices {
      let k = blocks[index]
      for i in k.firstRow..<k.firstRow + k.rowCount {
        let r = rows[i]
        let p = k.normal * r.normalImpulse + k.tangent1 * r.tangentImpulse1 + k.tangent2 * r.tangentImpulse2
        bodies[k.a].apply(-p, at: r.rA)
        bodies[k.b].apply(p, at: r.rB)
      }
      if k.rollingLength > 0 {
        bodies[k.a].spin -= bodies[k.a].inverseInertia * k.rollingImpulse
        bodies[k.b].spin += bodies[k.b].inverseInertia * k.rollingImpulse
      }
    }
  }

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  ///
  /// What a sweep changes stands for the gradient. Silcowitz-Hansen, Niebe & Erleben, "A nonsmooth nonlinear conjugate
  /// gradient method for interactive contact force problems", The Visual Computer 26 (2010).
  func iterate(passes: Int) {
    // Small islands with hard ratios get more passes as long as they need them: the total work stays bounded.
    let most = Swift.max(passes, Swift.min(25 * passes, ContactSolver.hardIslandWork / islandRows.count))
    var former = 0.0
    for pass in 0..<most {
      for i in islandRows { rows[i].mark() }
      _ = sweep(backwards: false)
      let change = sweep(backwards: true)
      if change < (pass < passes ? ContactSolver.convergedSpeed : ContactSolver.acceptedSpeed) { return }
      if pass == most - 1 { return }
      var size = 0.0
      for i in islandRows { size += rows[i].changeSquared }
      let beta = pass > 0 && former > 0 ? size / former : 0
      former = size
      if beta > 1 || beta == 0 {
        for i in islandRows { rows[i].restartDirection() }
        continue
      }
      for k in blocks {
        for i in k.firstRow..<k.firstRow + k.rowCount {
          let r = rows[i]
          let p = (k.normal * r.direction + k.tangent1 * r.direction1 + k.tangent2 * r.direction2) * beta
          bodies[k.a].apply(-p, at: r.rA)
          bodies[k.b].apply(p, at: r.rB)
          rows[i].extend(beta)
        }
      }
    }
  }

  /// One pass over all blocks; returns the largest velocity change that it made.
  func sweep(backwards: Bool) -> Double {
    var change = 0.0
    let n = blocks.count
    for step in 0..<n {
      let index = backwards ? n - 1 - step : step
      let k = blocks[index]
      var a = bodies[k.a]
      var b = bodies[k.b]
      if k.rollingLength > 0 { resistRolling(index, &a, &b, &change) }
      if k.friction > 0 {
        for i in k.firstRow..<k.firstRow + k.rowCount { rub(i, k, &a, &b, &change) }
      }
      for i in k.firstRow..<k.firstRow + k.rowCount { push(i, k, &a, &b, &change) }
      bodies[k.a].velocity = a.velocity
      bodies[k.a].spin = a.spin
      bodies[k.b].velocity = b.velocity
      bodies[k.b].spin = b.spin
    }
    return change
  }

  @inline(__always) private func push(
    _ i: Int, _ k: ContactBlock, _ a: inout SolverBody, _ b: inout SolverBody, _ change: inout Double
  ) {
    let r = rows[i]
    let v = dot(k.normal, r.relativeVelocity(a, b))
    let impulse = Swift.max(0, r.normalImpulse - (v - r.bias) * r.normalMass)
    let delta = impulse - r.normalImpulse
    if delta == 0 { return }
    rows[i].normalImpulse = impulse
    let p = k.normal * delta
    a.apply(-p, at: r.rA)
    b.apply(p, at: r.rB)
    change = Swift.max(change, delta.magnitude / r.normalMass)
  }

  @inline(__always) private func rub(
    _ i: Int, _ k: ContactBlock, _ a: inout SolverBody, _ b: inout SolverBody, _ change: inout Double
  ) {
    let r = rows[i]
    let limit: Double = k.friction * r.normalImpulse
    if limit == 0 && r.tangentImpulse1 == 0 && r.tangentImpulse2 == 0 { return }
    let u = r.relativeVelocity(a, b)
    let u1 = dot(u, k.tangent1)
    let u2 = dot(u, k.tangent2)
    var x: Double = r.tangentImpulse1 - (r.t11 * u1 + r.t12 * u2)
    var y: Double = r.tangentImpulse2 - (r.t12 * u1 + r.t22 * u2)
    let size: Double = (x * x + y * y).squareRoot()
    if size > limit {
      // Outside the disc the step must be along the sliding itself, or friction would not oppose it.
      x = r.tangentImpulse1 - r.slideMass * u1
      y = r.tangentImpulse2 - r.slideMass * u2
      let reach: Double = (x * x + y * y).squareRoot()
      if reach > limit {
        x *= limit / reach
        y *= limit / reach
      }
    }
    let dx = x - r.tangentImpulse1
    let dy = y - r.tangentImpulse2
    rows[i].tangentImpulse1 = x
    rows[i].tangentImpulse2 = y
    let p = k.tangent1 * dx + k.tangent2 * dy
    a.apply(-p, at: r.rA)
    b.apply(p, at: r.rB)
    change = Swift.max(change, (dx.magnitude + dy.magnitude) / r.normalMass)
  }

  /// Angular impulse against the relative spin, at most rolling length times the normal impulse.
  @inline(__always) private func resistRolling(
    _ index: Int, _ a: inout SolverBody, _ b: inout SolverBody, _ change: inout Double
  ) {
    let k = blocks[index]
    var load = 0.0
    for i in k.firstRow..<k.firstRow + k.rowCount { load += rows[i].normalImpulse }
    var impulse = k.rollingImpulse - k.rollingMass * (b.spin - a.spin)
    let size = impulse.length
    let limit: Double = k.rollingLength * load
    if size > limit { impulse = impulse * (limit / size) }
    let delta = impulse - k.rollingImpulse
    blocks[index].rollingImpulse = impulse
    a.spin -= a.inverseInertia * delta
    b.spin += b.inverseInertia * delta
  }
}
