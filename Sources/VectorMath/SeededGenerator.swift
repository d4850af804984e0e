/// A small seeded generator (splitmix64): the only source of randomness in Kinema, one per stage.
///
/// Steele, Lea & Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline var state: UInt64

  @inlinable public init(seed: UInt64) { state = seed }

  /// A generator for one named purpose, so that stages with the same seed do not share a sequence.
  public init(seed: UInt64, stage: String) { state = mixBits(seed ^ hashText(stage)) }

  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixBits(state)
  }

  /// Uniform in 0..<1 with 53 bits.
  @inlinable public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
  @inlinable public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }
  /// Uniform in 0..<count; the bias is below 2^-32 for counts under 2^32.
  @inlinable public mutating func index(_ count: Int) -> Int {
    precondition(count > 0, "index out of \(count) choices")
    return Int(((next() >> 32) * UInt64(count)) >> 32)
  }

  /// Standard normal (Box & Muller 1958).
  public mutating func normal() -> Double {
    let u = 1 - uniform()
    let v = uniform()
    return (-2 * PortableMath.logarithm(u)).squareRoot() * PortableMath.cosine(2 * Double.pi * v)
  }
}

/// The output mix of splitmix64: a bijection of 64 bits in which each input bit moves half of the output bits.
@inlinable public func mixBits(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// FNV-1a over the UTF-8 bytes: a stable name for identities, unlike `Hasher`, which is seeded per process.
public func hashText(_ text: String) -> UInt64 {
  var hash = FNVHash()
  for byte in text.utf8 { hash.combine(byte) }
  return hash.value
}

/// FNV-1a, 64 bit: order-dependent hash of states for determinism checks.
@frozen public struct FNVHash: Sendable {
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
  public init() {}
  public mutating func combine(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  public mutating func combine(_ word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) { combine(UInt8(truncatingIfNeeded: word >> shift)) }
  }
  public mutating func combine(_ value: Double) { combine(value.bitPattern) }
  public mutating func combine(_ v: Vector3) {
    combine(v.x)
    combine(v.y)
    combine(v.z)
  }
  public mutating func combine(_ q: Quaternion) {
    combine(q.vector)
    combine(q.w)
  }
}
