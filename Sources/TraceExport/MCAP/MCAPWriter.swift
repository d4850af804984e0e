internal import CMediaShims

/// Writes an MCAP file (mcap.dev/spec, version 0) as a stream: messages go out in uncompressed chunks with checksums, and
/// a summary with an index ends the file.
struct MCAPWriter {
  private enum Operation: UInt8 {
    case header = 0x01, footer, schema, channel, message, chunk, messageIndex, chunkIndex
    case statistics = 0x0B
    case summaryOffset = 0x0E
    case dataEnd = 0x0F
  }
  private static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  /// A chunk is closed when it holds more than this.
  static let chunkSize = 1 << 20

  private struct ChunkEntry {
    var start: UInt64
    var end: UInt64
    var offset: Int
    var length: Int
    var indices: [(channel: UInt16, offset: Int)]
    var indexLength: Int
    var size: Int
  }

  /// What waits to be taken with `drain`.
  private var output: [UInt8] = []
  private var offset = 0
  private var checksum: UInt32 = 0
  private var schemas: [[UInt8]] = []
  private var channels: [[UInt8]] = []
  private var counts: [UInt64] = []
  private var chunk: [UInt8] = []
  private var pending: [[(time: UInt64, offset: Int)]] = []
  private var chunkTimes: ClosedRange<UInt64>?
  private var times: ClosedRange<UInt64>?
  private var chunks: [ChunkEntry] = []

  init(library: String) {
    emit(MCAPWriter.magic)
    emit(record(.header) { $0 += text("") + text(library) })
  }

  /// Bytes made since the last call.
  mutating func drain() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// Announces a schema; before the first message. Returns its number, from 1.
  mutating func addSchema(_ name: String, encoding: String, _ data: [UInt8]) -> UInt16 {
    let id = UInt16(schemas.count + 1)
    let made = record(.schema) { $0 += number(id) + text(name) + text(encoding) + number(UInt32(data.count)) + data }
    schemas.append(made)
    emit(made)
    return id
  }

  /// Announces a channel; before the first message. Returns its number, from 0.
  mutating func addChannel(_ topic: String, schema: UInt16, encoding: String) -> UInt16 {
    let id = UInt16(channels.count)
    let made = record(.channel) { $0 += number(id) + number(schema) + text(topic) + text(encoding) + number(UInt32(0)) }
    channels.append(made)
    counts.append(0)
    pending.append([])
    emit(made)
    return id
  }

  /// - Parameter time: nanoseconds since the start.
  mutating func add(_ data: [UInt8], channel: UInt16, time: UInt64) {
    let sequence = UInt32(truncatingIfNeeded: counts[Int(channel)])
    counts[Int(channel)] += 1
    pending[Int(channel)].append((time, chunk.count))
    chunk += record(.message) { $0 += number(channel) + number(sequence) + number(time) + number(time) + data }
    chunkTimes = widened(chunkTimes, by: time)
    times = widened(times, by: time)
    if chunk.count > MCAPWriter.chunkSize { closeChunk() }
  }

  /// Ends the file.
  mutating func finish() {
    closeChunk()
    // The checksum of the data section covers everything before this record.
    let sum = checksum
    emit(record(.dataEnd) { $0 += number(sum) })
    let start = offset
    var summary: [UInt8] = []
    var groups: [(Operation, Int, Int)] = []
    func group(_ operation: Operation, _ records: [[UInt8]]) {
      guard !records.isEmpty else { return }
      let from = start + summary.count
      for r in records { summary += r }
      groups.append((operation, from, start + summary.count - from))
    }
    group(.schema, schemas)
    group(.channel, channels)
    group(.statistics, [statistics()])
    group(.chunkIndex, chunks.map(index))
    let offsets = start + summary.count
    for (operation, from, length) in groups {
      summary += record(.summaryOffset) { $0 += [operation.rawValue] + number(UInt64(from)) + number(UInt64(length)) }
    }
    var footer: [UInt8] = [Operation.footer.rawValue] + number(UInt64(20))
    footer += number(UInt64(start)) + number(UInt64(offsets))
    let sealed = MCAPWriter.crc(MCAPWriter.crc(0, summary), footer)
    emit(summary + footer + number(sealed) + MCAPWriter.magic)
  }

  // MARK: Parts

  private mutating func closeChunk() {
    guard let span = chunkTimes else { return }
    let at = offset
    let body = chunk
    let made = record(.chunk) {
      $0 += number(span.lowerBound) + number(span.upperBound) + number(UInt64(body.count))
      $0 += number(MCAPWriter.crc(0, body)) + text("") + number(UInt64(body.count)) + body
    }
    emit(made)
    var entry = ChunkEntry(
      start: span.lowerBound, end: span.upperBound, offset: at, length: made.count, indices: [], indexLength: 0,
      size: body.count)
    for channel in pending.indices where !pending[channel].isEmpty {
      entry.indices.append((UInt16(channel), offset))
      let entries = pending[channel]
      let index = record(.messageIndex) {
        $0 += number(UInt16(channel)) + number(UInt32(entries.count * 16))
        for e in entries { $0 += number(e.time) + number(UInt64(e.offset)) }
      }
      emit(index)
      entry.indexLength += index.count
      pending[channel].removeAll(keepingCapacity: true)
    }
    chunks.append(entry)
    chunk.removeAll(keepingCapacity: true)
    chunkTimes = nil
  }

  private func index(_ c: ChunkEntry) -> [UInt8] {
    record(.chunkIndex) {
      $0 += number(c.start) + number(c.end) + number(UInt64(c.offset)) + number(UInt64(c.length))
      $0 += number(UInt32(c.indices.count * 10))
      for i in c.indices { $0 += number(i.channel) + number(UInt64(i.offset)) }
      $0 += number(UInt64(c.indexLength)) + text("") + number(UInt64(c.size)) + number(UInt64(c.size))
    }
  }

  private func statistics() -> [UInt8] {
    record(.statistics) {
      $0 += number(counts.reduce(0, +)) + number(UInt16(schemas.count)) + number(UInt32(channels.count))
      $0 += number(UInt32(0)) + number(UInt32(0)) + number(UInt32(chunks.count))
      $0 += number(times?.lowerBound ?? 0) + number(times?.upperBound ?? 0) + number(UInt32(counts.count * 10))
      for (channel, count) in counts.enumerated() { $0 += number(UInt16(channel)) + number(count) }
    }
  }

  private func record(_ operation: Operation, _ body: (inout [UInt8]) -> Void) -> [UInt8] {
    var content: [UInt8] = []
    body(&content)
    return [operation.rawValue] + number(UInt64(content.count)) + content
  }

  private mutating func emit(_ bytes: [UInt8]) {
    checksum = MCAPWriter.crc(checksum, bytes)
    offset += bytes.count
    output += bytes
  }

  private func widened(_ range: ClosedRange<UInt64>?, by t: UInt64) -> ClosedRange<UInt64> {
    guard let range else { return t...t }
    return Swift.min(range.lowerBound, t)...Swift.max(range.upperBound, t)
  }

  private func number(_ v: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: v.littleEndian) { Array($0) } }
  private func text(_ s: String) -> [UInt8] { number(UInt32(s.utf8.count)) + Array(s.utf8) }

  /// CRC-32 as in zlib, continued from `start`.
  private static func crc(_ start: UInt32, _ bytes: [UInt8]) -> UInt32 { media_crc32(start, bytes, bytes.count) }
}
