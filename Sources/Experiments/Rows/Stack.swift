import SceneDescription
import VectorMath

/// Boxes piled on a floor stay as they are.
enum Stack {
  static let ten = experiment("stack-10", sag: 0.5, speed: 0.1)
  static let twenty = experiment("stack-20", sag: 1, overlap: 0.1)
  static let oneUnderThousand = experiment("mass-ratio-1", overlap: 0.5)
  static let nineUnderThousand = experiment("mass-ratio-9", overlap: 1)

  /// Targets are in mm and mm/s.
  private static func experiment(
    _ name: String, sag sagTarget: Double? = nil, speed speedTarget: Double? = nil, overlap overlapTarget: Double? = nil
  ) -> Experiment {
    Experiment(name) { setup throws(ExperimentError) in
      let scene = setup.scene
      let (_, up) = try scene.up()
      let pile = scene.movers.sorted { dot(scene.bodies[$0].position, up) < dot(scene.bodies[$1].position, up) }
      guard let top = pile.last else { throw ExperimentError("'\(scene.title)': there is no pile") }
      let half = try scene.bodies[top].boxHalfExtents()
      var lab = try setup.start()
      lab.run(until: scene.seconds - lastPart(scene))
      var fastest = 0.0
      var deepest = 0.0
      lab.run { lab in
        for i in pile { fastest = Swift.max(fastest, lab.state(i).linearVelocity.length) }
        deepest = Swift.max(deepest, lab.deepestOverlap)
      }
      let stands = pile.allSatisfy { i in
        let moved = lab.state(i).position - scene.bodies[i].position
        let turn = dot(lab.state(i).orientation.rotate(.unitY), scene.bodies[i].orientation.normalized.rotate(.unitY))
        return moved.length < 0.1 * half.smallest && turn > 0.99
      }
      let sag = dot(scene.bodies[top].position - lab.state(top).position, up)
      var found = [Measurement("stands", isTrue: stands)]
      if let sagTarget {
        found.append(Measurement("sag of the top", sag * 1000, truth: 0, within: .absolute(sagTarget), unit: "mm"))
      }
      if let speedTarget {
        found.append(
          Measurement("speed at the end", fastest * 1000, truth: 0, within: .absolute(speedTarget), unit: "mm/s"))
      }
      if let overlapTarget {
        found.append(Measurement("overlap", deepest * 1000, truth: 0, within: .absolute(overlapTarget), unit: "mm"))
      }
      return found
    }
  }

  /// The last second of a scene of five, in proportion for others.
  private static func lastPart(_ scene: Scene) -> Double { scene.seconds / 5 }
}
