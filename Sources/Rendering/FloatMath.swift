import VectorMath

// Single-precision helpers of the inner loops. Polynomials instead of libm, so that every machine gives the same bits.

/// A hash of 32 bits (the "lowbias32" constants of Wellons, "Prospecting for hash functions", 2018).
@inline(__always) func hash32(_ value: UInt32) -> UInt32 {
  var x = value
  x ^= x >> 16
  x = x &* 0x7FEB_352D
  x ^= x >> 15
  x = x &* 0x846C_A68B
  return x ^ (x >> 16)
}

/// Uniform in 0..<1 from the top 24 bits.
@inline(__always) func unitFloat(_ bits: UInt32) -> Float { Float(bits >> 8) * 0x1p-24 }

/// Numbers of this size have steps of 1: added and taken away again it leaves a number rounded to the nearest whole one,
/// and its last bits count.
private let wholeStep: Float = 0x1.8p23

/// The greatest whole number that is not above `v`, without the call into libm that older processors need.
@inline(__always) func floored(_ v: Float) -> Float {
  if !(v.magnitude < 0x1p22) { return v.rounded(.down) }
  let nearest: Float = v + wholeStep - wholeStep
  return nearest > v ? nearest - 1 : nearest
}
@inline(__always) func floored(_ v: Float3) -> Float3 { Float3(floored(v.x), floored(v.y), floored(v.z)) }

@inline(__always) func saturate(_ v: Float) -> Float { v < 0 ? 0 : (v > 1 ? 1 : v) }
@inline(__always) func lerp(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
@inline(__always) func smoothstep(_ a: Float, _ b: Float, _ v: Float) -> Float {
  let t: Float = saturate((v - a) / (b - a))
  return t * t * (3 - 2 * t)
}
@inline(__always) func largest(_ v: Float3) -> Float { max(v.x, max(v.y, v.z)) }

/// e to the power -x for x >= 0; relative error below 3e-6.
@inline(__always) func decay(_ x: Float) -> Float {
  if !(x < 80) { return 0 }
  let y: Float = x * -1.442_695_04
  let k: Float = floored(y)
  let f: Float = y - k  // 2^f on 0...1, Taylor series of e^(f ln 2) to the seventh order
  let z: Float = f * 0.693_147_18
  var p: Float = 1.0 / 5040
  p = p * z + 1.0 / 720
  p = p * z + 1.0 / 120
  p = p * z + 1.0 / 24
  p = p * z + 1.0 / 6
  p = p * z + 0.5
  p = p * z + 1
  p = p * z + 1
  return p * Float(bitPattern: UInt32(Int32(k) + 127) << 23)
}

/// (cos, sin) of `turns` full turns, turns in 0...1; error below 1e-6.
@inline(__always) func circlePoint(_ turns: Float) -> (cosine: Float, sine: Float) {
  let nearest: Float = turns * 4 + wholeStep
  let q: Float = nearest - wholeStep
  let r: Float = (turns - q * 0.25) * 6.283_185_3
  let z: Float = r * r
  var s: Float = -1.0 / 5040
  s = s * z + 1.0 / 120
  s = s * z - 1.0 / 6
  let sine: Float = r + r * z * s
  var c: Float = 1.0 / 40320
  c = c * z - 1.0 / 720
  c = c * z + 1.0 / 24
  c = c * z - 0.5
  let cosine: Float = 1 + z * c
  // Odd quarters swap the two; signs by quarter. Without branches: which quarter it is nobody can foresee.
  let quarter: UInt32 = nearest.bitPattern
  let swap: UInt32 = 0 &- (quarter & 1)
  let (a, b) = (cosine.bitPattern, sine.bitPattern)
  let difference: UInt32 = (a ^ b) & swap
  let signC: UInt32 = ((quarter &+ 1) & 2) << 30
  let signS: UInt32 = (quarter & 2) << 30
  return (Float(bitPattern: a ^ difference ^ signC), Float(bitPattern: b ^ difference ^ signS))
}

/// Sine of any moderate angle in radians.
@inline(__always) func sine(_ angle: Float) -> Float {
  let t: Float = angle * 0.159_154_94
  return circlePoint(t - floored(t)).sine
}

/// Two unit vectors at right angles to the unit vector `n` (Duff et al., JCGT 6(1), 2017).
@inline(__always) func tangents(_ n: Float3) -> (Float3, Float3) {
  let sign: Float = n.z >= 0 ? 1 : -1
  let a: Float = -1 / (sign + n.z)
  let b: Float = n.x * n.y * a
  return (
    Float3(1 + sign * n.x * n.x * a, sign * b, -sign * n.x),
    Float3(b, sign + n.y * n.y * a, -n.y)
  )
}

@inline(__always) func minimum(_ a: Float3, _ b: Float3) -> Float3 { a.replacing(with: b, where: b .< a) }
@inline(__always) func maximum(_ a: Float3, _ b: Float3) -> Float3 { a.replacing(with: b, where: b .> a) }
@inline(__always) func absolute(_ a: Float3) -> Float3 { maximum(a, -a) }
