import Testing
import VectorMath

@testable import Rendering

/// Chi-square tests: each sampler draws what its density says.
@Suite struct SamplerTests {
  private static let lobes: [SurfaceCase] = ([0.3, 0.6, 1] as [Float]).flatMap { r in
    SurfaceCase.white(roughness: r).map { c in
      var c = c
      c.sample.albedo = Float3(0.7, 0.5, 0.3)
      return c
    }
  }

  @Test func scatteringDrawsItsDensity() {
    let seed: UInt64 = 5
    print("chi-square of scattering: \(Self.lobes.count) tests, seed \(seed)")
    let threshold = ChiSquare.threshold(of: Self.lobes.count)
    var least = 1.0
    for (i, c) in Self.lobes.enumerated() {
      let surface = tilted(c, cosine: [0.35, 0.6, 0.85][i % 3], azimuth: Float(i) * 0.618, wanders: i % 2 == 1)
      let chance = ChiSquare.chance(samples: 60_000, seed: seed &+ UInt64(i)) {
        surface.evaluate($0).density
      } draw: { random in
        let u = SIMD2(Float(random.uniform()), Float(random.uniform()))
        // What wanders or is mirrored has no density here.
        guard let next = surface.sample(u, choice: Float(random.uniform())) else { return nil }
        return next.course == .wandering || next.density == .infinity ? nil : next.light
      }
      least = min(least, chance)
      #expect(chance > threshold, "\(c): p = \(chance)")
    }
    print("chi-square of scattering: least p \(least), threshold \(threshold)")
  }

  /// The test can fail: a density that is off by 4 % of roughness is caught.
  @Test func aWrongDensityIsCaught() {
    let right = SurfaceCase("metal", roughness: 0.5) { $0.metalness = 1 }
    let wrong = SurfaceCase("metal", roughness: 0.52) { $0.metalness = 1 }
    let drawn = tilted(right, cosine: 0.6)
    let claimed = tilted(wrong, cosine: 0.6)
    let chance = ChiSquare.chance(samples: 40_000, seed: 9) {
      claimed.evaluate($0).density
    } draw: { random in
      drawn.sample(SIMD2(Float(random.uniform()), Float(random.uniform())), choice: Float(random.uniform()))?.light
    }
    #expect(chance < 1e-4, "p = \(chance)")
    // And the gamma function behind it: chi-square of 2 degrees is exponential; a tabled value of 10 degrees.
    #expect(abs(ChiSquare.upperGamma(1, 1.5) - 0.223_130_160) < 1e-8)
    #expect(abs(ChiSquare.upperGamma(5, 18.307 / 2) - 0.05) < 1e-5)
  }
}
