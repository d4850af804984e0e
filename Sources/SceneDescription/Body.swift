import LocatedJSON
import VectorMath

/// One rigid thing in a scene.
public struct Body: Record, Hashable {
  public var name = ""
  /// The entity that this body is (a part of): parts of one entity share it, and it outlives the shot.
  public var entity = ""
  public var shape = SolidShape.sphere(radius: 0.1)
  public var motion = Motion.dynamic
  public var material = "plastic"
  public var colour: Colour?
  public var position = Vector3.zero
  public var orientation = Quaternion.identity
  public var velocity = Vector3.zero
  public var angularVelocity = Vector3.zero
  public var mass: Double?
  public var friction: Double?
  public var restitution: Double?
  public var rollingResistance: Double?
  public var looks: Looks?

  public enum Motion: String, NamedChoice {
    case dynamic
    /// Keeps its velocity and spin whatever it meets.
    case kinematic
    case fixed = "static"
    public static var formName: String { "motion" }
  }

  public init() {}

  /// The name under which the refiner anchors this body's noise.
  public var identity: UInt64 { hashText(entity.isEmpty ? name : entity + "/" + name) }

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: .name, "Unique in the scene; errors, traces and events use it.")
    try f.field("entity", &entity, "The thing that this body is a part of; empty: the body itself.")
    try f.required("shape", &shape, "See shapes below.")
    try f.field(
      "motion", &motion, "\"dynamic\", \"kinematic\" (keeps its velocity and spin whatever it meets) or \"static\".")
    try f.field("material", &material, "A material of this scene or a standard one.")
    try f.optional("colour", &colour, absent: "the material's", "Paint over the material's own colour.")
    try f.required(
      "position", &position, unit: "m", rule: .inWorld,
      "Of the shape's origin at the start: the centre of mass of all but hulls and compounds.")
    try f.field("orientation", &orientation, "worldFromBody at the start.")
    try f.field("velocity", &velocity, unit: "m/s", rule: .speed(1e4), "Of the centre of mass at the start.")
    try f.field(
      "angularVelocity", &angularVelocity, unit: "rad/s", rule: .speed(1e4), "About the world's axes at the start.")
    try f.optional("mass", &mass, unit: "kg", rule: .range(1e-9...1e12), absent: "volume x density", "Total mass.")
    try f.optional(
      "friction", &friction, rule: .range(0...1e6), absent: "the material's", "Overrides the material's coefficient.")
    try f.optional(
      "restitution", &restitution, rule: .range(0...1), absent: "the material's", "Overrides the material's bounce.")
    try f.optional(
      "rollingResistance", &rollingResistance, unit: "m", rule: .notNegative, absent: "the material's",
      "Overrides the material's lever arm.")
    try f.optional("looks", &looks, absent: "drawn as its shape", "The asset that is drawn in place of the shape.")
  }
}

extension FieldRule where Value == String {
  static var name: FieldRule { FieldRule("1 to 200 characters") { !$0.isEmpty && $0.count <= 200 } }
}
extension FieldRule where Value == Vector3 {
  static func speed(_ limit: Double) -> FieldRule {
    FieldRule("at most \(Int(limit)) in length") { $0.length <= limit }
  }
}
