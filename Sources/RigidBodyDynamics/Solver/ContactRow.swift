import VectorMath

/// The contact of one pair in the solver: its directions and where its rows are.
struct ContactBlock: Sendable {
  var a: Int
  var b: Int
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

/// One contact point in the solver.
struct ContactRow: Sendable {
  var rA: Vector3
  var rB: Vector3
  /// Gap at the start of the step.
  var separation: Double
  var normalMass: Double
  /// Inverse of the 2 x 2 tangential matrix.
  var t11: Double
  var t12: Double
  var t22: Double
  /// One over the largest eigenvalue of that matrix: the step along the sliding that always converges.
  var slideMass: Double
  var normalImpulse: Double
  var tangentImpulse1: Double
  var tangentImpulse2: Double
  /// Least normal velocity at the end of the step.
  var bias = 0.0
  var hadImpact = false
  // Impulses before the sweeps of this pass, and the search direction of the conjugate steps.
  var start = 0.0
  var start1 = 0.0
  var start2 = 0.0
  var direction = 0.0
  var direction1 = 0.0
  var direction2 = 0.0

  @inline(__always) init(
    _ block: ContactBlock, _ a: SolverBody, _ b: SolverBody, rA: Vector3, rB: Vector3, separation: Double,
    point: PersistentPoint
  ) {
    self.rA = rA
    self.rB = rB
    self.separation = separation
    @inline(__always) func response(_ u: Vector3, _ v: Vector3) -> Double {
      let linear: Double = (a.inverseMass + b.inverseMass) * dot(u, v)
      let turnA: Double = dot(cross(rA, v), a.inverseInertia * cross(rA, u))
      let turnB: Double = dot(cross(rB, v), b.inverseInertia * cross(rB, u))
      return linear + turnA + turnB
    }
    normalMass = 1 / response(block.normal, block.normal)
    let k11 = response(block.tangent1, block.tangent1)
    let k12 = response(block.tangent1, block.tangent2)
    let k22 = response(block.tangent2, block.tangent2)
    let determinant: Double = k11 * k22 - k12 * k12
    let half: Double = 0.5 * (k11 - k22)
    slideMass = 1 / (0.5 * (k11 + k22) + (half * half + k12 * k12).squareRoot())
    t11 = k22 / determinant
    t12 = -k12 / determinant
    t22 = k11 / determinant
    normalImpulse = point.normalImpulse
    tangentImpulse1 = dot(point.tangentImpulse, block.tangent1)
    tangentImpulse2 = dot(point.tangentImpulse, block.tangent2)
  }

  /// Velocity of b's point relative to a's.
  @inline(__always) func relativeVelocity(_ a: SolverBody, _ b: SolverBody) -> Vector3 {
    b.velocity(at: rB) - a.velocity(at: rA)
  }

  @inline(__always) mutating func mark() {
    start = normalImpulse
    start1 = tangentImpulse1
    start2 = tangentImpulse2
  }
  /// Squared change since `mark`, weighted so that light and heavy bodies count alike.
  @inline(__always) var changeSquared: Double {
    let d = normalImpulse - start
    let d1 = tangentImpulse1 - start1
    let d2 = tangentImpulse2 - start2
    return (d * d + d1 * d1 + d2 * d2) / normalMass
  }
  @inline(__always) mutating func restartDirection() {
    direction = normalImpulse - start
    direction1 = tangentImpulse1 - start1
    direction2 = tangentImpulse2 - start2
  }
  /// Adds the former direction times beta, and joins it to the change of this pass as the next direction.
  @inline(__always) mutating func extend(_ beta: Double) {
    let d = normalImpulse - start
    let d1 = tangentImpulse1 - start1
    let d2 = tangentImpulse2 - start2
    normalImpulse += beta * direction
    tangentImpulse1 += beta * direction1
    tangentImpulse2 += beta * direction2
    direction = beta * direction + d
    direction1 = beta * direction1 + d1
    direction2 = beta * direction2 + d2
  }
}
