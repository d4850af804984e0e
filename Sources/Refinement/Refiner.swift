import Diffusion
import Imaging
import NeuralNetwork
import TensorKernels
import VectorMath

/// Paints frames over guide frames, one at a time: gather light, filter, then sample the diffusion bridge.
///
/// The simulator decides, the refiner paints: things stay where the guides put them. Noise is anchored to surfaces, so
/// the same thing is painted the same way in each frame and each shot. State is one frame of light.
public struct Refiner: Sendable {
  public let denoiser: Denoiser
  /// Evaluations of the network a frame.
  public let steps: Int
  public let seed: UInt64
  /// Evaluations a frame unless the user asks for another number: one gives the mean picture, nearest to the truth by
  /// squared error; more paint more of the texture that the cheap frame leaves open.
  public static let standardSteps = 1
  private var history = LightHistory()

  public init(denoiser: Denoiser, steps: Int, seed: UInt64) {
    precondition(steps >= 1, "a sampler of \(steps) steps")
    self.denoiser = denoiser
    self.steps = steps
    self.seed = seed
  }

  /// Reads weights and checks that they were trained for this program's channels and tone curve.
  public static func denoiser(decoding bytes: [UInt8]) throws(WeightsError) -> Denoiser {
    let denoiser = try Denoiser(decoding: bytes)
    for (key, expected) in metadata {
      let found = denoiser.metadata.first { $0.key == key }?.value ?? "none"
      if found != expected { throw WeightsError(.badMetadata(key: key, value: found, expected: expected)) }
    }
    return denoiser
  }

  /// What weights must say of themselves to fit this program.
  public static var metadata: [(key: String, value: String)] {
    [
      ("conditioning", Conditioning.channelNames.joined(separator: ",")), ("guides", "\(Conditioning.guideVersion)"),
      ("toneCurve", "\(ToneCurve.version)"),
    ]
  }

  /// Forgets the past: call it at each cut.
  public mutating func cut() { history = LightHistory() }

  /// The next frame of the shot. Frames must come in order.
  public mutating func refine(_ guide: GuideFrame) -> Frame {
    let conditioning = Conditioning(guide, light: history.add(guide))
    return paint(conditioning, noise: AnchoredNoise.field(guide, seed: seed))
  }

  /// The frame that the bridge starts from: light history and wavelet filter without the network.
  public mutating func coarse(_ guide: GuideFrame) -> Frame {
    Conditioning(guide, light: history.add(guide)).coarseFrame
  }

  /// Samples the bridge; sizes that the network cannot take are padded inside by repeating the edge.
  public func paint(_ conditioning: Conditioning, noise: ImageBuffer<Float3>) -> Frame {
    let (w, h) = (conditioning.width, conditioning.height)
    let multiple = denoiser.sizeMultiple
    let padded = (width: (w + multiple - 1) / multiple * multiple, height: (h + multiple - 1) / multiple * multiple)
    func tensor(_ planes: [Float], channels: Int) -> Tensor {
      Tensor(
        TensorShape(1, channels, padded.height, padded.width),
        Refiner.padded(planes, channels: channels, from: (w, h), to: padded))
    }
    let refined = denoiser.sample(
      coarse: tensor(conditioning.coarse, channels: 3),
      condition: tensor(conditioning.planes, channels: Conditioning.channelCount),
      noise: tensor((0..<3).flatMap { c in noise.pixels.map { $0[c] } }, channels: 3), steps: steps)
    let frame = Conditioning.frame(refined.values, width: padded.width, height: padded.height)
    return padded == (w, h) ? frame : Frame(colour: frame.colour.cropped(x: 0, y: 0, width: w, height: h))
  }

  private static func padded(
    _ planes: [Float], channels: Int, from: (Int, Int), to: (width: Int, height: Int)
  ) -> [Float] {
    let (w, h) = from
    if to == (w, h) { return planes }
    var out: [Float] = []
    out.reserveCapacity(channels * to.width * to.height)
    for c in 0..<channels {
      for y in 0..<to.height {
        let row = (c * h + min(y, h - 1)) * w
        out += planes[row..<row + w]
        out += [Float](repeating: planes[row + w - 1], count: to.width - w)
      }
    }
    return out
  }
}
