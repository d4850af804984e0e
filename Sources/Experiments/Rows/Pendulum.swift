import SceneDescription
import VectorMath

/// A rigid body swings on a hinge: period 4 sqrt(I / m g L) K(sin(amplitude / 2)), energy and arm do not change.
enum Pendulum {
  static let period = Experiment("pendulum-period") { setup throws(ExperimentError) in
    let swing = try swing(setup)
    return [Measurement("period", swing.period, truth: swing.duePeriod, within: .relative(1e-5), unit: "s")]
  }

  static let energy = Experiment("pendulum-energy") { setup throws(ExperimentError) in
    let swing = try swing(setup)
    return [
      Measurement("energy drift, of the energy of the swing", swing.energyDrift, truth: 0, within: .absolute(1e-4))
    ]
  }

  static let stretch = Experiment("pendulum-stretch") { setup throws(ExperimentError) in
    let swing = try swing(setup)
    return [Measurement("stretch of the arm", swing.stretch * 1000, truth: 0, within: .absolute(0.01), unit: "mm")]
  }

  private struct Swing {
    var period = Double.nan
    var duePeriod = 0.0
    /// Largest over the run.
    var energyDrift = 0.0
    var stretch = 0.0
  }

  private static func swing(_ setup: Setup) throws(ExperimentError) -> Swing {
    let scene = setup.scene
    let (g, up) = try scene.up()
    let bob = try scene.index(of: "bob")
    let body = scene.bodies[bob]
    guard let joint = scene.joints.first(where: { $0.b == "bob" }), case .hinge = joint.kind else {
      throw ExperimentError("'bob' must hang on a hinge")
    }
    let axis = joint.axis.normalized
    guard dot(axis, up).magnitude < 1e-9 else { throw ExperimentError("the hinge must be level") }
    let arm = (body.position - joint.anchor).across(axis)
    let side = cross(up, axis)
    func angle(_ position: Vector3) -> Double {
      let r = position - joint.anchor
      return PortableMath.arcTangent(y: dot(r, side), x: -dot(r, up))
    }

    var lab = try setup.start()
    let mass = lab.mass(bob)
    let local = body.orientation.normalized.inverseRotate(axis)
    let about: Double = dot(local, local.scaled(by: lab.inertia(bob))) + mass * arm.lengthSquared
    let weight: Double = mass * g * arm.length
    // The amplitude from the energy at the start, so that a pendulum may also be pushed.
    let spin = dot(body.angularVelocity, axis)
    let cosine: Double = PortableMath.cosine(angle(body.position)) - 0.5 * about * spin * spin / weight
    guard cosine > -1 else { throw ExperimentError("'bob' must swing, not turn over") }
    var result = Swing()
    result.duePeriod =
      4 * (about / weight).squareRoot() * completeEllipticIntegral(modulus: ((1 - cosine) / 2).squareRoot())

    let start = lab.totalEnergy
    let swingEnergy: Double = weight * (1 - cosine)
    let anchor = body.local(joint.anchor)
    var crossings: [Double] = []
    var last = (angle: angle(body.position), rate: spin)
    let h = lab.timeStep
    lab.run { lab in
      let state = lab.state(bob)
      result.energyDrift = Swift.max(result.energyDrift, ((lab.totalEnergy - start) / swingEnergy).magnitude)
      let held = state.position + state.orientation.rotate(anchor)
      result.stretch = Swift.max(result.stretch, (held - joint.anchor).length)
      let now = (angle: angle(state.position), rate: dot(state.angularVelocity, axis))
      if last.angle < 0 && now.angle >= 0 {
        crossings.append(lab.time - h + h * hermiteRoot(last.angle, last.rate * h, now.angle, now.rate * h))
      }
      last = now
    }
    if let first = crossings.first, let final = crossings.last, crossings.count > 1 {
      result.period = (final - first) / Double(crossings.count - 1)
    }
    return result
  }
}

/// The root in 0...1 of the cubic with these values and slopes at 0 and 1, which has one there.
///
/// Its error is of fourth order in the step, some 1e-11 of a pendulum's period at a thousandth of it.
func hermiteRoot(_ p0: Double, _ m0: Double, _ p1: Double, _ m1: Double) -> Double {
  var low = 0.0
  var high = 1.0
  func value(_ t: Double) -> Double {
    let u = 1 - t
    let ends: Double = p0 * (1 + 2 * t) * u * u + p1 * t * t * (3 - 2 * t)
    return ends + m0 * t * u * u - m1 * t * t * u
  }
  let rises = p1 > p0
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if (value(middle) < 0) == rises { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
