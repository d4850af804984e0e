import Imaging
import Refinement
import Testing
import VectorMath

@Suite struct AnchoredNoiseTests {
  private func moments(_ values: [Float]) -> (mean: Double, deviation: Double, kurtosis: Double) {
    let n = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / n
    let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / n
    let fourth =
      values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) * (Double($1) - mean) * (Double($1) - mean) }
      / n
    return (mean, variance.squareRoot(), fourth / (variance * variance))
  }

  private func correlation(_ pairs: [(Float, Float)]) -> Double {
    let n = Double(pairs.count)
    let a = pairs.reduce(0) { $0 + Double($1.0) } / n
    let b = pairs.reduce(0) { $0 + Double($1.1) } / n
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in pairs {
      ab += (Double(x) - a) * (Double(y) - b)
      aa += (Double(x) - a) * (Double(x) - a)
      bb += (Double(y) - b) * (Double(y) - b)
    }
    return ab / (aa * bb).squareRoot()
  }

  @Test func isStandardNormalAtEveryDistance() {
    for distance in [0.5, 1.3, 3, 10] as [Float] {
      var values: [Float] = []
      for seed in 0..<4 as Range<UInt64> {
        values += AnchoredNoise.field(planeGuide(distance: distance), seed: seed).pixels.flatMap { [$0.x, $0.y, $0.z] }
      }
      let m = moments(values)
      #expect(abs(m.mean) < 0.02 && abs(m.deviation - 1) < 0.02 && abs(m.kurtosis - 3) < 0.12, "\(distance) m: \(m)")
    }
  }

  @Test func channelsAndSeedsAreIndependent() {
    let a = AnchoredNoise.field(planeGuide(), seed: 1).pixels
    let b = AnchoredNoise.field(planeGuide(), seed: 2).pixels
    let c = AnchoredNoise.field(planeGuide(), seed: 1, stream: 1).pixels
    #expect(abs(correlation(a.map { ($0.x, $0.y) })) < 0.05)
    #expect(abs(correlation(zip(a, b).map { ($0.x, $1.x) })) < 0.05)
    #expect(abs(correlation(zip(a, c).map { ($0.x, $1.x) })) < 0.05)
  }

  /// A pixel shares at most the lattice cells on its border with its neighbour.
  @Test func neighboursAreNearlyWhite() {
    let field = AnchoredNoise.field(planeGuide(slope: 0), seed: 5)
    var across: [(Float, Float)] = []
    for y in 0..<field.height { for x in 1..<field.width { across.append((field[x - 1, y].x, field[x, y].x)) } }
    #expect(abs(correlation(across)) < 0.25)
  }

  /// The plane moves by exactly three pixels: every footprint lands on another's place, and its noise with it.
  @Test func noiseTravelsWithTheSurface() {
    let pixel: Float = 3.0 / 100
    let first = AnchoredNoise.field(planeGuide(slope: 0), seed: 9)
    let moved = AnchoredNoise.field(planeGuide(slope: 0, shift: 3 * pixel), seed: 9)
    var along: [(Float, Float)] = []
    var fixed: [(Float, Float)] = []
    for y in 0..<first.height {
      for x in 4..<first.width - 4 {
        along.append((first[x, y].x, moved[x + 3, y].x))
        fixed.append((first[x, y].x, moved[x, y].x))
      }
    }
    #expect(correlation(along) > 0.95)
    #expect(abs(correlation(fixed)) < 0.1)
  }

  /// Half a pixel of motion: the mean over moved footprints still shares a large part of its cells.
  @Test func subPixelMotionKeepsHalfOfTheNoise() {
    let first = AnchoredNoise.field(planeGuide(slope: 0), seed: 9)
    let moved = AnchoredNoise.field(planeGuide(slope: 0, shift: 0.015), seed: 9)
    #expect(correlation(zip(first.pixels, moved.pixels).map { ($0.x, $1.x) }) > 0.4)
  }
}
