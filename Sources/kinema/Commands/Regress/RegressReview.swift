import Foundation
import Regression

/// `regress review` and `regress accept`: how a changed behaviour becomes the golden.
enum RegressReview {
  /// Shows each scenario that differs and asks: accept, reject or skip. Exit code 1 when one is left that differs.
  static func run(_ arguments: Arguments, _ suite: ScenarioSuite, _ patterns: [String]) throws -> Int32 {
    let results = suite.run(try suite.matching(patterns)).filter { !$0.verdict.passes || $0.verdict.kind != .exact }
    var left = 0
    for result in results {
      for line in RegressRun.text([result]).dropLast() { Console.output(Console.safe(line)) }
      switch ask() {
      case "a":
        let reason = arguments.text("--reason") ?? readReason()
        do {
          try suite.accept(result.name, reason: reason, isInCI: RegressCommand.isInCI)
          Console.output("accepted \(result.name)")
        } catch {
          Console.error(Console.safe("kinema: \(error)"))
          left += 1
        }
      case "r": left += 1
      default: left += result.verdict.passes ? 0 : 1
      }
    }
    Console.output(results.isEmpty ? "nothing to review" : "\(left) left that differ")
    return left == 0 ? 0 : 1
  }

  static func accept(_ arguments: Arguments, _ suite: ScenarioSuite, _ patterns: [String]) throws -> Int32 {
    if arguments.has("--prune") { for path in try suite.prune() { Console.output("removed \(path)") } }
    if patterns.isEmpty {
      if arguments.has("--prune") { return 0 }
      throw UsageError("expected a scenario, such as \(suite.names[0]), or a pattern, such as '*'")
    }
    guard let reason = arguments.text("--reason"), !reason.isEmpty else {
      throw UsageError("expected --reason TEXT: why the behaviour may change")
    }
    for name in try suite.matching(patterns) {
      try suite.accept(name, reason: reason, isInCI: RegressCommand.isInCI)
      Console.output("accepted \(name)")
    }
    return 0
  }

  private static func ask() -> String {
    Console.error("[a]ccept, [r]eject, [s]kip?")
    return readLine()?.lowercased().trimmingCharacters(in: .whitespaces) ?? "s"
  }
  private static func readReason() -> String {
    Console.error("why may it change?")
    return readLine() ?? ""
  }
}
