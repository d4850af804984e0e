import Imaging
import Parallelism
import VectorMath

/// Takes the grain out of a path-traced picture, guided by what its paths met first.
///
/// Nonlocally weighted first-order regression (Bitterli et al. 2016) of either half of the samples, weighed by the other:
/// `OutlierLimit`, `FeatureFilter`, `CrossRegression` at two bandwidths, `BandwidthChoice`. All that it smooths by is
/// measured against the variance of the samples, so it does less and less as samples grow, and the picture goes to the
/// truth.
public struct Denoiser: Sendable {
  var outliers = OutlierLimit()
  var featureFilter = FeatureFilter()
  /// Of the weights, narrow to wide.
  var bandwidths: [Float] = [0.5, 1]
  /// Samples of a half from which on its light is filtered over the albedo.
  var leastDemodulated = Demodulation.leastSamples
  /// See `BandwidthChoice.doubt`.
  var doubt: Float = 2

  public init() {}

  /// Fewest samples a pixel: two in either half, for a variance.
  public static let leastSamples = 4

  /// The picture that both halves together show.
  func picture(of halves: (HalfBuffer, HalfBuffer)) -> ImageBuffer<Float3> {
    outliers.apply(to: halves)
    // First, while the variances of the albedo are those of its samples.
    let demodulation =
      min(halves.0.samples, halves.1.samples) >= leastDemodulated ? Demodulation(halves) : nil
    let filtered = featureFilter.apply(to: halves)
    let (features, noise) = Denoiser.meanAndNoise(filtered.0, filtered.1)
    let variance = Denoiser.variance(
      (halves.0.colour, halves.1.colour), (halves.0.variance, halves.1.variance))
    let results: [(Planes, Planes)]
    if let demodulation {
      let spread = Denoiser.variance(demodulation.light, demodulation.variance)
      results = CrossRegression(
        bandwidths: bandwidths, colours: demodulation.light, plain: demodulation.light,
        plainVariance: (spread, spread), features: features, featureNoise: noise
      ).apply()
      for result in results { demodulation.restore(result, by: features, of: halves) }
    } else {
      let plain = (
        Denoiser.plain(halves.0.colour, features, power: 1), Denoiser.plain(halves.1.colour, features, power: 1)
      )
      let spread = Denoiser.plain(variance, features, power: 2)
      results = CrossRegression(
        bandwidths: bandwidths, colours: (halves.0.colour, halves.1.colour), plain: plain,
        plainVariance: (spread, spread), features: features, featureNoise: noise
      ).apply()
    }
    var picture = BandwidthChoice(halves: halves, variance: variance, doubt: doubt).picture(of: results)
    picture.addGlare(of: halves)
    return picture
  }

  /// The mean of two estimates of the features, and the variance that is left in it.
  private static func meanAndNoise(_ a: Planes, _ b: Planes) -> (mean: Planes, noise: Planes) {
    let noise = Planes(width: a.width, height: a.height, count: a.count)
    parallelFor(a.count) { c in
      for y in 0..<a.height {
        for i in y * a.stride..<y * a.stride + a.width {
          let (p, q) = (a[c][i], b[c][i])
          a[c][i] = 0.5 * (p + q)
          noise[c][i] = 0.25 * (p - q) * (p - q)
        }
      }
    }
    return (a, noise)
  }

  /// The variance of either half's values: what the samples say, at the scale of what the halves differ by.
  private static func variance(_ values: (Planes, Planes), _ said: (Planes, Planes)) -> Planes {
    let scale = VarianceScale.estimate(values, said, channels: 0..<3, isRelative: true, in: 0.25...1.5)
    let mean = Planes(width: scale.width, height: scale.height, count: 3)
    parallelFor(mean.height) { y in
      for c in 0..<3 {
        for i in y * mean.stride..<y * mean.stride + mean.width { mean[c][i] = 0.5 * (said.0[c][i] + said.1[c][i]) }
      }
    }
    let smooth = mean.boxMean(radius: 1)
    parallelFor(mean.height) { y in
      for c in 0..<3 {
        for i in y * mean.stride..<y * mean.stride + mean.width { smooth[c][i] *= scale[0][i] }
      }
    }
    return smooth
  }

  /// Colours or, with power 2, variances over the albedo: textures are no reason to keep pixels apart.
  private static func plain(_ colour: Planes, _ features: Planes, power: Int) -> Planes {
    let out = Planes(width: colour.width, height: colour.height, count: 3)
    parallelFor(colour.height) { y in
      for i in y * out.stride..<y * out.stride + out.width {
        for c in 0..<3 {
          // What a black surface reflects is a gloss.
          let albedo: Float = max(0, features[c][i]) + 0.05
          out[c][i] = colour[c][i] / (power == 2 ? albedo * albedo : albedo)
        }
      }
    }
    return out
  }
}
