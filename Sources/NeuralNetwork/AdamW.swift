import TensorKernels
import VectorMath

/// The learning rate by step: linear warm-up, then half a cosine down to a fraction of the peak.
public struct LearningRateSchedule: Sendable, Equatable {
  public var peak: Float
  public var warmUp: Int  // steps
  public var total: Int  // steps; beyond them the rate stays at its floor
  public var floor: Float  // fraction of the peak

  public init(peak: Float, warmUp: Int, total: Int, floor: Float = 0.05) {
    precondition(warmUp >= 0 && total > warmUp, "schedule of \(total) steps with a warm-up of \(warmUp)")
    self.peak = peak
    self.warmUp = warmUp
    self.total = total
    self.floor = floor
  }

  /// The rate of step 0, 1, ...
  public func rate(at step: Int) -> Float {
    if step < warmUp { return peak * Float(step + 1) / Float(warmUp) }
    let progress = min(1, Double(step - warmUp) / Double(total - warmUp))
    let cosine = Float(0.5 + 0.5 * PortableMath.cosine(progress * Double.pi))
    return peak * (floor + (1 - floor) * cosine)
  }
}

/// Adam with decoupled weight decay (Loshchilov & Hutter, arXiv:1711.05101) and a bound on the gradient's norm.
public struct AdamW: Sendable {
  public var schedule: LearningRateSchedule
  public var beta1: Float = 0.9
  public var beta2: Float = 0.99
  public var epsilon: Float = 1e-8
  public var weightDecay: Float = 0.01  // of tensors of more than one row; gains and biases do not decay
  public var maximumNorm: Float = 1
  /// Updates made so far.
  public internal(set) var step = 0
  /// Moments of the gradient by parameter, in the order of visiting.
  public internal(set) var firstMoments: [Tensor] = []
  public internal(set) var secondMoments: [Tensor] = []

  public init(schedule: LearningRateSchedule) { self.schedule = schedule }

  /// Updates every parameter from its gradient and returns the gradient's norm before clipping. If that is not finite,
  /// nothing is changed.
  public mutating func update(_ model: inout some Parameterised) -> Float {
    let norm = model.gradientNorm()
    guard norm.isFinite else { return norm }
    let rate = schedule.rate(at: step)
    step += 1
    let n = Double(step)
    var k = AdamWCoefficients(
      gradientScale: norm > maximumNorm ? maximumNorm / norm : 1, beta1: beta1, beta2: beta2,
      step: rate / Float(1 - PortableMath.power(Double(beta1), n)),
      secondCorrection: 1 / Float(1 - PortableMath.power(Double(beta2), n)), epsilon: epsilon, decay: 1)
    var index = 0
    model.visitParameters { parameter in
      let count = parameter.value.count
      if index == firstMoments.count {
        firstMoments.append(Tensor(parameter.value.shape))
        secondMoments.append(Tensor(parameter.value.shape))
      }
      k.decay = parameter.value.shape.frames > 1 ? 1 - rate * weightDecay : 1
      parameter.value.write { value in
        parameter.gradient.read { gradient in
          firstMoments[index].write { first in
            secondMoments[index].write {
              adamW(value: value, gradient: gradient, first: first, second: $0, count: count, k)
            }
          }
        }
      }
      index += 1
    }
    return norm
  }

  /// Puts back the state of an earlier run.
  public mutating func restore(step: Int, firstMoments: [Tensor], secondMoments: [Tensor]) {
    self.step = step
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }
}
