import VectorMath

// Contact impulses of the step: sequential impulses (projected Gauss-Seidel) with warm start.
//
// Unknowns are the impulses over the whole step, spread evenly, so that positions advance by the mean of the velocities
// at its start and end. Each point asks for a normal velocity of at least its bias at the end of the step, and for no
// sliding, the friction impulse being clamped to the disc of radius mu times the normal impulse (a true cone).
// Catto, "Iterative dynamics with temporal coherence", GDC 2005.

/// The unsafe heart of the contact solver: pointers into the workspace, valid within one call.
struct ContactSolver {
  let bodies: UnsafePointer<SolverBody>
  let rates: UnsafeMutablePointer<BodyRates>
  let blocks: UnsafeMutablePointer<ContactBlock>
  let rows: UnsafeMutablePointer<ContactRow>
  let searches: UnsafeMutablePointer<RowSearch>
  let progress: UnsafeMutablePointer<BlockProgress>
  let effort: SolverEffort

  func solve(_ island: SolverIsland) {
    search(island)
    guard doesWork(island) else { return }
    levelLevers(island)
    search(island)
  }

  /// Every sweep takes the blocks in their order, forwards and then backwards.
  private func search(_ island: SolverIsland) {
    warmStart(island)
    effort.iterate(island) {
      for i in island.blocks { sweep(i, marks: true) }
      for i in island.blocks.reversed() { sweep(i, marks: false) }
      var sum = BlockProgress()
      for i in island.blocks { sum.add(progress[i]) }
      return sum
    } advance: { beta in
      if beta == 0 {
        for i in island.blocks { restartSearch(i) }
      } else {
        for i in island.blocks { extendSearch(i, by: beta) }
      }
    }
  }

  /// Starts from the impulses of the last step, or from the part of them that leaves the least energy.
  ///
  /// Contacts do no work, and sweeps only take energy away. Impulses that an impact left behind would bring it in: they
  /// do not act again, and between a heavy body and the floor under a light one the sweeps hardly lessen them.
  private func warmStart(_ island: SolverIsland) {
    var work = 0.0
    for i in island.blocks {
      let before = workAgainstRates(i)
      push(i, by: 1)
      work += 0.5 * (before + workAgainstRates(i))
    }
    if work <= 0 { return }
    // The work of a part s is g s + (work - g) s^2, g being that against the velocities without any impulse.
    for i in island.blocks { push(i, by: -1) }
    var g = 0.0
    for i in island.blocks { g += workAgainstRates(i) }
    let part: Double = g < 0 ? Swift.min(1, 0.5 * g / (g - work)) : 0
    for i in island.blocks {
      scale(i, by: part)
      push(i, by: 1)
    }
  }

  /// Applies all impulses of a block times `factor`.
  @inline(__always) private func push(_ i: Int, by factor: Double) {
    let k = blocks + i
    var sum = BlockImpulse()
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      sum.add(rows[j].impulses * factor, rows + j, k)
    }
    sum.apply(to: rates, k)
    guard k.pointee.spinningLength > 0 else { return }
    let p = k.pointee.rollingImpulse * factor
    if k.pointee.massA > 0 { rates[k.pointee.a].spin -= rates[k.pointee.a].inverseInertia * p }
    if k.pointee.massB > 0 { rates[k.pointee.b].spin += rates[k.pointee.b].inverseInertia * p }
  }

  /// The impulses of a block times the velocities that its points have now, J.
  @inline(__always) private func workAgainstRates(_ i: Int) -> Double {
    let k = blocks + i
    let a = rates[k.pointee.a]
    let b = rates[k.pointee.b]
    var work = k.pointee.spinningLength > 0 ? dot(k.pointee.rollingImpulse, b.spin - a.spin) : 0
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      let p = rows[j].impulses
      if p == .zero { continue }
      let u = b.velocity(at: rows[j].sB) - a.velocity(at: rows[j].sA)
      work += p.x * dot(k.pointee.normal, u) + p.y * dot(k.pointee.tangent1, u) + p.z * dot(k.pointee.tangent2, u)
    }
    return work
  }

  @inline(__always) private func scale(_ i: Int, by factor: Double) {
    for j in blocks[i].firstRow..<blocks[i].firstRow + blocks[i].rowCount {
      rows[j].impulses = rows[j].impulses * factor
    }
    blocks[i].rollingImpulse = blocks[i].rollingImpulse * factor
  }

  /// The change of this pass becomes the search direction.
  @inline(__always) private func restartSearch(_ i: Int) {
    for j in blocks[i].firstRow..<blocks[i].firstRow + blocks[i].rowCount {
      searches[j].direction = rows[j].impulses - searches[j].start
    }
  }

  /// Adds the former direction times beta, and joins it to the change of this pass as the next direction.
  @inline(__always) private func extendSearch(_ i: Int, by beta: Double) {
    let k = blocks + i
    var sum = BlockImpulse()
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      let change = rows[j].impulses - searches[j].start
      let step = searches[j].direction * beta
      searches[j].direction = step + change
      rows[j].impulses += step
      sum.add(step, rows + j, k)
    }
    sum.apply(to: rates, k)
  }

  /// One block's share of a sweep: rolling, then point by point friction and normal.
  @inline(__always) private func sweep(_ i: Int, marks: Bool) {
    let k = blocks + i
    var a = rates[k.pointee.a]
    var b = rates[k.pointee.b]
    let first = k.pointee.firstRow
    let end = first + k.pointee.rowCount
    var change = 0.0
    if k.pointee.spinningLength > 0 { resistRolling(k, &a, &b) }
    if marks {
      for j in first..<end { searches[j].start = rows[j].impulses }
    }
    if k.pointee.friction > 0 {
      for j in first..<end { change = Swift.max(change, rub(rows + j, k, &a, &b)) }
    }
    for j in first..<end { change = Swift.max(change, push(rows + j, k, &a, &b)) }
    if k.pointee.massA > 0 {
      rates[k.pointee.a].velocity = a.velocity
      rates[k.pointee.a].spin = a.spin
    }
    if k.pointee.massB > 0 {
      rates[k.pointee.b].velocity = b.velocity
      rates[k.pointee.b].spin = b.spin
    }
    if marks { return }
    var size = 0.0
    var mass = Double.infinity
    for j in first..<end {
      size += (rows[j].impulses - searches[j].start).lengthSquared
      mass = Swift.min(mass, rows[j].mass.normal)
    }
    progress[i] = BlockProgress(change: change / mass, size: size / mass)
  }

  /// Normal velocity at least the bias; returns the change of impulse.
  @inline(__always) private func push(
    _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates,
    _ b: inout BodyRates
  ) -> Double {
    let n = k.pointee.normal
    let v = dot(n, b.velocity(at: r.pointee.rB) - a.velocity(at: r.pointee.rA))
    let old = r.pointee.impulses.x
    let impulse: Double = Swift.max(0, old - (v - r.pointee.bias) * r.pointee.mass.normal)
    let delta = impulse - old
    if delta == 0 { return 0 }
    r.pointee.impulses.x = impulse
    let p = n * delta
    a.push(-p, at: r.pointee.sA)
    b.push(p, at: r.pointee.sB)
    return delta.magnitude
  }

  /// No sliding, within the cone; returns the change of impulse.
  @inline(__always) private func rub(
    _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates,
    _ b: inout BodyRates
  ) -> Double {
    let old = r.pointee.impulses
    let limit: Double = k.pointee.friction * old.x
    if limit == 0 && old.y == 0 && old.z == 0 { return 0 }
    let u = b.velocity(at: r.pointee.rB) - a.velocity(at: r.pointee.rA)
    let (x, y) = r.pointee.mass.friction(
      old.y, old.z, dot(k.pointee.tangent1, u), dot(k.pointee.tangent2, u), limit: limit)
    let dx = x - old.y
    let dy = y - old.z
    if dx == 0 && dy == 0 { return 0 }
    r.pointee.impulses.y = x
    r.pointee.impulses.z = y
    let p = k.pointee.tangent1 * dx + k.pointee.tangent2 * dy
    a.push(-p, at: r.pointee.sA)
    b.push(p, at: r.pointee.sB)
    return dx.magnitude + dy.magnitude
  }

  /// Angular impulses against the relative spin, about the normal and then across it, at most their lengths times the
  /// normal impulse.
  @inline(__always) private func resistRolling(
    _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates, _ b: inout BodyRates
  ) {
    var load = 0.0
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount { load += rows[j].impulses.x }
    let n = k.pointee.normal
    let formerSpinning = dot(n, k.pointee.rollingImpulse)
    let formerRolling = k.pointee.rollingImpulse - n * formerSpinning
    let most: Double = k.pointee.spinningLength * load
    let wanted: Double = formerSpinning - k.pointee.spinningMass * dot(n, b.spin - a.spin)
    let spinning = Swift.max(-most, Swift.min(most, wanted))
    let turn = n * (spinning - formerSpinning)
    a.spin -= a.inverseInertia * turn
    b.spin += b.inverseInertia * turn
    k.pointee.rollingImpulse = formerRolling + n * spinning
    if k.pointee.rollingLength == 0 { return }
    var rolling = formerRolling - k.pointee.rollingMass * (b.spin - a.spin)
    let size = rolling.length
    let limit: Double = k.pointee.rollingLength * load
    if size > limit { rolling = rolling * (limit / size) }
    let delta = rolling - formerRolling
    k.pointee.rollingImpulse = rolling + n * spinning
    a.spin -= a.inverseInertia * delta
    b.spin += b.inverseInertia * delta
  }
}
