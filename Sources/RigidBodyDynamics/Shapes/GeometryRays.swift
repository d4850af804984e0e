import VectorMath

extension Geometry {
  /// Distance and normal at which the ray p + t u enters the shape; body frame, |u| = 1.
  func firstHit(_ p: Vector3, _ u: Vector3) -> (distance: Double, normal: Vector3)? {
    switch self {
    case .sphere(let r):
      return enterSphere(p, u, centre: .zero, r)
    case .mesh(let mesh): return mesh.firstHit(p, u, limit: .infinity)
    case .heightField(let field): return field.firstHit(p, u, limit: .infinity)
    case .plane:
      guard p.y > 0 && u.y < 0 else { return nil }
      return (-p.y / u.y, .unitY)
    case .cylinder(let r, let h): return enterCylinder(p, u, radius: r, halfHeight: h)
    case .cone(let r, let h): return enterCone(p, u, radius: r, height: h)
    case .hull(let hull): return enterHull(p, u, hull.topology)
    case .box(let h):
      var enter = -Double.infinity
      var leave = Double.infinity
      var normal = Vector3.zero
      for axis in 0..<3 {
        if u[axis] == 0 {
          if p[axis].magnitude > h[axis] { return nil }
          continue
        }
        let sign: Double = u[axis] > 0 ? -1 : 1
        let near = (sign * h[axis] - p[axis]) / u[axis]
        let far = (-sign * h[axis] - p[axis]) / u[axis]
        if near > enter {
          enter = near
          normal = .zero
          normal[axis] = sign
        }
        leave = Swift.min(leave, far)
      }
      return enter > 0 && enter <= leave ? (enter, normal) : nil
    case .capsule(let r, let hh):
      var best: (distance: Double, normal: Vector3)?
      let a: Double = u.x * u.x + u.z * u.z
      let b: Double = p.x * u.x + p.z * u.z
      let c: Double = p.x * p.x + p.z * p.z - r * r
      let discriminant: Double = b * b - a * c
      if a > 0 && discriminant >= 0 && c > 0 {
        let t = (-b - discriminant.squareRoot()) / a
        let q = p + u * t
        if t > 0 && q.y.magnitude <= hh { best = (t, Vector3(q.x / r, 0, q.z / r)) }
      }
      for end in [-hh, hh] {
        if let hit = enterSphere(p, u, centre: Vector3(0, end, 0), r), hit.distance < best?.distance ?? .infinity {
          let y = p.y + u.y * hit.distance
          if end < 0 ? y <= end : y >= end { best = hit }
        }
      }
      return best
    }
  }

  private func enterSphere(_ p: Vector3, _ u: Vector3, centre: Vector3, _ r: Double) -> (
    distance: Double, normal: Vector3
  )? {
    let o = p - centre
    let b = dot(o, u)
    let c: Double = o.lengthSquared - r * r
    let discriminant: Double = b * b - c
    guard discriminant >= 0 && c > 0 && b < 0 else { return nil }
    let t = -b - discriminant.squareRoot()
    return (t, (o + u * t) / r)
  }
}
