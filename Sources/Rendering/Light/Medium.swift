import SceneDescription
import VectorMath

/// Fog: grey extinction that thins out with height, scattering by Henyey & Greenstein.
///
/// Extinction at height y is `extinction * exp(-(y - base) / scaleHeight)`; an infinite scale height is even fog. Closed
/// forms throughout, so that transmittance and free paths are exact.
struct Medium: Sendable {
  /// 1/m at `base`.
  let extinction: Float
  let base: Float
  /// 1 over the scale height, 1/m; 0 is even fog.
  let falloff: Float
  /// Single-scattering albedo.
  let albedo: Float3
  /// Mean cosine of the scattering angle, -1...1; water fog is about 0.8.
  let anisotropy: Float

  static let none = Medium(extinction: 0, base: 0, scaleHeight: .infinity, albedo: .zero, anisotropy: 0)

  var isEmpty: Bool { extinction <= 0 }

  init(extinction: Float, base: Float, scaleHeight: Float, albedo: Float3, anisotropy: Float) {
    precondition(extinction >= 0 && scaleHeight > 0 && anisotropy.magnitude < 1, "fog of extinction \(extinction) 1/m")
    self.extinction = extinction
    self.base = base
    falloff = scaleHeight.isFinite ? 1 / scaleHeight : 0
    self.albedo = albedo
    self.anisotropy = anisotropy
  }

  init(_ fog: Fog) {
    // Visibility is where contrast has fallen to 2 % (Koschmieder 1924).
    self.init(
      extinction: Float(3.912 / fog.visibility), base: Float(fog.base), scaleHeight: Float(fog.scaleHeight),
      albedo: linear(fog.colour), anisotropy: Float(fog.anisotropy))
  }

  /// Extinction at a height, 1/m.
  @inline(__always) func extinction(at y: Float) -> Float { extinction * growth(-(y - base) * falloff) }

  /// e to the x, held below the number range.
  @inline(__always) private func growth(_ x: Float) -> Float { x <= 0 ? decay(-x) : 1 / max(1e-30, decay(x)) }

  /// The integral of extinction over `distance` along unit direction `d` from `p`; `distance` may be infinite.
  @inline(__always) func opticalDepth(from p: Float3, toward d: Float3, distance: Float) -> Float {
    if extinction <= 0 { return 0 }
    let here: Float = extinction(at: p.y)
    let k: Float = d.y * falloff
    // Nearly level, or even fog: the first terms of (1 - e^-x) / x. The bound leaves an error below 1e-6.
    let x: Float = k * distance
    if x.magnitude < 0.01 { return here * distance * (1 - x * (0.5 - x * 0.166_666_67)) }
    return k > 0 && distance == .infinity ? here / k : here * (1 - growth(-x)) / k
  }

  @inline(__always) func transmittance(from p: Float3, toward d: Float3, distance: Float) -> Float {
    let depth: Float = opticalDepth(from: p, toward: d, distance: distance)
    return depth < 80 ? decay(max(0, depth)) : 0
  }

  /// Where light that comes along `d` first meets a droplet, in exact proportion to transmittance times extinction; nil
  /// where it reaches `limit` unscattered. The weight of either outcome is the `albedo` and 1.
  @inline(__always) func sampleDistance(from p: Float3, toward d: Float3, limit: Float, u: Float) -> Float? {
    if extinction <= 0 { return nil }
    let depth: Float = -logarithm(1 - u)
    let here: Float = extinction(at: p.y)
    if here < 1e-30 { return nil }
    let k: Float = d.y * falloff
    let even: Float = depth / here
    let x: Float = k * even
    var t: Float
    if x.magnitude < 0.01 {
      t = even * (1 + x * (0.5 + x * 0.333_333_33))
    } else {
      // Going up there may not be fog enough left to meet.
      if x >= 1 { return nil }
      t = -logarithm(1 - x) / k
    }
    if !(t >= 0) { t = 0 }
    return t < limit ? t : nil
  }

  /// The density of scattering from travelling along `d` into `next`, 1/sr (Henyey & Greenstein 1941).
  @inline(__always) func phase(_ d: Float3, _ next: Float3) -> Float {
    let g: Float = anisotropy
    let base: Float = max(1e-6, 1 + g * g - 2 * g * dot(d, next))
    return 0.079_577_47 * (1 - g * g) / (base * base.squareRoot())
  }

  /// A direction after scattering, drawn with the density `phase`.
  @inline(__always) func samplePhase(_ d: Float3, _ u: SIMD2<Float>) -> Float3 {
    let g: Float = anisotropy
    var c: Float = 1 - 2 * u.y
    if g.magnitude > 1e-3 {
      let s: Float = (1 - g * g) / (1 - g + 2 * g * u.y)
      c = (1 + g * g - s * s) / (2 * g)
    }
    c = max(-1, min(1, c))
    let r: Float = max(0, (1 - c) * (1 + c)).squareRoot()
    let (x, y) = circlePoint(u.x)
    let (a, b) = tangents(d)
    return normalize(a * (r * x) + b * (r * y) + d * c)
  }

  /// The light that deep fog sends along `-d`, estimated: the sky's from all around, thinned half by the fog above, and sun
  /// or moon scattered once. Knows nothing of shadows and lamps: for guides.
  @inline(never) func meanGlow(_ lights: LightSet, at p: Float3, toward d: Float3) -> Float3 {
    let sky = lights.sky
    let above: Float = opticalDepth(from: p, toward: Float3(0, 1, 0), distance: .infinity)
    // Two-stream transmittance of a forward scattering layer (Bohren 1987).
    let through: Float = 1 / (1 + 0.5 * (1 - anisotropy) * min(above, 1e6))
    let around: Float3 = sky.levelIrradiance * (through * 0.318_309_89)
    let direct: Float = transmittance(from: p, toward: sky.sunDirection, distance: .infinity)
    let sun: Float3 = sky.sunRadiance * sky.sunSolidAngle
    let height: Float = max(0.05, sky.sunDirection.y)
    let diffused: Float3 = sun * (height * max(0, through - direct) * 0.318_309_89)
    let once: Float3 = sun * (direct * phase(d, sky.sunDirection))
    return albedo * (around + diffused + once)
  }
}
