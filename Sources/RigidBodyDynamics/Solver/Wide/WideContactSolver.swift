import Parallelism
import VectorMath

/// The contact solver of large islands: what `ContactSolver` does to one block, to two of one colour at a time.
///
/// All threads of a crew share each colour and take the same decisions from the same sums. The start is all of the
/// impulses of the last step: in a large heap some contact always brings a little energy, and to weaken all for it would
/// let the heap sink. There are no conjugate steps: in the few passes that a heap gets they save less than their memory
/// costs.
struct WideContactSolver {
  let rates: UnsafeMutablePointer<BodyRates>
  let blocks: UnsafeMutablePointer<WideBlock>
  let rows: UnsafeMutablePointer<WideRow>
  /// The largest change of a pass in each wide block, m/s.
  let changes: UnsafeMutablePointer<Double>
  let batches: UnsafeBufferPointer<Batch>
  let effort: SolverEffort

  func solve(_ island: SolverIsland, _ crew: WorkCrew) {
    forEachBlock(island, crew) { push($0) }
    var first = 0.0
    var pass = 0
    while true {
      forEachBlock(island, crew) { sweep($0) }
      forEachBlock(island, crew, backwards: true) { sweepBack($0) }
      var change = 0.0
      for i in island.wideBlocks { change = Swift.max(change, changes[i]) }
      pass += 1
      if pass == 1 { first = change }
      if effort.isEnough(change, first: first, pass: pass, rows: island.rows.count) { return }
      // Changes must be read by all before the next pass writes them anew.
      crew.wait()
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

  /// Velocities of the bodies of two blocks.
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
      spinA -= k.pointee.inertiaA * cross(r.pointee.sA.wide, q)
      spinB += k.pointee.inertiaB * cross(r.pointee.sB.wide, q)
    }
  }

  @inline(__always) private func motion(_ k: UnsafeMutablePointer<WideBlock>) -> Motion {
    let (a0, a1) = (rates + Int(k.pointee.a0), rates + Int(k.pointee.a1))
    let (b0, b1) = (rates + Int(k.pointee.b0), rates + Int(k.pointee.b1))
    var m = Motion()
    m.velocityA = WideVector(a0.pointee.velocity, a1.pointee.velocity)
    m.spinA = WideVector(a0.pointee.spin, a1.pointee.spin)
    m.velocityB = WideVector(b0.pointee.velocity, b1.pointee.velocity)
    m.spinB = WideVector(b0.pointee.spin, b1.pointee.spin)
    return m
  }

  /// Writes the velocities back.
  @inline(__always) private func keep(_ m: Motion, _ k: UnsafeMutablePointer<WideBlock>) {
    @inline(__always) func keep(_ mass: Double, _ body: Int32, _ velocity: Vector3, _ spin: Vector3) {
      // A fixed body's rates are read by several threads at once and must not be written.
      guard mass > 0 else { return }
      let r = rates + Int(body)
      r.pointee.velocity = velocity
      r.pointee.spin = spin
    }
    keep(k.pointee.massA.x, k.pointee.a0, m.velocityA.first, m.spinA.first)
    keep(k.pointee.massA.y, k.pointee.a1, m.velocityA.second, m.spinA.second)
    keep(k.pointee.massB.x, k.pointee.b0, m.velocityB.first, m.spinB.first)
    keep(k.pointee.massB.y, k.pointee.b1, m.velocityB.second, m.spinB.second)
  }

  @inline(__always) private func world(_ p: WideVector, _ k: UnsafeMutablePointer<WideBlock>) -> WideVector {
    k.pointee.normal.wide * p.x + k.pointee.tangent1.wide * p.y + k.pointee.tangent2.wide * p.z
  }

  /// Applies the impulses that the block starts with.
  @inline(__always) private func push(_ i: Int) {
    let k = blocks + i
    var m = motion(k)
    for j in k.pointee.rows { m.push(world(rows[j].impulses, k), rows + j, k) }
    if k.pointee.rolls {
      m.spinA -= k.pointee.inertiaA * k.pointee.rollingImpulse
      m.spinB += k.pointee.inertiaB * k.pointee.rollingImpulse
    }
    keep(m, k)
  }

  /// A sweep's share of two blocks: rolling, then point by point friction and normal.
  @inline(__always) private func sweep(_ i: Int) {
    let k = blocks + i
    var m = motion(k)
    if k.pointee.rolls { resistRolling(k, &m) }
    for j in k.pointee.rows { _ = solve(rows + j, k, &m) }
    keep(m, k)
  }

  /// The same backwards, which is also the order in memory that the processor then foresees; tells what changed.
  @inline(__always) private func sweepBack(_ i: Int) {
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
    changes[i] = (change * k.pointee.perMass.wide).largest
  }

  /// No sliding within the cone, then a normal velocity of at least the bias; returns the change of the impulses.
  @inline(__always) private func solve(
    _ r: UnsafeMutablePointer<WideRow>, _ k: UnsafeMutablePointer<WideBlock>, _ m: inout Motion
  ) -> WideVector {
    let u =
      m.velocityB + cross(m.spinB, r.pointee.rB.wide) - m.velocityA - cross(m.spinA, r.pointee.rA.wide)
    let u1 = dot(k.pointee.tangent1.wide, u)
    let u2 = dot(k.pointee.tangent2.wide, u)
    let old = r.pointee.impulses
    // As `PointMass.friction`, with a choice in place of the branch.
    let limit = k.pointee.friction.wide * old.x
    var x = old.y - (r.pointee.t11.wide * u1 + r.pointee.t12.wide * u2)
    var y = old.z - (r.pointee.t12.wide * u1 + r.pointee.t22.wide * u2)
    let slides = (x * x + y * y) .> limit * limit
    if slides[0] || slides[1] {
      let sx = old.y - r.pointee.slide.wide * u1
      let sy = old.z - r.pointee.slide.wide * u2
      let reach = (sx * sx + sy * sy).squareRoot()
      let scale = Lanes(repeating: 1).replacing(with: limit / reach, where: reach .> limit)
      x.replace(with: sx * scale, where: slides)
      y.replace(with: sy * scale, where: slides)
    }
    let dx = x - old.y
    let dy = y - old.z
    let v = dot(k.pointee.normal.wide, u) + (r.pointee.coupling1.wide * dx + r.pointee.coupling2.wide * dy)
    let normal = (old.x - (v - r.pointee.bias.wide) * r.pointee.normalMass.wide).atLeastZero
    r.pointee.impulses = WideVector(x: normal, y: x, z: y)
    let delta = WideVector(x: normal - old.x, y: dx, z: dy)
    m.push(world(delta, k), r, k)
    return delta
  }

  /// Angular impulse against the relative spin, at most rolling length times the normal impulse.
  @inline(__always) private func resistRolling(_ k: UnsafeMutablePointer<WideBlock>, _ m: inout Motion) {
    var load = Lanes.zero
    for j in k.pointee.rows { load += rows[j].impulses.x }
    var impulse = k.pointee.rollingImpulse - k.pointee.rollingMass * (m.spinB - m.spinA)
    let size = impulse.lengthSquared.squareRoot()
    let limit = k.pointee.rollingLength * load
    impulse = impulse * Lanes(repeating: 1).replacing(with: limit / size, where: size .> limit)
    let delta = impulse - k.pointee.rollingImpulse
    k.pointee.rollingImpulse = impulse
    m.spinA -= k.pointee.inertiaA * delta
    m.spinB += k.pointee.inertiaB * delta
  }
}
