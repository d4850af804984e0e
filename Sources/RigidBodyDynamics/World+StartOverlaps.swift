import VectorMath

/// Two bodies that overlap by more than contacts do at rest.
public struct BodyOverlap: Sendable, Hashable {
  public var a: BodyID
  public var b: BodyID
  /// m
  public var depth: Double
}

extension World {
  /// The pairs that overlap by more than the slop as the bodies stand now, by (a, b); meant for before the first step.
  ///
  /// The steps push them apart, which changes positions but gives no speed. Pairs that joints, groups or layers keep from
  /// touching do not count, nor do sensors.
  public func overlappingPairs() -> [BodyOverlap] {
    // Collision detection of a step in which nothing moves, on a copy.
    var copy = self
    for i in copy.bodies.indices {
      copy.bodies[i].velocity = .zero
      copy.bodies[i].angularVelocity = .zero
      copy.bodies[i].speedBound = 0
      copy.wake(i)
    }
    copy.plantForest()
    copy.broadPhase.findPairs(
      copy.colliders, copy.bodies, timeStep: settings.timeStep, gravity: settings.gravity)
    copy.setSurfaceManifoldsAside()
    copy.matchManifolds()
    copy.findContacts()
    copy.findSurfaceContacts()
    var found: [(pair: UInt64, depth: Double)] = []
    for m in copy.manifolds where m.count > 0 {
      var depth = 0.0
      for i in 0..<Int(m.count) { depth = Swift.max(depth, -m.points[i].separation) }
      // A body that rests at the slop is no overlap, though rounding may put it just beyond.
      if depth > 1.01 * m.slop { found.append((m.bodyPair, depth)) }
    }
    var deepest: [BodyOverlap] = []
    for f in found.sorted(by: { ($0.pair, $0.depth) < ($1.pair, $1.depth) }) {
      let overlap = BodyOverlap(
        a: BodyID(index: Int(f.pair >> 32)), b: BodyID(index: Int(f.pair & 0xFFFF_FFFF)), depth: f.depth)
      if let last = deepest.last, last.a == overlap.a, last.b == overlap.b { deepest.removeLast() }
      deepest.append(overlap)
    }
    return deepest
  }
}
