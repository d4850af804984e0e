import NeuralNetwork

/// Squared error plus absolute error on a Laplacian pyramid, with its gradient.
///
/// Of the difference d between prediction and truth, per frame:
/// squared(t) * mean(w d^2) + absolute * sum over levels of mean(w_l |band_l|), band_l = g_l - upsampled(g_(l+1)),
/// g_(l+1) = pooled(g_l), g_0 = d, and the last level's band is g itself. Batches average over frames.
/// The weight of the squared part is that of an error in velocity, 1 / t^2, with a cap.
public struct PyramidLoss: Sendable, Equatable {
  public var squared: Float
  public var absolute: Float
  public var levels: Int
  public var velocityCap: Float

  public init(squared: Float = 1, absolute: Float = 0.2, levels: Int = 3, velocityCap: Float = 4) {
    precondition(levels >= 1, "a pyramid of \(levels) levels")
    self.squared = squared
    self.absolute = absolute
    self.levels = levels
    self.velocityCap = velocityCap
  }

  /// prediction, truth: [n, c, h, w], sides a multiple of 2^(levels - 1); weight: [n, 1, h, w]; one time per frame.
  public func callAsFunction(
    _ prediction: Tensor, truth: Tensor, times: [Float], weight: Tensor? = nil
  ) -> (loss: Float, gradient: Tensor) {
    let s = prediction.shape
    precondition(
      truth.shape == s && times.count == s.frames, "loss of \(s) against \(truth.shape) at \(times.count) times")
    var pixelWeights = weight ?? Tensor(TensorShape(s.frames, 1, s.height, s.width), fill: 1)
    precondition(
      pixelWeights.shape == TensorShape(s.frames, 1, s.height, s.width), "loss weight \(pixelWeights.shape) for \(s)")

    var difference = prediction
    difference.add(truth, scale: -1)
    var (loss, gradient) = squaredError(difference, pixelWeights, times)

    var bandGradients: [Tensor] = []
    var g = difference
    for level in 0..<levels {
      var band = g
      if level + 1 < levels {
        g = pooled(g)
        band.add(upsampled(g), scale: -1)
      }
      let (sum, bandGradient) = absoluteError(band, pixelWeights)
      loss += sum
      bandGradients.append(bandGradient)
      if level + 1 < levels { pixelWeights = pooled(pixelWeights) }
    }
    // Back up the pyramid: what reaches g_l from its own band and from g_(l+1).
    var dg = bandGradients[levels - 1]
    for level in (0..<levels - 1).reversed() {
      dg.add(upsampledBackward(bandGradients[level]), scale: -1)
      var finer = pooledBackward(dg)
      finer.add(bandGradients[level])
      dg = finer
    }
    gradient.add(dg)
    return (Float(loss), gradient)
  }

  private func squaredError(_ d: Tensor, _ weight: Tensor, _ times: [Float]) -> (Double, Tensor) {
    let s = d.shape
    var gradient = Tensor(uninitialised: s)
    var loss = 0.0
    gradient.write { to in
      d.read { d in
        weight.read { w in
          for frame in 0..<s.frames {
            let t = times[frame]
            let scale: Float = squared * min(velocityCap, 1 / (t * t)) / Float(s.count)
            for channel in 0..<s.channels {
              let base = (frame * s.channels + channel) * s.plane
              var sum: Float = 0
              var total = 0.0
              for i in 0..<s.plane {
                let weighted: Float = w[frame * s.plane + i] * d[base + i]
                sum += weighted * d[base + i]
                to[base + i] = 2 * scale * weighted
                if i & 255 == 255 {
                  total += Double(sum)
                  sum = 0
                }
              }
              loss += (total + Double(sum)) * Double(scale)
            }
          }
        }
      }
    }
    return (loss, gradient)
  }

  private func absoluteError(_ band: Tensor, _ weight: Tensor) -> (Double, Tensor) {
    let s = band.shape
    let scale: Float = absolute / Float(s.count)
    var gradient = Tensor(uninitialised: s)
    var loss = 0.0
    gradient.write { to in
      band.read { b in
        weight.read { w in
          for frame in 0..<s.frames {
            for channel in 0..<s.channels {
              let base = (frame * s.channels + channel) * s.plane
              for i in 0..<s.plane {
                let weight: Float = scale * w[frame * s.plane + i], value = b[base + i]
                loss += Double(weight * value.magnitude)
                to[base + i] = value > 0 ? weight : value < 0 ? -weight : 0
              }
            }
          }
        }
      }
    }
    return (loss, gradient)
  }
}
