import LocatedJSON
import SceneDescription
import Testing
import VectorMath

@Suite struct LightTests {
  private func read(_ text: String) throws -> Light {
    try Light(json: JSONReader.parse(Array(text.utf8), file: "light.json"))
  }

  // MARK: Where the sun stands

  /// Meeus, Astronomical Algorithms, 2nd ed., example 25.a: 1992 October 13, 0h TD.
  @Test func solarCoordinatesOfMeeus() {
    let (ascension, declination) = SolarPosition.equatorial(julianDay: 2_448_908.5)
    let turn = 180 / Double.pi
    #expect(abs(ascension * turn + 360 - 198.380_83) < 1e-4, "\(ascension * turn)")
    #expect(abs(declination * turn + 7.785_07) < 1e-4, "\(declination * turn)")
  }

  /// Reda & Andreas, "Solar position algorithm for solar radiation applications", NREL/TP-560-34302, A.5: 2003-10-17
  /// 12:30:30 at UTC-7, 39.742476 N 105.1786 W: zenith 50.11162 degrees with refraction (0.01634 there), azimuth 194.34024.
  @Test func solarPositionOfTheSolarPositionAlgorithm() {
    let day = 2_452_930.312_847
    let (elevation, azimuth) = SolarPosition.horizontal(julianDay: day, latitude: 39.742_476, longitude: -105.1786)
    let turn = 180 / Double.pi
    #expect(abs(elevation * turn + 0.016_34 - (90 - 50.111_62)) < 0.01, "\(elevation * turn)")
    #expect(abs(azimuth * turn - 194.340_24) < 0.01, "\(azimuth * turn)")
  }

  /// At noon of the solstices the sun stands 90 - latitude +- 23.44 degrees high and due south, which is +Z; in the
  /// evening of the equinox it sets due west, -X.
  @Test func timeOfDayPlacesTheSun() throws {
    for (day, declination) in [(172, 23.44), (355, -23.44)] {
      let light = try read(#"{"timeOfDay": 12, "latitude": 50, "dayOfYear": \#(day)}"#)
      let sun = light.sunDirection
      #expect(abs(PortableMath.arcSine(sun.y) * 180 / Double.pi - (40 + declination)) < 0.1)
      #expect(sun.z > 0 && abs(sun.x) < 0.05)
    }
    let evening = try read(#"{"timeOfDay": 18, "latitude": 50, "dayOfYear": 80}"#).sunDirection
    #expect(evening.x < -0.99 && abs(evening.y) < 0.06, "\(evening)")
  }

  /// The full moon stands opposite the sun, the new moon beside it; half the month gives 1/10 of the light.
  @Test func moonFollowsItsPhase() throws {
    let full = try read(#"{"timeOfDay": 22, "latitude": 45, "dayOfYear": 20, "moon": {"phase": 0.5}}"#)
    let away = dot(full.sunDirection, try #require(full.moonDirection))
    #expect(away < -0.97, "\(away)")
    let new = try read(#"{"timeOfDay": 13, "moon": {"phase": 0}}"#)
    #expect(dot(new.sunDirection, try #require(new.moonDirection)) > 0.999)
    var moon = Moon()
    #expect(abs(moon.brightness - 1) < 1e-12)
    moon.phase = 0.25
    // Allen: a half moon gives about a twelfth.
    #expect(moon.brightness > 0.06 && moon.brightness < 0.12, "\(moon.brightness)")
  }

  // MARK: Presets

  @Test(arguments: LightPreset.allCases) func presetsRead(_ preset: LightPreset) throws {
    let there = Vector3(3, 0, -2)
    let light = preset.light(at: there)
    let plain = preset.light(at: .zero)
    for (moved, lamp) in zip(light.lamps, plain.lamps) {
      #expect((moved.position - there - lamp.position).length < 1e-12)
    }
    let read = try read(#"{"preset": "\#(preset.rawValue)", "presetAt": [3, 0, -2]}"#)
    #expect(read == light)
    // What is written is concrete and reads back the same.
    var writer = JSONWriter(pretty: false)
    light.write(to: &writer)
    #expect(!writer.text.contains("preset"))
    #expect(try self.read(writer.text) == light)
  }

  @Test func fieldsOverruleThePreset() throws {
    let light = try read(#"{"preset": "fog", "sunElevation": 30, "fog": {"visibility": 500}}"#)
    #expect(light.sunElevation == 30 && light.fog?.visibility == 500)
    #expect(light.sunAzimuth == LightPreset.fog.light(at: .zero).sunAzimuth)
  }

  // MARK: Flames

  @Test func flickerRepeatsAndStaysNearOne() {
    var lamp = Lamp()
    lamp.kind = .candle
    var sum = 0.0
    var least = 9.0
    for i in 0..<2400 {
      let t = Double(i) / 24
      let f = lamp.flicker(at: t, seed: 5)
      #expect(f == lamp.flicker(at: t, seed: 5))
      // No jumps between frames.
      #expect(abs(f - lamp.flicker(at: t + 0.001, seed: 5)) < 0.02)
      sum += f / 2400
      least = min(least, f)
    }
    #expect(abs(sum - 1) < 0.02 && least > 0.6 && least < 0.95, "\(sum) \(least)")
    #expect(lamp.flicker(at: 1, seed: 5) != lamp.flicker(at: 1, seed: 6))
    lamp.kind = .bulb
    #expect(lamp.flicker(at: 1.234, seed: 5) == 1)
  }

  // MARK: Mistakes

  @Test(arguments: [
    (
      #"{"lamps": [{"kind": "blub", "position": [0,1,0]}]}"#,
      "light.json:1:21: no kind of lamp 'blub'; did you mean 'bulb'?"
    ),
    (#"{"lamps": [{"kind": "bulb"}]}"#, "light.json:1:12: expected the key \"position\" ([x, y, z]) in this object"),
    (
      #"{"lamps": [{"kind": "bulb", "position": [0,1,0], "lumens": -3}]}"#,
      "light.json:1:60: expected \"lumens\" to be 0.0 to 100000000.0"
    ),
    (#"{"preset": "candlelihgt"}"#, "light.json:1:12: no light preset 'candlelihgt'; did you mean 'candlelight'?"),
    (#"{"fog": {"visibility": 0}}"#, "light.json:1:24: expected \"visibility\" to be 0.5 to 1000000.0"),
    (#"{"clouds": "cumulos"}"#, "light.json:1:12: no kind of cloud 'cumulos'; did you mean 'cumulus'?"),
    (#"{"timeOfDay": 25}"#, "light.json:1:15: expected \"timeOfDay\" to be 0.0 to 24.0"),
    (#"{"moon": {"phas": 0.5}}"#, "light.json:1:11: unknown key \"phas\"; did you mean 'phase'?"),
  ]) func mistakesAreLocated(text: String, message: String) {
    do {
      _ = try read(text)
      Issue.record("read \(text)")
    } catch {
      #expect("\(error)" == message)
    }
  }
}
