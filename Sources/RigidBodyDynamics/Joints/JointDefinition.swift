import VectorMath

/// The number of a joint in its world, in order of creation.
public struct JointID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let index: Int
  public init(index: Int) { self.index = index }
  public static func < (a: JointID, b: JointID) -> Bool { a.index < b.index }
  public var description: String { "joint \(index)" }
}

/// Drives the coordinate of a hinge (radians) or slider (metres).
public struct Motor: Sendable, Hashable {
  public enum Target: Sendable, Hashable {
    /// Coordinate per second.
    case speed(Double)
    /// A spring and damper about a coordinate: N m/rad and N m s/rad, or N/m and N s/m.
    case position(Double, stiffness: Double, damping: Double)
  }
  public var target: Target
  /// Largest torque (N m) or force (N); may be infinite.
  public var maximum: Double

  public init(target: Target, maximum: Double = .infinity) {
    self.target = target
    self.maximum = maximum
  }
}

/// Everything that `World.add` needs to make a joint. Metres, radians, newtons, seconds.
///
/// A joint holds a frame of body b to a frame of body a, or of the world. The frames should coincide, up to the motions
/// that the joint leaves free, when it is added.
public struct JointDefinition: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Origins coincide. Swing is the angle between the X axes, twist the turn about them.
    case ball(swingLimit: Double? = nil, twistLimit: ClosedRange<Double>? = nil)
    /// Origins and X axes coincide. The coordinate is the angle from Y of A to Y of B, limits within -pi...pi.
    case hinge(limits: ClosedRange<Double>? = nil)
    /// Axes coincide and B's origin lies on A's X axis. The coordinate is its place there.
    case slider(limits: ClosedRange<Double>? = nil)
    /// Frames coincide.
    case fixed
    /// Origins coincide and X of A stays square to Y of B: a cardan joint.
    case universal
    /// Origins stay this far apart.
    case distance(length: Double)
    /// Origins are at most this far apart.
    case rope(length: Double)
    /// Origins pull or push along their line: stiffness (N/m) times the excess of length, and damping (N s/m).
    case spring(length: Double, stiffness: Double, damping: Double = 0)
  }
  /// For messages only; need not be unique.
  public var name: String
  public var kind: Kind
  /// nil for the world.
  public var a: BodyID?
  public var b: BodyID
  /// The joint's frame in a's shape frame; in the world where a is nil.
  public var frameA: RigidTransform
  /// The joint's frame in b's shape frame.
  public var frameB: RigidTransform
  /// For hinges and sliders.
  public var motor: Motor?
  /// Mean force (N) of a step above which the joint breaks.
  public var breakingForce: Double?
  /// Mean torque about the anchor (N m) of a step above which the joint breaks.
  public var breakingTorque: Double?
  /// Whether the two bodies may touch each other.
  public var collideConnected: Bool

  public init(
    name: String, kind: Kind, a: BodyID? = nil, b: BodyID, frameA: RigidTransform = .identity,
    frameB: RigidTransform = .identity, motor: Motor? = nil, breakingForce: Double? = nil,
    breakingTorque: Double? = nil, collideConnected: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.a = a
    self.b = b
    self.frameA = frameA
    self.frameB = frameB
    self.motor = motor
    self.breakingForce = breakingForce
    self.breakingTorque = breakingTorque
    self.collideConnected = collideConnected
  }

  /// A joint at a world point, with X of both frames along a world axis, at the poses that the bodies have now.
  ///
  /// - Parameters:
  ///   - anchor: Origin of both frames, world, m.
  ///   - axis: X of both frames: the axis of a hinge or slider, the direction without swing of a ball; any length.
  ///   - secondAxis: Y of both frames as far as it is square to `axis`; by default some direction that is.
  /// - Throws: `JointError` where `axis` has no direction, or `secondAxis` none square to it.
  public init(
    name: String, kind: Kind, a: BodyID? = nil, b: BodyID, anchor: Vector3, axis: Vector3 = .unitX,
    secondAxis: Vector3? = nil, in world: World
  ) throws(JointError) {
    self.init(name: name, kind: kind, a: a, b: b)
    try world.validateEnds(of: self)
    guard axis.isFinite && axis.length > 1e-12 else {
      throw JointError(joint: name, field: "axis", value: axis.length, reason: .noDirection)
    }
    let x = axis.normalized
    let wanted = secondAxis ?? x.anyPerpendicular
    let y = wanted - x * dot(wanted, x)
    guard y.isFinite && y.length > 1e-9 * wanted.length && wanted.length > 1e-12 else {
      throw JointError(joint: name, field: "secondAxis", value: y.length, reason: .noDirection)
    }
    let yUnit = y.normalized
    let frame = RigidTransform(
      rotation: Quaternion(matrix: Matrix3(columns: x, yUnit, cross(x, yUnit))), translation: anchor)
    frameA = a.map { world.state(of: $0).pose.inverse * frame } ?? frame
    frameB = world.state(of: b).pose.inverse * frame
  }

  /// A distance, rope or spring joint between two world points, at the poses that the bodies have now.
  public init(
    name: String, kind: Kind, a: BodyID? = nil, b: BodyID, from anchorA: Vector3, to anchorB: Vector3, in world: World
  ) throws(JointError) {
    self.init(name: name, kind: kind, a: a, b: b)
    try world.validateEnds(of: self)
    frameA.translation = a.map { world.state(of: $0).pose.applyInverse(anchorA) } ?? anchorA
    frameB.translation = world.state(of: b).pose.applyInverse(anchorB)
  }
}

/// A joint at an instant.
public struct JointState: Sendable, Hashable {
  /// Angle of a hinge, swing of a ball, first angle of a universal joint (rad); travel of a slider, length of a distance,
  /// rope or spring joint (m); 0 for a fixed joint.
  public var coordinate: Double
  /// Its rate of change.
  public var speed: Double
  /// Mean force of the last step on b through the joint, world axes, N.
  public var force: Vector3
  /// Mean torque of the last step on b about b's anchor, world axes, N m.
  public var torque: Vector3
  public var isBroken: Bool
  /// Distance between the origins where the joint wants them to coincide, m; 0 otherwise.
  public var gap: Double
}

/// A joint that broke under its load.
public struct JointEvent: Sendable, Hashable {
  /// Number of the step, the first being 0.
  public var step: Int
  public var joint: JointID
  /// Mean force and torque of that step, N and N m.
  public var force: Double
  public var torque: Double
}
