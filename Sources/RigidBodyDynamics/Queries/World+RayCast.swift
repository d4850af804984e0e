import VectorMath

/// Where a ray or a moving shape first meets a body.
public struct RayHit: Sendable, Hashable {
  public var body: BodyID
  /// Distance from the start, m.
  public var distance: Double
  /// Where the surfaces meet.
  public var point: Vector3
  /// Outward unit normal of the surface of the body.
  public var normal: Vector3
}

extension World {
  /// The nearest surface along a ray, bodies that hold the origin excepted; nil where there is none within `limit`.
  ///
  /// Surfaces of triangles are met from outside only.
  ///
  /// - Parameters:
  ///   - direction: need not be a unit vector; must not be zero.
  ///   - limit: greatest distance, m.
  ///   - layers: only bodies in one of these layers are seen.
  public func rayCast(
    from origin: Vector3, direction: Vector3, limit: Double = .infinity, layers: UInt32 = .max,
    ignoring ignored: BodyID? = nil
  ) -> RayHit? {
    let d = checkedDirection(origin, direction)
    let filter = QueryFilter(layers: layers, ignored: ignored)
    var best: RayHit?
    var bestCollider = Int.max
    visitRay(from: origin, d, limit: limit, filter) { i, limit in
      guard let hit = rayHit(collider: i, from: origin, d), hit.distance <= limit else { return limit }
      // Of two at the same distance the first, whatever order the trees hand them out in.
      if hit.distance < best?.distance ?? .infinity || i < bestCollider {
        best = hit
        bestCollider = i
      }
      return hit.distance
    }
    return best
  }

  /// Every body that a ray enters within `limit`, each at the first of its surfaces, in order of distance.
  ///
  /// Parameters as for `rayCast`.
  public func rayCastAll(
    from origin: Vector3, direction: Vector3, limit: Double = .infinity, layers: UInt32 = .max,
    ignoring ignored: BodyID? = nil
  ) -> [RayHit] {
    let d = checkedDirection(origin, direction)
    var hits: [RayHit] = []
    visitRay(from: origin, d, limit: limit, QueryFilter(layers: layers, ignored: ignored)) { i, limit in
      if let hit = rayHit(collider: i, from: origin, d), hit.distance <= limit { hits.append(hit) }
      return limit
    }
    hits.sort { ($0.body.index, $0.distance) < ($1.body.index, $1.distance) }
    var last = -1
    hits.removeAll { hit in
      defer { last = hit.body.index }
      return hit.body.index == last
    }
    return hits.sorted { ($0.distance, $0.body.index) < ($1.distance, $1.body.index) }
  }

  private func checkedDirection(_ origin: Vector3, _ direction: Vector3) -> Vector3 {
    precondition(origin.isFinite && direction.isFinite && direction.length > 0, "ray from \(origin) along \(direction)")
    return direction.normalized
  }

  private func rayHit(collider i: Int, from origin: Vector3, _ d: Vector3) -> RayHit? {
    let c = colliders[i]
    let placed = Placed(c, on: bodies[c.body])
    guard let (t, n) = c.geometry.firstHit(placed.toLocal(origin), placed.toLocalDirection(d)) else { return nil }
    return RayHit(body: BodyID(index: c.body), distance: t, point: origin + d * t, normal: placed.rotation * n)
  }

  /// Colliders that a ray may meet; `visit` as for `DynamicTree.cast`.
  private func visitRay(
    from origin: Vector3, _ d: Vector3, limit: Double, _ filter: QueryFilter, _ visit: (Int, Double) -> Double
  ) {
    var limit = limit
    func visitIfSeen(_ i: Int, _ farthest: Double) -> Double {
      if sees(filter, i) { limit = Swift.min(limit, visit(i, farthest)) }
      return limit
    }
    for i in broadPhase.planes { _ = visitIfSeen(i, limit) }
    broadPhase.fixedTree.cast(from: origin, direction: d, limit: limit, visitIfSeen)
    broadPhase.movingTree.cast(from: origin, direction: d, limit: limit, visitIfSeen)
  }
}

/// Which bodies a query sees.
struct QueryFilter {
  var layers: UInt32
  var ignored: BodyID?
}

extension World {
  func sees(_ filter: QueryFilter, _ collider: Int) -> Bool {
    let body = colliders[collider].body
    return bodies[body].layers & filter.layers != 0 && body != filter.ignored?.index && !bodies[body].isSensor
  }
}
