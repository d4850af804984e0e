import VectorMath

// Contact forces are taken to last from step to step. A shock does not: as a force on a light link it would fling it away
// in the next step, and the rows at the end of that step cannot call it back.

extension CoupledSystem {
  /// Lessens the contact impulses of the last step to the part that leaves the least energy, if all of them would bring
  /// energy in: contacts do no work.
  ///
  /// With the impulses p, the velocities u of their points without them and the responses A, a part s does the work
  /// s p.u + s^2 p.Ap / 2. At its least, s = -p.u / p.Ap; forces that last are near to s = 1.
  func lessenShocks(_ island: CoupledIsland) {
    var load = 0.0
    for i in island.blocks where !blocks[i].isJoint {
      let m = manifolds.baseAddress! + blocks[i].source
      for j in 0..<blocks[i].pointCount { load += m.pointee.points[j].normalImpulse }
    }
    if load == 0 { return }
    gatherPushes(island)
    // What gravity parts in a step is too little to look into.
    let end = work(island, isLoaded: true)
    if end <= 0.1 * load * settings.gravity.length * h { return }
    loadAll(island, times: -1)
    let start = work(island, isLoaded: false)
    let response: Double = end - start
    if start + 0.5 * response > 0 {
      let part: Double = start < 0 && response > 0 ? -start / response : 0
      for i in island.blocks where !blocks[i].isJoint { scaleImpulses(of: blocks[i], by: part) }
    }
    loadAll(island, times: 1)
  }

  private func loadAll(_ island: CoupledIsland, times factor: Double) {
    for i in island.blocks where !blocks[i].isJoint { loadImpulses(of: blocks.baseAddress! + i, times: factor) }
    evaluate(island)
  }

  private func scaleImpulses(of k: CoupledBlock, by part: Double) {
    let m = manifolds.baseAddress! + k.source
    for j in 0..<k.pointCount {
      m.pointee.points[j].normalImpulse *= part
      m.pointee.points[j].tangentImpulse = m.pointee.points[j].tangentImpulse * part
    }
    m.pointee.rollingImpulse = m.pointee.rollingImpulse * part
  }

  /// Adds up, in `rates`, what the impulses do to the bodies that move by themselves.
  private func gatherPushes(_ island: CoupledIsland) {
    for i in island.blocks {
      for s in [blocks[i].a, blocks[i].b] where isFree(s) { rates[s.body] = Twist() }
    }
    for i in island.blocks where !blocks[i].isJoint {
      let k = blocks.baseAddress! + i
      forEachImpulse(of: k) { spot, p in
        push(k.pointee.a, -p, at: spot.rA)
        push(k.pointee.b, p, at: spot.rB)
      }
    }
  }

  private func push(_ s: CoupledSide, _ p: Vector3, at r: Vector3) {
    guard isFree(s) else { return }
    rates[s.body].velocity += p * bodies[s.body].inverseMass
    rates[s.body].spin += bodies[s.body].inverseInertia * cross(r, p)
  }

  /// The impulses times the velocities of their points at the end of the step, J.
  private func work(_ island: CoupledIsland, isLoaded: Bool) -> Double {
    var work = 0.0
    for i in island.blocks where !blocks[i].isJoint {
      let k = blocks.baseAddress! + i
      let a = endMotion(k.pointee.a, isLoaded)
      let b = endMotion(k.pointee.b, isLoaded)
      forEachImpulse(of: k) { spot, p in
        work += dot(p, b.velocity + cross(b.spin, spot.rB) - a.velocity - cross(a.spin, spot.rA))
      }
    }
    return work
  }

  @inline(__always) private func forEachImpulse(
    of k: UnsafePointer<CoupledBlock>, _ body: (ContactSpot, Vector3) -> Void
  ) {
    let m = manifolds.baseAddress! + k.pointee.source
    for j in 0..<k.pointee.pointCount {
      let p = k.pointee.normal * m.pointee.points[j].normalImpulse + m.pointee.points[j].tangentImpulse
      if p != .zero { body(spots[k.pointee.firstSpot + j], p) }
    }
  }

  /// Velocities at the end of the step if all goes on as it begins.
  private func endMotion(_ s: CoupledSide, _ isLoaded: Bool) -> Twist {
    if s.link >= 0 {
      let (acceleration, spinRate) = centreAcceleration(s.link)
      let f = view.frames + s.link
      return Twist(velocity: f.pointee.centreVelocity + acceleration * h, spin: f.pointee.spin + spinRate * h)
    }
    let b = bodies + s.body
    var end = Twist(velocity: b.pointee.velocity + b.pointee.gravity * h, spin: b.pointee.spin)
    if isLoaded && isFree(s) {
      end.velocity += rates[s.body].velocity
      end.spin += rates[s.body].spin
    }
    return end
  }
}
