internal import CZlib

/// The parts of a binary trace: magic and version, then blocks, then the footer that says where the index lies.
///
/// All numbers are little-endian. docs/trace-format.md has every byte.
enum BlockFraming {
  /// Not text, and spoilt by any change of line ends (after PNG's signature).
  static let magic: [UInt8] = [0x89, 0x4B, 0x54, 0x52, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Magic and version.
  static let preambleSize = 12
  /// Tag, length of the payload, CRC-32 of tag, length and payload.
  static let headerSize = 12
  /// Offset of the index block, CRC-32 of that number, closing magic.
  static let footerSize = 20
  static let closing: [UInt8] = Array("KTRACEND".utf8)

  enum Tag: String {
    case header = "HEAD"
    case records = "RECS"
    case index = "INDX"
  }

  static func preamble() -> [UInt8] {
    var out = magic
    out.append(little: UInt32(TraceHeader.formatVersion))
    return out
  }

  static func block(_ tag: Tag, _ payload: [UInt8]) -> [UInt8] {
    precondition(payload.count <= Int(UInt32.max), "a block of \(payload.count) bytes")
    var out = Array(tag.rawValue.utf8)
    out.append(little: UInt32(payload.count))
    out.append(little: checksum(out, payload))
    out += payload
    return out
  }

  static func footer(indexOffset: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.append(little: UInt64(indexOffset))
    out.append(little: checksum(out, []))
    return out + closing
  }

  /// CRC-32 of the tag and length that `head` starts with, and of the payload.
  static func checksum(_ head: [UInt8], _ payload: [UInt8]) -> UInt32 {
    let first = crc32(0, head, UInt32(min(8, head.count)))
    return UInt32(truncatingIfNeeded: crc32(first, payload, UInt32(payload.count)))
  }
}

/// Deflated bytes whose declared size is not trusted.
enum Deflate {
  /// zlib level; 9 gains less than one per cent on traces.
  static let level: Int32 = 6

  /// What a block of `stored` bytes may inflate to: whoever wants to fill memory has to send a sixteenth of it.
  static func limit(stored: Int) -> Int { 16 * stored + 1 << 20 }

  /// The bytes deflated, or as they are where that is not shorter or shrinks them beyond what readers accept beside
  /// `others` further bytes.
  static func pack(_ bytes: [UInt8], beside others: Int) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&packed, &size, bytes, UInt(bytes.count), level)
    precondition(status == Z_OK, "zlib: \(status) for \(bytes.count) bytes")
    let isAllowed = bytes.count <= limit(stored: Int(size) + others)
    return Int(size) < bytes.count && isAllowed ? Array(packed[..<Int(size)]) : bytes
  }

  /// `count` bytes from what `pack` made of them; nil where it is something else. `count` has been checked by the caller.
  static func unpack(_ bytes: [UInt8], count: Int) -> [UInt8]? {
    if bytes.count == count { return bytes }
    var size = UInt(count)
    var raw = [UInt8](repeating: 0, count: max(1, count))
    let status = uncompress(&raw, &size, bytes, UInt(bytes.count))
    return status == Z_OK && Int(size) == count ? raw : nil
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
  /// nil beyond the end.
  func little<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T? {
    guard offset >= 0 && offset + MemoryLayout<T>.size <= count else { return nil }
    var value: T = 0
    for k in (0..<MemoryLayout<T>.size).reversed() { value = value << 8 | T(truncatingIfNeeded: self[offset + k]) }
    return value
  }
}
