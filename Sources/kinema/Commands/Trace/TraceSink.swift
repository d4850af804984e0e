import FileOutput
import TraceFormat

/// Where a trace goes: a file, in the form that its name asks for, or standard output as JSON Lines.
struct TraceSink: ~Copyable {
  private var file: AtomicFile?
  private var encoder: TraceEncoder
  var isFile: Bool { file != nil }

  init(_ arguments: Arguments, header: TraceHeader) throws {
    let path = arguments.text("--output")
    encoder = TraceEncoder(header, form: path.map { TraceEncoder.form(ofPath: $0) } ?? .jsonLines)
    if let path { file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite")) }
    try write(encoder.start())
  }

  mutating func append(_ record: TraceFrame) throws { try write(encoder.append(record)) }

  consuming func finish() throws {
    try write(encoder.finish())
    if let file = file.take() { try file.commit() }
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    if bytes.isEmpty { return }
    if file != nil { try file?.write(bytes) } else { Console.output(bytes) }
  }
}

/// Text that a verb prints or, with `-o`, writes to a file.
struct TextSink: ~Copyable {
  private var file: AtomicFile?
  private var pending: [UInt8] = []

  init(_ arguments: Arguments) throws {
    if let path = arguments.text("--output") {
      file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite"))
    }
  }

  mutating func write(_ text: String) throws {
    pending += Array(text.utf8)
    if pending.count >= 1 << 16 { try flush() }
  }
  private mutating func flush() throws {
    if file != nil { try file?.write(pending) } else { Console.output(pending) }
    pending.removeAll(keepingCapacity: true)
  }
  consuming func finish() throws {
    try flush()
    if let file = file.take() { try file.commit() }
  }
}
