import Direction
import LocatedJSON
import Pipeline
import PromptParsing

/// What every word of a prompt became.
enum ExplainCommand: Command {
  static let name = "explain"
  static let summary = "Accounts for every word of a prompt, and for what the staging made of it."
  static let usage = "\"PROMPT\" [--json] [options]"
  static let options =
    CommonOption.film + [
      CommonOption.json, CommonOption.strict, CommonOption.threads, CommonOption.library, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("prompt")
    let settings = try FilmOptions.settings(arguments)
    let parser = PromptParser(strict: arguments.has("--strict"))
    let (storyboard, problem) = parser.analyse(arguments.positionals[0])
    if let problem {
      // The account of the words is what is asked for, above all where a prompt cannot be filmed.
      if !storyboard.tokens.isEmpty && !arguments.has("--json") {
        Console.output(parser.explanation(of: storyboard))
      }
      throw problem
    }
    let plan = try Pipeline.plan(storyboard, settings)
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      writer.object { w in
        w.key("storyboard")
        plan.storyboard.write(to: &w)
        w.key("staging")
        w.array(breaks: true) { w in
          for shot in plan.shots {
            w.element()
            shot.report.lines.write(to: &w)
          }
        }
      }
      Console.output(writer.text)
      return 0
    }
    Console.output(parser.explanation(of: plan.storyboard))
    for (index, shot) in plan.shots.enumerated() {
      Console.output("\nShot \(index + 1)")
      for line in shot.report.lines { Console.output("  " + line) }
    }
    return 0
  }
}
