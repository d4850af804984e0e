import AssetLibrary
import LocatedJSON
import SceneDescription

/// Lists the things of the library, and draws them side by side.
enum AssetsCommand: Command {
  static let name = "assets"
  static let summary = "Lists the things that prompts and scenes may name; draws a sheet of them; checks them."
  static let usage = "[NAME...] [--json | --sheet FILE.png | --check]"
  static let options =
    [
      Option(
        "--check",
        help: "Build three variants of each, drop them and move their joints; exit 1 where one falls short."),
      Option("--variant", value: "N", help: "Which variant (default 0, the typical one)."),
    ] + AssetSheet.options + [
      CommonOption.library, CommonOption.json, CommonOption.threads, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let library = try Library.standard()
    let chosen = try chosen(arguments, library)
    if arguments.has("--check") { return try AssetCheck.run(chosen, library) }
    let variant = try arguments.seed("--variant") ?? 0
    if let path = arguments.text("--sheet") {
      let sheet = try AssetSheet(chosen, library, arguments)
      for problem in sheet.problems { Console.error("left out: \(problem)") }
      try sheet.draw(to: path, overwrite: arguments.has("--overwrite"))
      return sheet.problems.first.map(ExitCode.of) ?? 0
    }
    var rows: [AssetFacts] = []
    var code: Int32 = 0
    for entry in chosen {
      do { rows.append(try AssetFacts(entry, library, variant: variant)) } catch {
        // One bad file does not hide the others.
        Console.error("kinema: \(Console.safe("\(error)"))")
        code = ExitCode.of(error)
      }
    }
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      rows.write(to: &writer)
      Console.output(writer.text)
    } else {
      Console.output(AssetFacts.table(rows))
    }
    return code
  }

  /// The named assets, or all.
  static func chosen(_ arguments: Arguments, _ library: Library) throws -> [AssetEntry] {
    if arguments.positionals.isEmpty {
      if library.entries.isEmpty {
        throw LibraryError.noLibrary(wanted: "assets", tried: library.path.places(of: "assets"))
      }
      return library.entries
    }
    return try arguments.positionals.map { try library.entry(named: $0) }
  }
}
