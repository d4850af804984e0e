import SceneDescription
import VectorMath

/// A block that slides at v on a level floor stops after v^2 / (2 mu g), in whatever direction it slides.
enum SlideStop {
  static let experiment = Experiment("slide-stop") { setup throws(ExperimentError) in
    let along = try distance(setup, turnedBy: 0)
    let aslant = try distance(setup, turnedBy: Double.pi / 4)
    return [
      Measurement("along an axis", along.value, truth: along.due, within: .relative(1e-4), unit: "m"),
      Measurement("at 45 degrees", aslant.value, truth: aslant.due, within: .relative(1e-4), unit: "m"),
      Measurement(
        "ratio of the two", aslant.value / along.value, truth: aslant.due / along.due, within: .relative(2e-4)),
    ]
  }

  private static func distance(
    _ setup: Setup, turnedBy angle: Double
  ) throws(ExperimentError) -> (value: Double, due: Double) {
    var scene = setup.scene
    let block = try scene.index(of: "block")
    let floor = try scene.body("floor")
    let (_, normal) = try floor.surface()
    scene.bodies[block].velocity = Quaternion(angle: angle, axis: normal).rotate(scene.bodies[block].velocity)
    let start = scene.bodies[block]
    let mu = scene.friction(start, floor)
    let due = try slidingDistance(velocity: start.velocity, gravity: scene.gravity, normal: normal, friction: mu)
    var lab = try setup.start(scene)
    lab.run()
    guard lab.state(block).linearVelocity.length < 1e-6 * start.velocity.length else {
      return (.nan, due)
    }
    return ((lab.state(block).position - start.position).across(normal).length, due)
  }

  /// Distance between start and stop of a point that slides on a plane, also where the plane is not level.
  ///
  /// Level: v^2 / (2 mu g). Otherwise v' = g_along - mu g_normal v / |v| by the classical Runge-Kutta rule; the last
  /// bit, where the direction of v is lost, is straight.
  private static func slidingDistance(
    velocity: Vector3, gravity: Vector3, normal: Vector3, friction: Double
  ) throws(ExperimentError) -> Double {
    let pull = gravity.across(normal)
    let brake = friction * -dot(gravity, normal)
    guard brake > pull.length && dot(velocity, normal).magnitude < 1e-9 * velocity.length else {
      throw ExperimentError("'block' must slide along 'floor' and be able to stop there")
    }
    let speed = velocity.length
    if pull.length < 1e-12 * gravity.length { return speed * speed / (2 * brake) }
    func acceleration(_ v: Vector3) -> Vector3 { pull - v.normalized * brake }
    var v = velocity
    var moved = Vector3.zero
    while v.length > 1e-5 * speed {
      // The time to the stop is at least v / (brake + pull): steps shrink with it.
      let h: Double = 1e-3 * v.length / (brake + pull.length)
      let a1 = acceleration(v)
      let a2 = acceleration(v + a1 * (h / 2))
      let a3 = acceleration(v + a2 * (h / 2))
      let a4 = acceleration(v + a3 * h)
      moved += v * h + (a1 + a2 + a3) * (h * h / 6)
      v += (a1 + a2 * 2 + a3 * 2 + a4) * (h / 6)
    }
    return moved.length
  }
}
