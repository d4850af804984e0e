import FileOutput
import TraceAnalysis
import TraceExport
import TraceFormat

/// `kinema trace view`: one HTML page that shows the trace and, with `--against`, a second one as ghosts.
enum TraceView {
  /// Beyond so many records a page shows each second, third, ... one unless `--every` says otherwise.
  static let mostRecords = 4000

  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    let path = arguments.text("--output") ?? files[0] + ".html"
    var input = try TraceInput(path: files[0])
    let needed = Swift.max(1, (input.header.recordCount + mostRecords - 1) / mostRecords)
    let every = try arguments.integer("--every", in: 1...1_000_000) ?? needed
    var page = ViewerPage(input.header)
    while let record = try input.nextFrame() {
      try Interruption.check()
      if record.index % every == 0 { page.add(record) } else { page.addEvents(of: record) }
    }
    if let other = arguments.text("--against") { try compare(&page, files[0], other, every) }
    try writeAtomically(page.html(), to: path, overwrite: arguments.has("--overwrite"))
    Console.error("open \(path) in a browser" + (every > 1 ? " (each \(every)th record)" : ""))
    return 0
  }

  private static func compare(_ page: inout ViewerPage, _ path: String, _ other: String, _ every: Int) throws {
    var first = try TraceInput(path: path)
    var second = try TraceInput(path: other)
    let header = first.header
    var comparer = TraceComparer(header, second.header, tolerance: nil)
    if let obstacle = comparer.result.obstacle {
      throw UsageError("the traces cannot be shown over each other: \(obstacle)")
    }
    var ghosts = page
    try comparer.compare(
      { try first.nextFrame() },
      {
        let record = try second.nextFrame()
        if let record, record.index % every == 0 { ghosts.addGhost(record, title: other) }
        return record
      })
    page = ghosts
    if let step = comparer.result.firstStep {
      let body = comparer.result.infections.first?.body
      let who = body.map { header.bodies[$0].name } ?? "the whole"
      page.divergence = ViewerPage.Divergence(time: header.time(ofStep: step), body: body, text: "step \(step), \(who)")
    }
  }
}
