import Imaging
import VectorMath

/// A guide frame as the network sees it: planes of numbers near -1...1, [channels, height, width].
///
/// `coarse` is where the diffusion bridge starts: the cheap frame after light history and wavelet filter, tone-mapped.
/// `planes` is the rest of what the network is told.
/// Raw positions are never fed (the network would memorise scenes); they enter as anchored noise only.
public struct Conditioning: Sendable {
  /// Names of the condition planes, in order. Weights carry this list; another list does not fit.
  public static let channelNames = [
    "cheap.r", "cheap.g", "cheap.b", "albedo.r", "albedo.g", "albedo.b",
    "normal.x", "normal.y", "normal.z", "nearness", "sky", "roughness", "metalness", "sun", "sunFiltered", "age",
  ]
  public static var channelCount: Int { channelNames.count }
  /// Version of the guide channels that the planes are made of. Later versions of `GuideFrame` put channels beside these
  /// and leave their meaning, so weights go on fitting.
  public static let guideVersion = 1

  public let width: Int
  public let height: Int
  /// Display-referred -1...1, [3, height, width].
  public let coarse: [Float]
  /// [channelCount, height, width].
  public let planes: [Float]

  public init(_ guide: GuideFrame, light: LightHistory.Light) {
    width = guide.width
    height = guide.height
    let count = width * height
    let indirect = WaveletFilter.indirect.apply(light.indirect, guide)
    let sun = WaveletFilter.sun.apply(light.sun, guide)
    var start = [Float](repeating: 0, count: 3 * count)
    var planes = [Float](repeating: 0, count: Conditioning.channelCount * count)
    planes.withUnsafeMutableBufferPointer { p in
      for i in 0..<count {
        let albedo = guide.albedo.pixels[i]
        let divisor = LightHistory.divisor(albedo)
        let filtered: Float3 = (indirect.pixels[i] + sun.pixels[i]) * divisor
        let noisy: Float3 = (light.indirect.pixels[i] + light.sun.pixels[i]) * divisor
        let coarse = Conditioning.displaySigned(filtered, guide.exposure)
        let cheap = Conditioning.displaySigned(noisy, guide.exposure)
        let normal = guide.normal.pixels[i]
        let depth = guide.depth.pixels[i]
        for c in 0..<3 {
          start[c * count + i] = coarse[c]
          p[c * count + i] = cheap[c]
          p[(3 + c) * count + i] = albedo[c].squareRoot() * 2 - 1
          p[(6 + c) * count + i] = normal[c]
        }
        p[9 * count + i] = depth.isFinite ? 2 / (1 + depth) : 0
        p[10 * count + i] = guide.instance.pixels[i] == 0 ? 1 : 0
        p[11 * count + i] = guide.roughness.pixels[i]
        p[12 * count + i] = guide.metalness.pixels[i]
        p[13 * count + i] = Conditioning.compressed(luminance(light.sun.pixels[i]) * guide.exposure)
        p[14 * count + i] = Conditioning.compressed(luminance(sun.pixels[i]) * guide.exposure)
        // Samples behind the light, on a scale where 64 samples are 1.
        p[15 * count + i] = Conditioning.logBase2(light.age.pixels[i] * Float(guide.samples)) / 6
      }
    }
    self.planes = planes
    coarse = start
  }

  /// The coarse frame as a picture: what there is without the network.
  public var coarseFrame: Frame { Conditioning.frame(coarse, width: width, height: height) }

  /// Planes [3, height, width] in -1...1 as a picture, clamped.
  public static func frame(_ planes: [Float], width: Int, height: Int) -> Frame {
    let count = width * height
    var pixels = [Float3](repeating: .zero, count: count)
    for i in 0..<count {
      let v = Float3(planes[i], planes[count + i], planes[2 * count + i])
      pixels[i] = (v * 0.5 + 0.5).clamped(lowerBound: .zero, upperBound: Float3(repeating: 1))
    }
    return Frame(colour: ImageBuffer(width: width, height: height, pixels: pixels))
  }

  /// A picture as planes [3, height, width] in -1...1.
  public static func planes(_ frame: Frame) -> [Float] {
    let count = frame.width * frame.height
    var planes = [Float](repeating: 0, count: 3 * count)
    for (i, p) in frame.colour.pixels.enumerated() {
      for c in 0..<3 { planes[c * count + i] = p[c] * 2 - 1 }
    }
    return planes
  }

  private static func displaySigned(_ radiance: Float3, _ exposure: Float) -> Float3 {
    ToneCurve.display(radiance, exposure: exposure) * 2 - 1
  }
  private static func compressed(_ v: Float) -> Float { v / (v + 1) * 2 - 1 }
  private static func logBase2(_ v: Float) -> Float { Float(v.exponent) + (v.significand - 1) }
}
