import VectorMath

/// The clear sky: sunlight scattered once by air and haze, tabulated over the upper hemisphere.
///
/// Nishita et al., "Display of the earth taking into account atmospheric scattering", 1993, with ozone and coefficients
/// after Bruneton & Neyret 2008. Light scattered more than once is added as an even glow that the same light path feeds
/// with 0.35 of its optical depth (own fit: a clear sky then gives a sixth of noon light; it brightens the horizon and keeps twilight from going black).
struct Atmosphere {
  static let rows = 40
  static let columns = 20
  /// Radiance per sunlight and phase: by air, by haze, and the even glow; [row][column], elevation by azimuth from the sun.
  var air: [Float3] = []
  var haze: [Float3] = []
  var glow: [Float3] = []
  /// The fraction of sunlight that reaches the ground.
  var sunTransmittance = Float3.zero

  private static let planet = 6_360_000.0
  private static let top = 6_420_000.0
  private static let airScattering = Vector3(5.802e-6, 13.558e-6, 33.1e-6)
  private static let ozoneAbsorption = Vector3(0.650e-6, 1.881e-6, 0.085e-6)
  private let hazeScattering: Double

  /// - Parameters:
  ///   - sun: unit vector towards the sun, Y up.
  init(sun: Vector3, turbidity: Double) {
    hazeScattering = 3.4e-6 * (turbidity - 1)
    let eye = Vector3(0, Atmosphere.planet + 50, 0)
    let elevation = PortableMath.arcSine(sun.y)
    let (sunSine, sunCosine) = PortableMath.sineAndCosine(elevation)
    let toSun = Vector3(sunCosine, sunSine, 0)
    if let depth = opticalDepth(from: eye, towards: toSun, steps: 40) {
      sunTransmittance = Atmosphere.transmittance(depth).float
    }
    for row in 0..<Atmosphere.rows {
      // Rows crowd towards the horizon, where the sky changes fastest.
      let t = Double(row) / Double(Atmosphere.rows - 1)
      let (s, c) = PortableMath.sineAndCosine(t * t * Double.pi / 2 + 0.002)
      for column in 0..<Atmosphere.columns {
        let azimuth = Double(column) / Double(Atmosphere.columns - 1) * Double.pi
        let (sa, ca) = PortableMath.sineAndCosine(azimuth)
        integrate(eye, Vector3(c * ca, s, c * sa), toSun)
      }
    }
  }

  private mutating func integrate(_ eye: Vector3, _ direction: Vector3, _ sun: Vector3) {
    let b = dot(eye, direction)
    let end = -b + (b * b + Atmosphere.top * Atmosphere.top - eye.lengthSquared).squareRoot()
    let steps = 22
    var airSum = Vector3.zero
    var hazeSum = Vector3.zero
    var glowSum = Vector3.zero
    var depth = Vector3.zero
    for i in 0..<steps {
      // Quadratic steps: most of the air is near the eye.
      let a = Double(i) / Double(steps)
      let z = Double(i + 1) / Double(steps)
      let near = end * a * a
      let far = end * z * z
      let length = far - near
      let p = eye + direction * ((near + far) / 2)
      let density = densities(p)
      let local = extinction(density) * length
      let here = depth + local * 0.5
      depth += local
      if let up = opticalDepth(from: p, towards: sun, steps: 10) {
        let t = Atmosphere.transmittance(here + up)
        airSum += t.scaled(by: Atmosphere.airScattering) * (density.x * length)
        hazeSum += t * (hazeScattering * density.y * length)
        let soft = Atmosphere.transmittance(here + up * 0.35)
        let scatter = Atmosphere.airScattering * density.x + Vector3(1, 1, 1) * (hazeScattering * density.y)
        glowSum += soft.scaled(by: scatter) * (length * 1.6 / (4 * Double.pi))
      }
    }
    air.append(airSum.float)
    haze.append(hazeSum.float)
    glow.append(glowSum.float)
  }

  /// Relative densities of air, haze and ozone.
  private func densities(_ p: Vector3) -> Vector3 {
    let h = Swift.max(0, p.length - Atmosphere.planet)
    return Vector3(
      PortableMath.exponential(-h / 8000), PortableMath.exponential(-h / 1200),
      Swift.max(0, 1 - (h - 25_000).magnitude / 15_000))
  }
  private func extinction(_ d: Vector3) -> Vector3 {
    Atmosphere.airScattering * d.x + Vector3(1, 1, 1) * (1.1 * hazeScattering * d.y) + Atmosphere.ozoneAbsorption * d.z
  }
  private static func transmittance(_ depth: Vector3) -> Vector3 {
    func t(_ v: Double) -> Double { v > 600 ? 0 : PortableMath.exponential(-v) }
    return Vector3(t(depth.x), t(depth.y), t(depth.z))
  }

  /// Optical depth to space; nil where the planet is in the way.
  private func opticalDepth(from p: Vector3, towards d: Vector3, steps: Int) -> Vector3? {
    let b = dot(p, d)
    let ground = b * b + Atmosphere.planet * Atmosphere.planet - p.lengthSquared
    if b < 0 && ground > 0 { return nil }
    let end = -b + (b * b + Atmosphere.top * Atmosphere.top - p.lengthSquared).squareRoot()
    var sum = Vector3.zero
    for i in 0..<steps {
      let a = Double(i) / Double(steps)
      let z = Double(i + 1) / Double(steps)
      let near = end * a * a
      let far = end * z * z
      sum += extinction(densities(p + d * ((near + far) / 2))) * (far - near)
    }
    return sum
  }
}
