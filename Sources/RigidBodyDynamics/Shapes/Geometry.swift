import VectorMath

/// One convex piece of a body, or a fixed surface, as the inner loops see it: a trivial value without reference counts.
///
/// `World.shapes` keeps the storage of shapes that have any alive.
enum Geometry: Sendable {
  case sphere(radius: Double)
  case box(halfExtents: Vector3)
  case capsule(radius: Double, halfHeight: Double)
  case plane

  var isPlane: Bool { if case .plane = self { return true } else { return false } }

  /// Radius of the largest ball about the origin that fits inside, m.
  var innerRadius: Double {
    switch self {
    case .sphere(let r): return r
    case .box(let h): return h.smallest
    case .capsule(let r, _): return r
    case .plane: return .infinity
    }
  }

  /// Radius of the smallest ball about the origin that holds the piece, m.
  var boundingRadius: Double {
    switch self {
    case .sphere(let r): return r
    case .box(let h): return h.length
    case .capsule(let r, let h): return r + h
    case .plane: return .infinity
    }
  }

  /// Radius at which the piece rolls, m; 0 for pieces that stand on faces.
  var rollingRadius: Double {
    switch self {
    case .sphere(let r), .capsule(let r, _): return r
    case .box, .plane: return 0
    }
  }

  /// Half extents of the box along the world's axes, about the origin, that holds the turned piece.
  @inline(__always) func worldHalfExtents(_ m: Matrix3) -> Vector3 {
    switch self {
    case .sphere(let r): return Vector3(r, r, r)
    case .box(let h): return m.c0.magnitudes * h.x + m.c1.magnitudes * h.y + m.c2.magnitudes * h.z
    case .capsule(let r, let h): return m.c1.magnitudes * h + Vector3(r, r, r)
    case .plane: return Vector3(.infinity, .infinity, .infinity)
    }
  }
}

/// A piece of a shape and its place in the shape's frame.
struct ShapePiece: Sendable {
  var geometry: Geometry
  var shapeFromPiece = RigidTransform.identity
}

extension Shape {
  /// The convex pieces, or the one surface, that make up the shape.
  var pieces: [ShapePiece] {
    switch self {
    case .sphere(let r): [ShapePiece(geometry: .sphere(radius: r))]
    case .box(let h): [ShapePiece(geometry: .box(halfExtents: h))]
    case .capsule(let r, let h): [ShapePiece(geometry: .capsule(radius: r, halfHeight: h))]
    case .plane: [ShapePiece(geometry: .plane)]
    }
  }
}
