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
  var normalImpulse: Double
  var tangentImpulse1: Double
  var tangentImpulse2: Double
  /// Least normal velocity at the end of the step.
  var bias = 0.0
  var hadImpact = false

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
}
