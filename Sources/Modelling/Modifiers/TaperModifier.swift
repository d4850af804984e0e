import LocatedJSON
import VectorMath

/// Cross-sections shrink or grow linearly along an axis.
struct TaperModifier: Deformer, Record {
  static let key = "taper"
  var axis = ModelAxis.y
  var to = Expression(1)

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("axis", &axis, "That the cross-sections stand across.")
    try f.required("to", &to, "Size of the far end's cross-section over the near end's.")
  }

  private func deformation(_ low: Vector3, _ high: Vector3, _ scope: Scope) throws(JSONError) -> AxisDeformation {
    let end = try to.evaluate(in: scope)
    guard end > 0 else { throw to.error("expected a taper above 0, found \(end)") }
    let k = axis.index
    return AxisDeformation(axis: axis, low: low[k], high: high[k], cuts: []) { p, t in
      var out = p * (1 + (end - 1) * t)
      out[k] = p[k]
      return out
    }
  }
  func deform(_ mesh: TriangleMesh, in scope: Scope) throws(JSONError) -> TriangleMesh {
    try deformation(mesh.bounds.low, mesh.bounds.high, scope).apply(to: mesh)
  }
  func deform(_ pieces: [CollisionPiece], in scope: Scope) throws(JSONError) -> [CollisionPiece] {
    let bounds = CollisionPiece.bounds(of: pieces)
    return try deformation(bounds.low, bounds.high, scope).apply(to: pieces)
  }
}
