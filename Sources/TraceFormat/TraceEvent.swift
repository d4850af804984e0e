import VectorMath

/// Who touches whom: a body of the scene, or a bone of a person.
public enum TraceParticipant: Sendable, Hashable {
  case body(Int)
  case bone(person: Int, bone: Int)
}

/// Something that happened at one step.
public struct TraceEvent: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Two things touch that did not before.
    case contactBegin
    /// Two things part.
    case contactEnd
    /// A foot is set down and locked; a lifts off: `a` is the foot.
    case footDown, footUp
    /// A body whose up axis has turned by more than 60 degrees from its start: a toppled domino.
    case toppled
    /// A joint gave way under its load: `a` and `b` are the bodies that it joined, `a` alone where it held to the world.
    case jointBroke
  }
  public var kind: Kind
  public var step: Int
  /// Seconds since the start.
  public var time: Double
  public var a: TraceParticipant
  public var b: TraceParticipant?
  /// World, m; where the event has a place.
  public var point: Vector3?
  /// Closing speed at a contact's begin, m/s.
  public var speed: Double?
  /// From a to b, at a contact's begin.
  public var normal: Vector3?
  /// Normal impulse of the step in which a contact begins, N s.
  public var impulse: Double?
  /// Index of the joint that broke.
  public var joint: Int?
  public init(
    kind: Kind, step: Int, time: Double, a: TraceParticipant, b: TraceParticipant? = nil, point: Vector3? = nil,
    speed: Double? = nil, normal: Vector3? = nil, impulse: Double? = nil, joint: Int? = nil
  ) {
    self.kind = kind
    self.step = step
    self.time = time
    self.a = a
    self.b = b
    self.point = point
    self.speed = speed
    self.normal = normal
    self.impulse = impulse
    self.joint = joint
  }
}
