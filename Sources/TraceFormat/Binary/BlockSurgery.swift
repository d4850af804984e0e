/// Damage that checksums do not give away: how tests reach the checks behind them.
package enum BlockSurgery {
  /// The file with the checksum of every block that still has its place made right.
  package static func resealed(_ file: [UInt8]) -> [UInt8] {
    var out = file
    var at = BlockFraming.preambleSize
    while let length = out.little(UInt32.self, at: at + 4), at + BlockFraming.headerSize + Int(length) <= out.count {
      let end = at + BlockFraming.headerSize + Int(length)
      let sum = BlockFraming.checksum(Array(out[at..<at + 8]), Array(out[at + BlockFraming.headerSize..<end]))
      for k in 0..<4 { out[at + 8 + k] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * k)) }
      at = end
    }
    return out
  }

  /// The file with the inflated symbols and residual bits of its `number`th block of records changed, and everything
  /// around them put right; nil where there is no such block.
  package static func operated(
    _ file: [UInt8], block number: Int, _ change: (_ symbols: inout [UInt8], _ bits: inout [UInt8]) -> Void
  ) -> [UInt8]? {
    var at = BlockFraming.preambleSize
    var seen = 0
    while let length = file.little(UInt32.self, at: at + 4), at + BlockFraming.headerSize + Int(length) <= file.count {
      let start = at + BlockFraming.headerSize
      let end = start + Int(length)
      defer { at = end }
      guard file[at..<at + 4].elementsEqual(BlockFraming.Tag.records.rawValue.utf8) else { continue }
      guard seen == number else {
        seen += 1
        continue
      }
      let payload = Array(file[start..<end])
      guard let raw = payload.little(UInt32.self, at: 12), let stored = payload.little(UInt32.self, at: 16),
        RecordBlock.fixedSize + Int(stored) <= payload.count,
        var symbols = Deflate.unpack(
          Array(payload[RecordBlock.fixedSize..<RecordBlock.fixedSize + Int(stored)]), count: Int(raw))
      else { return nil }
      var bits = Array(payload[(RecordBlock.fixedSize + Int(stored))...])
      change(&symbols, &bits)
      let packed = Deflate.pack(symbols, beside: bits.count)
      var made = Array(payload[..<12])
      made.append(little: UInt32(symbols.count))
      made.append(little: UInt32(packed.count))
      return Array(file[..<at]) + BlockFraming.block(.records, made + packed + bits) + file[end...]
    }
    return nil
  }
}
