import Foundation
import LocatedJSON
import Parallelism
import Pipeline
import Simulation

/// The command line: `kinema VERB ...`.
@main
enum Kinema {
  static var commands: [any Command.Type] {
    [
      GenerateCommand.self, PlanCommand.self, ExplainCommand.self, SimulateCommand.self, TraceCommand.self,
      RegressCommand.self, RenderCommand.self, RefineCommand.self, EncodeCommand.self, TrainCommand.self,
      BenchCommand.self, CheckCommand.self, AssetsCommand.self, PlacesCommand.self,
      MaterialsCommand.self,
    ]
  }

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    Interruption.install()
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  static func run(_ words: [String]) -> Int32 {
    guard let verb = words.first, verb != "--help", verb != "-h", verb != "help" else {
      print(help)
      return words.isEmpty ? 2 : 0
    }
    if verb == "--version" {
      print(EngineVersion.text)
      return 0
    }
    guard let command = commands.first(where: { $0.name == verb }) else {
      return fail(UsageError("no command '\(verb)'; \(nearestHint(verb, among: commands.map { $0.name }))"))
    }
    let rest = Array(words.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      print(command.help)
      return 0
    }
    do {
      let arguments = try Arguments(rest, options: command.options)
      try FilmOptions.threads(arguments)
      try LookOptions.kernels(arguments)
      try LibraryOptions.read(arguments)
      return try command.run(arguments)
    } catch let error as UsageError {
      return fail(UsageError("\(command.name): \(error); see `kinema \(command.name) --help`"))
    } catch {
      return fail(error)
    }
  }

  /// One clear line on standard error, and the documented exit code.
  private static func fail(_ error: any Error) -> Int32 {
    Console.error("kinema: \(Console.safe("\(error)"))")
    return ExitCode.of(error)
  }

  private static var help: String {
    let width = commands.map { $0.name.count }.max() ?? 0
    let rows = commands.map { command -> String in
      let gap = String(repeating: " ", count: width - command.name.count + 2)
      return "  \(command.name)\(gap)\(command.summary)"
    }
    return """
      \(EngineVersion.text): a sentence becomes a film clip whose motion is physically right.

      usage: kinema COMMAND [options]      kinema COMMAND --help

      \(rows.joined(separator: "\n"))

      Exit codes: 0 ok, 1 difference found, 2 usage, 3 refused by policy, 4 refused by limits, 65 bad data,
      66 no input, 70 internal, 73 cannot create, 74 input/output, 130 and 143 interrupted.
      """
  }
}
