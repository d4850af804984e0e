import VectorMath

// A convex piece against a surface of triangles.
//
// The surface is not a heap of triangles but faces, ridges and peaks, and a contact belongs to the one feature that is
// the farthest of its neighbourhood along the contact normal. So each feature has a set of normals: a flat region its
// own, a ridge the arc between the normals of its two faces, a peak the cone of directions in which nothing around it
// goes (its polar cone). Contacts with normals outside the set are left to other features. Seams within a flat region
// and hollow edges have no normals at all, which is why nothing trips over them.
//
// - Faces: the points that the piece would have on the plane of the region, as far as they lie over its triangles.
// - Peaks and ridges: the piece against a point or a segment.
//
// Compare the Voronoi and Gauss-map tests of edges in Bullet's internal-edge utility, Box2D's chain shapes and Jolt's
// active edges.

/// A point of a piece on the plane of a flat region.
struct FacePoint {
  var candidate: Candidate
  var region: Int
  /// The triangle of the region that it lies over.
  var triangle: Int
}

/// Contacts of a surface (a) and a convex piece (b) with one normal, in world axes.
struct SurfaceGroup {
  /// Tells it from the other groups of the pair, from step to step: the region, ridge or peak that it began with.
  var sub: UInt32
  var manifold: CandidateManifold
}

/// Working memory of contacts with surfaces.
struct SurfaceScratch: Sendable {
  fileprivate var triangles: [Int] = []
  fileprivate var facePoints: [FacePoint] = []
  /// What was found, by rising `sub`.
  var groups: [SurfaceGroup] = []
  fileprivate var found = CandidateManifold()
}

/// Normals closer than this make one manifold, rad.
private let groupAngle = 1e-3
/// How far a contact normal may lie outside of the set of its feature, rad.
private let normalTolerance = 1e-6

struct SurfaceCollision<Surface: TriangleSurface> {
  let surface: Surface
  /// The surface in the world.
  let place: Placed
  /// The piece in the frame of the surface.
  let body: Placed
  /// Half extents of the piece along its own axes with the margin about them.
  let reach: Vector3
  /// Lengths that tolerances scale with, m.
  let inner: Double
  let margin: Double

  init(_ surface: Surface, at place: Placed, _ piece: Placed, inner: Double, margin: Double) {
    self.surface = surface
    self.place = place
    let turn = place.rotation.transpose
    body = Placed(
      geometry: piece.geometry, position: turn * (piece.position - place.position), rotation: turn * piece.rotation)
    self.inner = inner
    self.margin = margin
    reach = piece.geometry.worldHalfExtents(.identity) + Vector3(margin, margin, margin)
  }

  /// Whether the box along the piece's axes that holds these points is within the margin of the piece's own.
  @inline(__always) private func isNear(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Bool {
    let (a, b, c) = (body.toLocal(a), body.toLocal(b), body.toLocal(c))
    let low = min(a, min(b, c))
    let high = max(a, max(b, c))
    return low.x <= reach.x && low.y <= reach.y && low.z <= reach.z && high.x >= -reach.x && high.y >= -reach.y
      && high.z >= -reach.z
  }

  /// Finds the contacts closer than the margin, as groups of one normal each.
  func collide(_ s: inout SurfaceScratch) {
    s.groups.removeAll(keepingCapacity: true)
    s.triangles.removeAll(keepingCapacity: true)
    s.facePoints.removeAll(keepingCapacity: true)
    if surface.isSolidBelow && pushOut(&s) { return }
    surface.query(body.bounds.grown(by: margin)) { t in
      if isNear(surface.point(0, of: t), surface.point(1, of: t), surface.point(2, of: t)) { s.triangles.append(t) }
    }
    if s.triangles.isEmpty { return }
    // By regions, so that each is one run.
    s.triangles.sort { (surface.region(of: $0), $0) < (surface.region(of: $1), $1) }
    findFacePoints(&s)
    groupFacePoints(&s)
    findPeaks(&s)
    findRidges(&s)
    for i in s.groups.indices { s.groups[i].manifold.reduceToFour() }
    s.groups.sort { $0.sub < $1.sub }
  }

  /// A body whose centre is under a solid surface: out along the normal of the triangle above it.
  private func pushOut(_ s: inout SurfaceScratch) -> Bool {
    let t = surface.triangle(under: body.position)
    guard t >= 0 else { return false }
    let n = surface.normal(of: t)
    guard dot(n, body.position - surface.point(0, of: t)) < 0 else { return false }
    findPlanePoints(surface.region(of: t), &s.found)
    for i in 0..<s.found.count { add(s.found.points[i], region: surface.region(of: t), &s) }
    for i in s.groups.indices { s.groups[i].manifold.reduceToFour() }
    return true
  }

  // MARK: Faces

  /// The points of the piece near the plane of a region.
  private func findPlanePoints(_ region: Int, _ found: inout CandidateManifold) {
    let n = surface.normal(of: region)
    let across = n.anyPerpendicular
    let plane = Placed(
      geometry: .plane, position: surface.point(0, of: region),
      rotation: Matrix3(columns: cross(n, across), n, across))
    RigidBodyDynamics.collide(plane, body, margin: margin, cachedAxis: 0, tolerance: 0, into: &found)
  }

  private func findFacePoints(_ s: inout SurfaceScratch) {
    let shape = ConvexShape(body.geometry)!
    var next = 0
    while next < s.triangles.count {
      let region = surface.region(of: s.triangles[next])
      let first = next
      while next < s.triangles.count && surface.region(of: s.triangles[next]) == region { next += 1 }
      let n = surface.normal(of: region)
      let height = dot(n, body.position - surface.point(0, of: region))
      // One-sided: a piece that is mostly behind does not touch.
      guard height >= 0 else { continue }
      let down = body.toLocalDirection(-n)
      guard height - dot(down, shape.support(down)) - shape.radius < margin else { continue }
      findPlanePoints(region, &s.found)
      let normal = s.found.normal
      for i in 0..<s.found.count {
        let p = s.found.points[i].onA
        for t in s.triangles[first..<next] where isOver(t, p, normal) {
          s.facePoints.append(FacePoint(candidate: s.found.points[i], region: region, triangle: t))
          break
        }
      }
    }
  }

  /// Whether a point of the plane of a region lies in one of its triangles.
  ///
  /// Seams get a little room so that no point falls between two triangles; hollow edges more, for what overlaps the
  /// other face too lies beyond them.
  private func isOver(_ t: Int, _ p: Vector3, _ normal: Vector3) -> Bool {
    let features = surface.features(of: t)
    for k in 0..<3 {
      let a = surface.point(k, of: t)
      let side = surface.point((k + 1) % 3, of: t) - a
      let room: Double =
        features.contains(.seam(k)) ? 1e-7 * inner : (features.contains(.ridge(k)) ? 1e-10 * inner : 0.05 * inner)
      if dot(p - a, cross(normal, side)) < -room * side.length { return false }
    }
    return true
  }

  private func groupFacePoints(_ s: inout SurfaceScratch) {
    for i in s.facePoints.indices {
      let p = s.facePoints[i]
      if p.candidate.separation < 0 && s.facePoints.contains(where: { isBehind(p, $0) }) { continue }
      add(p.candidate, region: p.region, &s)
    }
  }

  /// Whether the same point of the piece overlaps another face less, and this one only because it lies behind that one.
  ///
  /// At a step the lower edge of a box is deep under the tread, but what it has met is the riser.
  private func isBehind(_ p: FacePoint, _ q: FacePoint) -> Bool {
    guard
      q.region != p.region && q.candidate.separation < 0 && q.candidate.separation > p.candidate.separation
        && (q.candidate.onB - p.candidate.onB).length < 1e-9 * inner
    else { return false }
    let n = surface.normal(of: q.region)
    let origin = surface.point(0, of: q.region)
    for k in 0..<3 where dot(n, surface.point(k, of: p.triangle) - origin) > 1e-7 * inner { return false }
    return true
  }

  private func add(_ c: Candidate, region: Int, _ s: inout SurfaceScratch) {
    let sub = UInt32(region)
    if s.groups.last?.sub != sub { s.groups.append(newGroup(sub, s.found)) }
    // The last plane need not be this one.
    let n = surface.normal(of: region)
    let g = s.groups.count - 1
    s.groups[g].manifold.normal = place.rotation * n
    s.groups[g].manifold.owner = .a
    append(c, feature: c.feature, to: &s.groups[g].manifold)
  }

  // MARK: Peaks and ridges

  private func findPeaks(_ s: inout SurfaceScratch) {
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

  private func findRidges(_ s: inout SurfaceScratch) {
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
      s.groups.append(newGroup(sub, s.found))
      target = s.groups.count - 1
      s.groups[target].manifold.normal = n
      s.groups[target].manifold.owner = s.found.owner == .b ? .b : .world
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

  // MARK: Groups

  private func newGroup(_ sub: UInt32, _ found: CandidateManifold) -> SurfaceGroup {
    var m = CandidateManifold()
    m.radiusB = found.radiusB
    m.axisB = place.rotation * found.axisB
    return SurfaceGroup(sub: sub, manifold: m)
  }

  /// Adds a point of the surface's frame to a group, along the normal of the group, unless it is there already.
  private func append(_ p: Candidate, feature: UInt32, to m: inout CandidateManifold) {
    let onA = place.toWorld(p.onA)
    let onB = place.toWorld(p.onB)
    for i in 0..<m.count where (m.points[i].onA - onA).length < 1e-6 * inner { return }
    if m.count == 16 { m.reduceToFour() }
    let separation = dot(onB - onA, m.normal) - m.radiusB
    guard separation < margin else { return }
    m.append(onA, onB, separation, feature)
    m.points[m.count - 1].rolling = p.rolling
  }
}
