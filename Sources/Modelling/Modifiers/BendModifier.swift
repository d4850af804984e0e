import LocatedJSON
import VectorMath

/// Bends an axis into an arc of the same length; the near end stays where it is.
struct BendModifier: Deformer, JSONCodable {
  static let key = "bend"
  private let fields: Fields

  private struct Fields: Record {
    var axis = ModelAxis.y
    var towards = ModelAxis.x
    var degrees = Expression(0)
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("axis", &axis, "That is bent.")
      try f.field("towards", &towards, "The way that the far end goes.")
      try f.required("degrees", &degrees, unit: "degrees", "Of the arc.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    fields = try Fields(json: node)
    if fields.axis == fields.towards { throw node.error("expected \"towards\" to be another axis than \"axis\"") }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "bend"

  private func deformation(
    _ low: Vector3, _ high: Vector3, _ scope: Scope, step: Double
  ) throws(JSONError) -> AxisDeformation {
    let degrees = try fields.degrees.evaluate(in: scope)
    guard degrees.magnitude <= 720 else {
      throw fields.degrees.error("expected a bend within 720 degrees, found \(degrees)")
    }
    let (k, u) = (fields.axis.index, fields.towards.index)
    let (near, length) = (low[k], high[k] - low[k])
    let cuts = evenCuts(degrees, step: step)
    return AxisDeformation(axis: fields.axis, low: near, high: high[k], cuts: cuts) { p, t in
      if degrees.magnitude < 1e-6 || length <= 0 { return p }
      let radius = length / (degrees * (Double.pi / 180))
      let (s, c) = sineAndCosine(degrees: degrees * t)
      var out = p
      out[k] = near + (radius - p[u]) * s
      out[u] = radius - (radius - p[u]) * c
      return out
    }
  }
  func deform(_ mesh: TriangleMesh, in scope: Scope) throws(JSONError) -> TriangleMesh {
    try deformation(mesh.bounds.low, mesh.bounds.high, scope, step: 7.5).apply(to: mesh)
  }
  func deform(_ pieces: [CollisionPiece], in scope: Scope) throws(JSONError) -> [CollisionPiece] {
    let bounds = CollisionPiece.bounds(of: pieces)
    return try deformation(bounds.low, bounds.high, scope, step: 15).apply(to: pieces)
  }
}
