import VectorMath

/// A world of rigid bodies under gravity and contact, advanced in fixed steps.
///
/// A world is a value: a copy is a snapshot, and assigning it back restores everything, warm start and sleep included.
/// The same calls give the same bits. `World+Step.swift` tells what a step does.
///
///     var world = World(WorldSettings(timeStep: 1.0 / 960))
///     let floor = try world.add(BodyDefinition(name: "floor", shape: .plane, motion: .fixed))
///     let ball = try world.add(
///       BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 1, 0)))
///     for _ in 0..<960 { world.step() }
///     print(world.state(of: ball).position.y)
public struct World: Sendable {
  public internal(set) var settings: WorldSettings
  /// Number of steps taken.
  public internal(set) var stepIndex = 0
  var bodies: [RigidBody] = []
  var names: [String] = []
  var shapes: [Shape] = []
  /// What acts on the dynamic bodies beside gravity; see `setFields`.
  public internal(set) var fields: [Field] = []
  var forceTraits: [ForceTraits] = []
  /// Whether some body has damping or a gravity of its own.
  var hasSpecialBodies = false
  var forces = ForceWorkspace()
  /// The lightest and heaviest dynamic body, by index.
  var lightest: Int?
  var heaviest: Int?
  /// Bodies that are sensors, and what overlaps them.
  var sensors = Sensors()
  /// The pieces of all bodies, in the order of the bodies.
  var colliders: [Collider] = []
  /// One for each near pair of convex colliders, sorted by pair; then those of surfaces, by pair and `sub`.
  var manifolds: [Manifold] = []
  var convexManifoldCount = 0
  /// One for each manifold, renewed in every step.
  var ends: [ManifoldEnds] = []
  var formerSurfaceManifolds: [Manifold] = []
  var surfaceScratch = SurfaceScratch()
  var formerManifolds: [Manifold] = []
  /// The pairs of bodies that touched in the last step, sorted.
  var touches: [Touch] = []
  var formerTouches: [Touch] = []
  /// Whether the manifolds of this step are still to be taken over from the former ones.
  var placesAreNew = false
  /// Working memory: one for each manifold.
  var touchesOfManifolds: [Touch] = []
  var events: [ContactEvent] = []
  var joints: [Joint] = []
  var jointList = JointList()
  var jointEvents: [JointEvent] = []
  var articulations = Articulations()
  /// Set by what changes the graph of joints; the next step then builds the articulations anew.
  var forestIsStale = false
  /// Set by what gives bodies velocities that their joints may not allow.
  var hasLooseVelocities = false
  var coupled = CoupledWorkspace()
  var broadPhase = BroadPhase()
  var islands = Islands()
  var workspace = StepWorkspace()
  var projection = ProjectionWorkspace()
  var sleepVotes: [Bool] = []
  var activities: [BodyActivity] = []
  /// Only tests set it.
  var plannedFault: PlannedFault?

  public init(_ settings: WorldSettings) {
    precondition(
      settings.timeStep > 0 && settings.timeStep <= 0.1, "time step \(settings.timeStep) s is outside 0...0.1")
    precondition(settings.gravity.isFinite, "gravity \(settings.gravity) is not finite")
    precondition(
      settings.velocityIterations > 0 && settings.positionIterations >= 0,
      "\(settings.velocityIterations) velocity and \(settings.positionIterations) position iterations")
    self.settings = settings
  }

  /// Time since the world began, s.
  public var time: Double { Double(stepIndex) * settings.timeStep }
  public var bodyCount: Int { bodies.count }
  public func name(of id: BodyID) -> String { names[check(id)] }

  /// Adds a body; ids count up from 0.
  ///
  /// - Throws: `BodyError` for a value that the solver cannot take; the world is then unchanged.
  public mutating func add(_ definition: BodyDefinition) throws(BodyError) -> BodyID {
    try definition.validate()
    let mass: Double =
      definition.motion == .dynamic
      ? definition.mass ?? definition.shape.massProperties(density: definition.density).mass : .infinity
    try noteMass(mass, of: definition)
    let first = colliders.count
    var reach = 0.0
    let (moments, shapeFromBody) = definition.principalFrame(mass: mass)
    let bodyFromShape = shapeFromBody == .identity ? .identity : shapeFromBody.inverse
    for piece in definition.shape.pieces {
      let c = Collider(
        body: bodies.count, piece: piece, bodyFromShape: bodyFromShape,
        rollingLever: definition.rollingLever)
      reach = Swift.max(reach, c.offset.length + c.boundingRadius)
      colliders.append(c)
    }
    bodies.append(
      RigidBody(
        definition, mass: mass, moments: moments, shapeFromBody: shapeFromBody, colliders: first..<colliders.count,
        boundingRadius: reach))
    forceTraits.append(ForceTraits(definition))
    if definition.motion == .dynamic && forceTraits[bodies.count - 1].isSpecial { hasSpecialBodies = true }
    if definition.isSensor { sensors.bodies.append(bodies.count - 1) }
    for c in colliders[first...] { broadPhase.add(c, on: bodies[c.body]) }
    names.append(definition.name)
    shapes.append(definition.shape)
    return BodyID(index: bodies.count - 1)
  }

  /// Throws where the mass of a body is too far from that of another.
  private mutating func noteMass(_ mass: Double, of d: BodyDefinition) throws(BodyError) {
    guard d.motion == .dynamic else { return }
    for other in [lightest, heaviest] {
      guard let other else { continue }
      let ratio: Double = mass / bodies[other].mass
      guard Swift.max(ratio, 1 / ratio) <= Rule.greatestMassRatio else {
        throw BodyError(
          body: d.name, field: "mass", value: mass,
          reason: .massRatio(other: names[other], mass: bodies[other].mass))
      }
    }
    if mass < lightest.map({ bodies[$0].mass }) ?? .infinity { lightest = bodies.count }
    if mass > heaviest.map({ bodies[$0].mass }) ?? 0 { heaviest = bodies.count }
  }

  public func state(of id: BodyID) -> BodyState {
    let b = bodies[check(id)]
    let pose = b.shapePose
    return BodyState(
      position: pose.translation, orientation: pose.rotation, linearVelocity: b.velocity,
      angularVelocity: b.angularVelocity,
      isAsleep: b.isAsleep)
  }

  /// Mass in kg; infinite for bodies that are not dynamic.
  public func mass(of id: BodyID) -> Double { bodies[check(id)].mass }
  public func shape(of id: BodyID) -> Shape { shapes[check(id)] }
  public func motion(of id: BodyID) -> Motion { bodies[check(id)].motion }

  /// Puts a body elsewhere, at once and without contact in between, and wakes it.
  ///
  /// A body on joints keeps of its velocities what the joints allow; see `fitVelocitiesToJoints`.
  public mutating func setState(_ state: BodyState, of id: BodyID) {
    let i = check(id)
    precondition(
      state.position.isFinite && state.orientation.isFinite && state.linearVelocity.isFinite
        && state.angularVelocity.isFinite, "\(id) '\(names[i])': state is not finite: \(state)")
    let (position, orientation) = RigidBody.bodyPose(
      state.position, state.orientation.normalized, bodies[i].shapeFromBody)
    bodies[i].position = position
    bodies[i].setOrientation(orientation)
    if bodies[i].motion != .fixed {
      bodies[i].velocity = state.linearVelocity
      bodies[i].angularVelocity = state.angularVelocity
    }
    bodies[i].hasTarget = false
    bodies[i].followsTargets = false
    hasLooseVelocities = !joints.isEmpty
    broadPhase.place(colliders, of: bodies[i])
    wake(i)
    // What leaned on it may have to move now.
    for m in manifolds where m.a == i || m.b == i { wake(m.a == i ? m.b : m.a) }
  }

  /// Gives a kinematic body the pose that it reaches at the end of the next step.
  ///
  /// In the step it moves evenly towards it and pushes what is in the way. Without a new target it then stands still.
  public mutating func setKinematicTarget(_ pose: RigidTransform, of id: BodyID) {
    let i = check(id)
    precondition(bodies[i].motion == .kinematic, "\(id) '\(names[i])' is \(bodies[i].motion), not kinematic")
    precondition(
      pose.translation.isFinite && pose.rotation.isFinite, "\(id) '\(names[i])': target is not finite: \(pose)")
    let (position, orientation) = RigidBody.bodyPose(
      pose.translation, pose.rotation, bodies[i].shapeFromBody)
    bodies[i].target = RigidTransform(rotation: orientation, translation: position)
    bodies[i].hasTarget = true
  }

  /// Changes the velocities of a dynamic body as by a blow of `impulse` N s at a world point; others ignore it.
  public mutating func applyImpulse(_ impulse: Vector3, at point: Vector3, to id: BodyID) {
    let i = check(id)
    precondition(impulse.isFinite && point.isFinite, "\(id) '\(names[i])': impulse \(impulse) at \(point)")
    guard bodies[i].isDynamic else { return }
    wake(i)
    if !joints.isEmpty && strikeLink(i, impulse, at: point) { return }
    bodies[i].velocity += impulse * bodies[i].inverseMass
    bodies[i].angularVelocity += bodies[i].worldInverseInertia * cross(point - bodies[i].position, impulse)
  }

  /// The contacts that carried an impulse in the last step, by (a, b).
  public var contacts: [ContactManifold] {
    let touching = manifolds.indices.filter { manifolds[$0].isTouching }
    // Bodies of several pieces have their manifolds in the order of the pieces.
    let sorted = touching.sorted { (manifolds[$0].bodyPair, $0) < (manifolds[$1].bodyPair, $1) }
    return sorted.map { index in
      let m = manifolds[index]
      let a = bodies[m.a]
      let b = bodies[m.b]
      let n = m.currentNormal(a, b)
      let points = (0..<Int(m.count)).map { i -> ContactPoint in
        let p = m.points[i]
        let onA = a.rotation * p.localA + a.position + n * m.radiusA
        let onB = b.rotation * p.localB + b.position - n * m.radiusB
        return ContactPoint(
          feature: p.feature, position: (onA + onB) * 0.5, depth: dot(onA - onB, n), normalImpulse: p.normalImpulse,
          tangentImpulse: p.tangentImpulse)
      }
      return ContactManifold(a: BodyID(index: m.a), b: BodyID(index: m.b), normal: n, points: points)
    }
  }

  /// The events since the last call, in order of step, then (a, b); they are handed over once.
  public mutating func drainEvents() -> [ContactEvent] {
    let drained = events
    events.removeAll(keepingCapacity: true)
    return drained
  }

  /// Energy of the dynamic bodies and of springs in J, without that of fields; the potential energy of weight is 0 at the world's origin.
  public var energy: (kinetic: Double, potential: Double) {
    var kinetic = 0.0
    var potential = 0.0
    for (i, b) in bodies.enumerated() where b.isDynamic {
      let w = b.orientation.inverseRotate(b.angularVelocity)
      kinetic += 0.5 * b.mass * b.velocity.lengthSquared + 0.5 * dot(w, w.scaled(by: b.inertia))
      potential -= b.mass * forceTraits[i].gravityScale * dot(settings.gravity, b.position)
    }
    for j in joints where !j.isBroken {
      guard case .spring(let length, let stiffness, _) = j.kind else { continue }
      let excess: Double = bodies.withUnsafeBufferPointer { j.coordinate($0.baseAddress!).value } - length
      potential += 0.5 * stiffness * excess * excess
    }
    return (kinetic, potential)
  }

  /// Linear momentum in kg m/s, and angular momentum about the world's origin in kg m^2/s, of the dynamic bodies.
  public var momentum: (linear: Vector3, angular: Vector3) {
    var linear = Vector3.zero
    var angular = Vector3.zero
    for b in bodies where b.isDynamic {
      let p = b.velocity * b.mass
      let w = b.orientation.inverseRotate(b.angularVelocity)
      linear += p
      angular += cross(b.position, p) + b.orientation.rotate(w.scaled(by: b.inertia))
    }
    return (linear, angular)
  }

  /// A hash of everything that later steps depend on: poses, velocities, warm start and sleep.
  public func stateHash() -> UInt64 {
    var hash = FNVHash()
    hash.combine(UInt64(stepIndex))
    for b in bodies {
      hash.combine(b.position)
      hash.combine(b.orientation)
      hash.combine(b.velocity)
      hash.combine(b.angularVelocity)
      hash.combine(b.quietTime)
      hash.combine(UInt64(b.isAsleep ? 1 : 0))
    }
    for m in manifolds where m.count > 0 {
      hash.combine(m.pair)
      hash.combine(UInt64(m.sub))
      hash.combine(UInt64(m.axis))
      for i in 0..<Int(m.count) {
        hash.combine(UInt64(m.points[i].feature))
        hash.combine(m.points[i].normalImpulse)
        hash.combine(m.points[i].tangentImpulse)
      }
      hash.combine(m.rollingImpulse)
    }
    for f in forces.applied {
      hash.combine(f.force)
      hash.combine(f.torque)
    }
    for j in joints {
      hash.combine(UInt64(j.isBroken ? 1 : 0))
      for i in 0..<7 {
        hash.combine(j.impulses[i])
        hash.combine(j.formerImpulses[i])
      }
    }
    return hash.value
  }

  mutating func wake(_ i: Int) { bodies[i].wake() }

  func check(_ id: BodyID) -> Int {
    precondition(id.index >= 0 && id.index < bodies.count, "\(id) of a world of \(bodies.count) bodies")
    return id.index
  }
}
