import NeuralNetwork
import TensorKernels

extension Trainer {
  /// Everything that a later run needs to go on with the same bits.
  public func checkpoint() -> [UInt8] {
    var file = Safetensors(entries: denoiser.entries(prefix: "weights."), metadata: denoiser.headerMetadata)
    for (i, parameter) in denoiser.parameters.enumerated() {
      file.entries.append(Safetensors.Entry("average." + parameter.name, average.values[i]))
      guard optimiser.step > 0 else { continue }
      file.entries.append(Safetensors.Entry("first." + parameter.name, optimiser.firstMoments[i]))
      file.entries.append(Safetensors.Entry("second." + parameter.name, optimiser.secondMoments[i]))
    }
    let s = optimiser.schedule
    file.metadata += [
      ("checkpoint.seed", "\(seed)"), ("checkpoint.batches", "\(batches)"), ("checkpoint.step", "\(optimiser.step)"),
      ("checkpoint.kernelLevel", "\(KernelLevel.current)"), ("checkpoint.averageDecay", "\(average.decay)"),
      ("checkpoint.schedule.peak", "\(s.peak)"), ("checkpoint.schedule.warmUp", "\(s.warmUp)"),
      ("checkpoint.schedule.total", "\(s.total)"), ("checkpoint.schedule.floor", "\(s.floor)"),
      ("checkpoint.beta1", "\(optimiser.beta1)"), ("checkpoint.beta2", "\(optimiser.beta2)"),
      ("checkpoint.epsilon", "\(optimiser.epsilon)"), ("checkpoint.weightDecay", "\(optimiser.weightDecay)"),
      ("checkpoint.maximumNorm", "\(optimiser.maximumNorm)"), ("checkpoint.loss.squared", "\(loss.squared)"),
      ("checkpoint.loss.absolute", "\(loss.absolute)"), ("checkpoint.loss.levels", "\(loss.levels)"),
      ("checkpoint.loss.velocityCap", "\(loss.velocityCap)"),
    ]
    return file.encode()
  }

  public init(resuming bytes: [UInt8]) throws(WeightsError) {
    let file = try Safetensors(decoding: bytes)
    func number<N: LosslessStringConvertible>(_ key: String, _ type: N.Type = N.self) throws(WeightsError) -> N {
      try file.requiredNumber("checkpoint." + key, as: type)
    }
    var denoiser = try Denoiser(file, prefix: "weights.")
    denoiser.metadata.removeAll { $0.key.hasPrefix("checkpoint.") }
    let warmUp: Int = try number("schedule.warmUp"), total: Int = try number("schedule.total")
    let levels: Int = try number("loss.levels"), step: Int = try number("step")
    guard warmUp >= 0, total > warmUp, levels >= 1, levels <= 16, step >= 0 else {
      throw WeightsError(
        .badMetadata(
          key: "checkpoint", value: "warmUp \(warmUp), total \(total), levels \(levels), step \(step)",
          expected: "0 <= warmUp < total, levels 1...16, step >= 0"))
    }
    self.init(
      denoiser,
      schedule: LearningRateSchedule(
        peak: try number("schedule.peak"), warmUp: warmUp, total: total, floor: try number("schedule.floor")),
      loss: PyramidLoss(
        squared: try number("loss.squared"), absolute: try number("loss.absolute"), levels: levels,
        velocityCap: try number("loss.velocityCap")),
      averageDecay: try number("averageDecay"), seed: try number("seed"))
    batches = try number("batches")
    optimiser.beta1 = try number("beta1")
    optimiser.beta2 = try number("beta2")
    optimiser.epsilon = try number("epsilon")
    optimiser.weightDecay = try number("weightDecay")
    optimiser.maximumNorm = try number("maximumNorm")
    let directory = TensorDirectory(file)
    func tensors(_ prefix: String) throws(WeightsError) -> [Tensor] {
      var list: [Tensor] = []
      for parameter in denoiser.parameters {
        list.append(try directory.tensor(prefix + parameter.name, parameter.value.shape))
      }
      return list
    }
    average = MovingAverage(values: try tensors("average."), decay: average.decay)
    if step > 0 {
      optimiser.restore(step: step, firstMoments: try tensors("first."), secondMoments: try tensors("second."))
    }
  }
}
