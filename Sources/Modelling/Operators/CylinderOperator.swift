import LocatedJSON
import SceneDescription
import VectorMath

/// A cylinder, a cone or a frustum with rounded edges; stands on y = 0.
struct CylinderOperator: ShapeOperator, Record {
  static let key = "cylinder"
  var radius = Expression(0.1)
  var height = Expression(0.1)
  var top: Expression?
  var bevel: Expression?
  var sides: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("radius", &radius, unit: "m", "At the bottom.")
    try f.required("height", &height, unit: "m", "Along y.")
    try f.optional("top", &top, unit: "m", absent: "radius", "Radius at the top; 0 for a cone.")
    try f.optional("bevel", &bevel, unit: "m", absent: Bevel.standardText, "Radius of the edges.")
    try f.optional("sides", &sides, absent: "48, fewer where small", "Of the circle.")
  }

  private func numbers(in scope: Scope) throws(JSONError) -> (r: Double, top: Double, h: Double, bevel: Double) {
    let h = try height.length(in: scope, "a height")
    let r = try radius.lengthOrZero(in: scope, "a radius")
    let t = try top?.lengthOrZero(in: scope, "a radius") ?? r
    guard max(r, t) > 0 else { throw radius.error("expected a radius above 0") }
    let narrow = min(r, t) > 0 ? min(r, t) : max(r, t)
    return (r, t, h, try Bevel.radius(bevel, least: min(2 * narrow, h), in: scope))
  }

  /// Its half section.
  func revolution(in scope: Scope) throws(JSONError) -> Revolution {
    let (r, t, h, bevel) = try numbers(in: scope)
    var corners = [Vector3(0, 0, 0), Vector3(r, 0, 0), Vector3(t, h, 0), Vector3(0, h, 0)]
    var radii = [0, bevel, bevel, 0]
    if t == 0 {
      corners.remove(at: 2)
      radii.remove(at: 2)
    } else if r == 0 {
      corners.remove(at: 1)
      radii.remove(at: 1)
    }
    let section = Polyline.rounded(corners, radii: radii, closed: true)
    return Revolution(
      section: section.points.map { Point2($0.position.x, $0.position.y) },
      sides: try sides?.count(in: scope, "sides", 3...720))
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try revolution(in: scope).surface.mesh()
  }
  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let (r, t, h, _) = try numbers(in: scope)
    if let count = try sides?.count(in: scope, "sides", 3...720), count < Revolution.fewSides {
      // Few sides roll otherwise than a cylinder: the very prism.
      return [try CollisionPiece.hull(around: mesh(in: scope, context: context).positions)].compactMap { $0 }
    }
    if r == t { return [CollisionPiece(.cylinder(radius: r, halfHeight: h / 2), at: Vector3(0, h / 2, 0))] }
    return try revolution(in: scope).pieces
  }
}
