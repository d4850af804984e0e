import VectorMath

extension World {
  /// Brings the articulations up to date after joints came or broke, and what bodies on them were given.
  mutating func plantForest() {
    buildForest()
    fitLooseVelocities()
  }

  private mutating func buildForest() {
    guard forestIsStale || articulations.linkOfBody.count < (joints.isEmpty ? 0 : bodies.count) else { return }
    forestIsStale = false
    articulations.build(&joints, bodies: bodies)
    for i in bodies.indices { bodies[i].isLink = articulations.linkOfBody[i] >= 0 }
    connectedPairs.removeAll()
    for j in joints where !j.isBroken && !j.collideConnected && j.a >= 0 {
      connectedPairs.append(UInt64(Swift.min(j.a, j.b)) << 32 | UInt64(Swift.max(j.a, j.b)))
    }
    connectedPairs.sort()
  }
}

/// Whether a sorted list holds a key.
@inline(__always) func sorted(_ keys: [UInt64], contains key: UInt64) -> Bool {
  var low = 0
  var high = keys.count
  while low < high {
    let middle = (low + high) / 2
    if keys[middle] < key { low = middle + 1 } else { high = middle }
  }
  return low < keys.count && keys[low] == key
}
