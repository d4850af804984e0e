import VectorMath

extension Geometry {
  /// Area of the shadow that the piece throws along the unit vector d, m^2; 0 for what is no solid.
  func projectedArea(along d: Vector3) -> Double {
    let cosine = Swift.min(1, d.y.magnitude)
    let sine = (d.x * d.x + d.z * d.z).squareRoot()
    switch self {
    case .sphere(let r): return Double.pi * r * r
    case .box(let h):
      return 4 * (d.x.magnitude * h.y * h.z + d.y.magnitude * h.x * h.z + d.z.magnitude * h.x * h.y)
    case .capsule(let r, let h): return Double.pi * r * r + 4 * r * h * sine
    case .cylinder(let r, let h): return Double.pi * r * r * cosine + 4 * r * h * sine
    case .cone(let r, let h):
      // An ellipse, and the two tangents to it from the apex where that stands out.
      let apex: Double = h * sine
      let small: Double = r * cosine
      if apex <= small { return Double.pi * r * small }
      let touch = PortableMath.arcCosine(small / apex)
      return r * (small * (Double.pi - touch) + (apex * apex - small * small).squareRoot())
    case .hull(let hull):
      // Cauchy: each line along d crosses the surface of a convex body twice.
      let t = hull.topology
      var doubled = 0.0
      for i in 0..<t.pointee.faceCount {
        let f = t.pointee.faces[i]
        let first = t.pointee.vertices[Int(t.pointee.loops[Int(f.first)])]
        var area = 0.0
        for j in 1..<Int(f.count) - 1 {
          let a = t.pointee.vertices[Int(t.pointee.loops[Int(f.first) + j])] - first
          let b = t.pointee.vertices[Int(t.pointee.loops[Int(f.first) + j + 1])] - first
          area += dot(f.normal, cross(a, b))
        }
        doubled += 0.5 * area * dot(f.normal, d).magnitude
      }
      return 0.5 * doubled
    case .plane, .mesh, .heightField: return 0
    }
  }
}

extension Shape {
  /// Area of the shadow that the shape throws along a direction of its own frame, m^2; parts of a compound count each for
  /// itself, even where one is in the shadow of another. 0 for planes and surfaces.
  public func projectedArea(along direction: Vector3) -> Double {
    let d = direction.normalized
    return pieces.reduce(0) { $0 + $1.geometry.projectedArea(along: $1.shapeFromPiece.rotation.inverseRotate(d)) }
  }
}
