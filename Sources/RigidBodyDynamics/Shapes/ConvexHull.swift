import VectorMath

/// The convex hull of a set of points: a polyhedron of at most 256 corners. Immutable, and cheap to copy.
///
/// Coordinates are those given, in metres, with any origin; a world finds the centre of mass itself.
public final class ConvexHull: Hashable, @unchecked Sendable {
  public struct Face: Sendable, Hashable {
    /// Unit outward normal.
    public var normal: Vector3
    /// Distance of its plane from the origin along the normal, m.
    public var offset: Double
    /// Indices into `vertices`, counter-clockwise from outside.
    public var loop: [Int]
  }
  public struct Edge: Sendable, Hashable {
    /// Indices into `vertices`, the lower first.
    public var from: Int
    public var to: Int
    /// Indices into `faces`: the one that runs along the edge in this direction, and the other.
    public var left: Int
    public var right: Int
  }

  /// Greatest number of corners.
  public static let cornerLimit = 256
  /// Least thickness, m.
  public static let leastThickness = 1e-4
  /// Greatest coordinate, m.
  public static let coordinateLimit = 1e5
  /// Corners that stand out by less than this part of the extent are left out, and faces within it of a plane are one.
  static let flatness = 1e-6

  public let vertices: [Vector3]
  public let faces: [Face]
  public let edges: [Edge]
  /// Volume in m^3, centre and inertia as for a density of 1 kg/m^3.
  let unitMass: MassProperties
  /// What the inner loops read, about the centre of mass; it lives as long as the hull.
  let handle: HullHandle

  /// - Throws: `ShapeError` for fewer than four points, numbers that are not finite or too large, points without
  ///   thickness, and hulls of more than 256 corners.
  public init(points: [Vector3]) throws(ShapeError) {
    guard points.count >= 4 else {
      throw ShapeError(field: "points", value: Double(points.count), reason: .tooFew(4))
    }
    for (i, p) in points.enumerated() {
      for (name, x) in [("x", p.x), ("y", p.y), ("z", p.z)] {
        let field = "points[\(i)].\(name)"
        let limit = ConvexHull.coordinateLimit
        guard x.isFinite else { throw ShapeError(field: field, value: x, reason: .notFinite) }
        guard x.magnitude <= limit else {
          throw ShapeError(field: field, value: x, reason: .outOfRange(-limit...limit))
        }
      }
    }
    var low = points[0]
    var high = points[0]
    for p in points {
      low = min(low, p)
      high = max(high, p)
    }
    guard let hull = HullFaces(points, tolerance: (high - low).length * ConvexHull.flatness) else {
      throw ShapeError(field: "points", value: 0, reason: .flat(limit: ConvexHull.leastThickness))
    }
    guard hull.vertices.count <= ConvexHull.cornerLimit else {
      throw ShapeError(field: "corners", value: Double(hull.vertices.count), reason: .tooMany(ConvexHull.cornerLimit))
    }
    var thickness = Double.infinity
    for f in hull.faces {
      thickness = Swift.min(
        thickness, f.offset - hull.vertices.reduce(Double.infinity) { Swift.min($0, dot($1, f.normal)) })
    }
    guard thickness >= ConvexHull.leastThickness else {
      throw ShapeError(field: "points", value: thickness, reason: .flat(limit: ConvexHull.leastThickness))
    }
    vertices = hull.vertices
    faces = hull.faces.map { Face(normal: $0.normal, offset: $0.offset, loop: $0.loop) }
    edges = hull.edges.map { Edge(from: $0.from, to: $0.to, left: $0.left, right: $0.right) }
    unitMass = polyhedronMass(hull.vertices, hull.faces.map(\.loop))
    handle = HullHandle(hull, centre: unitMass.centreOfMass)
  }

  deinit { handle.deallocate() }

  public static func == (a: ConvexHull, b: ConvexHull) -> Bool { a === b || a.vertices == b.vertices }
  public func hash(into hasher: inout Hasher) { hasher.combine(vertices) }
}
