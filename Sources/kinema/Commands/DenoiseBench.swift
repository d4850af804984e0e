import AssetLibrary
import Experiments
import FileOutput
import Imaging
import Rendering
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// `kinema bench render --denoise`: how much nearer to the truth denoised pictures of scenes are.
enum DenoiseBench {
  /// Samples a pixel of the pictures, and of the truth.
  static let samples = [8, 32, 128]
  static let truth = 1024

  struct Row {
    var scene: String
    var samples: Int
    var noisy: Double
    var denoised: Double
    /// Processor time of the filter alone.
    var seconds: Double
    var ratio: Double { noisy / denoised }
  }

  /// Exit code 0; 1 if a denoised picture is farther from the truth than its samples.
  static func run(_ arguments: Arguments) throws -> Int32 {
    let (width, height) = try FilmOptions.size(arguments) ?? (240, 135)
    let moment = try arguments.number("--at", in: 0...3600) ?? 0.5
    var paths = Array(arguments.positionals.dropFirst())
    if paths.isEmpty { paths = ["Scenes/light/window-room.json", "Scenes/light/fog-forest.json"] }
    let library = try Library.standard()
    Console.output(
      "Relative squared errors of \(width)x\(height) pixels at \(JudgeTable.fixed(moment, 2)) s, truth of \(truth) samples:"
    )
    var passes = true
    for path in paths {
      var scene = try library.scene(decoding: readFile(path), file: path)
      scene.seconds = moment + 2 / Double(scene.frameRate)
      let furnished = try library.furnish(scene)
      var simulator = try Simulator(furnished.scene)
      let renderer = try SceneRenderer(
        scene: furnished.scene, header: simulator.header, scenery: furnished.scenery)
      var frames: [TraceFrame] = []
      while let frame = simulator.nextFrame(), frame.time <= moment { frames.append(frame) }
      for row in try rows(renderer, frames, name: path, RenderSettings(width: width, height: height)) {
        passes = passes && row.ratio >= 1
        Console.output(
          "  \(JudgeTable.fixed(Double(row.samples), 0)) samples   noisy \(JudgeTable.fixed(row.noisy, 5))"
            + "   denoised \(JudgeTable.fixed(row.denoised, 5))   ratio \(JudgeTable.fixed(row.ratio, 1))"
            + "   filter \(JudgeTable.fixed(row.seconds, 2)) s   \(row.scene)")
      }
    }
    return passes ? 0 : 1
  }

  private static func rows(
    _ renderer: SceneRenderer, _ frames: [TraceFrame], name: String, _ settings: RenderSettings
  ) throws -> [Row] {
    guard let frame = frames.last else { preconditionFailure("a simulation without a first frame") }
    var other = settings
    other.seed = settings.seed ^ 0x5EED
    try Interruption.check()
    let truth = renderer.reference(frame, previous: frames.dropLast().last, samples: truth, settings: other)
    return try samples.map { samples in
      try Interruption.check()
      let study = renderer.denoisingStudy(
        frame, previous: frames.dropLast().last, samples: samples, settings: settings)
      let noisy = error(study.noisy, truth)
      let start = ProcessMeters.cpuSeconds
      let denoised = study.denoised()
      let seconds = ProcessMeters.cpuSeconds - start
      return Row(
        scene: name, samples: samples, noisy: noisy, denoised: error(denoised, truth), seconds: seconds)
    }
  }

  /// The mean of squared differences over the truth's square (and a little), the worst thousandth of the pixels left out:
  /// single sparks of either picture would be all that it tells.
  private static func error(_ picture: ImageBuffer<Float3>, _ truth: ImageBuffer<Float3>) -> Double {
    var errors = zip(picture.pixels, truth.pixels).map { p, t -> Double in
      let d: Float3 = p - t
      return Double((d * d / (t * t + 1e-4)).sum()) / 3
    }
    errors.sort()
    let kept = errors.dropLast(errors.count / 1000)
    return kept.reduce(0, +) / Double(kept.count)
  }
}
