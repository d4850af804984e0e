import VectorMath

extension World {
  /// Brings the articulations up to date after joints came or broke, and what bodies on them were given.
  mutating func plantForest() {
    buildForest()
    jointList.renew(joints)
    fitLooseVelocities()
  }

  private mutating func buildForest() {
    guard forestIsStale || articulations.linkOfBody.count < (joints.isEmpty ? 0 : bodies.count) else { return }
    forestIsStale = false
    jointList.isStale = true
    articulations.build(&joints, bodies: bodies)
    for i in bodies.indices { bodies[i].isLink = articulations.linkOfBody[i] >= 0 }
    var connectedPairs: [UInt64] = []
    for j in joints where !j.isBroken && !j.collideConnected && j.a >= 0 {
      connectedPairs.append(pairKey(j.a, j.b))
    }
    connectedPairs.sort()
    broadPhase.exclude(connectedPairs)
  }
}
