import Imaging
import Testing
import VectorMath

@testable import Rendering

/// The denoiser on pictures whose truth is known.
@Suite struct DenoiserTests {
  /// One light all over: what is left of the noise is what a plane fitted to about 300 pixels, many times over, leaves.
  @Test func flatLightLosesNearlyAllNoise() {
    for seed in 1...3 as ClosedRange<UInt64> {
      let flat = NoisyPicture(width: 96, height: 64, seed: seed) { _, _ in
        (Float3(0.4, 0.5, 0.6), NoisyPicture.plain())
      }
      let noisy = flat.error(ImageBuffer(flat.halves(samples: 32)))
      let left = flat.error(Denoiser().picture(of: flat.halves(samples: 32)))
      // Samples of spread 0.5 (1 + 2 x 0.3^2): 0.295 / 32 of variance; held at zero, a little less.
      #expect((noisy / 0.0088 - 1).magnitude < 0.1, "seed \(seed): \(noisy)")
      #expect(left < noisy / 60, "seed \(seed): \(noisy) to \(left)")
    }
  }

  /// With weights that know no difference the filter is linear, and its kernel is known: the mean over the regressions
  /// about a pixel of what least squares say of it there.
  @Test func evenWeightsAreLeastSquares() {
    let picture = NoisyPicture(width: 64, height: 64) { _, _ in (Float3(0.4, 0.5, 0.6), NoisyPicture.plain()) }
    let halves = picture.halves(samples: 8)
    let nothing = Planes(width: 64, height: 64, count: 3)
    let result = CrossRegression(
      bandwidths: [1], colours: (halves.0.colour, halves.1.colour), plain: (nothing, nothing),
      plainVariance: (nothing, nothing), features: halves.0.features, featureNoise: halves.0.featureVariance
    ).apply()[0]
    let reach = RegressionWindow.reach
    let n = Double(RegressionWindow.rows * RegressionWindow.rows)
    // Sum of squares of one coordinate over the window, grown by the regression's ridge.
    let square = n * Double(reach * (reach + 1)) / 3
    let ridge = square * 1.001 + n * 0.1 * 0.02 * 0.02 * Double(reach * reach)
    for (x, y) in [(31, 32), (30, 30), (33, 29)] {
      var (sum, count) = (0.0, 0.0)
      for cy in y - reach...y + reach {
        for cx in x - reach...x + reach where isMiddle(cx) && isMiddle(cy) {
          count += 1
          for dy in -reach...reach {
            for dx in -reach...reach {
              let share = 1 / n + Double((x - cx) * dx + (y - cy) * dy) / ridge
              sum += share * Double(halves.0.colour[0][(cy + dy) * halves.0.colour.stride + cx + dx])
            }
          }
        }
      }
      let i = y * result.0.stride + x
      let value = Double(result.0[0][i] / result.0[3][i])
      #expect((value - sum / count).magnitude < 2e-5, "at (\(x), \(y)): \(value), least squares \(sum / count)")
    }
    // Regressions stand in the middle of blocks of 3 x 3 pixels of tiles of 30.
    func isMiddle(_ x: Int) -> Bool { x % 30 % 3 == 1 }
  }

  /// Light that is linear in place and features comes through unchanged, edges of the features and all.
  @Test func lightLinearInFeaturesIsReproduced() {
    let picture = NoisyPicture(width: 90, height: 60, spread: 0) { x, y in
      var f = NoisyPicture.plain()
      let wave = Float(PortableMath.sine(0.7 * Double(x)) * PortableMath.cosine(0.4 * Double(y)))
      f.albedo = Float3(0.4 + 0.2 * wave, 0.5, x < 45 ? 0.2 : 0.7)
      f.normal = normalize(Float3(0.3 * wave, y < 30 ? 0.8 : 0, 1))
      f.nearness = 0.5 + 0.002 * Float(x)
      let light: Float = 0.3 + f.albedo.x + 0.5 * f.albedo.z + 0.3 * f.normal.y + 0.4 * f.nearness + 0.001 * Float(y)
      return (Float3(light, 0.5 * light, 1), f)
    }
    let error = picture.error(Denoiser().picture(of: picture.halves(samples: 16)))
    #expect(error.squareRoot() < 2e-3, "\(error.squareRoot())")
  }

  /// Where light steps with a feature, the step stays in its place and as high, pixels that show both sides included;
  /// there is no ringing beside it.
  @Test func edgesStaySharp() {
    let edge: Float = 47.3
    let picture = NoisyPicture(width: 96, height: 96) { x, _ in
      let share: Float = saturate(Float(x) + 1 - edge)
      var f = NoisyPicture.plain()
      f.normal = mix(Float3(0, 0, 1), Float3(1, 0, 0), share)
      return (Float3(repeating: lerp(0.2, 2, share)), f)
    }
    let out = Denoiser().picture(of: picture.halves(samples: 32))
    for x in 44..<52 {
      let mean = (10..<86).reduce(0) { $0 + out[x, $1].y / 76 }
      let light = picture.truth(x, 0).light.y
      #expect((mean / light - 1).magnitude < 0.04, "column \(x): \(mean), truth \(light)")
    }
  }

  /// Textures of the albedo keep their contrast under light that changes across them.
  @Test func texturesStay() {
    let picture = NoisyPicture(width: 96, height: 96) { x, y in
      let grain = Float(hash32(UInt32(x * 96 + y)) & 255) / 255
      let light: Float = 0.5 + 0.01 * Float(x)
      let f = NoisyPicture.plain(0.2 + 0.5 * grain)
      return (f.albedo * light, f)
    }
    let halves = picture.halves(samples: 32)
    let noisy = picture.error(ImageBuffer(halves))
    let left = picture.error(Denoiser().picture(of: halves))
    #expect(left < noisy / 25, "\(noisy) to \(left)")
  }

  /// A shadow that no feature tells of is blurred by few samples less than they are noisy; as samples grow the picture
  /// goes to the truth, and is never worse than it was.
  @Test func errorFallsWithSamples() {
    let picture = NoisyPicture(width: 96, height: 96, spread: 0.8) { x, y in
      let isLit = (x / 16 + y / 16) % 2 == 0
      return (Float3(repeating: isLit ? 1 : 0.3), NoisyPicture.plain())
    }
    var before = Double.infinity
    for samples in [32, 128, 512] {
      let halves = picture.halves(samples: samples)
      let noisy = picture.error(ImageBuffer(halves))
      let left = picture.error(Denoiser().picture(of: halves))
      #expect(left < 0.9 * noisy, "\(samples) samples: \(noisy) to \(left)")
      #expect(left < 0.5 * before, "\(samples) samples: \(left) after \(before)")
      before = left
    }
  }

  /// One sample far too bright leaves no spot. Where many pixels find such light it stays, and so it does where a pixel
  /// has found it often.
  @Test func singleBrightSamplesAreHeldDown() {
    let picture = NoisyPicture(width: 64, height: 64) { _, _ in (Float3(repeating: 0.5), NoisyPicture.plain()) }
    let spotted = picture.halves(samples: 32) { light, x, y, h, s in
      if x == 30 && y == 30 && h == 0 && s == 5 { light = Float3(repeating: 500) }
    }
    #expect(ImageBuffer(spotted)[30, 30].y > 15)
    let clean = Denoiser().picture(of: spotted)
    for y in 25..<36 { for x in 25..<36 { #expect((clean[x, y].y / 0.5 - 1).magnitude < 0.1) } }

    // A thirtieth of the samples, 40 times as bright as the others: seen by every pixel.
    let sparkling = NoisyPicture(width: 64, height: 64, spread: 0) { _, _ in
      (Float3(repeating: 0.5), NoisyPicture.plain())
    }
    var random = SeededGenerator(seed: 3)
    let halves = sparkling.halves(samples: 64) { light, _, _, _, _ in if random.index(30) == 0 { light *= 40 } }
    func mean(_ p: ImageBuffer<Float3>) -> Float { p.pixels.reduce(0) { $0 + $1.y } / Float(p.pixels.count) }
    let truth = mean(ImageBuffer(halves))
    let found = mean(Denoiser().picture(of: halves))
    #expect((found / truth - 1).magnitude < 0.08, "\(truth) became \(found)")
  }
}
