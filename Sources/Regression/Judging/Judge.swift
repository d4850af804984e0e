import SceneDescription
import TraceAnalysis
import VectorMath

/// Holds a run against its golden: bits first, then events, then states, then the laws.
public struct Judge: Sendable {
  private let golden: Golden
  private let run: ScenarioRun
  private let rules: RegressionRules

  public init(_ golden: Golden, _ run: ScenarioRun, _ rules: RegressionRules) {
    self.golden = golden
    self.run = run
    self.rules = rules
  }

  public func verdict() -> Verdict {
    var verdict = Verdict(.exact)
    if golden.sceneHash != hexadecimal(run.header.sceneHash, 16) {
      verdict.notes.append("the scene file has changed since the golden was accepted")
    }
    verdict.firstBitStep = firstBitStep
    if verdict.firstBitStep != nil || golden.finalHash != hexadecimal(run.finalHash, 16) {
      verdict.kind = .withinTolerance
      verdict.divergence = divergence
      if verdict.divergence != nil { verdict.kind = .diverged }
      if golden.horizon < golden.steps {
        verdict.notes.append(
          "chaotic after step \(golden.horizon): later states and events are judged by laws and expectations only")
      }
    }
    let wrong = run.invariants.broken(rules) + Expectations(rules, run).missing
    if !wrong.isEmpty {
      verdict.kind = verdict.kind == .diverged ? .diverged : .wrong
      verdict.notes += wrong
    }
    return verdict
  }

  private var firstBitStep: Int? {
    let old = golden.stepHashes
    for (i, pair) in zip(old, run.hashes).enumerated() where pair.0 != pair.1 { return i + 1 }
    return old.count == run.hashes.count ? nil : Swift.min(old.count, run.hashes.count) + 1
  }

  /// The first thing beyond a tolerance before the horizon, in order of steps; events win over states.
  private var divergence: Verdict.Divergence? {
    if golden.stepRate != run.header.stepRate || golden.steps != run.steps {
      return Verdict.Divergence(
        step: 0, body: "the run",
        text: "\(run.steps) steps at \(run.header.stepRate)/s, the golden has \(golden.steps) at \(golden.stepRate)/s")
    }
    let names = run.sampling.bodies.map { run.header.bodies[$0].name }
    if names != golden.bodies {
      return Verdict.Divergence(
        step: 0, body: "the run", text: "other bodies move: \(names), in the golden \(golden.bodies)")
    }
    let found = [
      EventComparison.first(golden.events, run.events, rules, horizon: golden.horizon, stepRate: golden.stepRate),
      firstState,
    ].compactMap { $0 }
    return found.min { $0.step < $1.step }
  }

  private var firstState: Verdict.Divergence? {
    guard golden.states.count == run.states.count else {
      return Verdict.Divergence(
        step: 0, body: "the run", text: "\(run.states.count) sampled states, the golden has \(golden.states.count)")
    }
    return StateComparison.first(golden.states, golden.events, run, rules, horizon: golden.horizon)
  }
}

/// Whether two states of a body agree.
enum StateComparison {
  /// The first sampled state beyond a tolerance. One that falls on a blow may be from before it in one run and from after
  /// it in the other: such are left to the events.
  static func first(
    _ old: [GoldenState], _ oldEvents: [GoldenEvent], _ run: ScenarioRun, _ rules: RegressionRules, horizon: Int
  ) -> Verdict.Divergence? {
    var blows: [String: [Int]] = [:]
    for event in oldEvents + run.events where event.kind == .contactBegin {
      blows[event.a, default: []].append(event.step)
      blows[event.b, default: []].append(event.step)
    }
    for (a, b) in zip(old, run.states) where a.step <= horizon {
      let body = run.header.bodies[run.sampling.bodies[b.body]]
      let slack = rules.eventSteps + 1
      if blows[body.name, default: []].contains(where: { ($0 - b.step).magnitude <= slack }) { continue }
      if let text = difference(a, b, rules, size: body.shape.reach) {
        return Verdict.Divergence(step: b.step, body: "body \(body.name)", text: text)
      }
    }
    return nil
  }

  /// The first quantity beyond its tolerance. A small body's place is held to a hundredth of its size.
  static func difference(_ a: GoldenState, _ b: GoldenState, _ rules: RegressionRules, size: Double) -> String? {
    let place = Swift.min(rules.positionTolerance, size.isFinite ? 0.01 * size : rules.positionTolerance)
    let apart = (a.position - b.position).length
    if apart > place { return text("position", apart, place, "m") }
    let dot =
      a.orientation.x * b.orientation.x + a.orientation.y * b.orientation.y + a.orientation.z * b.orientation.z
      + a.orientation.w * b.orientation.w
    // By the chord between the quaternions, which keeps its digits where the angle is small.
    let side = dot < 0 ? -1.0 : 1.0
    let chord = [
      a.orientation.x - side * b.orientation.x, a.orientation.y - side * b.orientation.y,
      a.orientation.z - side * b.orientation.z, a.orientation.w - side * b.orientation.w,
    ].reduce(0) { $0 + $1 * $1 }.squareRoot()
    let angle = 2 * chord * 180 / Double.pi
    if angle > rules.angleTolerance { return text("angle", angle, rules.angleTolerance, "degrees") }
    let faster = (a.velocity - b.velocity).length
    if faster > rules.velocityTolerance { return text("velocity", faster, rules.velocityTolerance, "m/s") }
    let spin = (a.angularVelocity - b.angularVelocity).length * Swift.min(size, 1)
    if spin > rules.velocityTolerance { return text("speed of spin at the rim", spin, rules.velocityTolerance, "m/s") }
    return nil
  }

  private static func text(_ what: String, _ size: Double, _ limit: Double, _ unit: String) -> String {
    "\(what) \(rounded(size, digits: 3)) \(unit) (tolerance \(rounded(limit, digits: 3)))"
  }
}
