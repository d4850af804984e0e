/// Numbers by place on a grid: open addressing with linear probing.
///
/// Only ever asked for one key, never walked through, so that its order decides nothing.
struct GridTable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var count = 0

  init(expecting capacity: Int = 1024) {
    var size = 1024
    while size < 2 * capacity { size *= 2 }
    keys = Array(repeating: .max, count: size)
    values = Array(repeating: -1, count: size)
  }

  /// A key of cell or corner coordinates below 2^20 and a small number.
  @inline(__always) static func key(_ x: Int, _ y: Int, _ z: Int, _ kind: Int = 0) -> UInt64 {
    UInt64(x) | UInt64(y) << 20 | UInt64(z) << 40 | UInt64(kind) << 60
  }

  /// Nil where there is none.
  @inline(__always) subscript(key: UInt64) -> Int? {
    var slot = GridTable.slot(of: key, in: keys.count)
    while keys[slot] != .max {
      if keys[slot] == key { return Int(values[slot]) }
      slot = (slot + 1) & (keys.count - 1)
    }
    return nil
  }

  /// For a key that is not there yet.
  mutating func insert(_ key: UInt64, _ value: Int) {
    if 2 * (count + 1) > keys.count { grow() }
    place(key, Int32(value))
    count += 1
  }

  private mutating func place(_ key: UInt64, _ value: Int32) {
    var slot = GridTable.slot(of: key, in: keys.count)
    while keys[slot] != .max { slot = (slot + 1) & (keys.count - 1) }
    keys[slot] = key
    values[slot] = value
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = Array(repeating: .max, count: 2 * oldKeys.count)
    values = Array(repeating: -1, count: 2 * oldKeys.count)
    for i in oldKeys.indices where oldKeys[i] != .max { place(oldKeys[i], oldValues[i]) }
  }

  /// Fibonacci hashing (Knuth, The art of computer programming 3, 6.4).
  @inline(__always) private static func slot(of key: UInt64, in size: Int) -> Int {
    let mixed = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> 32) & (size - 1)
  }
}
