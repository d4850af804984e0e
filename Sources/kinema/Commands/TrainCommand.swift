import FileOutput
import Foundation
import NeuralNetwork
import Pipeline
import Refinement
import Training

/// Makes training pairs, trains the refiner, judges it.
enum TrainCommand: Command {
  static let name = "train"
  static let summary =
    "Makes training pairs (pairs), trains the refiner on them (fit), judges it on unseen scenes (judge)."
  static let usage = "pairs|fit|judge [options]"
  static let options = [
    Option("--data", value: "FOLDER", help: "Store of training pairs (default data/pairs)."),
    Option("--scenes", value: "N", help: "pairs: practice scenes to render; judge: scenes to judge (default 64; 8)."),
    Option("--first", value: "SEED", help: "pairs, judge: seed of the first scene (default 0; 1000000)."),
    Option("--reference", value: "N", help: "Samples a pixel of the truth (default 96; judge 256)."),
    Option("--updates", value: "N", help: "fit: updates in all (default 20000)."),
    Option("--rate", value: "R", help: "fit: peak learning rate (default 0.001)."),
    Option("--batch", value: "N", help: "fit: pairs an update (default 8)."),
    Option(
      "--checkpoint", value: "FILE", help: "fit: where to go on from and save to (default runs/refiner.checkpoint)."),
    Option("--output", "-o", value: "FILE", help: "fit: where the weights go (default runs/refiner.safetensors)."),
    CommonOption.seed, CommonOption.steps, CommonOption.weights, CommonOption.kernels, CommonOption.json,
    CommonOption.threads, CommonOption.library, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("pairs|fit|judge")
    switch arguments.positionals[0] {
    case "pairs": return try makePairs(arguments)
    case "fit": return try fit(arguments)
    case "judge": return try judge(arguments)
    default: throw UsageError("expected pairs, fit or judge, found '\(arguments.positionals[0])'")
    }
  }

  private static func store(_ arguments: Arguments) -> PairStore {
    PairStore(folder: arguments.text("--data") ?? "data/pairs")
  }

  /// Shards of eight scenes; shards that exist are kept, so a stopped run goes on where it was.
  private static func makePairs(_ arguments: Arguments) throws -> Int32 {
    let store = store(arguments)
    let scenes = try arguments.integer("--scenes", in: 1...1_000_000) ?? 64
    let first = try arguments.seed("--first") ?? 0
    var maker = PairMaker()
    maker.referenceSamples = try arguments.integer("--reference", in: 1...65536) ?? maker.referenceSamples
    var progress = Progress("scene")
    for shard in stride(from: 0, to: scenes, by: 8) {
      let base = first + UInt64(shard)
      if !store.contains(firstSeed: base) {
        var pairs: [TrainingPair] = []
        for seed in base..<base + UInt64(min(8, scenes - shard)) {
          try Interruption.check()
          pairs += try maker.pairs(seed: seed)
        }
        try store.write(pairs, firstSeed: base)
      }
      progress.report(min(scenes, shard + 8), of: scenes)
    }
    return 0
  }

  private static func fit(_ arguments: Arguments) throws -> Int32 {
    let store = store(arguments)
    let updates = try arguments.integer("--updates", in: 1...100_000_000) ?? 20_000
    let checkpoint = arguments.text("--checkpoint") ?? "runs/refiner.checkpoint"
    let output = arguments.text("--output") ?? "runs/refiner.safetensors"
    var training = try started(arguments, updates: updates, checkpoint: checkpoint)
    training.batchSize = try arguments.integer("--batch", in: 1...1024) ?? training.batchSize
    var pairs: [TrainingPair] = []
    var heldOut: [TrainingPair] = []
    var known: Set<String> = []
    var progress = Progress("update")
    var loss: Float = 0
    let begin = training.trainer.batches
    while training.trainer.batches < updates {
      // New shards may arrive while training runs: more data is always welcome.
      if training.trainer.batches % 500 == 0 || pairs.isEmpty {
        for shard in store.shards where known.insert(shard).inserted {
          // The first shard is kept apart, to see whether what is learnt holds elsewhere.
          if heldOut.isEmpty { heldOut = try store.read(shard) }
          if shard != store.shards.first || store.shards.count == 1 { pairs += try store.read(shard) }
        }
        if pairs.isEmpty { throw TrainingError("no training pairs in \(store.folder); run `kinema train pairs` first") }
      }
      let report = training.step(on: pairs)
      loss = loss == 0 ? report.loss : loss * 0.99 + report.loss * 0.01
      let done = training.trainer.batches
      if !report.updated { Console.error("warning: update \(done) was skipped: its gradient was not finite") }
      if done % 100 == 0 {
        Console.error(
          "update \(done): loss \(loss), held out \(training.relativeLoss(on: heldOut)) of the coarse frame's, gradient \(report.gradientNorm), rate \(report.learningRate), "
            + "pairs \(pairs.count)")
      }
      let isStopped = (try? Interruption.check()) == nil
      if done % 500 == 0 || done == updates || isStopped {
        try save(training, checkpoint: checkpoint, weights: output, pairs: pairs.count)
      }
      if isStopped { try Interruption.check() }
      progress.report(done - begin, of: updates - begin)
    }
    return 0
  }

  private static func started(_ arguments: Arguments, updates: Int, checkpoint: String) throws -> RefinerTraining {
    let rate = try arguments.number("--rate", in: 1e-7...1) ?? 0.001
    let schedule = LearningRateSchedule(peak: Float(rate), warmUp: min(200, updates / 10), total: updates)
    if FileManager.default.fileExists(atPath: checkpoint) {
      Console.error("Going on from \(Console.safe(checkpoint))")
      var training = try RefinerTraining(resuming: readFile(checkpoint))
      training.stretch(to: schedule)
      return training
    }
    return RefinerTraining(schedule: schedule, seed: try arguments.seed("--seed") ?? 0)
  }

  private static func save(_ training: RefinerTraining, checkpoint: String, weights: String, pairs: Int) throws {
    for path in [checkpoint, weights] {
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try writeAtomically(training.checkpoint, to: checkpoint, overwrite: true)
    try writeAtomically(training.weights(facts: [("pairs", "\(pairs)")]), to: weights, overwrite: true)
  }

  private static func judge(_ arguments: Arguments) throws -> Int32 {
    let scenes = try arguments.integer("--scenes", in: 1...10_000) ?? 8
    let first = try arguments.seed("--first") ?? 1_000_000
    var evaluation = RefinerEvaluation()
    evaluation.referenceSamples = try arguments.integer("--reference", in: 1...65536) ?? evaluation.referenceSamples
    var refiner = try LookOptions.refiner(arguments, seed: 0)
    var results: [RefinerEvaluation.SceneResult] = []
    for seed in first..<first + UInt64(scenes) {
      try Interruption.check()
      let result = try evaluation.judge(
        PracticeScene.make(seed: seed), frame: 12, refiner: &refiner, clock: { Progress.now })
      if !arguments.has("--json") { Console.output(JudgeTable.text(result.title, result.rows)) }
      results.append(result)
    }
    let means = RefinerEvaluation.means(results)
    Console.output(arguments.has("--json") ? JudgeTable.json(results, means) : JudgeTable.text("Mean", means))
    return 0
  }
}
