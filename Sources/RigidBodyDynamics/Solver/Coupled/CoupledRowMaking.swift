import VectorMath

/// One side of a contact point in a step: levers, and how far it gets if no more impulses come.
private struct PointMotion {
  /// From the centre of mass to the surface, at the end and in the middle of the step.
  var end = Vector3.zero
  var middle = Vector3.zero
  var moved = Vector3.zero
  var velocity = Vector3.zero
}

extension CoupledSystem {
  /// Makes the rows of an island at the poses that its bodies are about to reach.
  func makeRows(_ island: CoupledIsland, isSymmetric: Bool) {
    for i in island.blocks {
      let k = blocks.baseAddress! + i
      for s in [k.pointee.a, k.pointee.b] where isFree(s) {
        rates[s.body] = Twist(velocity: bodies[s.body].velocity, spin: bodies[s.body].spin)
      }
      if k.pointee.isJoint { makeJoint(k, isSymmetric) } else { makeContact(k, isSymmetric) }
      k.pointee.movesA = moves(k.pointee.a)
      k.pointee.movesB = moves(k.pointee.b)
      if !k.pointee.movesA || !k.pointee.movesB { moveTargets(k) }
    }
  }

  private func moves(_ s: CoupledSide) -> Bool { s.link >= 0 || isFree(s) }

  /// Takes the velocities of a side that nothing moves into the targets.
  private func moveTargets(_ k: UnsafeMutablePointer<CoupledBlock>) {
    let nothing = Twist(velocity: .zero, spin: .zero)
    let a = k.pointee.movesA ? nothing : velocity(k.pointee.a)
    let b = k.pointee.movesB ? nothing : velocity(k.pointee.b)
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      rows[i].target -= rows[i].speed(a, b)
    }
  }

  private func makeContact(_ k: UnsafeMutablePointer<CoupledBlock>, _ isSymmetric: Bool) {
    let m = manifolds.baseAddress! + k.pointee.source
    let n = k.pointee.normal
    for j in 0..<k.pointee.pointCount {
      let p = m.pointee.points[j]
      let a = motion(k.pointee.a, p.localA, rim: n * m.pointee.radiusA)
      let b = motion(k.pointee.b, p.localB, rim: n * -m.pointee.radiusB)
      let r = rows + k.pointee.firstRow + 3 * j
      makePoint(
        r, k, rA: isSymmetric ? a.middle : a.end, rB: isSymmetric ? b.middle : b.end, sA: a.middle, sB: b.middle)
      let end = dot(n, b.velocity - a.velocity)
      let gap: Double = p.separation + dot(n, b.moved - a.moved)
      let isFast = spots[k.pointee.firstSpot + j].hadImpact || end < -k.pointee.restingSpeed
      r[0].target = leastSpeed(start: p.separation, freeGap: gap, freeSpeed: end, isFast: isFast, timeStep: h)
      for i in 0..<3 { r[i].isLoaded = true }
      r[0].impulse = p.normalImpulse
      r[1].impulse = dot(p.tangentImpulse, k.pointee.tangent1)
      r[2].impulse = dot(p.tangentImpulse, k.pointee.tangent2)
    }
    guard k.pointee.rollingLength > 0 else { return }
    for i in 0..<3 {
      let r = rows + k.pointee.firstRow + 3 * k.pointee.pointCount + i
      let e = i == 0 ? n : (i == 1 ? k.pointee.tangent1 : k.pointee.tangent2)
      r.pointee = CoupledRow()
      r.pointee.leverA = e
      r.pointee.leverB = e
      r.pointee.torqueA = e
      r.pointee.torqueB = e
      r.pointee.impulse = dot(m.pointee.rollingImpulse, e)
      r.pointee.isLoaded = true
      complete(r, k)
    }
    let r = rows + k.pointee.firstRow + 3 * k.pointee.pointCount
    // Joints may have locked some of the turning; there any finite mass will do.
    let least: Double = 1e-6 * usualResponse(r, k)
    k.pointee.rollingMass = PointMass(
      k: r[0].speed(of: r) + least, k11: r[1].speed(of: r + 1) + least, k12: r[1].speed(of: r + 2),
      k22: r[2].speed(of: r + 2) + least)
  }

  @inline(__always) private func motion(_ s: CoupledSide, _ local: Vector3, rim: Vector3) -> PointMotion {
    let body = world + s.body
    let core = body.pointee.rotation * local
    if s.link >= 0 {
      let f = view.frames + s.link
      let turned = f.pointee.rotation * local
      return PointMotion(
        end: turned + rim, middle: (core + turned) * 0.5 + rim,
        moved: f.pointee.centreOfMass + turned - body.pointee.position - core,
        velocity: f.pointee.centreVelocity + cross(f.pointee.spin, turned + rim))
    }
    let free = bodies + s.body
    let spin = limitedTurn(free.pointee.spin * h)
    return PointMotion(
      end: turned(core, spin) + rim, middle: turned(core, spin * 0.5) + rim,
      moved: free.pointee.freeMovement(h) + cross(free.pointee.freeTurn(h), core + rim),
      velocity: free.pointee.freeVelocity + cross(free.pointee.freeSpin, core + rim))
  }

  private func makeJoint(_ k: UnsafeMutablePointer<CoupledBlock>, _ isSymmetric: Bool) {
    var maker = JointRowMaker(
      joints.baseAddress! + k.pointee.source, motion(k.pointee.a), motion(k.pointee.b), timeStep: h,
      forPositions: false, into: rows + k.pointee.firstRow)
    maker.make()
    k.pointee.rowCount = maker.count
    for i in 0..<maker.count {
      let r = rows + k.pointee.firstRow + i
      if isSymmetric { (r.pointee.linear, r.pointee.leverA, r.pointee.leverB) = r.pointee.impulseDirections }
      complete(r, k)
    }
  }

  /// The motion of a side of a joint over the step, before the rows are solved.
  private func motion(_ s: CoupledSide) -> SideMotion {
    var m = SideMotion()
    guard s.body >= 0 else { return m }
    let body = world + s.body
    let free = bodies + s.body
    m.startPosition = body.pointee.position
    m.startOrientation = body.pointee.orientation
    m.startVelocity = body.pointee.velocity
    m.startSpin = body.pointee.angularVelocity
    if s.link >= 0 {
      let f = view.frames + s.link
      m.position = f.pointee.centreOfMass
      m.orientation = f.pointee.orientation
      m.velocity = f.pointee.centreVelocity
      m.spin = f.pointee.spin
      return m
    }
    let turn = free.pointee.freeTurn(h)
    m.position = m.startPosition + free.pointee.freeMovement(h)
    m.orientation =
      turn == .zero ? m.startOrientation : (Quaternion(rotationVector: turn) * m.startOrientation).normalized
    m.velocity = free.pointee.freeVelocity
    m.spin = free.pointee.freeSpin
    return m
  }
}
