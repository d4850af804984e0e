import SceneDescription
import VectorMath

/// Bodies that spin: free, or held at one point.
enum Spin {
  /// A free top keeps its energy.
  static let topEnergy = Experiment("free-top-energy") { setup throws(ExperimentError) in
    let top = try freeTop(setup)
    return [Measurement("energy drift", top.energyDrift, truth: 0, within: .absolute(1e-6))]
  }

  /// A free top keeps its angular momentum and turns over as often as Euler's equations say.
  static let topMomentum = Experiment("free-top-momentum") { setup throws(ExperimentError) in
    let top = try freeTop(setup)
    return [
      Measurement("direction of the angular momentum", top.tilt, truth: 0, within: .absolute(0.01), unit: "deg"),
      Measurement("flips", Double(top.flips), truth: Double(top.dueFlips), within: .absolute(0)),
    ]
  }

  private static func freeTop(
    _ setup: Setup
  ) throws(ExperimentError) -> (energyDrift: Double, tilt: Double, flips: Int, dueFlips: Int) {
    let top = try setup.scene.index(of: "top")
    let body = setup.scene.bodies[top]
    var lab = try setup.start()
    let inertia = lab.inertia(top)
    let spin = body.orientation.normalized.inverseRotate(body.angularVelocity)
    // The axis of the middle moment is the one about which spin is unstable.
    let axis = (0..<3).sorted { inertia[$0] < inertia[$1] }[1]
    let energy = lab.energy.kinetic
    let momentum = lab.angularMomentum
    var drift = 0.0
    var flipped = 0
    var last = spin[axis]
    lab.run { lab in
      let state = lab.state(top)
      drift = Swift.max(drift, (lab.energy.kinetic / energy - 1).magnitude)
      let now = state.orientation.inverseRotate(state.angularVelocity)[axis]
      if (now < 0) != (last < 0) { flipped += 1 }
      last = now
    }
    let end = lab.angularMomentum
    let tilt = PortableMath.arcTangent(y: cross(momentum, end).length, x: dot(momentum, end)) * 180 / Double.pi
    return (drift, tilt, flipped, flips(inertia: inertia, spin: spin, axis: axis, seconds: lab.time))
  }

  /// A level gyroscope precesses at m g l / (I3 w3) exactly.
  static let precession = Experiment("gyroscope-rate") { setup throws(ExperimentError) in
    let run = try gyroscope(setup)
    return [Measurement("precession", run.rate, truth: run.dueRate, within: .relative(1e-3), unit: "rad/s")]
  }

  /// A gyroscope that is released in steady level precession stays level.
  static let tilt = Experiment("gyroscope-tilt") { setup throws(ExperimentError) in
    let run = try gyroscope(setup)
    return [Measurement("false tilt", run.tilt, truth: 0, within: .absolute(0.1), unit: "deg")]
  }

  private static func gyroscope(
    _ setup: Setup
  ) throws(ExperimentError) -> (rate: Double, dueRate: Double, tilt: Double) {
    var scene = setup.scene
    let (g, up) = try scene.up()
    let wheel = try scene.index(of: "wheel")
    let body = scene.bodies[wheel]
    guard let joint = scene.joints.first(where: { $0.b == "wheel" }), case .ball = joint.kind else {
      throw ExperimentError("'wheel' must be held by a ball joint")
    }
    let arm = body.position - joint.anchor
    guard dot(arm, up).magnitude < 1e-9 * arm.length else { throw ExperimentError("the arm must be level") }
    let lever = arm.normalized
    let still = try setup.start()
    let own = body.orientation.normalized.inverseRotate(lever)
    let axial = dot(own, own.scaled(by: still.inertia(wheel)))
    let spin = dot(body.angularVelocity, lever)
    let due: Double = still.mass(wheel) * g * arm.length / (axial * spin)
    // Steady precession from the first moment, whatever the file's digits: about the vertical, the wheel along with it.
    scene.bodies[wheel].angularVelocity = lever * spin + up * due
    scene.bodies[wheel].velocity = cross(up * due, arm)

    var lab = try setup.start(scene)
    var last = arm
    var turned = 0.0
    var tilt = 0.0
    lab.run { lab in
      let now = lab.state(wheel).position - joint.anchor
      turned += PortableMath.arcTangent(y: dot(cross(last, now), up), x: dot(last.across(up), now.across(up)))
      tilt = Swift.max(tilt, PortableMath.arcSine(dot(now.normalized, up)).magnitude)
      last = now
    }
    return (turned / lab.time, due, tilt * 180 / Double.pi)
  }
}
