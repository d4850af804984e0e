import Finishing
import MediaIO
import Pipeline
import Refinement

/// Guide frames to refined frames.
enum RefineCommand: Command {
  static let name = "refine"
  static let summary = "Paints refined frames over a folder of guide frames and finishes them."
  static let usage = "GUIDES -o FOLDER [options]"
  static let options = [
    Option("--output", "-o", value: "FOLDER", help: "Where the PNG frames go."), CommonOption.overwrite,
    CommonOption.seed, CommonOption.steps, CommonOption.weights, CommonOption.kernels,
    CommonOption.grade, CommonOption.grain, CommonOption.noFinish,
    Option("--coarse", help: "Write the coarse frames that the refiner starts from instead."), CommonOption.threads,
    CommonOption.library, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("guides")
    guard let output = arguments.text("--output") else { throw UsageError("expected -o FOLDER") }
    var guides = try GuideSequence(path: arguments.positionals[0])
    let finish = try LookOptions.finish(arguments)
    var refiner = try LookOptions.refiner(arguments, seed: arguments.seed("--seed") ?? 0)
    var writer = try FrameSequenceWriter(path: output, overwrite: arguments.has("--overwrite"))
    var progress = Progress("refined frame")
    var done = 0
    while let guide = try guides.nextFrame() {
      try Interruption.check()
      let sharp = arguments.has("--coarse") ? refiner.coarse(guide) : refiner.refine(guide)
      try writer.append(finish.apply(sharp, guide: guide, seed: refiner.seed))
      done += 1
      progress.report(done, of: guides.paths.count)
    }
    try writer.finish()
    return 0
  }
}
