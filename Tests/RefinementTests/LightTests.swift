import Imaging
import Refinement
import Testing
import VectorMath

@Suite struct WaveletFilterTests {
  /// White noise of unit spread on an even plane: five passes leave under a tenth of it, and the mean stays.
  @Test func flattensNoiseOnASlantedPlane() {
    var random = SeededGenerator(seed: 4)
    let noise = (0..<96 * 64).map { _ in Float(1 + 0.3 * random.normal()) }
    let guide = planeGuide { x, y in noise[y * 96 + x] }
    var history = LightHistory()
    let light = history.add(guide).indirect
    let out = WaveletFilter.indirect.apply(light, guide)
    func spread(_ image: ImageBuffer<Float3>) -> (mean: Float, deviation: Float) {
      let values = image.pixels.map(\.x)
      let mean = values.reduce(0, +) / Float(values.count)
      return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot())
    }
    let (before, after) = (spread(light), spread(out))
    #expect(abs(before.mean - after.mean) < 0.02)
    #expect(after.deviation < before.deviation * 0.12, "\(before) -> \(after)")
  }

  /// A shadow edge ten times darker than its surroundings stays an edge.
  @Test func keepsAStrongEdge() {
    let guide = planeGuide { x, _ in x < 48 ? 0.1 : 1 }
    var history = LightHistory()
    let out = WaveletFilter.sun.apply(history.add(guide).indirect, guide)
    #expect(out[44, 32].x < 0.2 && out[51, 32].x > 0.9)
  }
}

@Suite struct LightHistoryTests {
  /// n frames of independent noise on a still surface have 1/n of its variance.
  @Test func stillSurfacesGatherLight() {
    var history = LightHistory()
    var random = SeededGenerator(seed: 8)
    var light: LightHistory.Light?
    for _ in 0..<8 {
      let noise = (0..<96 * 64).map { _ in Float(1 + 0.5 * random.normal()) }
      light = history.add(planeGuide { x, y in noise[y * 96 + x] })
    }
    let values = light!.indirect.pixels.map(\.x)
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    #expect(abs(variance - 0.25 / 8) < 0.25 / 8 * 0.15)
    #expect(light!.age.pixels.allSatisfy { abs($0 - 8) < 1e-4 })
  }

  /// A pattern painted on the surface stays sharp while the surface moves three pixels a frame.
  @Test func lightFollowsTheSurface() {
    var history = LightHistory()
    let pixel: Float = 0.03
    var last: LightHistory.Light?
    for k in 0..<5 {
      let guide = planeGuide(slope: 0, shift: Float(3 * k) * pixel, previousShift: Float(3 * max(0, k - 1)) * pixel) {
        x, _ in
        (x - 3 * k + 96) % 8 < 4 ? 1 : 0.2
      }
      last = history.add(guide)
    }
    for x in 40..<80 {
      let expected: Float = (x - 12 + 96) % 8 < 4 ? 1 : 0.2
      #expect(abs(last!.indirect[x, 30].x - expected) < 0.02)
    }
  }
}
