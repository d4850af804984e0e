import VectorMath

/// The contact of one pair in the solver: its directions and where its rows are.
struct ContactBlock: Sendable {
  var a = 0
  var b = 0
  var massA = 0.0
  var massB = 0.0
  /// Index of the manifold that it came from.
  var manifold = 0
  var firstRow = 0
  var rowCount = 0
  var normal = Vector3.unitY
  var tangent1 = Vector3.unitX
  var tangent2 = Vector3.unitZ
  var friction = 0.0
  var restitution = 0.0
  /// Approach speed below which the contact rests rather than rebounds, m/s.
  var restingSpeed = 0.0
  /// Points closer than this meet together in an impact, m.
  var closeness = 0.0
  /// Lever arm that resists rolling, m.
  var rollingLength = 0.0
  /// Lever arm that resists spinning about the normal, m; where it is 0 nothing resists rolling either.
  var spinningLength = 0.0
  /// Effective inertia of the spins in the tangent plane and about the normal.
  var rollingMass = Matrix3.zero
  var spinningMass = 0.0
  /// Of both.
  var rollingImpulse = Vector3.zero
  var impactSpeed = 0.0
  var impactImpulse = 0.0

  init() {}

  @inline(__always) init(
    _ m: UnsafePointer<Manifold>, index: Int, _ bodyA: UnsafePointer<RigidBody>, _ bodyB: UnsafePointer<RigidBody>,
    massA: Double, massB: Double, firstRow: Int, restingSpeed: Double
  ) {
    a = m.pointee.a
    b = m.pointee.b
    self.massA = massA
    self.massB = massB
    manifold = index
    self.firstRow = firstRow
    rowCount = Int(m.pointee.count)
    normal = m.pointee.normal
    tangent1 = normal.anyPerpendicular
    tangent2 = cross(normal, tangent1)
    friction = Rule.friction(bodyA.pointee.friction, bodyB.pointee.friction)
    restitution = Rule.restitution(bodyA.pointee.restitution, bodyB.pointee.restitution)
    self.restingSpeed = restingSpeed
    closeness = Rule.closeness(bodyA.pointee.boundingRadius, bodyB.pointee.boundingRadius)
    rollingLength = m.pointee.rollingLength
    spinningLength = m.pointee.spinningLength(friction: friction)
    if rollingLength > 0 {
      rollingImpulse = m.pointee.rollingImpulse
    } else if spinningLength > 0 {
      rollingImpulse = normal * dot(normal, m.pointee.rollingImpulse)
    }
  }
}

/// Where one contact point is at the start of the step.
struct ContactSpot: Sendable {
  /// From the centres of mass to the surfaces, world axes.
  var rA: Vector3
  var rB: Vector3
  var separation: Double
  var hadImpact = false

  init(rA: Vector3, rB: Vector3, separation: Double) {
    self.rA = rA
    self.rB = rB
    self.separation = separation
  }

  @inline(__always) init(
    _ m: UnsafePointer<Manifold>, _ j: Int, _ bodyA: UnsafePointer<RigidBody>, _ bodyB: UnsafePointer<RigidBody>
  ) {
    let n = m.pointee.normal
    rA = bodyA.pointee.rotation * m.pointee.points[j].localA + n * m.pointee.radiusA
    rB = bodyB.pointee.rotation * m.pointee.points[j].localB - n * m.pointee.radiusB
    separation = m.pointee.points[j].separation
  }

  /// Velocity of b's point relative to a's.
  @inline(__always) func relativeVelocity(_ a: SolverBody, _ b: SolverBody) -> Vector3 {
    b.velocity(at: rB) - a.velocity(at: rA)
  }
}

/// The effective masses of one contact point.
struct PointMass: Sendable {
  var normal = 1.0
  /// Inverse of the 2 x 2 tangential matrix.
  var t11 = 1.0
  var t12 = 0.0
  var t22 = 1.0
  /// One over the largest eigenvalue of that matrix: the step along the sliding that always converges.
  var slide = 1.0

  init() {}

  @inline(__always) init(k: Double, k11: Double, k12: Double, k22: Double) {
    normal = 1 / k
    let half: Double = 0.5 * (k11 - k22)
    slide = 1 / (0.5 * (k11 + k22) + (half * half + k12 * k12).squareRoot())
    let determinant: Double = k11 * k22 - k12 * k12
    t11 = k22 / determinant
    t12 = -k12 / determinant
    t22 = k11 / determinant
  }

  /// Friction impulse that stops the sliding (u1, u2), or the nearest in the disc of radius `limit`.
  @inline(__always) func friction(_ x0: Double, _ y0: Double, _ u1: Double, _ u2: Double, limit: Double) -> (
    x: Double, y: Double
  ) {
    var x: Double = x0 - (t11 * u1 + t12 * u2)
    var y: Double = y0 - (t12 * u1 + t22 * u2)
    if x * x + y * y <= limit * limit { return (x, y) }
    // Outside the disc the step must be along the sliding itself, or friction would not oppose it.
    x = x0 - slide * u1
    y = y0 - slide * u2
    let reach: Double = (x * x + y * y).squareRoot()
    let scale: Double = reach > limit ? limit / reach : 1
    return (x * scale, y * scale)
  }
}

/// One direction at a contact point: how the spins of both bodies enter its velocity, and how its impulse turns them.
struct ContactAxis: Sendable {
  var leverA = Vector3.zero
  var leverB = Vector3.zero
  var turnA = Vector3.zero
  var turnB = Vector3.zero

  init() {}
  @inline(__always) init(
    _ d: Vector3, _ rA: Vector3, _ rB: Vector3, _ a: UnsafePointer<SolverBody>, _ b: UnsafePointer<SolverBody>
  ) {
    self.init(d, rA, rB, rA, rB, a, b)
  }
  /// Levers r for the velocity and s for the impulse, which acts over the whole step and not at its end.
  @inline(__always) init(
    _ d: Vector3, _ rA: Vector3, _ rB: Vector3, _ sA: Vector3, _ sB: Vector3, _ a: UnsafePointer<SolverBody>,
    _ b: UnsafePointer<SolverBody>
  ) {
    leverA = cross(rA, d)
    leverB = cross(rB, d)
    turnA = a.pointee.inverseInertia * cross(sA, d)
    turnB = b.pointee.inverseInertia * cross(sB, d)
  }
  /// Velocity along this direction per unit impulse along `other`, without the linear part.
  @inline(__always) func response(_ other: ContactAxis) -> Double {
    dot(leverA, other.turnA) + dot(leverB, other.turnB)
  }
}

/// One contact point in the contact solver.
///
/// Kept small, since the sweeps stream through all rows: levers rather than their products with the inertia.
struct ContactRow: Sendable {
  /// Levers of the velocities, at the end of the step, and of the impulses, which act over all of it, at its middle.
  var rA = Vector3.zero
  var rB = Vector3.zero
  var sA = Vector3.zero
  var sB = Vector3.zero
  var mass = PointMass()
  /// Normal velocity per unit of friction impulse along the tangents, 1/kg.
  var coupling1 = 0.0
  var coupling2 = 0.0
  /// Least normal velocity at the end of the step.
  var bias = 0.0
  /// Along normal and tangents.
  var impulses = Vector3.zero

  init() {}

  @inline(__always) init(
    _ k: UnsafePointer<ContactBlock>, _ a: UnsafePointer<SolverBody>, _ b: UnsafePointer<SolverBody>, rA: Vector3,
    rB: Vector3, sA: Vector3, sB: Vector3, bias: Double, normalImpulse: Double, tangentImpulse: Vector3
  ) {
    self.rA = rA
    self.rB = rB
    self.sA = sA
    self.sB = sB
    let normal = ContactAxis(k.pointee.normal, rA, rB, sA, sB, a, b)
    let tangent1 = ContactAxis(k.pointee.tangent1, rA, rB, sA, sB, a, b)
    let tangent2 = ContactAxis(k.pointee.tangent2, rA, rB, sA, sB, a, b)
    let m = a.pointee.inverseMass + b.pointee.inverseMass
    mass = PointMass(
      k: m + normal.response(normal), k11: m + tangent1.response(tangent1), k12: tangent1.response(tangent2),
      k22: m + tangent2.response(tangent2))
    coupling1 = normal.response(tangent1)
    coupling2 = normal.response(tangent2)
    self.bias = bias
    impulses = Vector3(
      normalImpulse, dot(tangentImpulse, k.pointee.tangent1), dot(tangentImpulse, k.pointee.tangent2))
  }
}

/// A point's impulses before the sweeps of this pass, and its part of the search direction of the conjugate steps.
struct RowSearch: Sendable {
  var start = Vector3.zero
  var direction = Vector3.zero
}
