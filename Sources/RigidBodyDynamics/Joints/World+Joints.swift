import VectorMath

extension World {
  public var jointCount: Int { joints.count }
  public func name(of id: JointID) -> String { joints[check(id)].name }

  /// Adds a joint; ids count up from 0.
  ///
  /// Trees of ball, hinge, slider, fixed and universal joints become articulations in reduced coordinates, so that they
  /// never come apart; what closes a loop, and the other kinds, are rows of the solver.
  /// - Throws: `JointError` for a value that the solver cannot take; the world is then unchanged.
  public mutating func add(_ definition: JointDefinition) throws(JointError) -> JointID {
    try validate(definition)
    joints.append(
      Joint(
        definition,
        bodyFromShapeA: definition.a.map { bodies[$0.index].shapeFromBody.inverse } ?? .identity,
        bodyFromShapeB: bodies[definition.b.index].shapeFromBody.inverse))
    forestIsStale = true
    hasLooseVelocities = true
    wakeEnds(of: joints.count - 1)
    return JointID(index: joints.count - 1)
  }

  /// Replaces the motor of a hinge or slider, nil for none, and wakes its bodies.
  ///
  /// - Throws: `JointError` for a value that the solver cannot take.
  public mutating func setMotor(_ motor: Motor?, of id: JointID) throws(JointError) {
    let i = check(id)
    if let motor { try validate(motor, of: joints[i]) }
    if joints[i].motor == motor { return }
    joints[i].motor = motor
    jointList.isStale = true
    wakeEnds(of: i)
  }

  /// Takes a joint out of action, as if it had broken, without an event.
  public mutating func disconnect(_ id: JointID) {
    let i = check(id)
    if joints[i].isBroken { return }
    joints[i].isBroken = true
    forestIsStale = true
    wakeEnds(of: i)
  }

  /// The joints that broke since the last call, in order; they are handed over once.
  public mutating func drainJointEvents() -> [JointEvent] {
    let drained = jointEvents
    jointEvents.removeAll(keepingCapacity: true)
    return drained
  }

  public func jointState(of id: JointID) -> JointState {
    let j = joints[check(id)]
    let (coordinate, speed, gap) = bodies.withUnsafeBufferPointer { j.coordinate($0.baseAddress!) }
    return JointState(
      coordinate: coordinate, speed: speed, force: j.force, torque: j.torque, isBroken: j.isBroken, gap: gap)
  }

  func check(_ id: JointID) -> Int {
    precondition(id.index >= 0 && id.index < joints.count, "\(id) of a world of \(joints.count) joints")
    return id.index
  }

  private mutating func wakeEnds(of i: Int) {
    if joints[i].a >= 0 { wake(joints[i].a) }
    wake(joints[i].b)
  }
}

extension Joint {
  /// The coordinate as `JointState` gives it, its rate, and the gap between origins that should coincide.
  func coordinate(_ bodies: UnsafePointer<RigidBody>) -> (value: Double, rate: Double, gap: Double) {
    let fA = worldFrameA(bodies)
    let fB = worldFrameB(bodies)
    let spinA = a < 0 ? .zero : bodies[a].angularVelocity
    let relativeSpin = bodies[b].angularVelocity - spinA
    let apart = fB.translation - fA.translation
    let velocityB = bodies[b].velocity + cross(bodies[b].angularVelocity, fB.translation - bodies[b].position)
    // Of a's point that is at b's origin now: what is left then is motion within a's frame.
    let velocityA = a < 0 ? .zero : bodies[a].velocity + cross(spinA, fB.translation - bodies[a].position)
    let x = fA.rotation.rotate(.unitX)
    let turn = fA.rotation.conjugate * fB.rotation
    switch kind {
    case .ball:
      let xB = fB.rotation.rotate(.unitX)
      let axis = cross(x, xB)
      let sine = axis.length
      let swing = PortableMath.arcTangent(y: sine, x: dot(x, xB))
      return (swing, sine > 1e-12 ? dot(axis, relativeSpin) / sine : 0, apart.length)
    case .hinge: return (angle(of: turn, about: .unitX), dot(x, relativeSpin), apart.length)
    case .universal:
      let m = turn.matrix
      return (PortableMath.arcTangent(y: m.c1.z, x: m.c1.y), dot(x, relativeSpin), apart.length)
    case .slider:
      let along = dot(x, apart)
      return (along, dot(x, velocityB - velocityA), (apart - x * along).length)
    case .fixed: return (0, 0, apart.length)
    case .distance, .rope, .spring:
      let length = apart.length
      return (length, length > 0 ? dot(apart, velocityB - velocityA) / length : 0, 0)
    }
  }
}
