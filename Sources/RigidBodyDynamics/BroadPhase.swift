import VectorMath

/// Finds the pairs of bodies whose swept bounds overlap: sort and sweep along X, planes apart.
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
  private(set) var pairs: [UInt64] = []

  mutating func findPairs(_ bodies: [RigidBody], timeStep h: Double, gravity: Vector3) {
    pairs.removeAll(keepingCapacity: true)
    updateBounds(bodies, timeStep: h, gravity: gravity)
    sortOrder()
    let fall: Double = gravity.length * h * h
    bodies.withUnsafeBufferPointer { bodies in
      bounds.withUnsafeBufferPointer { bounds in
        order.withUnsafeBufferPointer { order in
          for i in 0..<order.count {
            let a = order[i]
            if bodies[a].shape.isPlane {
              for b in 0..<bodies.count where interact(bodies[a], bodies[b]) {
                if nearPlane(bodies[a], bodies[b], h, fall) { append(a, b) }
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
              if bodies[b].shape.isPlane || !interact(bodies[a], bodies[b]) { continue }
              append(a, b)
            }
          }
        }
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

  private func nearPlane(_ plane: RigidBody, _ b: RigidBody, _ h: Double, _ fall: Double) -> Bool {
    let n = plane.rotation.c1
    let reach = dot(b.shape.worldHalfExtents(b.rotation), n.magnitudes)
    return dot(b.position - plane.position, n) - reach < contactMargin(plane, b, h, fall)
  }

  private mutating func updateBounds(_ bodies: [RigidBody], timeStep h: Double, gravity: Vector3) {
    let fall: Double = gravity.length * h * h
    while bounds.count < bodies.count {
      order.append(bounds.count)
      bounds.append(Bounds(low: .zero, high: .zero))
    }
    for i in bodies.indices {
      let body = bodies[i]
      let e = body.shape.worldHalfExtents(body.rotation)
      let m: Double = body.isDynamic || body.motion == .kinematic ? body.speedBound * h * 2 + fall : 0
      let margin: Double = m + 0.02 * Swift.min(body.innerRadius, 1)
      let grown = e + Vector3(margin, margin, margin)
      bounds[i] = Bounds(low: body.position - grown, high: body.position + grown)
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
@inline(__always) func contactMargin(_ a: RigidBody, _ b: RigidBody, _ h: Double, _ fall: Double) -> Double {
  let motion: Double = (a.speedBound + b.speedBound) * h * 2 + fall
  return motion + 0.01 * Swift.min(Swift.min(a.innerRadius, b.innerRadius), 1)
}
