import VectorMath

// Projection of positions for islands with joints. What overlaps, or has left its joint, is pushed back by impulses of
// displacement, without speed: each pass takes errors from the poses, sweeps their rows a few times with the responses
// of the end of the step, and moves bodies and trees. Links stay on their joints by construction.

extension CoupledSystem {
  /// Part of an overlap, and of what loops and limits are off, that one pass removes.
  private static let contactRate = 0.5
  private static let jointRate = 0.8
  private static let sweeps = 2

  /// Puts the trees at their places, and pushes apart what overlaps.
  func settle(_ island: CoupledIsland) {
    let before = kineticEnergy(island)
    project(island)
    limitEnergy(island, displaced: kineticEnergy(island) - before)
  }

  private func project(_ island: CoupledIsland) {
    guard !island.blocks.isEmpty else { return }
    var former = Double.infinity
    for _ in 0..<settings.positionIterations {
      var worst = 0.0
      for i in island.blocks {
        let k = blocks.baseAddress! + i
        worst = Swift.max(worst, k.pointee.isJoint ? findJointErrors(k) : findOverlaps(k))
      }
      if worst == 0 || worst > 2 * former { return }
      former = worst
      for t in island.trees {
        let index = treeOrder[t]
        for i in trees[index].links { walk.responses[i].rest() }
        walk.places[index] = trees[index].links.lowerBound
      }
      for i in island.blocks {
        for s in [blocks[i].a, blocks[i].b] where isFree(s) { rates[s.body] = Twist(velocity: .zero, spin: .zero) }
      }
      for _ in 0..<Self.sweeps {
        for i in island.blocks { push(blocks.baseAddress! + i) }
        for i in island.blocks.reversed() { push(blocks.baseAddress! + i) }
      }
      move(island)
    }
  }

  private func move(_ island: CoupledIsland) {
    for t in island.trees {
      let index = treeOrder[t]
      walk.finish(index, trees[index].links)
      let wanted = momentum(of: trees[index].links)
      view.displace(trees[index], walk.responses)
      view.placeLinks(trees[index].links, base: progress[index].base.after(h))
      restoreMomentum(of: index, to: wanted)
    }
    for i in island.blocks {
      for s in [blocks[i].a, blocks[i].b] where isFree(s) {
        // Each body once: its displacement is spent.
        let d = rates[s.body]
        rates[s.body] = Twist(velocity: .zero, spin: .zero)
        if d.velocity == .zero && d.spin == .zero { continue }
        world[s.body].position += d.velocity
        world[s.body].setOrientation(Quaternion(rotationVector: d.spin) * world[s.body].orientation)
      }
    }
  }

  @inline(__always) private func pose(_ s: CoupledSide) -> (position: Vector3, rotation: Matrix3) {
    if s.link >= 0 { return (view.frames[s.link].centreOfMass, view.frames[s.link].rotation) }
    return (world[s.body].position, world[s.body].rotation)
  }

  /// The deepest overlap beyond the slop, m; sets what the rows have to move.
  private func findOverlaps(_ k: UnsafeMutablePointer<CoupledBlock>) -> Double {
    let m = manifolds.baseAddress! + k.pointee.source
    let a = pose(k.pointee.a)
    let b = pose(k.pointee.b)
    let n: Vector3
    switch m.pointee.owner {
    case .a: n = a.rotation * m.pointee.localNormal
    case .b: n = b.rotation * m.pointee.localNormal
    case .world: n = m.pointee.localNormal
    }
    var worst = 0.0
    for j in 0..<k.pointee.pointCount {
      let p = m.pointee.points[j]
      let between = b.position + b.rotation * p.localB - a.position - a.rotation * p.localA
      let over: Double = dot(between, n) - m.pointee.radiusA - m.pointee.radiusB + k.pointee.slop
      let r = rows + k.pointee.firstRow + 3 * j
      r.pointee.push = 0
      // A row's target is the movement that it needs. Points that are open may be closed by the others' pushes.
      r.pointee.target =
        over < 0 ? -Swift.max(over * Self.contactRate, -0.2 * m.pointee.inner) : -over - k.pointee.slop
      worst = Swift.max(worst, -over)
    }
    return worst
  }

  /// The largest error of a joint's rows that has to be taken away, m or radians; sets what the rows have to move.
  private func findJointErrors(_ k: UnsafeMutablePointer<CoupledBlock>) -> Double {
    var maker = JointRowMaker(
      joints.baseAddress! + k.pointee.source, still(k.pointee.a), still(k.pointee.b), timeStep: h, forPositions: true,
      into: rows + k.pointee.firstRow)
    maker.make()
    k.pointee.rowCount = maker.count
    var worst = 0.0
    for i in 0..<maker.count {
      let r = rows + k.pointee.firstRow + i
      // A loop that is stretched out may not be able to reach its place: pushing harder would throw it about.
      complete(r, k, toggledPart: 0.05)
      r.pointee.push = 0
      let isOneSided = r.pointee.lower == 0
      let off: Double = isOneSided ? -r.pointee.error : r.pointee.error.magnitude
      if off > 1e-9 { worst = Swift.max(worst, off) }
      if !isOneSided || r.pointee.error < 0 { r.pointee.error *= Self.jointRate }
      r.pointee.target = -r.pointee.error
    }
    return worst
  }

  private func still(_ s: CoupledSide) -> SideMotion {
    var m = SideMotion()
    guard s.body >= 0 else { return m }
    if s.link >= 0 {
      m.position = view.frames[s.link].centreOfMass
      m.orientation = view.frames[s.link].orientation
    } else {
      m.position = world[s.body].position
      m.orientation = world[s.body].orientation
    }
    m.startPosition = m.position
    m.startOrientation = m.orientation
    return m
  }

  private func push(_ k: UnsafeMutablePointer<CoupledBlock>) {
    var sum = RowSum(k.pointee.movesA ? (k.pointee.movesB ? .both : .onlyA) : .onlyB, self, k)
    let stride = k.pointee.isJoint ? 1 : 3
    let count = k.pointee.isJoint ? k.pointee.rowCount : 3 * k.pointee.pointCount
    for i in Swift.stride(from: k.pointee.firstRow, to: k.pointee.firstRow + count, by: stride) {
      let r = rows + i
      var wanted: Double = r.pointee.push - sum.excess(r) * r.pointee.mass
      if !k.pointee.isJoint || r.pointee.lower == 0 { wanted = Swift.max(0, wanted) }
      let delta = wanted - r.pointee.push
      if delta == 0 { continue }
      r.pointee.push = wanted
      sum.add(r, delta)
    }
    sum.commit(self, k)
  }
}

extension LinkResponse {
  /// Forgets velocities and impulses, for displacements.
  @inline(__always) mutating func rest() {
    velocity = .zero
    spin = .zero
    parentVelocity = .zero
    parentSpin = .zero
    force = .zero
    torque = .zero
  }
}
