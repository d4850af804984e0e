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

  func picture(of results: [(Planes, Planes)]) -> ImageBuffer<Float3> {
    let (width, height) = (variance.width, variance.height)
    // One candidate more than results: the picture as it is.
    let errors = Planes(width: width, height: height, count: results.count + 1)
    let (a, b) = (halves.0.colour, halves.1.colour)
    parallelFor(height) { y in
      for i in y * variance.stride..<y * variance.stride + width {
        let (p, q) = (Float3(a[0][i], a[1][i], a[2][i]), Float3(b[0][i], b[1][i], b[2][i]))
        let noise = Float3(variance[0][i], variance[1][i], variance[2][i])
        let light: Float3 = (p + q) * 0.5
        let scale: Float = 1 / (luminance(light) * luminance(light) + 1e-6)
        for (k, result) in results.enumerated() {
          let dp: Float3 = BandwidthChoice.colour(result.0, i) - q
          let dq: Float3 = BandwidthChoice.colour(result.1, i) - p
          errors[k][i] = ((dp * dp + dq * dq) * 0.5 - noise).sum() * scale
        }
        // The mean of both halves has half of a half's variance.
        errors[results.count][i] = noise.sum() * 0.5 * scale
      }
    }
    let means = errors.boxMean(radius: BandwidthChoice.reach)
    var picture = ImageBuffer<Float3>(width: width, height: height, filledWith: .zero)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      let out = OutputPointer(pointer: pixels.baseAddress!)
      parallelFor(height) { y in
        for x in 0..<width {
          let i = y * variance.stride + x
          let own: Float = means[results.count][i]
          var sum: Float = 0
          var colour = Float3.zero
          for (k, result) in results.enumerated() {
            let weight: Float = BandwidthChoice.weight(means[k][i], own)
            colour += (BandwidthChoice.colour(result.0, i) + BandwidthChoice.colour(result.1, i)) * (0.5 * weight)
            sum += weight
          }
          let weight: Float = BandwidthChoice.weight(own, own)
          let p = Float3(a[0][i] + b[0][i], a[1][i] + b[1][i], a[2][i] + b[2][i])
          out[y * width + x] = (colour + p * (0.5 * weight)) / (sum + weight)
        }
      }
    }
    return picture
  }

  /// One over the square of an error, none taken for less than a thousandth of the unfiltered picture's.
  @inline(__always) private static func weight(_ error: Float, _ own: Float) -> Float {
    let e: Float = max(error, 0.02 * own) / max(1e-20, own)
    return 1 / max(1e-8, e * e * e)
  }

  @inline(__always) private static func colour(_ p: Planes, _ i: Int) -> Float3 {
    Float3(p[0][i], p[1][i], p[2][i]) / max(1e-20, p[3][i])
  }
}
