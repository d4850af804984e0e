/// What became of a shot's entities, relations and actions, for people to read.
public struct StagingReport: Sendable, Hashable {
  public var entities: [String] = []
  public var relations: [String] = []
  public var actions: [String] = []
  /// What was left open and how it was decided: camera, light, distances, speeds.
  public var choices: [String] = []
  /// What falls short of what was asked.
  public var warnings: [String] = []
  public var goals: [CheckedGoal] = []
  /// Versions that were simulated.
  public var rehearsals = 0
  public init() {}

  /// Everything that the shot's actions ask for was seen in the simulation.
  public var allGoalsReached: Bool { goals.allSatisfy { $0.isReached } }

  public var lines: [String] {
    var lines: [String] = []
    for (title, list) in [
      ("entities", entities), ("relations", relations), ("actions", actions), ("choices", choices),
      ("goals", goals.map(\.line)), ("warnings", warnings),
    ] where !list.isEmpty {
      lines.append("\(title):")
      lines += list.map { "  \($0)" }
    }
    return lines
  }
}

/// What an action demands, and whether the simulation shows it.
public struct CheckedGoal: Sendable, Hashable {
  public var meaning: String
  public var isReached: Bool
  /// Seconds, where it was reached.
  public var time: Double?
  public var line: String {
    isReached ? "\(meaning): yes\(time.map { ", at \(rounded($0)) s" } ?? "")" : "\(meaning): no"
  }
}

/// Two decimals, without the locale's or the C library's help.
func rounded(_ value: Double) -> String {
  guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
  let hundredths = Int((value.magnitude * 100).rounded())
  let tail = hundredths % 100
  return (value < 0 && hundredths > 0 ? "-" : "") + "\(hundredths / 100).\(tail < 10 ? "0" : "")\(tail)"
}
