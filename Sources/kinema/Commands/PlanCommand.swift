import Direction
import FileOutput
import Pipeline
import PromptParsing

/// Prompt to scene files.
enum PlanCommand: Command {
  static let name = "plan"
  static let summary = "Turns a prompt (or a storyboard file) into scene files, one for each shot."
  static let usage = "\"PROMPT\"|STORYBOARD.json [-o SCENE.json] [options]"
  static let options =
    CommonOption.film + [
      Option("--output", "-o", value: "FILE", help: "Where the scene goes (default: standard output)."),
      Option("--storyboard", value: "FILE", help: "Also write what the prompt was understood to say."),
      CommonOption.overwrite, CommonOption.strict, CommonOption.threads, CommonOption.library, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("prompt")
    let plan = try Inputs.planned(arguments.positionals[0], arguments)
    let overwrite = arguments.has("--overwrite")
    if let path = arguments.text("--storyboard") {
      try writeAtomically(Array(plan.storyboard.encoded().utf8), to: path, overwrite: overwrite)
    }
    guard let path = arguments.text("--output") else {
      for shot in plan.shots { Console.output(shot.scene.encoded()) }
      return 0
    }
    for (index, shot) in plan.shots.enumerated() {
      let name = plan.shots.count == 1 ? path : numbered(path, index + 1)
      try writeAtomically(Array(shot.scene.encoded().utf8), to: name, overwrite: overwrite)
      Console.error("Wrote \(Console.safe(name))")
    }
    return 0
  }

  /// scene.json -> scene-2.json
  private static func numbered(_ path: String, _ number: Int) -> String {
    path.hasSuffix(".json") ? "\(path.dropLast(5))-\(number).json" : "\(path)-\(number)"
  }
}
