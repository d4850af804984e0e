import Diffusion
import NeuralNetwork
import Refinement
import TensorKernels
import VectorMath

/// One training run of the refiner over a store of pairs.
public struct RefinerTraining: Sendable {
  public private(set) var trainer: Trainer
  public var batchSize = 8

  public init(schedule: LearningRateSchedule, widths: [Int]? = nil, seed: UInt64) {
    var configuration = UNetConfiguration(inputChannels: 6 + Conditioning.channelCount)
    if let widths { configuration.widths = widths }
    trainer = Trainer(Denoiser(configuration, seed: seed), schedule: schedule, seed: seed)
  }

  /// Goes on from a checkpoint, bit for bit.
  public init(resuming bytes: [UInt8]) throws {
    trainer = try Trainer(resuming: bytes)
  }

  /// Stretches the schedule of a run that goes on for longer than first meant; the same schedule changes nothing.
  public mutating func stretch(to schedule: LearningRateSchedule) { trainer.optimiser.schedule = schedule }

  public var checkpoint: [UInt8] { trainer.checkpoint() }

  /// One update on a batch that depends on the seed and the step's number alone.
  public mutating func step(on pairs: [TrainingPair]) -> TrainingReport {
    var random = SeededGenerator(seed: trainer.seed &+ UInt64(trainer.batches), stage: "training batch")
    let chosen = (0..<batchSize).map { _ in (pair: pairs[random.index(pairs.count)], isFlipped: random.uniform() < 0.5)
    }
    return trainer.step(Self.batch(chosen))
  }

  /// The loss where sampling starts, over that of the coarse frame itself, on pairs kept apart: below 1 is learning.
  public func relativeLoss(on pairs: [TrainingPair]) -> Float {
    let batch = Self.batch(pairs.map { ($0, false) })
    let times = [Float](repeating: 1, count: pairs.count)
    let coarse = trainer.loss(batch.coarse, truth: batch.clean, times: times).loss
    return trainer.evaluate(batch, time: 1, averaged: false) / coarse
  }

  /// Averaged weights with the facts that a file must carry.
  public func weights(facts: [(key: String, value: String)]) -> [UInt8] {
    var denoiser = trainer.averagedDenoiser
    denoiser.metadata =
      Refiner.metadata + [("trainingSteps", "\(trainer.batches)"), ("trainedAt", "\(KernelLevel.current)")] + facts
    return denoiser.encode()
  }

  static func batch(_ chosen: [(pair: TrainingPair, isFlipped: Bool)]) -> TrainingBatch {
    let side = chosen[0].pair.side
    func tensor(_ channels: Int, negating negated: Int? = nil, _ planes: (TrainingPair) -> [Float]) -> Tensor {
      var values: [Float] = []
      values.reserveCapacity(chosen.count * channels * side * side)
      for (pair, isFlipped) in chosen {
        values += isFlipped ? mirrored(planes(pair), side: side, negating: negated) : planes(pair)
      }
      return Tensor(TensorShape(chosen.count, channels, side, side), values)
    }
    return TrainingBatch(
      clean: tensor(3) { $0.truth }, coarse: tensor(3) { $0.coarse },
      condition: tensor(Conditioning.channelCount, negating: Conditioning.channelNames.firstIndex(of: "normal.x")) {
        $0.condition
      }, noise: tensor(3) { $0.noise })
  }

  /// Left and right exchanged; the normals' x changes its sign with them.
  private static func mirrored(_ planes: [Float], side: Int, negating negated: Int?) -> [Float] {
    var out = planes
    for row in 0..<planes.count / side {
      let sign: Float = negated.map { row / side == $0 } ?? false ? -1 : 1
      for x in 0..<side { out[row * side + x] = planes[row * side + side - 1 - x] * sign }
    }
    return out
  }
}
