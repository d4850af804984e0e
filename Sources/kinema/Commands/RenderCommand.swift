import FileOutput
import Imaging
import MediaIO
import Pipeline
import Rendering
import SceneDescription
import TraceFormat

/// Scene and trace to guide frames, or to reference pictures.
enum RenderCommand: Command {
  static let name = "render"
  static let summary = "Renders guide frames (all control maps and the cheap lit frame) from a scene and its trace."
  static let usage = "SCENE.json TRACE -o FOLDER [options]"
  static let options = [
    Option("--output", "-o", value: "FOLDER", help: "Where the frames go: one EXR a frame, or PNGs with --reference."),
    CommonOption.overwrite, CommonOption.size, CommonOption.aspect, CommonOption.samples, CommonOption.frames,
    Option("--reference", value: "N", help: "Write path-traced truth as PNG instead, N samples a pixel."),
    CommonOption.memoryLimit, CommonOption.threads, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("scene", "trace")
    guard let output = arguments.text("--output") else { throw UsageError("expected -o FOLDER") }
    let scene = try Inputs.scene(arguments.positionals[0], arguments)
    let path = arguments.positionals[1]
    var reader = try TraceInput(path: path)
    let header = reader.header
    if header.sceneHash != (try Inputs.unchangedHash(arguments.positionals[0])) {
      Console.error("warning: \(Console.safe(path)) was simulated from another version of this scene")
    }
    let look = try LookOptions.read(arguments)
    let renderer = try SceneRenderer(scene: scene, header: header, limits: look.limits)
    let settings = RenderSettings(scene, look)
    let chosen = try FilmOptions.frames(arguments, count: header.frameCount)
    let reference = try arguments.integer("--reference", in: 1...65536)
    let folder = try AtomicDirectory(path: output, overwrite: arguments.has("--overwrite"))
    var progress = Progress("rendered frame")
    var done = 0
    var previous: TraceFrame?
    while let frame = try reader.nextFilmFrame() {
      try Interruption.check()
      if chosen?.contains(frame.index) ?? true {
        if let reference {
          let radiance = renderer.reference(frame, samples: reference, settings: settings)
          let picture = pictureFromRadiance(radiance, exposure: renderer.exposure)
          try folder.write(PNG.encode(picture), named: FrameSequenceWriter.name(frame.index))
        } else {
          let guide = renderer.guides(frame, previous: previous, settings: settings)
          try folder.write(EXRImage(guide).encoded(), named: GuideSequence.name(frame.index))
        }
        done += 1
        progress.report(done, of: chosen?.count ?? header.frameCount)
      }
      previous = frame
    }
    try folder.commit()
    return 0
  }
}
