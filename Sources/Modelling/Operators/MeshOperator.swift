import LocatedJSON
import VectorMath

/// A surface made elsewhere, read from a file beside the asset.
struct MeshOperator: ShapeOperator, JSONCodable {
  static let key = "mesh"
  private let fields: Fields
  private let node: JSONNode

  private struct Fields: Record {
    var file = ""
    var scale = SpreadExpression(1)
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("file", &file, "OBJ or GLB, beside the asset's file.")
      try f.field("scale", &scale, "Metres of one unit of the file.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    fields = try Fields(json: node)
    self.node = node
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "mesh"

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let s = try fields.scale.evaluate(in: scope)
    guard s.magnitudes.smallest > 0 else { throw fields.scale.value.x.error("expected scales other than 0") }
    return try context.loadMesh(fields.file, node).transformed(by: AffineTransform(linear: Matrix3(diagonal: s)))
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    [CollisionPiece.hull(around: try mesh(in: scope, context: context).positions)].compactMap { $0 }
  }
}
