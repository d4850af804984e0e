/// Appends bits to bytes, the lowest first.
struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var count = 0

  /// The low `count` bits of `value`, at most 64.
  mutating func append(_ value: UInt64, count n: Int) {
    if n > 32 {
      append(value & 0xFFFF_FFFF, count: 32)
      append(value >> 32, count: n - 32)
      return
    }
    if n == 0 { return }
    pending |= (value & ((1 << UInt64(n)) - 1)) << UInt64(count)
    count += n
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  mutating func finish() -> [UInt8] {
    if count > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
    (pending, count) = (0, 0)
    return bytes
  }
}

/// Takes bits from bytes in the order in which `BitWriter` appended them.
struct BitReader {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private var pending: UInt64 = 0
  private var count = 0

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// nil where the bytes end before.
  mutating func take(_ n: Int) -> UInt64? {
    if n > 32 {
      guard let low = take(32), let high = take(n - 32) else { return nil }
      return low | high << 32
    }
    while count < n {
      if position >= end { return nil }
      pending |= UInt64(bytes[position]) << UInt64(count)
      position += 1
      count += 8
    }
    let value = pending & ((1 << UInt64(n)) - 1)
    pending >>= UInt64(n)
    count -= n
    return value
  }

  /// Whether nothing but the padding of the last byte is left.
  var isAtEnd: Bool { position == end && count < 8 && pending == 0 }
}
