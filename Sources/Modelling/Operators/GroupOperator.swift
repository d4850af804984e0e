import LocatedJSON

/// Several nodes as one, so that modifiers take them together.
struct GroupOperator: ShapeOperator {
  static let key = "group"
  var nodes: ShapeNode

  init(json node: JSONNode) throws(JSONError) { nodes = try ShapeNode(json: node) }
  func write(to writer: inout JSONWriter) { nodes.write(to: &writer) }
  static let formName = "shapes"

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try nodes.mesh(in: scope, context: context)
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    try nodes.pieces(in: scope, context: context)
  }
}
