import VectorMath

/// When the solver of an island with joints may stop.
///
/// Contacts on the links of one tree act on each other much more than those of a heap do, so the last digits come
/// slowly; what is left is far below what moves a figure that lies, and the next step starts from it.
private struct CoupledEffort {
  /// Passes after which a coarse answer will do.
  let passes = 20
  let size: Int
  /// The speed that gravity gives in a step, m/s.
  let gravitySpeed: Double
  /// Points and joint rows times passes after which a hard island has to do with what it has.
  static let mostWork = 40_000

  func isEnough(_ change: Double, pass: Int) -> Bool {
    if change < 1e-10 { return true }
    if pass * 2 >= passes && change < 3e-5 * gravitySpeed { return true }
    if pass >= passes && change < 1e-3 * gravitySpeed { return true }
    return pass >= SolverEffort.mostPasses || (pass >= passes && pass * size >= CoupledEffort.mostWork)
  }
}

/// Sequential impulses for an island with joints: the method of `ContactSolver`, on rows of any kind, and with links that
/// answer through their trees.
struct CoupledSolver {
  let system: CoupledSystem
  let island: CoupledIsland

  private var blocks: UnsafeMutablePointer<CoupledBlock> { system.blocks.baseAddress! }
  private var rows: UnsafeMutablePointer<CoupledRow> { system.rows }

  /// Change in a pass, over that in the first, above which the sweeps diverge.
  private static let divergence = 1e3

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  ///
  /// - Returns: False where they diverge, as they can where a light link turns so far in the step that the levers of its
  ///   velocities are far from those of its impulses.
  func solve() -> Bool {
    for i in island.blocks { warmStart(blocks + i) }
    let effort = CoupledEffort(
      size: island.size, gravitySpeed: system.settings.gravity.length * system.h)
    var former = 0.0
    var first = effort.gravitySpeed
    var pass = 0
    while true {
      for i in island.blocks { _ = sweep(blocks + i, marks: true) }
      var progress = BlockProgress()
      for i in island.blocks.reversed() {
        let p = sweep(blocks + i, marks: false)
        progress.change = Swift.max(progress.change, p.change)
        progress.size += p.size
      }
      pass += 1
      if pass == 1 { first = Swift.max(first, progress.change) }
      guard progress.change <= Self.divergence * first else { return false }
      if effort.isEnough(progress.change, pass: pass) { return true }
      let beta = pass > 1 && former > 0 ? progress.size / former : 0
      former = progress.size
      let extends = beta <= 1 && beta > 0
      for i in island.blocks { search(blocks + i, by: extends ? beta : 0) }
    }
  }

  /// Links have the impulses of contacts and joints that lasted already, as loads; all else gets them here.
  private func warmStart(_ k: UnsafeMutablePointer<CoupledBlock>) {
    var new = RowSum(.both, system, k)
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      if rows[i].impulse != 0 && !rows[i].isLoaded { new.add(rows + i, rows[i].impulse) }
    }
    new.commit(system, k)
    var loaded = RowSum(.both, system, k)
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      if rows[i].impulse != 0 && rows[i].isLoaded { loaded.add(rows + i, rows[i].impulse) }
    }
    if k.pointee.a.link < 0 { system.commit(k.pointee.a, loaded.a, -loaded.force, -loaded.torqueA) }
    if k.pointee.b.link < 0 { system.commit(k.pointee.b, loaded.b, loaded.force, loaded.torqueB) }
  }

  /// The change of this pass, and `beta` times the former direction, become the next direction; the latter is applied.
  private func search(_ k: UnsafeMutablePointer<CoupledBlock>, by beta: Double) {
    let range = k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount
    if beta == 0 {
      for i in range { rows[i].direction = rows[i].impulse - rows[i].start }
      return
    }
    if k.pointee.movesA {
      if k.pointee.movesB { extend(k, range, beta, .both) } else { extend(k, range, beta, .onlyA) }
    } else {
      extend(k, range, beta, .onlyB)
    }
  }

  @inline(__always) private func extend(
    _ k: UnsafeMutablePointer<CoupledBlock>, _ range: Range<Int>, _ beta: Double, _ sides: Sides
  ) {
    var sum = RowSum(sides, system, k)
    for i in range {
      let r = rows + i
      let step: Double = r.pointee.direction * beta
      r.pointee.direction = step + r.pointee.impulse - r.pointee.start
      if step != 0 { sum.change(r, by: step) }
    }
    sum.commit(system, k)
  }

  private func sweep(_ k: UnsafeMutablePointer<CoupledBlock>, marks: Bool) -> BlockProgress {
    if k.pointee.movesA {
      return k.pointee.movesB ? sweep(k, marks, .both) : sweep(k, marks, .onlyA)
    }
    return sweep(k, marks, .onlyB)
  }

  @inline(__always) private func sweep(_ k: UnsafeMutablePointer<CoupledBlock>, _ marks: Bool, _ sides: Sides)
    -> BlockProgress
  {
    var sum = RowSum(sides, system, k)
    var progress = BlockProgress()
    let first = k.pointee.firstRow
    let end = first + k.pointee.rowCount
    if marks {
      for i in first..<end { rows[i].start = rows[i].impulse }
    }
    if k.pointee.isJoint {
      for i in first..<end { hold(rows + i, &sum, &progress.change) }
    } else {
      let points = k.pointee.pointCount
      if k.pointee.rollingLength > 0 { resistRolling(k, &sum) }
      if k.pointee.friction > 0 {
        for j in 0..<points { rub(rows + first + 3 * j, k.pointee.friction, &sum, &progress.change) }
      }
      for j in 0..<points { push(rows + first + 3 * j, &sum, &progress.change) }
    }
    sum.commit(system, k)
    if !marks {
      for i in first..<end {
        let change: Double = rows[i].impulse - rows[i].start
        progress.size += change * change * rows[i].response
      }
    }
    return progress
  }

  /// A row of a joint: soft or hard, within its bounds.
  @inline(__always) private func hold(
    _ r: UnsafeMutablePointer<CoupledRow>, _ sum: inout RowSum, _ change: inout Double
  ) {
    let former = r.pointee.impulse
    let missing: Double = -sum.excess(r) - r.pointee.softness * former
    let impulse = Swift.min(r.pointee.upper, Swift.max(r.pointee.lower, former + missing * r.pointee.mass))
    let delta = impulse - former
    if delta == 0 { return }
    sum.change(r, by: delta)
    change = Swift.max(change, delta.magnitude * r.pointee.response)
  }

  @inline(__always) private func push(
    _ r: UnsafeMutablePointer<CoupledRow>, _ sum: inout RowSum, _ change: inout Double
  ) {
    let former = r.pointee.impulse
    let missing: Double = sum.excess(r) + r.pointee.softness * former
    let impulse = Swift.max(0, former - missing * r.pointee.tangents.normal)
    let delta = impulse - former
    if delta == 0 { return }
    sum.change(r, by: delta)
    change = Swift.max(change, delta.magnitude * r.pointee.response)
  }

  @inline(__always) private func rub(
    _ n: UnsafeMutablePointer<CoupledRow>, _ friction: Double, _ sum: inout RowSum, _ change: inout Double
  ) {
    let limit: Double = friction * n.pointee.impulse
    let x0 = n[1].impulse
    let y0 = n[2].impulse
    if limit == 0 && x0 == 0 && y0 == 0 { return }
    let (x, y) = n.pointee.tangents.friction(x0, y0, sum.excess(n + 1), sum.excess(n + 2), limit: limit)
    sum.change(n + 1, by: x - x0)
    sum.change(n + 2, by: y - y0)
    change = Swift.max(change, ((x - x0).magnitude + (y - y0).magnitude) * n.pointee.response)
  }

  /// Angular impulses against the relative spin, about the normal and then across it, at most their lengths times the
  /// normal impulse.
  @inline(__always) private func resistRolling(_ k: UnsafeMutablePointer<CoupledBlock>, _ sum: inout RowSum) {
    var load = 0.0
    for j in 0..<k.pointee.pointCount { load += rows[k.pointee.firstRow + 3 * j].impulse }
    let r = rows + k.pointee.firstRow + 3 * k.pointee.pointCount
    let most: Double = k.pointee.spinningLength * load
    let wanted: Double = r[0].impulse - k.pointee.rollingMass.normal * sum.excess(r)
    sum.change(r, by: Swift.max(-most, Swift.min(most, wanted)) - r[0].impulse)
    let (x0, y0) = (r[1].impulse, r[2].impulse)
    let (x, y) = k.pointee.rollingMass.friction(
      x0, y0, sum.excess(r + 1), sum.excess(r + 2), limit: k.pointee.rollingLength * load)
    sum.change(r + 1, by: x - x0)
    sum.change(r + 2, by: y - y0)
  }
}
