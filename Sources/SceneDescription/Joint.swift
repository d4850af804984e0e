import LocatedJSON
import VectorMath

/// A joint between two bodies, or between a body and the world. Where it is is told by the world at the start.
public struct Joint: Record, Hashable {
  public var name = ""
  public var kind = JointKind.ball(JointKind.Ball())
  public var a: String?
  public var b = ""
  public var anchor = Vector3.zero
  public var anchorOnB: Vector3?
  public var axis = Vector3.unitX
  public var crossAxis: Vector3?
  public var breakingForce: Double?
  public var breakingTorque: Double?
  public var collideConnected = false

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: .name, "Unique among the joints; errors and events use it.")
    try f.required("kind", &kind, "See joints below.")
    try f.optional("a", &a, rule: .name, absent: "the world", "Name of the first body.")
    try f.required("b", &b, rule: .name, "Name of the second body.")
    try f.required("anchor", &anchor, unit: "m", rule: .inWorld, "Where the joint is at the start, in the world.")
    try f.optional(
      "anchorOnB", &anchorOnB, unit: "m", rule: .inWorld, absent: "the anchor",
      "The point of b that a distance, rope or spring holds, in the world at the start.")
    try f.field(
      "axis", &axis, rule: .direction,
      "Direction in the world at the start: of a hinge or slider, of a ball's twist, of a universal joint's axis in a.")
    try f.optional(
      "crossAxis", &crossAxis, rule: .direction, absent: "any at right angles",
      "A universal joint's axis in b, at right angles to the axis.")
    try f.optional(
      "breakingForce", &breakingForce, unit: "N", rule: .positive, absent: "unbreakable", "Load that breaks the joint.")
    try f.optional(
      "breakingTorque", &breakingTorque, unit: "N m", rule: .positive, absent: "unbreakable",
      "Load that breaks the joint.")
    try f.field("collideConnected", &collideConnected, "Whether the two bodies touch each other.")
  }
}

/// A closed interval, written [low, high].
public struct Interval: JSONCodable, Hashable {
  public var low: Double
  public var high: Double
  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }
  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Double](json: node)
    guard v.count == 2, v[0] <= v[1] else { throw node.error("expected [low, high] with low at most high") }
    self.init(v[0], v[1])
  }
  public func write(to writer: inout JSONWriter) { [low, high].write(to: &writer) }
  public static var formName: String { "[low, high]" }
}

extension FieldRule where Value == Interval {
  static func within(_ limit: Double) -> FieldRule {
    FieldRule("within \(-limit) to \(limit)") { $0.low >= -limit && $0.high <= limit }
  }
}
extension FieldRule where Value == Vector3 {
  static var direction: FieldRule { FieldRule("longer than 1e-6") { $0.length > 1e-6 } }
}
