import VectorMath

/// The contact of one pair in the solver: its directions and where its rows are.
struct ContactBlock: Sendable {
  var a: Int
  var b: Int
  var massA: Double
  var massB: Double
  /// Index of the manifold that it came from.
  var manifold: Int
  var firstRow: Int
  var rowCount: Int
  var normal: Vector3
  var tangent1: Vector3
  var tangent2: Vector3
  var friction: Double
  var restitution: Double
  /// Approach speed below which the contact rests rather than rebounds, m/s.
  var restingSpeed: Double
  /// Points closer than this meet together in an impact, m.
  var slop: Double
  var rollingLength: Double
  var rollingMass = Matrix3.zero
  var rollingImpulse = Vector3.zero
  /// Earliest time of impact in the step.
  var impactTime = Double.infinity
  var impactSpeed = 0.0
  var impactImpulse = 0.0
}

/// Where one contact point is at the start of the step.
struct ContactSpot: Sendable {
  /// From the centres of mass to the surfaces, world axes.
  var rA: Vector3
  var rB: Vector3
  var separation: Double
  var hadImpact = false

  /// Velocity of b's point relative to a's.
  @inline(__always) func relativeVelocity(_ a: SolverBody, _ b: SolverBody) -> Vector3 {
    b.velocity(at: rB) - a.velocity(at: rA)
  }
}

/// The effective masses of one contact point.
struct PointMass: Sendable {
  var normal: Double
  /// Inverse of the 2 x 2 tangential matrix.
  var t11: Double
  var t12: Double
  var t22: Double
  /// One over the largest eigenvalue of that matrix: the step along the sliding that always converges.
  var slide: Double

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
  var leverA: Vector3
  var leverB: Vector3
  var turnA: Vector3
  var turnB: Vector3

  @inline(__always) init(_ d: Vector3, _ rA: Vector3, _ rB: Vector3, _ a: SolverBody, _ b: SolverBody) {
    self.init(d, rA, rB, rA, rB, a, b)
  }
  /// Levers r for the velocity and s for the impulse, which acts over the whole step and not at its end.
  @inline(__always) init(
    _ d: Vector3, _ rA: Vector3, _ rB: Vector3, _ sA: Vector3, _ sB: Vector3, _ a: SolverBody, _ b: SolverBody
  ) {
    leverA = cross(rA, d)
    leverB = cross(rB, d)
    turnA = a.inverseInertia * cross(sA, d)
    turnB = b.inverseInertia * cross(sB, d)
  }
  /// Velocity along this direction per unit impulse along `other`, without the linear part.
  @inline(__always) func response(_ other: ContactAxis) -> Double {
    dot(leverA, other.turnA) + dot(leverB, other.turnB)
  }
}

/// One contact point in the contact solver.
struct ContactRow: Sendable {
  var normal: ContactAxis
  var tangent1: ContactAxis
  var tangent2: ContactAxis
  var mass: PointMass
  /// Least normal velocity at the end of the step.
  var bias: Double
  var impulse: Double
  var impulse1: Double
  var impulse2: Double
  // Impulses before the sweeps of this pass, and the search direction of the conjugate steps.
  var start = 0.0
  var start1 = 0.0
  var start2 = 0.0
  var direction = 0.0
  var direction1 = 0.0
  var direction2 = 0.0

  @inline(__always) init(
    _ k: ContactBlock, _ a: SolverBody, _ b: SolverBody, rA: Vector3, rB: Vector3, sA: Vector3, sB: Vector3,
    bias: Double,
    point: PersistentPoint
  ) {
    normal = ContactAxis(k.normal, rA, rB, sA, sB, a, b)
    tangent1 = ContactAxis(k.tangent1, rA, rB, sA, sB, a, b)
    tangent2 = ContactAxis(k.tangent2, rA, rB, sA, sB, a, b)
    let m = a.inverseMass + b.inverseMass
    mass = PointMass(
      k: m + normal.response(normal), k11: m + tangent1.response(tangent1), k12: tangent1.response(tangent2),
      k22: m + tangent2.response(tangent2))
    self.bias = bias
    impulse = point.normalImpulse
    impulse1 = dot(point.tangentImpulse, k.tangent1)
    impulse2 = dot(point.tangentImpulse, k.tangent2)
  }

  @inline(__always) mutating func mark() {
    start = impulse
    start1 = impulse1
    start2 = impulse2
  }
  /// Squared change since `mark`, weighted so that light and heavy bodies count alike.
  @inline(__always) var changeSquared: Double {
    let d = impulse - start
    let d1 = impulse1 - start1
    let d2 = impulse2 - start2
    return (d * d + d1 * d1 + d2 * d2) / mass.normal
  }
  @inline(__always) mutating func restartDirection() {
    direction = impulse - start
    direction1 = impulse1 - start1
    direction2 = impulse2 - start2
  }
  /// Adds the former direction times beta, and joins it to the change of this pass as the next direction.
  @inline(__always) mutating func extend(_ beta: Double) {
    let d = impulse - start
    let d1 = impulse1 - start1
    let d2 = impulse2 - start2
    direction *= beta
    direction1 *= beta
    direction2 *= beta
    impulse += direction
    impulse1 += direction1
    impulse2 += direction2
    direction += d
    direction1 += d1
    direction2 += d2
  }
}
