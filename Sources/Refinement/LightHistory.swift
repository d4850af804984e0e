import Imaging
import Parallelism
import VectorMath

/// Light gathered along the motion of surfaces: more samples a pixel than one frame can afford.
///
/// Only light that changes slowly is gathered (sky and bounces, divided by the surface's colour); the sun's direct light,
/// with its moving shadow edges, stays of this frame. State is one frame, whatever the clip's length.
public struct LightHistory: Sendable {
  /// Frames after which old light has faded by 1/e; longer is smoother but lags behind moving shadows of the sky.
  public static let longest: Float = 10

  private var indirect: ImageBuffer<Float3>?
  private var age: ImageBuffer<Float>?
  private var instance: ImageBuffer<UInt32>?

  public init() {}

  /// Light of one frame, split and divided by surface colour.
  public struct Light: Sendable {
    /// Sky and bounces over albedo.
    public var indirect: ImageBuffer<Float3>
    /// Direct sun over albedo.
    public var sun: ImageBuffer<Float3>
    /// Frames gathered in `indirect`, at least 1.
    public var age: ImageBuffer<Float>
  }

  /// Adds a frame and returns the light gathered so far. Frames must come in order; a cut needs a new history.
  public mutating func add(_ guide: GuideFrame) -> Light {
    let (w, h) = (guide.width, guide.height)
    var current = [Float3](repeating: .zero, count: w * h)
    var sun = current
    for i in current.indices {
      let divisor = LightHistory.divisor(guide.albedo.pixels[i])
      sun[i] = guide.sunlit.pixels[i] / divisor
      current[i] = (guide.lit.pixels[i] - guide.sunlit.pixels[i]) / divisor
    }
    var ages = [Float](repeating: 1, count: w * h)
    if let indirect, let age, let instance, indirect.width == w, indirect.height == h {
      current.withUnsafeMutableBufferPointer { currentBuffer in
        ages.withUnsafeMutableBufferPointer { ageBuffer in
          nonisolated(unsafe) let (c, a) = (currentBuffer, ageBuffer)
          parallelFor(h) { y in
            for x in 0..<w {
              let i = y * w + x
              guard guide.motion.pixels[i].isValid else { continue }
              guard let past = LightHistory.sample(indirect, age, instance, guide, x, y) else { continue }
              let n: Float = min(past.age + 1, LightHistory.longest)
              c[i] = mix(past.light, c[i], 1 / n)
              a[i] = n
            }
          }
        }
      }
    }
    let light = Light(
      indirect: ImageBuffer(width: w, height: h, pixels: current), sun: ImageBuffer(width: w, height: h, pixels: sun),
      age: ImageBuffer(width: w, height: h, pixels: ages))
    indirect = light.indirect
    age = light.age
    instance = guide.instance
    return light
  }

  /// What light is divided by: the surface colour, kept off zero; one where there is only sky.
  public static func divisor(_ albedo: Float3) -> Float3 {
    albedo == .zero ? Float3(repeating: 1) : albedo.replacing(with: 0.02, where: albedo .< 0.02)
  }

  /// Bilinear over those of the four pixels around the past position that show the same thing.
  private static func sample(
    _ light: ImageBuffer<Float3>, _ age: ImageBuffer<Float>, _ instance: ImageBuffer<UInt32>, _ guide: GuideFrame,
    _ x: Int, _ y: Int
  ) -> (light: Float3, age: Float)? {
    let offset = guide.motion[x, y].offset
    let id = guide.instance[x, y]
    let px: Float = Float(x) + offset.x
    let py: Float = Float(y) + offset.y
    let x0 = Int(px.rounded(.down))
    let y0 = Int(py.rounded(.down))
    let fx: Float = px - Float(x0)
    let fy: Float = py - Float(y0)
    var sum = Float3.zero
    var ageSum: Float = 0
    var weight: Float = 0
    for j in 0...1 {
      for i in 0...1 {
        let (sx, sy) = (x0 + i, y0 + j)
        guard sx >= 0, sy >= 0, sx < light.width, sy < light.height, instance[sx, sy] == id else { continue }
        let k: Float = (i == 0 ? 1 - fx : fx) * (j == 0 ? 1 - fy : fy)
        sum += light[sx, sy] * k
        ageSum += age[sx, sy] * k
        weight += k
      }
    }
    return weight > 0.25 ? (sum / weight, ageSum / weight) : nil
  }
}
