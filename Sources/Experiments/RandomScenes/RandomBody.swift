import RigidBodyDynamics
import VectorMath

/// The kinds of solids that random scenes are made of.
public enum SolidKind: CaseIterable, Sendable {
  case sphere, box, capsule

  /// A random solid that fits into a ball of radius `reach` m about its own origin and about fills it in one direction.
  public func shape(reach: Double, _ chance: inout SeededGenerator) -> Shape {
    switch self {
    case .sphere: return .sphere(radius: reach)
    case .box:
      let sides = Vector3(1, chance.uniform(0.3...1), chance.uniform(0.3...1))
      return .box(halfExtents: sides * (reach / sides.length))
    case .capsule:
      let slenderness = chance.uniform(0.5...2.5)
      return .capsule(radius: reach / (1 + slenderness), halfHeight: reach * slenderness / (1 + slenderness))
    }
  }
}

extension Shape {
  /// Half the smallest thickness of the solids above, m: what an overlap is compared with.
  var halfThickness: Double {
    switch self {
    case .sphere(let radius), .capsule(let radius, _): return radius
    case .box(let half): return Swift.min(half.x, half.y, half.z)
    default: preconditionFailure("no thickness is known of \(self)")
    }
  }
}

extension SeededGenerator {
  mutating func unitVector() -> Vector3 {
    // Uniform on the sphere (Archimedes): height and azimuth are independent.
    let y = uniform(-1...1)
    let azimuth = uniform(0...(2 * Double.pi))
    let across = (1 - y * y).squareRoot()
    return Vector3(across * PortableMath.cosine(azimuth), y, across * PortableMath.sine(azimuth))
  }

  mutating func orientation() -> Quaternion { Quaternion(angle: uniform(0...Double.pi), axis: unitVector()) }

  mutating func vector(within limit: Double) -> Vector3 {
    Vector3(uniform(-limit...limit), uniform(-limit...limit), uniform(-limit...limit))
  }
}
