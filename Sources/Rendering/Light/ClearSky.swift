import VectorMath

/// The cloudless sky that one source, sun or moon, lights up.
struct ClearSky: Sendable {
  let direction: Float3
  /// Of the source outside the air: irradiance on a surface that faces it.
  private(set) var light: Float3
  /// The same on the ground.
  let groundLight: Float3
  private let azimuth: SIMD2<Float>
  private let air: FixedBuffer<Float3>
  private let haze: FixedBuffer<Float3>
  private let glow: FixedBuffer<Float3>

  init(direction d: Vector3, light: Float3, turbidity: Double) {
    direction = d.float
    self.light = light
    let flat = Vector3(d.x, 0, d.z).normalized
    azimuth = flat == .zero ? SIMD2(1, 0) : SIMD2(Float(flat.x), Float(flat.z))
    let atmosphere = Atmosphere(sun: d, turbidity: turbidity)
    groundLight = light * atmosphere.sunTransmittance
    air = FixedBuffer(atmosphere.air)
    haze = FixedBuffer(atmosphere.haze)
    glow = FixedBuffer(atmosphere.glow)
  }

  /// Dimmed to a share of its light.
  func dimmed(_ share: Float) -> ClearSky {
    var copy = self
    copy.light *= share
    return copy
  }

  /// A level direction towards the source.
  var heading: Float3 { Float3(azimuth.x, 0, azimuth.y) }

  @inline(__always) func radiance(_ d: Float3) -> Float3 {
    let flat: Float = max(1e-6, (d.x * d.x + d.z * d.z).squareRoot())
    let up: Float = saturate(d.y)
    // Rows: the square root of the elevation angle; asin by its series in sqrt(1 - y) (Abramowitz & Stegun 4.4.45).
    let root: Float = (1 - up).squareRoot()
    let poly: Float = 1.570_728_8 + up * (-0.212_114_4 + up * (0.074_261 - 0.018_729_3 * up))
    let elevation: Float = max(0, 1.570_796_3 - root * poly)
    let row: Float = (elevation * 0.636_619_77).squareRoot() * Float(Atmosphere.rows - 1)
    let ca: Float = max(-1, min(1, (d.x * azimuth.x + d.z * azimuth.y) / flat))
    let m: Float = ca.magnitude
    let acos: Float = (1 - m).squareRoot() * (1.570_728_8 + m * (-0.212_114_4 + m * (0.074_261 - 0.018_729_3 * m)))
    let angle: Float = ca >= 0 ? acos : 3.141_592_7 - acos
    let column: Float = angle * 0.318_309_89 * Float(Atmosphere.columns - 1)
    let i = min(Atmosphere.columns - 2, max(0, Int(column)))
    let j = min(Atmosphere.rows - 2, max(0, Int(row)))
    let fx: Float = column - Float(i)
    let fy: Float = row - Float(j)
    let k = j * Atmosphere.columns + i
    @inline(__always) func at(_ t: UnsafePointer<Float3>) -> Float3 {
      let low: Float3 = mix(t[k], t[k + 1], fx)
      let high: Float3 = mix(t[k + Atmosphere.columns], t[k + Atmosphere.columns + 1], fx)
      return mix(low, high, fy)
    }
    let c: Float = dot(d, direction)
    let airPhase: Float = 0.059_683_1 * (1 + c * c)
    let g: Float = 0.77
    let base: Float = max(1e-4, 1 + g * g - 2 * g * c)
    let hazePhase: Float = 0.079_577_5 * (1 - g * g) / (base * base.squareRoot())
    let scattered: Float3 = at(air.pointer) * airPhase + at(haze.pointer) * hazePhase + at(glow.pointer)
    return scattered * light
  }
}
