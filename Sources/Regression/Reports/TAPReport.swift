import LocatedJSON

/// Results in the Test Anything Protocol, version 13, with a YAML block for each that fails.
public struct TAPReport {
  private let results: [ScenarioResult]

  public init(_ results: [ScenarioResult]) { self.results = results }

  public var text: String {
    var out = "TAP version 13\n1..\(results.count)\n"
    for (i, result) in results.enumerated() {
      out += "\(result.verdict.passes ? "ok" : "not ok") \(i + 1) - \(plain(result.name))\n"
      if result.verdict.kind == .exact { continue }
      out += "  ---\n  message: \(quoted(result.headline))\n"
      if let step = result.verdict.firstBitStep { out += "  firstBitDifference: \(step)\n" }
      let details = result.verdict.notes + result.comparison
      if !details.isEmpty { out += "  details:\n" + details.map { "    - \(quoted($0))\n" }.joined() }
      out += "  ...\n"
    }
    return out
  }

  /// A JSON string is a YAML string.
  private func quoted(_ text: String) -> String {
    var json = JSONWriter(pretty: false)
    json.string(text)
    return json.text
  }
  /// A name may not bring a line break or a directive ("#") of its own.
  private func plain(_ name: String) -> String {
    String(name.unicodeScalars.map { $0.value < 0x20 || $0 == "#" ? "_" : Character($0) })
  }
}
