import Imaging
import VectorMath

/// Film grain: noise with the size of crystals, strongest in the middle tones, new in every frame.
///
/// Grains lie densest where a print is neither clear nor black, so the deviation goes with sqrt(v (1 - v)) of the display
/// value (Selwyn 1935: density fluctuates with the square root of the grains' number); the mean stays. Two thirds of it
/// are common to the channels. A function of seed, frame and pixel only.
struct Grain: Sendable {
  /// Deviation at middle grey for strength 1.
  static let most: Float = 0.06
  let strength: Float
  private let key: UInt64

  init(strength: Float, seed: UInt64, frame: Int) {
    self.strength = strength
    key = mixBits(mixBits(seed ^ hashText("grain")) &+ UInt64(bitPattern: Int64(frame)))
  }

  func apply(_ image: ImageBuffer<Float3>) -> ImageBuffer<Float3> {
    withPixels(image) { image in
      // A wider picture resolves each crystal by more pixels.
      let softness: Float = max(0.4, 0.4 * Float(max(image.width, image.height)) / 512)
      let noise = Grain.crystals(key, image.width, image.height, softness: softness)
      return withPixels(noise) { noise in
        mapPixels(image.width, image.height) { x, y in
          let v = image[x, y]
          let spread: Float3 = (v * (1 - v)).clamped(lowerBound: .zero, upperBound: Float3(repeating: 1))
          let amount: Float3 = spread.squareRoot() * (2 * Grain.most * strength)
          return (v + noise[x, y] * amount).clamped(lowerBound: .zero, upperBound: Float3(repeating: 1))
        }
      }
    }
  }

  /// Noise of mean 0 and variance 1, blurred to the size of a crystal.
  static func crystals(_ key: UInt64, _ width: Int, _ height: Int, softness: Float) -> ImageBuffer<Float3> {
    let white = mapPixels(width, height) { x, y in
      let a = mixBits(key &+ UInt64(truncatingIfNeeded: y) << 32 &+ UInt64(truncatingIfNeeded: x))
      let b = mixBits(a)
      let shared = bell16(a)
      return Float3(bell16(b), bell16(mixBits(b &+ 1)), bell16(mixBits(b &+ 2))) * 0.577_350 + shared * 0.816_497
    }
    // Taps of a bell, scaled so that independent values keep their variance.
    let reach = max(1, Int((2.5 * softness).rounded(.up)))
    let taps = (-reach...reach).map { k -> Float in
      Float(PortableMath.exponential(-Double(k * k) / (2 * Double(softness * softness))))
    }
    let norm: Float = 1 / taps.reduce(0) { $0 + $1 * $1 }.squareRoot()
    func blurred(_ image: ImageBuffer<Float3>, _ dx: Int, _ dy: Int) -> ImageBuffer<Float3> {
      withPixels(image) { image in
        mapPixels(width, height) { x, y in
          var sum = Float3.zero
          for k in -reach...reach { sum += image[x + k * dx, y + k * dy] * taps[k + reach] }
          return sum * norm
        }
      }
    }
    return blurred(blurred(white, 1, 0), 0, 1)
  }

  /// Nearly normal, variance 1: the sum of four uniform numbers.
  @inline(__always) private static func bell16(_ bits: UInt64) -> Float {
    let sum = Float(bits & 0xFFFF) + Float(bits >> 16 & 0xFFFF) + Float(bits >> 32 & 0xFFFF) + Float(bits >> 48)
    return (sum / 65535 - 2) * 1.732_050_8
  }
}
