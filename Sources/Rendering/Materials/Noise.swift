import VectorMath

// Value noise on a hashed lattice with quintic interpolation (Perlin, "Improving noise", 2002, for the fade curve).
// Sums of octaves stop where the picture can no longer resolve them, so patterns neither alias nor cost in the distance.

@inline(__always) private func lattice(_ x: Int32, _ y: Int32, _ z: Int32) -> Float {
  var h = UInt32(bitPattern: x) &* 0x8DA6_B343
  h ^= UInt32(bitPattern: y) &* 0xD816_3841
  h ^= UInt32(bitPattern: z) &* 0xCB1A_B31F
  h ^= h >> 15
  h = h &* 0x2C1B_3C6D
  h ^= h >> 13
  h = h &* 0x297A_2D39
  return Float(Int32(bitPattern: h)) * 0x1p-31
}

/// Smooth noise in -1...1 with features of size 1, and its gradient in y, z, w of the result.
@inline(__always) func noiseAndGradient(_ point: Float3) -> SIMD4<Float> {
  let limit = Float3(repeating: 1e9)
  let p: Float3 = maximum(minimum(point, limit), -limit)
  let base: Float3 = floored(p)
  let f: Float3 = p - base
  let x = Int32(base.x)
  let y = Int32(base.y)
  let z = Int32(base.z)
  let w: Float3 = f * f * f * (f * (f * 6 - 15) + 10)
  let d: Float3 = f * f * 30 * (f * (f - 2) + 1)
  let a: Float = lattice(x, y, z)
  let b: Float = lattice(x &+ 1, y, z)
  let c: Float = lattice(x, y &+ 1, z)
  let e: Float = lattice(x &+ 1, y &+ 1, z)
  let g: Float = lattice(x, y, z &+ 1)
  let h: Float = lattice(x &+ 1, y, z &+ 1)
  let i: Float = lattice(x, y &+ 1, z &+ 1)
  let j: Float = lattice(x &+ 1, y &+ 1, z &+ 1)
  let k1: Float = b - a
  let k2: Float = c - a
  let k3: Float = g - a
  let k4: Float = a - b - c + e
  let k5: Float = a - c - g + i
  let k6: Float = a - b - g + h
  let k7: Float = b - a + c - e + g - h - i + j
  let low: Float = a + k1 * w.x + k2 * w.y + k3 * w.z
  let high: Float = k4 * w.x * w.y + k5 * w.y * w.z + k6 * w.z * w.x + k7 * w.x * w.y * w.z
  let gx: Float = d.x * (k1 + k4 * w.y + k6 * w.z + k7 * w.y * w.z)
  let gy: Float = d.y * (k2 + k5 * w.z + k4 * w.x + k7 * w.z * w.x)
  let gz: Float = d.z * (k3 + k6 * w.x + k5 * w.y + k7 * w.x * w.y)
  return SIMD4(low + high, gx, gy, gz)
}

@inline(__always) func noise(_ p: Float3) -> Float { noiseAndGradient(p).x }

/// How much of a feature of `size` a pixel of `footprint` still shows: 1 above four pixels, 0 below one and a half.
@inline(__always) func resolved(_ size: Float, _ footprint: Float) -> Float {
  saturate((size / max(footprint, 1e-9) - 1.5) * 0.4)
}

/// A sum of octaves from features of `size` metres downwards, each `gain` of the one before; about -1...1.
@inline(never) func fractalNoise(
  _ p: Float3, size: Float, octaves: Int, gain: Float = 0.5, footprint: Float
) -> Float {
  var q: Float3 = p / size
  var feature: Float = size
  var amplitude: Float = 1
  var sum: Float = 0
  for _ in 0..<octaves {
    let seen: Float = resolved(feature, footprint)
    if seen <= 0 { break }
    sum += amplitude * seen * noise(q)
    // Each octave's lattice is turned and scaled by no whole number: no axis shows through.
    let x: Float = 0.80 * q.y + 0.60 * q.z
    let y: Float = -0.80 * q.x + 0.36 * q.y - 0.48 * q.z
    let z: Float = -0.60 * q.x - 0.48 * q.y + 0.64 * q.z
    q = Float3(x, y, z) * 2.03 + Float3(11.3, 5.7, 8.1)
    feature /= 2.03
    amplitude *= gain
  }
  return sum
}

/// The slope of bumps `height` metres high and `size` metres wide, faded where the picture cannot resolve them.
@inline(__always) func bumpSlope(_ p: Float3, size: Float, height: Float, footprint: Float) -> Float3 {
  let seen: Float = resolved(size, footprint)
  if seen <= 0 { return .zero }
  let n = noiseAndGradient(p / size)
  return Float3(n.y, n.z, n.w) * (height / size * seen)
}

/// A uniform number in 0..<1 of a whole-numbered cell.
@inline(__always) func cellValue(_ x: Int32, _ y: Int32, _ salt: UInt32) -> Float {
  unitFloat(hash32(UInt32(bitPattern: x) &* 0x9E37_79B1 ^ hash32(UInt32(bitPattern: y) &+ salt &* 0x85EB_CA77)))
}

@inline(__always) func wholeNumber(_ v: Float) -> Int32 { Int32(max(-1e9, min(1e9, floored(v)))) }
