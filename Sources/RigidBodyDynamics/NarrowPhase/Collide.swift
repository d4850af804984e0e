import VectorMath

/// Finds the contact points of a pair that are closer than `margin`; `out.count` is 0 where there are none.
///
/// One order of shapes has code, plane < box < capsule < sphere < others; the other is the same with the bodies
/// exchanged.
/// - Parameters:
///   - cachedAxis: the axis that a box pair used last; see `collideBoxes`.
///   - cachedNormal: the normal of the step before, or zero; where pairs of general shapes are searched first.
///   - tolerance: length below which two separating axes count as equally good, m.
func collide(
  _ a: Placed, _ b: Placed, margin: Double, cachedAxis: UInt8, cachedNormal: Vector3 = .zero, tolerance: Double,
  into out: inout CandidateManifold
) {
  out.count = 0
  out.axis = 0
  if rank(a.geometry) <= rank(b.geometry) {
    collideOrdered(a, b, margin, cachedAxis, cachedNormal, tolerance, &out)
  } else {
    collideOrdered(b, a, margin, cachedAxis, -cachedNormal, tolerance, &out)
    out.swapBodies()
  }
  out.reduceToFour()
}

@inline(__always) private func rank(_ s: Geometry) -> Int {
  switch s {
  case .plane: return 0
  case .box: return 1
  case .capsule: return 2
  case .sphere: return 3
  case .cylinder: return 4
  case .cone: return 5
  case .hull: return 6
  case .mesh, .heightField: return 7
  }
}

private func collideOrdered(
  _ a: Placed, _ b: Placed, _ margin: Double, _ cachedAxis: UInt8, _ cachedNormal: Vector3, _ tolerance: Double,
  _ out: inout CandidateManifold
) {
  switch (a.geometry, b.geometry) {
  case (.plane, .sphere(let r)): collidePlaneRound(a, b, halfHeight: 0, radius: r, margin, &out)
  case (.plane, .capsule(let r, let hh)): collidePlaneRound(a, b, halfHeight: hh, radius: r, margin, &out)
  case (.plane, .box(let h)): collidePlaneBox(a, b, h, margin, &out)
  case (.box(let ha), .box(let hb)): collideBoxes(a, ha, b, hb, margin, cachedAxis, tolerance, &out)
  case (.box(let h), .capsule(let r, let hh)): collideBoxCapsule(a, h, b, halfHeight: hh, radius: r, margin, &out)
  case (.box(let h), .sphere(let r)): collideBoxSphere(a, h, b, radius: r, margin, &out)
  case (.capsule(let ra, let ha), .capsule(let rb, let hb)): collideRound(a, ha, ra, b, hb, rb, margin, &out)
  case (.capsule(let ra, let ha), .sphere(let rb)): collideRound(a, ha, ra, b, 0, rb, margin, &out)
  case (.sphere(let ra), .sphere(let rb)): collideRound(a, 0, ra, b, 0, rb, margin, &out)
  case (.plane, .plane): break  // Both are fixed.
  case (_, .mesh), (_, .heightField): preconditionFailure("surfaces are collided by SurfaceCollision")
  case (.plane, _): collidePlaneConvex(a, b, margin, tolerance, &out)
  default:
    guard let shapeA = ConvexShape(a.geometry), let shapeB = ConvexShape(b.geometry) else { break }
    collideConvex(
      shapeA, a, shapeB, b, margin: margin, cachedAxis: cachedAxis, cachedNormal: cachedNormal, tolerance: tolerance,
      into: &out)
  }
}

private func collidePlaneConvex(
  _ plane: Placed, _ b: Placed, _ margin: Double, _ tolerance: Double, _ out: inout CandidateManifold
) {
  guard let shape = ConvexShape(b.geometry) else { return }
  let t = plane.rotation.transpose
  collideRegion(
    FaceRegion(normal: .unitY, offset: 0, outline: .unbounded), corners: 0, shape, turn: t * b.rotation,
    origin: t * (b.position - plane.position), plane, margin, tolerance, &out)
  out.axisB = b.rotation.c1
}

private func collidePlaneRound(
  _ plane: Placed, _ b: Placed, halfHeight: Double, radius: Double, _ margin: Double, _ out: inout CandidateManifold
) {
  let n = plane.rotation.c1
  out.reset(normal: n, owner: .a, radiusA: 0, radiusB: radius)
  let ends = halfHeight > 0 ? 2 : 1
  for end in 0..<ends {
    let offset = halfHeight > 0 ? (end == 0 ? -halfHeight : halfHeight) : 0
    let p = b.position + b.rotation.c1 * offset
    let height = dot(n, p - plane.position)
    if height - radius < margin { out.append(p - n * height, p, height - radius, UInt32(end)) }
  }
}

private func collidePlaneBox(
  _ plane: Placed, _ b: Placed, _ h: Vector3, _ margin: Double, _ out: inout CandidateManifold
) {
  let n = plane.rotation.c1
  out.reset(normal: n, owner: .a, radiusA: 0, radiusB: 0)
  for corner in 0..<8 {
    let local = Vector3(corner & 1 == 0 ? -h.x : h.x, corner & 2 == 0 ? -h.y : h.y, corner & 4 == 0 ? -h.z : h.z)
    let p = b.toWorld(local)
    let height = dot(n, p - plane.position)
    if height < margin { out.append(p - n * height, p, height, UInt32(corner)) }
  }
}
