import VectorMath

// Impacts, each at its own time within the step, in order of time.
//
// Until the first impulse, the gap of a point is s(t) = c0 + c1 t + a t^2 / 2. The block that closes first is resolved
// alone, with the velocities of that very time: v+ = -e v-. Its bodies then have new c0 and c1, their other contacts
// may close in turn, and so on until none does. Equal times go by block order. So a row of touching balls passes an
// impulse from pair to pair, and a bouncing ball keeps e^2 of its height at any step size.
//
// Order of events after Guendelman, Bridson & Fedkiw, "Nonconvex rigid bodies with stacking", SIGGRAPH 2003.

extension StepWorkspace {
  mutating func resolveImpacts(timeStep h: Double) {
    bodies.withUnsafeMutableBufferPointer { bodies in
      blocks.withUnsafeMutableBufferPointer { blocks in
        spots.withUnsafeMutableBufferPointer { spots in
          for island in islands where !island.isEmpty {
            ImpactSolver(bodies: bodies, blocks: blocks, spots: spots, island: island, timeStep: h).run()
          }
        }
      }
    }
  }
}

private struct ImpactSolver {
  let bodies: UnsafeMutableBufferPointer<SolverBody>
  let blocks: UnsafeMutableBufferPointer<ContactBlock>
  let spots: UnsafeMutableBufferPointer<ContactSpot>
  let island: Range<Int>
  let timeStep: Double

  func run() {
    for i in island { blocks[i].impactTime = earliest(i, from: 0) }
    // Pairwise exchange between several bodies may converge only geometrically; what is left goes to the contacts.
    var budget = 10 * (blocks[island.upperBound - 1].firstRow + 4 - blocks[island.lowerBound].firstRow) + 32
    while budget > 0 {
      budget -= 1
      var next = -1
      var time = timeStep
      for i in island where blocks[i].impactTime < time {
        time = blocks[i].impactTime
        next = i
      }
      if next < 0 { return }
      resolve(next, at: time)
      let a = blocks[next].a
      let b = blocks[next].b
      let movedA = bodies[a].inverseMass > 0
      let movedB = bodies[b].inverseMass > 0
      for i in island {
        let k = blocks[i]
        if (movedA && (k.a == a || k.b == a)) || (movedB && (k.a == b || k.b == b)) {
          blocks[i].impactTime = earliest(i, from: time)
        }
      }
    }
  }

  /// Gap and its rate at time t, had the bodies moved freely since the last impulse.
  @inline(__always) private func gap(_ r: ContactSpot, _ k: ContactBlock, _ t: Double) -> (
    gap: Double, rate: Double, acceleration: Double
  ) {
    let a = bodies[k.a]
    let b = bodies[k.b]
    let c0: Double =
      r.separation + dot(k.normal, b.offset + cross(b.spinOffset, r.rB) - a.offset - cross(a.spinOffset, r.rA))
    let c1 = dot(k.normal, r.relativeVelocity(a, b))
    let g = dot(k.normal, b.gravity - a.gravity)
    return (c0 + c1 * t + 0.5 * g * t * t, c1 + g * t, g)
  }

  /// The first time from `now` on at which a point of the block closes faster than resting contacts do.
  private func earliest(_ index: Int, from now: Double) -> Double {
    let k = blocks[index]
    var first = Double.infinity
    for i in k.firstRow..<k.firstRow + k.rowCount {
      let (s, v, g) = gap(spots[i], k, now)
      if s <= 1e-9 {
        if v < -k.restingSpeed { first = Swift.min(first, now) }
        continue
      }
      let discriminant: Double = v * v - 2 * g * s
      guard discriminant > k.restingSpeed * k.restingSpeed else { continue }
      let root = discriminant.squareRoot()
      guard root - v > 0 else { continue }
      let t: Double = now + 2 * s / (root - v)
      first = Swift.min(first, t)
    }
    return first
  }

  private func resolve(_ index: Int, at t: Double) {
    let k = blocks[index]
    var active = InlineArray<4, Bool>(repeating: false)
    var before = InlineArray<4, Vector3>(repeating: .zero)
    var target = InlineArray<4, Double>(repeating: 0)
    let gravity = (bodies[k.b].gravity - bodies[k.a].gravity) * t
    var speed = 0.0
    for j in 0..<k.rowCount {
      let r = spots[k.firstRow + j]
      let (s, v, _) = gap(r, k, t)
      active[j] = s <= k.slop * 0.1 + 1e-9
      before[j] = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
      if active[j] && v < -k.restingSpeed { target[j] = -k.restitution * v }
      if active[j] { speed = Swift.max(speed, -v) }
    }
    let bodyA = bodies[k.a]
    let bodyB = bodies[k.b]
    var impulses = solve(k, active, target, gravity, t)
    if k.restitution > 0 && energyChange(k, impulses, before, gravity) > 0 {
      // Rebound with friction (Kane's paradox) or beside a point that parts already can gain energy; a plastic impact never does. Blend back to balance.
      let elastic = impulses
      bodies[k.a] = bodyA
      bodies[k.b] = bodyB
      let plastic = solve(k, active, InlineArray<4, Double>(repeating: 0), gravity, t)
      var low = 0.0
      var high = 1.0
      for _ in 0..<40 {
        let middle = (low + high) / 2
        for j in 0..<4 { impulses[j] = plastic[j] + (elastic[j] - plastic[j]) * middle }
        bodies[k.a] = bodyA
        bodies[k.b] = bodyB
        applyAll(k, impulses, t)
        if energyChange(k, impulses, before, gravity) > 0 { high = middle } else { low = middle }
      }
      for j in 0..<4 { impulses[j] = plastic[j] + (elastic[j] - plastic[j]) * low }
      bodies[k.a] = bodyA
      bodies[k.b] = bodyB
      applyAll(k, impulses, t)
    }
    var total = 0.0
    for j in 0..<k.rowCount where active[j] {
      spots[k.firstRow + j].hadImpact = true
      total += dot(impulses[j], k.normal)
    }
    blocks[index].impactSpeed = Swift.max(blocks[index].impactSpeed, speed)
    blocks[index].impactImpulse += total
  }

  private func applyAll(_ k: ContactBlock, _ impulses: InlineArray<4, Vector3>, _ t: Double) {
    for j in 0..<k.rowCount {
      let r = spots[k.firstRow + j]
      bodies[k.a].apply(-impulses[j], at: r.rA, time: t)
      bodies[k.b].apply(impulses[j], at: r.rB, time: t)
    }
  }

  /// Work of the impulses: each times the mean of the velocities before and after.
  private func energyChange(
    _ k: ContactBlock, _ impulses: InlineArray<4, Vector3>, _ before: InlineArray<4, Vector3>, _ gravity: Vector3
  ) -> Double {
    var work = 0.0
    for j in 0..<k.rowCount {
      let after = spots[k.firstRow + j].relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
      work += dot(impulses[j], before[j] + after) * 0.5
    }
    return work
  }

  private func mass(_ k: ContactBlock, _ spot: ContactSpot) -> PointMass {
    let a = bodies[k.a]
    let b = bodies[k.b]
    let n = ContactAxis(k.normal, spot.rA, spot.rB, a, b)
    let t1 = ContactAxis(k.tangent1, spot.rA, spot.rB, a, b)
    let t2 = ContactAxis(k.tangent2, spot.rA, spot.rB, a, b)
    let m = k.massA + k.massB
    return PointMass(
      k: m + n.response(n), k11: m + t1.response(t1), k12: t1.response(t2), k22: m + t2.response(t2))
  }

  /// Gauss-Seidel over the points of one block: normal velocity at least the target, friction in the cone.
  private func solve(
    _ k: ContactBlock, _ active: InlineArray<4, Bool>, _ target: InlineArray<4, Double>, _ gravity: Vector3,
    _ t: Double
  ) -> InlineArray<4, Vector3> {
    var normal = InlineArray<4, Double>(repeating: 0)
    var tangent1 = InlineArray<4, Double>(repeating: 0)
    var tangent2 = InlineArray<4, Double>(repeating: 0)
    var masses = InlineArray<4, PointMass>(repeating: PointMass(k: 1, k11: 1, k12: 0, k22: 1))
    for j in 0..<k.rowCount where active[j] { masses[j] = mass(k, spots[k.firstRow + j]) }
    var fastest = 0.0
    for j in 0..<k.rowCount where active[j] {
      fastest = Swift.max(
        fastest, (spots[k.firstRow + j].relativeVelocity(bodies[k.a], bodies[k.b]) + gravity).length)
    }
    for _ in 0..<60 {
      var change = 0.0
      for j in 0..<k.rowCount where active[j] {
        let r = spots[k.firstRow + j]
        var u = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
        let old = normal[j]
        normal[j] = Swift.max(0, old - (dot(u, k.normal) - target[j]) * masses[j].normal)
        var p = k.normal * (normal[j] - old)
        change = Swift.max(change, (normal[j] - old).magnitude / masses[j].normal)
        bodies[k.a].apply(-p, at: r.rA, time: t)
        bodies[k.b].apply(p, at: r.rB, time: t)
        if k.friction > 0 {
          u = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
          let u1 = dot(u, k.tangent1)
          let u2 = dot(u, k.tangent2)
          let (x, y) = masses[j].friction(tangent1[j], tangent2[j], u1, u2, limit: k.friction * normal[j])
          p = k.tangent1 * (x - tangent1[j]) + k.tangent2 * (y - tangent2[j])
          change = Swift.max(change, p.length / masses[j].normal)
          tangent1[j] = x
          tangent2[j] = y
          bodies[k.a].apply(-p, at: r.rA, time: t)
          bodies[k.b].apply(p, at: r.rB, time: t)
        }
      }
      if change <= 1e-10 * fastest { break }
    }
    var impulses = InlineArray<4, Vector3>(repeating: .zero)
    for j in 0..<k.rowCount {
      impulses[j] = k.normal * normal[j] + k.tangent1 * tangent1[j] + k.tangent2 * tangent2[j]
    }
    return impulses
  }
}
