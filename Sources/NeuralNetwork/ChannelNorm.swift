import TensorKernels
import VectorMath

/// Root-mean-square norm over the channels of each pixel, then a learned gain and shift, then SiLU.
///
/// y = silu(x / rms(x) * gain (1 + scale) + bias + shift), where a modulation [frames, 2 channels] gives scale and shift
/// per frame (FiLM: Perez et al., arXiv:1709.07871). Pixels stand alone, so crops and tiles agree with whole frames.
public struct ChannelNorm: Parameterised, Sendable {
  public var gain: Parameter  // [1, channels]
  public var bias: Parameter  // [1, channels]
  public let channels: Int

  public init(_ name: String, channels: Int) {
    self.channels = channels
    gain = Parameter(name + ".gain", Tensor(TensorShape(1, channels), fill: 1))
    bias = Parameter(name + ".bias", Tensor(TensorShape(1, channels)))
  }

  /// Gain and shift of each frame and channel.
  private func effective(frames: Int, _ modulation: Tensor?) -> (gain: Tensor, shift: Tensor) {
    let g = gain.value.values, b = bias.value.values, m = modulation?.values
    var gains = [Float](repeating: 0, count: frames * channels)
    var shifts = gains
    for frame in 0..<frames {
      for c in 0..<channels {
        let scale: Float = m.map { $0[frame * 2 * channels + c] } ?? 0
        let shift: Float = m.map { $0[(frame * 2 + 1) * channels + c] } ?? 0
        gains[frame * channels + c] = g[c] * (1 + scale)
        shifts[frame * channels + c] = b[c] + shift
      }
    }
    let shape = TensorShape(frames, channels)
    return (Tensor(shape, gains), Tensor(shape, shifts))
  }

  private func check(_ x: TensorShape, _ modulation: TensorShape?) {
    precondition(x.channels == channels, "\(gain.name) takes \(channels) channels, got \(x)")
    if let modulation {
      precondition(
        modulation.frames == x.frames && modulation.frameCount == 2 * channels,
        "\(gain.name): modulation \(modulation) for \(x)")
    }
  }

  public func callAsFunction(_ x: Tensor, modulation: Tensor? = nil) -> Tensor {
    check(x.shape, modulation?.shape)
    let s = x.shape
    let (gains, shifts) = effective(frames: s.frames, modulation)
    var y = Tensor(uninitialised: s)
    y.write { y in
      x.read { x in
        gains.read { g in
          shifts.read {
            channelNormSiLU(x, gain: g, shift: $0, into: y, frames: s.frames, channels: s.channels, plane: s.plane)
          }
        }
      }
    }
    return y
  }

  /// Adds the gradients of gain and bias; returns that of the input, added to `others` (the gradient that reaches the same
  /// input by other ways), and that of the modulation.
  public mutating func backward(
    _ dy: Tensor, input x: Tensor, modulation: Tensor? = nil, addingTo others: consuming Tensor? = nil
  ) -> (input: Tensor, modulation: Tensor) {
    check(x.shape, modulation?.shape)
    precondition(dy.shape == x.shape, "\(gain.name): gradient \(dy.shape) for input \(x.shape)")
    let s = x.shape, channels = channels
    let (gains, shifts) = effective(frames: s.frames, modulation)
    var gainGradient = Tensor(uninitialised: gains.shape), shiftGradient = Tensor(uninitialised: gains.shape)
    let accumulate = others != nil
    var dx = others.take() ?? Tensor(uninitialised: s)
    precondition(dx.shape == s, "\(gain.name): gradient \(dx.shape) to add to for input \(s)")
    dx.write { dx in
      x.read { x in
        dy.read { dy in
          gains.read { g in
            shifts.read { b in
              gainGradient.write { dg in
                shiftGradient.write { db in
                  channelNormSiLUBackward(
                    x, gain: g, shift: b, outputGradient: dy, inputGradient: dx, gainGradient: dg, shiftGradient: db,
                    frames: s.frames, channels: channels, plane: s.plane, accumulate: accumulate)
                }
              }
            }
          }
        }
      }
    }
    return (dx, distribute(gainGradient.values, shiftGradient.values, modulation, frames: s.frames))
  }

  /// Splits the gradients of the effective gains and shifts among the parameters and the modulation.
  private mutating func distribute(_ dg: [Float], _ db: [Float], _ modulation: Tensor?, frames: Int) -> Tensor {
    let g = gain.value.values, m = modulation?.values, channels = channels
    var result = [Float](repeating: 0, count: frames * 2 * channels)
    gain.gradient.write { gainGradient in
      bias.gradient.write { biasGradient in
        for frame in 0..<frames {
          for c in 0..<channels {
            let i = frame * channels + c
            let scale: Float = m.map { $0[frame * 2 * channels + c] } ?? 0
            gainGradient[c] += dg[i] * (1 + scale)
            biasGradient[c] += db[i]
            result[frame * 2 * channels + c] = dg[i] * g[c]
            result[(frame * 2 + 1) * channels + c] = db[i]
          }
        }
      }
    }
    return Tensor(TensorShape(frames, 2 * channels), result)
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try visit(&gain)
    try visit(&bias)
  }
}
