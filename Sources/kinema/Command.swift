import SceneDescription

/// One verb of the command line: its help and what it does.
protocol Command: Sendable {
  static var name: String { get }
  static var summary: String { get }
  /// Usage after "kinema NAME".
  static var usage: String { get }
  static var options: [Option] { get }
  /// Runs the verb and returns the exit code.
  static func run(_ arguments: Arguments) throws -> Int32
}

extension Command {
  static var help: String {
    var lines = ["kinema \(name) \(usage)", "", summary, ""]
    let rows = options.map { option in
      (option.names.joined(separator: ", ") + (option.value.map { " " + $0 } ?? ""), option.help)
    }
    let width = rows.map(\.0.count).max() ?? 0
    for (left, right) in rows {
      lines.append("  " + left + String(repeating: " ", count: width - left.count + 2) + right)
    }
    return lines.joined(separator: "\n")
  }
}

/// Options that several verbs share, so that they mean the same everywhere.
enum CommonOption {
  static let help = Option("--help", "-h", help: "Print this help.")
  static let output = Option("--output", "-o", value: "PATH", help: "Where the result goes.")
  static let overwrite = Option("--overwrite", help: "Replace an existing output.")
  static let json = Option("--json", help: "Print the result as JSON.")
  static let threads = Option("--threads", "-t", value: "N", help: "Threads to use; results never depend on it.")
  static let seed = Option("--seed", "-s", value: "N", help: "Seed of all that is left to chance (default 0).")
  static let size = Option("--size", value: "WxH|720p|1080p", help: "Size of the film (default 512x288).")
  static let aspect = Option("--aspect", value: "16:9|9:16|1:1|4:3|21:9", help: "Shape of the film, with --size NNNp.")
  static let fps = Option("--fps", value: "N", help: "Frames a second (default 24).")
  static let seconds = Option("--seconds", value: "S", help: "Length of the film (default 4).")
  static let strict = Option("--strict", help: "Refuse prompts with words that are not understood.")
  static let steps = Option("--steps", value: "N", help: "Sampler steps of the refiner (default 1).")
  static let samples = Option("--samples", value: "N", help: "Light samples a pixel of the cheap frame (default 2).")
  static let memoryLimit = Option(
    "--memory-limit", value: "GIB", help: "Most memory that a scene's geometry may take (default 8).")
  static let weights = Option("--weights", value: "FILE", help: "Weights of the refiner.")
  static let library = Option(
    "--library", value: "DIR", repeats: true,
    help: "Folder of further assets, places, materials and weights; a later one overrides.")
  static let kernels = Option(
    "--kernels", value: "LEVEL",
    help: "Force the tensor kernels: portable, avx2, avx512 or bfloat16 (default: the best in full precision).")
  static let grade = Option(
    "--grade", value: "NAME|FILE.json",
    help: "Colour grade of the film: \(Grade.presets.map(\.name).joined(separator: ", ")).")
  static let grain = Option("--grain", value: "0..1", help: "Film grain, the last step (default 0: none).")
  static let noFinish = Option(
    "--no-finish", help: "Frames as painted: no lens or motion blur, bloom, vignette, grade or grain.")
  static let frames = Option("--frames", value: "LIST", help: "Only these frames: 0,4..9.")
  static let crf = Option("--crf", value: "N", help: "H.264 quality, 1 (best) to 51 (default 18).")
  static let preset = Option("--preset", value: "NAME", help: "H.264 speed preset (default medium).")

  static let film = [seed, size, aspect, fps, seconds]
}
