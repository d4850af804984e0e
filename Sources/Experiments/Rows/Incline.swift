import SceneDescription
import VectorMath

/// A block on a slope stays while tan(slope) <= mu and slides beyond.
enum Incline {
  /// The slope at which the block begins to slide, by bisection over copies of the scene with the slope turned.
  static let critical = Experiment("incline-critical-angle") { setup throws(ExperimentError) in
    let scene = setup.scene
    let ramp = try scene.body("ramp")
    let block = try scene.index(of: "block")
    let size = scene.bodies[block].shape.reach
    let mu = scene.friction(scene.bodies[block], ramp)
    let truth = PortableMath.arcTangent(y: mu, x: 1) * degrees
    let found = try bisect(Swift.max(0, truth - 3)...Swift.min(89, truth + 3), to: 0.002) {
      angle throws(ExperimentError) in
      let tilted = try sloped(scene, to: angle / degrees)
      var lab = try setup.start(tilted)
      lab.run()
      return (lab.state(block).position - tilted.bodies[block].position).length < 1e-3 * size
    }
    return [
      Measurement("critical angle", found ?? .nan, truth: truth, within: .absolute(0.07), unit: "deg")
    ]
  }

  /// Below the critical angle the block does not creep.
  static let creep = Experiment("incline-creep") { setup throws(ExperimentError) in
    let scene = setup.scene
    let ramp = try scene.body("ramp")
    let block = try scene.index(of: "block")
    let (_, normal) = try ramp.surface()
    let slope = scene.gravity.across(normal).length / -dot(scene.gravity, normal)
    guard slope < scene.friction(scene.bodies[block], ramp) else {
      throw ExperimentError("'block' must be able to stay on 'ramp'")
    }
    var lab = try setup.start()
    lab.run()
    let moved = (lab.state(block).position - scene.bodies[block].position).across(normal).length
    return [Measurement("creep", moved * 1000, truth: 0, within: .absolute(0.01), unit: "mm")]
  }

  private static let degrees = 180 / Double.pi

  /// The scene with the slope and what lies on it turned about the level line through the slope's origin.
  private static func sloped(_ scene: Scene, to angle: Double) throws(ExperimentError) -> Scene {
    let ramp = try scene.body("ramp")
    let (_, up) = try scene.up()
    let (_, normal) = try ramp.surface()
    let level = cross(up, normal)
    let axis = level.length > 1e-9 ? level.normalized : normal.anyPerpendicular
    let now = PortableMath.arcTangent(y: level.length, x: dot(up, normal))
    var turned = scene.turned(by: Quaternion(angle: angle - now, axis: axis), about: ramp.position)
    turned.gravity = scene.gravity
    return turned
  }
}
