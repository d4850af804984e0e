import TraceAnalysis

/// Results as JUnit XML: one testcase a scenario, as test servers read it.
public struct JUnitReport {
  private let results: [ScenarioResult]
  private let attachments: [String: String]

  /// - Parameter attachments: a page for some scenarios, by name.
  public init(_ results: [ScenarioResult], attachments: [String: String] = [:]) {
    self.results = results
    self.attachments = attachments
  }

  public var text: String {
    let failures = results.count { !$0.verdict.passes }
    let seconds = results.reduce(0) { $0 + $1.seconds }
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites tests=\"\(results.count)\" failures=\"\(failures)\" time=\"\(rounded(seconds))\">\n"
    out += "  <testsuite name=\"kinema regress\" tests=\"\(results.count)\" failures=\"\(failures)\""
    out += " errors=\"0\" skipped=\"0\" time=\"\(rounded(seconds))\">\n"
    for result in results { out += testcase(result) }
    return out + "  </testsuite>\n</testsuites>\n"
  }

  private func testcase(_ result: ScenarioResult) -> String {
    var out =
      "    <testcase name=\"\(result.name.escapedMarkup)\" classname=\"collisions\" time=\"\(rounded(result.seconds))\">\n"
    let details = (result.verdict.notes + result.comparison).joined(separator: "\n")
    if !result.verdict.passes {
      out +=
        "      <failure message=\"\(result.headline.escapedMarkup)\" type=\"\(result.verdict.kind.rawValue.escapedMarkup)\">"
      out += details.escapedMarkup + "</failure>\n"
    }
    var said = result.verdict.passes ? [result.headline] + result.verdict.notes : []
    if let path = attachments[result.name] { said.append("[[ATTACHMENT|\(path)]]") }
    if !said.isEmpty { out += "      <system-out>\(said.joined(separator: "\n").escapedMarkup)</system-out>\n" }
    return out + "    </testcase>\n"
  }
}
