import LocatedJSON
import VectorMath

/// A solid without what others take from it.
struct CutOperator: FieldOperator {
  static let key = "cut"
  private let source: JSONNode
  private let fields: Fields

  private struct Fields: Record {
    var from = ShapeNode()
    var take = ShapeNode()
    var radius: Expression?
    var detail: Expression?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("from", &from, "The solid.")
      try f.required("take", &take, "What is taken from it.")
      try f.optional("radius", &radius, unit: "m", absent: "0: sharp", "Rounding of the cut's edges.")
      try f.optional("detail", &detail, unit: "m", absent: FieldDetail.standardText, "Size of the cells.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "cut"

  func field(in scope: Scope, context: ModelContext) throws(JSONError) -> SolidField? {
    let from = SolidField.union(
      try fields.from.someFields(in: scope, context: context, for: "a solid to cut from"), radius: 0)
    let taken = try fields.take.fields(in: scope, context: context)
    guard !taken.isEmpty else { return from }
    let radius = try fields.radius?.lengthOrZero(in: scope, "a radius") ?? 0
    return SolidField.difference(from, SolidField.union(taken, radius: 0), radius: radius)
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    guard let field = try field(in: scope, context: context) else { return TriangleMesh() }
    let mesh = try FieldDetail.mesh(field, detail: fields.detail, in: scope, at: source)
    guard !mesh.triangles.isEmpty else { throw source.error("expected that something is left; the cut takes all") }
    return mesh
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    if let exact = try exactPieces(in: scope, context: context) { return exact }
    guard let field = try field(in: scope, context: context) else { return [] }
    guard (field.high - field.low).smallest > 0 else { return [] }
    guard let mesh = field.surface(detail: field.extent / 48) else {
      throw source.error("expected solids with a clear inside; the mesh of one of them folds over itself")
    }
    return ConvexSlicing().pieces(of: mesh)
  }

  /// The pieces of `from` without those of `take`; nil where these tell too little of the solids, or are too many.
  private func exactPieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece]? {
    let taken = try fields.take.pieces(in: scope, context: context)
    // Solids without pieces of their own still take something.
    if taken.isEmpty { return nil }
    for item in fields.take.items where item.operator is CommonOperator || item.operator is CageOperator { return nil }
    return ConvexDifference.pieces(from: try fields.from.pieces(in: scope, context: context), taken: taken)
  }
}
