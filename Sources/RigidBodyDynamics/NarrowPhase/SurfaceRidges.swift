import VectorMath

// Peaks and ridges: the piece against a point or a segment, as spheres and capsules of no radius.

/// Normals closer than this make one manifold, rad.
private let groupAngle = 1e-3
/// How far a contact normal may lie outside of the set of its feature, rad.
private let normalTolerance = 1e-6

extension SurfaceCollision {
  func findPeaks(_ s: inout SurfaceScratch) {
    for t in s.triangles {
      let features = surface.features(of: t)
      for k in 0..<3 where features.contains(.peak(k)) {
        let p = surface.point(k, of: t)
        guard isNear(p, p, p) else { continue }
        let point = Placed(geometry: .sphere(radius: 0), position: p, rotation: .identity)
        RigidBodyDynamics.collide(point, body, margin: margin, cachedAxis: 0, tolerance: 0, into: &s.found)
        guard s.found.count > 0 && peakAllows(s.found.normal, t, k) else { continue }
        add(edge: t, 0x8000_0000 | UInt32(surface.corner(k, of: t)), &s)
      }
    }
  }

  func findRidges(_ s: inout SurfaceScratch) {
    for t in s.triangles {
      let features = surface.features(of: t)
      for k in 0..<3 where features.contains(.ridge(k)) {
        let other = surface.neighbour(k, of: t)
        if other >= 0 && other < t { continue }
        let a = surface.point(k, of: t)
        let b = surface.point((k + 1) % 3, of: t)
        guard isNear(a, a, b) else { continue }
        let length = (b - a).length
        let along = (b - a) / length
        let across = along.anyPerpendicular
        let edge = Placed(
          geometry: .capsule(radius: 0, halfHeight: length / 2), position: (a + b) * 0.5,
          rotation: Matrix3(columns: cross(along, across), along, across))
        RigidBodyDynamics.collide(edge, body, margin: margin, cachedAxis: 0, tolerance: 0, into: &s.found)
        guard s.found.count > 0 else { continue }
        // One point has a normal square to the ridge, or it is at its end, where the peak answers for it. Two points lie
        // along a face of the piece, which need be parallel only roughly.
        let slant = dot(s.found.normal, along).magnitude
        guard slant <= (s.found.count > 1 ? 0.02 : normalTolerance) else { continue }
        guard ridgeAllows(s.found.normal, t, k, along) else { continue }
        add(edge: t, 0x4000_0000 | UInt32(3 * t + k), &s)
      }
    }
  }

  /// Whether nothing beside a ridge goes further along d than the ridge does.
  private func ridgeAllows(_ d: Vector3, _ t: Int, _ k: Int, _ along: Vector3) -> Bool {
    let n = surface.normal(of: t)
    if dot(d, cross(n, along)) > normalTolerance { return false }
    let other = surface.neighbour(k, of: t)
    if other < 0 { return dot(d, n) >= -normalTolerance }
    let m = surface.normal(of: other)
    return dot(d, cross(along, m)) <= normalTolerance
  }

  /// Whether nothing around a peak goes further along d than the peak does.
  private func peakAllows(_ d: Vector3, _ t: Int, _ k: Int) -> Bool {
    let v = surface.point(k, of: t)
    var allows = true
    var outside = Vector3.zero
    surface.walk(around: k, of: t) { triangle, c in
      outside += surface.normal(of: triangle)
      for j in 1...2 {
        let side = (surface.point((c + j) % 3, of: triangle) - v).normalized
        if dot(d, side) > normalTolerance { allows = false }
      }
      return allows
    }
    return allows && dot(d, outside) > 0
  }

  /// Puts the points just found into the group of their normal, or makes one.
  private func add(edge triangle: Int, _ sub: UInt32, _ s: inout SurfaceScratch) {
    let n = place.rotation * s.found.normal
    let cosine = 1 - groupAngle * groupAngle / 2
    var target = -1
    for g in s.groups.indices where dot(s.groups[g].manifold.normal, n) > cosine {
      // A face takes in its own borders only.
      let isFace = s.groups[g].sub < 0x4000_0000
      if !isFace || isBeside(triangle, sub, region: Int(s.groups[g].sub)) {
        target = g
        break
      }
    }
    if target < 0 {
      let owner: NormalOwner = s.found.owner == .b ? .b : .world
      s.groups.append(newGroup(sub, normal: s.found.normal, owner: owner, radius: s.found.radiusB))
      target = s.groups.count - 1
    }
    for i in 0..<s.found.count {
      var p = s.found.points[i]
      // The core below the same point of the surface, for a normal and a radius that are the group's.
      let radius = s.groups[target].manifold.radiusB
      p.onB += place.rotation.transposeMultiply(s.groups[target].manifold.normal) * radius
      p.onB -= s.found.normal * s.found.radiusB
      let feature = (sub &* 0x9E37_79B1) ^ p.feature | 0x8000_0000
      append(p, feature: feature, to: &s.groups[target].manifold)
    }
  }

  private func isBeside(_ triangle: Int, _ sub: UInt32, region: Int) -> Bool {
    if sub & 0x8000_0000 != 0 {
      var found = false
      let k = surface.cornerIndex(of: Int(sub & 0x7FFF_FFFF), in: triangle)
      surface.walk(around: k, of: triangle) { t, _ in
        found = surface.region(of: t) == region
        return !found
      }
      return found
    }
    let other = surface.neighbour(Int(sub & 0x3FFF_FFFF) % 3, of: triangle)
    return surface.region(of: triangle) == region || (other >= 0 && surface.region(of: other) == region)
  }
}
