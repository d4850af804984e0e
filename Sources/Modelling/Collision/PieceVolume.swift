import SceneDescription
import VectorMath

extension SolidShape.Compound.Part {
  /// Volume, m^3; of a hull the true one, where `SolidShape.volume` takes the box around it.
  public var volume: Double {
    guard case .hull(let hull) = shape else { return shape.volume }
    return ConvexHull(around: hull.points)?.volume ?? 0
  }

  /// Centre of mass in the body's frame, m.
  public var centroid: Vector3 {
    guard case .hull(let hull) = shape, let solid = ConvexHull(around: hull.points), solid.volume > 0 else {
      return position
    }
    // Tetrahedra from the origin to each triangle.
    var moment = Vector3.zero
    for t in solid.triangles {
      let (a, b, c) = (solid.points[Int(t.x)], solid.points[Int(t.y)], solid.points[Int(t.z)])
      moment += (a + b + c) * (dot(a, cross(b, c)) / 24)
    }
    return position + orientation.rotate(moment / solid.volume)
  }
}
