import VectorMath

/// Velocity of the centre of mass, m/s, and spin, rad/s, or small displacements of both.
struct Twist: Sendable {
  var velocity = Vector3.zero
  var spin = Vector3.zero
}

/// One side of a block: a body that moves by itself, a link, or something that nothing moves.
struct CoupledSide: Sendable {
  /// Index of the body; -1 for the world.
  var body: Int
  /// Its link and tree; -1 for a body by itself.
  var link = -1
  var tree = -1
}

/// Rows that are solved together: the contact of a pair, or the rows of a joint.
struct CoupledBlock: Sendable {
  var a: CoupledSide
  var b: CoupledSide
  /// Index of the manifold, or of the joint where `isJoint`.
  var source: Int
  var isJoint = false
  /// Contacts have three rows a point, normal and two tangents, and three turning rows at the end where rolling is
  /// resisted.
  var firstRow = 0
  var rowCount = 0
  var firstSpot = 0
  var pointCount = 0
  var normal = Vector3.unitY
  var tangent1 = Vector3.unitX
  var tangent2 = Vector3.unitZ
  var friction = 0.0
  var restitution = 0.0
  var restingSpeed = 0.0
  var slop = 0.0
  var rollingLength = 0.0
  var spinningLength = 0.0
  /// Effective inertia about the normal and the two tangents.
  var rollingMass = PointMass()
  /// Whether impulses can move the sides; where not, their velocities are in the rows' targets.
  var movesA = true
  var movesB = true
  var impactTime = Double.infinity
  var impactSpeed = 0.0
  var impactImpulse = 0.0

  /// Whether both sides are links of one tree.
  @inline(__always) var isWithinTree: Bool { a.tree >= 0 && a.tree == b.tree }
}

/// One scalar constraint on the motions of two bodies, and how they answer to its impulse.
struct CoupledRow: Sendable {
  /// Velocity of the row: linear . (vB - vA) + leverB . wB - leverA . wA, at the end of the step.
  var linear = Vector3.zero
  var leverA = Vector3.zero
  var leverB = Vector3.zero
  /// Force and torque per unit impulse on b, and against a: as the directions stand in the middle of the step, so that
  /// the work is that of the mean velocities.
  var force = Vector3.zero
  var torqueA = Vector3.zero
  var torqueB = Vector3.zero
  // Changes of velocity and spin per unit impulse.
  var velocityA = Vector3.zero
  var spinA = Vector3.zero
  var velocityB = Vector3.zero
  var spinB = Vector3.zero
  /// Velocity of the row per unit impulse, and one over that and the softness.
  var response = 0.0
  var mass = 0.0
  /// Velocity that the row asks for; what a soft row gives way per unit impulse.
  var target = 0.0
  var softness = 0.0
  var lower = -Double.infinity
  var upper = Double.infinity
  var impulse = 0.0
  // Before this pass, and the search direction of the conjugate steps.
  var start = 0.0
  var direction = 0.0
  /// Where a joint remembers the impulse, and with which sign.
  var slot = 0
  var slotSign = 1.0
  /// Whether links have the impulse of the warm start as a load already.
  var isLoaded = false
  /// Inverse of the tangential 2 x 2 matrix, in the first tangent's row of a contact point.
  var tangents = PointMass(k: 1, k11: 1, k12: 0, k22: 1)
  /// Positions: distance by which the row is off, and the push that has been given.
  var error = 0.0
  var push = 0.0

  /// The directions of the impulse as those of a velocity.
  var impulseDirections: (linear: Vector3, leverA: Vector3, leverB: Vector3) { (force, torqueA, torqueB) }

  @inline(__always) func speed(_ a: Twist, _ b: Twist) -> Double {
    dot(linear, b.velocity - a.velocity) + dot(leverB, b.spin) - dot(leverA, a.spin)
  }
}
