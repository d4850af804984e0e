import VectorMath

/// Sequential impulses for an island with joints: the method of `ContactSolver`, on rows of any kind, and with links that
/// answer through their trees.
struct CoupledSolver {
  let system: CoupledSystem
  let island: CoupledIsland

  private var blocks: UnsafeMutablePointer<CoupledBlock> { system.blocks.baseAddress! }
  private var rows: UnsafeMutablePointer<CoupledRow> { system.rows }

  /// Symmetric sweeps joined by conjugate steps, and a plain sweep last so that every bound holds exactly.
  func solve() {
    for i in island.blocks { warmStart(blocks + i) }
    let gravitySpeed: Double = system.settings.gravity.length * system.h
    let effort = SolverEffort(
      passes: system.settings.velocityIterations, accepted: Swift.max(1e-10, 3e-5 * gravitySpeed))
    var former = 0.0
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
      if effort.isEnough(progress.change, pass: pass, rows: island.size) { return }
      let beta = pass > 1 && former > 0 ? progress.size / former : 0
      former = progress.size
      let extends = beta <= 1 && beta > 0
      for i in island.blocks { search(blocks + i, by: extends ? beta : 0) }
    }
  }

  /// Links have the impulses of lasting contacts already, as forces on their motion; all else gets them here.
  private func warmStart(_ k: UnsafeMutablePointer<CoupledBlock>) {
    var a = system.velocity(k.pointee.a)
    var b = system.velocity(k.pointee.b)
    var total = RowSum()
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount where rows[i].impulse != 0 {
      let r = rows + i
      let p = r.pointee.impulse
      total.add(r, p)
      a.velocity += r.pointee.velocityA * p
      a.spin += r.pointee.spinA * p
      b.velocity += r.pointee.velocityB * p
      b.spin += r.pointee.spinB * p
    }
    if k.pointee.isJoint {
      system.commit(k, a, b, total.force, total.torqueA, total.torqueB)
    } else {
      if k.pointee.a.link < 0 { system.commit(k.pointee.a, a, -total.force, -total.torqueA) }
      if k.pointee.b.link < 0 { system.commit(k.pointee.b, b, total.force, total.torqueB) }
    }
  }

  /// The change of this pass, and `beta` times the former direction, become the next direction; the latter is applied.
  private func search(_ k: UnsafeMutablePointer<CoupledBlock>, by beta: Double) {
    let range = k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount
    if beta == 0 {
      for i in range { rows[i].direction = rows[i].impulse - rows[i].start }
      return
    }
    var a = system.velocity(k.pointee.a)
    var b = system.velocity(k.pointee.b)
    var total = RowSum()
    for i in range {
      let r = rows + i
      let step: Double = r.pointee.direction * beta
      r.pointee.direction = step + r.pointee.impulse - r.pointee.start
      if step != 0 { r.change(by: step, &a, &b, &total) }
    }
    system.commit(k, a, b, total.force, total.torqueA, total.torqueB)
  }

  @inline(__always) private func sweep(_ k: UnsafeMutablePointer<CoupledBlock>, marks: Bool) -> BlockProgress {
    var a = system.velocity(k.pointee.a)
    var b = system.velocity(k.pointee.b)
    var total = RowSum()
    var progress = BlockProgress()
    let first = k.pointee.firstRow
    let end = first + k.pointee.rowCount
    if marks {
      for i in first..<end { rows[i].start = rows[i].impulse }
    }
    if k.pointee.isJoint {
      for i in first..<end { hold(rows + i, &a, &b, &total, &progress.change) }
    } else {
      let points = k.pointee.pointCount
      if k.pointee.rollingLength > 0 { resistRolling(k, &a, &b, &total) }
      if k.pointee.friction > 0 {
        for j in 0..<points { rub(rows + first + 3 * j, k.pointee.friction, &a, &b, &total, &progress.change) }
      }
      for j in 0..<points { push(rows + first + 3 * j, &a, &b, &total, &progress.change) }
    }
    system.commit(k, a, b, total.force, total.torqueA, total.torqueB)
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
    _ r: UnsafeMutablePointer<CoupledRow>, _ a: inout BodyRates, _ b: inout BodyRates, _ total: inout RowSum,
    _ change: inout Double
  ) {
    let former = r.pointee.impulse
    let missing: Double = r.pointee.target - r.pointee.speed(a, b) - r.pointee.softness * former
    let impulse = Swift.min(r.pointee.upper, Swift.max(r.pointee.lower, former + missing * r.pointee.mass))
    let delta = impulse - former
    if delta == 0 { return }
    r.change(by: delta, &a, &b, &total)
    change = Swift.max(change, delta.magnitude * r.pointee.response)
  }

  @inline(__always) private func push(
    _ r: UnsafeMutablePointer<CoupledRow>, _ a: inout BodyRates, _ b: inout BodyRates, _ total: inout RowSum,
    _ change: inout Double
  ) {
    let former = r.pointee.impulse
    let impulse = Swift.max(0, former - (r.pointee.speed(a, b) - r.pointee.target) * r.pointee.tangents.normal)
    let delta = impulse - former
    if delta == 0 { return }
    r.change(by: delta, &a, &b, &total)
    change = Swift.max(change, delta.magnitude * r.pointee.response)
  }

  @inline(__always) private func rub(
    _ n: UnsafeMutablePointer<CoupledRow>, _ friction: Double, _ a: inout BodyRates, _ b: inout BodyRates,
    _ total: inout RowSum, _ change: inout Double
  ) {
    let limit: Double = friction * n.pointee.impulse
    let x0 = n[1].impulse
    let y0 = n[2].impulse
    if limit == 0 && x0 == 0 && y0 == 0 { return }
    let (x, y) = n.pointee.tangents.friction(x0, y0, n[1].speed(a, b), n[2].speed(a, b), limit: limit)
    (n + 1).change(by: x - x0, &a, &b, &total)
    (n + 2).change(by: y - y0, &a, &b, &total)
    change = Swift.max(change, ((x - x0).magnitude + (y - y0).magnitude) * n.pointee.response)
  }

  /// Angular impulse against the relative spin, at most rolling length times the normal impulse.
  private func resistRolling(
    _ k: UnsafeMutablePointer<CoupledBlock>, _ a: inout BodyRates, _ b: inout BodyRates, _ total: inout RowSum
  ) {
    var load = 0.0
    for j in 0..<k.pointee.pointCount { load += rows[k.pointee.firstRow + 3 * j].impulse }
    let r = rows + k.pointee.firstRow + 3 * k.pointee.pointCount
    let columns = (0..<3).map { i in
      Vector3((r + 0).pointee.speed(of: r + i), (r + 1).pointee.speed(of: r + i), (r + 2).pointee.speed(of: r + i))
    }
    let response = Matrix3(columns: columns[0], columns[1], columns[2])
    let former = Vector3(r[0].impulse, r[1].impulse, r[2].impulse)
    var impulse = former - response.inverse * (b.spin - a.spin)
    let size = impulse.length
    let limit: Double = k.pointee.rollingLength * load
    if size > limit { impulse = impulse * (limit / size) }
    for i in 0..<3 { (r + i).change(by: impulse[i] - former[i], &a, &b, &total) }
  }
}

/// What the rows of a block have done in sum: the force on b and against a, and their torques.
struct RowSum {
  var force = Vector3.zero
  var torqueA = Vector3.zero
  var torqueB = Vector3.zero

  @inline(__always) mutating func add(_ r: UnsafeMutablePointer<CoupledRow>, _ p: Double) {
    force += r.pointee.linear * p
    torqueA += r.pointee.torqueA * p
    torqueB += r.pointee.torqueB * p
  }
}

extension UnsafeMutablePointer<CoupledRow> {
  /// Changes the row's impulse, and with it the motion of both sides.
  @inline(__always) func change(by delta: Double, _ a: inout BodyRates, _ b: inout BodyRates, _ total: inout RowSum) {
    pointee.impulse += delta
    pointee.apply(delta, &a, &b)
    total.add(self, delta)
  }
}
