import VectorMath

// Motion under a constant acceleration, linear damping and quadratic drag, over one step.
//
//   du/dt = a - c u - k |u| u
//
// Along the direction of u this is a Riccati equation with a closed form, so a fall follows vt tanh(g t / vt) and ends at
// its terminal speed whatever the step; drag of any strength brings a body to rest in the medium and no further. Across
// it is linear with the mean speed of the step. The whole is of second order.

/// The velocity after `h` seconds of du/dt = a - c u - k |u| u.
/// - Parameters:
///   - c: Linear damping, 1/s.
///   - k: Quadratic drag, 1/m.
@inline(__always) func draggedVelocity(
  _ u: Vector3, acceleration a: Vector3, damping c: Double, drag k: Double, timeStep h: Double
) -> Vector3 {
  let speed = u.length
  let direction = speed > 0 ? u * (1 / speed) : a.normalized
  let along = dot(direction, a)
  let across = a - direction * along
  let end = draggedSpeed(speed, acceleration: along, damping: c, drag: k, timeStep: h)
  let rate: Double = c + 0.5 * k * (speed + end.magnitude)
  return direction * end + across * (h * decayMean(rate * h))
}

/// The signed speed after `h` seconds of ds/dt = a - c s - k |s| s, from s >= 0.
func draggedSpeed(
  _ s: Double, acceleration a: Double, damping c: Double, drag k: Double, timeStep h: Double
) -> Double {
  guard a < 0 else { return riccati(s, a, c, k, h) }
  // Slowed and perhaps turned round: then drag changes its sign, and the rest is a start from rest the other way.
  let stop = timeToRest(s, a, c, k)
  if stop >= h { return riccati(s, a, c, k, h) }
  return -riccati(0, -a, c, k, h - stop)
}

/// ds/dt = a - c s - k s^2. With s = y/z it is a linear system of matrix ((-c/2, a), (k, c/2)), whose square is
/// q2 = c^2/4 + a k times the identity; its exponential is a quotient of hyperbolic functions, or circular if q2 < 0.
@inline(__always) private func riccati(_ s: Double, _ a: Double, _ c: Double, _ k: Double, _ h: Double) -> Double {
  let q2: Double = 0.25 * c * c + a * k
  let t: Double = h * tanhOverRoot(q2 * h * h)
  return (s + t * (a - 0.5 * c * s)) / (1 + t * (k * s + 0.5 * c))
}

/// When `riccati` reaches 0, for a < 0; infinite if it does not.
private func timeToRest(_ s: Double, _ a: Double, _ c: Double, _ k: Double) -> Double {
  let q2: Double = 0.25 * c * c + a * k
  // tanh(q t) / q at that time.
  let t: Double = s / (0.5 * c * s - a)
  let x: Double = q2 * t * t
  if x.magnitude < 1e-2 {
    var sum: Double = 1.0 / 9 + x / 11
    sum = 1.0 / 7 + x * sum
    sum = 1.0 / 5 + x * sum
    sum = 1.0 / 3 + x * sum
    return t * (1 + x * sum)
  }
  if q2 < 0 {
    let q = (-q2).squareRoot()
    return PortableMath.arcTangent(y: q * t, x: 1) / q
  }
  let q = q2.squareRoot()
  let y: Double = q * t
  return y < 1 ? 0.5 * PortableMath.logarithm((1 + y) / (1 - y)) / q : .infinity
}

/// tanh(sqrt x) / sqrt x, continued to tan(sqrt -x) / sqrt -x below 0.
@inline(__always) private func tanhOverRoot(_ x: Double) -> Double {
  if x.magnitude < 1e-2 {
    // Bernoulli's series of tanh; the next term is below 4e-15.
    var sum: Double = -1382.0 / 155_925 + x * (21_844.0 / 6_081_075)
    sum = 62.0 / 2835 + x * sum
    sum = -17.0 / 315 + x * sum
    sum = 2.0 / 15 + x * sum
    sum = -1.0 / 3 + x * sum
    return 1 + x * sum
  }
  if x > 0 {
    let r = x.squareRoot()
    let e = PortableMath.exponential(-Swift.min(700, 2 * r))
    return (1 - e) / ((1 + e) * r)
  }
  let r = (-x).squareRoot()
  return PortableMath.tangent(r) / r
}

/// (1 - e^-x) / x: the mean of e^-t over 0...x, for x >= 0.
@inline(__always) private func decayMean(_ x: Double) -> Double {
  if x < 1e-2 {
    var sum: Double = 1.0 / 120 - x / 720
    sum = 1.0 / 24 - x * sum
    sum = 1.0 / 6 - x * sum
    sum = 0.5 - x * sum
    return 1 - x * sum
  }
  return (1 - PortableMath.exponential(-Swift.min(700, x))) / x
}

/// e^-x for any x >= 0.
@inline(__always) func decay(_ x: Double) -> Double { x == 0 ? 1 : PortableMath.exponential(-Swift.min(700, x)) }
