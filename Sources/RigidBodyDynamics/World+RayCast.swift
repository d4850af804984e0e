import VectorMath

/// Where a ray first meets a body.
public struct RayHit: Sendable, Hashable {
  public var body: BodyID
  /// Distance from the origin of the ray, m.
  public var distance: Double
  public var point: Vector3
  /// Outward unit normal of the surface.
  public var normal: Vector3
}

extension World {
  /// The nearest surface along a ray, bodies that hold the origin excepted; nil where there is none within `limit`.
  ///
  /// - Parameters:
  ///   - direction: need not be a unit vector; must not be zero.
  ///   - layers: only bodies in one of these layers are seen.
  public func rayCast(
    from origin: Vector3, direction: Vector3, limit: Double = .infinity, layers: UInt32 = .max,
    ignoring ignored: BodyID? = nil
  ) -> RayHit? {
    precondition(origin.isFinite && direction.isFinite && direction.length > 0, "ray from \(origin) along \(direction)")
    let d = direction.normalized
    var best: RayHit?
    for c in colliders where bodies[c.body].layers & layers != 0 && c.body != ignored?.index {
      let placed = Placed(c, on: bodies[c.body])
      let p = placed.toLocal(origin)
      let u = placed.toLocalDirection(d)
      guard let (t, n) = c.geometry.firstHit(p, u), t <= limit, t < best?.distance ?? .infinity else { continue }
      best = RayHit(body: BodyID(index: c.body), distance: t, point: origin + d * t, normal: placed.rotation * n)
    }
    return best
  }
}

extension Geometry {
  /// Distance and normal at which the ray p + t u enters the shape; body frame, |u| = 1.
  func firstHit(_ p: Vector3, _ u: Vector3) -> (distance: Double, normal: Vector3)? {
    switch self {
    case .sphere(let r):
      return enterSphere(p, u, centre: .zero, r)
    case .plane:
      guard p.y > 0 && u.y < 0 else { return nil }
      return (-p.y / u.y, .unitY)
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
