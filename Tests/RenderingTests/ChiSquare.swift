import Foundation
import VectorMath

@testable import Rendering

/// Pearson's chi-square test of a sampler of directions against the density that it claims.
enum ChiSquare {
  private static let rows = 20
  private static let columns = 40

  /// The chance that a sampler with just this density strays as far as this one does.
  ///
  /// Directions fall into cells of equal solid angle; the rest, where nothing was sampled, is one more cell. Cells that
  /// expect fewer than 5 are pooled.
  /// - Parameters:
  ///   - density: per solid angle, integrated over each cell by a point drawn in each of `parts` by `parts` parts: on a
  ///     grid, outlines that run along it would be off by up to half a part everywhere.
  ///   - draw: a direction, or nil.
  static func chance(
    samples: Int, seed: UInt64, parts: Int = 20, density: (Float3) -> Float, draw: (inout SeededGenerator) -> Float3?
  ) -> Double {
    var counts = [Double](repeating: 0, count: rows * columns)
    var missing = 0.0
    var random = SeededGenerator(seed: seed, stage: "chi-square")
    for _ in 0..<samples {
      guard let d = draw(&random) else {
        missing += 1
        continue
      }
      let turn = atan2(Double(d.y), Double(d.x)) / (2 * Double.pi)
      let row = min(rows - 1, max(0, Int(Double(d.z + 1) * 0.5 * Double(rows))))
      let column = min(columns - 1, max(0, Int((turn < 0 ? turn + 1 : turn) * Double(columns))))
      counts[row * columns + column] += 1
    }
    let part = 4 * Double.pi / Double(rows * columns * parts * parts) * Double(samples)
    var expected = [Double](repeating: 0, count: rows * columns)
    var jitter = SeededGenerator(seed: seed, stage: "quadrature")
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for i in 0..<parts {
          for j in 0..<parts {
            let z = (Float(row * parts + i) + Float(jitter.uniform())) / Float(rows * parts) * 2 - 1
            let r = max(0, 1 - z * z).squareRoot()
            let (c, s) = circlePoint((Float(column * parts + j) + Float(jitter.uniform())) / Float(columns * parts))
            sum += Double(density(Float3(r * c, r * s, z))) * part
          }
        }
        expected[row * columns + column] = sum
      }
    }
    return chance(counts: counts, expected: expected, missing: missing)
  }

  /// The chance that counts with these expectations stray as far as these do.
  ///
  /// - Parameter missing: draws that fell into no cell; what is left of all draws is expected of them.
  static func chance(counts: [Double], expected: [Double], missing: Double = 0) -> Double {
    var statistic = 0.0
    var cells = 0
    var pooled = 0.0
    var pooledCount = 0.0
    for (count, expected) in zip(counts, expected) {
      if expected < 5 {
        pooled += expected
        pooledCount += count
      } else {
        statistic += (count - expected) * (count - expected) / expected
        cells += 1
      }
    }
    let samples = counts.reduce(missing, +)
    pooled += max(0, samples - expected.reduce(0, +))
    pooledCount += missing
    if pooled >= 5 {
      statistic += (pooledCount - pooled) * (pooledCount - pooled) / pooled
      cells += 1
    } else if pooledCount > 40 {
      return 0
    }
    return upperGamma(Double(cells - 1) / 2, statistic / 2)
  }

  /// The threshold of one test among `count` for a chance of 1 % that any of them fails by bad luck (Sidak 1967).
  static func threshold(of count: Int) -> Double { 1 - pow(0.99, 1 / Double(count)) }

  /// The regularised upper incomplete gamma function (Press et al., "Numerical Recipes", section 6.2).
  static func upperGamma(_ a: Double, _ x: Double) -> Double {
    if x <= 0 { return 1 }
    let scale = exp(-x + a * log(x) - lgamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      for n in 1..<5000 {
        term *= x / (a + Double(n))
        sum += term
        if term < sum * 1e-14 { break }
      }
      return max(0, 1 - sum * scale)
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1..<5000 {
      let n = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / (n * d + b)
      c = b + n / c
      h *= d * c
      if abs(d * c - 1) < 1e-14 { break }
    }
    return scale * h
  }
}
