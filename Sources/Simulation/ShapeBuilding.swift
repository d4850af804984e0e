import RigidBodyDynamics
import SceneDescription
import VectorMath

extension SolidShape {
  /// The engine's form of the shape of `body`.
  package func engineShape(of body: String) throws(SimulationError) -> Shape {
    do throws(ShapeError) {
      return try engineShape()
    } catch {
      throw .badScene("body '\(body)': \(tag): \(error)")
    }
  }

  private func engineShape() throws(ShapeError) -> Shape {
    switch self {
    case .sphere(let s): return .sphere(radius: s.radius)
    case .box(let b): return .box(halfExtents: b.halfExtents)
    case .capsule(let c): return .capsule(radius: c.radius, halfHeight: c.halfHeight)
    case .cylinder(let c): return .cylinder(radius: c.radius, halfHeight: c.halfHeight)
    case .cone(let c): return .cone(radius: c.radius, height: c.height)
    case .hull(let h): return .hull(try ConvexHull(points: h.points))
    case .compound(let c):
      var parts: [Shape.Part] = []
      for p in c.parts {
        let pose = RigidTransform(rotation: p.orientation.normalized, translation: p.position)
        parts.append(Shape.Part(try p.shape.engineShape(), at: pose, density: p.density))
      }
      return .compound(parts)
    case .mesh(let m):
      let triangles = m.triangles.map { SIMD3(Int32(clamping: $0.a), Int32(clamping: $0.b), Int32(clamping: $0.c)) }
      return .mesh(try TriangleMesh(vertices: m.vertices, triangles: triangles))
    case .heightField(let f):
      return .heightField(
        try RigidBodyDynamics.HeightField(columns: f.columns, rows: f.rows, spacing: f.spacing, heights: f.heights))
    case .plane: return .plane
    }
  }

  /// Radius of the largest ball inside, m; of a hull the largest about the mean of its corners, of a compound that of its
  /// smallest part.
  var innerRadius: Double {
    switch self {
    case .sphere(let s): return s.radius
    case .box(let b): return b.halfExtents.smallest
    case .capsule(let c): return c.radius
    case .cylinder(let c): return Swift.min(c.radius, c.halfHeight)
    case .cone(let c):
      return c.radius * c.height / (c.radius + (c.radius * c.radius + c.height * c.height).squareRoot())
    case .compound(let c): return c.parts.reduce(.infinity) { Swift.min($0, $1.shape.innerRadius) }
    case .hull(let h):
      // A hull that the engine refuses is told of when the world is built.
      guard let hull = try? ConvexHull(points: h.points) else { return .infinity }
      let middle = hull.vertices.reduce(.zero, +) / Double(hull.vertices.count)
      return hull.faces.reduce(.infinity) { Swift.min($0, $1.offset - dot($1.normal, middle)) }
    case .mesh, .heightField, .plane: return .infinity
    }
  }
}
