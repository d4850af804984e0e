import SceneDescription
import VectorMath

/// Balls that meet along one line.
enum Collision {
  static let equal = headOn("head-on-1-1")
  static let unequal = headOn("head-on-1-3")

  /// Two balls exchange momentum by the two-body formula; at e = 1 the energy is kept.
  private static func headOn(_ name: String) -> Experiment {
    Experiment(name) { setup throws(ExperimentError) in
      let scene = setup.scene
      let (a, b) = (try scene.index(of: "left"), try scene.index(of: "right"))
      let line = (scene.bodies[b].position - scene.bodies[a].position).normalized
      let (ua, ub) = (dot(scene.bodies[a].velocity, line), dot(scene.bodies[b].velocity, line))
      guard ua > ub && scene.bodies[a].velocity.across(line).length < 1e-12 * ua.magnitude else {
        throw ExperimentError("'left' must meet 'right' head on")
      }
      let e = scene.restitution(scene.bodies[a], scene.bodies[b])
      var lab = try setup.start()
      let (ma, mb) = (lab.mass(a), lab.mass(b))
      let before = lab.energy.kinetic
      lab.run()
      let middle: Double = (ma * ua + mb * ub) / (ma + mb)
      let va: Double = middle - e * mb * (ua - ub) / (ma + mb)
      let vb: Double = middle + e * ma * (ua - ub) / (ma + mb)
      let kept: Double = (ma * va * va + mb * vb * vb) / (ma * ua * ua + mb * ub * ub)
      let limit = 1e-12 * (ua - ub)
      return [
        Measurement("energy kept", lab.energy.kinetic / before, truth: kept, within: .relative(1e-12)),
        Measurement(
          "speed of 'left'", dot(lab.state(a).linearVelocity, line), truth: va, within: .absolute(limit), unit: "m/s"),
        Measurement(
          "speed of 'right'", dot(lab.state(b).linearVelocity, line), truth: vb, within: .absolute(limit), unit: "m/s"),
      ]
    }
  }

  static let cradles = ["cradle-touching", "cradle-gap", "cradle-two-in"].map(cradle)

  /// As many equal balls leave the far end of a row as come in at the near end, and the energy stays.
  private static func cradle(_ name: String) -> Experiment {
    Experiment(name) { setup throws(ExperimentError) in
      let scene = setup.scene
      let balls = scene.movers
      guard let speed = balls.map({ scene.bodies[$0].velocity.length }).max(), speed > 0,
        let first = balls.first(where: { scene.bodies[$0].velocity.length == speed })
      else { throw ExperimentError("a ball must come in") }
      let line = scene.bodies[first].velocity.normalized
      let incoming = balls.filter { scene.bodies[$0].velocity.length > 0 }.count
      let row = balls.sorted { dot(scene.bodies[$0].position, line) < dot(scene.bodies[$1].position, line) }
      var lab = try setup.start()
      let before = lab.energy.kinetic
      lab.run()
      let speeds = row.map { dot(lab.state($0).linearVelocity, line) / speed }
      let due = row.indices.map { $0 >= row.count - incoming ? 1.0 : 0.0 }
      let worst = zip(speeds, due).reduce(0) { Swift.max($0, ($1.0 - $1.1).magnitude) }
      return [
        Measurement(
          "balls out", Double(speeds.filter { $0 > 0.05 }.count), truth: Double(incoming), within: .absolute(0)),
        Measurement("energy kept", lab.energy.kinetic / before, truth: 1, within: .absolute(5e-4)),
        Measurement("worst speed error, of the speed in", worst, truth: 0, within: .absolute(5e-4)),
      ]
    }
  }
}
