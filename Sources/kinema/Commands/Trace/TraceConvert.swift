import TraceFormat

/// `kinema trace convert`: the same trace in the other form, or in single precision.
enum TraceConvert {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    guard arguments.text("--output") != nil else { throw UsageError("expected -o FILE.ktrace or -o FILE.jsonl") }
    var input = try TraceInput(path: files[0])
    var header = input.header
    if arguments.has("--float32") { header.precision = .single }
    var sink = try TraceSink(arguments, header: header)
    while let record = try input.nextFrame() {
      try Interruption.check()
      try sink.append(record)
    }
    try sink.finish()
    return 0
  }
}
