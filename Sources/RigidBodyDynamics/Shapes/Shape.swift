import VectorMath

/// A convex solid about its own centre of mass. Lengths in metres, in the body's frame.
public enum Shape: Sendable, Hashable {
  case sphere(radius: Double)
  case box(halfExtents: Vector3)
  /// A cylinder of height 2 * halfHeight about Y, closed by two half spheres.
  case capsule(radius: Double, halfHeight: Double)
  /// Everything below the body's own XZ plane; its surface looks along the body's +Y. For fixed bodies only.
  case plane

  /// Volume, m^3; infinite for a plane.
  public var volume: Double {
    switch self {
    case .sphere(let r): return 4.0 / 3.0 * Double.pi * r * r * r
    case .box(let h): return 8 * h.x * h.y * h.z
    case .capsule(let r, let h): return Double.pi * r * r * (2 * h + 4.0 / 3.0 * r)
    case .plane: return .infinity
    }
  }

  /// Principal moments of inertia about the body's axes for a solid of this mass, kg m^2.
  public func inertia(mass: Double) -> Vector3 {
    switch self {
    case .sphere(let r):
      let i: Double = 0.4 * mass * r * r
      return Vector3(i, i, i)
    case .box(let h):
      let k = mass / 3
      return Vector3(k * (h.y * h.y + h.z * h.z), k * (h.x * h.x + h.z * h.z), k * (h.x * h.x + h.y * h.y))
    case .capsule(let r, let h):
      let sphereShare: Double = (4.0 / 3.0 * r) / (2 * h + 4.0 / 3.0 * r)
      let ball = mass * sphereShare
      let cylinder = mass - ball
      let axial: Double = 0.5 * cylinder * r * r + 0.4 * ball * r * r
      // Two half balls, each with its centre of mass 3/8 r beyond the end of the cylinder.
      let cylinderAcross: Double = cylinder * (r * r / 4 + h * h / 3)
      let ballAcross: Double = ball * (0.4 * r * r + h * h + 0.75 * h * r)
      return Vector3(cylinderAcross + ballAcross, axial, cylinderAcross + ballAcross)
    case .plane:
      return Vector3(.infinity, .infinity, .infinity)
    }
  }
}
