import SceneDescription
import VectorMath

/// A ball rolls down a slope without slipping: a = g sin(slope) / (1 + I / m r^2), which is 5/7 g sin(slope) for a solid one;
/// rolling friction with a lever f takes g cos(slope) f / r from g sin(slope).
enum Rolling {
  static let distance = Experiment("roll-distance") { setup throws(ExperimentError) in
    let run = try roll(setup)
    return [Measurement("distance", run.distance, truth: run.due, within: .relative(1e-4), unit: "m")]
  }

  static let slip = Experiment("roll-slip") { setup throws(ExperimentError) in
    let run = try roll(setup)
    return [Measurement("slip 1 - w r / v", run.slip, truth: 0, within: .absolute(1e-5))]
  }

  private static func roll(_ setup: Setup) throws(ExperimentError) -> (distance: Double, due: Double, slip: Double) {
    let scene = setup.scene
    let ball = try scene.index(of: "ball")
    let body = scene.bodies[ball]
    let radius = try body.sphereRadius()
    let ramp = try scene.body("ramp")
    let (_, normal) = try ramp.surface()
    let pull = scene.gravity.across(normal)
    let press = -dot(scene.gravity, normal)
    guard pull.length > 0 && press > 0 else { throw ExperimentError("'ramp' must be a slope below the ball") }
    guard body.velocity == .zero && body.angularVelocity == .zero else {
      throw ExperimentError("'ball' must start at rest")
    }
    var lab = try setup.start()
    let shape = lab.inertia(ball).x / (lab.mass(ball) * radius * radius)
    let drive: Double = pull.length - press * scene.rollingLever(body, ramp) / radius
    guard drive > 0 else { throw ExperimentError("'ball' stays on 'ramp': rolling friction holds it") }
    let acceleration = drive / (1 + shape)
    guard pull.length - acceleration <= scene.friction(body, ramp) * press else {
      throw ExperimentError("'ball' slips on 'ramp': the friction is too small for the slope")
    }
    lab.run()
    let state = lab.state(ball)
    let t = lab.time
    let distance = dot(state.position - body.position, pull.normalized)
    let slip: Double = 1 - state.angularVelocity.length * radius / state.linearVelocity.length
    return (distance, acceleration * t * t / 2, slip)
  }
}
