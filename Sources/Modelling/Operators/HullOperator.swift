import LocatedJSON
import VectorMath

/// The convex solid around some points, its edges rounded.
struct HullOperator: ShapeOperator, Record {
  static let key = "hull"
  var points: [VectorExpression] = []
  var bevel: Expression?

  init() {}
  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required(
      "points", &points, unit: "m", rule: FieldRule("4 to 1000 points") { (4...1000).contains($0.count) },
      "Corners.")
    try f.optional("bevel", &bevel, unit: "m", absent: Bevel.standardText, "Radius of the edges.")
  }

  private func sharp(in scope: Scope) throws(JSONError) -> ConvexHull {
    var cloud: [Vector3] = []
    for p in points { cloud.append(try p.evaluate(in: scope)) }
    guard let hull = ConvexHull(around: cloud) else {
      throw points[0].x.error("expected points that do not lie in one plane")
    }
    return hull
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let sharp = try sharp(in: scope)
    var (low, high) = (sharp.points[0], sharp.points[0])
    for p in sharp.points {
      low = min(low, p)
      high = max(high, p)
    }
    let radius = try Bevel.radius(bevel, least: (high - low).smallest, in: scope)
    return (sharp.rounded(radius) ?? sharp).surface.mesh()
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    [CollisionPiece.hull(around: try sharp(in: scope).points)].compactMap { $0 }
  }
}

extension ConvexHull {
  var surface: Surface {
    var surface = Surface()
    surface.positions = points
    for t in triangles { surface.addFace([t]) }
    return surface
  }

  /// The solid that a ball of the radius can touch all over from inside: its edges and corners rounded, its faces where
  /// they were. nil where nothing would be left of it.
  func rounded(_ radius: Double) -> ConvexHull? {
    guard radius > 0 else { return nil }
    // Planes of the faces, each once.
    var planes: [(normal: Vector3, offset: Double)] = []
    for t in triangles {
      let a = points[Int(t.x)]
      let n = cross(points[Int(t.y)] - a, points[Int(t.z)] - a)
      guard n.length > 0 else { continue }
      let unit = n.normalized
      if !planes.contains(where: { dot($0.normal, unit) > 0.999_999 }) { planes.append((unit, dot(unit, a))) }
    }
    // The solid within the planes moved inwards, by its dual about a point inside of it.
    var middle = Vector3.zero
    for p in points { middle += p }
    middle = middle / Double(points.count)
    let depths = planes.map { $0.offset - radius - dot($0.normal, middle) }
    guard let least = depths.min(), least > 0.02 * radius else { return nil }
    guard let dual = ConvexHull(around: zip(planes, depths).map { $0.normal / $1 }) else { return nil }
    // Each corner of the core with the normals that meet there: the ball's share of the rounded solid.
    var cores: [(place: Vector3, normals: [Vector3])] = []
    for t in dual.triangles {
      let (a, b, c) = (dual.points[Int(t.x)], dual.points[Int(t.y)], dual.points[Int(t.z)])
      let n = cross(b - a, c - a)
      let height = dot(n, a)
      guard height.magnitude > 1e-300 else { continue }
      let place = middle + n / height
      let units = [a.normalized, b.normalized, c.normalized]
      if let k = cores.firstIndex(where: { ($0.place - place).length < 1e-6 * radius }) {
        for u in units where !cores[k].normals.contains(where: { ($0 - u).lengthSquared < 1e-12 }) {
          cores[k].normals.append(u)
        }
      } else {
        cores.append((place, units))
      }
    }
    let steps = 3
    var cloud: [Vector3] = []
    for core in cores {
      // Directions over the normals' spherical polygon: the corners, arcs between them, and the middle.
      var middle = Vector3.zero
      for n in core.normals { middle += n }
      cloud.append(core.place + middle.normalized * radius)
      for (i, m) in core.normals.enumerated() {
        cloud.append(core.place + m * radius)
        for n in core.normals[(i + 1)...] {
          for step in 1..<steps {
            cloud.append(core.place + slerp(m, n, Double(step) / Double(steps)) * radius)
          }
        }
      }
    }
    return ConvexHull(around: cloud)
  }

  private func slerp(_ a: Vector3, _ b: Vector3, _ t: Double) -> Vector3 {
    let angle = PortableMath.arcTangent(y: cross(a, b).length, x: dot(a, b))
    guard angle > 1e-6 && angle < 3.1 else { return mix(a, b, t).normalized }
    let s = PortableMath.sine(angle)
    return a * (PortableMath.sine((1 - t) * angle) / s) + b * (PortableMath.sine(t * angle) / s)
  }
}
