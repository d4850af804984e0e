import FileOutput
import LocatedJSON

/// Reads a compact trace: in order from any source, by record where the source has a size.
///
/// Memory follows one block. Nothing that the file declares is trusted: lengths are held against what is there before
/// anything is allocated, checksums and contents are checked, and errors say at which byte and what was expected. A file
/// without its index (one cut short, or a stream) is read all the same; one that ends before its last record is an error,
/// after the records that it has.
public struct BinaryTraceReader {
  public let header: TraceHeader
  private let source: any ByteSource
  private let layout: BlockLayout
  /// Where the next block begins.
  private var offset: Int
  private var block = 1
  private var loaded: [TraceFrame] = []
  private var position = 0
  private var next = 0
  private let firstBlock: Int
  private var index: TraceIndex?
  private var hasEnded = false

  public init(_ source: any ByteSource) throws {
    self.source = source
    func error(_ offset: Int, _ place: String, _ message: String) -> TraceError {
      TraceError(file: source.name, offset: offset, place: place, message: message)
    }
    let preamble = try source.bytes(at: 0, count: BlockFraming.preambleSize)
    guard preamble.starts(with: BlockFraming.magic), let version = preamble.little(UInt32.self, at: 8) else {
      throw error(0, "magic", "expected the first bytes of a binary trace")
    }
    guard version == TraceHeader.formatVersion else {
      throw error(
        8, "version",
        "this trace has format version \(version); this program reads version \(TraceHeader.formatVersion)")
    }
    offset = BlockFraming.preambleSize
    let read = try BlockFile(source).block(at: offset, number: 0)
    guard let read, read.tag == .header else { throw error(offset, "block 0", "expected the header block 'HEAD'") }
    guard let count = read.payload.little(UInt32.self, at: 0), Int(count) <= Deflate.limit(stored: read.payload.count),
      let text = Deflate.unpack(Array(read.payload[4...]), count: Int(count))
    else { throw error(offset, "block 0 'HEAD'", "expected a deflated header of the size that it declares") }
    do throws(JSONError) {
      var lines = [text].makeIterator()
      header = try TraceReader(file: source.name, nextLine: { lines.next() }).header
    } catch let wrong {
      throw error(offset, "block 0 'HEAD'", "column \(wrong.location.column): \(wrong.message)")
    }
    layout = BlockLayout(header)
    offset = read.end
    firstBlock = offset
  }

  /// The next record; nil after the last that the header announces.
  public mutating func nextFrame() throws -> TraceFrame? {
    while position >= loaded.count {
      guard try loadBlock() else { return nil }
    }
    defer { position += 1 }
    return loaded[position]
  }

  /// Makes `record` the next one. A stream only goes forward.
  public mutating func seek(toRecord record: Int) throws {
    precondition(record >= 0 && record <= header.recordCount, "record \(record) of \(header.recordCount)")
    let target = min(record, max(0, header.recordCount - 1))
    if source.size != nil {
      if index == nil { index = try readIndex() }
      if let entry = index?.entry(of: target) {
        let isInBlock = loaded.first.map { $0.index <= target } == true && next > target
        if !isInBlock {
          offset = entry.offset
          next = entry.firstRecord
          loaded = []
          hasEnded = false
          position = 0
        }
      }
    }
    while true {
      if let first = loaded.first, record >= first.index,
        record < next || record == header.recordCount && record == next
      {
        position = record - first.index
        return
      }
      precondition(source.size != nil || next <= record, "a stream at record \(next) cannot go back to \(record)")
      guard try loadBlock() else {
        position = loaded.count
        return
      }
    }
  }

  // MARK: Blocks

  private func error(_ message: String, tag: String = "") -> TraceError {
    let place = index == nil ? "block \(block)\(tag)" : "block\(tag)"
    return TraceError(file: source.name, offset: offset, place: place, message: message)
  }

  /// False after the last record.
  private mutating func loadBlock() throws -> Bool {
    if hasEnded { return false }
    let read = try BlockFile(source).block(at: offset, number: block)
    if next == header.recordCount {
      if let read { try checkEnd(read) }
      hasEnded = true
      return false
    }
    guard let read, read.tag != .index else {
      throw error("expected \(header.recordCount) records, found the end of the file after \(next)")
    }
    guard read.tag == .records else { throw error("expected a block of records, found '\(read.tag.rawValue)'") }
    do throws(MalformedBlock) {
      loaded = try RecordBlock.decode(read.payload, expecting: next, layout)
    } catch let wrong {
      throw error(wrong.message, tag: " 'RECS'")
    }
    position = 0
    next += loaded.count
    offset = read.end
    block += 1
    return true
  }

  /// Behind the records there is an index, a footer and nothing else.
  private func checkEnd(_ read: BlockFile.Block) throws {
    guard read.tag == .index else {
      throw error("expected the end of the records after \(next)", tag: " '\(read.tag.rawValue)'")
    }
    guard TraceIndex(payload: read.payload) != nil else {
      throw error("expected records and offsets that rise from record 0", tag: " 'INDX'")
    }
    let tail = try source.bytes(at: read.end, count: BlockFraming.footerSize + 1)
    guard tail == BlockFraming.footer(indexOffset: offset) else {
      throw TraceError(
        file: source.name, offset: read.end, place: "footer", message: "expected the footer and the end of the file")
    }
  }

  /// The index from the file's end; where that is damaged or missing, from the headers of the blocks.
  private func readIndex() throws -> TraceIndex {
    if let size = source.size, size >= firstBlock + BlockFraming.footerSize {
      let footer = try source.bytes(at: size - BlockFraming.footerSize, count: BlockFraming.footerSize)
      if let at = footer.little(UInt64.self, at: 0), at >= firstBlock, at < size,
        footer == BlockFraming.footer(indexOffset: Int(at)),
        let read = try? BlockFile(source).block(at: Int(at), number: 0), read.tag == .index,
        let index = TraceIndex(payload: read.payload), index.entries.first?.offset == firstBlock
      {
        return index
      }
    }
    return try scannedIndex()
  }

  private func scannedIndex() throws -> TraceIndex {
    var index = TraceIndex()
    var at = firstBlock
    var next = 0
    while true {
      let head = try source.bytes(at: at, count: BlockFraming.headerSize + RecordBlock.fixedSize)
      guard let length = head.little(UInt32.self, at: 4), head.starts(with: BlockFraming.Tag.records.rawValue.utf8),
        let range = try? RecordBlock.range(Array(head.dropFirst(BlockFraming.headerSize))), range.lowerBound == next
      else { return index }
      next = range.upperBound
      index.entries.append(TraceIndex.Entry(firstRecord: range.lowerBound, offset: at))
      at += BlockFraming.headerSize + Int(length)
    }
  }
}

/// Reads framed blocks and checks their sums.
struct BlockFile {
  struct Block {
    var tag: BlockFraming.Tag
    var payload: [UInt8]
    /// Offset of what follows.
    var end: Int
  }
  private let source: any ByteSource
  init(_ source: any ByteSource) { self.source = source }

  /// The block at `offset`; nil at the end of the file.
  func block(at offset: Int, number: Int) throws -> Block? {
    func error(_ message: String) -> TraceError {
      TraceError(file: source.name, offset: offset, place: "block \(number)", message: message)
    }
    let head = try source.bytes(at: offset, count: BlockFraming.headerSize)
    if head.isEmpty { return nil }
    guard let length = head.little(UInt32.self, at: 4), let sum = head.little(UInt32.self, at: 8) else {
      throw error("expected a block's \(BlockFraming.headerSize) bytes of header, found \(head.count)")
    }
    guard let name = String(validating: head[..<4], as: UTF8.self), let tag = BlockFraming.Tag(rawValue: name) else {
      throw error("expected 'HEAD', 'RECS' or 'INDX', found bytes \(head[..<4].map { String($0, radix: 16) })")
    }
    if let size = source.size {
      let left = size - offset - BlockFraming.headerSize
      guard Int(length) <= left else { throw error("expected \(length) bytes in '\(tag.rawValue)', found \(left)") }
    }
    let payload = try source.bytes(at: offset + BlockFraming.headerSize, count: Int(length))
    guard payload.count == Int(length) else {
      throw error("expected \(length) bytes in '\(tag.rawValue)', found \(payload.count)")
    }
    guard BlockFraming.checksum(head, payload) == sum else {
      throw error("expected the checksum of '\(tag.rawValue)' to be right: the block is damaged")
    }
    return Block(tag: tag, payload: payload, end: offset + BlockFraming.headerSize + payload.count)
  }
}
