/// Writes a trace in either form as a stream: each call gives the bytes that come next.
public struct TraceEncoder {
  private var binary: BinaryTraceWriter?
  private let header: TraceHeader

  public init(_ header: TraceHeader, form: TraceInput.Form) {
    self.header = header
    if form == .binary { binary = BinaryTraceWriter(header) }
  }

  /// The form that a file's name asks for: binary for `.ktrace`, JSON Lines for all else.
  public static func form(ofPath path: String) -> TraceInput.Form { path.hasSuffix(".ktrace") ? .binary : .jsonLines }

  public mutating func start() -> [UInt8] {
    binary?.start() ?? Array(TraceWriter.line(header).utf8)
  }
  public mutating func append(_ record: TraceFrame) -> [UInt8] {
    binary?.append(record) ?? Array(TraceWriter.line(record.rounded(to: header.precision)).utf8)
  }
  public mutating func finish() -> [UInt8] { binary?.finish() ?? [] }
}
