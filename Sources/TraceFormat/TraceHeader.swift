import LocatedJSON
import SceneDescription
import VectorMath

/// Constants of a run. Bodies, joints and people are in the order of the scene's lists; samples refer to them by index.
///
/// Shapes are whole, so that a viewer or an exporter needs no scene beside the trace.
public struct TraceHeader: Sendable, Equatable {
  public static let formatName = "kinema-trace"
  public static let formatVersion = 2

  public var title = ""
  /// Program and version that simulated.
  public var engine = ""
  /// `Scene.contentHash` of the scene.
  public var sceneHash: UInt64 = 0
  public var seed: UInt64 = 0
  /// Frames a second.
  public var frameRate = 24
  /// Simulator steps a second; a multiple of `frameRate`.
  public var stepRate = 960
  /// Frames of the film, whatever the interval of the records.
  public var frameCount = 0
  public var every = RecordInterval.frame
  public var precision = TracePrecision.double
  /// m/s^2.
  public var gravity = Vector3(0, -9.81, 0)
  public var bodies: [TraceBody] = []
  public var joints: [TraceJoint] = []
  public var people: [TracePerson] = []
  /// Things the reader should know: limits hit, fallbacks taken, poses separated at the start.
  public var notes: [String] = []
  public init() {}

  public var stepsPerFrame: Int { stepRate / frameRate }
  public var stepsPerRecord: Int { every == .frame ? stepsPerFrame : 1 }
  /// How many records follow: the start, then one an interval up to the last frame.
  public var recordCount: Int {
    every == .frame || frameCount == 0 ? frameCount : (frameCount - 1) * stepsPerFrame + 1
  }
  /// How many step hashes a record has: one a step since the record before; none where numbers are rounded.
  public func stepHashCount(ofRecord index: Int) -> Int { index == 0 || precision == .single ? 0 : stepsPerRecord }
  /// Time after `step` steps, s.
  public func time(ofStep step: Int) -> Double { Double(step) / Double(stepRate) }
}

/// How often a run is recorded.
public enum RecordInterval: String, NamedChoice {
  case frame, step
  public static var formName: String { "interval" }
}

/// How exact a trace's numbers are.
public enum TracePrecision: String, NamedChoice {
  /// The simulator's own bits.
  case double
  /// Rounded to single precision: for looking at, not for telling runs apart.
  case single
  public static var formName: String { "precision" }
}

/// What a reader may want to know of a body, beside its motion.
public struct TraceBody: Sendable, Equatable {
  public var name: String
  /// The lasting thing that it is (a part of); empty: itself.
  public var entity = ""
  public var shape: SolidShape
  public var motion: Body.Motion
  /// Kilograms; 0 for bodies that are not dynamic.
  public var mass: Double
  public var material = ""
  public var colour = Colour(hex: 0x9A9A9A)
  /// Coulomb coefficient; a pair uses the geometric mean of its two.
  public var friction = 0.0
  /// Bounce; a pair uses the larger of its two.
  public var restitution = 0.0

  public init(name: String, shape: SolidShape, isDynamic: Bool, mass: Double) {
    self.name = name
    self.shape = shape
    motion = isDynamic ? .dynamic : .fixed
    self.mass = mass
  }
  public var isDynamic: Bool { motion == .dynamic }
}

/// What joins two bodies, or a body and the world.
public struct TraceJoint: Sendable, Equatable {
  public var name: String
  /// Key of the joint's kind in scene files: "hinge", "spring".
  public var kind: String
  /// nil for the world.
  public var a: Int?
  public var b: Int
  /// Where it holds, in a's frame (the world's without a) and in b's, m.
  public var onA: Vector3
  public var onB: Vector3
  public init(name: String, kind: String, a: Int?, b: Int, onA: Vector3, onB: Vector3) {
    self.name = name
    self.kind = kind
    self.a = a
    self.b = b
    self.onA = onA
    self.onB = onB
  }
}

public struct TracePerson: Sendable, Equatable {
  public var name: String
  public var entity = ""
  /// Stature, m; 0 where it is not known.
  public var height = 0.0
  /// In the order of the samples; parents before children.
  public var bones: [TraceBone]
  public init(name: String, bones: [TraceBone]) {
    self.name = name
    self.bones = bones
  }
}

/// A bone and the solid about it that meets other things.
public struct TraceBone: Sendable, Equatable {
  public var name: String
  /// Index of the bone that carries it; nil for the root.
  public var parent: Int?
  public var shape: SolidShape
  /// The solid's centre in the bone's frame, m; their axes are the same.
  public var centre: Vector3
  public var colour = Colour(hex: 0x9A9A9A)
  public init(name: String, parent: Int? = nil, shape: SolidShape = .sphere(radius: 0.05), centre: Vector3 = .zero) {
    self.name = name
    self.parent = parent
    self.shape = shape
    self.centre = centre
  }
}
