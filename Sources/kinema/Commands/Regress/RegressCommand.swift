import FileOutput
import Foundation
import LocatedJSON
import Parallelism
import Regression

/// `kinema regress VERB ...`: collision scenarios as regression tests.
enum RegressCommand: Command {
  static let name = "regress"
  static let summary = "Runs collision scenarios against their goldens (run), and renews goldens (review, accept)."
  static let usage = "run|review|accept|bisect [SCENARIO...] [options]"
  static let options = [
    Option("--scenes", value: "DIR", help: "Folder of the scenarios (default Scenes/collisions)."),
    Option("--goldens", value: "DIR", help: "Folder of the goldens (default Fixtures/collisions)."),
    Option("--cache", value: "DIR", help: "Folder of full traces of accepted runs (default .kinema/regress)."),
    Option("--junit", value: "FILE", help: "run: the results as JUnit XML."),
    Option("--tap", help: "run: print the results in the Test Anything Protocol."),
    Option("--html", value: "DIR", help: "run: a table, and a page for each scenario that differs."),
    Option("--reason", value: "TEXT", help: "accept, review: why the behaviour may change; kept in the golden."),
    Option("--prune", help: "accept: remove goldens without a scenario."),
    Option("--against", value: "PROGRAM", help: "bisect: the kinema of another version, which behaves as it should."),
    Option("--output", "-o", value: "FILE", help: "bisect: where the smallest scene goes."),
    Option("--jobs", "-j", value: "N", help: "Scenarios to run side by side (default: one a core)."),
    CommonOption.overwrite, CommonOption.json, CommonOption.library, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let verbs = ["run", "review", "accept", "bisect"]
    guard let verb = arguments.positionals.first else { throw UsageError("expected run, review, accept or bisect") }
    let suite = try ScenarioSuite(
      scenes: arguments.text("--scenes") ?? "Scenes/collisions",
      goldens: arguments.text("--goldens") ?? "Fixtures/collisions",
      cache: arguments.text("--cache") ?? ".kinema/regress")
    if let jobs = try arguments.integer("--jobs", in: 1...1024) { ThreadBudget.threads = jobs }
    let patterns = Array(arguments.positionals.dropFirst())
    switch verb {
    case "run": return try RegressRun.run(arguments, suite, patterns)
    case "review": return try RegressReview.run(arguments, suite, patterns)
    case "accept": return try RegressReview.accept(arguments, suite, patterns)
    case "bisect": return try RegressBisect.run(arguments, suite, patterns)
    default: throw UsageError("no verb '\(verb)'; \(nearestHint(verb, among: verbs))")
    }
  }

  /// Whether goldens must not be written: continuous integration sets CI.
  static var isInCI: Bool {
    let value = ProcessInfo.processInfo.environment["CI"] ?? ""
    return !value.isEmpty && value != "false" && value != "0"
  }
}

/// `regress run`: exit code 0 when all pass, 1 when one differs, 65 for a golden that cannot be read or has no scenario.
enum RegressRun {
  static func run(_ arguments: Arguments, _ suite: ScenarioSuite, _ patterns: [String]) throws -> Int32 {
    let names = try suite.matching(patterns)
    let results = suite.run(names)
    var pages: [String: String] = [:]
    if let folder = arguments.text("--html") { pages = try HTMLReport(suite, results).write(to: folder) }
    if let path = arguments.text("--junit") {
      try writeAtomically(Array(JUnitReport(results, attachments: pages).text.utf8), to: path)
    }
    if arguments.has("--json") {
      Console.output(JSONReport(results).text)
    } else if arguments.has("--tap") {
      Console.output(TAPReport(results).text)
    } else {
      for line in text(results, pages) { Console.output(Console.safe(line)) }
    }
    let obsolete = suite.obsolete()
    for error in obsolete { Console.error(Console.safe("kinema: \(error)")) }
    if !obsolete.isEmpty || results.contains(where: { $0.verdict.kind == .failed }) { return 65 }
    return results.allSatisfy(\.verdict.passes) ? 0 : 1
  }

  /// One line a scenario; more where it differs.
  static func text(_ results: [ScenarioResult], _ pages: [String: String] = [:]) -> [String] {
    let width = results.map(\.name.count).max() ?? 0
    var lines: [String] = []
    for result in results {
      let name = result.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let seconds = String(Int((result.seconds * 100).rounded()))
      let time = seconds.count < 3 ? String(repeating: "0", count: 3 - seconds.count) + seconds : seconds
      let passed = result.verdict.passes ? "ok  " : "FAIL"
      lines.append("\(passed)  \(name)  \(time.dropLast(2)).\(time.suffix(2)) s  \(result.headline)")
      if result.verdict.kind == .exact && result.verdict.notes.isEmpty { continue }
      if let step = result.verdict.firstBitStep, result.verdict.divergence != nil {
        lines.append("      first bit difference: step \(step)")
      }
      lines += (result.verdict.notes + result.comparison).map { "      \($0)" }
      if let page = pages[result.name] { lines.append("      \(page)") }
      if result.verdict.kind == .diverged {
        lines.append("      if it is meant: kinema regress accept \(result.name) --reason TEXT")
      }
    }
    let failed = results.count { !$0.verdict.passes }
    lines.append("\(results.count) scenarios, \(failed) failed")
    return lines
  }
}
