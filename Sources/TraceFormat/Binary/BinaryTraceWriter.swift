/// Writes a trace in its compact form as a stream: each call gives the bytes that come next, often none.
///
///     var writer = BinaryTraceWriter(header)
///     var bytes = writer.start()
///     for record in records { bytes += writer.append(record) }
///     bytes += writer.finish()
///
/// The same trace always has the same bytes with the same zlib. Memory: one block of records, and 16 bytes for each block.
public struct BinaryTraceWriter {
  private let header: TraceHeader
  private let layout: BlockLayout
  private var pending: [TraceFrame] = []
  private var pendingNumbers = 0
  private var next = 0
  private var offset = 0
  private var index = TraceIndex()

  /// With a header of single precision the records are rounded as they come.
  public init(_ header: TraceHeader) {
    self.header = header
    layout = BlockLayout(header)
  }

  public mutating func start() -> [UInt8] {
    let text = Array(TraceWriter.line(header).utf8)
    var payload: [UInt8] = []
    payload.append(little: UInt32(text.count))
    payload += Deflate.pack(text, beside: 0)
    return counted(BlockFraming.preamble() + BlockFraming.block(.header, payload))
  }

  public mutating func append(_ record: TraceFrame) -> [UInt8] {
    precondition(record.index == next, "record \(record.index) after \(next) records")
    let record = record.rounded(to: header.precision)
    precondition(
      record.stepHashes.count == header.stepHashCount(ofRecord: record.index),
      "\(record.stepHashes.count) hashes in record \(record.index) of \(header.stepsPerRecord) steps")
    next += 1
    pending.append(record)
    pendingNumbers += layout.symbolsPerRecord + 13 * record.contacts.count
    return pending.count >= RecordBlock.maximumRecords || pendingNumbers >= RecordBlock.fullAt ? flush() : []
  }

  /// The last records, the index and the footer.
  public mutating func finish() -> [UInt8] {
    var out = flush()
    let at = offset
    out += counted(BlockFraming.block(.index, index.payload))
    return out + BlockFraming.footer(indexOffset: at)
  }

  private mutating func flush() -> [UInt8] {
    guard let first = pending.first else { return [] }
    index.entries.append(TraceIndex.Entry(firstRecord: first.index, offset: offset))
    let bytes = counted(BlockFraming.block(.records, RecordBlock.encode(pending, layout)))
    pending.removeAll(keepingCapacity: true)
    pendingNumbers = 0
    return bytes
  }

  private mutating func counted(_ bytes: [UInt8]) -> [UInt8] {
    offset += bytes.count
    return bytes
  }
}

/// Where each block of records begins.
struct TraceIndex: Equatable {
  struct Entry: Equatable {
    var firstRecord: Int
    /// Of the block's tag in the file.
    var offset: Int
  }
  var entries: [Entry] = []

  var payload: [UInt8] {
    var out: [UInt8] = []
    for e in entries {
      out.append(little: UInt64(e.firstRecord))
      out.append(little: UInt64(e.offset))
    }
    return out
  }

  init() {}

  /// nil unless the entries rise from record 0.
  init?(payload: [UInt8]) {
    guard payload.count % 16 == 0 else { return nil }
    for at in stride(from: 0, to: payload.count, by: 16) {
      guard let first = payload.little(UInt64.self, at: at), let offset = payload.little(UInt64.self, at: at + 8),
        first <= 1 << 60, offset <= 1 << 60
      else { return nil }
      let entry = Entry(firstRecord: Int(first), offset: Int(offset))
      if let last = entries.last {
        guard entry.firstRecord > last.firstRecord && entry.offset > last.offset else { return nil }
      } else if entry.firstRecord != 0 {
        return nil
      }
      entries.append(entry)
    }
  }

  /// The last block that begins at or before a record.
  func entry(of record: Int) -> Entry? { entries.last { $0.firstRecord <= record } }
}
