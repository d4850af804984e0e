import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Light in lux against handbooks: Schlyter, "Radiometry and photometry in astronomy"; CIE S 011; lamp makers' sheets.
@Suite struct PhotometryTests {
  /// lx on level ground from the whole sky, by drawing lights.
  private func level(_ light: Light) -> Double {
    let set = LightSet(sky: Sky(light))
    var sum = 0.0
    let points = EmitterTests.points(1 << 13, seed: 3)
    for (u, choice) in points {
      guard let s = set.sample(from: .zero, normal: Float3(0, 1, 0), u: u, choice: choice) else { continue }
      sum += Photometry.illuminance(s.radiance * (max(0, s.direction.y) / s.density)) / Double(points.count)
    }
    return sum
  }

  private func light(_ elevation: Double, _ change: (inout Light) -> Void = { _ in }) -> Light {
    var light = Light()
    light.sunElevation = elevation
    light.cloudCover = 0
    change(&light)
    return light
  }

  @Test func daylight() {
    let noon = level(light(60))
    #expect(noon > 80_000 && noon < 120_000, "clear noon \(noon)")
    let low = level(light(10))
    #expect(low > 9_000 && low < 25_000, "sun 10 degrees high \(low)")
    let overcast = level(light(45) { $0.clouds = .overcast })
    #expect(overcast > 5_000 && overcast < 20_000, "overcast \(overcast)")
    let storm = level(light(45) { $0.clouds = .storm })
    #expect(storm > 500 && storm < 6_000, "storm \(storm)")
    let cumulus = level(light(60) { $0.clouds = .cumulus })
    #expect(cumulus > 70_000 && cumulus < 130_000, "fair weather \(cumulus)")
  }

  @Test func twilightAndNight() {
    let civil = level(light(-6))
    #expect(civil > 1.5 && civil < 10, "end of civil twilight \(civil)")
    let nautical = level(light(-12))
    #expect(nautical > 0.003 && nautical < 0.03, "end of nautical twilight \(nautical)")
    let moon = level(light(-50) { $0.moon = Moon(phase: 0.5, elevation: 60, azimuth: 10) })
    #expect(moon > 0.1 && moon < 0.35, "full moon \(moon)")
    let stars = level(light(-50))
    #expect(stars > 2e-4 && stars < 3e-3, "stars and airglow \(stars)")
    // No step from dusk to night.
    var last = level(light(2))
    for tenth in stride(from: 15, through: -180, by: -5) {
      let now = level(light(Double(tenth) / 10))
      #expect(now < last * 1.02 && now > last * 0.3, "at \(Double(tenth) / 10) degrees \(now) after \(last)")
      last = now
    }
  }

  /// lx at a distance straight before a lamp.
  private func before(_ lamp: Lamp, _ distance: Double) -> Double {
    let placed = PlacedLamp(lamp, number: 0, seed: 0, balance: Float3(1, 1, 1))
    var e = placed.emitter
    e.position = (lamp.direction * -distance).float
    let irradiance = EmitterTests.irradiance(e, (lamp.direction * -1).float, samples: 1 << 12)
    return irradiance / Double(e.radiance.y) * Double(luminance(e.radiance)) * Photometry.illuminanceOfOne
  }

  /// An 800 lm bulb gives 800 / 4 pi = 63.7 lx at 1 m, and falls with the square.
  @Test func bulb() {
    var lamp = Lamp()
    lamp.lumens = 800
    let near = before(lamp, 1)
    #expect(abs(near - 63.66) < 0.2, "\(near)")
    #expect(abs(before(lamp, 3) * 9 / near - 1) < 0.003)
  }

  /// A small flat lamp gives flux / pi at 1 m, a spot flux over its beam's solid angle, a candle about 1 lx.
  @Test func lampsWithADirection() {
    var disc = Lamp()
    (disc.kind, disc.radius, disc.lumens) = (.disc, 0.02, 1000)
    #expect(abs(before(disc, 1) / (1000 / Double.pi) - 1) < 0.005)
    var spot = Lamp()
    (spot.kind, spot.lumens, spot.beam) = (.spot, 1000, 30)
    let beam = Photometry.beamSolidAngle(
      beam: Float(PortableMath.cosine(9 * Double.pi / 180)), edge: Float(PortableMath.cosine(21 * Double.pi / 180)),
      lambert: false)
    #expect(abs(before(spot, 2) * 4 / (1000 / beam) - 1) < 0.01)
    var candle = Lamp()
    candle.kind = .candle
    candle.target = Vector3(0, 1, 0)
    let placed = PlacedLamp(candle, number: 0, seed: 0, balance: Float3(1, 1, 1))
    var e = placed.emitter
    e.position = Float3(0, 0, -1)
    let lux = EmitterTests.irradiance(e, Float3(0, 0, -1)) / Double(e.radiance.y) * Double(luminance(e.radiance))
    #expect(
      lux * Photometry.illuminanceOfOne > 0.7 && lux * Photometry.illuminanceOfOne < 2,
      "candle \(lux * Photometry.illuminanceOfOne) lx")
  }

  /// Black bodies in Rec.709: white at D65's correlated temperature, ever redder below, bluer above (ratios of the
  /// Planckian locus by Kim et al. 2002, to 3 %).
  @Test func blackBodies() {
    let day = Photometry.blackBody(kelvin: 6504)
    #expect(largest(absolute(day - Float3(1, 1, 1))) < 0.06, "\(day)")
    var last = Float.infinity
    for kelvin in stride(from: 2000.0, through: 12000, by: 500) {
      let c = Photometry.blackBody(kelvin: kelvin)
      #expect(abs(luminance(c) - 1) < 1e-5)
      let ratio: Float = c.x / max(0.01, c.z)
      #expect(ratio < last)
      last = ratio
    }
    // 2856 K is illuminant A: x 0.4476, y 0.4074, in Rec.709 (2.235, 1, 0.283) times green.
    let a = Photometry.blackBody(kelvin: 2856)
    #expect(abs(a.x / a.y - 2.235) < 0.05 && abs(a.z / a.y - 0.283) < 0.03, "\(a)")
    let white = Photometry.blackBody(kelvin: 3200) * Photometry.whiteBalance(kelvin: 3200)
    #expect(largest(absolute(white - Photometry.blackBody(kelvin: 6500))) < 1e-4)
  }
}
