/// Bytes of an ISO base media file (ISO/IEC 14496-12): big-endian numbers in boxes of size, type, content.
struct MP4Bytes {
  private(set) var bytes: [UInt8] = []

  mutating func u8(_ value: Int) { bytes.append(UInt8(value)) }
  mutating func u16(_ value: Int) { append(UInt16(value)) }
  mutating func u32(_ value: Int) { append(UInt32(value)) }
  mutating func u64(_ value: Int) { append(UInt64(value)) }
  mutating func i64(_ value: Int) { append(Int64(value)) }
  mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }
  mutating func raw(_ content: [UInt8]) { bytes.append(contentsOf: content) }

  /// Latin-1 text; types such as "©nam" are four bytes so.
  mutating func latin1(_ text: String) {
    for scalar in text.unicodeScalars { bytes.append(UInt8(scalar.value)) }
  }

  /// A box around what `content` appends.
  mutating func box(_ type: String, _ content: (inout MP4Bytes) -> Void) {
    let start = bytes.count
    zeros(4)
    latin1(type)
    content(&self)
    precondition(bytes.count - start <= UInt32.max, "box \(type) of \(bytes.count - start) bytes")
    let size = UInt32(bytes.count - start).bigEndian
    withUnsafeBytes(of: size) { bytes.replaceSubrange(start..<start + 4, with: $0) }
  }

  /// A box that begins with a version and flags.
  mutating func fullBox(_ type: String, version: Int = 0, flags: Int = 0, _ content: (inout MP4Bytes) -> Void) {
    box(type) { out in
      out.u32(version << 24 | flags)
      content(&out)
    }
  }

  private mutating func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
