import Imaging
import Testing
import VectorMath

@testable import Rendering

/// Light over albedo, and how much of the samples' variance is noise.
@Suite struct DemodulationTests {
  /// A pattern finer than its pixels: each sample meets a light or a dark patch, and the light that falls there varies
  /// from sample to sample by `spread`.
  private func patched(samples: Int, spread: Float, directness: Float = 0) -> (HalfBuffer, HalfBuffer) {
    var random = SeededGenerator(seed: 5)
    let made = (0..<2).map { _ in
      let half = HalfBuffer(width: 48, height: 48, samples: samples)
      for y in 0..<48 {
        for x in 0..<48 {
          var pixel = HalfBuffer.Pixel()
          for _ in 0..<samples {
            var f = NoisyPicture.plain(random.index(2) == 0 ? 0.15 : 0.75)
            f.directness = directness
            // Albedo and the gloss of what is black under light of 3.
            pixel.add((f.albedo + 0.05) * (3 * (1 + spread * Float(random.normal()))), f)
          }
          pixel.write(to: half, x: x, y: y)
        }
      }
      return half
    }
    return (made[0], made[1])
  }

  /// Noise that light and albedo share is none of the ratio's: under even light each pixel's ratio is exactly the light,
  /// its variance nothing, and what is restored is what was there.
  @Test func sharedNoiseCancels() {
    let halves = patched(samples: 8, spread: 0)
    let (ratios, variances) = (Demodulation(halves).light, Demodulation(halves).variance)
    for i in stride(from: 0, to: 48 * ratios.0.stride, by: ratios.0.stride + 1) {
      #expect((ratios.0[1][i] / 3 - 1).magnitude < 1e-5)
      // A half's own is 9 x 0.3^2 / 8.
      #expect(variances.0[1][i] < 1e-4, "\(variances.0[1][i])")
    }
    let before = halves.1.colour[2][7]
    Demodulation(halves).restore(ratios, by: halves.1.features, of: halves)
    #expect((ratios.1[2][7] / before - 1).magnitude < 1e-5)
  }

  /// Symptom: a lawn was smeared where it got finer than the pixels. Cause: ratios were multiplied by the filtered albedo
  /// alone. Expected: where the camera's rays met the surface, each half gets its own samples' albedo back; where half of
  /// them went another way, the filtered one.
  @Test func whatIsMetStraightKeepsItsAlbedo() {
    for directness in [1, 0.5] as [Float] {
      let halves = patched(samples: 8, spread: 0, directness: directness)
      let ratios = Demodulation(halves).light
      let black = Planes(width: 48, height: 48, count: PathFeatures.count)
      Demodulation(halves).restore(ratios, by: black, of: halves)
      for i in stride(from: 0, to: 48 * ratios.0.stride, by: ratios.0.stride + 1) {
        let expected: Float = directness == 1 ? halves.0.colour[1][i] : 3 * 0.05
        #expect((ratios.0[1][i] / expected - 1).magnitude < 1e-4, "\(ratios.0[1][i]) for \(expected)")
      }
    }
  }

  /// The variance of the ratio is that of its pixels about the truth.
  @Test func varianceIsThatOfTheRatios() {
    let d = Demodulation(patched(samples: 32, spread: 0.5))
    var (said, found) = (0.0, 0.0)
    for y in 0..<48 {
      for i in y * d.light.0.stride..<y * d.light.0.stride + 48 {
        said += Double(d.variance.0[0][i])
        found += Double((d.light.0[0][i] - 3) * (d.light.0[0][i] - 3))
      }
    }
    // 2304 pixels tell a variance to 3 % (one deviation); of 32 samples a ratio's own is known a few per cent short.
    #expect((said / found - 1).magnitude < 0.15, "said \(said / 2304), found \(found / 2304)")
  }

  /// Symptom: windows of a denoised picture stayed grainy. Cause: whether a path met the bright sky in the pane or the
  /// dark room behind it is chance, and the albedo that light was multiplied by had all of this noise. Expected: what is
  /// left is far less than the samples' noise.
  @Test func panesLoseTheirNoise() {
    let halves = patched(samples: 16, spread: 0.2)
    func error(_ p: ImageBuffer<Float3>) -> Float {
      var sum: Float = 0
      // The mean of both patches.
      for v in p.pixels { sum += (v.y / 1.5 - 1) * (v.y / 1.5 - 1) }
      return sum / Float(p.pixels.count)
    }
    let noisy = error(ImageBuffer(halves))
    let left = error(Denoiser().picture(of: halves))
    #expect(left < noisy / 8, "\(noisy) to \(left)")
  }

  /// Halves that differ by a tenth of the variance that their samples speak of have a tenth of it; where nothing varies
  /// the scale is 1.
  @Test func scaleIsWhatTheHalvesDifferBy() {
    let (a, b, said) = (
      Planes(width: 64, height: 64, count: 3), Planes(width: 64, height: 64, count: 3),
      Planes(width: 64, height: 64, count: 3)
    )
    var random = SeededGenerator(seed: 8)
    for c in 0..<3 {
      for y in 0..<64 {
        for x in 0..<64 {
          let i = y * a.stride + x
          a[c][i] = 1 + 0.1 * Float(random.normal())
          b[c][i] = 1 + 0.1 * Float(random.normal())
          said[c][i] = 0.1
        }
      }
    }
    let scale = VarianceScale.estimate((a, b), (said, said), channels: 0..<3, isRelative: false, in: 0.02...1)
    var mean: Float = 0
    for y in 0..<64 { for x in 0..<64 { mean += scale[0][y * scale.stride + x] / 4096 } }
    #expect((mean / 0.1 - 1).magnitude < 0.06, "\(mean)")
    let nothing = Planes(width: 64, height: 64, count: 3)
    let still = VarianceScale.estimate((a, a), (nothing, nothing), channels: 0..<3, isRelative: false, in: 0.02...1)
    #expect(still[0][0] == 1)
  }

  /// Symptom: lawns and carpets of a denoised picture were smeared. Cause: the samples' variance of a pattern within its
  /// pixels was taken for noise of its mean. Expected: under even light a pattern that the halves agree on comes through
  /// to within a few per cent of its own contrast.
  @Test func patternsWithinPixelsStay() {
    let samples = 16
    var random = SeededGenerator(seed: 12)
    func share(_ x: Int, _ y: Int) -> Float { 0.3 + 0.4 * Float(hash32(UInt32(x * 64 + y)) & 255) / 255 }
    let made = (0..<2).map { _ in
      let half = HalfBuffer(width: 64, height: 64, samples: samples)
      for y in 0..<64 {
        for x in 0..<64 {
          var pixel = HalfBuffer.Pixel()
          for s in 0..<samples {
            // Samples spread evenly over the pixel: as many of them are light as should be, to one.
            let at: Float = (Float(s) + Float(random.uniform())) / Float(samples)
            let f = NoisyPicture.plain(at < share(x, y) ? 0.8 : 0.1)
            pixel.add(f.albedo * (2 * max(0, 1 + 0.4 * Float(random.normal()))), f)
          }
          pixel.write(to: half, x: x, y: y)
        }
      }
      return half
    }
    let out = Denoiser().picture(of: (made[0], made[1]))
    var (error, contrast) = (0.0, 0.0)
    for y in 4..<60 {
      for x in 4..<60 {
        let truth = Double(2 * (0.1 + 0.7 * share(x, y)))
        error += (Double(out[x, y].y) - truth) * (Double(out[x, y].y) - truth)
        contrast += (truth - 0.9) * (truth - 0.9)
      }
    }
    #expect(error < 0.1 * contrast, "\((error / contrast).squareRoot()) of the contrast")
  }
}
