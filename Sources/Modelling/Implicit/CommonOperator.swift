import LocatedJSON
import VectorMath

/// What solids have in common.
struct CommonOperator: FieldOperator {
  static let key = "common"
  private let source: JSONNode
  private let fields: Fields

  private struct Fields: Record {
    var of: [ShapeNode] = []
    var radius: Expression?
    var detail: Expression?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("of", &of, "The solids; a list in the list is one solid, all of its nodes together.")
      try f.optional("radius", &radius, unit: "m", absent: "0: sharp", "Rounding of the edges.")
      try f.optional("detail", &detail, unit: "m", absent: FieldDetail.standardText, "Size of the cells.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
    guard fields.of.count > 1 else { throw node.error("expected two or more solids in \"of\"") }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "common"

  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    var solids: [SolidField] = []
    for node in fields.of {
      solids.append(
        SolidField.union(try node.someFields(in: scope, context: context, for: "a solid to intersect"), radius: 0))
    }
    return SolidField.common(solids, radius: try fields.radius?.lengthOrZero(in: scope, "a radius") ?? 0)
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    guard let field = try field(in: scope, context: context) else { return TriangleMesh() }
    let mesh = try FieldDetail.mesh(field, detail: fields.detail, in: scope, at: source)
    guard !mesh.triangles.isEmpty else {
      throw source.error("expected solids that overlap; these have nothing in common")
    }
    return mesh
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let mesh = try mesh(in: scope, context: context)
    return CollisionPiece.hull(around: mesh.positions).map { [$0] } ?? []
  }
}
