import VectorMath

// Contact impulses of the step: sequential impulses (projected Gauss-Seidel) with warm start.
//
// Unknowns are the impulses over the whole step, spread evenly, so that positions advance by the mean of the velocities
// at its start and end. Each point asks for a normal velocity of at least its bias at the end of the step, and for no
// sliding, the friction impulse being clamped to the disc of radius mu times the normal impulse (a true cone).
// Catto, "Iterative dynamics with temporal coherence", GDC 2005.

/// Velocity and spin of one body while the contacts are solved.
struct BodyRates: Sendable {
  var velocity: Vector3
  var spin: Vector3
}

extension StepWorkspace {
  mutating func solveContacts(iterations: Int, gravitySpeed: Double) {
    rates.removeAll(keepingCapacity: true)
    for b in bodies { rates.append(BodyRates(velocity: b.velocity, spin: b.spin)) }
    rates.withUnsafeMutableBufferPointer { rates in
      blocks.withUnsafeMutableBufferPointer { blocks in
        rows.withUnsafeMutableBufferPointer { rows in
          bodies.withUnsafeBufferPointer { bodies in
            for island in islands where !island.isEmpty {
              let last = blocks[island.upperBound - 1]
              ContactSolver(
                bodies: bodies, rates: rates, blocks: UnsafeMutableBufferPointer(rebasing: blocks[island]), rows: rows,
                range: blocks[island.lowerBound].firstRow..<last.firstRow + last.rowCount,
                accepted: Swift.max(ContactSolver.convergedSpeed, ContactSolver.acceptedPart * gravitySpeed)
              ).solve(passes: iterations)
            }
          }
        }
      }
    }
    for i in bodies.indices {
      bodies[i].velocity = rates[i].velocity
      bodies[i].spin = rates[i].spin
    }
  }
}

private struct ContactSolver {
  /// Velocity change in a pass below which the solution counts as exact, m/s.
  static let convergedSpeed = 1e-10
  /// The same for the passes beyond the usual number: a part of the speed that gravity gives in a step.
  static let acceptedPart = 3e-5
  /// Rows times passes up to which an island that has not converged goes on.
  static let hardIslandWork = 40_000

  let bodies: UnsafeBufferPointer<SolverBody>
  let rates: UnsafeMutableBufferPointer<BodyRates>
  let blocks: UnsafeMutableBufferPointer<ContactBlock>
  let rows: UnsafeMutableBufferPointer<ContactRow>
  let range: Range<Int>
  let accepted: Double

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  ///
  /// What a sweep changes stands for the gradient. Silcowitz-Hansen, Niebe & Erleben, "A nonsmooth nonlinear conjugate
  /// gradient method for interactive contact force problems", The Visual Computer 26 (2010).
  func solve(passes: Int) {
    warmStart()
    // Small islands with hard ratios get more passes as long as they need them: the total work stays bounded.
    let most = Swift.max(passes, Swift.min(50 * passes, ContactSolver.hardIslandWork / range.count))
    var former = 0.0
    for pass in 0..<most {
      for i in range { rows[i].mark() }
      _ = sweep(backwards: false)
      let change = sweep(backwards: true)
      if change < (pass < passes ? ContactSolver.convergedSpeed : accepted) { return }
      if pass == most - 1 { return }
      var size = 0.0
      for i in range { size += rows[i].changeSquared }
      let beta = pass > 0 && former > 0 ? size / former : 0
      former = size
      if beta > 1 || beta == 0 {
        for i in range { rows[i].restartDirection() }
        continue
      }
      for k in blocks {
        for i in k.firstRow..<k.firstRow + k.rowCount {
          apply(i, k, beta * rows[i].direction, beta * rows[i].direction1, beta * rows[i].direction2)
          rows[i].extend(beta)
        }
      }
    }
  }

  private func warmStart() {
    for k in blocks {
      for i in k.firstRow..<k.firstRow + k.rowCount { apply(i, k, rows[i].impulse, rows[i].impulse1, rows[i].impulse2) }
      if k.rollingLength > 0 { turn(k, k.rollingImpulse) }
    }
  }

  /// Adds an impulse at one point to both bodies.
  @inline(__always) private func apply(_ i: Int, _ k: ContactBlock, _ p: Double, _ p1: Double, _ p2: Double) {
    if p == 0 && p1 == 0 && p2 == 0 { return }
    let push = k.normal * p + k.tangent1 * p1 + k.tangent2 * p2
    rates[k.a].velocity -= push * k.massA
    rates[k.b].velocity += push * k.massB
    rates[k.a].spin -= rows[i].normal.turnA * p + rows[i].tangent1.turnA * p1 + rows[i].tangent2.turnA * p2
    rates[k.b].spin += rows[i].normal.turnB * p + rows[i].tangent1.turnB * p1 + rows[i].tangent2.turnB * p2
  }

  /// One pass over all blocks; returns the largest velocity change that it made.
  private func sweep(backwards: Bool) -> Double {
    var change = 0.0
    let n = blocks.count
    let base = blocks.baseAddress!
    for step in 0..<n {
      let k = base + (backwards ? n - 1 - step : step)
      var a = rates[k.pointee.a]
      var b = rates[k.pointee.b]
      let first = k.pointee.firstRow
      let end = first + k.pointee.rowCount
      if k.pointee.rollingLength > 0 { resistRolling(k, &a, &b) }
      if k.pointee.friction > 0 {
        for i in first..<end { rub(rows.baseAddress! + i, k, &a, &b, &change) }
      }
      for i in first..<end { push(rows.baseAddress! + i, k, &a, &b, &change) }
      rates[k.pointee.a] = a
      rates[k.pointee.b] = b
    }
    return change
  }

  @inline(__always) private func push(
    _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates,
    _ b: inout BodyRates, _ change: inout Double
  ) {
    let v: Double =
      dot(k.pointee.normal, b.velocity - a.velocity) + dot(r.pointee.normal.leverB, b.spin)
      - dot(r.pointee.normal.leverA, a.spin)
    let impulse = Swift.max(0, r.pointee.impulse - (v - r.pointee.bias) * r.pointee.mass.normal)
    let delta = impulse - r.pointee.impulse
    if delta == 0 { return }
    r.pointee.impulse = impulse
    let n = k.pointee.normal
    a.velocity -= n * (delta * k.pointee.massA)
    b.velocity += n * (delta * k.pointee.massB)
    a.spin -= r.pointee.normal.turnA * delta
    b.spin += r.pointee.normal.turnB * delta
    change = Swift.max(change, delta.magnitude / r.pointee.mass.normal)
  }

  @inline(__always) private func rub(
    _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates,
    _ b: inout BodyRates, _ change: inout Double
  ) {
    let limit: Double = k.pointee.friction * r.pointee.impulse
    let x0 = r.pointee.impulse1
    let y0 = r.pointee.impulse2
    if limit == 0 && x0 == 0 && y0 == 0 { return }
    let u = b.velocity - a.velocity
    let u1: Double =
      dot(k.pointee.tangent1, u) + dot(r.pointee.tangent1.leverB, b.spin) - dot(r.pointee.tangent1.leverA, a.spin)
    let u2: Double =
      dot(k.pointee.tangent2, u) + dot(r.pointee.tangent2.leverB, b.spin) - dot(r.pointee.tangent2.leverA, a.spin)
    let (x, y) = r.pointee.mass.friction(x0, y0, u1, u2, limit: limit)
    r.pointee.impulse1 = x
    r.pointee.impulse2 = y
    let dx = x - x0
    let dy = y - y0
    let p = k.pointee.tangent1 * dx + k.pointee.tangent2 * dy
    a.velocity -= p * k.pointee.massA
    b.velocity += p * k.pointee.massB
    a.spin -= r.pointee.tangent1.turnA * dx + r.pointee.tangent2.turnA * dy
    b.spin += r.pointee.tangent1.turnB * dx + r.pointee.tangent2.turnB * dy
    change = Swift.max(change, (dx.magnitude + dy.magnitude) / r.pointee.mass.normal)
  }

  /// Angular impulse against the relative spin, at most rolling length times the normal impulse.
  @inline(__always) private func resistRolling(
    _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates, _ b: inout BodyRates
  ) {
    var load = 0.0
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount { load += rows[i].impulse }
    var impulse = k.pointee.rollingImpulse - k.pointee.rollingMass * (b.spin - a.spin)
    let size = impulse.length
    let limit: Double = k.pointee.rollingLength * load
    if size > limit { impulse = impulse * (limit / size) }
    let delta = impulse - k.pointee.rollingImpulse
    k.pointee.rollingImpulse = impulse
    a.spin -= bodies[k.pointee.a].inverseInertia * delta
    b.spin += bodies[k.pointee.b].inverseInertia * delta
  }

  private func turn(_ k: ContactBlock, _ impulse: Vector3) {
    rates[k.a].spin -= bodies[k.a].inverseInertia * impulse
    rates[k.b].spin += bodies[k.b].inverseInertia * impulse
  }
}
