import VectorMath

/// One body as the world keeps it: constants, motion, and what the steps remember of it.
struct RigidBody: Sendable {
  // Constants.
  let motion: Motion
  let mass: Double
  let inverseMass: Double
  /// Principal moments about the body's axes; zero for bodies that nothing can turn.
  let inertia: Vector3
  let inverseInertia: Vector3
  /// Centre of mass and principal axes in the shape's frame; exactly the identity where the shape is about both.
  let shapeFromBody: RigidTransform
  /// Indices of its colliders in the world.
  let colliders: Range<Int>
  /// Radius of the smallest ball about the centre of mass that holds the body, m.
  let boundingRadius: Double
  let friction: Double
  let restitution: Double
  let group: Int
  let layers: UInt32
  let ignoredLayers: UInt32
  let isSensor: Bool

  /// Whether it is a link of an articulation, which moves it.
  var isLink = false

  // Motion.
  var position: Vector3
  var orientation: Quaternion
  var velocity: Vector3
  var angularVelocity: Vector3
  /// The orientation as a matrix: derived, refreshed whenever the orientation changes.
  var rotation: Matrix3

  // Memory of the steps.
  /// A bound on the speed of any of its points in this step, m/s.
  var speedBound: Double = 0
  var isAsleep = false
  var quietTime: Double = 0
  /// Whether it would not keep its island from sleeping.
  var isQuiet: Bool { !isDynamic || quietTime >= Rule.timeToSleep }
  var restPosition: Vector3
  var restOrientation: Quaternion
  var target = RigidTransform.identity
  var hasTarget = false
  /// Set while a kinematic body's velocity came from a target; without a new one it stops.
  var followsTargets = false

  init(
    _ d: BodyDefinition, mass: Double, moments: Vector3, shapeFromBody: RigidTransform, colliders: Range<Int>,
    boundingRadius: Double
  ) {
    self.shapeFromBody = shapeFromBody
    self.colliders = colliders
    self.boundingRadius = boundingRadius
    motion = d.motion
    let dynamic = d.motion == .dynamic
    self.mass = mass
    inverseMass = dynamic ? 1 / mass : 0
    inertia = moments
    inverseInertia = dynamic ? Vector3(1 / inertia.x, 1 / inertia.y, 1 / inertia.z) : .zero
    friction = d.friction
    restitution = d.restitution
    group = d.collisionGroup
    layers = d.layers
    ignoredLayers = d.ignoredLayers
    isSensor = d.isSensor
    (position, orientation) = RigidBody.bodyPose(d.position, d.orientation.normalized, shapeFromBody)
    velocity = d.motion == .fixed ? .zero : d.linearVelocity
    angularVelocity = d.motion == .fixed ? .zero : d.angularVelocity
    rotation = orientation.matrix
    restPosition = position
    restOrientation = orientation
  }

  @inline(__always) var isDynamic: Bool { motion == .dynamic }

  /// The inverse inertia in world axes.
  var worldInverseInertia: Matrix3 { worldInverse(inverseInertia, rotation) }

  /// Speed of the centre of mass plus that of the farthest point about it, m/s.
  @inline(__always) var greatestSpeed: Double {
    let spin = angularVelocity.length
    return velocity.length + (spin > 0 ? spin * boundingRadius : 0)
  }

  /// Pose of the body's frame for a pose of the shape's.
  static func bodyPose(_ position: Vector3, _ orientation: Quaternion, _ shapeFromBody: RigidTransform) -> (
    Vector3, Quaternion
  ) {
    if shapeFromBody == .identity { return (position, orientation) }
    let pose = RigidTransform(rotation: orientation, translation: position) * shapeFromBody
    return (pose.translation, pose.rotation.normalized)
  }

  /// Pose of the shape's frame: what users see.
  var shapePose: RigidTransform {
    let pose = RigidTransform(rotation: orientation, translation: position)
    return shapeFromBody == .identity ? pose : pose * shapeFromBody.inverse
  }

  @inline(__always) func ignores(_ other: RigidBody) -> Bool {
    (group != 0 && group == other.group) || (ignoredLayers & other.layers) != 0 || (other.ignoredLayers & layers) != 0
  }

  mutating func setOrientation(_ q: Quaternion) {
    orientation = q.normalized
    rotation = orientation.matrix
  }
}

/// R diag(d) R^T: the inverse inertia d of a body's axes in world axes.
@inline(__always) func worldInverse(_ d: Vector3, _ rotation: Matrix3) -> Matrix3 {
  let a = rotation.c0 * d.x
  let b = rotation.c1 * d.y
  let c = rotation.c2 * d.z
  let t = rotation.transpose
  return Matrix3(
    columns: a * t.c0.x + b * t.c0.y + c * t.c0.z, a * t.c1.x + b * t.c1.y + c * t.c1.z,
    a * t.c2.x + b * t.c2.y + c * t.c2.z)
}
