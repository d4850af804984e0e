import Parallelism

/// By how much less samples that are spread evenly leave of their noise than their own variance says, round about each
/// pixel: what the two halves differ by, over what it would be were all samples independent (Rousselle, Knaus & Zwicker
/// 2012, section 4.2).
enum VarianceScale {
  /// Pixels on each side over which both are averaged.
  private static let reach = 8

  /// - Parameters:
  ///   - values: of either half.
  ///   - variances: of either half's values, as estimated from its samples.
  ///   - channels: those that have one scale together.
  ///   - isRelative: differences count as parts of the values, so that the brightest pixels do not speak for all.
  ///   - range: the scale is held to it.
  /// - Returns: one channel.
  static func estimate(
    _ values: (Planes, Planes), _ variances: (Planes, Planes), channels: Range<Int>, isRelative: Bool,
    in range: ClosedRange<Float>
  ) -> Planes {
    let (a, b) = values
    let sums = Planes(width: a.width, height: a.height, count: 2)
    parallelFor(a.height) { y in
      for i in y * a.stride..<y * a.stride + a.width {
        var (said, apart): (Float, Float) = (0, 0)
        var all: Float = 0
        for c in channels {
          said += 0.5 * (variances.0[c][i] + variances.1[c][i])
          let d: Float = a[c][i] - b[c][i]
          apart += 0.5 * d * d
          all += a[c][i] + b[c][i]
        }
        let scale: Float = isRelative ? 1 / (all * all + 1e-8) : 1
        sums[0][i] = said * scale
        sums[1][i] = apart * scale
      }
    }
    let round = sums.boxMean(radius: reach)
    let out = Planes(width: a.width, height: a.height, count: 1)
    parallelFor(a.height) { y in
      for i in y * a.stride..<y * a.stride + a.width {
        // Where nothing varies there is nothing to scale.
        let ratio: Float = round[0][i] > 1e-20 ? round[1][i] / round[0][i] : 1
        out[0][i] = min(range.upperBound, max(range.lowerBound, ratio))
      }
    }
    return out
  }
}
