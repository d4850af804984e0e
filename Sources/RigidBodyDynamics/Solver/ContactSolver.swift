import Parallelism
import Synchronization
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

/// What a pass changed in one block: the largest velocity, m/s, and the squared impulses over their masses.
struct BlockProgress: Sendable {
  var change = 0.0
  var size = 0.0
}

/// When the solver of an island may stop.
struct SolverEffort: Sendable {
  /// Least number of passes.
  var passes: Int
  /// Velocity change in a pass below which the solution counts as exact, m/s.
  var exact = 1e-10
  /// The same for an island on which much work has been spent: a part of the speed that gravity gives in a step.
  var accepted: Double
  /// Rows times passes that an island gets to become exact, and to become acceptable.
  static let exactWork = 4_000
  static let acceptedWork = 40_000
  static let mostPasses = 1_000

  func isEnough(_ change: Double, pass: Int, rows: Int) -> Bool {
    if change < exact { return true }
    if pass < passes { return false }
    let work = pass * rows
    if work < SolverEffort.exactWork { return false }
    return change < accepted || work >= SolverEffort.acceptedWork || pass >= SolverEffort.mostPasses
  }
}

extension StepWorkspace {
  mutating func solveContacts(iterations: Int, gravitySpeed: Double) {
    let effort = SolverEffort(passes: iterations, accepted: Swift.max(1e-10, 3e-5 * gravitySpeed))
    let islands = islands
    rates.withUnsafeMutableBufferPointer { rates in
      bodies.withUnsafeMutableBufferPointer { bodies in
        blocks.withUnsafeMutableBufferPointer { blocks in
          rows.withUnsafeMutableBufferPointer { rows in
            searches.withUnsafeMutableBufferPointer { searches in
              progress.withUnsafeMutableBufferPointer { progress in
                batches.withUnsafeBufferPointer { batches in
                  let solver = ContactSolver(
                    bodies: bodies.baseAddress!, rates: rates.baseAddress!, blocks: blocks.baseAddress!,
                    rows: rows.baseAddress!, searches: searches.baseAddress!, progress: progress.baseAddress!,
                    batches: batches, effort: effort)
                  for i in bodies.indices { rates[i] = BodyRates(velocity: bodies[i].velocity, spin: bodies[i].spin) }
                  solver.solve(islands)
                  for i in bodies.indices {
                    bodies[i].velocity = rates[i].velocity
                    bodies[i].spin = rates[i].spin
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The unsafe heart of the contact solver: pointers into the workspace, valid within one call.
private struct ContactSolver {
  let bodies: UnsafeMutablePointer<SolverBody>
  let rates: UnsafeMutablePointer<BodyRates>
  let blocks: UnsafeMutablePointer<ContactBlock>
  let rows: UnsafeMutablePointer<ContactRow>
  let searches: UnsafeMutablePointer<RowSearch>
  let progress: UnsafeMutablePointer<BlockProgress>
  let batches: UnsafeBufferPointer<Batch>
  let effort: SolverEffort

  /// Coloured islands one after the other by all threads together, then the others, each by one thread.
  func solve(_ islands: [SolverIsland]) {
    let rowCount = islands.last?.rows.upperBound ?? 0
    let workers = rowCount > StepWorkspace.colouredRows / 2 ? ThreadBudget.threads : 1
    let next = Atomic<Int>(0)
    WorkTeam.shared.open(upTo: workers) { crew in
      for island in islands where island.isColoured { solve(island, crew) }
      let alone = WorkCrew.alone
      while true {
        let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if i >= islands.count { return }
        if !islands[i].isColoured { solve(islands[i], alone) }
      }
    }
  }

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  ///
  /// What a sweep changes stands for the gradient. Silcowitz-Hansen, Niebe & Erleben, "A nonsmooth nonlinear conjugate
  /// gradient method for interactive contact force problems", The Visual Computer 26 (2010). All threads of a crew take
  /// the same decisions from the same sums.
  private func solve(_ island: SolverIsland, _ crew: WorkCrew) {
    forEachBlock(island, crew) { warmStart($0) }
    var former = 0.0
    var pass = 0
    while true {
      forEachBlock(island, crew) { sweep($0, marks: true) }
      forEachBlock(island, crew, backwards: true) { sweep($0, marks: false) }
      pass += 1
      var change = 0.0
      var size = 0.0
      for i in island.blocks {
        change = Swift.max(change, progress[i].change)
        size += progress[i].size
      }
      if effort.isEnough(change, pass: pass, rows: island.rows.count) { return }
      let beta = pass > 1 && former > 0 ? size / former : 0
      former = size
      // Sums must be read by all before the next pass writes them anew.
      crew.wait()
      if beta > 1 || beta == 0 {
        forEachBlock(island, crew) { restartSearch($0) }
      } else {
        forEachBlock(island, crew) { extendSearch($0, by: beta) }
      }
    }
  }

  /// Each worker takes its share of every batch; sequential batches fall to the first.
  @inline(__always) private func forEachBlock(
    _ island: SolverIsland, _ crew: WorkCrew, backwards: Bool = false, _ body: (Int) -> Void
  ) {
    for step in 0..<island.batches.count {
      let batch = batches[backwards ? island.batches.upperBound - 1 - step : island.batches.lowerBound + step]
      let share = batch.isSequential ? (crew.worker == 0 ? batch.blocks : 0..<0) : crew.share(of: batch.blocks)
      if backwards {
        for i in share.reversed() { body(i) }
      } else {
        for i in share { body(i) }
      }
      crew.wait()
    }
  }

  @inline(__always) private func warmStart(_ i: Int) {
    let k = blocks + i
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      apply(rows + j, k, rows[j].impulses)
    }
    guard k.pointee.rollingLength > 0 else { return }
    let p = k.pointee.rollingImpulse
    if k.pointee.massA > 0 { rates[k.pointee.a].spin -= bodies[k.pointee.a].inverseInertia * p }
    if k.pointee.massB > 0 { rates[k.pointee.b].spin += bodies[k.pointee.b].inverseInertia * p }
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
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      let change = rows[j].impulses - searches[j].start
      let step = searches[j].direction * beta
      searches[j].direction = step + change
      rows[j].impulse += step.x
      rows[j].impulse1 += step.y
      rows[j].impulse2 += step.z
      apply(rows + j, k, step)
    }
  }

  /// Adds an impulse (normal, tangents) at one point to both bodies.
  @inline(__always) private func apply(
    _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>, _ p: Vector3
  ) {
    if p == .zero { return }
    let push = k.pointee.normal * p.x + k.pointee.tangent1 * p.y + k.pointee.tangent2 * p.z
    if k.pointee.massA > 0 {
      let a = rates + k.pointee.a
      a.pointee.velocity -= push * k.pointee.massA
      a.pointee.spin -=
        r.pointee.normal.turnA * p.x + r.pointee.tangent1.turnA * p.y + r.pointee.tangent2.turnA * p.z
    }
    if k.pointee.massB > 0 {
      let b = rates + k.pointee.b
      b.pointee.velocity += push * k.pointee.massB
      b.pointee.spin +=
        r.pointee.normal.turnB * p.x + r.pointee.tangent1.turnB * p.y + r.pointee.tangent2.turnB * p.z
    }
  }

  /// One block's share of a sweep: rolling, then friction, then normals, each against the newest velocities.
  @inline(__always) private func sweep(_ i: Int, marks: Bool) {
    let k = blocks + i
    // A fixed body's rates are read by several threads at once and must not be written.
    var a = rates[k.pointee.a]
    var b = rates[k.pointee.b]
    let first = k.pointee.firstRow
    let end = first + k.pointee.rowCount
    var change = 0.0
    if marks {
      for j in first..<end { searches[j].start = rows[j].impulses }
    }
    if k.pointee.rollingLength > 0 { resistRolling(k, &a, &b) }
    if k.pointee.friction > 0 {
      for j in first..<end { rub(rows + j, k, &a, &b, &change) }
    }
    for j in first..<end { push(rows + j, k, &a, &b, &change) }
    if k.pointee.massA > 0 { rates[k.pointee.a] = a }
    if k.pointee.massB > 0 { rates[k.pointee.b] = b }
    if !marks {
      var size = 0.0
      for j in first..<end {
        size += (rows[j].impulses - searches[j].start).lengthSquared / rows[j].mass.normal
      }
      progress[i] = BlockProgress(change: change, size: size)
    }
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
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount { load += rows[j].impulse }
    var impulse = k.pointee.rollingImpulse - k.pointee.rollingMass * (b.spin - a.spin)
    let size = impulse.length
    let limit: Double = k.pointee.rollingLength * load
    if size > limit { impulse = impulse * (limit / size) }
    let delta = impulse - k.pointee.rollingImpulse
    k.pointee.rollingImpulse = impulse
    a.spin -= bodies[k.pointee.a].inverseInertia * delta
    b.spin += bodies[k.pointee.b].inverseInertia * delta
  }
}
