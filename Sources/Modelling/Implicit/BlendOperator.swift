import LocatedJSON
import VectorMath

/// Solids that melt into each other: their union with its inner edges filled by arcs.
struct BlendOperator: FieldOperator {
  static let key = "blend"
  private let source: JSONNode
  private let fields: Fields

  private struct Fields: Record {
    var of = ShapeNode()
    var radius: Expression?
    var detail: Expression?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("of", &of, "The solids.")
      try f.optional("radius", &radius, unit: "m", absent: "1/20 of the extent", "Of the arcs that fill inner edges.")
      try f.optional("detail", &detail, unit: "m", absent: FieldDetail.standardText, "Size of the cells.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "blend"

  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    let solids = try fields.of.someFields(in: scope, context: context, for: "solids to blend")
    let sharp = SolidField.union(solids, radius: 0)
    let radius = try fields.radius?.lengthOrZero(in: scope, "a radius") ?? sharp.extent / 20
    return radius == 0 ? sharp : SolidField.union(solids, radius: radius)
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    guard let field = try field(in: scope, context: context) else { return TriangleMesh() }
    return try FieldDetail.mesh(field, detail: fields.detail, in: scope, at: source)
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    try fields.of.pieces(in: scope, context: context)
  }
}
