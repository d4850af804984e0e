/// A body that came into a sensor or left it.
public struct SensorEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// It overlaps the sensor at the end of the step and did not before.
    case begin
    /// It overlapped the sensor and no longer does.
    case end
  }
  public var kind: Kind
  /// Number of the step, the first being 0.
  public var step: Int
  public var sensor: BodyID
  public var visitor: BodyID
}

/// The sensors of a world and what was in them at the end of the last step.
struct Sensors: Sendable {
  /// In rising order.
  var bodies: [Int] = []
  /// sensor << 32 | visitor, sorted, each pair once.
  var pairs: [UInt64] = []
  var formerPairs: [UInt64] = []
  var events: [SensorEvent] = []
  /// The visitors of one sensor as they are found.
  var found: [Int] = []
}
