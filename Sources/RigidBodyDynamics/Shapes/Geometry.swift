import VectorMath

/// One convex piece of a body, or a fixed surface, as the inner loops see it: a trivial value without reference counts.
///
/// `World.shapes` keeps the storage of shapes that have any alive.
enum Geometry: Sendable {
  case sphere(radius: Double)
  case box(halfExtents: Vector3)
  case capsule(radius: Double, halfHeight: Double)
  case cylinder(radius: Double, halfHeight: Double)
  case cone(radius: Double, height: Double)
  case hull(HullHandle)
  case plane
  case mesh(MeshHandle)
  case heightField(HeightFieldHandle)

  var isPlane: Bool { if case .plane = self { return true } else { return false } }

  /// Whether it is a surface of triangles rather than a convex solid.
  var isSurface: Bool {
    switch self {
    case .mesh, .heightField: return true
    default: return false
    }
  }

  /// Whether its contacts are found by the general methods for convex shapes alone.
  var isGeneral: Bool {
    switch self {
    case .sphere, .box, .capsule, .plane, .mesh, .heightField: return false
    case .cylinder, .cone, .hull: return true
    }
  }

  /// Whether it is round about a point or axis.
  var isRound: Bool {
    switch self {
    case .sphere, .capsule, .cylinder, .cone: return true
    case .box, .hull, .plane, .mesh, .heightField: return false
    }
  }

  /// Radius of the largest ball about the origin that fits inside, m.
  var innerRadius: Double {
    switch self {
    case .sphere(let r): return r
    case .box(let h): return h.smallest
    case .capsule(let r, _): return r
    case .cylinder(let r, let h): return Swift.min(r, h)
    // The base is a quarter of the height below; the side is three quarters of r h / s away, s being the slant height.
    case .cone(let r, let h): return Swift.min(0.25 * h, 0.75 * r * h / (r * r + h * h).squareRoot())
    case .hull(let hull): return hull.topology.pointee.innerRadius
    case .plane, .mesh, .heightField: return .infinity
    }
  }

  /// Radius of the smallest ball about the origin that holds the piece, m.
  var boundingRadius: Double {
    switch self {
    case .sphere(let r): return r
    case .box(let h): return h.length
    case .capsule(let r, let h): return r + h
    case .cylinder(let r, let h): return (r * r + h * h).squareRoot()
    case .cone(let r, let h): return Swift.max(0.75 * h, (r * r + h * h / 16).squareRoot())
    case .hull(let hull): return hull.topology.pointee.boundingRadius
    case .plane: return .infinity
    case .mesh(let mesh): return mesh.boundingRadius
    case .heightField(let field): return field.boundingRadius
    }
  }

  /// Radius at which the piece rolls, m, of a hull at most; 0 for what stands on faces and corners.
  var rollingRadius: Double {
    switch self {
    case .sphere(let r), .capsule(let r, _), .cylinder(let r, _), .cone(let r, _): return r
    case .hull: return boundingRadius
    case .box, .plane, .mesh, .heightField: return 0
    }
  }

  /// Half extents of the box along the world's axes, about the origin, that holds the turned piece.
  @inline(__always) func worldHalfExtents(_ m: Matrix3) -> Vector3 {
    switch self {
    case .sphere(let r): return Vector3(r, r, r)
    case .box(let h): return m.c0.magnitudes * h.x + m.c1.magnitudes * h.y + m.c2.magnitudes * h.z
    case .capsule(let r, let h): return m.c1.magnitudes * h + Vector3(r, r, r)
    case .cylinder(let r, let h): return m.c1.magnitudes * h + discReach(m.c1) * r
    case .cone(let r, let h):
      return max(m.c1.magnitudes * (0.75 * h), m.c1.magnitudes * (0.25 * h) + discReach(m.c1) * r)
    case .hull(let hull):
      let t = hull.topology
      let rows = m.transpose
      @inline(__always) func reach(_ d: Vector3) -> Double {
        let up = dot(t.pointee.vertices[t.pointee.support(d)], d)
        return Swift.max(up, -dot(t.pointee.vertices[t.pointee.support(-d)], d))
      }
      return Vector3(reach(rows.c0), reach(rows.c1), reach(rows.c2))
    case .plane: return Vector3(.infinity, .infinity, .infinity)
    case .mesh(let mesh): return halfExtents(mesh.bounds, m)
    case .heightField(let field): return halfExtents(field.solidBounds, m)
    }
  }
}

extension Placed {
  /// The box along the world's axes that holds the piece.
  @inline(__always) var bounds: BoundingBox {
    switch geometry {
    case .mesh(let mesh): return surfaceBounds(mesh.bounds)
    case .heightField(let field): return surfaceBounds(field.solidBounds)
    default: return BoundingBox(centre: position, halfExtents: geometry.worldHalfExtents(rotation))
    }
  }
}

extension Placed {
  private func surfaceBounds(_ box: BoundingBox) -> BoundingBox {
    let h = box.halfExtents
    return BoundingBox(
      centre: toWorld(box.centre),
      halfExtents: rotation.c0.magnitudes * h.x + rotation.c1.magnitudes * h.y + rotation.c2.magnitudes * h.z)
  }
}

/// Half extents about the origin that hold a turned box.
private func halfExtents(_ box: BoundingBox, _ m: Matrix3) -> Vector3 {
  let c = (m * box.centre).magnitudes
  let h = box.halfExtents
  return c + m.c0.magnitudes * h.x + m.c1.magnitudes * h.y + m.c2.magnitudes * h.z
}

/// How far a disc of radius 1 about the unit vector d reaches along each axis.
@inline(__always) private func discReach(_ d: Vector3) -> Vector3 {
  @inline(__always) func reach(_ x: Double) -> Double { Swift.max(0, 1 - x * x).squareRoot() }
  return Vector3(reach(d.x), reach(d.y), reach(d.z))
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
    case .cylinder(let r, let h): [ShapePiece(geometry: .cylinder(radius: r, halfHeight: h))]
    case .cone(let r, let h): [ShapePiece(geometry: .cone(radius: r, height: h))]
    case .hull(let hull):
      // The arrays of a hull are about its centre of mass.
      [
        ShapePiece(
          geometry: .hull(hull.handle), shapeFromPiece: RigidTransform(translation: hull.unitMass.centreOfMass))
      ]
    case .compound(let parts):
      parts.flatMap { part in
        part.shape.pieces.map {
          ShapePiece(geometry: $0.geometry, shapeFromPiece: part.pose * $0.shapeFromPiece)
        }
      }
    case .plane: [ShapePiece(geometry: .plane)]
    case .mesh(let mesh): [ShapePiece(geometry: .mesh(mesh.handle))]
    case .heightField(let field): [ShapePiece(geometry: .heightField(field.handle))]
    }
  }
}
