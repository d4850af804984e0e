import TensorKernels

/// An exponential moving average of a model's weights, which samples better than the last weights do.
public struct MovingAverage: Sendable {
  public var decay: Float
  /// The averages, in the order of visiting.
  public internal(set) var values: [Tensor]

  public init(of model: some Parameterised, decay: Float = 0.999) {
    self.decay = decay
    values = model.parameters.map(\.value)
  }

  public init(values: [Tensor], decay: Float) {
    self.values = values
    self.decay = decay
  }

  /// Takes in the weights after update `step` (1, 2, ...). Early on the average is short: decay <= step / (step + 9).
  public mutating func update(_ model: inout some Parameterised, step: Int) {
    let rate = 1 - min(decay, Float(step) / Float(step + 9))
    var index = 0
    model.visitParameters { parameter in
      let count = parameter.value.count
      values[index].write { average in
        parameter.value.read { moveAverage(average, towards: $0, rate: rate, count: count) }
      }
      index += 1
    }
  }

  /// The model with the averaged weights.
  public func applied<Model: Parameterised>(to model: Model) -> Model {
    var result = model
    var index = 0
    result.visitParameters { parameter in
      parameter.value = values[index]
      index += 1
    }
    return result
  }
}
