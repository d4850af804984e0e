import RigidBodyDynamics
import SceneDescription
import VectorMath

/// A joint of the world and what events tell of it.
struct BuiltJoint: Sendable {
  var a: BodyID?
  var b: BodyID
  /// The joint's place in a's frame (the world's without a) and in b's.
  var onA: Vector3
  var onB: Vector3
}

extension World {
  /// Adds the joints of a scene whose bodies are there already, in the order of the scene.
  mutating func add(jointsOf scene: Scene) throws(SimulationError) -> [BuiltJoint] {
    guard !scene.joints.isEmpty else { return [] }
    let numbers = Dictionary(scene.bodies.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    var built: [BuiltJoint] = []
    for joint in scene.joints {
      func id(_ name: String) throws(SimulationError) -> BodyID {
        guard let i = numbers[name] else { throw .badScene("joint '\(joint.name)': there is no body '\(name)'") }
        return BodyID(index: i)
      }
      let b = try id(joint.b)
      var a: BodyID?
      if let name = joint.a { a = try id(name) }
      do throws(JointError) {
        _ = try add(try definition(of: joint, a: a, b: b))
      } catch {
        throw .badScene("\(error)")
      }
      built.append(
        BuiltJoint(
          a: a, b: b, onA: a.map { state(of: $0).pose.applyInverse(joint.anchor) } ?? joint.anchor,
          onB: state(of: b).pose.applyInverse(joint.anchorOnB ?? joint.anchor)))
    }
    return built
  }

  private func definition(
    of joint: SceneDescription.Joint, a: BodyID?, b: BodyID
  ) throws(JointError) -> JointDefinition {
    var definition: JointDefinition
    if let (kind, motor) = joint.kind.guided {
      definition = try JointDefinition(
        name: joint.name, kind: kind, a: a, b: b, anchor: joint.anchor, axis: joint.axis, secondAxis: joint.crossAxis,
        in: self)
      definition.motor = motor
    } else {
      let end = joint.anchorOnB ?? joint.anchor
      definition = try JointDefinition(
        name: joint.name, kind: joint.kind.measured(length: (end - joint.anchor).length), a: a, b: b,
        from: joint.anchor, to: end, in: self)
    }
    definition.breakingForce = joint.breakingForce
    definition.breakingTorque = joint.breakingTorque
    definition.collideConnected = joint.collideConnected
    return definition
  }
}

extension JointKind {
  /// The engine's form of a joint whose frames coincide at the start; nil for those between two points.
  fileprivate var guided: (JointDefinition.Kind, RigidBodyDynamics.Motor?)? {
    switch self {
    case .ball(let j): (.ball(swingLimit: j.swingLimit, twistLimit: j.twistLimits?.range), nil)
    case .hinge(let j): (.hinge(limits: j.limits?.range), j.motor?.engineMotor)
    case .slider(let j): (.slider(limits: j.limits?.range), j.motor?.engineMotor)
    case .fixed: (.fixed, nil)
    case .universal: (.universal, nil)
    case .distance, .rope, .spring: nil
    }
  }

  /// The engine's form of a joint between two points that are `length` apart at the start.
  fileprivate func measured(length: Double) -> JointDefinition.Kind {
    switch self {
    case .distance(let j): .distance(length: j.length ?? length)
    case .rope(let j): .rope(length: j.length ?? length)
    case .spring(let j): .spring(length: j.length ?? length, stiffness: j.stiffness, damping: j.damping)
    case .ball, .hinge, .slider, .fixed, .universal: preconditionFailure("a guided joint has no length")
    }
  }
}

extension JointKind.Motor {
  fileprivate var engineMotor: RigidBodyDynamics.Motor {
    let target: RigidBodyDynamics.Motor.Target =
      if let position { .position(position, stiffness: stiffness, damping: damping) } else { .speed(speed ?? 0) }
    return RigidBodyDynamics.Motor(target: target, maximum: maximum ?? .infinity)
  }
}

extension Interval {
  fileprivate var range: ClosedRange<Double> { low...high }
}
