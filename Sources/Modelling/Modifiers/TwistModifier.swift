import LocatedJSON
import VectorMath

/// Turns cross-sections more and more along an axis.
struct TwistModifier: Deformer, Record {
  static let key = "twist"
  var axis = ModelAxis.y
  var degrees = Expression(0)

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("axis", &axis, "That it turns about.")
    try f.required("degrees", &degrees, unit: "degrees", "From the near to the far end.")
  }

  private func deformation(
    _ low: Vector3, _ high: Vector3, _ scope: Scope, step: Double
  ) throws(JSONError) -> AxisDeformation {
    let whole = try degrees.evaluate(in: scope)
    guard whole.magnitude <= 3600 else { throw degrees.error("expected a twist within 3600 degrees, found \(whole)") }
    let axis = axis
    let k = axis.index
    return AxisDeformation(axis: axis, low: low[k], high: high[k], cuts: evenCuts(whole, step: step)) { p, t in
      AffineTransform.turning(whole * t, about: axis) * p
    }
  }
  func deform(_ mesh: TriangleMesh, in scope: Scope) throws(JSONError) -> TriangleMesh {
    try deformation(mesh.bounds.low, mesh.bounds.high, scope, step: 3).apply(to: mesh)
  }
  func deform(_ pieces: [CollisionPiece], in scope: Scope) throws(JSONError) -> [CollisionPiece] {
    let bounds = CollisionPiece.bounds(of: pieces)
    return try deformation(bounds.low, bounds.high, scope, step: 10).apply(to: pieces)
  }
}

/// Shares of the extent at which a turn by `degrees` is cut into equal steps of at most `step`.
func evenCuts(_ degrees: Double, step: Double) -> [Double] {
  let count = Int((degrees.magnitude / step).rounded(.up))
  return count > 1 ? (1..<count).map { Double($0) / Double(count) } : []
}
