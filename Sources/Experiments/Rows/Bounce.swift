import SceneDescription
import VectorMath

/// A ball of restitution e dropped from h rises to h e^(2n) after its n-th bounce.
enum Bounce {
  static let first = experiment("bounce-apex-1", apex: 1, within: 2e-3)
  static let fifth = experiment("bounce-apex-5", apex: 5, within: 1e-2)

  private static func experiment(_ name: String, apex: Int, within target: Double) -> Experiment {
    Experiment(name) { setup throws(ExperimentError) in
      let scene = setup.scene
      let (g, up) = try scene.up()
      let ball = try scene.index(of: "ball")
      let body = scene.bodies[ball]
      let floor = try scene.body("floor")
      let (point, normal) = try floor.surface()
      guard dot(normal, up) > 1 - 1e-9 else { throw ExperimentError("'floor' must be level") }
      let lowest = dot(point, up) + (try body.sphereRadius())
      let drop: Double = dot(body.position, up) - lowest + dot(body.velocity, up) * dot(body.velocity, up) / (2 * g)
      let e = scene.restitution(body, floor)
      var lab = try setup.start()
      var last = lab.state(ball)
      var count = 0
      var height = -Double.infinity
      lab.run { lab in
        let now = lab.state(ball)
        let v = dot(last.linearVelocity, up)
        let bounced = dot(now.linearVelocity, up) > v
        // The top lies within the step: v^2 / 2g above the state before it. A throw upwards has one before any bounce.
        if count > 0 && count <= apex && v > 0 && dot(now.linearVelocity, up) <= 0 {
          if count == apex && height == -.infinity { height = dot(last.position, up) - lowest + v * v / (2 * g) }
        }
        if bounced && v < 0 { count += 1 }
        last = now
      }
      let truth = drop * PortableMath.power(e, Double(2 * apex))
      return [Measurement("apex \(apex)", height, truth: truth, within: .relative(target), unit: "m")]
    }
  }
}
