import LocatedJSON
import VectorMath

/// A laboratory's colour decision: what is done to the finished picture's colours, point by point.
///
/// Slope, offset, power and saturation are those of the ASC Color Decision List 1.2 (out = (in x slope + offset)^power,
/// then saturation about the Rec. 709 luma), on display values 0...1; contrast comes before them.
public struct Grade: Record, Hashable {
  public var name = ""
  /// 0 none; 1 a full S curve about the middle grey, -1 its opposite.
  public var contrast = 0.0
  public var slope = Vector3(1, 1, 1)
  public var offset = Vector3.zero
  public var power = Vector3(1, 1, 1)
  public var saturation = 1.0

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("name", &name, "For people.")
    try f.field("contrast", &contrast, rule: .range(-1...1), "S curve about the middle: 1 is strong, below 0 flattens.")
    try f.field("slope", &slope, rule: .channels(0...8), "Red, green and blue are multiplied by this.")
    try f.field("offset", &offset, rule: .channels(-1...1), "Then this is added.")
    try f.field("power", &power, rule: .channels(0.1...10), "Then they are raised to this power.")
    try f.field("saturation", &saturation, rule: .range(0...4), "0 grey, 1 as it is.")
  }

  /// Reads a grade from a JSON file of its fields.
  public init(decoding bytes: [UInt8], file: String) throws(JSONError) {
    try self.init(json: JSONReader.parse(bytes, file: file))
  }
}

extension FieldRule where Value == Vector3 {
  fileprivate static func channels(_ range: ClosedRange<Double>) -> FieldRule {
    FieldRule("three numbers of \(range.lowerBound) to \(range.upperBound)") { v in
      [v.x, v.y, v.z].allSatisfy { range.contains($0) }
    }
  }
}
