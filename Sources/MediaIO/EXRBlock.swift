internal import CMediaShims

/// The ZIP compression of one EXR block: even bytes before odd ones, differences of neighbours, zlib.
///
/// Floats of neighbouring pixels share their high bytes, and this puts those side by side.
struct EXRBlock {
  /// zlib level: 4 is where guide frames stop shrinking by more than a few per cent.
  static let level: Int32 = 4

  private var shuffled: [UInt8]
  private var packed: [UInt8]

  /// Working memory for blocks of up to `capacity` bytes.
  init(capacity: Int) {
    shuffled = [UInt8](repeating: 0, count: capacity)
    packed = [UInt8](repeating: 0, count: capacity)
  }

  /// Appends the block's bytes, compressed where that saves any.
  mutating func compress(_ raw: [UInt8], into out: inout [UInt8]) {
    let count = raw.count
    guard count > 1 else { return out.append(contentsOf: raw) }
    let half = (count + 1) / 2
    raw.withUnsafeBufferPointer { from in
      shuffled.withUnsafeMutableBufferPointer { to in
        for i in 0..<count / 2 {
          to[i] = from[2 &* i]
          to[half &+ i] = from[2 &* i &+ 1]
        }
        if half != count / 2 { to[half - 1] = from[count - 1] }
        var previous = to[0]
        for i in 1..<count {
          let value = to[i]
          to[i] = value &- previous &+ 128
          previous = value
        }
      }
    }
    // A reader takes a block of full length for uncompressed, so only a shorter one will do.
    let size = media_deflate(shuffled, count, &packed, count - 1, EXRBlock.level)
    out.append(contentsOf: size > 0 ? packed[..<Int(size)] : raw[...])
  }

  /// Undoes `compress` into all of `raw`; false where the bytes are no such block.
  mutating func expand(_ bytes: UnsafeBufferPointer<UInt8>, into raw: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    let count = raw.count
    if bytes.count == count {
      _ = raw.update(fromContentsOf: bytes)
      return true
    }
    guard bytes.count < count, media_inflate(bytes.baseAddress, bytes.count, &shuffled, count) == 0 else {
      return false
    }
    let half = (count + 1) / 2
    shuffled.withUnsafeMutableBufferPointer { from in
      var previous = from[0]
      for i in 1..<count {
        previous = previous &+ from[i] &- 128
        from[i] = previous
      }
      for i in 0..<count / 2 {
        raw[2 &* i] = from[i]
        raw[2 &* i &+ 1] = from[half &+ i]
      }
      if half != count / 2 { raw[count - 1] = from[half - 1] }
    }
    return true
  }
}
