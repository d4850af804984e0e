import Parallelism

/// Light over albedo, to be filtered in the place of light, and multiplied by the albedo afterwards: what a pattern does
/// to light is known pixel by pixel, and no filter has to find it out.
///
/// A pixel's value is the ratio of two sums over its samples, light and albedo. Both hang on which part of the pixel a
/// sample met, and the noise that they share cancels: the variance of the ratio is that of what is left of the light
/// when the albedo times the ratio is taken off (Cochran, "Sampling Techniques", 1977, chapter 6). Fog, mirrors and glass
/// need nothing of their own, as the albedo is that of what is seen in them, and mixed with the fog's (`PathFeatures`).
struct Demodulation {
  /// Light over albedo, and its variance.
  let light: (Planes, Planes)
  let variance: (Planes, Planes)

  /// What a black surface reflects is a gloss: its light is not divided by nothing.
  private static let gloss: Float = 0.05
  /// Of a half's samples: of fewer a ratio errs too often, and the noise of the albedo is better filtered out too.
  static let leastSamples = 8

  init(_ halves: (HalfBuffer, HalfBuffer)) {
    let made = [halves.0, halves.1].map { half in
      let (width, height) = (half.colour.width, half.colour.height)
      let light = Planes(width: width, height: height, count: 3)
      let variance = Planes(width: width, height: height, count: 3)
      parallelFor(height) { y in
        for i in y * light.stride..<y * light.stride + width {
          for c in 0..<3 {
            let scale: Float = 1 / Demodulation.albedo(half.features, c, i)
            let ratio: Float = half.colour[c][i] * scale
            let shared: Float = 2 * half.covariance[c][i] - ratio * half.featureVariance[c][i]
            light[c][i] = ratio
            variance[c][i] = max(0, half.variance[c][i] - ratio * shared) * scale * scale
          }
        }
      }
      return (light, variance)
    }
    light = (made[0].0, made[1].0)
    variance = (made[0].1, made[1].1)
  }

  /// Multiplies filtered ratios by the albedo: that of the samples where the camera's rays met the surface themselves, so that
  /// no blade of grass is lost; that of `features`, which are filtered, where each path of a pixel met something else by
  /// chance, before or behind a pane, so that the albedo is as noisy as the light.
  func restore(_ filtered: (Planes, Planes), by features: Planes, of halves: (HalfBuffer, HalfBuffer)) {
    for (planes, half) in [(filtered.0, halves.0), (filtered.1, halves.1)] {
      parallelFor(planes.height) { y in
        for c in 0..<3 {
          for i in y * planes.stride..<y * planes.stride + planes.width {
            // From one ray in four on that went another way it is a mixture throughout.
            let mixed: Float = min(1, 4 * (1 - half.directness[0][i]))
            let (met, smooth) = (Demodulation.albedo(half.features, c, i), Demodulation.albedo(features, c, i))
            planes[c][i] *= met + (smooth - met) * mixed
          }
        }
      }
    }
  }

  @inline(__always) private static func albedo(_ features: Planes, _ c: Int, _ i: Int) -> Float {
    max(0, features[c][i]) + gloss
  }
}
