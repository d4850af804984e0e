import LocatedJSON
import VectorMath

/// A leaf, needle or blade of grass: an open sheet of few triangles that starts at the origin, points along +Z and
/// shows its upper face to +Y. For thin materials; it collides with nothing.
struct LeafOperator: ShapeOperator, Record {
  static let key = "leaf"
  var length = Expression(0.1)
  var width = Expression(0.05)
  var outline: LeafOutline?
  var fold: Expression?
  var curl: Expression?
  var stalk: Expression?
  var segments: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("length", &length, unit: "m", "Without its stalk.")
    try f.required("width", &width, unit: "m", "At its widest.")
    try f.optional("outline", &outline, absent: "oval", "oval, lance, heart, drop or blade.")
    try f.optional("fold", &fold, unit: "degrees", absent: "0", "That its halves rise along the midrib.")
    try f.optional("curl", &curl, unit: "degrees", absent: "20", "That its tip bends down.")
    try f.optional("stalk", &stalk, unit: "m", absent: "0", "From the twig to the leaf; not drawn.")
    try f.optional("segments", &segments, absent: "3", "Along it.")
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let length = try length.length(in: scope, "a length")
    let width = try width.length(in: scope, "a width")
    let count = try segments?.count(in: scope, "segments", 1...64) ?? 3
    let fold = try fold?.evaluate(in: scope) ?? 0
    let curl = (try curl?.evaluate(in: scope) ?? 20) * .pi / 180
    let stalk = try stalk?.lengthOrZero(in: scope, "a stalk") ?? 0
    guard fold.magnitude <= 89 else {
      throw (self.fold?.error ?? self.length.error)("expected a fold below 90 degrees")
    }
    let (sf, cf) = PortableMath.sineAndCosine(fold * .pi / 180)

    // The midrib is an arc that starts level.
    var surface = Surface()
    var rows: [(left: Int32, middle: Int32, right: Int32)] = []
    let outline = outline ?? .oval
    for k in 0...count {
      let u = Double(k) / Double(count)
      let bent = curl * u
      let (s, c) = PortableMath.sineAndCosine(bent)
      let near = curl.magnitude < 1e-6
      let z = near ? length * u : length * s / curl
      let y = near ? 0 : -length * (1 - c) / curl
      let half = 0.5 * width * outline.width(u)
      let middle = Vector3(0, y, z + stalk)
      let rise = Vector3(0, c, s) * (half * sf)
      let m = surface.add(middle)
      if half <= 1e-9 {
        rows.append((m, m, m))
      } else {
        // The +X side is the left one, seen from above with the tip ahead.
        rows.append(
          (
            surface.add(middle + rise + Vector3(half * cf, 0, 0)), m,
            surface.add(middle + rise - Vector3(half * cf, 0, 0))
          ))
      }
    }
    for k in 0..<count {
      let (a, b) = (rows[k], rows[k + 1])
      if fold == 0 {
        surface.addQuad(a.left, a.right, b.right, b.left)
      } else {
        surface.addQuad(a.left, a.middle, b.middle, b.left)
        surface.addQuad(a.middle, a.right, b.right, b.middle)
      }
    }
    guard !surface.triangles.isEmpty else {
      // Both ends of the outline are points, and nothing is between them.
      throw (segments?.error ?? self.length.error)(
        "expected at least 2 segments of a leaf with outline '\(outline.rawValue)', found \(count)")
    }
    return surface.mesh()
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] { [] }
}

/// Half widths from the foot (0) to the tip (1), 1 at the widest.
enum LeafOutline: String, NamedChoice {
  case oval, lance, heart, drop, blade
  static let formName = "outline"

  func width(_ u: Double) -> Double {
    switch self {
    case .oval: return Swift.max(0, 1 - (2 * u - 1) * (2 * u - 1)).squareRoot()
    case .lance: return PortableMath.sine(.pi * (1 - (1 - u) * (1 - u)).squareRoot())
    case .heart: return u == 0 ? 0.75 : PortableMath.sine(.pi * (0.28 + 0.72 * u)) * 1.0
    case .drop: return PortableMath.sine(.pi * u.squareRoot())
    case .blade: return 1 - u * u
    }
  }
}
