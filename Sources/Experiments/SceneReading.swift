import SceneDescription
import VectorMath

// What experiments ask of a scene.

extension Scene {
  func index(of name: String) throws(ExperimentError) -> Int {
    guard let i = bodies.firstIndex(where: { $0.name == name }) else {
      throw ExperimentError("'\(title)': the experiment needs a body '\(name)'")
    }
    return i
  }
  func body(_ name: String) throws(ExperimentError) -> Body { bodies[try index(of: name)] }

  /// Strength of gravity, m/s^2, and the direction against it.
  func up() throws(ExperimentError) -> (g: Double, up: Vector3) {
    guard gravity.length > 0 else { throw ExperimentError("'\(title)': the experiment needs gravity") }
    return (gravity.length, -gravity.normalized)
  }

  /// Bodies that move, by number.
  var movers: [Int] { bodies.indices.filter { bodies[$0].motion == .dynamic } }

  /// Coulomb coefficient of a pair: the geometric mean of its two.
  func friction(_ a: Body, _ b: Body) -> Double { (ownFriction(a) * ownFriction(b)).squareRoot() }
  /// Restitution of a pair: the larger of its two.
  func restitution(_ a: Body, _ b: Body) -> Double { Swift.max(ownRestitution(a), ownRestitution(b)) }
  /// Lever arm of rolling friction of a pair, m: the larger of its two.
  func rollingLever(_ a: Body, _ b: Body) -> Double { Swift.max(ownRollingLever(a), ownRollingLever(b)) }

  private func ownRollingLever(_ b: Body) -> Double {
    b.rollingResistance ?? material(named: b.material)?.rollingResistance ?? 0
  }
  private func ownFriction(_ b: Body) -> Double { b.friction ?? material(named: b.material)?.friction ?? 0 }
  private func ownRestitution(_ b: Body) -> Double { b.restitution ?? material(named: b.material)?.restitution ?? 0 }
}

extension Body {
  /// The flat upper side of a plane or a box: a point of it and the direction away from the solid.
  func surface() throws(ExperimentError) -> (point: Vector3, normal: Vector3) {
    let normal = orientation.rotate(.unitY)
    switch shape {
    case .plane: return (position, normal)
    case .box(let b): return (position + normal * b.halfExtents.y, normal)
    default: throw ExperimentError("body '\(name)': the experiment needs a plane or a box")
    }
  }

  func sphereRadius() throws(ExperimentError) -> Double {
    guard case .sphere(let s) = shape else { throw ExperimentError("body '\(name)': the experiment needs a sphere") }
    return s.radius
  }

  func boxHalfExtents() throws(ExperimentError) -> Vector3 {
    guard case .box(let b) = shape else { throw ExperimentError("body '\(name)': the experiment needs a box") }
    return b.halfExtents
  }

  /// The place of a world point in the body at the start.
  func local(_ point: Vector3) -> Vector3 { orientation.normalized.inverseRotate(point - position) }
}

extension Vector3 {
  /// The part of the vector at right angles to a unit vector.
  func across(_ unit: Vector3) -> Vector3 { self - unit * dot(self, unit) }
}

/// The value at which `isBelow` turns from true to false, to within `width`, by bisection.
///
/// Nil where the two ends do not differ so.
func bisect(
  _ range: ClosedRange<Double>, to width: Double, _ isBelow: (Double) throws(ExperimentError) -> Bool
) throws(ExperimentError) -> Double? {
  var low = range.lowerBound
  var high = range.upperBound
  guard try isBelow(low), try !isBelow(high) else { return nil }
  while high - low > width {
    let middle = (low + high) / 2
    if try isBelow(middle) { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
