import VectorMath

/// What the solver needs of one body, and the motion of the body within the step.
///
/// Between impulses a body moves by x(t) = x0 + v t + g t^2 / 2. An impulse at time s changes v at once, and the
/// displacement by dv (t - s); so the displacement is v t + g t^2 / 2 + offset with offset = -sum of dv s.
struct SolverBody: Sendable {
  var velocity: Vector3
  var spin: Vector3
  var offset = Vector3.zero
  var spinOffset = Vector3.zero
  var inverseMass: Double
  var inverseInertia: Matrix3
  var gravity: Vector3
  /// What the free gyroscopic motion adds to the mean spin of the step to give the spin at its end.
  var spinChange = Vector3.zero
  /// Velocities at the end of the step without contact impulses.
  var freeVelocity = Vector3.zero
  var freeSpin = Vector3.zero

  @inline(__always) func velocity(at r: Vector3) -> Vector3 { velocity + cross(spin, r) }
  /// An impulse at time `t` of the step.
  @inline(__always) mutating func apply(_ p: Vector3, at r: Vector3, time t: Double) {
    let dv = p * inverseMass
    let dw = inverseInertia * cross(r, p)
    velocity += dv
    spin += dw
    offset -= dv * t
    spinOffset -= dw * t
  }
}

/// Principal-axis Euler equations for one step without torque.
///
/// Implicit midpoint: I (w1 - w0) = -h m x I m with m = (w0 + w1) / 2, solved by fixed-point passes. The scheme keeps
/// kinetic energy and |L| because both are quadratic in w. Hairer, Lubich & Wanner, Geometric Numerical Integration
/// (2006), section IV.2.
@inline(__always) func freeSpin(_ w0: Vector3, inertia i: Vector3, inverse: Vector3, timeStep h: Double)
  -> (mean: Vector3, end: Vector3)
{
  if i.x == i.y && i.y == i.z { return (w0, w0) }
  var w1 = w0
  for _ in 0..<8 {
    let m = (w0 + w1) * 0.5
    w1 = w0 - cross(m, m.scaled(by: i)).scaled(by: inverse) * h
  }
  return ((w0 + w1) * 0.5, w1)
}
