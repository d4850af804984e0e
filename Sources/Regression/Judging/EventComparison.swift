import SceneDescription
import TraceAnalysis

/// Whether two runs tell the same story: the same events in the same order, at the same steps, as hard.
enum EventComparison {
  /// The first event that is missing, extra, out of order, early, late or of another force.
  static func first(
    _ old: [GoldenEvent], _ new: [GoldenEvent], _ rules: RegressionRules, horizon: Int, stepRate: Int
  ) -> Verdict.Divergence? {
    // Each pair's own story is compared in order; stories of different pairs may change places within the tolerance.
    let slack = rules.eventSteps
    let expected = old.filter { $0.step <= horizon }
    var isTaken = [Bool](repeating: false, count: new.count)
    var found: [Verdict.Divergence] = []
    for event in expected {
      guard let i = new.indices.first(where: { !isTaken[$0] && new[$0].isSameThing(as: event) }) else {
        found.append(divergence(event, event.step, "missing: \(event.sentence(stepRate: stepRate))"))
        continue
      }
      isTaken[i] = true
      let other = new[i]
      if (other.step - event.step).magnitude > slack {
        let text = "\(event.sentence(stepRate: stepRate)), now at step \(other.step)"
        found.append(divergence(event, Swift.min(event.step, other.step), text))
      } else if let text = force(event, other, rules) {
        found.append(divergence(event, event.step, "\(event.sentence(stepRate: stepRate)): \(text)"))
      }
    }
    // What was taken by nobody is extra, unless it lies at or beyond the horizon.
    for (i, event) in new.enumerated() where !isTaken[i] && event.step + slack <= horizon {
      found.append(divergence(event, event.step, "extra: \(event.sentence(stepRate: stepRate))"))
    }
    return found.min { $0.step < $1.step }
  }

  private static func force(_ a: GoldenEvent, _ b: GoldenEvent, _ rules: RegressionRules) -> String? {
    func apart(_ x: Double, _ y: Double, floor: Double) -> Double {
      (x - y).magnitude / Swift.max(floor, Swift.max(x.magnitude, y.magnitude))
    }
    // Touches slower than 5 cm/s are where rounding decides; their size is judged by the states.
    if apart(a.speed, b.speed, floor: 0.05) > rules.impulseTolerance {
      return "now at \(rounded(b.speed, digits: 4)) m/s"
    }
    if a.speed > 0.05 && apart(a.impulse, b.impulse, floor: 1e-9) > rules.impulseTolerance {
      return "impulse \(rounded(a.impulse, digits: 4)) N s, now \(rounded(b.impulse, digits: 4)) N s"
    }
    return nil
  }

  private static func divergence(_ event: GoldenEvent, _ step: Int, _ text: String) -> Verdict.Divergence {
    Verdict.Divergence(step: step, body: event.b.isEmpty ? event.a : "\(event.a)|\(event.b)", text: text)
  }
}
