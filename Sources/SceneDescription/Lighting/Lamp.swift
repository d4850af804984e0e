import LocatedJSON
import VectorMath

/// A source of light that people place: its form, its colour and how much light it gives.
///
/// What is not given is that of a usual lamp of its kind.
public struct Lamp: Record, Hashable {
  public var kind = Kind.bulb
  public var position = Vector3.zero
  public var target: Vector3?
  public var width: Double?
  public var height: Double?
  public var radius: Double?
  public var length: Double?
  public var kelvin: Double?
  public var colour: Colour?
  public var lumens: Double?
  public var luminance: Double?
  public var beam: Double?
  public var flicker: Double?
  public var visible: Bool?

  public enum Kind: String, NamedChoice {
    /// A glowing ball.
    case bulb
    /// A small ball that sends a cone of light.
    case spot
    /// A flat rectangle that shines on one side.
    case softbox
    /// A flat disc that shines on one side.
    case disc
    /// A glowing rod.
    case tube, neon
    /// A flame.
    case candle
    /// An opening through which the sky lights a room: no light of its own.
    case window
    public static var formName: String { "kind of lamp" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("kind", &kind, "\(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.required("position", &position, unit: "m", rule: .inWorld, "Of the middle.")
    try f.optional(
      "target", &target, unit: "m", rule: .inWorld, absent: "straight down; up for candle, along x for tube, neon",
      "Where it shines to; a tube, neon or candle runs that way.")
    let size = FieldRule<Double>.range(1e-4...1000)
    try f.optional("width", &width, unit: "m", rule: size, absent: "by kind", "Of a softbox or window.")
    try f.optional("height", &height, unit: "m", rule: size, absent: "by kind", "Of a softbox or window.")
    try f.optional("radius", &radius, unit: "m", rule: size, absent: "by kind", "Of all but softbox and window.")
    try f.optional("length", &length, unit: "m", rule: size, absent: "by kind", "Of a tube, neon or flame.")
    try f.optional(
      "kelvin", &kelvin, unit: "K", rule: .range(800...20000), absent: "by kind", "Colour, as that of a black body.")
    try f.optional("colour", &colour, absent: "by kelvin", "Colour in place of kelvin, at the same amount of light.")
    try f.optional("lumens", &lumens, unit: "lm", rule: .range(0...1e8), absent: "by kind", "All the light it sends.")
    try f.optional(
      "luminance", &luminance, unit: "cd/m^2", rule: .range(0...1e10), absent: "by lumens",
      "Brightness of its surface, in place of lumens.")
    try f.optional(
      "beam", &beam, unit: "degrees", rule: .range(1...360), absent: "by kind",
      "Full angle of the cone in which it shines; its edge is soft.")
    try f.optional(
      "flicker", &flicker, rule: .range(0...1), absent: "0.15 for candle, else 0", "Unrest of the light, by the seed.")
    try f.optional(
      "visible", &visible, absent: "true",
      "Whether the camera sees the lamp itself; mirrors, gloss and clear bodies show it in any case.")
  }

  /// What a usual lamp of the kind has.
  public struct Usual: Sendable {
    public var width = 1.0
    public var height = 1.0
    public var radius = 0.03
    public var length = 1.0
    public var kelvin = 2700.0
    public var lumens = 800.0
    public var beam = 360.0
    public var direction = Vector3(0, -1, 0)
  }
  public var usual: Usual {
    switch kind {
    case .bulb: Usual()
    case .spot: Usual(radius: 0.05, kelvin: 3200, lumens: 1500, beam: 50)
    case .softbox: Usual(width: 0.9, height: 0.6, kelvin: 5600, lumens: 4000)
    case .disc: Usual(radius: 0.15, kelvin: 4000, lumens: 1500)
    case .tube: Usual(radius: 0.013, length: 1.2, kelvin: 4000, lumens: 2500, direction: Vector3(1, 0, 0))
    case .neon: Usual(radius: 0.006, length: 1, kelvin: 6500, lumens: 350, direction: Vector3(1, 0, 0))
    case .candle: Usual(radius: 0.006, length: 0.034, kelvin: 1900, lumens: 12.6, direction: Vector3(0, 1, 0))
    case .window: Usual(width: 1.2, height: 1.4, lumens: 0, direction: Vector3(0, 0, 1))
    }
  }

  /// The unit vector in which it shines, or runs.
  public var direction: Vector3 {
    guard let target else { return usual.direction }
    let way = (target - position).normalized
    return way == .zero ? usual.direction : way
  }

  /// What the flame or a bad contact does to the light at `time` seconds: a factor about 1, smooth, the same for the same
  /// seed. Sines whose frequencies have no common measure; a flame's sway lies near 1 to 10 Hz.
  public func flicker(at time: Double, seed: UInt64) -> Double {
    let strength = flicker ?? (kind == .candle ? 0.15 : 0)
    if strength == 0 { return 1 }
    var sum = 0.0
    for (i, hertz) in [0.73, 1.67, 3.11, 5.83, 9.41].enumerated() {
      let phase = Double(mixBits(seed &+ UInt64(i)) >> 11) * 0x1p-53
      sum += PortableMath.sine(2 * Double.pi * (hertz * time + phase)) / Double(i + 2)
    }
    return Swift.max(0.05, 1 + strength * sum)
  }
}
