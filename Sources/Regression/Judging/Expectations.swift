import SceneDescription
import TraceAnalysis
import TraceFormat

/// What a scenario says must happen, held against what did.
struct Expectations {
  private let rules: RegressionRules
  private let run: ScenarioRun

  init(_ rules: RegressionRules, _ run: ScenarioRun) {
    self.rules = rules
    self.run = run
  }

  /// One line for each expectation that is not met.
  var missing: [String] { rules.expect.compactMap { isMet($0) ? nil : "not as expected: \(sentence($0))" } }

  private func isMet(_ e: ExpectedEvent) -> Bool {
    switch e.event {
    case .contactBegin: happens(e, .contactBegin)
    case .contactEnd: happens(e, .contactEnd)
    case .toppled: happens(e, .toppled)
    case .jointBroke: happens(e, .jointBroke)
    case .noContact: !happens(e, .contactBegin)
    case .atRest:
      body(e.a).map { $0.isAsleep || ($0.velocity.length < 1e-3 && $0.angularVelocity.length < 1e-2) } ?? false
    case .endsWithin:
      body(e.a).map { sample in
        let value = e.axis == .x ? sample.position.x : e.axis == .y ? sample.position.y : sample.position.z
        return value >= e.low ?? -.infinity && value <= e.high ?? .infinity
      } ?? false
    }
  }

  private func happens(_ e: ExpectedEvent, _ kind: TraceEvent.Kind) -> Bool {
    run.events.contains { event in
      let time = run.header.time(ofStep: event.step)
      guard event.kind == kind, time >= e.from, time <= e.to ?? .infinity else { return false }
      guard let b = e.b else { return event.a == e.a || event.b == e.a }
      return (event.a, event.b) == (e.a, b) || (event.a, event.b) == (b, e.a)
    }
  }

  private func body(_ name: String) -> BodySample? {
    run.header.bodies.firstIndex { $0.name == name }.map { run.last[$0] }
  }

  private func sentence(_ e: ExpectedEvent) -> String {
    var text = "\(e.event.rawValue) of \(e.a)"
    if let b = e.b { text += " and \(b)" }
    if e.event == .endsWithin {
      let value = body(e.a).map { e.axis == .x ? $0.position.x : e.axis == .y ? $0.position.y : $0.position.z }
      text +=
        " (\(e.axis.rawValue) from \(e.low ?? -.infinity) to \(e.high ?? .infinity) m, is \(rounded(value ?? .nan)))"
    } else if e.from > 0 || e.to != nil {
      text += " between \(rounded(e.from)) and \(e.to.map { rounded($0) } ?? "the end") s"
    }
    return text
  }
}
