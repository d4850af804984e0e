import LocatedJSON
import SceneDescription
import VectorMath

/// A box with rounded edges; stands on y = 0.
struct BoxOperator: ShapeOperator, Record {
  static let key = "box"
  var size = VectorExpression(Vector3(0.1, 0.1, 0.1))
  var bevel: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("size", &size, unit: "m", "Along x, y and z.")
    try f.optional("bevel", &bevel, unit: "m", absent: Bevel.standardText, "Radius of the edges.")
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let size = try size.lengths(in: scope, "a size")
    let radius = try Bevel.radius(bevel, least: size.smallest, in: scope)
    var surface = RoundedBox(half: size / 2, radius: radius).surface
    for k in surface.positions.indices { surface.positions[k].y += size.y / 2 }
    return surface.mesh()
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let size = try size.lengths(in: scope, "a size")
    let radius = try Bevel.radius(bevel, least: size.smallest, in: scope)
    return [CollisionPiece(.box(halfExtents: size / 2, edgeRadius: radius), at: Vector3(0, size.y / 2, 0))]
  }
}

/// The rounding of edges that operators share.
enum Bevel {
  static let standardText = "8 % of the least size, 3 mm at most"

  /// The radius that is written, or the usual one; never so large that nothing flat is left.
  static func radius(_ written: Expression?, least: Double, in scope: Scope) throws(JSONError) -> Double {
    let wanted = try written?.lengthOrZero(in: scope, "a bevel") ?? min(0.08 * least, 0.003)
    return min(wanted, 0.49 * least)
  }

  /// Facets of a quarter turn at a radius, so that it looks round at arm's length.
  static func segments(_ radius: Double) -> Int {
    radius <= 0 ? 1 : Int(min(8, max(3, (40 * radius.squareRoot()).rounded())))
  }
}

/// The surface of a box about the origin: flats, quarter cylinders and eighths of spheres on shared corners.
private struct RoundedBox {
  var half: Vector3
  var radius: Double

  var surface: Surface {
    let n = radius > 0 ? Bevel.segments(radius) : 1
    var surface = Surface()
    // Corner patches: points (i, j, k) with i + j + k = n; i = n lies on the flat across x.
    var numbers = [Int32](repeating: -1, count: 8 * (n + 1) * (n + 1))
    func number(_ corner: Int, _ i: Int, _ j: Int) -> Int { (corner * (n + 1) + i) * (n + 1) + j }
    let sines = (0...n).map { sineAndCosine(degrees: 90 * Double($0) / Double(n)).sine }
    for corner in 0..<8 {
      let sign = Vector3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
      let centre = (half - Vector3(radius, radius, radius)).scaled(by: sign)
      if radius <= 0 {
        let v = surface.add(centre)
        for i in 0...n { for j in 0...(n - i) { numbers[number(corner, i, j)] = v } }
        continue
      }
      for i in 0...n {
        for j in 0...(n - i) {
          let direction = Vector3(sines[i], sines[j], sines[n - i - j]).normalized
          numbers[number(corner, i, j)] = surface.add(centre + direction.scaled(by: sign) * radius)
        }
      }
    }
    func vertex(_ corner: Int, _ i: Int, _ j: Int) -> Int32 { numbers[number(corner, i, j)] }

    // Flats.
    for axis in 0..<3 {
      let (u, v) = (1 << ((axis + 1) % 3), 1 << ((axis + 2) % 3))
      let (i, j) = (axis == 0 ? n : 0, axis == 1 ? n : 0)
      for side in 0..<2 {
        let base = side << axis
        let corners = [base, base | u, base | u | v, base | v].map { vertex($0, i, j) }
        surface.addPolygon(side == 1 ? corners : corners.reversed())
      }
    }
    guard radius > 0 else { return surface }
    // Edges along each axis: strips between two corners, from the flat of the next axis to that of the one after.
    for axis in 0..<3 {
      let (next, last) = ((axis + 1) % 3, (axis + 2) % 3)
      for which in 0..<4 {
        let near = (which & 1) << next | (which >> 1) << last
        let far = near | 1 << axis
        let isTurned = (which & 1) ^ (which >> 1) == 0
        for step in 0..<n {
          func at(_ corner: Int, _ s: Int) -> Int32 {
            var weights = [0, 0, 0]
            weights[next] = n - s
            weights[last] = s
            return vertex(corner, weights[0], weights[1])
          }
          let (a, b, c, d) = (at(near, step), at(far, step), at(far, step + 1), at(near, step + 1))
          if isTurned { surface.addQuad(a, d, c, b) } else { surface.addQuad(a, b, c, d) }
        }
      }
    }
    for corner in 0..<8 {
      let isEven = (corner & 1) ^ (corner >> 1 & 1) ^ (corner >> 2 & 1) == 1
      for i in 0..<n {
        for j in 0..<(n - i) {
          let a = vertex(corner, i, j)
          let (b, c) = (vertex(corner, i + 1, j), vertex(corner, i, j + 1))
          surface.addFace([isEven ? SIMD3(a, b, c) : SIMD3(a, c, b)])
          if i + j < n - 1 {
            let d = vertex(corner, i + 1, j + 1)
            surface.addFace([isEven ? SIMD3(b, d, c) : SIMD3(b, c, d)])
          }
        }
      }
    }
    return surface
  }
}
