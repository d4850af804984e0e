import FileOutput
import LocatedJSON
import TraceAnalysis
import TraceFormat

/// `kinema trace VERB ...`: looks into traces, turns them into other forms, holds them against each other.
enum TraceCommand: Command {
  static let name = "trace"
  static let summary =
    "Looks into traces (info, events), writes them out (dump, convert), compares them (diff), draws them (plot)."
  static let usage = "info|dump|convert|events|diff|plot TRACE... [options]"
  static let options = [
    Option("--output", "-o", value: "FILE", help: "Where the result goes; plot: a PNG; .ktrace is the compact form."),
    CommonOption.overwrite, CommonOption.json,
    Option("--csv", help: "dump: a table instead of JSON Lines."),
    Option("--columns", value: "A,B", help: "dump --csv: columns; `kinema trace columns` lists them."),
    Option("--every", value: "N", help: "dump: only every Nth record (with --csv) or film frame."),
    Option("--bodies", value: "A,B", help: "dump, plot, events: only these bodies."),
    Option("--joints", value: "A,B", help: "plot: only these joints."),
    Option("--from", value: "S", help: "dump, plot, events: from this time on."),
    Option("--to", value: "S", help: "dump, plot, events: up to this time."),
    Option("--float32", help: "convert: round to single precision; for looking at only."),
    Option("--tolerance", value: "X", help: "diff: numbers no further apart count as equal (m, m/s, ...)."),
    Option("--quantity", value: "A,B", help: "plot: what to draw, a panel each (default speed)."),
    Option("--size", value: "WxH", help: "plot: size of the picture (default 1200x675)."),
    CommonOption.seed, CommonOption.help,
  ]

  private static let verbs: [(name: String, run: @Sendable (Arguments, [String]) throws -> Int32)] = [
    ("info", { try TraceInfo.run($0, $1) }), ("dump", { try TraceDump.run($0, $1) }),
    ("convert", { try TraceConvert.run($0, $1) }), ("events", { try TraceEvents.run($0, $1) }),
    ("diff", { try TraceDiff.run($0, $1) }), ("plot", { try TracePlotting.run($0, $1) }),
    ("columns", { try TraceInfo.columns($0, $1) }), ("fuzz", { try TraceFuzz.run($0, $1) }),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard let verb = arguments.positionals.first else {
      throw UsageError("expected info, dump, convert, events, diff or plot")
    }
    guard let found = verbs.first(where: { $0.name == verb }) else {
      throw UsageError("no verb '\(verb)'; \(nearestHint(verb, among: verbs.map(\.name)))")
    }
    return try found.run(arguments, Array(arguments.positionals.dropFirst()))
  }

  /// Exactly `count` files.
  static func files(_ files: [String], _ count: Int) throws(UsageError) {
    if files.count < count { throw UsageError(count == 1 ? "expected <trace>" : "expected two traces") }
    if files.count > count { throw UsageError("unexpected '\(files[count])'") }
  }

  /// "a,b" as a list; nil where the option is absent.
  static func names(_ arguments: Arguments, _ option: String) throws(UsageError) -> [String]? {
    guard let text = arguments.text(option) else { return nil }
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if names.contains("") { throw UsageError("\(option) expects names with commas between, found '\(text)'") }
    return names
  }

  /// The records that `--from` and `--to` leave.
  static func records(_ arguments: Arguments, _ header: TraceHeader) throws -> Range<Int> {
    let from = try arguments.number("--from", in: 0...1e9)
    let to = try arguments.number("--to", in: 0...1e9)
    if let from, let to, from > to { throw UsageError("--from \(from) lies behind --to \(to)") }
    return try header.records(from: from, to: to)
  }
}

extension TraceInput {
  /// Gives each record of a range in order.
  mutating func forEach(in range: Range<Int>, _ body: (TraceFrame) throws -> Void) throws {
    if range.lowerBound > 0 { try skip(toRecord: range.lowerBound) }
    while let record = try nextFrame() {
      try Interruption.check()
      if record.index >= range.upperBound { return }
      if record.index >= range.lowerBound { try body(record) }
    }
  }
}
