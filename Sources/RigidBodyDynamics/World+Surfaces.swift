import VectorMath

extension World {
  /// Narrow phase of meshes and height fields: a pair may have several manifolds, one for each normal.
  ///
  /// They lie behind those of the convex pairs, sorted by pair and by `sub`; what was there before is found again by both.
  mutating func findSurfaceContacts() {
    let h = settings.timeStep
    let fall: Double = settings.gravity.length * h * h
    bodies.withUnsafeBufferPointer { bodies in
      colliders.withUnsafeBufferPointer { colliders in
        var former = 0
        for pair in broadPhase.surfacePairs {
          let m = Manifold(colliders, pair: pair)
          while former < formerSurfaceManifolds.count && formerSurfaceManifolds[former].pair < pair { former += 1 }
          let a = bodies.baseAddress! + m.a
          let b = bodies.baseAddress! + m.b
          if a.pointee.isInactive && b.pointee.isInactive {
            while former < formerSurfaceManifolds.count && formerSurfaceManifolds[former].pair == pair {
              manifolds.append(formerSurfaceManifolds[former])
              former += 1
            }
            continue
          }
          if !broadPhase.areNear(m.colliderA, m.colliderB) { continue }
          let margin = contactMargin(a.pointee.speedBound, b.pointee.speedBound, inner: m.inner, h, fall)
          detectSurface(
            colliders[m.colliderA], a.pointee, colliders[m.colliderB], b.pointee, margin: margin, timeStep: h,
            &surfaceScratch)
          for group in surfaceScratch.groups where group.manifold.count > 0 {
            while former < formerSurfaceManifolds.count && formerSurfaceManifolds[former].pair == pair
              && formerSurfaceManifolds[former].sub < group.sub
            {
              former += 1
            }
            var kept = m
            if former < formerSurfaceManifolds.count && formerSurfaceManifolds[former].pair == pair
              && formerSurfaceManifolds[former].sub == group.sub
            {
              kept = formerSurfaceManifolds[former]
            }
            kept.sub = group.sub
            kept.adopt(group.manifold, a.pointee, b.pointee)
            manifolds.append(kept)
          }
        }
      }
    }
    listEnds(from: convexManifoldCount)
  }

  /// Takes the manifolds of surfaces off the end of the list, to be found again in this step.
  mutating func setSurfaceManifoldsAside() {
    formerSurfaceManifolds.removeAll(keepingCapacity: true)
    formerSurfaceManifolds.append(contentsOf: manifolds[convexManifoldCount...])
    manifolds.removeLast(manifolds.count - convexManifoldCount)
  }
}
