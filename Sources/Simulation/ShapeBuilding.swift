import RigidBodyDynamics
import SceneDescription
import VectorMath

extension SolidShape {
  /// The engine's form of the shape of `body`.
  func engineShape(of body: String) throws(SimulationError) -> Shape {
    switch self {
    case .sphere(let s): return .sphere(radius: s.radius)
    case .box(let b): return .box(halfExtents: b.halfExtents)
    case .capsule(let c): return .capsule(radius: c.radius, halfHeight: c.halfHeight)
    case .plane: return .plane
    case .cylinder, .cone, .hull, .compound, .mesh, .heightField:
      throw .badScene("body '\(body)': the simulator does not know the shape '\(tag)' yet")
    }
  }

  /// Radius at which the shape rolls, m; nil for shapes that stand on faces.
  var rollingRadius: Double? {
    switch self {
    case .sphere(let s): s.radius
    case .capsule(let c): c.radius
    case .cylinder(let c): c.radius
    case .cone(let c): c.radius
    case .box, .hull, .compound, .mesh, .heightField, .plane: nil
    }
  }

  /// Radius of the largest ball inside, m; of the smallest part of a compound. Of a hull it is that of the box around it.
  var innerRadius: Double {
    switch self {
    case .sphere(let s): return s.radius
    case .box(let b): return b.halfExtents.smallest
    case .capsule(let c): return c.radius
    case .cylinder(let c): return Swift.min(c.radius, c.halfHeight)
    case .cone(let c): return c.radius * c.height / (c.radius + (c.radius * c.radius + c.height * c.height).squareRoot())
    case .compound(let c): return c.parts.reduce(.infinity) { Swift.min($0, $1.shape.innerRadius) }
    case .hull: return localBounds.map { ($0.high - $0.low).smallest / 2 } ?? .infinity
    case .mesh, .heightField, .plane: return .infinity
    }
  }
}
