import VectorMath

/// Pairs that one share of the strays has, in the order in which they were found.
struct FoundPairs: Sendable {
  var convex: [UInt64] = []
  var surface: [UInt64] = []

  mutating func removeAll() {
    convex.removeAll(keepingCapacity: true)
    surface.removeAll(keepingCapacity: true)
  }
}

/// Looks up what colliders with new fat boxes may touch, while the trees stand still.
///
/// It has no share in the storage of the broad phase, so threads that look at the same time count no references.
struct PairFinder {
  let proxies: UnsafeBufferPointer<BroadPhase.Proxy>
  let colliders: UnsafeBufferPointer<Collider>
  let bodies: UnsafeBufferPointer<RigidBody>
  let fixedTree: StillTree
  let movingTree: StillTree
  let planes: UnsafeBufferPointer<Int>
  /// Pairs of bodies that never touch, in rising order.
  let excluded: UnsafeBufferPointer<UInt64>

  func findPairs(of i: Int, _ found: inout FoundPairs) {
    if proxies[i].kind == .plane { return pairPlane(i, &found) }
    let box = proxies[i].isFixed ? fixedTree.box(of: proxies[i].node) : movingTree.box(of: proxies[i].node)
    movingTree.query(box) { note(i, $0, &found) }
    if proxies[i].isFixed { return }
    fixedTree.query(box) { note(i, $0, &found) }
    for plane in planes where !proxies[plane].isStray && proxies[i].kind == .convex {
      if mayTouch(i, plane) && reaches(box, place(plane)) { found.convex.append(pairKey(i, plane)) }
    }
  }

  @inline(__always) private func note(_ i: Int, _ j: Int, _ found: inout FoundPairs) {
    // Two strays find each other; the one with the smaller number notes it.
    if j == i || (j < i && proxies[j].isStray) { return }
    guard mayTouch(i, j) else { return }
    if proxies[i].kind == .convex && proxies[j].kind == .convex {
      found.convex.append(pairKey(i, j))
    } else if proxies[i].kind != proxies[j].kind {
      found.surface.append(pairKey(i, j))
    }
  }

  private func pairPlane(_ plane: Int, _ found: inout FoundPairs) {
    let placed = place(plane)
    for i in proxies.indices where proxies[i].kind == .convex && !proxies[i].isFixed {
      if mayTouch(i, plane) && reaches(movingTree.box(of: proxies[i].node), placed) {
        found.convex.append(pairKey(i, plane))
      }
    }
  }

  private func place(_ collider: Int) -> Placed {
    Placed(colliders[collider], on: bodies[colliders[collider].body])
  }

  private func reaches(_ box: BoundingBox, _ plane: Placed) -> Bool {
    let n = plane.rotation.c1
    let half: Double = dot(box.high - box.low, n.magnitudes)
    return dot(box.low + box.high - plane.position * 2, n) <= half
  }

  /// Whether the bodies of two colliders are of kinds that touch each other.
  @inline(__always) private func mayTouch(_ i: Int, _ j: Int) -> Bool {
    let (first, second) = (colliders[i].body, colliders[j].body)
    if first == second { return false }
    let a = bodies.baseAddress! + first
    let b = bodies.baseAddress! + second
    guard a.pointee.isDynamic || b.pointee.isDynamic, !a.pointee.isSensor, !b.pointee.isSensor,
      !a.pointee.ignores(b.pointee)
    else { return false }
    return excluded.isEmpty || !isSorted(excluded, holding: pairKey(first, second))
  }
}

/// Two numbers as one key, the smaller in front.
@inline(__always) func pairKey(_ a: Int, _ b: Int) -> UInt64 {
  UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b))
}

/// Whether a list in rising order holds a key.
@inline(__always) func isSorted(_ keys: UnsafeBufferPointer<UInt64>, holding key: UInt64) -> Bool {
  var low = 0
  var high = keys.count
  while low < high {
    let middle = (low + high) / 2
    if keys[middle] < key { low = middle + 1 } else { high = middle }
  }
  return low < keys.count && keys[low] == key
}
