import LocatedJSON
import VectorMath

/// Copies: in a row, around an axis, or at places.
struct RepeatModifier: JSONCodable {
  private let fields: Fields

  private struct Fields: Record {
    var count: Expression?
    var step: VectorExpression?
    var turn: VectorExpression?
    var around: ModelAxis?
    var radius: Expression?
    var degrees: Expression?
    var at: [VectorExpression]?

    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.optional("count", &count, absent: "that of \"at\"", "How many.")
      try f.optional("step", &step, unit: "m", absent: "none", "From each copy to the next.")
      try f.optional("turn", &turn, unit: "degrees", absent: "none", "Beside step: each copy's turn beyond the last's.")
      try f.optional("around", &around, absent: "none", "Axis that the copies stand around.")
      try f.optional("radius", &radius, unit: "m", absent: "0", "Distance from that axis.")
      try f.optional("degrees", &degrees, unit: "degrees", absent: "360", "That the copies spread over.")
      try f.optional("at", &at, unit: "m", absent: "none", "Places of the copies.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    fields = try Fields(json: node)
    let ways = [fields.step != nil, fields.around != nil, fields.at != nil]
    guard ways.count(where: { $0 }) == 1 else {
      throw node.error("expected one of \"step\", \"around\" and \"at\" in this repeat")
    }
    guard (fields.at == nil) == (fields.count != nil) else {
      throw node.error(fields.at == nil ? "expected \"count\" in this repeat" : "expected no \"count\" beside \"at\"")
    }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "repeat"

  func count(in scope: Scope) throws(JSONError) -> Int {
    if let places = fields.at { return places.count }
    return try fields.count?.count(in: scope, "a count", 0...4096) ?? 0
  }

  /// Where copy `k` of `count` goes.
  func transform(of k: Int, _ count: Int, in scope: Scope) throws(JSONError) -> AffineTransform {
    if let places = fields.at { return AffineTransform(translation: try places[k].evaluate(in: scope)) }
    if let axis = fields.around {
      let radius = try fields.radius?.evaluate(in: scope) ?? 0
      let whole = try fields.degrees?.evaluate(in: scope) ?? 360
      // A full turn's last copy would stand on the first.
      let gaps = whole.magnitude >= 360 ? count : max(1, count - 1)
      let turn = AffineTransform.turning(whole * Double(k) / Double(gaps), about: axis)
      // The copy's +Z faces away from the axis; about Z itself it is its +X.
      let outward: Vector3 = axis == .z ? .unitX : .unitZ
      return AffineTransform(linear: turn, translation: turn * (outward * radius))
    }
    var transform = AffineTransform()
    if let step = fields.step { transform.translation = try step.evaluate(in: scope) * Double(k) }
    if let turn = fields.turn { transform.linear = AffineTransform.turning(try turn.evaluate(in: scope) * Double(k)) }
    return transform
  }
}
