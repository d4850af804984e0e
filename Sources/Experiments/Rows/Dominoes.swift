import SceneDescription
import VectorMath

/// The wave in a row of dominoes runs at a speed that only the gap, the thickness and sqrt(g h) decide.
enum Dominoes {
  static let small = experiment("domino-48mm")
  static let large = experiment("domino-480mm")

  private static func experiment(_ name: String) -> Experiment {
    Experiment(name) { setup throws(ExperimentError) in
      let own = try wave(setup, setup.scene)
      // The same row at another size: the number must not depend on it.
      let factor = setup.scene.moverSize < 0.15 ? 10 : 0.1
      let other = try wave(setup, setup.scene.scaled(by: factor))
      return [
        Measurement("speed / sqrt(g h)", own.speed, truth: own.due, within: .relative(0.02)),
        Measurement(
          "ratio to \(factor < 1 ? "a tenth" : "ten times") the size", own.speed / other.speed, truth: 1,
          within: .relative(0.02)),
      ]
    }
  }

  private static func wave(_ setup: Setup, _ scene: Scene) throws(ExperimentError) -> (speed: Double, due: Double) {
    let (g, up) = try scene.up()
    let movers = scene.movers
    guard let pushed = movers.first(where: { scene.bodies[$0].velocity.length > 0 }), movers.count > 8 else {
      throw ExperimentError("a row of more than 8 dominoes is needed, and a push")
    }
    let line = scene.bodies[pushed].velocity.across(up).normalized
    let row = movers.sorted { dot(scene.bodies[$0].position, line) < dot(scene.bodies[$1].position, line) }
    let half = try scene.bodies[row[0]].boxHalfExtents()
    let pitch =
      dot(scene.bodies[row[row.count - 1]].position - scene.bodies[row[0]].position, line)
      / Double(row.count - 1)
    let due = DominoWave(gap: (pitch - 2 * half.x) / (2 * half.y), thickness: half.x / half.y).speed

    // Between two blocks in the steady part: past the push, before the end of the row.
    let (from, to) = (row.count * 2 / 5, row.count * 17 / 20)
    var lab = try setup.start(scene)
    var crossed: (first: Double?, last: Double?) = (nil, nil)
    var former = (lean: 0.0, beyond: 0.0)
    func lean(_ lab: Apparatus, _ i: Int) -> Double { dot(lab.state(row[i]).orientation.rotate(.unitY), line) }
    let h = lab.timeStep
    let mark = 0.2
    lab.runUntil { lab in
      let now = (lean: lean(lab, from), beyond: lean(lab, to))
      if crossed.first == nil && now.lean > mark {
        crossed.first = lab.time - h * (now.lean - mark) / (now.lean - former.lean)
      }
      if crossed.last == nil && now.beyond > mark {
        crossed.last = lab.time - h * (now.beyond - mark) / (now.beyond - former.beyond)
      }
      former = now
      return crossed.last != nil
    }
    guard let first = crossed.first, let last = crossed.last else { return (.nan, due) }
    let speed: Double = Double(to - from) * pitch / (last - first)
    return (speed / (g * 2 * half.y).squareRoot(), due)
  }
}
