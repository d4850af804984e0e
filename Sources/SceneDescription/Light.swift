import LocatedJSON
import VectorMath

/// Sun and sky.
public struct Light: Record, Hashable {
  public var sunElevation = 42.0
  public var sunAzimuth = 35.0
  public var cloudCover = 0.1
  public var turbidity = 3.0
  public var exposureCompensation = 0.0

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field(
      "sunElevation", &sunElevation, unit: "degrees", rule: .range(-18...90), "Height of the sun above the horizon.")
    try f.field(
      "sunAzimuth", &sunAzimuth, unit: "degrees", rule: .range(-360...360),
      "Direction towards the sun: 0 is +Z (behind the default camera), 90 is +X.")
    try f.field("cloudCover", &cloudCover, rule: .range(0...1), "0 clear, 1 overcast.")
    try f.field("turbidity", &turbidity, rule: .range(1.7...10), "Haze: 2 very clear, 10 hazy.")
    try f.field(
      "exposureCompensation", &exposureCompensation, unit: "EV", rule: .range(-8...8),
      "Stops added to the automatic exposure.")
  }

  /// The unit vector towards the sun, world axes.
  public var sunDirection: Vector3 {
    let (se, ce) = PortableMath.sineAndCosine(sunElevation * Double.pi / 180)
    let (sa, ca) = PortableMath.sineAndCosine(sunAzimuth * Double.pi / 180)
    return Vector3(sa * ce, se, ca * ce)
  }
}
