import SceneDescription
import VectorMath

/// A fast ball does not pass a wall as thin as itself, wherever in a step it meets it.
enum Bullet {
  static let phases = 20

  static let experiment = Experiment("bullet") { setup throws(ExperimentError) in
    let scene = setup.scene
    let bullet = try scene.index(of: "bullet")
    let (point, normal) = try scene.body("wall").surface()
    let velocity = scene.bodies[bullet].velocity
    guard dot(velocity, normal) < 0 else { throw ExperimentError("'bullet' must fly at 'wall'") }
    let step = try setup.start().timeStep
    var through = 0
    for phase in 0..<phases {
      var edited = scene
      // Each start lies a twentieth of a step's flight further back.
      edited.bodies[bullet].position -= velocity * (step * Double(phase) / Double(phases))
      var lab = try setup.start(edited)
      lab.run()
      if !(dot(lab.state(bullet).position - point, normal) > 0) { through += 1 }
    }
    return [Measurement("through the wall, of \(phases)", Double(through), truth: 0, within: .absolute(0))]
  }
}
