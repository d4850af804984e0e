import VectorMath

extension SolidShape {
  /// The box along the shape's own axes that holds it: least and greatest corner in m; nil for a plane.
  public var localBounds: (low: Vector3, high: Vector3)? {
    switch self {
    case .sphere(let s): return SolidShape.symmetric(Vector3(s.radius, s.radius, s.radius))
    case .box(let b): return SolidShape.symmetric(b.halfExtents)
    case .capsule(let c): return SolidShape.symmetric(Vector3(c.radius, c.halfHeight + c.radius, c.radius))
    case .cylinder(let c): return SolidShape.symmetric(Vector3(c.radius, c.halfHeight, c.radius))
    case .cone(let c):
      return (Vector3(-c.radius, -c.height / 4, -c.radius), Vector3(c.radius, c.height * 0.75, c.radius))
    case .hull(let h): return SolidShape.around(h.points)
    case .mesh(let m): return SolidShape.around(m.vertices)
    case .compound(let c): return SolidShape.around(c.parts.flatMap(\.corners))
    case .heightField(let f):
      let x = Double(f.columns - 1) / 2 * f.spacing
      let z = Double(f.rows - 1) / 2 * f.spacing
      return (Vector3(-x, f.heights.min() ?? 0, -z), Vector3(x, f.heights.max() ?? 0, z))
    case .plane: return nil
    }
  }

  /// Greatest distance of a point of the shape's bounds from its origin, m; exact for spheres, boxes and capsules.
  public var reach: Double {
    switch self {
    case .sphere(let s): s.radius
    case .capsule(let c): c.radius + c.halfHeight
    default: localBounds.map { max($0.low.magnitudes, $0.high.magnitudes).length } ?? .infinity
    }
  }

  /// Volume in m^3; of the box around a hull, a mesh or a height field (staging compares sizes by it); infinite for a
  /// plane.
  public var volume: Double {
    switch self {
    case .sphere(let s): return 4.0 / 3 * Double.pi * s.radius * s.radius * s.radius
    case .box(let b): return 8 * b.halfExtents.x * b.halfExtents.y * b.halfExtents.z
    case .capsule(let c): return Double.pi * c.radius * c.radius * (2 * c.halfHeight + 4.0 / 3 * c.radius)
    case .cylinder(let c): return 2 * Double.pi * c.radius * c.radius * c.halfHeight
    case .cone(let c): return Double.pi / 3 * c.radius * c.radius * c.height
    case .compound(let c): return c.parts.reduce(0) { $0 + $1.shape.volume }
    case .hull, .mesh, .heightField:
      guard let bounds = localBounds else { return .infinity }
      let size = bounds.high - bounds.low
      return size.x * size.y * size.z
    case .plane: return .infinity
    }
  }

  private static func symmetric(_ half: Vector3) -> (Vector3, Vector3) { (-half, half) }
  private static func around(_ points: [Vector3]) -> (Vector3, Vector3)? {
    guard let first = points.first else { return nil }
    return points.reduce((first, first)) { (min($0.0, $1), max($0.1, $1)) }
  }
}

extension SolidShape.Compound.Part {
  /// The corners of the box around the part, in the body's frame.
  fileprivate var corners: [Vector3] {
    guard let b = shape.localBounds else { return [] }
    return (0..<8).map { i in
      let corner = Vector3(
        i & 1 == 0 ? b.low.x : b.high.x, i & 2 == 0 ? b.low.y : b.high.y, i & 4 == 0 ? b.low.z : b.high.z)
      return position + orientation.rotate(corner)
    }
  }
}
