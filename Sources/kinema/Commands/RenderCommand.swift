import FileOutput
import Finishing
import Imaging
import MediaIO
import Pipeline
import Refinement
import Rendering
import SceneDescription
import TraceFormat

/// Scene and trace to guide frames, to reference pictures, or to a folder of maps.
enum RenderCommand: Command {
  static let name = "render"
  static let summary = "Renders guide frames (all control maps and the cheap lit frame) from a scene and its trace."
  static let usage = "SCENE.json TRACE -o FOLDER [--maps FOLDER] [options]"
  static let options = [
    Option("--output", "-o", value: "FOLDER", help: "Where the frames go: one EXR a frame, or PNGs with --reference."),
    Option(
      "--maps", value: "FOLDER",
      help: "Also, or instead, write maps in Kubric's layout, ControlNet's pictures and multi-layer EXR."),
    CommonOption.overwrite, CommonOption.size, CommonOption.aspect, CommonOption.samples, CommonOption.frames,
    Option("--reference", value: "N", help: "Write path-traced truth as PNG instead, N samples a pixel."),
    Option("--denoise", help: "With --reference: take out the grain that N samples leave."),
    Option("--finish", help: "With --reference: bloom and vignette, --grade and --grain, as films get them."),
    CommonOption.grade, CommonOption.grain, CommonOption.memoryLimit, CommonOption.threads, CommonOption.library,
    CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("scene", "trace")
    let furnished = try Inputs.scene(arguments.positionals[0], arguments)
    let scene = furnished.scene
    let path = arguments.positionals[1]
    var reader = try TraceInput(path: path)
    let header = reader.header
    if header.sceneHash != (try Inputs.unchangedHash(arguments.positionals[0])) {
      Console.error("warning: \(Console.safe(path)) was simulated from another version of this scene")
    }
    let look = try LookOptions.read(arguments)
    let renderer = try SceneRenderer(
      scene: scene, header: header, scenery: furnished.scenery, limits: look.limits)
    let chosen = try FilmOptions.frames(arguments, count: header.frameCount)
    var outputs = try RenderOutputs(arguments, scene, header, renderer, RenderSettings(scene, look))
    var progress = Progress("rendered frame")
    var done = 0
    var previous: TraceFrame?
    var coming = try reader.nextFilmFrame()
    while let frame = coming {
      try Interruption.check()
      coming = try reader.nextFilmFrame()
      if chosen?.contains(frame.index) ?? true {
        try outputs.append(frame, previous: previous, next: coming)
        done += 1
        progress.report(done, of: chosen?.count ?? header.frameCount)
      }
      previous = frame
    }
    try outputs.finish()
    return 0
  }
}

/// The folders that one run fills, frame by frame.
private struct RenderOutputs: ~Copyable {
  private let renderer: SceneRenderer
  private let settings: RenderSettings
  /// Samples a pixel of path-traced pictures; nil leaves it at the cheap frame.
  private let reference: Int?
  private let isDenoised: Bool
  private let look: Finish?
  private let scene: Scene
  private var frames: AtomicDirectory?
  private var maps: MapFolder?
  private var history: LightHistory
  private var last: Int?

  init(
    _ arguments: Arguments, _ scene: Scene, _ header: TraceHeader, _ renderer: SceneRenderer, _ settings: RenderSettings
  ) throws {
    let (output, maps) = (arguments.text("--output"), arguments.text("--maps"))
    guard output != nil || maps != nil else { throw UsageError("expected -o FOLDER or --maps FOLDER") }
    if let output, output == maps { throw UsageError("-o and --maps name the same folder \(output)") }
    let reference = try arguments.integer("--reference", in: 1...65536)
    let isDenoised = arguments.has("--denoise")
    if isDenoised, (reference ?? 0) < Denoiser.leastSamples {
      throw UsageError("--denoise expects --reference N with at least \(Denoiser.leastSamples) samples")
    }
    var finish: Finish?
    if arguments.has("--finish") {
      guard reference != nil else { throw UsageError("--finish expects --reference N: guide frames stay as they are") }
      finish = try LookOptions.finish(arguments)
    } else if let other = ["--grade", "--grain"].first(where: { arguments.has($0) }) {
      throw UsageError("\(other) expects --reference N --finish")
    }
    let overwrite = arguments.has("--overwrite")
    var frames: AtomicDirectory? = nil
    if let output { frames = try AtomicDirectory(path: output, overwrite: overwrite) }
    var folder: MapFolder? = nil
    if let maps { folder = try MapFolder(path: maps, overwrite: overwrite, scene: scene, header: header) }
    self.renderer = renderer
    self.settings = settings
    self.reference = reference
    self.isDenoised = isDenoised
    self.look = finish
    self.scene = scene
    self.frames = frames.take()
    self.maps = folder.take()
    history = LightHistory()
    last = nil
  }

  mutating func append(_ frame: TraceFrame, previous: TraceFrame?, next: TraceFrame?) throws {
    let truth = reference.map { samples in
      let light =
        isDenoised
        ? renderer.denoisedReference(frame, previous: previous, next: next, samples: samples, settings: settings)
        : renderer.reference(frame, previous: previous, next: next, samples: samples, settings: settings)
      let picture = pictureFromRadiance(light, exposure: renderer.exposure)
      guard let look else { return picture }
      let shot = Finish.Shot(
        camera: GuideCamera(scene.camera, at: frame.time, settings), exposure: renderer.exposure, index: frame.index)
      return look.apply(picture, of: shot, seed: scene.seed)
    }
    if let truth {
      // For eyes; maps get the picture as it is.
      let shown = truth.dithered(index: frame.index)
      try frames?.write(PNG.encode(shown), named: FrameSequenceWriter.name(frame.index))
    }
    if reference != nil && maps == nil { return }
    let guide = renderer.guides(frame, previous: previous, next: next, settings: settings)
    if reference == nil { try frames?.write(EXRImage(guide).encoded(), named: GuideSequence.name(frame.index)) }
    if maps != nil {
      if last != frame.index - 1 { history = LightHistory() }
      last = frame.index
      let gathered = Conditioning(guide, light: history.add(guide)).coarseFrame
      try maps?.append(guide, picture: truth ?? gathered, moment: frame)
    }
  }

  consuming func finish() throws {
    if let maps = maps.take() { try maps.finish() }
    if let frames = frames.take() { try frames.commit() }
  }
}
