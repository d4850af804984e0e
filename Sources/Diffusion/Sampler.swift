import NeuralNetwork

/// Where the noise of a sampling step comes from. Both are functions of the caller's noise at the same pixel, so a result
/// keeps its anchoring to surfaces.
public enum Renoising: Sendable, CaseIterable {
  /// The same noise at every step.
  case same
  /// At each step the noise channels rotated and their signs changed: uncorrelated with the step before.
  case rotated
}

extension Denoiser {
  /// Refined frames: `steps` evaluations from t = 1 down to 0, each predicting the clean frame and going back along the
  /// bridge to the next time.
  ///
  /// A pure function of its arguments and the kernel level. coarse: [n, 3, h, w] in -1...1;
  /// condition: [n, conditionChannels, h, w]; noise: [n, 3, h, w], of unit variance.
  public func sample(
    coarse: Tensor, condition: Tensor, noise: Tensor, steps: Int, renoising: Renoising = .rotated
  ) -> Tensor {
    precondition(steps >= 1, "sampling in \(steps) steps")
    let frames = coarse.shape.frames
    var state = bridge.state(
      clean: coarse, coarse: coarse, noise: noise, times: [Float](repeating: 1, count: frames))
    for step in 0..<steps {
      let time = 1 - Float(step) / Float(steps)
      let clean = predict(
        state: state, coarse: coarse, condition: condition, times: [Float](repeating: time, count: frames))
      if step + 1 == steps { return clean }
      let next = 1 - Float(step + 1) / Float(steps)
      state = bridge.state(
        clean: clean, coarse: coarse, noise: renoising == .same ? noise : rotatedNoise(noise, by: step + 1),
        times: [Float](repeating: next, count: frames))
    }
    return state
  }
}

/// Channel c of the result is channel (c + turn) mod channels of the noise, negated if c + turn is odd.
func rotatedNoise(_ noise: Tensor, by turn: Int) -> Tensor {
  let s = noise.shape
  var result = Tensor(uninitialised: s)
  result.write { to in
    noise.read { from in
      for frame in 0..<s.frames {
        for c in 0..<s.channels {
          let source = from + (frame * s.channels + (c + turn) % s.channels) * s.plane
          let target = to + (frame * s.channels + c) * s.plane
          let sign: Float = (c + turn).isMultiple(of: 2) ? 1 : -1
          for i in 0..<s.plane { target[i] = sign * source[i] }
        }
      }
    }
  }
  return result
}
