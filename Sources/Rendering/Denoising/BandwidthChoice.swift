import Imaging
import Parallelism
import VectorMath

/// Mixes the results of several bandwidths, and the unfiltered picture, by their errors.
///
/// The squared error of one half's result is estimated against the other half: its distance from that, less that one's
/// variance (unbiased, as the halves know nothing of each other; Rousselle, Knaus & Zwicker 2012, section 4.4). Estimates
/// of single pixels are mostly noise, so their means over a few pixels choose.
struct BandwidthChoice {
  let halves: (HalfBuffer, HalfBuffer)
  /// Of either half's colour.
  let variance: Planes
  /// Pixels on each side over which errors are averaged.
  static let reach = 4
  /// By how much the unfiltered picture must be better: estimates of the errors err themselves, and their mistakes show as
  /// noise.
  var doubt: Float = 2

  func picture(of results: [(Planes, Planes)]) -> ImageBuffer<Float3> {
    let (width, height) = (variance.width, variance.height)
    // One candidate more than results: the picture as it is, its error estimated in two ways.
    let errors = Planes(width: width, height: height, count: results.count + 2)
    let (a, b) = (halves.0.colour, halves.1.colour)
    parallelFor(height) { y in
      for i in y * variance.stride..<y * variance.stride + width {
        let (p, q) = (Float3(a[0][i], a[1][i], a[2][i]), Float3(b[0][i], b[1][i], b[2][i]))
        let noise = Float3(variance[0][i], variance[1][i], variance[2][i])
        // Errors count as parts of the light, as far as that is known: the noisy pixel's own would favour dark accidents.
        var light: Float = 1e-3
        for result in results {
          light += luminance(colour(result.0, a, i) + colour(result.1, b, i)) * (0.5 / Float(results.count))
        }
        let scale: Float = 1 / (light * light)
        for (k, result) in results.enumerated() {
          let dp: Float3 = colour(result.0, a, i) - q
          let dq: Float3 = colour(result.1, b, i) - p
          errors[k][i] = ((dp * dp + dq * dq) * 0.5 - noise).sum() * scale
        }
        // The mean of both halves has half of a half's variance.
        errors[results.count][i] = noise.sum() * 0.5 * scale
        let apart: Float3 = p - q
        errors[results.count + 1][i] = (apart * apart).sum() * 0.25 * scale
      }
    }
    let means = errors.boxMean(radius: BandwidthChoice.reach)
    var picture = ImageBuffer<Float3>(width: width, height: height, filledWith: .zero)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      let out = OutputPointer(pointer: pixels.baseAddress!)
      parallelFor(height) { y in
        for x in 0..<width {
          let i = y * variance.stride + x
          // As the samples say or as the halves differ: a single bright sample must not speak for leaving it there.
          let own: Float = max(means[results.count][i], means[results.count + 1][i])
          var sum: Float = 0
          var light = Float3.zero
          for (k, result) in results.enumerated() {
            let weight: Float = BandwidthChoice.weight(means[k][i], own)
            light += (colour(result.0, a, i) + colour(result.1, b, i)) * (0.5 * weight)
            sum += weight
          }
          let weight: Float = BandwidthChoice.weight(doubt * own, own)
          let p = Float3(a[0][i] + b[0][i], a[1][i] + b[1][i], a[2][i] + b[2][i])
          out[y * width + x] = (light + p * (0.5 * weight)) / (sum + weight)
        }
      }
    }
    return picture
  }

  /// One over the cube of an error, none taken for less than a fiftieth of the unfiltered picture's.
  @inline(__always) private static func weight(_ error: Float, _ own: Float) -> Float {
    let e: Float = max(error, 0.02 * own) / max(1e-20, own)
    return 1 / max(1e-8, e * e * e)
  }

  /// A result. What no regression spoke for, as it is like nothing around, stays as it is.
  @inline(__always) private func colour(_ p: Planes, _ half: Planes, _ i: Int) -> Float3 {
    let own: Float = 0.02
    let sum = Float3(p[0][i], p[1][i], p[2][i]) + Float3(half[0][i], half[1][i], half[2][i]) * own
    return sum / (p[3][i] + own)
  }
}
