import SceneDescription

/// A scene that cannot be simulated: what is wrong, where, in one line.
public struct SimulationError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Kind: Equatable, Sendable {
    /// A value in the scene that no world can have.
    case badScene
    /// More work than the limits allow.
    case limit
  }
  public var kind: Kind
  public var description: String

  static func badScene(_ message: String) -> SimulationError { SimulationError(kind: .badScene, description: message) }
  static func limit(_ message: String) -> SimulationError { SimulationError(kind: .limit, description: message) }

  /// Exit code of the command line: 65 for bad data, 4 for a refused size.
  public var exitCode: Int32 { kind == .limit ? 4 : 65 }
}

/// Bounds on the work of one run; they are checked before anything is allocated.
public struct SimulationLimits: Sendable, Equatable {
  /// Bodies of the scene plus bones of its people.
  public var maxBodies: Int
  public var maxSteps: Int
  /// Steps times bodies.
  public var maxBodySteps: Int
  public init(maxBodies: Int = 20_000, maxSteps: Int = 10_000_000, maxBodySteps: Int = 20_000_000_000) {
    self.maxBodies = maxBodies
    self.maxSteps = maxSteps
    self.maxBodySteps = maxBodySteps
  }
}

extension SimulationLimits {
  func check(_ scene: Scene, _ rate: StepRate) throws(SimulationError) {
    let bodies = scene.bodies.count + scene.people.count * Bone.allCases.count
    guard bodies <= maxBodies else {
      throw .limit("the scene has \(bodies) bodies and bones; the limit is \(maxBodies)")
    }
    let steps = (scene.frameCount - 1).multipliedReportingOverflow(by: rate.stepsPerFrame)
    guard !steps.overflow && steps.partialValue <= maxSteps else {
      throw .limit("\(scene.seconds) s at \(rate.stepsPerSecond) steps a second exceed the limit of \(maxSteps) steps")
    }
    let work = steps.partialValue.multipliedReportingOverflow(by: bodies)
    guard !work.overflow && work.partialValue <= maxBodySteps else {
      throw .limit("\(steps.partialValue) steps of \(bodies) bodies exceed the limit of \(maxBodySteps) body steps")
    }
  }
}
