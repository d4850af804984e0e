/// Why scenarios cannot be run, reviewed or accepted.
public enum RegressionError: Error, Equatable, CustomStringConvertible {
  case noScenarios(folder: String)
  case noScenario(String, hint: String)
  case tooLarge(scenario: String, bytes: Int)
  /// What happens now breaks a law or an expectation, so that it cannot become a golden.
  case wrongWorld(scenario: String, lines: [String])
  /// Goldens are not written where nobody can look at them.
  case refusedInCI(scenario: String)
  /// A golden whose scenario is not there.
  case obsolete(golden: String, scenario: String, hint: String)

  public var description: String {
    switch self {
    case .noScenarios(let folder): "no scenario (*.json) in \(folder)"
    case .noScenario(let name, let hint): "no scenario '\(name)'; \(hint)"
    case .tooLarge(let name, let bytes):
      "scenario '\(name)': its golden would have \(bytes) bytes, at most \(Golden.largestFile); make it shorter or smaller"
    case .wrongWorld(let name, let lines):
      "scenario '\(name)' cannot be accepted: " + lines.joined(separator: "; ")
    case .refusedInCI(let name):
      "scenario '\(name)': goldens are not accepted where CI is set; accept it at a desk and commit the file"
    case .obsolete(let golden, let name, let hint):
      "\(golden): a golden of '\(name)', which is no scenario; \(hint); `kinema regress accept --prune` removes it"
    }
  }

  public var exitCode: Int32 {
    switch self {
    case .noScenarios: 66
    case .noScenario, .refusedInCI: 2
    case .tooLarge: 4
    case .wrongWorld: 1
    case .obsolete: 65
    }
  }
}
