import LocatedJSON
import VectorMath

/// What lights a scene: sun, moon and stars, sky and clouds, fog, and lamps.
public struct Light: Record, Hashable {
  public var sunElevation = 42.0
  public var sunAzimuth = 35.0
  public var cloudCover = 0.1
  public var turbidity = 3.0
  /// Distance over which the air takes 63 % of a thing's own light and puts the sky's in its place, m.
  public var hazeDistance: Double?
  public var exposureCompensation = 0.0
  /// Hours of mean solar time; with `latitude` and `dayOfYear` it places the sun, and overrules elevation and azimuth.
  public var timeOfDay: Double?
  public var latitude: Double?
  public var dayOfYear: Int?
  public var moon: Moon?
  public var stars: Double?
  public var clouds: Clouds?
  public var fog: Fog?
  public var lamps: [Lamp] = []
  public var whiteBalance: Double?
  public var exposureValue: Double?

  /// Kinds of cloud with a volume; without one, `cloudCover` draws a thin sheet.
  public enum Clouds: String, NamedChoice {
    case clear, cumulus, broken, overcast, storm
    public static var formName: String { "kind of cloud" }
  }

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    // A preset is only shorthand: reading replaces it by what it stands for, and the keys beside it then overrule that.
    var preset: LightPreset?
    var place: Vector3?
    try f.optional(
      "preset", &preset, absent: "none",
      "Light to start from, replaced on reading by the fields it stands for; fields beside it overrule it: "
        + "\(LightPreset.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.optional(
      "presetAt", &place, unit: "m", rule: .inWorld, absent: "[0, 0, 0]", "Where the preset's lamps have their subject."
    )
    if let preset { self = preset.light(at: place ?? .zero) }
    try f.field(
      "sunElevation", &sunElevation, unit: "degrees", rule: .range(-90...90), "Height of the sun above the horizon.")
    try f.field(
      "sunAzimuth", &sunAzimuth, unit: "degrees", rule: .range(-360...360),
      "Direction towards the sun: 0 is +Z (behind the default camera), 90 is +X.")
    try f.field("cloudCover", &cloudCover, rule: .range(0...1), "0 clear, 1 overcast; a thin sheet of cloud.")
    try f.field("turbidity", &turbidity, rule: .range(1.7...10), "Haze: 2 very clear, 10 hazy.")
    try f.overruling(
      "hazeDistance", &hazeDistance, unit: "m", rule: .range(10...1e6), absent: "by turbidity, 58 to 650",
      "Distance over which air takes 63 % of a thing's own light and puts the sky's in its place.")
    try f.field(
      "exposureCompensation", &exposureCompensation, unit: "EV", rule: .range(-8...8),
      "Stops added to the automatic exposure.")
    try f.overruling(
      "timeOfDay", &timeOfDay, unit: "h", rule: .range(0...24), absent: "by elevation and azimuth",
      "Mean solar time; places the sun (north is -Z, east is +X) in place of sunElevation and sunAzimuth.")
    try f.overruling(
      "latitude", &latitude, unit: "degrees", rule: .range(-90...90), absent: "45", "Of the place, for timeOfDay.")
    try f.overruling(
      "dayOfYear", &dayOfYear, unit: "d", rule: .range(1...366), absent: "172",
      "For timeOfDay; 1 is the first of January.")
    try f.overruling("moon", &moon, absent: "no moon", "The moon.")
    try f.overruling(
      "stars", &stars, rule: .range(0...10), absent: "1", "Brightness of the stars; 1 is as they are, 0 none.")
    try f.overruling(
      "clouds", &clouds, absent: "by cloudCover",
      "Clouds with a volume, in place of cloudCover: \(Clouds.allCases.map(\.rawValue).joined(separator: ", ")).")
    try f.overruling("fog", &fog, absent: "none", "Fog.")
    var some: [Lamp]? = lamps.isEmpty ? nil : lamps
    try f.overruling(
      "lamps", &some, rule: FieldRule("at most 10000 lamps") { $0.count <= 10_000 }, absent: "none",
      "Lamps, candles, windows.")
    lamps = some ?? []
    try f.overruling(
      "whiteBalance", &whiteBalance, unit: "K", rule: .range(1500...20000), absent: "6500",
      "Colour temperature of the light that the camera shows as white.")
    try f.overruling(
      "exposureValue", &exposureValue, unit: "EV", rule: .range(-10...24), absent: "automatic",
      "Exposure value at ISO 100 in place of the automatic one; 15 is full sun, 7 a lit room.")
  }

  /// The unit vector towards the sun, world axes.
  public var sunDirection: Vector3 {
    guard let timeOfDay else { return Light.direction(elevation: sunElevation, azimuth: sunAzimuth) }
    return SolarPosition.direction(
      dayOfYear: Double(dayOfYear ?? 172), hour: timeOfDay, latitude: latitude ?? 45)
  }

  /// The unit vector towards the moon; nil without one.
  public var moonDirection: Vector3? {
    guard let moon else { return nil }
    if let elevation = moon.elevation {
      return Light.direction(elevation: elevation, azimuth: moon.azimuth ?? sunAzimuth + 180)
    }
    // Along the ecliptic the moon trails the sun: it stands where the sun stood `phase` days before, at the season that
    // the sun will have `phase` years on. Its orbit's tilt of 5 degrees is left out.
    if let timeOfDay {
      return SolarPosition.direction(
        dayOfYear: Double(dayOfYear ?? 172) + (moon.phase * 365.2422).rounded(), hour: timeOfDay - 24 * moon.phase,
        latitude: latitude ?? 45)
    }
    return Light.direction(elevation: 38, azimuth: moon.azimuth ?? sunAzimuth + 180)
  }

  private static func direction(elevation: Double, azimuth: Double) -> Vector3 {
    let (se, ce) = PortableMath.sineAndCosine(elevation * Double.pi / 180)
    let (sa, ca) = PortableMath.sineAndCosine(azimuth * Double.pi / 180)
    return Vector3(sa * ce, se, ca * ce)
  }
}

extension FieldCoder {
  /// An optional field that keeps what a preset gave where it is absent.
  fileprivate mutating func overruling<V: JSONCodable>(
    _ key: String, _ value: inout V?, unit: String = "", rule: FieldRule<V>? = nil, absent: String, _ meaning: String
  ) throws(JSONError) {
    let before = value
    try optional(key, &value, unit: unit, rule: rule, absent: absent, meaning)
    value = value ?? before
  }
}

/// The moon: a small second sun of 1/400,000 of its light when full.
public struct Moon: Record, Hashable {
  public var phase = 0.5
  public var elevation: Double?
  public var azimuth: Double?

  public init() {}
  public init(phase: Double, elevation: Double? = nil, azimuth: Double? = nil) {
    self.phase = phase
    self.elevation = elevation
    self.azimuth = azimuth
  }

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("phase", &phase, rule: .range(0...1), "Of the month: 0 new, 0.25 first quarter, 0.5 full.")
    try f.optional(
      "elevation", &elevation, unit: "degrees", rule: .range(-90...90), absent: "by time and phase, or 38",
      "Height above the horizon.")
    try f.optional(
      "azimuth", &azimuth, unit: "degrees", rule: .range(-360...360), absent: "by time and phase, or opposite the sun",
      "Direction towards it, as sunAzimuth.")
  }

  /// The share of the full moon's light (Allen, Astrophysical Quantities, 3rd ed., 66: magnitudes by phase angle).
  public var brightness: Double {
    let angle = (phase * 2 - 1).magnitude * 180
    let magnitude = 0.026 * angle + 4e-9 * angle * angle * angle * angle
    return PortableMath.power(10, -0.4 * magnitude)
  }
}

/// Fog that thins out with height.
public struct Fog: Record, Hashable {
  public var visibility = 200.0
  public var base = 0.0
  public var scaleHeight = 40.0
  public var colour = Colour(hex: 0xFFFFFF)
  public var anisotropy = 0.7

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field(
      "visibility", &visibility, unit: "m", rule: .range(0.5...1e6),
      "How far black things can be told from the sky at height `base` (Koschmieder: 3.912 mean free paths).")
    try f.field("base", &base, unit: "m", rule: .range(-1000...10000), "Height at which visibility holds.")
    try f.field(
      "scaleHeight", &scaleHeight, unit: "m", rule: .range(0.05...10000), "Height over which it thins to 1/e.")
    try f.field("colour", &colour, "Share of the light that a droplet scatters on; white is water, brown is smoke.")
    try f.field(
      "anisotropy", &anisotropy, rule: .range(-0.95...0.95),
      "Mean cosine of the scattering angle; 0.7 to 0.9 is water fog.")
  }
}
