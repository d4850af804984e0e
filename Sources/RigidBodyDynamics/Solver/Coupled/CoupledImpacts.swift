import VectorMath

// Impacts on links: the same events in the same order as for bodies by themselves (see `ImpactPhase.swift`).
//
// A tree that is struck at time t is first moved to that time, so that the impulse meets the pose of the impact; it then
// goes on from there. One pair is solved by the responses of its two sides alone, and the result goes through the trees.

extension CoupledSystem {
  func resolveImpacts(_ island: CoupledIsland) {
    var first = island.blocks.lowerBound
    while first < island.blocks.upperBound && blocks[first].isJoint { first += 1 }
    let contacts = first..<island.blocks.upperBound
    guard !contacts.isEmpty else { return }
    for i in contacts { blocks[i].impactTime = earliest(i, from: 0) }
    var budget = 10 * (island.size + 4) + 32
    while budget > 0 {
      budget -= 1
      var next = -1
      var time = h
      for i in contacts where blocks[i].impactTime < time {
        time = blocks[i].impactTime
        next = i
      }
      if next < 0 { return }
      let a = blocks[next].a
      let b = blocks[next].b
      for s in [a, b] where s.tree >= 0 { advance(s.tree, to: time, contacts) }
      resolve(blocks.baseAddress! + next, at: time)
      for i in contacts {
        let k = blocks[i]
        if isMoved(k.a, by: a, b) || isMoved(k.b, by: a, b) { blocks[i].impactTime = earliest(i, from: time) }
      }
    }
  }

  @inline(__always) private func isMoved(_ s: CoupledSide, by a: CoupledSide, _ b: CoupledSide) -> Bool {
    if s.tree >= 0 { return s.tree == a.tree || s.tree == b.tree }
    return bodies[s.body].inverseMass > 0 && (s.body == a.body || s.body == b.body)
  }

  private func earliest(_ index: Int, from now: Double) -> Double {
    let k = blocks.baseAddress! + index
    var first = Double.infinity
    for j in 0..<k.pointee.pointCount {
      let (s, v, g) = spots[k.pointee.firstSpot + j].gap(
        along: k.pointee.normal, bodies[k.pointee.a.body], bodies[k.pointee.b.body], at: now)
      first = Swift.min(
        first, timeOfImpact(gap: s, rate: v, acceleration: g, restingSpeed: k.pointee.restingSpeed, from: now))
    }
    return first
  }

  /// Moves a tree to the time of an impact; the gaps of its contacts then count from there.
  private func advance(_ tree: Int, to t: Double, _ contacts: Range<Int>) {
    if t - progress[tree].time > 1e-12 * h {
      shiftGaps(of: tree, contacts, sign: -1)
      advance(tree, to: t)
      view.evaluate(trees[tree].links, base: progress[tree].base.after(t), gravity: settings.gravity)
      progress[tree].isEvaluated = true
      shiftGaps(of: tree, contacts, sign: 1)
      mirror(tree)
    }
    if !progress[tree].hasResponses {
      view.makeResponses(trees[tree].links, walk.responses)
      progress[tree].hasResponses = true
    }
  }

  /// Adds where the tree's contact points are to the gaps, and sets their levers.
  private func shiftGaps(of tree: Int, _ contacts: Range<Int>, sign: Double) {
    for i in contacts {
      let k = blocks.baseAddress! + i
      guard k.pointee.a.tree == tree || k.pointee.b.tree == tree else { continue }
      let m = manifolds.baseAddress! + k.pointee.source
      let n = k.pointee.normal
      for j in 0..<k.pointee.pointCount {
        let spot = spots + k.pointee.firstSpot + j
        if k.pointee.a.tree == tree {
          let f = view.frames + k.pointee.a.link
          spot.pointee.rA = f.pointee.rotation * m.pointee.points[j].localA + n * m.pointee.radiusA
          spot.pointee.separation -= sign * dot(n, f.pointee.centreOfMass + spot.pointee.rA)
        }
        if k.pointee.b.tree == tree {
          let f = view.frames + k.pointee.b.link
          spot.pointee.rB = f.pointee.rotation * m.pointee.points[j].localB - n * m.pointee.radiusB
          spot.pointee.separation += sign * dot(n, f.pointee.centreOfMass + spot.pointee.rB)
        }
      }
    }
  }

  /// Resolves one pair at time `t`: rebound of what meets, friction in its cone, and never a gain of energy.
  private func resolve(_ k: UnsafeMutablePointer<CoupledBlock>, at t: Double) {
    let bodyA = bodies[k.pointee.a.body]
    let bodyB = bodies[k.pointee.b.body]
    let pair = ImpactPair(
      rows: rows + k.pointee.firstRow, count: k.pointee.pointCount, friction: k.pointee.friction,
      a: Twist(velocity: bodyA.velocity + bodyA.gravity * t, spin: bodyA.spin),
      b: Twist(velocity: bodyB.velocity + bodyB.gravity * t, spin: bodyB.spin))
    var active = InlineArray<4, Bool>(repeating: false)
    var target = InlineArray<4, Double>(repeating: 0)
    var speed = 0.0
    for j in 0..<k.pointee.pointCount {
      let spot = spots[k.pointee.firstSpot + j]
      let (s, v, _) = spot.gap(along: k.pointee.normal, bodyA, bodyB, at: t)
      active[j] = s <= k.pointee.slop * 0.1 + 1e-9
      guard active[j] else { continue }
      makePoint(pair.rows + 3 * j, k, rA: spot.rA, rB: spot.rB, sA: spot.rA, sB: spot.rB)
      if v < -k.pointee.restingSpeed { target[j] = -k.pointee.restitution * v }
      speed = Swift.max(speed, -v)
    }
    var impulses = pair.solve(active, target)
    if k.pointee.restitution > 0 && pair.work(impulses) > 0 {
      impulses = pair.balanced(impulses, pair.solve(active, InlineArray<4, Double>(repeating: 0)))
    }
    var total = 0.0
    for j in 0..<k.pointee.pointCount where active[j] {
      spots[k.pointee.firstSpot + j].hadImpact = true
      total += impulses[j].x
    }
    k.pointee.impactSpeed = Swift.max(k.pointee.impactSpeed, speed)
    k.pointee.impactImpulse += total
    strike(k, impulses, at: t)
  }

  /// Gives the impulses of an impact to both sides, and through their trees to all links.
  private func strike(_ k: UnsafeMutablePointer<CoupledBlock>, _ impulses: InlineArray<4, Vector3>, at t: Double) {
    let treeA = k.pointee.a.tree
    let treeB = k.pointee.b.tree
    if treeA >= 0 { begin(treeA) }
    if treeB >= 0 && treeB != treeA { begin(treeB) }
    for j in 0..<k.pointee.pointCount where impulses[j] != .zero {
      let spot = spots[k.pointee.firstSpot + j]
      let p =
        k.pointee.normal * impulses[j].x + k.pointee.tangent1 * impulses[j].y + k.pointee.tangent2 * impulses[j].z
      apply(k.pointee.a, -p, at: spot.rA, time: t)
      apply(k.pointee.b, p, at: spot.rB, time: t)
    }
    if treeA >= 0 { end(treeA) }
    if treeB >= 0 && treeB != treeA { end(treeB) }
  }

  private func begin(_ tree: Int) {
    view.startResponses(trees[tree].links, walk.responses)
    walk.places[tree] = trees[tree].links.lowerBound
  }
  private func end(_ tree: Int) {
    adopt(tree, movingBy: 0)
    progress[tree].wasStruck = true
    progress[tree].isEvaluated = false
    mirror(tree)
  }
  private func apply(_ s: CoupledSide, _ p: Vector3, at r: Vector3, time t: Double) {
    if s.link >= 0 {
      walk.move(s.tree, to: s.link)
      walk.push(s.link, p, cross(r, p))
      addExternal(s, p, cross(r, p))
    } else if bodies[s.body].inverseMass > 0 {
      let body = bodies + s.body
      body.pointee.change(
        p * body.pointee.inverseMass, body.pointee.inverseInertia * cross(r, p), time: t)
    }
  }
}

/// The points of one pair in an impact: three rows each, and the motion of both sides before.
private struct ImpactPair {
  let rows: UnsafeMutablePointer<CoupledRow>
  let count: Int
  let friction: Double
  let a: Twist
  let b: Twist

  /// Gauss-Seidel over the points: normal velocity at least the target, friction in the cone.
  func solve(_ active: InlineArray<4, Bool>, _ target: InlineArray<4, Double>) -> InlineArray<4, Vector3> {
    var impulses = InlineArray<4, Vector3>(repeating: .zero)
    var a = a
    var b = b
    var fastest = 0.0
    for j in 0..<count where active[j] {
      for i in 0..<3 { fastest = Swift.max(fastest, rows[3 * j + i].speed(a, b).magnitude) }
    }
    for _ in 0..<60 {
      var change = 0.0
      for j in 0..<count where active[j] {
        let n = rows + 3 * j
        let old = impulses[j]
        impulses[j].x = Swift.max(0, old.x - (n.pointee.speed(a, b) - target[j]) * n.pointee.tangents.normal)
        n.pointee.apply(impulses[j].x - old.x, &a, &b)
        change = Swift.max(change, (impulses[j].x - old.x).magnitude * n.pointee.response)
        guard friction > 0 else { continue }
        let (x, y) = n.pointee.tangents.friction(
          old.y, old.z, n[1].speed(a, b), n[2].speed(a, b), limit: friction * impulses[j].x)
        n[1].apply(x - old.y, &a, &b)
        n[2].apply(y - old.z, &a, &b)
        impulses[j].y = x
        impulses[j].z = y
        change = Swift.max(change, ((x - old.y).magnitude + (y - old.z).magnitude) * n.pointee.response)
      }
      if change <= 1e-10 * fastest { break }
    }
    return impulses
  }

  /// Work of the impulses: each times the mean of the velocities before and after.
  func work(_ impulses: InlineArray<4, Vector3>) -> Double {
    var after = (a, b)
    for j in 0..<count where impulses[j] != .zero {
      for i in 0..<3 { rows[3 * j + i].apply(impulses[j][i], &after.0, &after.1) }
    }
    var work = 0.0
    for j in 0..<count where impulses[j] != .zero {
      for i in 0..<3 {
        let r = rows[3 * j + i]
        work += 0.5 * impulses[j][i] * (r.speed(a, b) + r.speed(after.0, after.1))
      }
    }
    return work
  }

  /// The rebound blended with the plastic impact, which never gains energy, to the point where the energy stays.
  func balanced(_ elastic: InlineArray<4, Vector3>, _ plastic: InlineArray<4, Vector3>) -> InlineArray<4, Vector3> {
    func blend(_ part: Double) -> InlineArray<4, Vector3> {
      var p = plastic
      for j in 0..<4 { p[j] += (elastic[j] - plastic[j]) * part }
      return p
    }
    var low = 0.0
    var high = 1.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if work(blend(middle)) > 0 { high = middle } else { low = middle }
    }
    return blend(low)
  }
}

extension CoupledRow {
  @inline(__always) func apply(_ p: Double, _ a: inout Twist, _ b: inout Twist) {
    a.velocity += velocityA * p
    a.spin += spinA * p
    b.velocity += velocityB * p
    b.spin += spinB * p
  }
}
