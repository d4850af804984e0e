import MediaIO
import Pipeline

/// PNG frames to MP4.
enum EncodeCommand: Command {
  static let name = "encode"
  static let summary = "Encodes a folder of PNG frames as H.264 in MP4."
  static let usage = "FRAMES -o CLIP.mp4 [options]"
  static let options = [
    Option("--output", "-o", value: "CLIP.mp4", help: "Where the film goes."), CommonOption.overwrite,
    CommonOption.fps, CommonOption.crf, CommonOption.preset, CommonOption.threads, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("frames")
    guard let output = arguments.text("--output") else { throw UsageError("expected -o CLIP.mp4") }
    var frames = try FrameSequenceReader(path: arguments.positionals[0])
    let rate = try arguments.integer("--fps", in: 1...240) ?? 24
    let options = try EncoderOptions.read(arguments)
    guard let first = try frames.nextFrame() else { throw UsageError("no frames in \(arguments.positionals[0])") }
    var movie = try MovieWriter(
      path: output, width: first.width, height: first.height, frameRate: FrameRate(rate), options: options,
      overwrite: arguments.has("--overwrite"))
    EncoderOptions.tell(movie.encoderName == "libx264" ? nil : movie.encoderName)
    try movie.append(first)
    while let frame = try frames.nextFrame() {
      try Interruption.check()
      try movie.append(frame)
    }
    try movie.finish()
    return 0
  }
}
