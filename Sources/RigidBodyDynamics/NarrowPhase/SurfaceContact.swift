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
  /// Radius of the piece about its core point; of a lying cylinder it depends on the plane.
  var radius: Double
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
  var triangles: [Int] = []
  var facePoints: [FacePoint] = []
  /// What was found, by rising `sub`.
  var groups: [SurfaceGroup] = []
  var found = CandidateManifold()
}

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
  @inline(__always) func isNear(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Bool {
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
    for i in 0..<s.found.count {
      add(
        FacePoint(
          candidate: s.found.points[i], radius: s.found.radiusB, region: surface.region(of: t), triangle: t), &s)
    }
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
          s.facePoints.append(
            FacePoint(candidate: s.found.points[i], radius: s.found.radiusB, region: region, triangle: t))
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
      add(p, &s)
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

  /// Adds a point to the group of its region; points come region by region.
  private func add(_ p: FacePoint, _ s: inout SurfaceScratch) {
    let sub = UInt32(p.region)
    if s.groups.last?.sub != sub {
      s.groups.append(newGroup(sub, normal: surface.normal(of: p.region), owner: .a, radius: p.radius))
    }
    append(p.candidate, feature: p.candidate.feature, to: &s.groups[s.groups.count - 1].manifold)
  }

  // MARK: Groups

  /// A group without points, for a normal in the surface's frame.
  func newGroup(_ sub: UInt32, normal: Vector3, owner: NormalOwner, radius: Double) -> SurfaceGroup {
    var m = CandidateManifold()
    m.reset(normal: place.rotation * normal, owner: owner, radiusA: 0, radiusB: radius)
    m.axisB = place.rotation * body.rotation.c1
    return SurfaceGroup(sub: sub, manifold: m)
  }

  /// Adds a point of the surface's frame to a group, along the normal of the group, unless it is there already.
  func append(_ p: Candidate, feature: UInt32, to m: inout CandidateManifold) {
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
