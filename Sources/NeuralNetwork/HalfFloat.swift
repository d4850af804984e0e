/// IEEE 754 binary16 as bits, for storage only.
public enum HalfFloat {
  /// The nearest half, ties to even; overflow gives infinity.
  public static func bits(_ value: Float) -> UInt16 {
    let b = value.bitPattern
    let sign = UInt16(b >> 16) & 0x8000
    let magnitude = b & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude >= 0x4780_0000 { return sign | 0x7C00 }  // 65536 and above
    if magnitude < 0x3300_0000 { return sign }  // below half of the smallest subnormal
    let exponent = Int32(magnitude >> 23) - 127
    if exponent < -14 {
      let mantissa = magnitude & 0x7F_FFFF | 0x80_0000
      return sign | roundedShift(mantissa, UInt32(-exponent - 1))
    }
    // A carry out of the mantissa rightly raises the exponent, up to infinity.
    return sign | roundedShift(magnitude - 0x3800_0000, 13)
  }

  private static func roundedShift(_ m: UInt32, _ shift: UInt32) -> UInt16 {
    let whole = m >> shift, half = UInt32(1) << (shift - 1), rest = m & (half << 1 - 1)
    return UInt16(truncatingIfNeeded: rest > half || (rest == half && whole & 1 == 1) ? whole + 1 : whole)
  }

  /// The exact value of a half.
  public static func value(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 31, mantissa = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(mantissa) * 0x1p-24
      return sign == 0 ? magnitude : -magnitude
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
    }
  }
}
