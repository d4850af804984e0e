import VectorMath

/// The motion of one shot: what the simulator writes, and what renderer, viewer and tests read.
public struct Trace: Sendable, Equatable {
  public var header: TraceHeader
  public var frames: [TraceFrame]
  public init(header: TraceHeader, frames: [TraceFrame]) {
    self.header = header
    self.frames = frames
  }
}

/// Constants of a run. Bodies and people are in the order of the scene's lists; samples refer to them by index.
public struct TraceHeader: Sendable, Equatable {
  public static let formatName = "kinema-trace"
  public static let formatVersion = 1

  public var title = ""
  /// Version of the program that simulated.
  public var engine = ""
  /// `Scene.contentHash` of the scene.
  public var sceneHash: UInt64 = 0
  public var seed: UInt64 = 0
  /// Frames a second.
  public var frameRate = 24
  /// Simulator steps a second; a multiple of `frameRate`.
  public var stepRate = 960
  public var frameCount = 0
  public var bodies: [TraceBody] = []
  public var people: [TracePerson] = []
  /// Things the reader should know: limits hit, fallbacks taken, poses separated at the start.
  public var notes: [String] = []
  public init() {}
}

public struct TraceBody: Sendable, Equatable {
  public var name: String
  /// "sphere", "box", "capsule" or "plane".
  public var shape: String
  public var isDynamic: Bool
  /// Kilograms; 0 for static bodies.
  public var mass: Double
  public init(name: String, shape: String, isDynamic: Bool, mass: Double) {
    self.name = name
    self.shape = shape
    self.isDynamic = isDynamic
    self.mass = mass
  }
}

public struct TracePerson: Sendable, Equatable {
  public var name: String
  /// Bone names, in the order of the samples.
  public var bones: [String]
  public init(name: String, bones: [String]) {
    self.name = name
    self.bones = bones
  }
}

/// The world at the instant of one film frame; frame 0 is the start.
public struct TraceFrame: Sendable, Equatable {
  public var index: Int
  /// Simulator steps since the start.
  public var step: Int
  /// Seconds since the start.
  public var time: Double
  /// One sample a body, in header order.
  public var bodies: [BodySample] = []
  /// One skeleton a person, in header order.
  public var people: [SkeletonSample] = []
  /// Contacts that bear at this instant.
  public var contacts: [ContactSample] = []
  /// What happened since the frame before, in order of time.
  public var events: [TraceEvent] = []
  public var energy = EnergySample()
  /// Hash of the whole simulator state.
  public var stateHash: UInt64 = 0
  public init(index: Int, step: Int, time: Double) {
    self.index = index
    self.step = step
    self.time = time
  }
}

public struct BodySample: Sendable, Equatable {
  /// Centre of mass, m.
  public var position: Vector3
  /// worldFromBody.
  public var orientation: Quaternion
  /// m/s.
  public var velocity: Vector3
  /// rad/s, world axes.
  public var angularVelocity: Vector3
  public var isAsleep: Bool
  public init(
    position: Vector3, orientation: Quaternion, velocity: Vector3 = .zero, angularVelocity: Vector3 = .zero,
    isAsleep: Bool = false
  ) {
    self.position = position
    self.orientation = orientation
    self.velocity = velocity
    self.angularVelocity = angularVelocity
    self.isAsleep = isAsleep
  }
  public var pose: RigidTransform { RigidTransform(rotation: orientation, translation: position) }
}

public struct SkeletonSample: Sendable, Equatable {
  /// worldFromBone, in the header's bone order.
  public var bones: [RigidTransform]
  /// Which feet are locked to the ground.
  public var leftFootLocked: Bool
  public var rightFootLocked: Bool
  public init(bones: [RigidTransform], leftFootLocked: Bool, rightFootLocked: Bool) {
    self.bones = bones
    self.leftFootLocked = leftFootLocked
    self.rightFootLocked = rightFootLocked
  }
}

/// Who touches whom: a body of the scene, or a bone of a person.
public enum TraceParticipant: Sendable, Hashable {
  case body(Int)
  case bone(person: Int, bone: Int)
}

/// One contact point.
public struct ContactSample: Sendable, Equatable {
  public var a: TraceParticipant
  public var b: TraceParticipant
  /// Feature pair id: stable while the same features touch.
  public var feature: UInt64
  /// World, m.
  public var point: Vector3
  /// Unit, from a to b.
  public var normal: Vector3
  /// Overlap, m; negative is a gap.
  public var depth: Double
  /// N s in the last step.
  public var normalImpulse: Double
  public var tangentImpulse: Double
  public init(
    a: TraceParticipant, b: TraceParticipant, feature: UInt64, point: Vector3, normal: Vector3, depth: Double,
    normalImpulse: Double, tangentImpulse: Double
  ) {
    self.a = a
    self.b = b
    self.feature = feature
    self.point = point
    self.normal = normal
    self.depth = depth
    self.normalImpulse = normalImpulse
    self.tangentImpulse = tangentImpulse
  }
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
  public var time: Double
  public var a: TraceParticipant
  public var b: TraceParticipant?
  /// World, m; where the event has a place.
  public var point: Vector3?
  /// Closing speed at a contact's begin, m/s.
  public var speed: Double?
  public init(
    kind: Kind, step: Int, time: Double, a: TraceParticipant, b: TraceParticipant? = nil, point: Vector3? = nil,
    speed: Double? = nil
  ) {
    self.kind = kind
    self.step = step
    self.time = time
    self.a = a
    self.b = b
    self.point = point
    self.speed = speed
  }
}

/// Sums over the dynamic bodies.
public struct EnergySample: Sendable, Equatable {
  /// Joules; potential is against the world's origin.
  public var kinetic = 0.0
  public var potential = 0.0
  /// kg m/s.
  public var momentum = Vector3.zero
  /// kg m^2/s about the world's origin.
  public var angularMomentum = Vector3.zero
  public init() {}
}
