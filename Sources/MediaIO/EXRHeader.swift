/// The part of an EXR header that the reader needs.
struct EXRHeader {
  enum Kind: Int32 {
    case uint = 0
    case half = 1
    case float = 2
    var bytes: Int { self == .half ? 2 : 4 }
  }
  struct Channel {
    var name: String
    var kind: Kind
  }

  private(set) var width = 0
  private(set) var height = 0
  /// Number of the first line: the data window may start anywhere.
  private(set) var top = 0
  private(set) var channels: [Channel] = []
  private(set) var compression = EXRImage.Compression.none
  private(set) var attributes: [(name: String, value: String)] = []

  init(_ reader: inout ByteReader) throws(MediaError) {
    guard try reader.uint32() == EXRImage.magic else { throw reader.error("not an OpenEXR file") }
    let version = try reader.uint32()
    guard version & 0xff == 2 else { throw reader.error("OpenEXR version \(version & 0xff), expected 2") }
    if version & ~UInt32(0x4ff) != 0 { throw reader.error("tiled, deep or multi-part EXR; only scan lines are read") }
    var hasCompression = false
    while true {
      let name = try reader.name()
      if name.isEmpty { break }
      let type = try reader.name()
      let size = Int(try reader.int32())
      let start = try reader.take(size)
      var value = ByteReader(bytes: reader.bytes, path: reader.path, range: start..<start + size)
      switch (name, type) {
      case ("channels", "chlist"): try readChannels(&value)
      case ("compression", "compression"):
        compression = try EXRHeader.readCompression(&value)
        hasCompression = true
      case ("dataWindow", "box2i"): try readWindow(&value)
      case (_, "string"):
        attributes.append((name, String(decoding: reader.bytes[start..<start + size], as: UTF8.self)))
      default: break
      }
    }
    if channels.isEmpty || width == 0 || !hasCompression {
      throw reader.error("its header lacks channels, dataWindow or compression")
    }
  }

  private mutating func readChannels(_ reader: inout ByteReader) throws(MediaError) {
    channels = []
    while true {
      let name = try reader.name()
      if name.isEmpty { break }
      let type = try reader.int32()
      guard let kind = Kind(rawValue: type) else { throw reader.error("channel \(name) has unknown type \(type)") }
      _ = try reader.uint32()
      guard try reader.int32() == 1, try reader.int32() == 1 else {
        throw reader.error("channel \(name) is subsampled")
      }
      // The format wants rising names; equal ones would be two answers to one question.
      if let last = channels.last, !last.name.utf8.lexicographicallyPrecedes(name.utf8) {
        throw reader.error("channels \(last.name) and \(name) are not in rising order")
      }
      channels.append(Channel(name: name, kind: kind))
      if channels.count > EXRImage.mostChannels { throw reader.error("more than \(EXRImage.mostChannels) channels") }
    }
  }

  private static func readCompression(_ reader: inout ByteReader) throws(MediaError) -> EXRImage.Compression {
    let code = reader.bytes[try reader.take(1)]
    if let known = EXRImage.Compression(rawValue: code) { return known }
    let names = ["none", "RLE", "ZIPS", "ZIP", "PIZ", "PXR24", "B44", "B44A", "DWAA", "DWAB"]
    let name = Int(code) < names.count ? names[Int(code)] : "number \(code)"
    throw reader.error("EXR compression \(name); none, ZIPS and ZIP are read")
  }

  private mutating func readWindow(_ reader: inout ByteReader) throws(MediaError) {
    let left = Int(try reader.int32())
    top = Int(try reader.int32())
    let right = Int(try reader.int32())
    let bottom = Int(try reader.int32())
    (width, height) = (right - left + 1, bottom - top + 1)
    guard width > 0, height > 0, max(width, height) <= EXRImage.largestSide else {
      throw reader.error("declares \(width)x\(height) pixels; sides are 1 to \(EXRImage.largestSide)")
    }
  }
}

/// A cursor over bytes that nobody vouches for: each step is checked against the end.
struct ByteReader {
  let bytes: [UInt8]
  let path: String
  private var position: Int
  private let end: Int

  init(bytes: [UInt8], path: String, range: Range<Int>? = nil) {
    self.bytes = bytes
    self.path = path
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  func error(_ reason: String) -> MediaError { .badData(path, reason: reason) }

  /// Steps over `count` bytes and returns where they start.
  mutating func take(_ count: Int) throws(MediaError) -> Int {
    guard count >= 0, count <= end - position else { throw error("cut short at byte \(position)") }
    defer { position += count }
    return position
  }

  mutating func seek(_ offset: UInt64) throws(MediaError) {
    guard offset < UInt64(end) else { throw error("points at byte \(offset) of \(end)") }
    position = Int(offset)
  }

  /// A little-endian number at bytes already taken.
  func value<T: FixedWidthInteger>(at offset: Int) -> T {
    bytes.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }

  mutating func int32() throws(MediaError) -> Int32 { value(at: try take(4)) }
  mutating func uint32() throws(MediaError) -> UInt32 { value(at: try take(4)) }

  /// UTF-8 up to a zero byte, at most 255 bytes.
  mutating func name() throws(MediaError) -> String {
    var last = position
    while last < end && bytes[last] != 0 && last - position < 255 { last += 1 }
    guard last < end, bytes[last] == 0, let text = String(validating: bytes[position..<last], as: UTF8.self) else {
      throw error("no name at byte \(position)")
    }
    position = last + 1
    return text
  }
}
