import VectorMath

// How an island with joints begins, moves and ends its step.

extension CoupledSystem {
  /// Loads trees and contacts; forces of contacts that lasted act on the links as in the step before.
  ///
  /// A lasting force that takes part in the Runge-Kutta motion meets the true, turning pose; only what changes of it
  /// goes through the linear response of one pose.
  func load(_ island: CoupledIsland) {
    for t in island.trees {
      let tree = trees[treeOrder[t]]
      loadCoordinates(of: treeOrder[t], base: BaseMotion(of: tree, world))
      for i in tree.links {
        let field = fieldLoad(of: i)
        view.loads[i] = field
        external[i] = LinkLoad(force: field.force * h, torque: field.torque * h)
        let joint = view.links[i].joint
        if joint >= 0 {
          joints[joint].force = .zero
          joints[joint].torque = .zero
        }
      }
      progress[treeOrder[t]] = TreeProgress(base: BaseMotion(of: tree, world))
    }
    for i in island.blocks {
      if blocks[i].isJoint { loadJoint(blocks.baseAddress! + i) } else { loadContact(blocks.baseAddress! + i) }
    }
    guard !island.blocks.isEmpty else { return }
    evaluate(island)
    lessenShocks(island)
    for t in island.trees { mirror(treeOrder[t]) }
    for i in island.blocks where !blocks[i].isJoint {
      let k = blocks.baseAddress! + i
      let relative = bodies[k.pointee.b.body].gravity - bodies[k.pointee.a.body].gravity
      let along = Swift.max(
        dot(k.pointee.normal, relative).magnitude, dot(k.pointee.normal, settings.gravity).magnitude)
      k.pointee.restingSpeed = 2 * along * h + 0.25 * settings.gravity.length * h + 1e-9
    }
  }

  /// Reads the coordinates of a tree off its bodies.
  ///
  /// - Returns: Whether the responses of its links are those of the start of the step now. A driven base may have another
  ///   velocity than in the step before; its tree feels the jerk as impulses through the joints.
  @discardableResult
  private func loadCoordinates(of index: Int, base: BaseMotion) -> Bool {
    let tree = trees[index]
    view.load(tree, from: world)
    guard tree.base >= 0 && world[tree.base].motion == .kinematic else { return false }
    view.fitVelocities(index, tree, base: base, walk, from: world)
    return true
  }

  /// What fields do to a link in this step.
  @inline(__always) private func fieldLoad(of link: Int) -> LinkLoad {
    guard let fieldLoads, view.links[link].body >= 0 else { return LinkLoad() }
    return fieldLoads[view.links[link].body]
  }

  private func loadContact(_ k: UnsafeMutablePointer<CoupledBlock>) {
    let m = UnsafePointer(manifolds.baseAddress! + k.pointee.source)
    let a = UnsafePointer(world + m.pointee.a)
    let b = UnsafePointer(world + m.pointee.b)
    let n = m.pointee.normal
    k.pointee.normal = n
    k.pointee.tangent1 = n.anyPerpendicular
    k.pointee.tangent2 = cross(n, k.pointee.tangent1)
    k.pointee.friction = Rule.friction(a.pointee.friction, b.pointee.friction)
    k.pointee.restitution = Rule.restitution(a.pointee.restitution, b.pointee.restitution)
    k.pointee.slop = m.pointee.slop
    k.pointee.rollingLength = m.pointee.rollingLength
    k.pointee.spinningLength = m.pointee.spinningLength(friction: k.pointee.friction)
    for j in 0..<k.pointee.pointCount {
      let spot = ContactSpot(m, j, a, b)
      spots[k.pointee.firstSpot + j] = spot
    }
    loadImpulses(of: k, times: 1)
  }

  func evaluate(_ island: CoupledIsland) {
    for t in island.trees {
      let index = treeOrder[t]
      view.evaluate(trees[index].links, base: progress[index].base, gravity: settings.gravity)
      progress[index].isEvaluated = true
    }
  }

  /// Adds the impulses of a contact, times `factor`, to the loads of its links as forces that last for the step.
  func loadImpulses(of k: UnsafePointer<CoupledBlock>, times factor: Double) {
    let m = UnsafePointer(manifolds.baseAddress! + k.pointee.source)
    let a = UnsafePointer(world + m.pointee.a)
    let b = UnsafePointer(world + m.pointee.b)
    let n = k.pointee.normal
    let perSecond: Double = factor / h
    for j in 0..<k.pointee.pointCount {
      let spot = spots + k.pointee.firstSpot + j
      let force = (n * m.pointee.points[j].normalImpulse + m.pointee.points[j].tangentImpulse) * perSecond
      if force == .zero { continue }
      if k.pointee.a.link >= 0 { load(k.pointee.a.link, -force, at: lever(spot.pointee.rA, n * m.pointee.radiusA, a)) }
      if k.pointee.b.link >= 0 { load(k.pointee.b.link, force, at: lever(spot.pointee.rB, n * -m.pointee.radiusB, b)) }
    }
    guard k.pointee.rollingLength > 0 else { return }
    let torque = m.pointee.rollingImpulse * perSecond
    if k.pointee.a.link >= 0 { view.loads[k.pointee.a.link].torque -= torque }
    if k.pointee.b.link >= 0 { view.loads[k.pointee.b.link].torque += torque }
  }

  /// The impulses of a joint's rows in the step before, along the directions that they are about to have.
  private func loadJoint(_ k: UnsafeMutablePointer<CoupledBlock>) {
    if k.pointee.a.link < 0 && k.pointee.b.link < 0 { return }
    var maker = JointRowMaker(
      joints.baseAddress! + k.pointee.source, expected(k.pointee.a), expected(k.pointee.b), timeStep: h,
      forPositions: false, into: rows + k.pointee.firstRow)
    maker.make()
    for i in 0..<maker.count {
      let r = rows + k.pointee.firstRow + i
      guard r.pointee.isLoaded else { continue }
      let perSecond: Double = r.pointee.impulse / h
      for (s, sign, torque) in [(k.pointee.a, -1.0, r.pointee.torqueA), (k.pointee.b, 1, r.pointee.torqueB)] {
        guard s.link >= 0 else { continue }
        view.loads[s.link].force += r.pointee.force * (sign * perSecond)
        view.loads[s.link].torque += torque * (sign * perSecond)
      }
    }
  }

  /// The motion of a side over the step if it went on as it does now.
  private func expected(_ s: CoupledSide) -> SideMotion {
    var m = SideMotion()
    guard s.body >= 0 else { return m }
    let b = world + s.body
    m.startPosition = b.pointee.position
    m.startOrientation = b.pointee.orientation
    m.startVelocity = b.pointee.velocity
    m.startSpin = b.pointee.angularVelocity
    m.position = m.startPosition + m.startVelocity * h
    m.orientation = m.startOrientation
    if m.startSpin != .zero {
      m.orientation = (Quaternion(rotationVector: m.startSpin * h) * m.startOrientation).normalized
    }
    m.velocity = m.startVelocity
    m.spin = m.startSpin
    return m
  }

  /// A lever as it will be in the middle of the step; the rim of a round body does not turn with it.
  @inline(__always) private func lever(_ r: Vector3, _ rim: Vector3, _ b: UnsafePointer<RigidBody>) -> Vector3 {
    turned(r - rim, limitedTurn(b.pointee.angularVelocity * h) * 0.5) + rim
  }

  @inline(__always) private func load(_ link: Int, _ force: Vector3, at lever: Vector3) {
    view.loads[link].force += force
    view.loads[link].torque += cross(lever, force)
  }

  /// Shows the links of a tree to the impact stage as bodies that move with constant acceleration.
  func mirror(_ index: Int) {
    let t = progress[index].time
    for i in trees[index].links where view.links[i].body >= 0 {
      let f = view.frames + i
      let w = f.pointee.spin
      let acceleration = centreAcceleration(i).linear
      let v = f.pointee.centreVelocity
      let s = bodies + view.links[i].body
      s.pointee.gravity = acceleration
      s.pointee.velocity = v - acceleration * t
      s.pointee.spin = w
      // Gaps of links count from the pose at time t.
      s.pointee.offset = acceleration * (0.5 * t * t) - v * t
      s.pointee.spinOffset = w * -t
    }
  }

  /// Accelerations of a link and of its centre of mass after `evaluate`.
  @inline(__always) func centreAcceleration(_ link: Int) -> (linear: Vector3, spinRate: Vector3) {
    let f = view.frames + link
    let d = view.dynamics + link
    let w = f.pointee.spin
    let c = f.pointee.centre
    let rate = d.pointee.spinRate
    return (d.pointee.acceleration + cross(rate, c) + cross(w, cross(w, c)), rate)
  }

  /// Moves a tree to time `t` of the step.
  func advance(_ index: Int, to t: Double) {
    let left: Double = t - progress[index].time
    guard left > 1e-12 * h else { return }
    view.advance(
      trees[index].links, base: progress[index].base, gravity: settings.gravity, from: progress[index].time, by: left,
      isEvaluated: progress[index].isEvaluated)
    progress[index].time = t
    progress[index].isEvaluated = false
    progress[index].hasResponses = false
  }

  /// Takes the velocities that rows have given to the links of a tree, and half of their change times `h` as movement.
  func adopt(_ index: Int, movingBy half: Double) {
    let tree = trees[index]
    walk.finish(index, tree.links)
    view.adoptVelocities(tree, walk.responses, movingBy: half)
    view.placeLinks(tree.links, base: progress[index].base.after(progress[index].time))
  }

  // MARK: End of the step

  /// Moves the island's trees to the end of the step, with rows if it has any.
  func solve(_ island: CoupledIsland) {
    for t in island.trees {
      let index = treeOrder[t]
      advance(index, to: h)
      view.placeLinks(trees[index].links, base: progress[index].base.after(h))
      guard !island.blocks.isEmpty else { continue }
      view.makeResponses(trees[index].links, walk.responses)
    }
    guard !island.blocks.isEmpty else { return }
    if !solveRows(island, isSymmetric: false) { _ = solveRows(island, isSymmetric: true) }
    for t in island.trees {
      for i in trees[treeOrder[t]].links { view.loads[i] = fieldLoad(of: i) }
    }
    for i in island.blocks { keep(blocks.baseAddress! + i) }
    for t in island.trees { finish(treeOrder[t]) }
    noteEnergy(island)
  }

  /// Makes and solves the rows from the velocities of the end of the step.
  ///
  /// - Parameter isSymmetric: Whether velocities are taken at the levers of the impulses, those of mid-step: less
  ///   accurate, but an impulse then always lessens what it acts against.
  private func solveRows(_ island: CoupledIsland, isSymmetric: Bool) -> Bool {
    for t in island.trees {
      let index = treeOrder[t]
      view.startResponses(trees[index].links, walk.responses)
      walk.places[index] = trees[index].links.lowerBound
    }
    makeRows(island, isSymmetric: isSymmetric)
    return CoupledSolver(system: self, island: island).solve()
  }

  /// Turn within the step by what the rows have changed, above which a tree moves anew, radians.
  private static let turnToRepeat = 5e-4

  /// Takes what the rows have given to a tree.
  ///
  /// A small change goes by the response of the end of the step. A large one, as of a limit that is struck, would meet
  /// the inertia of another pose on its way there, and gain or lose energy: then the tree moves through the step once
  /// more, under the forces that have been found.
  private func finish(_ index: Int) {
    let links = trees[index].links
    walk.finish(index, links)
    var greatest = 0.0
    for i in links {
      greatest = Swift.max(greatest, (walk.responses[i].spin - view.frames[i].spin).lengthSquared)
    }
    guard greatest.squareRoot() * h > Self.turnToRepeat && !progress[index].wasStruck else {
      view.adoptVelocities(trees[index], walk.responses, movingBy: 0.5 * h)
      view.placeLinks(links, base: progress[index].base.after(h))
      let wanted = momentum(of: links) {
        Twist(velocity: walk.responses[$0].velocity, spin: walk.responses[$0].spin)
      }
      restoreMomentum(of: index, to: wanted)
      return
    }
    // A hard blow on a light link is too much for the integrator to keep the momentum.
    let wanted = momentum(of: links) {
      Twist(velocity: walk.responses[$0].velocity, spin: walk.responses[$0].spin)
    }
    let hasOtherResponses = loadCoordinates(of: index, base: progress[index].base)
    progress[index].time = 0
    progress[index].isEvaluated = false
    advance(index, to: h)
    view.placeLinks(links, base: progress[index].base.after(h))
    if hasOtherResponses { view.makeResponses(links, walk.responses) }
    var reached = momentum(of: links)
    reached.linear = wanted.linear
    restoreMomentum(of: index, to: reached)
  }

  /// Hands rates back to the bodies, impulses to manifolds and joints, and loads to the links.
  private func keep(_ k: UnsafeMutablePointer<CoupledBlock>) {
    for s in [k.pointee.a, k.pointee.b] where isFree(s) {
      bodies[s.body].velocity = rates[s.body].velocity
      bodies[s.body].spin = rates[s.body].spin
    }
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount where rows[i].impulse != 0 {
      let r = rows + i
      let f = r.pointee.force * r.pointee.impulse
      addRow(k.pointee.a, -f, r.pointee.torqueA * -r.pointee.impulse)
      addRow(k.pointee.b, f, r.pointee.torqueB * r.pointee.impulse)
    }
    if k.pointee.isJoint {
      keepJoint(k)
      return
    }
    let m = manifolds.baseAddress! + k.pointee.source
    for j in 0..<k.pointee.pointCount {
      let r = rows + k.pointee.firstRow + 3 * j
      m.pointee.points[j].normalImpulse = r[0].impulse
      m.pointee.points[j].tangentImpulse =
        k.pointee.tangent1 * r[1].impulse + k.pointee.tangent2 * r[2].impulse
    }
    if k.pointee.rollingLength > 0 {
      let r = rows + k.pointee.firstRow + 3 * k.pointee.pointCount
      m.pointee.rollingImpulse =
        k.pointee.normal * r[0].impulse + k.pointee.tangent1 * r[1].impulse + k.pointee.tangent2 * r[2].impulse
    }
    m.pointee.impactSpeed = k.pointee.impactSpeed
    m.pointee.impactImpulse = k.pointee.impactImpulse
  }

  @inline(__always) func addExternal(_ s: CoupledSide, _ f: Vector3, _ t: Vector3) {
    if s.link < 0 { return }
    external[s.link].force += f
    external[s.link].torque += t
  }

  private func addRow(_ s: CoupledSide, _ f: Vector3, _ t: Vector3) {
    if s.link < 0 { return }
    addExternal(s, f, t)
    view.loads[s.link].force += f * (1 / h)
    view.loads[s.link].torque += t * (1 / h)
  }

  /// Writes the links' poses and velocities to their bodies, and the loads of their joints.
  func store(_ island: CoupledIsland) {
    for t in island.trees {
      let tree = trees[treeOrder[t]]
      measureLoads(tree)
      view.store(tree, to: world)
    }
  }
}
