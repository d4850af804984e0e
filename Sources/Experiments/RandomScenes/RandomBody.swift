import RigidBodyDynamics
import VectorMath

/// The kinds of solids that random scenes are made of.
public enum SolidKind: CaseIterable, Sendable {
  case sphere, box, capsule, cylinder, cone, hull, compound

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
    case .cylinder:
      let slenderness = chance.uniform(0.3...2.5)
      let radius: Double = reach / (1 + slenderness * slenderness).squareRoot()
      return .cylinder(radius: radius, halfHeight: radius * slenderness)
    case .cone:
      let slenderness = chance.uniform(0.6...2.5)
      // From the centre of mass to the apex and to the rim, for a base of radius 1.
      let farthest: Double = Swift.max(0.75 * slenderness, (1 + slenderness * slenderness / 16).squareRoot())
      return .cone(radius: reach / farthest, height: reach * slenderness / farthest)
    case .hull: return .hull(randomHull(reach: reach, &chance))
    case .compound: return .compound(randomParts(reach: reach, &chance))
    }
  }
}

/// The hull of a few points on an ellipsoid; bodies thinner than a sixth of the reach are drawn again.
private func randomHull(reach: Double, _ chance: inout SeededGenerator) -> ConvexHull {
  while true {
    let axes = Vector3(reach, reach * chance.uniform(0.4...1), reach * chance.uniform(0.4...1))
    let points = (0..<(5 + chance.index(20))).map { _ in chance.unitVector().scaled(by: axes) }
    if let hull = try? ConvexHull(points: points), Shape.hull(hull).innerRadius > reach / 6 { return hull }
  }
}

/// Two or three convex solids side by side, of unlike densities, that may overlap: hammers, brackets, jacks.
private func randomParts(reach: Double, _ chance: inout SeededGenerator) -> [Shape.Part] {
  let kinds: [SolidKind] = [.sphere, .box, .capsule, .cylinder, .cone, .hull]
  return (0..<(2 + chance.index(2))).map { _ in
    let part: Double = chance.uniform(0.4...0.6)
    let shape = kinds[chance.index(kinds.count)].shape(reach: part * reach, &chance)
    let pose = RigidTransform(
      rotation: chance.orientation(), translation: chance.unitVector() * ((1 - part) * reach))
    return Shape.Part(shape, at: pose, density: chance.uniform(0.5...2))
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
