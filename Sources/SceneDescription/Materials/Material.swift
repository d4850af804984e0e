import LocatedJSON
import VectorMath

/// What a thing is made of: how it looks, and how it weighs, grips and bounces.
///
/// Layers from the top: sheen of fibres; varnish; the interface, dielectric or metal; below it the body, which scatters
/// light back (`colour`), lets it wander (`subsurface`) or lets it through (`transmission`). docs/materials.md describes
/// the patterns and lists the standard materials.
public struct Material: Record, Hashable {
  public var name = ""
  /// Where the figures come from.
  public var source = ""

  // MARK: Look
  public var colour = Colour(hex: 0x9A9A9A)
  public var roughness = 0.5
  public var metalness = 0.0
  public var edgeTint = Colour(hex: 0xFFFFFF)
  public var clearCoat = 0.0
  public var clearCoatRoughness = 0.12
  public var sheen = 0.0
  public var sheenColour = Colour(hex: 0xFFFFFF)
  public var sheenRoughness = 0.35
  public var anisotropy = 0.0
  public var ior = 1.5
  public var transmission = 0.0
  public var absorptionColour = Colour(hex: 0xFFFFFF)
  public var absorptionDistance = 0.01
  public var isThin = false
  /// Whether it gets out of the way: leaves, cloth, paper, water, but no panes.
  public var givesWay: Bool { (isThin && transmission < 0.9) || pattern == .water }
  public var subsurface = 0.0
  public var subsurfaceRadius = Vector3(0.001, 0.001, 0.001)
  public var opacity = 1.0
  public var emissionColour = Colour(hex: 0xFFFFFF)
  public var luminance = 0.0

  // MARK: Pattern
  public var pattern = Pattern.plain
  public var patternScale = 1.0
  public var secondColour: Colour?
  public var thirdColour: Colour?
  public var contrast = 1.0
  public var relief = 1.0
  /// Metres: how far the outline is eaten in, and how wide the largest hollows are.
  public var displacement = 0.0
  public var displacementSize = 0.02

  // MARK: Imperfection
  public var scratches = 0.0
  public var dust = 0.0
  public var edgeWear = 0.0
  public var fingerprints = 0.0

  // MARK: Physics
  public var density = 1000.0
  public var friction = 0.5
  public var restitution = 0.3
  public var rollingResistance = 0.0

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "What bodies refer to.")
    try f.detail("source", &source, standard: "", "Where the figures come from.")
    try describeSurface(&f)
    try describeBody(&f)
    try describePattern(&f)
    try describePhysics(&f)
  }

  private mutating func describeSurface(_ f: inout FieldCoder) throws(JSONError) {
    let white = Colour(hex: 0xFFFFFF)
    try f.field("colour", &colour, "Base colour; patterns vary around it. Of a metal: facing the viewer.")
    try f.field("pattern", &pattern, "Procedural surface: \(Pattern.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.field("roughness", &roughness, rule: .range(0...1), "Perceptual roughness; GGX alpha is its square.")
    try f.field("metalness", &metalness, rule: .range(0...1), "0 dielectric, 1 metal.")
    try f.detail(
      "edgeTint", &edgeTint, standard: white, "A metal's reflectance at 82 degrees, relative to Schlick's formula.")
    try f.field("clearCoat", &clearCoat, rule: .range(0...1), "Strength of a smooth varnish layer.")
    try f.detail(
      "clearCoatRoughness", &clearCoatRoughness, standard: 0.12, rule: .range(0...1), "Roughness of the varnish.")
    try f.detail("sheen", &sheen, standard: 0, rule: .range(0...1), "Glow of fibres at grazing angles.")
    try f.detail("sheenColour", &sheenColour, standard: white, "Colour of that glow.")
    try f.detail("sheenRoughness", &sheenRoughness, standard: 0.35, rule: .range(0...1), "Width of that glow.")
    try f.detail(
      "anisotropy", &anisotropy, standard: 0, rule: .range(0...1), "Stretch of highlights across the grain; 0 round.")
    try f.detail("opacity", &opacity, standard: 1, rule: .range(0...1), "Share of the light that meets it at all.")
    try f.detail("emissionColour", &emissionColour, standard: white, "Colour of the light that it sends out.")
    try f.detail(
      "luminance", &luminance, standard: 0, unit: "cd/m^2", rule: .range(0...1e9), "How bright it shines by itself.")
  }

  private mutating func describeBody(_ f: inout FieldCoder) throws(JSONError) {
    try f.detail("ior", &ior, standard: 1.5, rule: .range(1...3), "Index of refraction of a dielectric.")
    try f.detail(
      "transmission", &transmission, standard: 0, rule: .range(0...1),
      "Share of the light past the interface that goes through.")
    try f.detail(
      "absorptionColour", &absorptionColour, standard: Colour(hex: 0xFFFFFF),
      "What is left of white light after `absorptionDistance` inside.")
    try f.detail(
      "absorptionDistance", &absorptionDistance, standard: 0.01, unit: "m", rule: .positive,
      "Where `absorptionColour` holds.")
    try f.detail("thin", &isThin, standard: false, "A sheet without inside: leaf, paper, pane.")
    try f.detail(
      "subsurface", &subsurface, standard: 0, rule: .range(0...1),
      "Share of the scattered light that wanders below the surface.")
    try f.detail(
      "subsurfaceRadius", &subsurfaceRadius, standard: Vector3(0.001, 0.001, 0.001), unit: "m",
      rule: FieldRule("three numbers above 0 and at most 1") { $0.smallest > 0 && $0.largest <= 1 },
      "Its mean free path in red, green and blue.")
  }

  private mutating func describePattern(_ f: inout FieldCoder) throws(JSONError) {
    try f.detail(
      "patternScale", &patternScale, standard: 1, rule: .range(0.01...100), "Size of the pattern; 1 is life size.")
    try f.optional("secondColour", &secondColour, absent: "the pattern's own", "The pattern's other colour.")
    try f.optional("thirdColour", &thirdColour, absent: "the pattern's own", "A third one, where it has three.")
    try f.detail("contrast", &contrast, standard: 1, rule: .range(0...2), "Strength of the pattern's variation.")
    try f.detail("relief", &relief, standard: 1, rule: .range(0...4), "Height of its bumps; 1 is life size.")
    try f.detail(
      "displacement", &displacement, standard: 0, unit: "m", rule: .range(0...1),
      "Depth to which the outline of a solid is hollowed; its highest points stay where it is touched.")
    try f.detail(
      "displacementSize", &displacementSize, standard: 0.02, unit: "m", rule: .range(0.001...10),
      "Width of the largest of those hollows.")
    try f.detail("scratches", &scratches, standard: 0, rule: .range(0...1), "Fine scratches.")
    try f.detail("dust", &dust, standard: 0, rule: .range(0...1), "Dust on what faces up.")
    try f.detail("edgeWear", &edgeWear, standard: 0, rule: .range(0...1), "Wear of edges.")
    try f.detail("fingerprints", &fingerprints, standard: 0, rule: .range(0...1), "Smears on a gloss.")
  }

  private mutating func describePhysics(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("density", &density, unit: "kg/m^3", rule: .positive, "Mass per volume.")
    try f.field(
      "friction", &friction, rule: .range(0...10), "Coulomb coefficient; a pair uses the geometric mean of its two.")
    try f.field("restitution", &restitution, rule: .range(0...1), "Bounce; a pair uses the larger of its two.")
    try f.field(
      "rollingResistance", &rollingResistance, unit: "m", rule: .notNegative,
      "Lever arm of the torque that slows rolling; a pair uses the larger of its two.")
  }
}
