import NeuralNetwork
import TensorKernels
import VectorMath

/// One batch of examples; all tensors have the same frames, height and width.
public struct TrainingBatch: Sendable {
  public var clean: Tensor  // [n, 3, h, w] in -1...1, the truth
  public var coarse: Tensor  // [n, 3, h, w]
  public var condition: Tensor  // [n, conditionChannels, h, w]
  public var noise: Tensor  // [n, 3, h, w], unit variance
  public var weight: Tensor?  // [n, 1, h, w], loss weight of each pixel

  public init(clean: Tensor, coarse: Tensor, condition: Tensor, noise: Tensor, weight: Tensor? = nil) {
    self.clean = clean
    self.coarse = coarse
    self.condition = condition
    self.noise = noise
    self.weight = weight
  }
}

/// What one update did.
public struct TrainingReport: Sendable {
  public var loss: Float
  public var gradientNorm: Float  // before clipping
  public var learningRate: Float
  /// False if the gradient was not finite and the weights were left alone.
  public var updated: Bool
}

/// Trains a denoiser. The random times of a step depend only on the seed and the step's number.
public struct Trainer: Sendable {
  public internal(set) var denoiser: Denoiser
  public var optimiser: AdamW
  public internal(set) var average: MovingAverage
  public var loss: PyramidLoss
  public let seed: UInt64
  /// Batches taken so far, including those without an update.
  public internal(set) var batches = 0

  public init(
    _ denoiser: Denoiser, schedule: LearningRateSchedule, loss: PyramidLoss = PyramidLoss(),
    averageDecay: Float = 0.999,
    seed: UInt64
  ) {
    self.denoiser = denoiser
    optimiser = AdamW(schedule: schedule)
    average = MovingAverage(of: denoiser, decay: averageDecay)
    self.loss = loss
    self.seed = seed
  }

  /// The denoiser with averaged weights: the one to keep.
  public var averagedDenoiser: Denoiser { average.applied(to: denoiser) }

  /// Forward, loss, backward, update.
  public mutating func step(_ batch: TrainingBatch) -> TrainingReport {
    var generator = SeededGenerator(seed: mixBits(seed) &+ UInt64(batches), stage: "training times")
    batches += 1
    let times = (0..<batch.clean.shape.frames).map { _ in denoiser.bridge.trainingTime(&generator) }
    let state = denoiser.bridge.state(clean: batch.clean, coarse: batch.coarse, noise: batch.noise, times: times)
    denoiser.zeroGradients()
    let (output, activations) = denoiser.network.forward(
      denoiser.planes(state, batch.coarse, batch.condition), times: times)
    let prediction = denoiser.bridge.clean(output, coarse: batch.coarse)
    let (value, gradient) = loss(prediction, truth: batch.clean, times: times, weight: batch.weight)
    var outputGradient = Tensor(gradient.shape)
    outputGradient.add(gradient, scale: denoiser.bridge.residualScale)
    denoiser.network.backward(outputGradient, activations)
    let rate = optimiser.schedule.rate(at: optimiser.step)
    let before = optimiser.step
    let norm = optimiser.update(&denoiser)
    let updated = optimiser.step > before
    if updated { average.update(&denoiser, step: optimiser.step) }
    return TrainingReport(loss: value, gradientNorm: norm, learningRate: rate, updated: updated)
  }

  /// The loss without an update, at one time for all frames.
  public func evaluate(_ batch: TrainingBatch, time: Float, averaged: Bool = true) -> Float {
    let model = averaged ? averagedDenoiser : denoiser
    let times = [Float](repeating: time, count: batch.clean.shape.frames)
    let state = model.bridge.state(clean: batch.clean, coarse: batch.coarse, noise: batch.noise, times: times)
    let prediction = model.predict(state: state, coarse: batch.coarse, condition: batch.condition, times: times)
    return loss(prediction, truth: batch.clean, times: times, weight: batch.weight).loss
  }
}
