import AssetLibrary
import Experiments
import FileOutput
import Foundation
import LocatedJSON
import Parallelism
import Rendering
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// How fast rays of one kind are traced, and another tracer's rate in the same run.
struct RayRates {
  var kind: RayBenchmark.Rays
  /// Per second of processor time, medians of the repeats.
  var rate: Double
  var engine: String?
  var peerRate: Double?
  /// Median of the repeats' ratios: ours and the peer's run in turn, so that both see the same machine.
  var ratio: Double?

  static func measure(repeats: Int, peer: inout RenderPeer?) throws -> [RayRates] {
    let benchmark = RayBenchmark()
    try peer?.write(benchmark)
    var ours: [RayBenchmark.Rays: [Double]] = [:]
    var theirs: [RayBenchmark.Rays: [Double]] = [:]
    var engine: String?
    for _ in 0..<repeats {
      try Interruption.check()
      for kind in RayBenchmark.Rays.allCases {
        let start = ProcessMeters.cpuSeconds
        _ = benchmark.trace(kind)
        ours[kind, default: []].append(
          Double(benchmark.origins(kind).count) / (ProcessMeters.cpuSeconds - start))
      }
      if let report = try peer?.run("embree") {
        engine = try String(json: report.member("engine"))
        for kind in RayBenchmark.Rays.allCases {
          theirs[kind, default: []].append(try Double(json: report.member("rates").member(kind.rawValue)))
        }
      }
    }
    return RayBenchmark.Rays.allCases.map { kind in
      RayRates(
        kind: kind, rate: median(ours[kind]!), engine: engine, peerRate: theirs[kind].map(median),
        ratio: theirs[kind].map { median(zip(ours[kind]!, $0).map { $0 / $1 }) })
    }
  }
}

/// How fast the reference path tracer is: the benchmark's torus on a floor, under sun and sky.
struct ReferenceRate {
  /// Samples of pixels per second of processor time, on one thread.
  var rate: Double
  var engine: String?
  var peerRate: Double?
  var ratio: Double?

  static func measure(repeats: Int, peer: inout RenderPeer?) throws -> ReferenceRate {
    let (width, height, samples) = (256, 144, 16)
    let scene = Self.scene()
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(scene: scene, header: simulator.header)
    guard let frame = simulator.nextFrame() else { preconditionFailure("a simulation without a first frame") }
    try peer?.write(scene, width: width, height: height, samples: samples)
    let settings = RenderSettings(width: width, height: height)
    let threads = ThreadBudget.threads
    defer { ThreadBudget.threads = threads }
    ThreadBudget.threads = 1
    var (ours, theirs): ([Double], [Double]) = ([], [])
    var engine: String?
    for _ in 0..<repeats {
      try Interruption.check()
      let start = ProcessMeters.cpuSeconds
      _ = renderer.reference(frame, samples: samples, settings: settings)
      ours.append(Double(width * height * samples) / (ProcessMeters.cpuSeconds - start))
      if let report = try peer?.run("mitsuba") {
        engine = try String(json: report.member("engine"))
        theirs.append(try Double(json: report.member("samplesPerSecond")))
      }
    }
    return ReferenceRate(
      rate: median(ours), engine: engine, peerRate: theirs.isEmpty ? nil : median(theirs),
      ratio: theirs.isEmpty ? nil : median(zip(ours, theirs).map { $0 / $1 }))
  }

  /// Grey satin throughout: nothing but light and rays costs time.
  private static func scene() -> Scene {
    let benchmark = RayBenchmark()
    var scene = Scene()
    scene.camera.position = Vector3(0, 2.2, 3)
    scene.camera.target = .zero
    var grey = Material()
    grey.name = "grey"
    grey.colour = Colour(hex: 0xBCBCBC)  // linear 0.5
    grey.contrast = 0  // the peer's grey is even and flat, too
    scene.materials = [grey]
    var ring = SolidShape.Mesh()
    ring.vertices = benchmark.positions.map { Vector3($0) }
    ring.triangles = benchmark.triangles.map { SolidShape.Triangle(Int($0.0), Int($0.1), Int($0.2)) }
    var torus = Body()
    (torus.name, torus.shape, torus.material, torus.motion) = ("torus", .mesh(ring), grey.name, .fixed)
    var floor = Body()
    (floor.name, floor.shape, floor.material, floor.motion) = ("floor", .plane(SolidShape.Plane()), grey.name, .fixed)
    floor.position.y = -0.5
    scene.bodies = [torus, floor]
    return scene
  }
}

/// Seconds of one frame's guides and cheap light, for each scene of a folder.
struct FrameTimes {
  var scenes: [(name: String, seconds: Double)] = []
  var median: Double { Experiments.median(scenes.map(\.seconds)) }

  /// Takes the frame after half a second, when things have begun to move.
  static func measure(folder: String, width: Int, height: Int, repeats: Int) throws -> FrameTimes {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".json") }
    guard !names.isEmpty else { throw UsageError("--scenes \(folder): no scene files (*.json) there") }
    var times = FrameTimes()
    for name in names.sorted() {
      try Interruption.check()
      let path = folder + "/" + name
      let furnished = try FurnishedScene(decoding: readFile(path), file: path)
      var scene = furnished.scene
      scene.seconds = 0.6
      var simulator = try Simulator(scene)
      let renderer = try SceneRenderer(scene: scene, header: simulator.header, scenery: furnished.scenery)
      var moments: [TraceFrame] = []
      while let next = simulator.nextFrame() { moments.append(next) }
      let settings = RenderSettings(width: width, height: height, samples: 2, seed: scene.seed)
      let frame = moments[moments.count - 1]
      let seconds = (0..<repeats).map { _ in
        let start = ProcessMeters.wallSeconds
        _ = renderer.guides(frame, previous: moments.dropLast().last, settings: settings)
        return ProcessMeters.wallSeconds - start
      }
      times.scenes.append((String(name.dropLast(5)), Experiments.median(seconds)))
    }
    return times
  }
}
