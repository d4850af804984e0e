import NeuralNetwork
import VectorMath

/// The path from a clean frame x (t = 0) to its noisy coarse rendering c + s e (t = 1): x_t = (1 - t) x + t (c + s e).
///
/// e is unit noise anchored to surfaces and supplied by the caller. The start is the coarse frame itself rather than pure
/// noise, as in bridge models (Liu et al., "I2SB", arXiv:2302.05872); the network predicts x as c plus a residual.
public struct DiffusionBridge: Sendable, Equatable {
  /// s, in display units of -1...1.
  public var noiseScale: Float
  /// Share of training times that are exactly 1, where every sampling starts; the others have density 2t.
  public var startShare: Float
  /// What an output of 1 of the network changes the coarse frame by, in display units: about the spread of x - c, so that
  /// the network works at unit scale and a step of the optimiser does not overshoot so small a residual.
  public var residualScale: Float

  public init(noiseScale: Float = 0.35, startShare: Float = 0.25, residualScale: Float = 0.1) {
    precondition(
      noiseScale >= 0 && startShare >= 0 && startShare <= 1 && residualScale > 0,
      "bridge \(noiseScale), \(startShare), \(residualScale)")
    self.noiseScale = noiseScale
    self.startShare = startShare
    self.residualScale = residualScale
  }

  /// A training time in 0 < t <= 1, high ones more often.
  public func trainingTime(_ generator: inout SeededGenerator) -> Float {
    let start = generator.uniform() < Double(startShare), u = generator.uniform()
    return start ? 1 : Float(max(1e-4, u).squareRoot())
  }

  /// The clean frames that an output of the network means.
  func clean(_ output: Tensor, coarse: Tensor) -> Tensor {
    var result = coarse
    result.add(output, scale: residualScale)
    return result
  }

  /// x_t of each frame; all tensors are of one shape, with one time per frame.
  public func state(clean: Tensor, coarse: Tensor, noise: Tensor, times: [Float]) -> Tensor {
    precondition(
      clean.shape == coarse.shape && noise.shape == coarse.shape && times.count == clean.shape.frames,
      "bridge of clean \(clean.shape), coarse \(coarse.shape), noise \(noise.shape) at \(times.count) times")
    var result = Tensor(uninitialised: clean.shape)
    let size = clean.shape.frameCount, scale = noiseScale
    result.write { to in
      clean.read { x in
        coarse.read { c in
          noise.read { e in
            for (frame, t) in times.enumerated() {
              for i in frame * size..<(frame + 1) * size {
                let end: Float = c[i] + scale * e[i]
                to[i] = (1 - t) * x[i] + t * end
              }
            }
          }
        }
      }
    }
    return result
  }
}
