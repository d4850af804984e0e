import LocatedJSON

/// Results as one JSON object, for programs.
public struct JSONReport {
  private let results: [ScenarioResult]

  public init(_ results: [ScenarioResult]) { self.results = results }

  public var text: String {
    var json = JSONWriter(pretty: true)
    json.object { json in
      json.key("passed")
      json.integer(results.count { $0.verdict.passes })
      json.key("failed")
      json.integer(results.count { !$0.verdict.passes })
      json.key("scenarios")
      json.array(breaks: true) { json in
        for result in results {
          json.element()
          write(result, to: &json)
        }
      }
    }
    return json.text + "\n"
  }

  private func write(_ result: ScenarioResult, to json: inout JSONWriter) {
    json.object { json in
      for (key, value) in [
        ("name", result.name), ("verdict", result.verdict.kind.rawValue), ("message", result.headline),
      ] {
        json.key(key)
        json.string(value)
      }
      json.key("seconds")
      json.number(result.seconds)
      json.key("steps")
      json.integer(result.steps)
      if let step = result.verdict.firstBitStep {
        json.key("firstBitStep")
        json.integer(step)
      }
      if let divergence = result.verdict.divergence {
        json.key("firstDivergence")
        json.object { json in
          json.key("step")
          json.integer(divergence.step)
          json.key("who")
          json.string(divergence.body)
          json.key("what")
          json.string(divergence.text)
        }
      }
      json.key("notes")
      result.verdict.notes.write(to: &json)
      json.key("comparison")
      result.comparison.write(to: &json)
    }
  }
}
