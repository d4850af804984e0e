import Imaging
import VectorMath

@testable import Rendering

/// A picture whose truth is known, and samples of it: what a path tracer would have gathered.
struct NoisyPicture {
  let width: Int
  let height: Int
  /// Of one sample, as a part of the radiance.
  var spread: Float = 0.5
  var seed: UInt64 = 1
  /// Radiance and features of the pixel (x, y).
  var truth: (_ x: Int, _ y: Int) -> (light: Float3, features: PathFeatures)

  /// A grey surface seen from 2 m.
  static func plain(_ albedo: Float = 0.5) -> PathFeatures {
    var f = PathFeatures()
    (f.albedo, f.normal, f.nearness) = (Float3(repeating: albedo), Float3(0, 0, 1), 0.5)
    f.visibility = 1
    return f
  }

  /// - Parameter change: makes sample `s` of pixel (x, y) of half `h` something else.
  func halves(
    samples: Int, change: (_ light: inout Float3, _ x: Int, _ y: Int, _ h: Int, _ s: Int) -> Void = { _, _, _, _, _ in }
  ) -> (HalfBuffer, HalfBuffer) {
    var random = SeededGenerator(seed: seed)
    let made = (0..<2).map { h in
      let half = HalfBuffer(width: width, height: height, samples: samples / 2)
      for y in 0..<height {
        for x in 0..<width {
          let (light, features) = truth(x, y)
          var pixel = HalfBuffer.Pixel()
          for s in 0..<samples / 2 {
            // Skewed as light is: many samples below the mean, a few far above.
            let n = Float(random.normal())
            var l: Float3 = light * max(0, 1 + spread * (n + 0.3 * (n * n - 1)))
            change(&l, x, y, h, s)
            pixel.add(l, features)
          }
          pixel.write(to: half, x: x, y: y)
        }
      }
      return half
    }
    return (made[0], made[1])
  }

  /// The mean squared error over the radiance squared, of all pixels that lie `rim` from the edges.
  func error(_ picture: ImageBuffer<Float3>, rim: Int = 0) -> Double {
    var (sum, count) = (0.0, 0.0)
    for y in rim..<height - rim {
      for x in rim..<width - rim {
        let light = truth(x, y).light
        let d: Float3 = (picture[x, y] - light) / light
        sum += Double((d * d).sum()) / 3
        count += 1
      }
    }
    return sum / count
  }
}
