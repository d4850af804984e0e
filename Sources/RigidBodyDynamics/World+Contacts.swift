import Parallelism
import VectorMath

extension World {
  /// Gives every near pair its manifold: pairs that were near before keep theirs, with the impulses in it.
  mutating func matchManifolds() {
    if !broadPhase.pairsHaveChanged { return }
    let pairs = broadPhase.pairs
    convexManifoldCount = pairs.count
    swap(&manifolds, &formerManifolds)
    findFormerManifolds(pairs)
    // Every place is written below: only their number counts here. Room for exactly so many would be made anew each time.
    if manifolds.count > pairs.count { manifolds.removeLast(manifolds.count - pairs.count) }
    while manifolds.count < pairs.count {
      manifolds.append(colliders.withUnsafeBufferPointer { Manifold($0, pair: pairs[manifolds.count]) })
    }
    colliders.withUnsafeBufferPointer { colliders in
      formerManifolds.withUnsafeBufferPointer { former in
        manifolds.withUnsafeMutableBufferPointer { manifolds in
          placesOfManifolds.withUnsafeBufferPointer { places in
            WorkTeam.shared.forRanges(pairs.count, grain: StepWorkspace.grain) { range in
              for i in range {
                let place = Int(places[i])
                manifolds[i] = place >= 0 ? former[place] : Manifold(colliders, pair: pairs[i])
              }
            }
          }
        }
      }
    }
  }

  /// Where each pair's manifold was in the step before; -1 for a new pair. Both lists are in rising order.
  private mutating func findFormerManifolds(_ pairs: [UInt64]) {
    placesOfManifolds.removeAll(keepingCapacity: true)
    var next = 0
    for pair in pairs {
      while next < pairsOfManifolds.count && pairsOfManifolds[next] < pair { next += 1 }
      let isThere = next < pairsOfManifolds.count && pairsOfManifolds[next] == pair
      placesOfManifolds.append(isThere ? Int32(truncatingIfNeeded: next) : -1)
    }
    pairsOfManifolds.removeAll(keepingCapacity: true)
    pairsOfManifolds.append(contentsOf: pairs)
  }

  /// Narrow phase: refreshes the points of every manifold of which a body moves.
  mutating func findContacts() {
    let h = settings.timeStep
    let fall: Double = settings.gravity.length * h * h
    let connectedPairs = connectedPairs
    let broadPhase = broadPhase
    bodies.withUnsafeBufferPointer { bodies in
      colliders.withUnsafeBufferPointer { colliders in
        manifolds.withUnsafeMutableBufferPointer { manifolds in
          WorkTeam.shared.forRanges(manifolds.count, grain: StepWorkspace.grain) { range in
            var found = CandidateManifold()
            for i in range {
              let m = manifolds.baseAddress! + i
              let a = bodies.baseAddress! + m.pointee.a
              let b = bodies.baseAddress! + m.pointee.b
              if a.pointee.isInactive && b.pointee.isInactive { continue }
              let isConnected = !connectedPairs.isEmpty && sorted(connectedPairs, contains: m.pointee.bodyPair)
              if isConnected || !broadPhase.areNear(m.pointee.colliderA, m.pointee.colliderB) {
                // What a far pair is remembered for must not depend on how long the broad phase keeps it.
                m.pointee.clear()
                m.pointee.axis = 0
                continue
              }
              let margin = contactMargin(a.pointee.speedBound, b.pointee.speedBound, inner: m.pointee.inner, h, fall)
              detect(
                colliders[m.pointee.colliderA], a.pointee, colliders[m.pointee.colliderB], b.pointee, margin: margin,
                cachedAxis: m.pointee.axis, cachedNormal: m.pointee.cachedNormal(a.pointee, b.pointee),
                tolerance: m.pointee.slop * 0.1, timeStep: h, into: &found)
              if found.count == 0 {
                m.pointee.clear()
              } else {
                m.pointee.adopt(found, a.pointee, b.pointee)
              }
            }
          }
        }
      }
    }
  }
}

extension RigidBody {
  /// Neither moves of itself nor is moved by its owner in this step.
  @inline(__always) var isInactive: Bool { isDynamic ? isAsleep : !isMoving }
}
