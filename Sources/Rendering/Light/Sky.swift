import SceneDescription
import VectorMath

/// Everything around the scene: sun, clear sky, clouds, a far country on the horizon, and the haze before it.
///
/// Radiance is relative: a white card lying in clear noon sun shines with about 1.
struct Sky: Sendable {
  let sunDirection: Float3
  /// Cosine of the sun's angular radius: 0.27 degrees, more behind cloud, which spreads it.
  let sunCosine: Float
  /// 1 - `sunCosine`, with the digits that the cosine has lost.
  let sunHeight: Float
  let sunSolidAngle: Float
  /// `sunDirection` laid flat.
  private let sunHeading: Float3
  /// At right angles to `sunDirection` and to each other.
  private let sunAxes: (Float3, Float3)
  /// Radiance of the disc after air and cloud.
  let sunRadiance: Float3
  /// Linear multiplier from radiance to the tone curve's input.
  var exposure: Float = 1
  private(set) var groundRadiance = Float3.zero
  private let cloudCover: Float
  private var dome: CloudDome?
  /// How uneven a closed cover of cloud is, and what it lets through.
  private let cloudRelief: Float
  private let cloudPassage: Float
  private(set) var cloudRadiance = Float3.zero
  private let sunlight: Float3
  private let hazeLength: Float
  private var sunSky: ClearSky?
  private let moonSky: ClearSky?
  private var night: NightSky?
  /// The moon where the disc is the moon's.
  private let moonFace: MoonFace?
  /// What the camera's white balance multiplies channels by.
  let balance: Float3
  /// In place of all of the above: the same radiance from everywhere (for energy tests).
  private let uniform: Float3?
  /// The surroundings as rough surfaces see them, averaged over patches of about two degrees: `looks` of `table`.
  private var blurred: FixedBuffer<SIMD4<Float>>
  static let mapWidth = 160
  static let mapHeight = 80
  /// Draws directions in proportion to `blurred`; nil where that gains nothing (even light).
  private(set) var table: SkyTable?
  /// From the sky alone on level ground.
  private(set) var levelIrradiance = Float3.zero

  /// Extraterrestrial sunlight on a surface that faces it, balanced so that noon light (sun and sky) is nearly neutral.
  private static let extraterrestrial = Float3(3.55, 3.72, 3.95)

  init(uniformRadiance: Float3) {
    sunDirection = Float3(0, 1, 0)
    sunHeading = .zero
    sunAxes = tangents(sunDirection)
    sunCosine = 1
    sunHeight = 0
    sunSolidAngle = 0
    sunRadiance = .zero
    cloudCover = 0
    cloudRelief = 1
    cloudPassage = 0.36
    sunlight = .zero
    hazeLength = .infinity
    sunSky = nil
    moonSky = nil
    moonFace = nil
    balance = Float3(repeating: 1)
    uniform = uniformRadiance
    blurred = FixedBuffer([])
  }

  init(_ light: Light) {
    uniform = nil
    blurred = FixedBuffer([])
    balance = light.whiteBalance.map { Photometry.whiteBalance(kelvin: $0) } ?? Float3(repeating: 1)
    let sun = light.sunDirection
    let bySun = ClearSky(direction: sun, light: Sky.extraterrestrial * balance, turbidity: light.turbidity)
    sunSky = bySun
    var byMoon: ClearSky?
    if let moon = light.moonDirection, let phase = light.moon, moon.y > 0, sun.y < 0.1 {
      // Full moon: magnitude -12.73 against the sun's -26.74 (Allen): 1 / 402,000.
      let share = Float(phase.brightness / 402_000)
      byMoon = ClearSky(
        direction: moon, light: Sky.extraterrestrial * NightSky.tint * balance * share, turbidity: light.turbidity)
    }
    moonSky = byMoon
    // The disc that casts shadows is the brighter one's.
    let isMoon = byMoon.map { luminance($0.groundLight) > luminance(bySun.groundLight) } ?? false
    let source = isMoon ? byMoon! : bySun
    sunDirection = source.direction
    sunHeading = source.heading
    sunAxes = tangents(sunDirection)
    switch light.clouds {
    // A thin sheet passes a third of the light on; a deck of stratus a sixth, a thunderstorm a twentieth.
    case nil: (cloudCover, cloudRelief, cloudPassage) = (Float(light.cloudCover), 1, 0.36)
    case .clear, .cumulus, .broken: (cloudCover, cloudRelief, cloudPassage) = (0, 1, 0.36)
    case .overcast: (cloudCover, cloudRelief, cloudPassage) = (1, 0.8, 0.16)
    case .storm: (cloudCover, cloudRelief, cloudPassage) = (1, 3, 0.06)
    }
    // Scattered clouds leave the sun free; from half cover on it goes behind them.
    let clear: Float = 1 - smoothstep(0.45, 0.95, cloudCover)
    let radius = (0.27 + 2.2 * Double(1 - clear)) * Double.pi / 180
    let cosine = PortableMath.cosine(radius)
    sunCosine = Float(cosine)
    let halfSine = PortableMath.sine(radius / 2)
    sunHeight = Float(2 * halfSine * halfSine)
    sunSolidAngle = Float(4 * Double.pi * halfSine * halfSine)
    sunlight = source.groundLight
    moonFace = isMoon ? MoonFace(moon: source.direction, sun: sun.float, cosine: sunCosine) : nil
    sunRadiance = sunSolidAngle > 0 ? sunlight * (clear / sunSolidAngle) : .zero
    hazeLength = light.hazeDistance.map { Float($0) } ?? 260 / max(0.4, (Float(light.turbidity) - 1) / 2)

    if sun.y < 0 {
      let scattered: Float3 = irradiance(on: Float3(0, 1, 0), cloudless: true)
      let twilight = NightSky(sun: sun, scattered: scattered, stars: Float(light.stars ?? 1), balance: balance)
      sunSky = bySun.dimmed(twilight.dimming)
      night = twilight
    }

    if let kind = light.clouds {
      let clearLevel: Float3 = irradiance(on: Float3(0, 1, 0), cloudless: true)
      let onGround: Float3 = clearLevel + sunlight * max(0, sunDirection.y)
      dome = CloudDome(
        kind, source: source, ambient: clearLevel * 0.318_309_89,
        ground: onGround * Float3(0.17, 0.165, 0.13) * 0.318_309_89)
    }

    // Irradiance on level ground and, for the meter, on an upright card that faces the sun.
    let height: Float = max(0, sunDirection.y)
    let clearLevel: Float3 = irradiance(on: Float3(0, 1, 0), cloudless: true) + sunlight * height
    // What cloud passes on is greyer than it came.
    let through: Float3 = clearLevel * cloudPassage
    let grey = Float3(repeating: luminance(through))
    cloudRadiance = mix(through, grey * Float3(0.97, 1.0, 1.04), 0.75) * 0.318_309_89
    let level: Float3 = irradiance(on: Float3(0, 1, 0), cloudless: false) + sunlight * (clear * height)
    groundRadiance = level * Float3(0.17, 0.165, 0.13) * 0.318_309_89
    let card = source.heading
    let facing: Float = max(0, dot(card, sunDirection))
    let upright: Float3 = irradiance(on: card, cloudless: false) + sunlight * (clear * facing)
    // An 18 % card in the mean of the two lights lands at 0.30 before the curve, sRGB 0.5 after it. The eye does not
    // adapt in full: dim light is shown dimmer, by the power 0.12.
    let meter: Float = max(3e-8, luminance(level) * 0.6 + luminance(upright) * 0.4)
    let adapted = Swift.max(0.33, PortableMath.power(Double(meter) / 3, 0.12))
    let compensation = PortableMath.power(2, light.exposureCompensation)
    exposure = Float(0.30 * Double.pi / (0.18 * Double(meter)) * adapted * compensation)
    if let value = light.exposureValue { exposure = Exposure.multiplier(exposureValue: value) * Float(compensation) }
    levelIrradiance = level - sunlight * (clear * height)
    let map = blurredMap()
    let table = SkyTable(map, width: Sky.mapWidth, height: Sky.mapHeight)
    self.table = table
    blurred = table.looks
  }

  /// Averages of `landscape` over the cells of an equal-area map of directions: rows in height, columns in azimuth.
  private func blurredMap() -> [Float3] {
    var map: [Float3] = []
    map.reserveCapacity(Sky.mapWidth * Sky.mapHeight)
    for row in 0..<Sky.mapHeight {
      for column in 0..<Sky.mapWidth {
        var sum = Float3.zero
        for k in 0..<4 {
          let v: Float = (Float(row) + 0.25 + 0.5 * Float(k / 2)) / Float(Sky.mapHeight)
          let u: Float = (Float(column) + 0.25 + 0.5 * Float(k % 2)) / Float(Sky.mapWidth)
          let y: Float = v * 2 - 1
          let r: Float = max(0, 1 - y * y).squareRoot()
          let (c, s) = circlePoint(u)
          sum += landscape(Float3(r * c, y, r * s))
        }
        map.append(sum * 0.25)
      }
    }
    return map
  }

  /// The same light as `radiance`, blurred; for rays that stand for a wide cone.
  @inline(__always) func blurredRadiance(_ d: Float3) -> Float3 { blurredRadiance(cell: Sky.cell(d)) }

  /// - Parameter cell: that of the direction.
  @inline(__always) func blurredRadiance(cell: Int) -> Float3 {
    if let uniform { return uniform }
    let look = blurred.pointer[cell]
    return Float3(look.x, look.y, look.z)
  }

  /// The cell of the map that holds a direction.
  @inline(__always) static func cell(_ d: Float3) -> Int {
    // Azimuth in turns, by the arc cosine of Abramowitz & Stegun 4.4.45.
    let flat: Float = max(1e-6, (d.x * d.x + d.z * d.z).squareRoot())
    let c: Float = max(-1, min(1, d.x / flat))
    let m: Float = c.magnitude
    let small: Float = (1 - m).squareRoot() * (1.570_728_8 + m * (-0.212_114_4 + m * (0.074_261 - 0.018_729_3 * m)))
    let half: Float = (c >= 0 ? small : 3.141_592_7 - small) * 0.159_154_94
    let u: Float = d.z >= 0 ? half : 1 - half
    let column = min(Sky.mapWidth - 1, Int(u * Float(Sky.mapWidth)))
    let row = max(0, min(Sky.mapHeight - 1, Int((d.y + 1) * 0.5 * Float(Sky.mapHeight))))
    return row * Sky.mapWidth + column
  }

  /// Light from everything but the sun's disc.
  @inline(__always) func radiance(_ d: Float3) -> Float3 {
    if let uniform { return uniform }
    let light: Float3 = landscape(d)
    guard let night, d.y > 0.01 else { return light }
    return light + night.starlight(d) * ((1 - cloudCover) * (dome?.look(d).w ?? 1))
  }

  /// Whether `d` meets the sun's disc.
  @inline(__always) func meetsSun(_ d: Float3) -> Bool {
    let apart: Float3 = d - sunDirection
    return sunSolidAngle > 0 && dot(apart, apart) <= 2 * sunHeight
  }

  /// Radiance of the disc in a direction that meets it.
  @inline(__always) func discRadiance(_ d: Float3) -> Float3 {
    guard let moonFace else { return sunRadiance }
    return sunRadiance * moonFace.shade(d)
  }

  /// A direction within the sun's disc, uniform by solid angle.
  @inline(__always) func sampleSun(_ u: SIMD2<Float>) -> Float3 {
    // By the distance below the middle, which keeps its digits where the cosine has lost them.
    let down: Float = u.y * sunHeight
    let z: Float = 1 - down
    let r: Float = (down * (2 - down)).squareRoot()
    let (c, s) = circlePoint(u.x)
    let (a, b) = sunAxes
    return normalize(a * (r * c) + b * (r * s) + sunDirection * z)
  }

  /// How much of the light over `distance` haze lets through.
  @inline(__always) func clearness(_ distance: Float) -> Float {
    // The first metres are clear: the haze is there to carry the ground over into the sky, not to fog the subject.
    distance <= 14 ? 1 : decay((distance - 14) / hazeLength)
  }

  /// The haze's own light along a view direction.
  @inline(__always) func hazeRadiance(_ d: Float3) -> Float3 {
    if let uniform { return uniform }
    let flat: Float = max(1e-6, (d.x * d.x + d.z * d.z).squareRoot())
    return sky(Float3(d.x / flat, 0.03, d.z / flat), detail: false)
  }

  @inline(never) private func landscape(_ d: Float3) -> Float3 {
    if d.y > 0.06 { return sky(d, detail: true) }
    let flat: Float = max(1e-6, (d.x * d.x + d.z * d.z).squareRoot())
    let slope: Float = d.y / flat
    let at = Float3(d.x / flat, 0, d.z / flat)
    // Three ranges, the nearer the darker.
    let far: Float = 0.020 + 0.016 * fractalNoise(at * 3 + 3, size: 1, octaves: 5, footprint: 0.001)
    if slope > far { return sky(d, detail: true) }
    let veil: Float3 = hazeRadiance(d)
    let middle: Float = 0.010 + 0.008 * fractalNoise(at * 5 + 17, size: 1, octaves: 5, footprint: 0.001)
    let trees: Float = 0.0045 + 0.0032 * fractalNoise(at * 22 + 31, size: 1, octaves: 5, gain: 0.65, footprint: 0.001)
    let wood: Float3 = groundRadiance * Float3(0.42, 0.62, 0.40)
    if slope > middle { return mix(wood, veil, 0.80) }
    if slope > trees { return mix(wood, veil, 0.62) }
    if slope > 0 { return mix(wood, veil, 0.38) }
    // Open country down to where haze takes it.
    let away: Float = 1.6 / max(1e-4, -slope)
    return mix(veil, groundRadiance, clearness(away))
  }

  /// The sky proper, d.y > 0.
  private func sky(_ d: Float3, detail: Bool) -> Float3 {
    let blue: Float3 = clearSky(d)
    if let dome {
      let cloud: SIMD4<Float> = dome.look(d)
      return blue * cloud.w + Float3(cloud.x, cloud.y, cloud.z)
    }
    if cloudCover <= 0 { return blue }
    let up: Float = max(0.02, d.y)
    // Overcast: brightest overhead (Moon & Spencer 1942).
    var grey: Float3 = cloudRadiance * (1.286 * (1 + 2 * up) / 3)
    var cover: Float = smoothstep(0.55, 0.98, cloudCover)
    if detail && cloudCover < 1 || detail && cover >= 1 {
      // A sheet of cloud 1 unit up, curving down towards the horizon.
      let q = Float3(d.x, 0, d.z) / (up + 0.12) + Float3(3.1, 0, 7.7)
      let shape: Float = fractalNoise(q, size: 0.9, octaves: 6, gain: 0.55, footprint: 0.004)
      let thick: Float = smoothstep(0.95 - 1.5 * cloudCover, 1.75 - 1.5 * cloudCover, shape + 0.35)
      cover = max(cover, thick * smoothstep(0.01, 0.14, d.y))
      if cover <= 0 { return blue }
      let bright: Float = fractalNoise(
        q + 0.07 * Float3(sunDirection.x, 0, sunDirection.z), size: 0.9, octaves: 4, footprint: 0.02)
      let toSun: Float = saturate(dot(d, sunDirection))
      let open: Float = 1 - smoothstep(0.45, 0.95, cloudCover)
      // Lit cloud is white with a silver edge near the sun; thick middles are greyer.
      let lit: Float3 = sunlight * (0.20 * open * (1 - 0.35 * thick) * (1 + 1.2 * toSun * toSun * toSun))
      if cloudRelief > 2 {
        // A storm's underside hangs in rolls, dark where it is thick. On the sun's side the deck is thin or ends, and light
        // comes in below it; away from there it is the dark wall that is seen over lit fields.
        let rolls: Float = fractalNoise(
          q * Float3(1, 1, 1.6) + Float3(shape, 0, bright) * 0.25, size: 0.8, octaves: 6, gain: 0.5, footprint: 0.004)
        let sunward: Float = 0.5 + 0.5 * dot(d, sunHeading)
        let depth: Float = 0.30 + 2.3 * sunward * sunward
        let rim: Float = 1 - smoothstep(0.03, 0.22, d.y)
        let wall: Float3 = grey * Float3(0.94, 0.99, 1.07) * depth
        grey = wall * max(0.3, 0.85 + 0.6 * bright + 0.6 * rolls) + veil(d) * (0.12 * rim * sunward)
      } else {
        grey = grey * (1 + cloudRelief * (0.16 * bright + 0.06 * shape)) + lit
      }
    }
    return mix(blue, grey, cover)
  }

  /// Light from beyond the end of a closed cover of cloud.
  private func veil(_ d: Float3) -> Float3 {
    let c = clearSky(d)
    return mix(c, Float3(repeating: luminance(c)), 0.5)
  }

  /// The cloudless sky: what sun, moon and night give.
  @inline(__always) private func clearSky(_ d: Float3) -> Float3 {
    var light: Float3 = sunSky?.radiance(d) ?? .zero
    if let moonSky { light += moonSky.radiance(d) }
    if let night { light += night.radiance(d) }
    return light
  }

  /// From the upper half of the surroundings onto a surface, by a fixed grid of directions.
  private func irradiance(on normal: Float3, cloudless: Bool) -> Float3 {
    var sum = Float3.zero
    let rings = 12
    let spokes = 24
    for j in 0..<rings {
      let z: Float = (Float(j) + 0.5) / Float(rings)
      let r: Float = (1 - z * z).squareRoot()
      for i in 0..<spokes {
        let (c, s) = circlePoint((Float(i) + 0.5) / Float(spokes))
        let d = Float3(r * c, z, r * s)
        let cosine: Float = dot(d, normal)
        if cosine > 0 { sum += (cloudless ? clearSky(d) : sky(d, detail: true)) * cosine }
      }
    }
    return sum * (6.283_185_3 / Float(rings * spokes))
  }
}
