import VectorMath

extension World {
  /// The first body that a convex shape meets as it moves straight along without turning; nil where it meets none.
  ///
  /// A body that overlaps the shape from the start is met at distance 0. Surfaces of triangles are met from outside only.
  ///
  /// - Parameters:
  ///   - shape: a convex solid, or a compound of such.
  ///   - pose: where the shape's frame starts.
  ///   - motion: its whole way, m; need not be a unit vector.
  ///   - layers: only bodies in one of these layers are seen.
  public func shapeCast(
    _ shape: Shape, from pose: RigidTransform, along motion: Vector3, layers: UInt32 = .max,
    ignoring ignored: BodyID? = nil
  ) -> RayHit? {
    precondition(
      pose.translation.isFinite && pose.rotation.isFinite && motion.isFinite && motion.length > 0,
      "shape cast from \(pose) along \(motion)")
    let filter = QueryFilter(layers: layers, ignored: ignored)
    let d = motion.normalized
    var best: RayHit?
    var bestCollider = Int.max
    for piece in queryPieces(shape, at: pose) {
      let cast = PieceCast(piece, along: d)
      let box = piece.bounds
      var limit = Swift.min(motion.length, best?.distance ?? .infinity)
      func visit(_ i: Int, _ farthest: Double) -> Double {
        guard sees(filter, i) else { return limit }
        let c = colliders[i]
        guard let hit = cast.meets(Placed(c, on: bodies[c.body]), limit: limit) else { return limit }
        if hit.distance < best?.distance ?? .infinity || i < bestCollider {
          best = RayHit(body: BodyID(index: c.body), distance: hit.distance, point: hit.point, normal: hit.normal)
          bestCollider = i
        }
        limit = hit.distance
        // What is as near, and earlier in the list, is still looked at.
        return Swift.max(limit, .leastNonzeroMagnitude)
      }
      for i in broadPhase.planes { _ = visit(i, limit) }
      for tree in [broadPhase.fixedTree, broadPhase.movingTree] {
        tree.cast(from: box.centre, direction: d, halfExtents: box.halfExtents, limit: limit, visit)
      }
    }
    return best
  }

  /// The convex pieces of a shape at a pose.
  func queryPieces(_ shape: Shape, at pose: RigidTransform) -> [Placed] {
    let pieces = shape.placedPieces(at: pose)
    precondition(
      !pieces.contains { $0.geometry.isPlane || $0.geometry.isSurface }, "query with \(shape), which is no solid")
    return pieces
  }
}

/// One convex piece on a straight way.
///
/// Conservative advancement: with a gap s along a direction n that separates the two, the piece can go s over its speed
/// along -n without touching; Mirtich 1996.
private struct PieceCast {
  let piece: Placed
  let shape: ConvexShape
  let direction: Vector3
  /// Gap that counts as touching, m.
  let touch: Double

  init(_ piece: Placed, along direction: Vector3) {
    self.piece = piece
    guard let shape = ConvexShape(piece.geometry) else { preconditionFailure("cast of \(piece.geometry)") }
    self.shape = shape
    self.direction = direction
    touch = 1e-10 * piece.geometry.innerRadius
  }

  struct Hit {
    var distance: Double
    var point: Vector3
    var normal: Vector3
  }

  func moved(_ distance: Double) -> Placed {
    Placed(geometry: piece.geometry, position: piece.position + direction * distance, rotation: piece.rotation)
  }

  func meets(_ target: Placed, limit: Double) -> Hit? {
    switch target.geometry {
    case .mesh(let mesh): return meets(mesh, target, limit: limit)
    case .heightField(let field): return meets(field, target, limit: limit)
    default: return advance(to: target, ConvexShape(target.geometry), limit: limit)
    }
  }

  private func meets(_ surface: some TriangleSurface, _ target: Placed, limit: Double) -> Hit? {
    let turn = target.rotation.transpose
    let local = Placed(
      geometry: piece.geometry, position: turn * (piece.position - target.position), rotation: turn * piece.rotation)
    let d = turn * direction
    if surface.isSolidBelow && surface.isBelow(local.position) {
      let n = surface.normal(of: surface.triangle(under: local.position))
      return Hit(distance: 0, point: piece.position, normal: target.rotation * n)
    }
    var best: Hit?
    var bestTriangle = Int.max
    let box = local.bounds
    surface.cast(from: box.centre, direction: d, halfExtents: box.halfExtents, limit: limit) { t, farthest in
      let n = surface.normal(of: t)
      guard dot(n, d) < 0 && dot(n, local.position - surface.point(0, of: t)) >= 0 else { return farthest }
      let corners = ConvexShape(triangle: surface.point(0, of: t), surface.point(1, of: t), surface.point(2, of: t))
      guard let hit = advance(to: target, corners, limit: farthest) else { return farthest }
      if hit.distance < best?.distance ?? .infinity || t < bestTriangle {
        best = hit
        bestTriangle = t
      }
      return Swift.max(hit.distance, .leastNonzeroMagnitude)
    }
    return best
  }

  /// Advances until the piece touches a convex shape, or a plane where that is nil.
  private func advance(to target: Placed, _ targetShape: ConvexShape?, limit: Double) -> Hit? {
    var t = 0.0
    for _ in 0..<200 {
      let s = gap(target, targetShape, moved(t))
      if s.gap <= touch || (t > 0 && s.gap <= 1e-15 * t) {
        return Hit(distance: t, point: s.point, normal: s.normal)
      }
      let speed = -dot(direction, s.normal)
      if speed <= 0 { return nil }
      t += s.gap / speed
      if t > limit { return nil }
    }
    // Grazing: as near as makes no difference.
    let s = gap(target, targetShape, moved(t))
    return s.gap <= 1e-6 * piece.geometry.innerRadius ? Hit(distance: t, point: s.point, normal: s.normal) : nil
  }

  private func gap(_ target: Placed, _ targetShape: ConvexShape?, _ moved: Placed) -> ShapeGap {
    ShapeGap(target, targetShape, moved, shape)
  }
}

/// Gap of a convex piece and what it may meet: along a normal from that, never more than their distance.
struct ShapeGap {
  var gap: Double
  var normal: Vector3
  /// Nearest point of the surface that is met.
  var point: Vector3

  /// - Parameter targetShape: nil for a plane.
  init(_ target: Placed, _ targetShape: ConvexShape?, _ piece: Placed, _ shape: ConvexShape) {
    guard let targetShape else {
      normal = target.rotation.c1
      let lowest = piece.toWorld(shape.support(piece.toLocalDirection(-normal))) - normal * shape.radius
      gap = dot(normal, lowest - target.position)
      point = lowest - normal * gap
      return
    }
    let pair = ConvexPair(targetShape, target, shape, piece)
    let s = pair.separation(limit: .infinity, accepted: .infinity)!
    gap = s.gap - pair.radii
    normal = target.rotation * s.normal
    point = target.toWorld(s.onA) + normal * targetShape.radius
  }
}
