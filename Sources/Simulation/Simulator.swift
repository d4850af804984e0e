import SceneDescription
import TraceFormat

/// Runs one scene, a film frame at a time.
public struct Simulator: Sendable {
  /// Constants of the run, known before the first step.
  public let header: TraceHeader

  /// Builds the world; `limits` are checked before anything is allocated.
  public init(_ scene: Scene, limits: SimulationLimits = SimulationLimits()) throws(SimulationError) {
    header = TraceHeader()
  }

  /// The next frame of the film, frame 0 (the start) first; nil after the last.
  public mutating func nextFrame() -> TraceFrame? { nil }
}

/// The whole motion of a scene.
public func simulate(
  _ scene: Scene, limits: SimulationLimits = SimulationLimits()
) throws(SimulationError) -> Trace {
  var simulator = try Simulator(scene, limits: limits)
  var frames: [TraceFrame] = []
  while let frame = simulator.nextFrame() { frames.append(frame) }
  return Trace(header: simulator.header, frames: frames)
}
