/// How far a number is from its prediction, in units of the last place: small where the prediction is good.
///
/// Floating-point bits taken as a sign and a magnitude count the representable numbers in order, so the difference of two
/// such counts is exact, reversible for any bits, and as short as the numbers are near.
enum Residual {
  /// Non-negative: 0, 1, 2, 3 stand for 0, -1, 1, -2 (zigzag).
  @inline(__always) static func of(_ value: Double, predicted: Double, _ precision: TracePrecision) -> UInt64 {
    switch precision {
    case .double:
      let d = order(Int64(bitPattern: value.bitPattern)) &- order(Int64(bitPattern: predicted.bitPattern))
      return UInt64(bitPattern: d << 1 ^ d >> 63)
    case .single:
      let d = order(Int32(bitPattern: Float(value).bitPattern)) &- order(Int32(bitPattern: Float(predicted).bitPattern))
      return UInt64(UInt32(bitPattern: d << 1 ^ d >> 31))
    }
  }

  /// The number that has the residual `z`.
  @inline(__always) static func undo(_ z: UInt64, predicted: Double, _ precision: TracePrecision) -> Double {
    switch precision {
    case .double:
      let d = Int64(bitPattern: z >> 1) ^ -Int64(bitPattern: z & 1)
      let bits = order(order(Int64(bitPattern: predicted.bitPattern)) &+ d)
      return Double(bitPattern: UInt64(bitPattern: bits))
    case .single:
      let z32 = UInt32(truncatingIfNeeded: z)
      let d = Int32(bitPattern: z32 >> 1) ^ -Int32(bitPattern: z32 & 1)
      let bits = order(order(Int32(bitPattern: Float(predicted).bitPattern)) &+ d)
      return Double(Float(bitPattern: UInt32(bitPattern: bits)))
    }
  }

  /// Significant bits of a residual: 0 to 64.
  @inline(__always) static func width(_ z: UInt64) -> Int { 64 - z.leadingZeroBitCount }

  /// Bits to their rank among all numbers and back.
  @inline(__always) private static func order(_ bits: Int64) -> Int64 { bits >= 0 ? bits : bits ^ Int64.max }
  @inline(__always) private static func order(_ bits: Int32) -> Int32 { bits >= 0 ? bits : bits ^ Int32.max }
}

extension TracePrecision {
  /// The number as a trace of this precision holds it; what single precision cannot reach becomes its largest number.
  @inline(__always) func rounded(_ v: Double) -> Double {
    if self == .double { return v }
    let f = Float(v)
    return Double(f.isInfinite ? (f < 0 ? -Float.greatestFiniteMagnitude : Float.greatestFiniteMagnitude) : f)
  }
}
