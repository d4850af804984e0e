import VectorMath

/// How a body moves.
public enum Motion: Sendable, Hashable {
  /// Never moves.
  case fixed
  /// Follows the poses that its owner sets and pushes dynamic bodies as if it had infinite mass.
  case kinematic
  /// Moves under gravity and contacts.
  case dynamic
}

/// The number of a body in its world, in order of creation.
public struct BodyID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let index: Int
  public init(index: Int) { self.index = index }
  public static func < (a: BodyID, b: BodyID) -> Bool { a.index < b.index }
  public var description: String { "body \(index)" }
}

/// Everything that `World.add` needs to make a body. Metres, kilograms, seconds, radians; world axes.
public struct BodyDefinition: Sendable, Equatable {
  /// For messages only; need not be unique.
  public var name: String
  public var shape: Shape
  public var motion: Motion
  /// Origin of the shape's frame: the centre of mass of all but hulls and compounds, whose origin may be anywhere.
  public var position: Vector3
  /// worldFromShape.
  public var orientation: Quaternion
  /// Of the centre of mass.
  public var linearVelocity: Vector3
  public var angularVelocity: Vector3
  /// Mass in kg; nil takes the density.
  public var mass: Double?
  /// Density in kg/m^3, used where no mass is given.
  public var density: Double
  /// Inertia tensor about the centre of mass along the shape's axes, kg m^2; nil for that of an even density.
  public var inertia: Matrix3?
  /// Coulomb coefficient; a pair has the geometric mean.
  public var friction: Double
  /// Rebound speed over impact speed, 0...1; a pair has the larger.
  public var restitution: Double
  /// Lever arm of rolling friction, m: the torque against rolling and spinning over the normal force, at most the radius
  /// that rolls. A pair has the larger; two bodies that stand on faces or corners, boxes and surfaces, have none. A ball
  /// of radius r slows by 5/7 g of this over r (Johnson, Contact Mechanics, 1985, section 9.2).
  public var rollingLever: Double
  /// Bodies of the same group other than 0 never touch each other.
  public var collisionGroup: Int
  /// The layers that this body is in, one bit each.
  public var layers: UInt32
  /// The layers that this body passes through.
  public var ignoredLayers: UInt32
  /// A sensor touches nothing and takes no part in contacts or queries; it tells which bodies overlap it.
  public var isSensor: Bool
  /// Multiple of the world's gravity that acts on the body.
  public var gravityScale: Double
  /// Rate at which the velocity decays of itself, 1/s: v e^(-c t) where nothing else acts.
  public var linearDamping: Double
  /// The same of the spin, 1/s.
  public var angularDamping: Double
  /// Drag in air and water over 1/2 density area speed^2; 0.47 is that of a sphere, 1.05 of a cube face on.
  public var dragCoefficient: Double
  /// The area to which the drag coefficient refers, m^2; nil for the shadow of the shape along its motion.
  public var dragArea: Double?
  /// Torque against the spin in air and water over 1/2 density R^5 spin^2, R being the bounding radius.
  public var angularDragCoefficient: Double

  public init(
    name: String, shape: Shape, motion: Motion = .dynamic, position: Vector3 = .zero,
    orientation: Quaternion = .identity, linearVelocity: Vector3 = .zero, angularVelocity: Vector3 = .zero,
    mass: Double? = nil, density: Double = 1000, friction: Double = 0.5, restitution: Double = 0,
    rollingLever: Double = 0, collisionGroup: Int = 0, layers: UInt32 = 1, ignoredLayers: UInt32 = 0,
    inertia: Matrix3? = nil, isSensor: Bool = false, gravityScale: Double = 1, linearDamping: Double = 0,
    angularDamping: Double = 0, dragCoefficient: Double = 0.47, dragArea: Double? = nil,
    angularDragCoefficient: Double = 0.05
  ) {
    self.name = name
    self.shape = shape
    self.motion = motion
    self.position = position
    self.orientation = orientation
    self.linearVelocity = linearVelocity
    self.angularVelocity = angularVelocity
    self.mass = mass
    self.density = density
    self.friction = friction
    self.restitution = restitution
    self.rollingLever = rollingLever
    self.collisionGroup = collisionGroup
    self.layers = layers
    self.ignoredLayers = ignoredLayers
    self.inertia = inertia
    self.isSensor = isSensor
    self.gravityScale = gravityScale
    self.linearDamping = linearDamping
    self.angularDamping = angularDamping
    self.dragCoefficient = dragCoefficient
    self.dragArea = dragArea
    self.angularDragCoefficient = angularDragCoefficient
  }
}

/// The motion of one body at an instant. World axes, SI units.
public struct BodyState: Sendable, Hashable {
  /// Origin of the shape's frame.
  public var position: Vector3
  /// worldFromShape, a unit quaternion.
  public var orientation: Quaternion
  /// Of the centre of mass.
  public var linearVelocity: Vector3
  public var angularVelocity: Vector3
  public var isAsleep: Bool

  public init(
    position: Vector3, orientation: Quaternion, linearVelocity: Vector3 = .zero, angularVelocity: Vector3 = .zero,
    isAsleep: Bool = false
  ) {
    self.position = position
    self.orientation = orientation
    self.linearVelocity = linearVelocity
    self.angularVelocity = angularVelocity
    self.isAsleep = isAsleep
  }

  public var pose: RigidTransform { RigidTransform(rotation: orientation, translation: position) }
}
