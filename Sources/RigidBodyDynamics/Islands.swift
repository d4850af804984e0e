import Parallelism
import VectorMath

/// Groups of dynamic bodies that contacts join: no island's motion depends on another's within the step.
///
/// Union by smallest index (Tarjan 1975), so that islands and their order follow from the ids alone. Fixed and
/// kinematic bodies join nothing. Islands that joints have a part in are listed apart: the coupled solver takes them.
struct Islands: Sendable {
  private var parent: [Int] = []
  private var isAwake: [Bool] = []
  private var isRestless: [Bool] = []
  private var start: [Int] = []
  /// The manifolds that have points, close together, and which bodies are dynamic.
  private(set) var live: [LiveManifold] = []
  private var isDynamic: [Bool] = []

  struct LiveManifold: Sendable {
    var index: Int32
    var a: Int32
    var b: Int32
  }
  /// Indices of the manifolds of awake islands that have points, island by island, in order of (a, b) within each.
  private(set) var order: [Int] = []
  /// The root of each entry of `order`: a change marks a new island.
  private(set) var roots: [Int] = []
  /// The same for islands with joints.
  private(set) var coupledOrder: [Int] = []
  private(set) var coupledRoots: [Int] = []
  private var isCoupled: [Bool] = []
  private var hasJoints = false

  mutating func build(_ bodies: [BodyActivity], _ ends: [ManifoldEnds], _ joints: JointList) {
    let n = bodies.count
    parent.removeAll(keepingCapacity: true)
    isDynamic.removeAll(keepingCapacity: true)
    live.removeAll(keepingCapacity: true)
    isAwake.removeAll(keepingCapacity: true)
    isRestless.removeAll(keepingCapacity: true)
    for i in 0..<n {
      parent.append(i)
      isDynamic.append(bodies[i].isDynamic)
      isAwake.append(bodies[i].isAwake)
      isRestless.append(false)
    }
    for i in ends.indices where ends[i].count > 0 {
      let (first, second) = (Int(ends[i].a), Int(ends[i].b))
      live.append(LiveManifold(index: Int32(truncatingIfNeeded: i), a: ends[i].a, b: ends[i].b))
      if isDynamic[first] && isDynamic[second] {
        let a = root(first)
        let b = root(second)
        parent[Swift.max(a, b)] = Swift.min(a, b)
      }
    }
    for j in joints.ends where j.a >= 0 && isDynamic[Int(j.a)] && isDynamic[Int(j.b)] {
      let a = root(Int(j.a))
      let b = root(Int(j.b))
      parent[Swift.max(a, b)] = Swift.min(a, b)
    }
    for i in 0..<n where isDynamic[i] {
      let r = root(i)
      parent[i] = r
      if isAwake[i] { isAwake[r] = true }
    }
    markCoupled(bodies, joints)
    for m in live {
      let (a, b) = (Int(m.a), Int(m.b))
      if !isDynamic[a] && bodies[a].isMoving {
        isAwake[parent[b]] = true
        isRestless[parent[b]] = true
      }
      if !isDynamic[b] && bodies[b].isMoving {
        isAwake[parent[a]] = true
        isRestless[parent[a]] = true
      }
    }
    sortManifolds()
  }

  private mutating func markCoupled(_ bodies: [BodyActivity], _ joints: JointList) {
    hasJoints = !joints.ends.isEmpty
    guard hasJoints else { return }
    isCoupled.removeAll(keepingCapacity: true)
    for _ in bodies.indices { isCoupled.append(false) }
    for j in joints.ends {
      let (a, b) = (Int(j.a), Int(j.b))
      isCoupled[parent[isDynamic[b] ? b : a]] = true
      let aMoves = a >= 0 && !isDynamic[a] && bodies[a].isMoving
      if aMoves || (!isDynamic[b] && bodies[b].isMoving) {
        let r = parent[aMoves ? b : a]
        isAwake[r] = true
        isRestless[r] = true
      }
    }
  }

  /// Whether joints have a part in the island of a body.
  @inline(__always) func isCoupled(_ body: Int) -> Bool { hasJoints && isCoupled[parent[body]] }

  /// Whether the island of a body has to move in this step.
  func isAwake(_ body: Int) -> Bool { isAwake[parent[body]] }
  /// Whether a moving kinematic body keeps the island from sleeping.
  func isRestless(_ body: Int) -> Bool { isRestless[parent[body]] }
  func root(of body: Int) -> Int { parent[body] }

  /// Counting sort by root: stable, without comparisons.
  private mutating func sortManifolds() {
    let n = parent.count
    start.removeAll(keepingCapacity: true)
    for _ in 0...n { start.append(0) }
    var total = 0
    for m in live {
      let r = island(of: m)
      guard isAwake[r] else { continue }
      start[r + 1] += 1
      total += 1
    }
    for i in 0..<n { start[i + 1] += start[i] }
    order.removeAll(keepingCapacity: true)
    roots.removeAll(keepingCapacity: true)
    for _ in 0..<total {
      order.append(0)
      roots.append(0)
    }
    for m in live {
      let r = island(of: m)
      guard isAwake[r] else { continue }
      order[start[r]] = Int(m.index)
      roots[start[r]] = r
      start[r] += 1
    }
    separateCoupled()
  }

  private mutating func separateCoupled() {
    coupledOrder.removeAll(keepingCapacity: true)
    coupledRoots.removeAll(keepingCapacity: true)
    guard hasJoints else { return }
    var kept = 0
    for i in order.indices {
      if isCoupled[roots[i]] {
        coupledOrder.append(order[i])
        coupledRoots.append(roots[i])
      } else {
        order[kept] = order[i]
        roots[kept] = roots[i]
        kept += 1
      }
    }
    order.removeLast(order.count - kept)
    roots.removeLast(roots.count - kept)
  }

  @inline(__always) private func island(of m: LiveManifold) -> Int {
    isDynamic[Int(m.a)] ? parent[Int(m.a)] : parent[Int(m.b)]
  }

  private mutating func root(_ i: Int) -> Int {
    var r = i
    while parent[r] != r { r = parent[r] }
    var j = i
    while parent[j] != r {
      let next = parent[j]
      parent[j] = r
      j = next
    }
    return r
  }
}

/// What the islands ask of a body, close together; renewed at the start of every step.
struct BodyActivity: Sendable {
  var isDynamic = false
  /// Dynamic and not asleep.
  var isAwake = false
  /// Kinematic and on its way.
  var isMoving = false

  init() {}
  @inline(__always) init(_ body: UnsafePointer<RigidBody>) {
    isDynamic = body.pointee.isDynamic
    isAwake = isDynamic && !body.pointee.isAsleep
    isMoving = body.pointee.isMoving
  }
}

extension RigidBody {
  mutating func wake() {
    isAsleep = false
    quietTime = 0
    restPosition = position
    restOrientation = orientation
  }

  /// Counts the time for which it has stayed where it is.
  @inline(__always) fileprivate mutating func growQuiet(timeStep h: Double) {
    let turned = rotationVector(orientation * restOrientation.conjugate).length * boundingRadius
    let moved = (position - restPosition).length + turned
    if moved > Rule.quietRate * Rule.timeToSleep * boundingRadius {
      wake()
    } else {
      quietTime += h
    }
  }
}

extension World {
  /// Wakes every island that an awake or moving body has come near.
  mutating func wakeIslands() {
    islands.build(activities, ends, jointList)
    guard settings.allowSleep else { return }
    for i in bodies.indices where bodies[i].isAsleep && islands.isAwake(i) { wake(i) }
  }

  /// Puts islands to sleep whose bodies have all stayed where they are for half a second.
  ///
  /// A body is quiet while its farthest point has moved less than the tolerance since it became quiet; slow creep
  /// therefore wakes it in the end, and a fast but bounded tremor does not.
  mutating func sleepQuietIslands() {
    guard settings.allowSleep else { return }
    let h = settings.timeStep
    bodies.withUnsafeMutableBufferPointer { bodies in
      WorkTeam.shared.forRanges(bodies.count, grain: StepWorkspace.grain) { range in
        for i in range where bodies[i].isDynamic && !bodies[i].isAsleep { bodies[i].growQuiet(timeStep: h) }
      }
    }
    sleepVotes.removeAll(keepingCapacity: true)
    for _ in bodies.indices { sleepVotes.append(true) }
    for i in bodies.indices where bodies[i].isDynamic && !bodies[i].isAsleep {
      if bodies[i].quietTime < Rule.timeToSleep || islands.isRestless(i) { sleepVotes[islands.root(of: i)] = false }
    }
    for i in bodies.indices where bodies[i].isDynamic && !bodies[i].isAsleep && sleepVotes[islands.root(of: i)] {
      bodies[i].isAsleep = true
      bodies[i].velocity = .zero
      bodies[i].angularVelocity = .zero
    }
  }
}
