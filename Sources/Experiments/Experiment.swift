import SceneDescription
import Simulation

/// One row of the suite: an experiment with a known answer on the scene of the same name.
///
/// The truth is derived from the numbers of the scene that it is given, so an edited scene (other sizes, angles, masses,
/// another direction of gravity) is as good as the one in the file.
public struct Experiment: Sendable {
  /// Name of the row, and of its scene file without ".json".
  public let name: String
  private let measure: @Sendable (Setup) throws(ExperimentError) -> [Measurement]

  init(_ name: String, _ measure: @escaping @Sendable (Setup) throws(ExperimentError) -> [Measurement]) {
    self.name = name
    self.measure = measure
  }

  /// Runs the experiment.
  ///
  /// - Parameter stepRate: Steps a second; nil leaves the choice to the simulator. Rounded up to whole steps a frame.
  /// - Throws: Where the scene cannot be simulated or lacks what the experiment needs.
  public func run(_ scene: Scene, stepRate: Int? = nil) throws(ExperimentError) -> [Measurement] {
    try measure(Setup(scene: scene, stepRate: stepRate))
  }
}

/// What an experiment starts from.
struct Setup: Sendable {
  var scene: Scene
  var stepRate: Int?

  /// Sets the scene, or what the experiment has made of it, in motion.
  func start(_ edited: Scene? = nil) throws(ExperimentError) -> Apparatus {
    var scene = edited ?? scene
    if let stepRate { scene.stepRate = (stepRate + scene.frameRate - 1) / scene.frameRate * scene.frameRate }
    return try Apparatus(scene)
  }
}

/// A scene that an experiment cannot be made with: one line.
public struct ExperimentError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
  /// Exit code of the command line: that of the simulator, or 65 for bad data.
  public let exitCode: Int32

  init(_ description: String) {
    self.description = description
    exitCode = 65
  }
  init(_ error: SimulationError) {
    description = error.description
    exitCode = error.exitCode
  }
}
