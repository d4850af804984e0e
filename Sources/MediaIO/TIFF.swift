import Imaging

/// TIFF with one 32-bit float a pixel, uncompressed in one strip: how depth in metres travels.
///
/// Source: "TIFF Revision 6.0", Adobe 1992, sections 2, 3 and 19 (SampleFormat 3). Little-endian.
public enum TIFF {
  /// Field types of the directory: 16-bit and 32-bit numbers.
  private enum Kind: UInt16 {
    case short = 3
    case long = 4
  }

  public static func encode(_ image: ImageBuffer<Float>) -> [UInt8] {
    let count = image.width * image.height * 4
    let entries: [(tag: UInt16, kind: Kind, value: UInt32)] = [
      (256, .long, UInt32(image.width)), (257, .long, UInt32(image.height)), (258, .short, 32),  // bits a sample
      (259, .short, 1),  // no compression
      (262, .short, 1),  // black is zero
      (273, .long, 8),  // where the strip starts
      (277, .short, 1),  // samples a pixel
      (278, .long, UInt32(image.height)),  // rows of the strip
      (279, .long, UInt32(count)), (339, .short, 3),  // IEEE floats
    ]
    var out: [UInt8] = [0x49, 0x49]
    out.reserveCapacity(8 + count + 6 + 12 * entries.count)
    func append<T: FixedWidthInteger>(_ v: T) { withUnsafeBytes(of: v.littleEndian) { out.append(contentsOf: $0) } }
    append(42 as UInt16)
    append(UInt32(8 + count))
    image.pixels.withUnsafeBytes { out.append(contentsOf: $0) }
    append(UInt16(entries.count))
    for entry in entries {
      append(entry.tag)
      append(entry.kind.rawValue)
      append(1 as UInt32)
      append(entry.value)  // a short lies in the first bytes of its four
    }
    append(0 as UInt32)
    return out
  }

  /// Reads what `encode` wrote; `path` is for the message only.
  public static func decode(_ bytes: [UInt8], path: String) throws(MediaError) -> ImageBuffer<Float> {
    var reader = ByteReader(bytes: bytes, path: path)
    guard try reader.uint32() == 0x002A_4949 else { throw reader.error("not a little-endian TIFF file") }
    try reader.seek(UInt64(try reader.uint32()))
    let count: UInt16 = reader.value(at: try reader.take(2))
    var fields: [UInt16: Int] = [:]
    for _ in 0..<count {
      let at = try reader.take(12)
      let (tag, kind): (UInt16, UInt16) = (reader.value(at: at), reader.value(at: at + 2))
      let short: UInt16 = reader.value(at: at + 8)
      let long: UInt32 = reader.value(at: at + 8)
      if (reader.value(at: at + 4) as UInt32) == 1 {
        fields[tag] = kind == Kind.short.rawValue ? Int(short) : Int(long)
      }
    }
    let (width, height) = (fields[256] ?? 0, fields[257] ?? 0)
    guard fields[258] == 32, fields[259] == 1, fields[339] == 3, fields[277] ?? 1 == 1, let start = fields[273],
      width > 0, height > 0, width <= EXRImage.largestSide, height <= EXRImage.largestSide
    else { throw reader.error("no TIFF of one uncompressed strip of floats") }
    guard fields[279] == width * height * 4 else { throw reader.error("its strip is not \(width)x\(height) floats") }
    try reader.seek(UInt64(start))
    let first = try reader.take(width * height * 4)
    let pixels = (0..<width * height).map { i -> Float in Float(bitPattern: reader.value(at: first + 4 * i)) }
    return ImageBuffer(width: width, height: height, pixels: pixels)
  }
}
