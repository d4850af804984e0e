import Foundation
import Regression
import TestSupport
import Testing

@Suite struct ReportTests {
  private var results: [ScenarioResult] {
    var good = ScenarioResult(name: "stack", verdict: Verdict(.exact), seconds: 0.2, steps: 2400, stepRate: 960)
    good.verdict.notes = []
    var bad = ScenarioResult(
      name: "a <b> & \"c\" ]]> \u{1B}[31m # 'd'", verdict: Verdict(.diverged), seconds: 0.3, steps: 2400, stepRate: 960)
    bad.verdict.firstBitStep = 388
    bad.verdict.divergence = Verdict.Divergence(
      step: 412, body: "body box_7", text: "position 3.2e-3 m (tolerance 0.001)")
    bad.verdict.notes = ["</failure><script>alert(1)</script>", "line\nbreak"]
    return [good, bad]
  }

  @Test("The headline says step, time, body and amount")
  func headline() {
    #expect(
      results[1].headline == "DIVERGED step 412/2400 (t=0.4291667 s) body box_7: position 3.2e-3 m (tolerance 0.001)")
  }

  @Test("JUnit is well-formed whatever names hold, and junitparser counts the same")
  func junit() throws {
    let text = JUnitReport(results, attachments: ["stack": "report/stack.html"]).text
    #expect(!text.contains("<script>") && !text.contains("\u{1B}"))
    #expect(text.contains("[[ATTACHMENT|report/stack.html]]"))
    try withTemporaryFolder { folder in
      let path = folder + "/x.xml"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let script =
        "from junitparser import JUnitXml; x = JUnitXml.fromfile('\(path)'); print(x.tests, x.failures, x.errors)"
      guard let answer = try Judge.python(needing: "junitparser", script) else { return }
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(String(decoding: answer.output, as: UTF8.self) == "2 1 0\n")
    }
  }

  @Test("prove reads the TAP stream")
  func tap() throws {
    let text = TAPReport(results).text
    #expect(text.hasPrefix("TAP version 13\n1..2\nok 1 - stack\nnot ok 2 - "))
    try withTemporaryFolder { folder in
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/x.tap"))
      guard let answer = try Judge.run("prove", ["-e", "cat", folder + "/x.tap"]) else { return }
      let said = String(decoding: answer.output, as: UTF8.self)
      #expect(answer.status != 0 && said.contains("Failed 1/2"), "\(said)")
    }
  }
}
