import VectorMath

/// How often a free body turns its middle axis over: sign changes of its spin about that axis in the body's frame.
///
/// Euler's equations I w' = (I w) x w by the classical Runge-Kutta rule with steps of 0.2 ms; an engine's own spin is not
/// asked.
package func flips(inertia: Vector3, spin: Vector3, axis: Int, seconds: Double) -> Int {
  func change(_ w: Vector3) -> Vector3 {
    let torque = cross(w.scaled(by: inertia), w)
    return Vector3(torque.x / inertia.x, torque.y / inertia.y, torque.z / inertia.z)
  }
  let h = 2e-4
  var w = spin
  var count = 0
  for _ in 0..<Int((seconds / h).rounded()) {
    let k1 = change(w)
    let k2 = change(w + k1 * (h / 2))
    let k3 = change(w + k2 * (h / 2))
    let k4 = change(w + k3 * h)
    let next = w + (k1 + k2 * 2 + k3 * 2 + k4) * (h / 6)
    if (next[axis] < 0) != (w[axis] < 0) { count += 1 }
    w = next
  }
  return count
}
