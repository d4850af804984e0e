import LocatedJSON
import TraceAnalysis
import TraceFormat

/// `kinema trace diff`: where two runs part, why, and whom it reached. Exit code 1 where they do.
enum TraceDiff {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 2)
    let tolerance = try arguments.number("--tolerance", in: 0...1e6)
    var first = try TraceInput(path: files[0])
    var second = try TraceInput(path: files[1])
    var comparer = TraceComparer(first.header, second.header, tolerance: tolerance)
    try comparer.compare(
      {
        try Interruption.check()
        return try first.nextFrame()
      }, { try second.nextFrame() })
    let report = ComparisonReport(comparer.result, first.header)
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      report.write(to: &writer)
      Console.output(writer.text)
    } else {
      Console.output(report.lines.map(Console.safe).joined(separator: "\n"))
    }
    return comparer.result.verdict == .different ? 1 : 0
  }
}
