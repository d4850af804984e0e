import VectorMath

/// A linear map followed by a translation.
struct AffineTransform: Sendable {
  var linear = Matrix3.identity
  var translation = Vector3.zero

  func apply(_ p: Vector3) -> Vector3 { linear * p + translation }

  static func * (a: AffineTransform, b: AffineTransform) -> AffineTransform {
    AffineTransform(linear: a.linear * b.linear, translation: a.apply(b.translation))
  }

  /// Turns by degrees about x, then y, then z.
  static func turning(_ degrees: Vector3) -> Matrix3 {
    turning(degrees.z, about: .z) * turning(degrees.y, about: .y) * turning(degrees.x, about: .x)
  }

  /// A turn by degrees about one axis, exact at the multiples of 90.
  static func turning(_ degrees: Double, about axis: ModelAxis) -> Matrix3 {
    let (s, c) = sineAndCosine(degrees: degrees)
    switch axis {
    case .x: return Matrix3(columns: .unitX, Vector3(0, c, s), Vector3(0, -s, c))
    case .y: return Matrix3(columns: Vector3(c, 0, -s), .unitY, Vector3(s, 0, c))
    case .z: return Matrix3(columns: Vector3(c, s, 0), Vector3(-s, c, 0), .unitZ)
    }
  }
}

extension TriangleMesh {
  /// Its image; a mirroring keeps the faces outwards.
  func transformed(by transform: AffineTransform) -> TriangleMesh {
    var out = self
    let m = transform.linear
    let determinant = m.determinant
    // Normals go with the transposed inverse; the cofactors are that up to a factor whose sign matters.
    let sign: Double = determinant < 0 ? -1 : 1
    let cofactors = Matrix3(columns: cross(m.c1, m.c2) * sign, cross(m.c2, m.c0) * sign, cross(m.c0, m.c1) * sign)
    for k in out.positions.indices {
      out.positions[k] = transform.apply(positions[k])
      out.normals[k] = (cofactors * normals[k]).normalized
    }
    if determinant < 0 {
      for k in out.triangles.indices { out.triangles[k] = SIMD3(triangles[k].x, triangles[k].z, triangles[k].y) }
    }
    return out
  }

  /// Least and greatest corner of the box around it; zeros where it is empty.
  public var bounds: (low: Vector3, high: Vector3) {
    guard var low = positions.first else { return (.zero, .zero) }
    var high = low
    for p in positions {
      low = min(low, p)
      high = max(high, p)
    }
    return (low, high)
  }
}
