import AssetLibrary
import Direction
import Dispatch
import Finishing
import MediaIO
import Parallelism
import Refinement
import Rendering
import SceneDescription
import Simulation
import TraceFormat

/// Seconds that each stage takes for one frame of a film, all stages in one run.
public struct StageBenchmark: Sendable {
  public struct Row: Sendable {
    public var stage: String
    /// Median over the frames; for `plan`, of the whole prompt.
    public var secondsPerFrame: Double
  }
  public var prompt = "A red rubber ball rolls down a wooden ramp and knocks over three dominoes"
  public var frames = 12
  public init() {}

  public func run(_ settings: FilmSettings, refiner: inout Refiner, look: FilmLook) throws -> [Row] {
    var times = StageTimes()
    let furnished = try times.measure("plan") {
      try Library.standard().furnish(plan(prompt, settings).shots[0].scene)
    }
    let scene = furnished.scene
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(scene: scene, header: simulator.header, scenery: furnished.scenery)
    let path = "/tmp/kinema-bench-\(DispatchTime.now().uptimeNanoseconds).mp4"
    var movie = try MovieWriter(
      path: path, width: scene.width, height: scene.height, frameRate: FrameRate(scene.frameRate))
    var previous: TraceFrame?
    refiner.cut()
    var coming = simulator.nextFrame()
    for _ in 0..<frames {
      guard let moment = coming else { break }
      coming = times.measure("simulate") { simulator.nextFrame() }
      let guide = times.measure("render") {
        renderer.guides(moment, previous: previous, next: coming, settings: RenderSettings(scene, look))
      }
      let sharp = times.measure("refine") { refiner.refine(guide) }
      let frame = times.measure("finish") { look.finish.apply(sharp, guide: guide, seed: refiner.seed) }
      try times.measure("encode") { try movie.append(frame) }
      previous = moment
    }
    // The movie is dropped unfinished: nothing appears under its name.
    return times.rows
  }
}

/// Times by stage, in order of first use.
private struct StageTimes {
  private var samples: [(stage: String, seconds: [Double])] = []

  mutating func measure<T>(_ stage: String, _ work: () throws -> T) rethrows -> T {
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try work()
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    if let i = samples.firstIndex(where: { $0.stage == stage }) {
      samples[i].seconds.append(seconds)
    } else {
      samples.append((stage, [seconds]))
    }
    return result
  }

  var rows: [StageBenchmark.Row] {
    samples.map { stage, seconds in
      StageBenchmark.Row(stage: stage, secondsPerFrame: seconds.sorted()[seconds.count / 2])
    }
  }
}
