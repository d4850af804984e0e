import VectorMath

/// One body of an articulation and the joint that carries it: what does not change from step to step.
///
/// Links stand in depth-first order, each after its parent, so that one loop forwards goes from root to tips. The
/// reference point of a link is the anchor of its inboard joint, fixed in the link; that of a free root is its centre.
struct Link: Sendable {
  enum Freedom: UInt8, Sendable {
    /// Root of a floating tree: six degrees.
    case free
    /// Three degrees of turning about the anchor.
    case ball
    /// One turn about `axis`.
    case hinge
    /// One slide along `axis`.
    case slider
    /// None.
    case fixed
  }
  var freedom: Freedom
  /// The body in the world; -1 for the massless middle of a universal joint.
  var body: Int
  /// The link that carries this one; -1 for the base of the articulation.
  var parent: Int
  /// The joint in the world; -1 for a free root.
  var joint: Int
  var mass: Double = 0
  /// Principal moments about the body's axes.
  var inertia = Vector3.zero
  /// The joint's anchor in the body frame of the parent or base.
  var anchorInParent = Vector3.zero
  /// From the anchor to the centre of mass, in the link's own body frame.
  var centreFromAnchor = Vector3.zero
  /// Axis of a hinge or slider in the frame of the parent, unit length.
  var axisInParent = Vector3.unitX
  /// Orientation of the link in the frame of the parent at coordinate 0.
  var parentFromLink = Quaternion.identity
}

/// A tree of links on one base.
struct Articulation: Sendable {
  var links: Range<Int>
  /// The fixed or kinematic body that carries the tree; -1 for the world itself and for a floating tree.
  var base: Int
}

/// Position and speed of one link in the coordinates that are integrated.
///
/// Balls and free roots integrate orientation and spin in world axes, so that no bias arises between links; hinges and
/// sliders integrate their one coordinate. `orientation` is not normalised within a step.
struct LinkCoordinates: Sendable {
  var orientation = Quaternion.identity
  var spin = Vector3.zero
  /// Centre and its velocity: free roots only.
  var position = Vector3.zero
  var velocity = Vector3.zero
  /// Angle of a hinge or travel of a slider, and its rate.
  var value: Double = 0
  var rate: Double = 0

  /// This moved by `h` times the rates.
  @inline(__always) func advanced(_ freedom: Link.Freedom, by d: LinkRates, _ h: Double) -> LinkCoordinates {
    var c = self
    switch freedom {
    case .free:
      c.position += d.velocity * h
      c.velocity += d.acceleration * h
      c.orientation = orientation.advanced(by: d.turn, h)
      c.spin += d.spinRate * h
    case .ball:
      c.orientation = orientation.advanced(by: d.turn, h)
      c.spin += d.spinRate * h
    case .hinge, .slider:
      c.value += d.rate * h
      c.rate += d.rateChange * h
    case .fixed: break
    }
    return c
  }
}

/// Time derivative of `LinkCoordinates`.
struct LinkRates: Sendable {
  var turn = Quaternion(x: 0, y: 0, z: 0, w: 0)
  var spinRate = Vector3.zero
  var velocity = Vector3.zero
  var acceleration = Vector3.zero
  var rate: Double = 0
  var rateChange: Double = 0

  @inline(__always) mutating func add(_ d: LinkRates, times s: Double) {
    turn = turn.advanced(by: d.turn, s)
    spinRate += d.spinRate * s
    velocity += d.velocity * s
    acceleration += d.acceleration * s
    rate += d.rate * s
    rateChange += d.rateChange * s
  }
}

extension Quaternion {
  /// Component by component, without normalising.
  @inline(__always) func advanced(by d: Quaternion, _ h: Double) -> Quaternion {
    Quaternion(x: x + d.x * h, y: y + d.y * h, z: z + d.z * h, w: w + d.w * h)
  }
}

/// Where a link is and how it moves, from the coordinates of the links that carry it. World axes.
struct LinkFrame: Sendable {
  var orientation = Quaternion.identity
  var rotation = Matrix3.identity
  /// The reference point, m.
  var anchor = Vector3.zero
  /// From the anchor to the centre of mass.
  var centre = Vector3.zero
  /// From the parent's anchor to this one.
  var arm = Vector3.zero
  var axis = Vector3.zero
  var spin = Vector3.zero
  /// Velocity of the anchor as a point of this link.
  var velocity = Vector3.zero
  /// Accelerations relative to the parent's that come from the velocities alone.
  var spinBias = Vector3.zero
  var bias = Vector3.zero

  @inline(__always) var centreOfMass: Vector3 { anchor + centre }
  @inline(__always) var centreVelocity: Vector3 { velocity + cross(spin, centre) }
}

/// What the articulated-body algorithm keeps of a link. World axes, about the link's anchor.
struct LinkDynamics: Sendable {
  /// Inertia of the link and of all that it carries, as felt at its anchor.
  var inertia = SpatialMatrix.zero
  var biasTorque = Vector3.zero
  var biasForce = Vector3.zero
  /// Ball and free: inverse of the angular block, and the spin that a motion of the anchor brings, -A^-1 B.
  var inverseAngular = Symmetric3.zero
  var gain = Matrix3.zero
  /// Free: inverse of the mass felt at the centre.
  var inverseMass = Symmetric3.zero
  /// Hinge and slider: inertia times axis, and one over the inertia along it.
  var axisTorque = Vector3.zero
  var axisForce = Vector3.zero
  var inverseAxial: Double = 0
  var spinRate = Vector3.zero
  /// Acceleration of the anchor.
  var acceleration = Vector3.zero
  var rateChange: Double = 0
}

/// A force on each link that stays the same during a step, world axes: about the centre of mass.
struct LinkLoad: Sendable {
  var force = Vector3.zero
  var torque = Vector3.zero
}

/// The motion of an articulation's base during a step: even, as kinematic bodies move.
struct BaseMotion: Sendable {
  var position = Vector3.zero
  var orientation = Quaternion.identity
  var velocity = Vector3.zero
  var spin = Vector3.zero

  init() {}

  /// As the body that carries a tree moves at the start of a step.
  init(of tree: Articulation, _ bodies: UnsafePointer<RigidBody>) {
    guard tree.base >= 0 else { return }
    let b = bodies + tree.base
    position = b.pointee.position
    orientation = b.pointee.orientation
    velocity = b.pointee.velocity
    spin = b.pointee.angularVelocity
  }

  /// Pose after `t` seconds.
  @inline(__always) func after(_ t: Double) -> BaseMotion {
    if t == 0 || (velocity == .zero && spin == .zero) { return self }
    var b = self
    b.position += velocity * t
    if spin != .zero { b.orientation = (Quaternion(rotationVector: spin * t) * orientation).normalized }
    return b
  }
}
