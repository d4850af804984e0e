import SceneDescription
import VectorMath

/// The joints of a doll that falls on the floor stay closed.
enum RagdollFall {
  static let fall = Experiment("ragdoll-fall") { setup throws(ExperimentError) in
    let gaps = try gaps(setup)
    return [Measurement("widest joint gap", gaps.widest * 1000, truth: 0, within: .absolute(1), unit: "mm")]
  }

  static let rest = Experiment("ragdoll-rest") { setup throws(ExperimentError) in
    let gaps = try gaps(setup)
    return [
      Measurement("widest joint gap at rest", gaps.atRest * 1000, truth: 0, within: .absolute(0.01), unit: "mm")
    ]
  }

  private struct Pin {
    var a: Int
    var b: Int
    var onA: Vector3
    var onB: Vector3
  }

  /// The widest gap of any joint over the run, and over its last tenth.
  private static func gaps(_ setup: Setup) throws(ExperimentError) -> (widest: Double, atRest: Double) {
    let scene = setup.scene
    var pins: [Pin] = []
    for joint in scene.joints {
      guard case .ball = joint.kind, let nameA = joint.a else { continue }
      let (a, b) = (try scene.index(of: nameA), try scene.index(of: joint.b))
      pins.append(
        Pin(a: a, b: b, onA: scene.bodies[a].local(joint.anchor), onB: scene.bodies[b].local(joint.anchor)))
    }
    guard !pins.isEmpty else { throw ExperimentError("'\(scene.title)': there are no ball joints between bodies") }
    var lab = try setup.start()
    var widest = 0.0
    var atRest = 0.0
    let restFrom = scene.seconds * 0.9
    lab.run { lab in
      for pin in pins {
        let (a, b) = (lab.state(pin.a), lab.state(pin.b))
        let gap = (a.pose.apply(pin.onA) - b.pose.apply(pin.onB)).length
        widest = Swift.max(widest, gap)
        if lab.time > restFrom { atRest = Swift.max(atRest, gap) }
      }
    }
    return (widest, atRest)
  }
}
