import VectorMath

/// What the sky shows when the sun is gone: the last twilight, airglow, stars and the moon's face.
struct NightSky: Sendable {
  /// Radiance of airglow and faint stars overhead: 2.5e-4 cd/m^2, a dark place (Leinert et al. 1998: 21.6 mag per square
  /// arc second), in the blue that an eye adapted to the dark takes it for (Jensen et al., "Night rendering", 2000).
  private static let airglow: Float = 8e-9
  static let tint = Float3(0.80, 1.02, 1.36)
  private let stars: Float
  private let twilight: Float
  /// What the tables of the sunlit air are to be multiplied by.
  let dimming: Float
  private let sunHeading: Float3
  private let balance: Float3

  /// lx on level ground from a clear sky by the sun's elevation in degrees (Seidelmann, Explanatory Supplement to the
  /// Astronomical Almanac, 1992, 9.34: civil twilight ends at 3.4 lx, nautical at 0.008, astronomical at 0.0006).
  static func twilightIlluminance(elevation: Double) -> Double {
    let table = [(-18.0, 6.0e-4), (-15, 1.6e-3), (-12, 8.3e-3), (-9, 0.19), (-6, 3.4), (-4, 25), (-2, 150), (0, 600)]
    if elevation <= -18 { return 0 }
    for (low, high) in zip(table, table.dropFirst()) where elevation <= high.0 {
      let t = (elevation - low.0) / (high.0 - low.0)
      return PortableMath.exponential(
        PortableMath.logarithm(low.1) * (1 - t) + PortableMath.logarithm(high.1) * t)
    }
    return 600
  }

  /// - Parameters:
  ///   - sun: unit vector towards the sun.
  ///   - scattered: irradiance on level ground that the tables of the sunlit air give already.
  init(sun: Vector3, scattered: Float3, stars: Float, balance: Float3) {
    self.stars = stars
    self.balance = balance
    let flat = Vector3(sun.x, 0, sun.z).normalized
    sunHeading = flat.float
    let elevation = PortableMath.arcSine(sun.y) * 180 / Double.pi
    // The tables know light scattered once, which leaves the sky away from the sun black and gives too much: from 3 to 6
    // degrees below the horizon the whole is led to what is measured, two thirds of it to an even blue dome.
    let share = Swift.min(1, Swift.max(0, (-3 - elevation) / 3))
    let measured = Swift.max(1e-9, NightSky.twilightIlluminance(elevation: elevation))
    let given = Swift.max(1e-9, Photometry.illuminance(scattered))
    let whole = PortableMath.power(given, 1 - share) * PortableMath.power(measured, share)
    let kept = Swift.min(1, whole * (1 - 0.67 * share) / given)
    dimming = Float(kept)
    twilight = share > 0 ? Float(Swift.max(0, whole - given * kept) / Photometry.illuminanceOfOne) : 0
  }

  /// Everything even: what also rough surfaces see.
  @inline(__always) func radiance(_ d: Float3) -> Float3 {
    let low: Float = 1 - saturate(d.y)
    // Air glows in a thin layer: seen slantwise there is more of it (van Rhijn 1921), until haze takes it back.
    let night: Float3 = NightSky.tint * (NightSky.airglow * (1 + 1.4 * low * low * low * low))
    if twilight <= 0 { return night * balance }
    let toSun: Float = 0.5 + 0.5 * dot(Float3(d.x, 0, d.z), sunHeading)
    let arch: Float = low * low * low * toSun * toSun
    // Blue from ozone overhead, a last warm arch over the sun. The mean of the bracket over a level card is about 1.
    let glow: Float3 = Float3(0.52, 0.93, 1.95) * (0.75 + 0.5 * low * toSun) + Float3(3.4, 1.7, 0.6) * arch
    return (night + glow * (twilight * 0.318_309_89)) * balance
  }

  /// Stars that stand still: one in each cell of a cube about the eye, brighter ones rarer by what is counted
  /// (N(m) grows by 10^0.5 a magnitude; 5000 to the sixth).
  @inline(never) func starlight(_ d: Float3) -> Float3 {
    if stars <= 0 || d.y <= 0 { return .zero }
    let a = absolute(d)
    let face: Int32
    var u: Float
    var v: Float
    if a.x >= a.y && a.x >= a.z {
      (face, u, v) = (d.x > 0 ? 0 : 1, d.y / a.x, d.z / a.x)
    } else if a.y >= a.z {
      (face, u, v) = (2, d.x / a.y, d.z / a.y)
    } else {
      (face, u, v) = (d.z > 0 ? 4 : 5, d.x / a.z, d.y / a.z)
    }
    let cells: Float = 30
    u = (u + 1) * 0.5 * cells
    v = (v + 1) * 0.5 * cells
    let (i, j) = (wholeNumber(u), wholeNumber(v))
    let h = hash32(UInt32(bitPattern: i &+ 64 &* j &+ 8192 &* face) &+ 0x51ED_270B)
    let h2 = hash32(h ^ 0x9E37_79B9)
    // Away from the cell's border, so that no star is cut.
    let su: Float = Float(i) + 0.1 + 0.8 * unitFloat(h)
    let sv: Float = Float(j) + 0.1 + 0.8 * unitFloat(h2)
    // On the cube a cell is 3 degrees wide at the middle of a face; the disc has a radius of 0.045 degrees there.
    let r2: Float = ((u - su) * (u - su) + (v - sv) * (v - sv)) / (0.0118 * 0.0118)
    if r2 >= 1 { return .zero }
    // Magnitude by its rank; magnitude 0 gives 2.54e-6 lx (Allen), here over the disc's 1.9e-6 sr.
    let rank: Float = max(1e-4, unitFloat(hash32(h2 ^ 0x85EB_CA6B)))
    let brightness: Float = min(1.6, 0.004 / rank)
    let radiance: Float = brightness * stars * 1.33 / 31_831 * 2 * (1 - r2)
    let warm: Float = unitFloat(hash32(h ^ 0xC2B2_AE35))
    let extinction: Float = decay(0.25 / max(0.03, d.y))
    return mix(Float3(1.25, 0.97, 0.70), Float3(0.80, 0.98, 1.35), warm) * (radiance * extinction) * balance
  }
}

/// The moon's face: a dusty ball, as bright at the rim as in the middle, with darker seas.
struct MoonFace: Sendable {
  private let moon: Float3
  private let sun: Float3
  private let right: Float3
  private let up: Float3
  private let cosine: Float
  private let sine: Float
  /// What brings the mean over the disc to 1.
  private var gain: Float = 1

  /// - Parameter cosine: of the angular radius.
  init(moon: Float3, sun: Float3, cosine: Float) {
    self.moon = moon
    self.sun = sun
    self.cosine = cosine
    sine = max(0, 1 - cosine * cosine).squareRoot()
    (right, up) = tangents(moon)
    var sum: Float = 0
    let rings = 24
    for i in 0..<rings {
      for j in 0..<rings {
        let (c, s) = circlePoint(Float(j) / Float(rings))
        let r: Float = ((Float(i) + 0.5) / Float(rings)).squareRoot() * sine
        sum += pattern(normalize(moon + right * (c * r) + up * (s * r))) / Float(rings * rings)
      }
    }
    gain = 1 / max(0.002, sum)
  }

  private func pattern(_ d: Float3) -> Float {
    let x: Float = dot(d, right) / sine
    let y: Float = dot(d, up) / sine
    let depth: Float = max(0, 1 - x * x - y * y).squareRoot()
    let normal: Float3 = right * x + up * y - moon * depth
    let lit: Float = smoothstep(-0.02, 0.18, dot(normal, sun))
    let seas: Float = fractalNoise(Float3(x, y, depth) * 1.3 + 5, size: 1, octaves: 5, footprint: 0.05)
    return lit * (1 - 0.45 * smoothstep(-0.05, 0.35, seas)) + 0.000_5
  }

  /// Relative radiance in a direction within the disc, mean 1.
  func shade(_ d: Float3) -> Float { pattern(d) * gain }
}
