import AssetLibrary
import Direction
import Finishing
import Imaging
import PromptParsing
import Refinement
import Rendering
import SceneDescription
import Simulation
import TraceFormat

/// How a film is painted, once its scenes stand.
public struct FilmLook: Sendable {
  /// Light samples a pixel of the cheap frame.
  public var samples = 2
  /// What lens, shutter, film and laboratory do to the painted frames.
  public var finish = Finish()
  public var limits = RenderLimits()
  public init() {}
}

/// A finished frame and how far the film has come.
public struct FilmMoment: Sendable {
  public var frame: Frame
  public var trace: TraceFrame
  public var shot: Int
  /// Frames done and in all, over every shot.
  public var done: Int
  public var total: Int
}

/// From a prompt to scenes: understand, then stage.
public func plan(_ prompt: String, _ settings: FilmSettings, strict: Bool = false) throws -> Plan {
  try plan(PromptParser(strict: strict).parse(prompt), settings)
}

/// From a storyboard to scenes.
public func plan(_ storyboard: Storyboard, _ settings: FilmSettings) throws -> Plan {
  Plan(storyboard: storyboard, shots: try Director(settings: settings).stage(storyboard))
}

public struct Plan: Sendable {
  public var storyboard: Storyboard
  public var shots: [StagedShot]
}

/// Films scenes one frame at a time: simulate, render, refine, finish. Memory does not grow with the film's length.
public func film(
  _ scenes: [FurnishedScene], with refiner: inout Refiner, look: FilmLook = FilmLook(),
  begin: (Int, TraceHeader) throws -> Void = { _, _ in }, each: (FilmMoment) throws -> Void
) throws {
  let total = scenes.reduce(0) { $0 + $1.scene.frameCount }
  var done = 0
  for (shot, furnished) in scenes.enumerated() {
    let scene = furnished.scene
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(
      scene: scene, header: simulator.header, scenery: furnished.scenery, limits: look.limits)
    try begin(shot, simulator.header)
    refiner.cut()
    var previous: TraceFrame?
    var coming = simulator.nextFrame()
    while let moment = coming {
      coming = simulator.nextFrame()
      let guide = renderer.guides(moment, previous: previous, next: coming, settings: RenderSettings(scene, look))
      let frame = look.finish.apply(refiner.refine(guide), guide: guide, seed: refiner.seed)
      done += 1
      try each(FilmMoment(frame: frame, trace: moment, shot: shot, done: done, total: total))
      previous = moment
    }
  }
}

/// Films scenes of plain bodies, as the function above.
public func film(
  _ scenes: [Scene], with refiner: inout Refiner, look: FilmLook = FilmLook(),
  begin: (Int, TraceHeader) throws -> Void = { _, _ in }, each: (FilmMoment) throws -> Void
) throws {
  try film(scenes.map { FurnishedScene(scene: $0) }, with: &refiner, look: look, begin: begin, each: each)
}

extension RenderSettings {
  /// The film's own size, samples and seed.
  public init(_ scene: Scene, _ look: FilmLook) {
    self.init(width: scene.width, height: scene.height, samples: look.samples, seed: scene.seed)
  }
}
