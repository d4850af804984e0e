import Direction
import FileOutput
import Imaging
import MediaIO
import Pipeline
import PromptParsing
import Refinement
import SceneDescription
import Simulation
import TraceFormat

/// Prompt or scene file to film, all stages as one stream.
enum GenerateCommand: Command {
  static let name = "generate"
  static let summary = "Films a prompt (or a scene file): the whole way from sentence to clip."
  static let usage = "\"PROMPT\"|SCENE.json... -o CLIP.mp4|FOLDER [options]"
  static let options =
    CommonOption.film + [
      CommonOption.output, CommonOption.overwrite, CommonOption.steps, CommonOption.samples, CommonOption.memoryLimit,
      CommonOption.weights, CommonOption.kernels, CommonOption.grade, CommonOption.grain, CommonOption.noFinish,
      CommonOption.crf, CommonOption.preset, CommonOption.strict,
      Option("--trace", value: "FILE", help: "Also write the simulator's trace (one shot only); .ktrace is compact."),
      CommonOption.threads, CommonOption.library, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    guard let output = arguments.text("--output") else {
      throw UsageError("expected -o CLIP.mp4")
    }
    let encoder = try EncoderOptions.read(arguments)
    let furnished = try Inputs.scenes(arguments)
    let scenes = furnished.map(\.scene)
    var look = try LookOptions.read(arguments)
    look.finish = try LookOptions.finish(arguments)
    var refiner = try LookOptions.refiner(arguments, seed: scenes[0].seed)
    var writer = try ClipWriter(
      path: output, width: scenes[0].width, height: scenes[0].height, frameRate: scenes[0].frameRate, encoder: encoder,
      title: scenes[0].title, comment: "\(EngineVersion.text), seed \(scenes[0].seed)",
      overwrite: arguments.has("--overwrite"))
    EncoderOptions.tell(writer.fallbackEncoder)
    var trace = try TraceOutput(arguments, scenes: scenes)
    Console.error("Filming \(scenes.count) shot\(scenes.count == 1 ? "" : "s"), seed \(scenes[0].seed)")
    var progress = Progress("frame")
    try film(
      furnished, with: &refiner, look: look, begin: { _, header in try trace.begin(header) },
      each: { moment in
        try Interruption.check()
        try writer.append(moment.frame)
        try trace.append(moment.trace)
        progress.report(moment.done, of: moment.total)
      })
    try trace.finish()
    try writer.finish()
    Console.error("Wrote \(Console.safe(output)) in \(Progress.clock(progress.elapsed))")
    return 0
  }
}

/// An optional trace beside the film.
struct TraceOutput: ~Copyable {
  private var file: AtomicFile?
  private var encoder: TraceEncoder?

  init(_ arguments: Arguments, scenes: [Scene]) throws {
    guard let path = arguments.text("--trace") else { return }
    if scenes.count > 1 { throw UsageError("--trace writes one shot; this film has \(scenes.count)") }
    file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite"))
  }

  mutating func begin(_ header: TraceHeader) throws {
    encoder = TraceEncoder(header, form: TraceEncoder.form(ofPath: file?.path ?? ""))
    try write { $0.start() }
  }
  mutating func append(_ frame: TraceFrame) throws {
    try write { $0.append(frame) }
  }
  private mutating func write(_ bytes: (inout TraceEncoder) -> [UInt8]) throws {
    if file != nil && encoder != nil { try file?.write(bytes(&encoder!)) }
  }
  mutating func finish() throws {
    try write { $0.finish() }
    if let file = file.take() { try file.commit() }
  }
}
