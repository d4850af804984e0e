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
