import NeuralNetwork
import VectorMath

/// The time of each frame as a vector that modulates every block: sines and cosines, then two linear layers with SiLU.
///
/// Ho, Jain & Abbeel, "Denoising Diffusion Probabilistic Models", arXiv:2006.11239; times here lie in 0...1.
public struct TimeEmbedding: Parameterised, Sendable {
  public var linear1: Linear
  public var linear2: Linear
  private static let frequencies = 16

  public init(_ name: String, width: Int, _ generator: inout SeededGenerator) {
    linear1 = Linear(name + ".linear1", inputs: 2 * Self.frequencies, outputs: width, gain: 2, &generator)
    linear2 = Linear(name + ".linear2", inputs: width, outputs: width, gain: 2, &generator)
  }

  struct Activations {
    var waves, hidden, activated, output: Tensor
  }

  /// times: one per frame -> [frames, width].
  func forward(_ times: [Float]) -> (output: Tensor, activations: Activations) {
    let waves = Self.waves(times)
    let hidden = linear1(waves)
    let activated = silu(hidden)
    let output = linear2(activated)
    return (silu(output), Activations(waves: waves, hidden: hidden, activated: activated, output: output))
  }

  mutating func backward(_ dy: Tensor, _ a: Activations) {
    let dActivated = linear2.backward(siluBackward(dy, input: a.output), input: a.activated)
    _ = linear1.backward(siluBackward(dActivated, input: a.hidden), input: a.waves)
  }

  /// Frequencies run geometrically from half a turn to 50 turns over the unit of time.
  private static func waves(_ times: [Float]) -> Tensor {
    var values: [Float] = []
    for time in times {
      for k in 0..<frequencies {
        let frequency = Double.pi * PortableMath.power(100, Double(k) / Double(frequencies - 1))
        let (sine, cosine) = PortableMath.sineAndCosine(frequency * Double(time))
        values += [Float(sine), Float(cosine)]
      }
    }
    return Tensor(TensorShape(times.count, 2 * frequencies), values)
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try linear1.visitParameters(visit)
    try linear2.visitParameters(visit)
  }
}
