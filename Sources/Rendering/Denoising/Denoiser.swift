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
  /// See `BandwidthChoice.doubt`.
  var doubt: Float = 2

  public init() {}

  /// Fewest samples a pixel: two in either half, for a variance.
  public static let leastSamples = 4

  /// The picture that both halves together show.
  func picture(of halves: (HalfBuffer, HalfBuffer)) -> ImageBuffer<Float3> {
    outliers.apply(to: halves)
    let filtered = featureFilter.apply(to: halves)
    let (features, noise) = Denoiser.meanAndNoise(filtered.0, filtered.1)
    let variance = Denoiser.variance(of: halves)
    let plain = (
      Denoiser.plain(halves.0.colour, features, power: 1), Denoiser.plain(halves.1.colour, features, power: 1)
    )
    let plainVariance = Denoiser.plain(variance, features, power: 2)
    let regression = CrossRegression(
      bandwidths: bandwidths, colours: (halves.0.colour, halves.1.colour), plain: plain,
      plainVariance: (plainVariance, plainVariance), features: features, featureNoise: noise)
    var picture = BandwidthChoice(halves: halves, variance: variance, doubt: doubt).picture(of: regression.apply())
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

  /// The variance of either half's colour: what the samples say, brought to the scale of what the halves differ by round
  /// about, as samples that are spread evenly leave less noise than they seem to (Rousselle et al. 2012, section 4.2).
  private static func variance(of halves: (HalfBuffer, HalfBuffer)) -> Planes {
    let (width, height) = (halves.0.colour.width, halves.0.colour.height)
    let said = Planes(width: width, height: height, count: 3)
    let sums = Planes(width: width, height: height, count: 2)
    let (a, b) = halves
    parallelFor(height) { y in
      for i in y * said.stride..<y * said.stride + width {
        var (all, apart): (Float, Float) = (0, 0)
        for c in 0..<3 {
          let v: Float = 0.5 * (a.variance[c][i] + b.variance[c][i])
          said[c][i] = v
          let d: Float = a.colour[c][i] - b.colour[c][i]
          all += v
          apart += 0.5 * d * d
        }
        // As parts of the light, so that the brightest pixels do not speak for all.
        let light: Float =
          a.colour[0][i] + a.colour[1][i] + a.colour[2][i] + b.colour[0][i] + b.colour[1][i]
          + b.colour[2][i]
        let scale: Float = 1 / (light * light + 1e-8)
        sums[0][i] = all * scale
        sums[1][i] = apart * scale
      }
    }
    let round = sums.boxMean(radius: 8)
    let smooth = said.boxMean(radius: 1)
    parallelFor(height) { y in
      for i in y * said.stride..<y * said.stride + width {
        let ratio: Float = round[1][i] / max(1e-20, round[0][i])
        let scale: Float = min(1.5, max(0.25, ratio))
        for c in 0..<3 { smooth[c][i] *= scale }
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
