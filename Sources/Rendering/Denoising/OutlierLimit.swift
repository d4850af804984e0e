import Parallelism
import VectorMath

/// Holds down single samples that are far brighter than all that their neighbourhood has seen ("fireflies").
///
/// A sample outshines its pixel when it brings more than all the others together. It is then held to `allowance` times the
/// mean of the pixels around, of which the brightest sixth is left out: the test of Zirr, Hanika & Dachsbacher
/// ("Re-weighting firefly samples for improved finite-sample Monte Carlo estimates", CGF 37(6), 2018), that light is
/// trusted once enough samples have found it. What a single sample can bring falls with their number, so the limit
/// vanishes, and with it the loss of light, as samples grow.
struct OutlierLimit {
  var allowance: Float = 1
  /// Times the mean around, a sample of no more than this is nothing out of the ordinary, few as they may be.
  static let ordinary: Float = 16

  func apply(to halves: (HalfBuffer, HalfBuffer)) {
    let (a, b) = (halves.0.colour, halves.1.colour)
    a.extend()
    b.extend()
    let mean = Planes(width: a.width, height: a.height, count: 1)
    parallelFor(a.height) { y in
      for i in y * a.stride..<y * a.stride + a.width {
        let (p, q) = (Float3(a[0][i], a[1][i], a[2][i]), Float3(b[0][i], b[1][i], b[2][i]))
        mean[0][i] = 0.5 * (luminance(p) + luminance(q))
      }
    }
    mean.extend()
    parallelFor(a.height) { y in
      for x in 0..<a.width {
        limit(halves.0, mean, x, y)
        limit(halves.1, mean, x, y)
      }
    }
  }

  @inline(__always) private func limit(_ half: HalfBuffer, _ mean: Planes, _ x: Int, _ y: Int) {
    let i = y * mean.stride + x
    let colour = half.colour
    let all = Float3(colour[0][i], colour[1][i], colour[2][i])
    let top = Float3(half.brightest[0][i], half.brightest[1][i], half.brightest[2][i])
    let brought: Float = luminance(top)
    if brought <= 0.5 * luminance(all) { return }
    let allowed: Float = max(allowance, OutlierLimit.ordinary / Float(half.samples))
    let most: Float = allowed * surroundings(mean, x, y)
    if brought <= most { return }
    let kept: Float = most / brought
    let n = Float(half.samples)
    for c in 0..<3 {
      let squares: Float = half.variance[c][i] * n * (n - 1) + all[c] * all[c] * n
      let without: Float = squares - (top[c] * n) * (top[c] * n) * (1 - kept * kept)
      let now: Float = all[c] - top[c] * (1 - kept)
      colour[c][i] = now
      half.variance[c][i] = max(0, without - now * now * n) / (n * (n - 1))
      // What the sample saw is not known any more.
      half.covariance[c][i] = 0
    }
  }

  /// The mean of the 24 pixels around, but for the four brightest.
  @inline(never) private func surroundings(_ mean: Planes, _ x: Int, _ y: Int) -> Float {
    var brightest = SIMD4<Float>.zero
    var sum: Float = 0
    for dy in -2...2 {
      for dx in -2...2 where dx != 0 || dy != 0 {
        var v: Float = mean[0][(y + dy) * mean.stride + x + dx]
        // Insertion: what falls out of the four joins the sum.
        for k in 0..<4 where v > brightest[k] { (brightest[k], v) = (v, brightest[k]) }
        sum += v
      }
    }
    return sum / 20
  }
}
