import Imaging
import VectorMath

/// What half of a picture's samples say of each pixel: means, their variances, and the brightest sample's part.
///
/// The two halves are drawn with random numbers of their own, so that the error of one says nothing of the other's: one
/// may choose how the other is filtered, and judge the result.
struct HalfBuffer: Sendable {
  /// Samples a pixel.
  let samples: Int
  /// Linear radiance, 3 channels.
  let colour: Planes
  /// Of `colour`, as estimated from its samples.
  let variance: Planes
  /// What the brightest sample adds to `colour`.
  let brightest: Planes
  /// The mean of what shines straight into the lens, as far as it outshines white (`PathFeatures.glare`): a lamp's edge is as
  /// sharp as its samples are, and nothing of it may spread over the window of a filter. `colour` is without it.
  let glare: Planes
  /// `PathFeatures`, and the variance of their means.
  let features: Planes
  let featureVariance: Planes
  /// Of `colour` and albedo, the first three features, channel by channel.
  let covariance: Planes
  /// The share of the samples whose features the camera's own rays met.
  let directness: Planes

  init(width: Int, height: Int, samples: Int) {
    precondition(samples >= 2, "\(samples) samples a pixel of half a picture have no variance")
    func planes(_ count: Int) -> Planes { Planes(width: width, height: height, count: count) }
    self.samples = samples
    (colour, variance, brightest, glare) = (planes(3), planes(3), planes(3), planes(3))
    (covariance, directness) = (planes(3), planes(1))
    (features, featureVariance) = (planes(PathFeatures.count), planes(PathFeatures.count))
  }

  var bytes: Int {
    [colour, variance, brightest, glare, features, featureVariance, covariance, directness].reduce(0) { $0 + $1.bytes }
  }

  /// Running sums of one pixel's samples.
  struct Pixel {
    private var sum = Float3.zero
    private var glare = Float3.zero
    private var squares = Float3.zero
    private var products = Float3.zero
    private var top = Float3.zero
    private var topLuminance: Float = -1
    // Relative to the first sample: what never changes has no variance at all.
    private var origin = SIMD8<Float>.zero
    private var featureSum = SIMD8<Float>.zero
    private var featureSquares = SIMD8<Float>.zero
    private var direct: Float = 0
    private var count = 0

    init() {}

    @inline(__always) mutating func add(_ all: Float3, _ features: PathFeatures) {
      glare += features.glare
      // Nothing shines less than not at all: sums of what is far brighter round.
      let light: Float3 = maximum(all - features.glare, .zero)
      sum += light
      squares += light * light
      let y: Float = luminance(light)
      if y > topLuminance { (top, topLuminance) = (light, y) }
      if count == 0 { origin = features.lanes }
      let d: SIMD8<Float> = features.lanes - origin
      featureSum += d
      featureSquares += d * d
      products += light * Float3(d[0], d[1], d[2])
      direct += features.directness
      count += 1
    }

    /// Writes the pixel's statistics.
    @inline(__always) func write(to half: HalfBuffer, x: Int, y: Int) {
      precondition(count == half.samples, "\(count) samples where \(half.samples) were announced")
      let scale: Float = 1 / Float(count)
      let part: Float = scale / Float(count - 1)
      let i = y * half.colour.stride + x
      for c in 0..<3 {
        half.colour[c][i] = sum[c] * scale
        half.variance[c][i] = max(0, squares[c] - sum[c] * sum[c] * scale) * part
        half.covariance[c][i] = (products[c] - sum[c] * featureSum[c] * scale) * part
        half.brightest[c][i] = top[c] * scale
        half.glare[c][i] = glare[c] * scale
      }
      half.directness[0][i] = direct * scale
      for k in 0..<PathFeatures.count {
        half.features[k][i] = origin[k] + featureSum[k] * scale
        half.featureVariance[k][i] = max(0, featureSquares[k] - featureSum[k] * featureSum[k] * scale) * part
      }
    }
  }
}

extension ImageBuffer where Element == Float3 {
  /// The mean of both halves, unfiltered.
  init(_ halves: (HalfBuffer, HalfBuffer)) {
    self.init(width: halves.0.colour.width, height: halves.0.colour.height, filledWith: .zero)
    addMean(halves.0.colour, halves.1.colour)
    addGlare(of: halves)
  }

  /// Puts back what the filters leave as it is.
  mutating func addGlare(of halves: (HalfBuffer, HalfBuffer)) { addMean(halves.0.glare, halves.1.glare) }

  private mutating func addMean(_ a: Planes, _ b: Planes) {
    for y in 0..<height {
      for x in 0..<width {
        let i = y * a.stride + x
        self[x, y] += Float3(a[0][i] + b[0][i], a[1][i] + b[1][i], a[2][i] + b[2][i]) * 0.5
      }
    }
  }
}
