import VectorMath

extension TriangleSurface {
  /// Distance and normal at which the ray p + t u, |u| = 1, first meets the surface from outside; surface frame.
  func firstHit(_ p: Vector3, _ u: Vector3, limit: Double) -> (distance: Double, normal: Vector3)? {
    if isSolidBelow && isBelow(p) { return nil }
    var best = limit
    var hit = -1
    cast(from: p, direction: u, halfExtents: .zero, limit: limit) { t, farthest in
      guard let distance = enter(t, p, u), distance <= farthest else { return farthest }
      if distance < best || (distance == best && (hit < 0 || t < hit)) {
        best = distance
        hit = t
      }
      return distance
    }
    return hit < 0 ? nil : (best, normal(of: hit))
  }

  /// Whether a point is inside of a surface that is solid below.
  func isBelow(_ p: Vector3) -> Bool {
    let t = triangle(under: p)
    return t >= 0 && dot(normal(of: t), p - point(0, of: t)) < 0
  }

  /// Distance at which a ray meets the front of a triangle. Möller & Trumbore, Journal of Graphics Tools 2 (1997).
  private func enter(_ t: Int, _ p: Vector3, _ u: Vector3) -> Double? {
    let a = point(0, of: t)
    let ab = point(1, of: t) - a
    let ac = point(2, of: t) - a
    let h = cross(u, ac)
    let determinant = dot(ab, h)
    // Positive for rays that come from outside.
    guard determinant > 0 else { return nil }
    let s = p - a
    // A little room, so that no ray slips between two triangles.
    let room: Double = 1e-12 * determinant
    let v = dot(s, h)
    guard v >= -room && v <= determinant + room else { return nil }
    let q = cross(s, ab)
    let w = dot(u, q)
    guard w >= -room && v + w <= determinant + room else { return nil }
    let distance = dot(ac, q) / determinant
    return distance > 0 ? distance : nil
  }
}
