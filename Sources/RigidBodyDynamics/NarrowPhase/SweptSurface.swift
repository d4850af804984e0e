import VectorMath

/// Contacts of a surface and a convex piece, in either order: swept where the pair moves fast, else at the start of the
/// step. `scratch.groups` holds them, the first collider being a.
func detectSurface(
  _ ca: Collider, _ a: RigidBody, _ cb: Collider, _ b: RigidBody, margin: Double, timeStep h: Double,
  _ scratch: inout SurfaceScratch
) {
  let isFirst = ca.geometry.isSurface
  let pair =
    isFirst
    ? SurfacePair(surface: ca, base: a, piece: cb, body: b, margin: margin, timeStep: h)
    : SurfacePair(surface: cb, base: b, piece: ca, body: a, margin: margin, timeStep: h)
  switch pair.surface.geometry {
  case .mesh(let mesh): pair.detect(mesh, &scratch)
  case .heightField(let field): pair.detect(field, &scratch)
  default: preconditionFailure("neither \(ca.geometry) nor \(cb.geometry) is a surface")
  }
  if !isFirst {
    for i in scratch.groups.indices { scratch.groups[i].manifold.swapBodies() }
  }
}

private struct SurfacePair {
  let surface: Collider
  let base: RigidBody
  let piece: Collider
  let body: RigidBody
  let margin: Double
  let timeStep: Double

  func detect(_ triangles: some TriangleSurface, _ scratch: inout SurfaceScratch) {
    let place = Placed(surface, on: base)
    let placed = Placed(piece, on: body)
    let inner = piece.innerRadius
    let way: Double = (base.speedBound + body.speedBound) * timeStep
    let isFast = way > Rule.sweptMotionFraction * inner
    let touch = 0.01 * inner
    guard isFast else {
      SurfaceCollision(triangles, at: place, placed, inner: inner, margin: margin).collide(&scratch)
      return
    }
    collideTouching(triangles, place, placed, touch, &scratch)
    guard let t = firstTouch(triangles, place, placed, way, touch, &scratch) else { return }
    let movedBase = base.placed(surface, after: t)
    let movedPiece = body.placed(piece, after: t)
    let known = scratch.groups
    collideTouching(triangles, movedBase, movedPiece, touch, &scratch)
    for i in scratch.groups.indices {
      carryBack(
        &scratch.groups[i].manifold, by: t, base, from: movedBase, to: place, body, from: movedPiece, to: placed)
    }
    // What touches already is better known from now than from later.
    scratch.groups.removeAll { late in known.contains { $0.sub == late.sub } }
    scratch.groups.append(contentsOf: known)
    scratch.groups.sort { $0.sub < $1.sub }
  }

  /// The contacts of what touches, with all points that face it: the first to strike turns the body, and others follow in
  /// the same step.
  private func collideTouching(
    _ triangles: some TriangleSurface, _ place: Placed, _ placed: Placed, _ touch: Double,
    _ scratch: inout SurfaceScratch
  ) {
    func collide(_ margin: Double) {
      SurfaceCollision(triangles, at: place, placed, inner: piece.innerRadius, margin: margin).collide(&scratch)
    }
    collide(4 * touch)
    if scratch.groups.isEmpty { return }
    let touching = scratch.groups
    collide(2 * piece.boundingRadius)
    let facing = scratch.groups
    scratch.groups = touching
    for i in touching.indices where touching[i].manifold.count < 3 {
      for other in facing where other.sub == touching[i].sub { scratch.groups[i].manifold.fill(from: other.manifold) }
    }
  }

  /// The time within the step at which the piece first touches a triangle in front of it that it does not touch yet.
  ///
  /// Conservative advancement as for convex pairs, triangle by triangle.
  private func firstTouch(
    _ triangles: some TriangleSurface, _ place: Placed, _ placed: Placed, _ way: Double, _ touch: Double,
    _ scratch: inout SurfaceScratch
  ) -> Double? {
    guard let shape = ConvexShape(piece.geometry) else { return nil }
    let turn = place.rotation.transpose
    let local = Placed(
      geometry: piece.geometry, position: turn * (placed.position - place.position), rotation: turn * placed.rotation)
    let touched = scratch.groups.map(\.sub)
    var first = timeStep
    var found = false
    triangles.query(local.bounds.grown(by: way + touch)) { t in
      let n = triangles.normal(of: t)
      guard dot(n, local.position - triangles.point(0, of: t)) >= 0 else { return }
      if touched.contains(UInt32(triangles.region(of: t))) { return }
      let corners = ConvexShape(
        triangle: triangles.point(0, of: t), triangles.point(1, of: t), triangles.point(2, of: t))
      if let time = timeOfTouch(corners, shape, touch, before: first) {
        first = time
        found = true
      }
    }
    return found ? first : nil
  }

  private func timeOfTouch(_ triangle: ConvexShape, _ shape: ConvexShape, _ touch: Double, before end: Double)
    -> Double?
  {
    let closing = body.velocity - base.velocity
    let spinA = base.angularVelocity.length
    let spinB = body.angularVelocity.length
    let turning: Double =
      (spinA > 0 ? spinA * base.boundingRadius : 0) + (spinB > 0 ? spinB * body.boundingRadius : 0)
    var t = 0.0
    for _ in 0..<64 {
      let place = base.placed(surface, after: t)
      let pair = ConvexPair(triangle, place, shape, body.placed(piece, after: t))
      guard let s = pair.separation(limit: .infinity, accepted: .infinity) else { return nil }
      let gap = s.gap - pair.radii
      if gap <= touch { return t > 0 ? t : nil }
      let speed: Double = turning - dot(closing, place.rotation * s.normal)
      if speed <= 0 { return nil }
      t += (gap - touch * 0.5) / speed
      if t >= end { return nil }
    }
    return t
  }
}
