import LocatedJSON

/// What a thing is made of: how it looks, and how it weighs, grips and bounces.
public struct Material: Record, Hashable {
  public var name = ""
  public var colour = Colour(hex: 0x9A9A9A)
  public var pattern = Pattern.plain
  public var roughness = 0.5
  public var metalness = 0.0
  public var clearCoat = 0.0
  public var density = 1000.0
  public var friction = 0.5
  public var restitution = 0.3
  public var rollingResistance = 0.0

  /// A procedural pattern in the thing's own coordinates, so that it moves with the thing.
  public enum Pattern: String, NamedChoice {
    case plain, wood, rubber, plastic, metal, stone, concrete, fabric, grass, tiles, planks, skin
    public static var formName: String { "pattern" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "What bodies refer to.")
    try f.field("colour", &colour, "Base colour; patterns vary around it.")
    try f.field("pattern", &pattern, "Procedural surface: \(Pattern.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.field("roughness", &roughness, rule: .range(0...1), "Perceptual roughness; GGX alpha is its square.")
    try f.field("metalness", &metalness, rule: .range(0...1), "0 dielectric, 1 metal.")
    try f.field("clearCoat", &clearCoat, rule: .range(0...1), "Strength of a smooth varnish layer.")
    try f.field("density", &density, unit: "kg/m^3", rule: .positive, "Mass per volume.")
    try f.field(
      "friction", &friction, rule: .range(0...10), "Coulomb coefficient; a pair uses the geometric mean of its two.")
    try f.field("restitution", &restitution, rule: .range(0...1), "Bounce; a pair uses the larger of its two.")
    try f.field(
      "rollingResistance", &rollingResistance, unit: "m", rule: .notNegative,
      "Lever arm of the torque that slows rolling.")
  }
}
