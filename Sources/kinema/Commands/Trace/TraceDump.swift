import TraceAnalysis
import TraceFormat

/// `kinema trace dump`: records as JSON Lines or as a table.
enum TraceDump {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    let every = try arguments.integer("--every", in: 1...1_000_000_000) ?? 1
    let bodies = try TraceCommand.names(arguments, "--bodies")
    if arguments.has("--columns") && !arguments.has("--csv") { throw UsageError("--columns needs --csv") }
    var input = try TraceInput(path: files[0])
    let range = try TraceCommand.records(arguments, input.header)
    if arguments.has("--csv") {
      let columns = try TraceCommand.names(arguments, "--columns") ?? TraceTable.defaultColumns
      let table = try TraceTable(input.header, columns: columns, bodies: bodies)
      var sink = try TextSink(arguments)
      try sink.write(table.heading)
      try input.forEach(in: range) { record in
        if (record.index - range.lowerBound) % every == 0 { try sink.write(table.rows(record)) }
      }
      try sink.finish()
      return 0
    }
    let excerpt = try bodies.map { try TraceExcerpt(input.header, bodies: $0) }
    var sink = try TextSink(arguments)
    // A part of the records is no trace, and a header before it would say that it is.
    if range.count == input.header.recordCount && every == 1 {
      try sink.write(TraceWriter.line(excerpt?.header ?? input.header))
    }
    try input.forEach(in: range) { record in
      guard (record.index - range.lowerBound) % every == 0 else { return }
      try sink.write(TraceWriter.line(excerpt?.record(record) ?? record))
    }
    try sink.finish()
    return 0
  }
}
