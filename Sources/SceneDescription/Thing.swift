import LocatedJSON
import VectorMath

/// Which model of the asset library draws a body, and how it is finished.
public struct Looks: Record, Hashable {
  /// Name of the asset.
  public var asset = ""
  /// Seed of what its file leaves open; 0 is the typical one.
  public var variant: UInt64 = 0
  public var scale = 1.0
  /// Adjectives that its file knows, such as "tall".
  public var qualities: [String] = []
  /// In place of the painted finish's own.
  public var material: String?
  public var colour: Colour?
  /// The moving link of the asset that the body is; empty: the root.
  public var link = ""

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("asset", &asset, rule: .name, "Name of an asset of the library.")
    try f.detail("variant", &variant, standard: 0, "Seed of what its file leaves open; 0 is the typical one.")
    try f.detail("scale", &scale, standard: 1, rule: .range(0.01...100), "Times its usual size.")
    try f.detail("qualities", &qualities, standard: [], "Adjectives that its file knows.")
    try f.optional("material", &material, absent: "the asset's", "In place of the painted finish's material.")
    try f.optional("colour", &colour, absent: "the asset's", "In place of the painted finish's colour.")
    try f.detail("link", &link, standard: "", "The moving part of the asset that the body is; empty: its root.")
  }
}

/// An asset of the library that stands in the scene; on reading it gives way to the bodies and joints that it stands for.
public struct Thing: Record, Hashable {
  public var name = ""
  /// The entity that outlives the shot; empty: the name.
  public var entity = ""
  public var looks = Looks()
  public var position = Vector3.zero
  public var heading = 0.0
  public var orientation: Quaternion?
  public var velocity = Vector3.zero
  public var angularVelocity = Vector3.zero
  public var motion: Body.Motion?
  public var mass: Double?
  /// Where its joints stand at the start, by the name of the part: radians or metres.
  public var open: [Opening] = []

  public struct Opening: Record, Hashable {
    public var part = ""
    public var value = 0.0
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("part", &part, rule: .name, "A part of the asset that has a joint.")
      try f.required("value", &value, unit: "degrees (hinge), m (slider)", "Where it stands at the start.")
    }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: .name, "Unique among bodies, people and things; its bodies' names begin so.")
    try f.detail("entity", &entity, standard: "", "The lasting identity; empty: the name.")
    try f.required("looks", &looks, "Which asset, and how it is finished.")
    try f.required("position", &position, unit: "m", rule: .inWorld, "The point under it, on what it stands on.")
    try f.detail("heading", &heading, standard: 0, unit: "degrees", "Where its front faces: 0 is +Z, 90 is +X.")
    try f.optional("orientation", &orientation, absent: "by heading", "worldFromAsset at the start.")
    try f.detail(
      "velocity", &velocity, standard: .zero, unit: "m/s", rule: .speed(1e4), "Of all its bodies at the start.")
    try f.detail(
      "angularVelocity", &angularVelocity, standard: .zero, unit: "rad/s", rule: .speed(1e4),
      "About the world's axes and its centre of mass at the start.")
    try f.optional("motion", &motion, absent: "the asset's", "\"dynamic\", \"kinematic\" or \"static\".")
    try f.optional("mass", &mass, unit: "kg", rule: .range(1e-9...1e12), absent: "the asset's", "Of all of it.")
    try f.detail("open", &open, standard: [], "How far its moving parts are open at the start.")
  }
}

/// The place where a shot is set; on reading it gives way to its ground, walls and furniture.
public struct PlaceChoice: Record, Hashable {
  public var name = ""
  public var seed: UInt64 = 0
  public var light = true
  public var camera: Int?
  public var without: [String] = []
  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: .name, "Name of a place of the library.")
    try f.field("seed", &seed, "Of how it is laid out.")
    try f.field("light", &light, "Whether the place's light replaces the scene's.")
    try f.optional(
      "camera", &camera, rule: .notNegative, absent: "the scene's", "Number of the place's view to film from.")
    try f.detail("without", &without, standard: [], "Names of its things that are left out, to make room.")
  }
}
