import Parallelism
import VectorMath

/// The contact solver of large islands: what `ContactSolver` does to one block, to four of one colour at a time.
///
/// All threads of a crew share each colour and take the same decisions from the same numbers. They meet no more often than
/// they must, since to meet takes as long as some blocks. The start is all of the
/// impulses of the last step: in a large heap some contact always brings a little energy, and to weaken all for it would
/// let the heap sink. There are no conjugate steps: in the few passes that a heap gets they save less than their memory
/// costs.
struct WideContactSolver {
  let exchange: WideExchange
  let rates: UnsafeMutablePointer<WideRates>
  let blocks: UnsafeMutablePointer<WideBlock>
  let rows: UnsafeMutablePointer<WideRow>
  /// The largest change that each worker has made in a pass, m/s: twice as many as workers, for every other pass.
  let changes: UnsafeMutablePointer<Double>
  let batches: UnsafeBufferPointer<Batch>
  let effort: SolverEffort

  /// Fewest wide blocks of a batch that threads share.
  private static let sharedBlocks = 8

  func solve(_ island: SolverIsland, _ crew: WorkCrew) {
    forEachBlock(island, crew) { exchange.push($0, massUnit: island.massUnit) }
    crew.wait()
    for i in crew.share(of: island.wideBlocks) { exchange.load(i, massUnit: island.massUnit) }
    crew.wait()
    sweep(island, crew)
    forEachBlock(island, crew) { exchange.store($0, massUnit: island.massUnit) }
  }

  private func sweep(_ island: SolverIsland, _ crew: WorkCrew) {
    var first = 0.0
    var pass = 0
    while true {
      forEachBlock(island, crew) { sweep($0) }
      var own = 0.0
      forEachBlock(island, crew, backwards: true) { own = Swift.max(own, sweepBack($0)) }
      // The next pass writes the other half: by the one after that all have read these.
      let all = changes + (pass & 1) * crew.workers
      all[crew.worker] = own
      crew.wait()
      var change = 0.0
      for i in 0..<crew.workers { change = Swift.max(change, all[i]) }
      pass += 1
      if pass == 1 { first = change }
      if effort.isEnough(change, first: first, pass: pass, in: island) { return }
    }
  }

  /// Each worker takes its share of every batch; small and sequential batches fall to the first.
  ///
  /// The workers have not met after the last batch. A way back begins there with the same shares, which have no moving body
  /// in common.
  @inline(__always) private func forEachBlock(
    _ island: SolverIsland, _ crew: WorkCrew, backwards: Bool = false, _ body: (Int) -> Void
  ) {
    var wasShared = false
    for step in 0..<island.batches.count {
      let batch = batches[backwards ? island.batches.upperBound - 1 - step : island.batches.lowerBound + step]
      let isShared = !batch.isSequential && batch.blocks.count >= WideContactSolver.sharedBlocks
      if step > 0 && (isShared || wasShared) { crew.wait() }
      wasShared = isShared
      let share = isShared ? crew.share(of: batch.blocks) : (crew.worker == 0 ? batch.blocks : 0..<0)
      if backwards {
        for i in share.reversed() { body(i) }
      } else {
        for i in share { body(i) }
      }
    }
  }

  /// What has changed in the velocities of the bodies of four blocks.
  private struct Motion {
    var velocityA = WideVector()
    var velocityB = WideVector()
    var spinA = WideVector()
    var spinB = WideVector()

    /// The impulse q on b, and its counterpart on a, at levers s.
    @inline(__always) mutating func push(
      _ q: WideVector, _ r: UnsafeMutablePointer<WideRow>, _ k: UnsafeMutablePointer<WideBlock>
    ) {
      velocityA -= q * k.pointee.massA
      velocityB += q * k.pointee.massB
      spinA -= k.pointee.inertiaA * cross(r.pointee.sA, q)
      spinB += k.pointee.inertiaB * cross(r.pointee.sB, q)
    }
  }

  @inline(__always) private func motion(_ k: UnsafeMutablePointer<WideBlock>) -> Motion {
    var m = Motion()
    (m.velocityA, m.spinA) = gather(k.pointee.a)
    (m.velocityB, m.spinB) = gather(k.pointee.b)
    return m
  }

  @inline(__always) private func gather(_ body: SIMD4<Int32>) -> (velocity: WideVector, spin: WideVector) {
    let (r0, r1) = (rates + Int(body.x), rates + Int(body.y))
    let (r2, r3) = (rates + Int(body.z), rates + Int(body.w))
    @inline(__always) func side(
      _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
    ) -> WideVector {
      WideVector(x: Lanes(a.x, b.x, c.x, d.x), y: Lanes(a.y, b.y, c.y, d.y), z: Lanes(a.z, b.z, c.z, d.z))
    }
    return (
      side(r0.pointee.velocity, r1.pointee.velocity, r2.pointee.velocity, r3.pointee.velocity),
      side(r0.pointee.spin, r1.pointee.spin, r2.pointee.spin, r3.pointee.spin)
    )
  }

  /// Writes the velocities back.
  @inline(__always) private func keep(_ m: Motion, _ k: UnsafeMutablePointer<WideBlock>) {
    @inline(__always) func keep(_ mass: Lanes, _ bodies: SIMD4<Int32>, _ v: WideVector, _ w: WideVector, lane i: Int) {
      // A fixed body's rates are read by several threads at once and must not be written.
      guard mass[i] > 0 else { return }
      let r = rates + Int(bodies[i])
      r.pointee.velocity = SIMD4(v.x[i], v.y[i], v.z[i], 0)
      r.pointee.spin = SIMD4(w.x[i], w.y[i], w.z[i], 0)
    }
    @inline(__always) func keep(_ mass: Lanes, _ bodies: SIMD4<Int32>, _ v: WideVector, _ w: WideVector) {
      keep(mass, bodies, v, w, lane: 0)
      keep(mass, bodies, v, w, lane: 1)
      keep(mass, bodies, v, w, lane: 2)
      keep(mass, bodies, v, w, lane: 3)
    }
    keep(k.pointee.massA, k.pointee.a, m.velocityA, m.spinA)
    keep(k.pointee.massB, k.pointee.b, m.velocityB, m.spinB)
  }

  @inline(__always) private func world(_ p: WideVector, _ k: UnsafeMutablePointer<WideBlock>) -> WideVector {
    k.pointee.normal * p.x + k.pointee.tangent1 * p.y + k.pointee.tangent2 * p.z
  }

  /// A sweep's share of four blocks: rolling, then point by point friction and normal.
  @inline(__always) private func sweep(_ i: Int) {
    let k = blocks + i
    var m = motion(k)
    if k.pointee.rolls { resistRolling(k, &m) }
    for j in k.pointee.rows { _ = solve(rows + j, k, &m) }
    keep(m, k)
  }

  /// The same backwards, which is also the order in memory that the processor then foresees; tells what changed.
  @inline(__always) private func sweepBack(_ i: Int) -> Double {
    let k = blocks + i
    var m = motion(k)
    if k.pointee.rolls { resistRolling(k, &m) }
    let last = rows + (k.pointee.rows.upperBound - 1)
    var change = Lanes.zero
    for j in 0..<k.pointee.rows.count {
      let d = solve(last - j, k, &m)
      change = change.orMore(d.x.magnitudes.orMore(d.y.magnitudes + d.z.magnitudes))
    }
    keep(m, k)
    return (change * k.pointee.perMass).largest
  }

  /// No sliding within the cone, then a normal velocity of at least the bias; returns the change of the impulses.
  @inline(__always) private func solve(
    _ r: UnsafeMutablePointer<WideRow>, _ k: UnsafeMutablePointer<WideBlock>, _ m: inout Motion
  ) -> WideVector {
    let u = m.velocityB + cross(m.spinB, r.pointee.rB) - m.velocityA - cross(m.spinA, r.pointee.rA)
    let u1 = r.pointee.start.y + dot(k.pointee.tangent1, u)
    let u2 = r.pointee.start.z + dot(k.pointee.tangent2, u)
    let old = r.pointee.impulses
    // As `PointMass.friction`, with a choice in place of the branch.
    let limit = k.pointee.friction * old.x
    var x = old.y - (r.pointee.t11 * u1 + r.pointee.t12 * u2)
    var y = old.z - (r.pointee.t12 * u1 + r.pointee.t22 * u2)
    let slides = (limit * limit - (x * x + y * y)).negative
    if slides.isAny {
      let sx = old.y - r.pointee.slide * u1
      let sy = old.z - r.pointee.slide * u2
      let reach = (sx * sx + sy * sy).squareRoot()
      let scale = Lanes.one.or(limit / reach, where: (limit - reach).negative)
      x = x.or(sx * scale, where: slides)
      y = y.or(sy * scale, where: slides)
    }
    let dx = x - old.y
    let dy = y - old.z
    let v = dot(k.pointee.normal, u) + (r.pointee.coupling1 * dx + r.pointee.coupling2 * dy)
    let normal = (old.x - (r.pointee.start.x + v) * r.pointee.normalMass).atLeastZero
    r.pointee.impulses = WideVector(x: normal, y: x, z: y)
    let delta = WideVector(x: normal - old.x, y: dx, z: dy)
    m.push(world(delta, k), r, k)
    return delta
  }

  /// As `ContactSolver.resistRolling`.
  @inline(__always) private func resistRolling(_ k: UnsafeMutablePointer<WideBlock>, _ m: inout Motion) {
    var load = Lanes.zero
    for j in k.pointee.rows { load += rows[j].impulses.x }
    let n = k.pointee.normal
    let formerSpinning = dot(n, k.pointee.rollingImpulse)
    let formerRolling = k.pointee.rollingImpulse - n * formerSpinning
    let most = k.pointee.spinningLength * load
    let least = Lanes.zero - most
    var spinning = formerSpinning - k.pointee.spinningMass * dot(n, k.pointee.rollingSpin + m.spinB - m.spinA)
    spinning = spinning.or(most, where: (most - spinning).negative)
    spinning = spinning.or(least, where: (spinning - least).negative)
    let turn = n * (spinning - formerSpinning)
    m.spinA -= k.pointee.inertiaA * turn
    m.spinB += k.pointee.inertiaB * turn
    var rolling = formerRolling - k.pointee.rollingMass * (k.pointee.rollingSpin + m.spinB - m.spinA)
    let size = rolling.lengthSquared.squareRoot()
    let limit = k.pointee.rollingLength * load
    rolling = rolling * Lanes.one.or(limit / size, where: (limit - size).negative)
    let delta = rolling - formerRolling
    k.pointee.rollingImpulse = rolling + n * spinning
    m.spinA -= k.pointee.inertiaA * delta
    m.spinB += k.pointee.inertiaB * delta
  }
}
