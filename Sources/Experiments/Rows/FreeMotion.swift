import SceneDescription
import VectorMath

/// Motion without contact: falls and throws along parabolas.
enum FreeMotion {
  /// A body that nothing holds falls v t + g t^2 / 2.
  static let fall = Experiment("free-fall") { setup throws(ExperimentError) in
    let scene = setup.scene
    let (g, up) = try scene.up()
    let ball = try scene.index(of: "ball")
    let start = scene.bodies[ball]
    var lab = try setup.start()
    lab.run()
    let t = lab.time
    let due = start.velocity * t - up * (g * t * t / 2)
    let moved = lab.state(ball).position - start.position
    return [
      Measurement("fall", -dot(moved, up), truth: -dot(due, up), within: .absolute(1e-9), unit: "m"),
      Measurement("off the line", (moved - due).across(up).length, truth: 0, within: .absolute(1e-9), unit: "m"),
    ]
  }

  /// A throw comes back to the height of the start after 2 v_up v_along / g: v^2 / g at 45 degrees.
  static let projectile = Experiment("projectile") { setup throws(ExperimentError) in
    let scene = setup.scene
    let (g, up) = try scene.up()
    let ball = try scene.index(of: "ball")
    let start = scene.bodies[ball]
    let rise = dot(start.velocity, up)
    let along = start.velocity.across(up)
    guard rise > 0 && along.length > 0 else { throw ExperimentError("'ball' must fly upwards and along") }
    var lab = try setup.start()
    var last = lab.state(ball)
    let limit = 3 * rise / g
    while lab.time < limit {
      lab.step()
      let now = lab.state(ball)
      let height = dot(now.position - start.position, up)
      if height < 0 {
        // Height over the last step is a parabola from the state before; its root is the moment of landing.
        let h = dot(last.position - start.position, up)
        let v = dot(last.linearVelocity, up)
        let t: Double = (v + (v * v + 2 * g * h).squareRoot()) / g
        let landing = last.position + last.linearVelocity * t
        let range = dot(landing - start.position, along.normalized)
        let truth: Double = 2 * rise * along.length / g
        return [Measurement("range", range, truth: truth, within: .relative(1e-6), unit: "m")]
      }
      last = now
    }
    throw ExperimentError("'ball' did not come down within \(limit) s")
  }
}
