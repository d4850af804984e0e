import VectorMath

/// Finds the pairs of colliders whose swept bounds overlap: sort and sweep along X, planes apart.
///
/// Baraff, "Dynamic simulation of non-penetrating rigid bodies" (1992). The order of the last step is kept, so that
/// the insertion sort is nearly linear. Pairs come out sorted by (a, b) and so do not depend on that order.
struct BroadPhase: Sendable {
  struct Bounds: Sendable {
    var low: Vector3
    var high: Vector3
  }
  private(set) var bounds: [Bounds] = []
  private var order: [Int] = []
  /// Near pairs of colliders, a << 32 | b with a < b, in rising order.
  private(set) var pairs: [UInt64] = []

  mutating func findPairs(_ colliders: [Collider], _ bodies: [RigidBody], timeStep h: Double, gravity: Vector3) {
    pairs.removeAll(keepingCapacity: true)
    let fall: Double = gravity.length * h * h
    updateBounds(colliders, bodies, h, fall)
    sortOrder()
    for i in 0..<order.count {
      let a = order[i]
      let ca = colliders[a]
      if ca.geometry.isPlane {
        for b in 0..<colliders.count where interact(bodies[ca.body], bodies[colliders[b].body]) {
          if nearPlane(Placed(ca, on: bodies[ca.body]), colliders[b], bodies[colliders[b].body], h, fall) {
            append(a, b)
          }
        }
        continue
      }
      let box = bounds[a]
      for j in (i + 1)..<Swift.max(i + 1, order.count) {
        let b = order[j]
        let other = bounds[b]
        if other.low.x > box.high.x { break }
        if other.low.y > box.high.y || other.high.y < box.low.y { continue }
        if other.low.z > box.high.z || other.high.z < box.low.z { continue }
        let cb = colliders[b]
        if cb.geometry.isPlane || cb.body == ca.body || !interact(bodies[ca.body], bodies[cb.body]) { continue }
        append(a, b)
      }
    }
    pairs.sort()
  }

  private mutating func append(_ a: Int, _ b: Int) {
    pairs.append(UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b)))
  }

  @inline(__always) private func interact(_ a: RigidBody, _ b: RigidBody) -> Bool {
    (a.isDynamic || b.isDynamic) && !a.ignores(b)
  }

  private func nearPlane(_ plane: Placed, _ c: Collider, _ body: RigidBody, _ h: Double, _ fall: Double) -> Bool {
    let n = plane.rotation.c1
    let placed = Placed(c, on: body)
    let reach = dot(c.geometry.worldHalfExtents(placed.rotation), n.magnitudes)
    let motion: Double = body.speedBound * h * 2 + fall
    return dot(placed.position - plane.position, n) - reach < motion + 0.01 * Swift.min(c.innerRadius, 1)
  }

  private mutating func updateBounds(_ colliders: [Collider], _ bodies: [RigidBody], _ h: Double, _ fall: Double) {
    while bounds.count < colliders.count {
      order.append(bounds.count)
      bounds.append(Bounds(low: .zero, high: .zero))
    }
    for i in colliders.indices {
      let c = colliders[i]
      let body = bodies[c.body]
      let placed = Placed(c, on: body)
      let e = c.geometry.worldHalfExtents(placed.rotation)
      let m: Double = body.motion == .fixed ? 0 : body.speedBound * h * 2 + fall
      let margin: Double = m + 0.02 * Swift.min(c.innerRadius, 1)
      let grown = e + Vector3(margin, margin, margin)
      bounds[i] = Bounds(low: placed.position - grown, high: placed.position + grown)
    }
  }

  private mutating func sortOrder() {
    bounds.withUnsafeBufferPointer { bounds in
      for i in order.indices.dropFirst() {
        let id = order[i]
        let key = bounds[id].low.x
        var j = i
        while j > 0, bounds[order[j - 1]].low.x > key || (bounds[order[j - 1]].low.x == key && order[j - 1] > id) {
          order[j] = order[j - 1]
          j -= 1
        }
        order[j] = id
      }
    }
  }
}

extension RigidBody {
  /// Whether a kinematic body moves in this step.
  @inline(__always) var isMoving: Bool {
    motion == .kinematic && (velocity.lengthSquared > 0 || angularVelocity.lengthSquared > 0)
  }
}

/// Gap up to which a pair's contact points are kept: what the two could close in the step, and a little to spare.
@inline(__always) func contactMargin(_ speedA: Double, _ speedB: Double, inner: Double, _ h: Double, _ fall: Double)
  -> Double
{
  (speedA + speedB) * h * 2 + fall + 0.01 * Swift.min(inner, 1)
}
