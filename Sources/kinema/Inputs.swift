import AssetLibrary
import Diffusion
import Direction
import FileOutput
import Finishing
import LocatedJSON
import MediaIO
import Pipeline
import PromptParsing
import Refinement
import Rendering
import SceneDescription
import TensorKernels

/// What a verb works on: a prompt, or files that an earlier verb wrote.
enum Inputs {
  /// Scenes of a prompt, a storyboard file, or scene files, with the bodies of their things; options for size and length
  /// change scene files too.
  static func scenes(_ arguments: Arguments) throws -> [FurnishedScene] {
    guard let first = arguments.positionals.first else { throw UsageError("expected a prompt or a scene file") }
    if first.hasSuffix(".json"), try !isStoryboard(first) {
      var scenes: [FurnishedScene] = []
      for path in arguments.positionals { scenes.append(try scene(path, arguments)) }
      let first = scenes[0].scene
      for (scene, path) in zip(scenes.map(\.scene), arguments.positionals)
      where (scene.width, scene.height, scene.frameRate) != (first.width, first.height, first.frameRate) {
        throw UsageError(
          "\(path) differs from \(arguments.positionals[0]) in size or frame rate; give --size and --fps")
      }
      return scenes
    }
    try arguments.expectPositionals("prompt")
    let plan = try planned(first, arguments)
    let library = try Library.standard()
    return try plan.shots.map { try library.furnish($0.scene) }
  }

  /// Plans a prompt, or a storyboard file that an earlier plan wrote.
  static func planned(_ prompt: String, _ arguments: Arguments) throws -> Plan {
    let settings = try FilmOptions.settings(arguments)
    let plan: Plan
    if prompt.hasSuffix(".json") {
      plan = try Pipeline.plan(Storyboard(json: JSONReader.parse(readFile(prompt), file: prompt)), settings)
    } else {
      plan = try Pipeline.plan(prompt, settings, strict: arguments.has("--strict"))
    }
    for warning in warnings(plan) { Console.error("warning: \(Console.safe(warning))") }
    return plan
  }

  private static func isStoryboard(_ path: String) throws -> Bool {
    try JSONReader.parse(readFile(path), file: path).members().contains { $0.key == "shots" }
  }

  /// What the user should know about a plan: words without effect, goals that were not reached.
  static func warnings(_ plan: Plan) -> [String] {
    plan.storyboard.tokens.filter { $0.status == .notUnderstood || $0.status == .ignored }
      .map { "'\($0.text)': \($0.meaning)" } + plan.shots.flatMap(\.report.warnings)
  }

  static func scene(_ path: String, _ arguments: Arguments) throws -> FurnishedScene {
    let library = try Library.standard()
    var scene = try library.scene(decoding: readFile(path), file: path)
    if let (w, h) = try FilmOptions.size(arguments) { (scene.width, scene.height) = (w, h) }
    if let fps = try arguments.integer("--fps", in: 1...240), fps != scene.frameRate {
      scene.frameRate = fps
      scene.stepRate = nil
    }
    scene.seconds = try arguments.number("--seconds", in: 0.04...3600) ?? scene.seconds
    scene.seed = try arguments.seed("--seed") ?? scene.seed
    let furnished = try library.furnish(scene)
    for note in furnished.notes { Console.error("note: \(Console.safe(note))") }
    return furnished
  }
}

enum LibraryOptions {
  /// Loads the folders of `--library` before any word is looked up.
  static func read(_ arguments: Arguments) throws {
    let folders = arguments.texts("--library")
    if !folders.isEmpty { _ = try Library.load(folders: folders) }
  }
}

enum EncoderOptions {
  static func read(_ arguments: Arguments) throws(UsageError) -> VideoEncoder.Options {
    var options = VideoEncoder.Options()
    options.crf = try arguments.integer("--crf", in: 1...51) ?? options.crf
    if let preset = arguments.text("--preset") {
      guard VideoEncoder.presets.contains(preset) else {
        throw UsageError("--preset expects one of \(VideoEncoder.presets.joined(separator: ", ")), found '\(preset)'")
      }
      options.preset = preset
    }
    return options
  }

  /// Films made by another encoder than the expected one differ in their bytes: say so.
  static func tell(_ fallback: String?) {
    if let fallback { Console.error("warning: no libx264 in this libavcodec; using \(fallback)") }
  }
}

enum LookOptions {
  static func read(_ arguments: Arguments) throws(UsageError) -> FilmLook {
    var look = FilmLook()
    look.samples = try arguments.integer("--samples", in: 1...4096) ?? look.samples
    if let limit = try arguments.number("--memory-limit", in: 0.001...1_000_000) {
      look.limits.memory = Int(limit * 0x1p30)
    }
    return look
  }

  /// What is done to painted frames.
  static func finish(_ arguments: Arguments) throws -> Finish {
    if arguments.has("--no-finish") {
      if let other = ["--grade", "--grain"].first(where: { arguments.has($0) }) {
        throw UsageError("--no-finish leaves frames as they are painted; it cannot go with \(other)")
      }
      return .none
    }
    var finish = Finish()
    finish.grain = Float(try arguments.number("--grain", in: 0...1) ?? 0)
    if let name = arguments.text("--grade") { finish.grade = try grade(name) }
    return finish
  }

  private static func grade(_ name: String) throws -> Grade {
    if name.hasSuffix(".json") { return try Grade(decoding: readFile(name), file: name) }
    // "teal-orange" and "Teal and Orange" are one name.
    func plain(_ text: String) -> String {
      text.lowercased().split { !$0.isLetter }.filter { $0 != "and" }.joined(separator: " ")
    }
    if let grade = Grade.presets.first(where: { plain($0.name) == plain(name) }) { return grade }
    throw UsageError("no grade '\(name)'; \(nearestHint(name, among: Grade.presets.map(\.name)))")
  }

  /// Sets the kernel level that `--kernels` asks for.
  static func kernels(_ arguments: Arguments) throws(UsageError) {
    if let name = arguments.text("--kernels") {
      guard let level = KernelLevel(name: name) else {
        let known = KernelLevel.allCases.map(\.description).joined(separator: ", ")
        throw UsageError("--kernels expects one of \(known), found '\(name)'")
      }
      guard level <= .fastest else {
        throw UsageError("--kernels \(name): this processor runs at most \(KernelLevel.fastest)")
      }
      KernelLevel.current = level
    }
  }

  static func refiner(_ arguments: Arguments, seed: UInt64) throws -> Refiner {
    let (denoiser, _) = try WeightsLocator.load(explicit: arguments.text("--weights"))
    return Refiner(
      denoiser: denoiser, steps: try arguments.integer("--steps", in: 1...64) ?? Refiner.standardSteps, seed: seed)
  }
}

extension Inputs {
  /// The hash that a trace of this very file carries.
  static func unchangedHash(_ path: String) throws -> UInt64 {
    try FurnishedScene(decoding: readFile(path), file: path).scene.contentHash
  }
}
