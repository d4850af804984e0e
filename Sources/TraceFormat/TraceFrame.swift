import VectorMath

/// One record: the world at the instant of a film frame, or after a step (`TraceHeader.every`). The first is the start.
public struct TraceFrame: Sendable, Equatable {
  /// Number of the record; the film frame where there is one record a frame.
  public var index: Int
  /// Simulator steps since the start.
  public var step: Int
  /// Seconds since the start.
  public var time: Double
  /// One sample a body, in header order.
  public var bodies: [BodySample] = []
  /// One skeleton a person, in header order.
  public var people: [SkeletonSample] = []
  /// One load a joint, in header order.
  public var joints: [JointSample] = []
  /// Contacts that bear at this instant.
  public var contacts: [ContactSample] = []
  /// What happened since the record before, in order of time.
  public var events: [TraceEvent] = []
  public var energy = EnergySample()
  /// Hash of the whole simulator state.
  public var stateHash: UInt64 = 0
  /// Low 16 bits of the state hash after each step since the record before; the last are those of `stateHash`.
  /// Empty in the first record, and where numbers are rounded.
  ///
  /// Two different states have the same 16 bits once in 65,536 times.
  public var stepHashes: [UInt16] = []
  public init(index: Int, step: Int, time: Double) {
    self.index = index
    self.step = step
    self.time = time
  }

  /// This record under its number in the film; nil between two film frames.
  public func filmFrame(of header: TraceHeader) -> TraceFrame? {
    guard step % header.stepsPerFrame == 0 else { return nil }
    var frame = self
    frame.index = step / header.stepsPerFrame
    return frame
  }
}

public struct BodySample: Sendable, Equatable {
  /// Origin of the shape's frame, m.
  public var position: Vector3
  /// worldFromBody.
  public var orientation: Quaternion
  /// Of the centre of mass, m/s.
  public var velocity: Vector3
  /// rad/s, world axes.
  public var angularVelocity: Vector3
  public var isAsleep: Bool
  public init(
    position: Vector3, orientation: Quaternion, velocity: Vector3 = .zero, angularVelocity: Vector3 = .zero,
    isAsleep: Bool = false
  ) {
    self.position = position
    self.orientation = orientation
    self.velocity = velocity
    self.angularVelocity = angularVelocity
    self.isAsleep = isAsleep
  }
  public var pose: RigidTransform { RigidTransform(rotation: orientation, translation: position) }
}

public struct SkeletonSample: Sendable, Equatable {
  /// worldFromBone, in the header's bone order.
  public var bones: [RigidTransform]
  /// Which feet are locked to the ground.
  public var leftFootLocked: Bool
  public var rightFootLocked: Bool
  public init(bones: [RigidTransform], leftFootLocked: Bool, rightFootLocked: Bool) {
    self.bones = bones
    self.leftFootLocked = leftFootLocked
    self.rightFootLocked = rightFootLocked
  }
}

/// A joint's place and load.
public struct JointSample: Sendable, Equatable {
  /// Mean force of the last step on b through the joint, world axes, N.
  public var force: Vector3
  /// Mean torque of the last step on b about b's anchor, world axes, N m.
  public var torque: Vector3
  /// Angle of a hinge, swing of a ball, first angle of a universal joint (rad); travel of a slider, length of a distance,
  /// rope or spring joint (m); 0 for a fixed joint.
  public var coordinate: Double
  /// Its rate of change.
  public var speed: Double
  /// Distance between points that should coincide, m.
  public var gap: Double
  public var isBroken: Bool
  public init(
    force: Vector3 = .zero, torque: Vector3 = .zero, coordinate: Double = 0, speed: Double = 0, gap: Double = 0,
    isBroken: Bool = false
  ) {
    self.force = force
    self.torque = torque
    self.coordinate = coordinate
    self.speed = speed
    self.gap = gap
    self.isBroken = isBroken
  }
}

/// One contact point.
public struct ContactSample: Sendable, Equatable {
  public var a: TraceParticipant
  public var b: TraceParticipant
  /// Feature pair id: stable while the same features touch.
  public var feature: UInt64
  /// World, m.
  public var point: Vector3
  /// Unit, from a to b.
  public var normal: Vector3
  /// Overlap, m; negative is a gap.
  public var depth: Double
  /// N s in the last step.
  public var normalImpulse: Double
  /// Friction impulse of the last step on b, world axes, N s.
  public var tangentImpulse: Vector3
  public init(
    a: TraceParticipant, b: TraceParticipant, feature: UInt64, point: Vector3, normal: Vector3, depth: Double,
    normalImpulse: Double, tangentImpulse: Vector3
  ) {
    self.a = a
    self.b = b
    self.feature = feature
    self.point = point
    self.normal = normal
    self.depth = depth
    self.normalImpulse = normalImpulse
    self.tangentImpulse = tangentImpulse
  }
}

/// Sums over the dynamic bodies.
public struct EnergySample: Sendable, Equatable {
  /// Joules; potential is against the world's origin.
  public var kinetic = 0.0
  public var potential = 0.0
  /// kg m/s.
  public var momentum = Vector3.zero
  /// kg m^2/s about the world's origin.
  public var angularMomentum = Vector3.zero
  public init() {}
  /// Joules.
  public var total: Double { kinetic + potential }
}
