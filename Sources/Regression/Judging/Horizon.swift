import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// How long a scenario can be foreseen.
///
/// A twin whose bodies start a nanometre aside runs beside it. As long as the two agree to a tenth of the tolerances, a
/// difference beyond them means another law or another scene, not rounding. After that step rounding alone would do it.
enum Horizon {
  static let nudge = 1e-9

  /// The last step up to which the twin agrees, and what parts them then.
  static func find(_ scene: Scene, _ run: ScenarioRun) throws -> (step: Int, reason: String) {
    var twin = scene
    var random = SeededGenerator(seed: scene.seed, stage: "horizon")
    for i in twin.bodies.indices where twin.bodies[i].motion == .dynamic && !scene.isJointed(twin.bodies[i].name) {
      let aside = Vector3(random.normal(), random.normal(), random.normal()).normalized * nudge
      // Sideways only: a push down would open or close contacts that exist on purpose.
      let up = scene.gravity.length > 0 ? scene.gravity.normalized : .zero
      twin.bodies[i].position += aside - up * dot(aside, up)
    }
    var rules = scene.regression ?? RegressionRules()
    rules.positionTolerance *= 0.1
    rules.angleTolerance *= 0.1
    rules.velocityTolerance *= 0.1
    rules.impulseTolerance *= 0.1
    let other = try ScenarioRun(twin)
    let parted = [
      StateComparison.first(run.states, run.events, other, rules, horizon: run.steps),
      EventComparison.first(run.events, other.events, rules, horizon: run.steps, stepRate: run.header.stepRate),
    ].compactMap { $0 }.min { $0.step < $1.step }
    guard let parted else { return (run.steps, "") }
    // A sample tells of the steps since the one before it.
    return (Swift.max(0, parted.step - run.sampling.interval), "\(parted.body): \(parted.text)")
  }
}

extension Scene {
  /// Joints say where their bodies are at the start: moving one alone would stretch them.
  fileprivate func isJointed(_ name: String) -> Bool { joints.contains { $0.a == name || $0.b == name } }
}
