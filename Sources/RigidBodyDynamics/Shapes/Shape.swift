import VectorMath

/// The form of a body. Lengths in metres, in the shape's own frame.
public indirect enum Shape: Sendable, Hashable {
  case sphere(radius: Double)
  case box(halfExtents: Vector3)
  /// A cylinder of height 2 * halfHeight about Y, closed by two half spheres.
  case capsule(radius: Double, halfHeight: Double)
  /// A cylinder of height 2 * halfHeight about Y; its origin is the centre of mass.
  case cylinder(radius: Double, halfHeight: Double)
  /// A cone about Y with its apex up; its origin is the centre of mass, so the base is at y = -height / 4.
  case cone(radius: Double, height: Double)
  /// A convex polyhedron, its origin anywhere.
  case hull(ConvexHull)
  /// Convex solids that move as one.
  case compound([Part])
  /// Everything below the body's own XZ plane; its surface looks along the body's +Y. For fixed bodies only.
  case plane
  /// A surface of triangles; for fixed and kinematic bodies only.
  case mesh(TriangleMesh)
  /// Ground given by heights over a grid; for fixed and kinematic bodies only.
  case heightField(HeightField)

  /// One piece of a compound.
  public struct Part: Sendable, Hashable {
    /// A convex solid: no plane and no compound.
    public var shape: Shape
    /// Its place: shapeFromPart.
    public var pose: RigidTransform
    /// Its density, as a multiple of that of the whole.
    public var density: Double

    public init(_ shape: Shape, at pose: RigidTransform = .identity, density: Double = 1) {
      self.shape = shape
      self.pose = pose
      self.density = density
    }
  }
}
