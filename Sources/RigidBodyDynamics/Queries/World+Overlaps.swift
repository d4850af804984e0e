import VectorMath

extension World {
  /// The bodies that a shape at a pose overlaps or touches, in order of their numbers.
  ///
  /// - Parameters:
  ///   - shape: a convex solid, or a compound of such.
  ///   - layers: only bodies in one of these layers are seen.
  public func overlaps(
    _ shape: Shape, at pose: RigidTransform, layers: UInt32 = .max, ignoring ignored: BodyID? = nil
  ) -> [BodyID] {
    precondition(pose.translation.isFinite && pose.rotation.isFinite, "overlaps at \(pose)")
    var found: [Int] = []
    for piece in queryPieces(shape, at: pose) {
      guard let convex = ConvexShape(piece.geometry) else { continue }
      visit(piece.bounds, QueryFilter(layers: layers, ignored: ignored)) { i in
        let body = colliders[i].body
        if overlap(Placed(colliders[i], on: bodies[body]), piece, convex) { found.append(body) }
      }
    }
    return bodyIDs(found)
  }

  /// The bodies whose bounding boxes overlap a box along the world's axes, in order of their numbers.
  ///
  /// Planes are not among them unless the box reaches below them.
  public func overlaps(_ box: BoundingBox, layers: UInt32 = .max, ignoring ignored: BodyID? = nil) -> [BodyID] {
    var found: [Int] = []
    visit(box, QueryFilter(layers: layers, ignored: ignored)) { i in
      let c = colliders[i]
      if c.geometry.isPlane {
        let n = bodies[c.body].rotation.c1
        let lowest: Double = dot(n, box.centre - bodies[c.body].position) - dot(n.magnitudes, box.halfExtents)
        if lowest <= 0 { found.append(c.body) }
      } else if broadPhase.proxies[i].bounds.overlaps(box) {
        found.append(c.body)
      }
    }
    return bodyIDs(found)
  }

  private func bodyIDs(_ indices: [Int]) -> [BodyID] {
    var last = -1
    return indices.sorted().compactMap { i in
      defer { last = i }
      return i == last ? nil : BodyID(index: i)
    }
  }

  private func visit(_ box: BoundingBox, _ filter: QueryFilter, _ body: (Int) -> Void) {
    func visitIfSeen(_ i: Int) { if sees(filter, i) { body(i) } }
    for i in broadPhase.planes { visitIfSeen(i) }
    broadPhase.fixedTree.query(box, visitIfSeen)
    broadPhase.movingTree.query(box, visitIfSeen)
  }

  /// Whether a convex piece overlaps or touches a collider of any kind.
  func overlap(_ target: Placed, _ piece: Placed, _ shape: ConvexShape) -> Bool {
    switch target.geometry {
    case .mesh(let mesh): return overlap(mesh, target, piece, shape)
    case .heightField(let field): return overlap(field, target, piece, shape)
    default: return ShapeGap(target, ConvexShape(target.geometry), piece, shape).gap <= 0
    }
  }

  private func overlap(_ surface: some TriangleSurface, _ target: Placed, _ piece: Placed, _ shape: ConvexShape)
    -> Bool
  {
    let turn = target.rotation.transpose
    let local = Placed(
      geometry: piece.geometry, position: turn * (piece.position - target.position), rotation: turn * piece.rotation)
    if surface.isSolidBelow && surface.isBelow(local.position) { return true }
    var found = false
    surface.query(local.bounds) { t in
      if found { return }
      let corners = ConvexShape(triangle: surface.point(0, of: t), surface.point(1, of: t), surface.point(2, of: t))
      found = ShapeGap(target, corners, piece, shape).gap <= 0
    }
    return found
  }
}
