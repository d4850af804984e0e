import Parallelism
import VectorMath

extension World {
  /// Makes room for a manifold of each near pair and sets those of the step before aside.
  mutating func matchManifolds() {
    placesAreNew = broadPhase.pairsHaveChanged
    if !placesAreNew { return }
    let pairs = broadPhase.pairs
    convexManifoldCount = pairs.count
    swap(&manifolds, &formerManifolds)
    // Every place is written anew: only their number counts here. Room for exactly so many would be made anew each time.
    if manifolds.count > pairs.count { manifolds.removeLast(manifolds.count - pairs.count) }
    while manifolds.count < pairs.count {
      manifolds.append(colliders.withUnsafeBufferPointer { Manifold($0, pair: pairs[manifolds.count]) })
    }
  }

  /// Narrow phase: every pair gets the manifold that it had, and every manifold of which a body moves its points anew.
  mutating func findContacts() {
    let h = settings.timeStep
    let fall: Double = settings.gravity.length * h * h
    let headSize = Manifold.headSize
    let count = convexManifoldCount
    while ends.count < count { ends.append(ManifoldEnds()) }
    withContactPointers { p in
      WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
        var found = CandidateManifold()
        for i in range {
          let m = p.manifolds + i
          if let places = p.places {
            let place = Int(places[i])
            if place >= 0 {
              m.copy(from: p.former + place, headSize: headSize)
            } else {
              m.pointee = Manifold(p.colliders, pair: p.pairs[i])
            }
          }
          p.refresh(m, timeStep: h, fall: fall, &found)
          p.ends[i] = ManifoldEnds(m)
        }
      }
    }
  }

  private mutating func withContactPointers(_ work: (ContactPointers) -> Void) {
    let placesAreNew = placesAreNew
    if convexManifoldCount == 0 { return }
    bodies.withUnsafeBufferPointer { bodies in
      colliders.withUnsafeBufferPointer { colliders in
        manifolds.withUnsafeMutableBufferPointer { manifolds in
          formerManifolds.withUnsafeBufferPointer { former in
            broadPhase.places.withUnsafeBufferPointer { places in
              broadPhase.pairs.withUnsafeBufferPointer { pairs in
                broadPhase.proxies.withUnsafeBufferPointer { proxies in
                  ends.withUnsafeMutableBufferPointer { ends in
                    work(
                      ContactPointers(
                        bodies: bodies.baseAddress!, colliders: colliders, proxies: proxies.baseAddress!,
                        manifolds: manifolds.baseAddress!,
                        former: former.baseAddress ?? UnsafePointer(manifolds.baseAddress!),
                        places: placesAreNew ? places.baseAddress : nil, pairs: pairs.baseAddress!,
                        ends: ends.baseAddress!))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// What the narrow phase reads and writes, without a share in any storage.
private struct ContactPointers {
  let bodies: UnsafePointer<RigidBody>
  let colliders: UnsafeBufferPointer<Collider>
  let proxies: UnsafePointer<BroadPhase.Proxy>
  let manifolds: UnsafeMutablePointer<Manifold>
  let former: UnsafePointer<Manifold>
  /// Where each manifold lies in `former`; nil where all are in their places already.
  let places: UnsafePointer<Int32>?
  let pairs: UnsafePointer<UInt64>
  let ends: UnsafeMutablePointer<ManifoldEnds>

  @inline(__always) func refresh(
    _ m: UnsafeMutablePointer<Manifold>, timeStep h: Double, fall: Double, _ found: inout CandidateManifold
  ) {
    let a = bodies + m.pointee.a
    let b = bodies + m.pointee.b
    if a.pointee.isInactive && b.pointee.isInactive { return }
    let (colliderA, colliderB) = (m.pointee.colliderA, m.pointee.colliderB)
    if !(proxies + colliderA).pointee.isNear((proxies + colliderB).pointee) {
      // What a far pair is remembered for must not depend on how long the broad phase keeps it.
      m.pointee.clear()
      m.pointee.axis = 0
      return
    }
    let margin = contactMargin(a.pointee.speedBound, b.pointee.speedBound, inner: m.pointee.inner, h, fall)
    detect(
      colliders[colliderA], a.pointee, colliders[colliderB], b.pointee, margin: margin, cachedAxis: m.pointee.axis,
      cachedNormal: m.pointee.cachedNormal(a.pointee, b.pointee), tolerance: m.pointee.slop * 0.1, timeStep: h,
      into: &found)
    if found.count == 0 {
      m.pointee.clear()
    } else {
      m.pointee.adopt(found, a.pointee, b.pointee)
    }
  }
}

extension Manifold {
  /// Bytes before its points, which lie last.
  static let headSize = MemoryLayout<Manifold>.offset(of: \.points)!
}

extension UnsafeMutablePointer<Manifold> {
  /// Takes over what another remembers; of its points those that count.
  @inline(__always) fileprivate func copy(from other: UnsafePointer<Manifold>, headSize: Int) {
    let points = Int(other.pointee.count) * MemoryLayout<PersistentPoint>.stride
    UnsafeMutableRawPointer(self).copyMemory(from: other, byteCount: headSize + points)
  }
}

extension RigidBody {
  /// Neither moves of itself nor is moved by its owner in this step.
  @inline(__always) var isInactive: Bool { isDynamic ? isAsleep : !isMoving }
}
