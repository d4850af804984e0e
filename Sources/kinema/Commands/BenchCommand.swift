import LocatedJSON
import Parallelism
import Pipeline
import TensorKernels

/// How long each stage takes.
enum BenchCommand: Command {
  static let name = "bench"
  static let summary = "Measures the seconds that each stage takes for one frame, the physics, or the rendering."
  static let usage = """
    [--json] [options]
           kinema bench physics [EXPERIMENT...] [--scenes DIR] [--rate HZ] [--variants] [--json]
           kinema bench physics --throughput | --soak N | --pour N | --golden
           kinema bench library [PLACE...] [--seed S] [--json]
           kinema bench render [--scenes DIR] [--peer PROGRAM] [--repeats N] [--size WxH] [--json]
           kinema bench render --denoise [SCENE.json...] [--at SECONDS] [--size WxH]

    `physics` runs the experiments of docs/physics-suite.md and exits with 1 if one misses its target. `render` measures
    rays, reference samples and frames of the scenes in Scenes, and does the same. `library` measures how long the index
    and the places take to build, and what they take in memory.
    """
  static let options =
    CommonOption.film + [
      Option("--count", value: "N", help: "Frames to measure (default 12)."), CommonOption.json, CommonOption.steps,
      CommonOption.samples, CommonOption.weights, CommonOption.kernels, CommonOption.threads, CommonOption.library,
      CommonOption.help,
    ] + PhysicsBench.options + RenderBench.options

  static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.positionals.first == "physics" { return try PhysicsBench.run(arguments) }
    if arguments.positionals.first == "library" { return try LibraryBench.run(arguments) }
    if arguments.positionals.first == "render" { return try RenderBench.run(arguments) }
    try arguments.expectPositionals()
    var settings = try FilmOptions.settings(arguments)
    var benchmark = StageBenchmark()
    benchmark.frames = try arguments.integer("--count", in: 1...100_000) ?? benchmark.frames
    settings.seconds = max(settings.seconds, Double(benchmark.frames) / Double(settings.frameRate))
    var refiner = try LookOptions.refiner(arguments, seed: settings.seed)
    let rows = try benchmark.run(settings, refiner: &refiner, look: LookOptions.read(arguments))
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      writer.object { w in
        w.key("width")
        w.integer(settings.width)
        w.key("height")
        w.integer(settings.height)
        w.key("threads")
        w.integer(ThreadBudget.threads)
        w.key("kernels")
        w.string("\(KernelLevel.current)")
        w.key("secondsPerFrame")
        w.object { w in
          for row in rows {
            w.key(row.stage)
            w.number(row.secondsPerFrame)
          }
        }
      }
      Console.output(writer.text)
      return 0
    }
    Console.output(
      "\(settings.width)x\(settings.height), \(ThreadBudget.threads) threads, kernels \(KernelLevel.current)")
    for row in rows {
      let name = row.stage + String(repeating: " ", count: 10 - row.stage.count)
      let unit = row.stage == "plan" ? "s for the prompt" : "s a frame (median of \(benchmark.frames))"
      Console.output("  \(name)\(JudgeTable.fixed(row.secondsPerFrame, 4)) \(unit)")
    }
    return 0
  }
}
