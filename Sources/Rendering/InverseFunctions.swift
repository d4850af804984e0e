// Inverse functions in single precision for the inner loops; polynomials, the same bits on every machine.

/// Arc sine, |x| <= 1 (clamped); error below 3e-7 (the minimax polynomial of Moshier's Cephes, asinf).
@inline(__always) func arcSine(_ x: Float) -> Float {
  let m: Float = min(1, x.magnitude)
  let isLarge = m > 0.5
  let z: Float = isLarge ? 0.5 * (1 - m) : m * m
  let r: Float = isLarge ? z.squareRoot() : m
  var p: Float = 4.216_319_9e-2
  p = p * z + 2.418_131_1e-2
  p = p * z + 4.547_002_6e-2
  p = p * z + 7.495_300_3e-2
  p = p * z + 1.666_675_2e-1
  let s: Float = p * z * r + r
  let a: Float = isLarge ? 1.570_796_3 - 2 * s : s
  return x < 0 ? -a : a
}

@inline(__always) func arcCosine(_ x: Float) -> Float {
  // Near the ends the difference from pi/2 would cancel.
  if x > 0.5 { return 2 * arcSine((0.5 * max(0, 1 - x)).squareRoot()) }
  if x < -0.5 { return 3.141_592_7 - 2 * arcSine((0.5 * max(0, 1 + x)).squareRoot()) }
  return 1.570_796_3 - arcSine(x)
}

@inline(__always) func arcTangent(_ x: Float) -> Float { arcSine(x / (1 + x * x).squareRoot()) }

/// The natural logarithm of a positive normal number; relative error below 2e-7 away from 1, absolute below 1e-7 near it.
@inline(__always) func logarithm(_ x: Float) -> Float {
  let bits = Int32(bitPattern: max(x, Float.leastNormalMagnitude).bitPattern)
  var exponent = (bits >> 23) - 127
  var m = Float(bitPattern: UInt32(bitPattern: bits & 0x7F_FFFF | 0x3F80_0000))
  if m > 1.414_213_6 {
    m *= 0.5
    exponent += 1
  }
  // log m = 2 atanh((m - 1) / (m + 1)), |argument| <= 0.1716.
  let u: Float = (m - 1) / (m + 1)
  let z: Float = u * u
  var p: Float = 1.0 / 9
  p = p * z + 1.0 / 7
  p = p * z + 1.0 / 5
  p = p * z + 1.0 / 3
  p = p * z + 1
  return Float(exponent) * 0.693_147_18 + 2 * u * p
}
