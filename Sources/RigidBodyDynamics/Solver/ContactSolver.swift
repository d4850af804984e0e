import Parallelism
import Synchronization
import VectorMath

// Contact impulses of the step: sequential impulses (projected Gauss-Seidel) with warm start.
//
// Unknowns are the impulses over the whole step, spread evenly, so that positions advance by the mean of the velocities
// at its start and end. Each point asks for a normal velocity of at least its bias at the end of the step, and for no
// sliding, the friction impulse being clamped to the disc of radius mu times the normal impulse (a true cone).
// Catto, "Iterative dynamics with temporal coherence", GDC 2005.

/// What the sweeps need of one body: its velocities, and how impulses change them.
struct BodyRates: Sendable {
  var velocity = Vector3.zero
  var spin = Vector3.zero
  var inverseMass = 0.0
  var inverseInertia = Matrix3.zero

  init() {}
  @inline(__always) init(_ b: SolverBody) {
    velocity = b.velocity
    spin = b.spin
    inverseMass = b.inverseMass
    inverseInertia = b.inverseInertia
  }

  @inline(__always) func velocity(at r: Vector3) -> Vector3 { velocity + cross(spin, r) }
  @inline(__always) mutating func push(_ p: Vector3, at s: Vector3) {
    velocity += p * inverseMass
    spin += inverseInertia * cross(s, p)
  }
}

/// The sum of impulses at the points of a block, N s, and of their moments about both bodies, N m s.
private struct BlockImpulse {
  var push = Vector3.zero
  var turnA = Vector3.zero
  var turnB = Vector3.zero

  @inline(__always) mutating func add(
    _ p: Vector3, _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>
  ) {
    let q = k.pointee.normal * p.x + k.pointee.tangent1 * p.y + k.pointee.tangent2 * p.z
    push += q
    turnA += cross(r.pointee.sA, q)
    turnB += cross(r.pointee.sB, q)
  }
}

/// What a pass changed in one block: the largest velocity, m/s, and the squared impulses over their masses.
struct BlockProgress: Sendable {
  var change = 0.0
  var size = 0.0
}

/// When the solver of an island may stop.
///
/// What counts as solved loosens with the cube of the work that an island has had: a few bodies are solved to rounding,
/// a tower of twenty to a hundred-thousandth of what gravity does in a step, a heap of thousands to a hundredth, and the
/// next step goes on from there.
struct SolverEffort: Sendable {
  /// Least and most number of passes.
  var passes: Int
  static let mostPasses = 400
  /// Speed that gravity gives in a step, m/s.
  var gravitySpeed: Double
  /// Velocity change in a pass that is good enough at first and at last, as parts of that speed.
  static let strictest = 1e-7
  static let loosest = 0.06
  /// Rows times passes at the strictest tolerance.
  static let strictWork = 700.0
  /// The same as a part of the change in the first pass: what an impact set in motion needs no finer answer.
  static let ofFirst = 1e-4

  func isEnough(_ change: Double, first: Double, pass: Int, rows: Int) -> Bool {
    if change < 1e-10 || pass >= SolverEffort.mostPasses { return true }
    let work: Double = Double(pass * rows) / SolverEffort.strictWork
    let part: Double = Swift.min(SolverEffort.loosest, SolverEffort.strictest * Swift.max(1, work * work * work))
    if change < SolverEffort.strictest * gravitySpeed { return true }
    if pass < passes { return false }
    return change < Swift.max(part * gravitySpeed, work > 1 ? SolverEffort.ofFirst * first : 0)
  }
}

extension StepWorkspace {
  mutating func solveContacts(iterations: Int, gravitySpeed: Double) {
    let effort = SolverEffort(passes: iterations, gravitySpeed: gravitySpeed)
    let islands = islands
    rates.withUnsafeMutableBufferPointer { rates in
      bodies.withUnsafeMutableBufferPointer { bodies in
        blocks.withUnsafeMutableBufferPointer { blocks in
          rows.withUnsafeMutableBufferPointer { rows in
            searches.withUnsafeMutableBufferPointer { searches in
              progress.withUnsafeMutableBufferPointer { progress in
                batches.withUnsafeBufferPointer { batches in
                  let solver = ContactSolver(
                    rates: rates.baseAddress!, blocks: blocks.baseAddress!,
                    rows: rows.baseAddress!, searches: searches.baseAddress!, progress: progress.baseAddress!,
                    batches: batches, effort: effort)
                  for i in bodies.indices { rates[i] = BodyRates(bodies[i]) }
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
    warmStart(island, crew)
    var former = 0.0
    var first = 0.0
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
      if pass == 1 { first = change }
      if effort.isEnough(change, first: first, pass: pass, rows: island.rows.count) { return }
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

  /// Starts from the impulses of the last step, or from the part of them that leaves the least energy.
  ///
  /// Contacts do no work, and sweeps only take energy away. Impulses that an impact left behind would bring it in: they
  /// do not act again, and between a heavy body and the floor under a light one the sweeps hardly lessen them.
  private func warmStart(_ island: SolverIsland, _ crew: WorkCrew) {
    // In a large heap some contact always brings a little; to weaken all for it would let the heap sink.
    if island.isColoured {
      forEachBlock(island, crew) { push($0, by: 1) }
      return
    }
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
    apply(sum, k)
    guard k.pointee.rollingLength > 0 else { return }
    let p = k.pointee.rollingImpulse * factor
    if k.pointee.massA > 0 { rates[k.pointee.a].spin -= rates[k.pointee.a].inverseInertia * p }
    if k.pointee.massB > 0 { rates[k.pointee.b].spin += rates[k.pointee.b].inverseInertia * p }
  }

  /// The impulses of a block times the velocities that its points have now, J.
  @inline(__always) private func workAgainstRates(_ i: Int) -> Double {
    let k = blocks + i
    let a = rates[k.pointee.a]
    let b = rates[k.pointee.b]
    var work = k.pointee.rollingLength > 0 ? dot(k.pointee.rollingImpulse, b.spin - a.spin) : 0
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
    apply(sum, k)
  }

  /// Adds the impulses of a block to both bodies.
  @inline(__always) private func apply(_ sum: BlockImpulse, _ k: UnsafeMutablePointer<ContactBlock>) {
    // A fixed body's rates are read by several threads at once and must not be written.
    if k.pointee.massA > 0 {
      let a = rates + k.pointee.a
      a.pointee.velocity -= sum.push * a.pointee.inverseMass
      a.pointee.spin -= a.pointee.inverseInertia * sum.turnA
    }
    if k.pointee.massB > 0 {
      let b = rates + k.pointee.b
      b.pointee.velocity += sum.push * b.pointee.inverseMass
      b.pointee.spin += b.pointee.inverseInertia * sum.turnB
    }
  }

  /// One block's share of a sweep: rolling, then point by point friction and normal.
  @inline(__always) private func sweep(_ i: Int, marks: Bool) {
    let k = blocks + i
    var a = rates[k.pointee.a]
    var b = rates[k.pointee.b]
    let first = k.pointee.firstRow
    let end = first + k.pointee.rowCount
    var change = 0.0
    if k.pointee.rollingLength > 0 { resistRolling(k, &a, &b) }
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

  /// Angular impulse against the relative spin, at most rolling length times the normal impulse.
  @inline(__always) private func resistRolling(
    _ k: UnsafeMutablePointer<ContactBlock>, _ a: inout BodyRates, _ b: inout BodyRates
  ) {
    var load = 0.0
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount { load += rows[j].impulses.x }
    var impulse = k.pointee.rollingImpulse - k.pointee.rollingMass * (b.spin - a.spin)
    let size = impulse.length
    let limit: Double = k.pointee.rollingLength * load
    if size > limit { impulse = impulse * (limit / size) }
    let delta = impulse - k.pointee.rollingImpulse
    k.pointee.rollingImpulse = impulse
    a.spin -= a.inverseInertia * delta
    b.spin += b.inverseInertia * delta
  }
}
