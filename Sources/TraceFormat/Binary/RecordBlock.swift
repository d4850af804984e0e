/// The payload of a block of records: first record, count, sizes of the symbols raw and stored, symbols, residual bits.
enum RecordBlock {
  static let fixedSize = 20
  static let maximumRecords = 128
  /// A block is closed once it holds about this many numbers.
  static let fullAt = 1 << 17

  static func encode(_ records: [TraceFrame], _ layout: BlockLayout) -> [UInt8] {
    var copy = records
    var writer = ValueWriter(precision: layout.header.precision)
    do { try layout.code(&copy, &writer) } catch {
      preconditionFailure("writing a block cannot fail: \(error.message)")
    }
    let bits = writer.residuals.finish()
    let stored = Deflate.pack(writer.symbols, beside: bits.count)
    var out: [UInt8] = []
    out.append(little: UInt64(records[0].index))
    out.append(little: UInt32(records.count))
    out.append(little: UInt32(writer.symbols.count))
    out.append(little: UInt32(stored.count))
    return out + stored + bits
  }

  /// Decodes a payload whose checksum was right; nothing in it is trusted all the same.
  static func decode(_ payload: [UInt8], expecting first: Int, _ layout: BlockLayout) throws(MalformedBlock)
    -> [TraceFrame]
  {
    let range = try range(payload)
    if range.lowerBound != first { throw MalformedBlock("expected record \(first), found \(range.lowerBound)") }
    guard range.upperBound <= layout.header.recordCount else {
      throw MalformedBlock("expected \(layout.header.recordCount) records in all, found number \(range.upperBound - 1)")
    }
    guard let raw = payload.little(UInt32.self, at: 12), let stored = payload.little(UInt32.self, at: 16),
      Int(stored) <= payload.count - fixedSize
    else { throw MalformedBlock("expected the symbols within the block") }
    guard Int(raw) <= Deflate.limit(stored: payload.count) else {
      throw MalformedBlock("expected at most \(Deflate.limit(stored: payload.count)) bytes of symbols, found \(raw)")
    }
    let bitsStart = fixedSize + Int(stored)
    guard let symbols = Deflate.unpack(Array(payload[fixedSize..<bitsStart]), count: Int(raw)) else {
      throw MalformedBlock("expected deflated symbols that give \(raw) bytes")
    }
    let (least, overflow) = range.count.multipliedReportingOverflow(by: layout.symbolsPerRecord)
    guard !overflow && least <= symbols.count else {
      throw MalformedBlock("expected symbols for \(range.count) records, found \(symbols.count)")
    }
    var records = layout.blank(first: first, count: range.count)
    var reader = ValueReader(
      symbols: symbols, residuals: BitReader(payload, in: bitsStart..<payload.count), precision: layout.header.precision
    )
    try layout.code(&records, &reader)
    guard reader.isAtEnd else { throw MalformedBlock("expected the end of the block after its last record") }
    return records
  }

  /// Which records a payload (or the start of one) says that it holds.
  static func range(_ payload: [UInt8]) throws(MalformedBlock) -> Range<Int> {
    guard let first = payload.little(UInt64.self, at: 0), let count = payload.little(UInt32.self, at: 8) else {
      throw MalformedBlock("expected at least \(fixedSize) bytes")
    }
    guard count > 0 && first <= 1 << 60 else { throw MalformedBlock("expected records, found \(count) from \(first)") }
    return Int(first)..<Int(first) + Int(count)
  }
}
