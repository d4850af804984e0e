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
  /// Change of spin per unit of angular impulse: at the start of the step for impacts, at its end for contacts.
  var inverseInertia: Matrix3
  var gravity: Vector3
  /// What the free gyroscopic motion adds to the mean spin of the step to give the spin at its end.
  var spinChange = Vector3.zero
  /// Velocities at the end of the step without contact impulses.
  var freeVelocity = Vector3.zero
  var freeSpin = Vector3.zero

  init(velocity: Vector3, spin: Vector3, inverseMass: Double, inverseInertia: Matrix3, gravity: Vector3) {
    self.velocity = velocity
    self.spin = spin
    self.inverseMass = inverseMass
    self.inverseInertia = inverseInertia
    self.gravity = gravity
  }

  /// Movement and turn of the whole step without contact impulses.
  @inline(__always) func freeMovement(_ h: Double) -> Vector3 { offset + (freeVelocity - gravity * (0.5 * h)) * h }
  @inline(__always) func freeTurn(_ h: Double) -> Vector3 { spinOffset + (freeSpin - spinChange) * h }

  /// Movement and turn of the whole step, with the contact impulses spread over it.
  @inline(__always) func movement(_ h: Double) -> Vector3 {
    let start = freeVelocity - gravity * h
    return offset + (start + velocity) * (0.5 * h)
  }
  @inline(__always) func turn(_ h: Double) -> Vector3 {
    spinOffset + (freeSpin - spinChange + (spin - freeSpin) * 0.5) * h
  }

  @inline(__always) func velocity(at r: Vector3) -> Vector3 { velocity + cross(spin, r) }
  /// A sudden change of velocity and spin at time `t` of the step.
  @inline(__always) mutating func change(_ dv: Vector3, _ dw: Vector3, time t: Double) {
    velocity += dv
    spin += dw
    offset -= dv * t
    spinOffset -= dw * t
  }

  /// Takes the spin from the start of the step to its end as of a free body, and the inertia along.
  @inline(__always) mutating func addFreeSpin(of body: RigidBody, timeStep h: Double) {
    freeSpin = spin
    let i = body.inertia
    if spin == .zero || (i.x == i.y && i.y == i.z) { return }
    let local = body.orientation.inverseRotate(spin)
    let (mean, end) = eulerSpin(local, inertia: i, inverse: body.inverseInertia, timeStep: h)
    let worldMean = mean == local ? spin : body.orientation.rotate(mean)
    let turned = (Quaternion(rotationVector: worldMean * h + spinOffset) * body.orientation).normalized
    if end != mean { spin = turned.rotate(end) }
    spinChange = spin - worldMean
    freeSpin = spin
    inverseInertia = endResponse(worldInverse(body.inverseInertia, turned.matrix), turned.rotate(end.scaled(by: i)), h)
  }

  /// Change of the spin at the end of the step per unit of angular impulse spread over it, given the angular momentum.
  ///
  /// The impulse also turns the body, by half of dw h, and the momentum L then meets the inertia of another pose: to
  /// first order w changes by h/2 (dw x w - J (dw x L)). Without this the work of a lasting contact on a tumbling body
  /// is wrong by spin times h.
  @inline(__always) private func endResponse(_ j: Matrix3, _ momentum: Vector3, _ h: Double) -> Matrix3 {
    // Beyond half a radian a step the linear term would spoil the solver rather than help.
    let half: Double = Swift.min(0.5 * h, 0.25 / spin.length)
    @inline(__always) func column(_ dw: Vector3) -> Vector3 {
      dw + (cross(dw, spin) - j * cross(dw, momentum)) * half
    }
    return Matrix3(columns: column(j.c0), column(j.c1), column(j.c2))
  }
}

/// Principal-axis Euler equations for one step without torque: the constant spin that turns the body as the step does,
/// in the axes of its start, and the spin at its end, in the axes of that.
///
/// Implicit midpoint: I (w1 - w0) = -h m x I m with m = (w0 + w1) / 2, solved by fixed-point passes. The scheme keeps
/// kinetic energy and |L| because both are quadratic in w. Hairer, Lubich & Wanner, Geometric Numerical Integration
/// (2006), section IV.2. The passes contract for small h |w| (Imax - Imin) / Imin only, so a fast spin takes the step
/// in parts; a spin beyond all reason keeps its axis.
@inline(__always) func eulerSpin(_ w0: Vector3, inertia i: Vector3, inverse: Vector3, timeStep h: Double)
  -> (mean: Vector3, end: Vector3)
{
  let largest: Double = Swift.max(i.x, Swift.max(i.y, i.z))
  let stiffness: Double = h * w0.length * (largest / i.smallest - 1)
  if stiffness <= 0.5 {
    let w1 = midpointSpin(w0, inertia: i, inverse: inverse, timeStep: h)
    return ((w0 + w1) * 0.5, w1)
  }
  guard stiffness <= 100 else { return (w0, w0) }
  let parts = Int((stiffness * 2).rounded(.up))
  let part = h / Double(parts)
  var w = w0
  var turn = Quaternion.identity
  for _ in 0..<parts {
    let next = midpointSpin(w, inertia: i, inverse: inverse, timeStep: part)
    turn = (turn * Quaternion(rotationVector: (w + next) * (0.5 * part))).normalized
    w = next
  }
  return (rotationVector(turn) / h, w)
}

@inline(__always) private func midpointSpin(
  _ w0: Vector3, inertia i: Vector3, inverse: Vector3, timeStep h: Double
) -> Vector3 {
  var w1 = w0
  let settled: Double = 1e-32 * w0.lengthSquared
  for _ in 0..<24 {
    let m = (w0 + w1) * 0.5
    let next = w0 - cross(m, m.scaled(by: i)).scaled(by: inverse) * h
    let change = (next - w1).lengthSquared
    w1 = next
    if change <= settled { break }
  }
  return w1
}
