import Parallelism
import VectorMath

// Impacts, each at its own time within the step, in order of time.
//
// Until the first impulse, the gap of a point is s(t) = c0 + c1 t + a t^2 / 2. The block that closes first is resolved
// alone, with the velocities of that very time: v+ = -e v-. Its bodies then have new c0 and c1, their other contacts
// may close in turn, and so on until none does. Equal times go by block order. So a row of touching balls passes an
// impulse from pair to pair, and a bouncing ball keeps e^2 of its height at any step size.
//
// Order of events after Guendelman, Bridson & Fedkiw, "Nonconvex rigid bodies with stacking", SIGGRAPH 2003.

/// Which block of an island closes next, and which blocks a body has.
struct ImpactSchedule: Sendable {
  /// Time of the next impact of each block within the step, s.
  var times: [Double] = []
  /// Islands in which something strikes.
  var struck: [Int] = []
  /// Blocks of each body: `incident[first[body]..<first[body + 1]]`.
  var first: [Int] = []
  var incident: [Int32] = []
  /// Tournament over the blocks of an island, its winner at 1; see `ImpactSolver`.
  var tree: [Int32] = []
  var treeStarts: [Int] = []
}

extension StepWorkspace {
  mutating func resolveImpacts(timeStep h: Double) {
    findFirstImpacts(timeStep: h)
    impacts.struck.removeAll(keepingCapacity: true)
    for (i, island) in islands.enumerated() where island.blocks.contains(where: { impacts.times[$0] < h }) {
      impacts.struck.append(i)
    }
    if impacts.struck.isEmpty { return }
    listBlocksOfBodies()
    let islands = islands
    withImpactSolver(timeStep: h) { solver, struck, starts in
      WorkTeam.shared.forRanges(struck.count, grain: 4) { range in
        for i in range { solver.run(islands[struck[i]], tree: starts[i]) }
      }
    }
  }

  private mutating func findFirstImpacts(timeStep h: Double) {
    while impacts.times.count < blockCount { impacts.times.append(.infinity) }
    let count = blockCount
    withImpactSolver(timeStep: h) { solver, _, _ in
      WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
        for i in range { solver.times[i] = solver.earliest(i, from: 0) }
      }
    }
  }

  /// Counting sort of the blocks by the bodies that can move, and room for the tournaments.
  private mutating func listBlocksOfBodies() {
    impacts.first.removeAll(keepingCapacity: true)
    for _ in 0...bodies.count + 1 { impacts.first.append(0) }
    var total = 0
    impacts.treeStarts.removeAll(keepingCapacity: true)
    var treeSize = 0
    for i in impacts.struck {
      impacts.treeStarts.append(treeSize)
      treeSize += 2 * tournamentSize(islands[i].blocks.count)
      for k in islands[i].blocks {
        for (body, mass) in [(blocks[k].a, blocks[k].massA), (blocks[k].b, blocks[k].massB)] where mass > 0 {
          impacts.first[body + 2] += 1
          total += 1
        }
      }
    }
    while impacts.tree.count < treeSize { impacts.tree.append(-1) }
    for i in 1..<impacts.first.count { impacts.first[i] += impacts.first[i - 1] }
    while impacts.incident.count < total { impacts.incident.append(0) }
    for i in impacts.struck {
      for k in islands[i].blocks {
        for (body, mass) in [(blocks[k].a, blocks[k].massA), (blocks[k].b, blocks[k].massB)] where mass > 0 {
          impacts.incident[impacts.first[body + 1]] = Int32(k)
          impacts.first[body + 1] += 1
        }
      }
    }
  }

  private mutating func withImpactSolver(
    timeStep h: Double, _ body: (ImpactSolver, _ struck: [Int], _ treeStarts: [Int]) -> Void
  ) {
    let struck = impacts.struck
    let starts = impacts.treeStarts
    bodies.withUnsafeMutableBufferPointer { bodies in
      blocks.withUnsafeMutableBufferPointer { blocks in
        spots.withUnsafeMutableBufferPointer { spots in
          impacts.times.withUnsafeMutableBufferPointer { times in
            impacts.tree.withUnsafeMutableBufferPointer { tree in
              impacts.first.withUnsafeBufferPointer { first in
                impacts.incident.withUnsafeBufferPointer { incident in
                  let solver = ImpactSolver(
                    bodies: bodies, blocks: blocks, spots: spots, times: times, tree: tree, first: first,
                    incident: incident, timeStep: h)
                  body(solver, struck, starts)
                }
              }
            }
          }
        }
      }
    }
  }
}

extension ContactSpot {
  /// Gap and its rate at time t, had the bodies moved freely since the last impulse.
  @inline(__always) func gap(along n: Vector3, _ a: SolverBody, _ b: SolverBody, at t: Double) -> (
    gap: Double, rate: Double, acceleration: Double
  ) {
    let c0: Double = separation + dot(n, b.offset + cross(b.spinOffset, rB) - a.offset - cross(a.spinOffset, rA))
    let c1 = dot(n, relativeVelocity(a, b))
    let g = dot(n, b.gravity - a.gravity)
    return (c0 + c1 * t + 0.5 * g * t * t, c1 + g * t, g)
  }
}

/// When a gap that changes at this rate and acceleration closes faster than resting contacts do; infinite for never.
@inline(__always) func timeOfImpact(
  gap s: Double, rate v: Double, acceleration g: Double, restingSpeed: Double, from now: Double
) -> Double {
  if s <= 1e-9 { return v < -restingSpeed ? now : .infinity }
  let discriminant: Double = v * v - 2 * g * s
  guard discriminant > restingSpeed * restingSpeed else { return .infinity }
  let root = discriminant.squareRoot()
  guard root - v > 0 else { return .infinity }
  return now + 2 * s / (root - v)
}

/// The least power of two that is not below `n`.
private func tournamentSize(_ n: Int) -> Int {
  var size = 1
  while size < n { size *= 2 }
  return size
}

private struct ImpactSolver {
  let bodies: UnsafeMutableBufferPointer<SolverBody>
  let blocks: UnsafeMutableBufferPointer<ContactBlock>
  let spots: UnsafeMutableBufferPointer<ContactSpot>
  let times: UnsafeMutableBufferPointer<Double>
  let tree: UnsafeMutableBufferPointer<Int32>
  let first: UnsafeBufferPointer<Int>
  let incident: UnsafeBufferPointer<Int32>
  let timeStep: Double

  func run(_ island: SolverIsland, tree start: Int) {
    let tournament = Tournament(
      nodes: tree.baseAddress! + start, size: tournamentSize(island.blocks.count), first: island.blocks.lowerBound,
      count: island.blocks.count, times: times.baseAddress!)
    tournament.build()
    // Pairwise exchange between several bodies may converge only geometrically; what is left goes to the contacts.
    var budget = 10 * (island.rows.count + 4) + 32
    while budget > 0 {
      budget -= 1
      let next = tournament.winner
      let time = times[next]
      guard time < timeStep else { return }
      resolve(next, at: time)
      let k = blocks[next]
      if k.massA > 0 { retime(k.a, from: time, tournament) }
      if k.massB > 0 { retime(k.b, from: time, tournament) }
    }
  }

  /// Finds anew when the contacts of a body close.
  private func retime(_ body: Int, from time: Double, _ tournament: Tournament) {
    for i in first[body]..<first[body + 1] {
      let k = Int(incident[i])
      times[k] = earliest(k, from: time)
      tournament.update(k)
    }
  }

  /// Gap and its rate at time t, had the bodies moved freely since the last impulse.
  @inline(__always) private func gap(_ r: ContactSpot, _ k: ContactBlock, _ t: Double) -> (
    gap: Double, rate: Double, acceleration: Double
  ) {
    r.gap(along: k.normal, bodies[k.a], bodies[k.b], at: t)
  }

  /// The first time from `now` on at which a point of the block closes faster than resting contacts do.
  func earliest(_ index: Int, from now: Double) -> Double {
    let k = blocks[index]
    var first = Double.infinity
    for i in k.firstRow..<k.firstRow + k.rowCount {
      let (s, v, g) = gap(spots[i], k, now)
      first = Swift.min(first, timeOfImpact(gap: s, rate: v, acceleration: g, restingSpeed: k.restingSpeed, from: now))
    }
    return first
  }

  private func resolve(_ index: Int, at t: Double) {
    let k = blocks[index]
    var active = InlineArray<4, Bool>(repeating: false)
    var before = InlineArray<4, Vector3>(repeating: .zero)
    var target = InlineArray<4, Double>(repeating: 0)
    let gravity = (bodies[k.b].gravity - bodies[k.a].gravity) * t
    var speed = 0.0
    for j in 0..<k.rowCount {
      let r = spots[k.firstRow + j]
      let (s, v, _) = gap(r, k, t)
      active[j] = s <= k.slop * 0.1 + 1e-9
      before[j] = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
      if active[j] && v < -k.restingSpeed { target[j] = -k.restitution * v }
      if active[j] { speed = Swift.max(speed, -v) }
    }
    let bodyA = bodies[k.a]
    let bodyB = bodies[k.b]
    var impulses = solve(k, active, target, gravity, t)
    if k.restitution > 0 && energyChange(k, impulses, before, gravity) > 0 {
      // Rebound with friction (Kane's paradox) or beside a point that parts already can gain energy; a plastic impact never does. Blend back to balance.
      let elastic = impulses
      bodies[k.a] = bodyA
      bodies[k.b] = bodyB
      let plastic = solve(k, active, InlineArray<4, Double>(repeating: 0), gravity, t)
      var low = 0.0
      var high = 1.0
      for _ in 0..<40 {
        let middle = (low + high) / 2
        for j in 0..<4 { impulses[j] = plastic[j] + (elastic[j] - plastic[j]) * middle }
        bodies[k.a] = bodyA
        bodies[k.b] = bodyB
        applyAll(k, impulses, t)
        if energyChange(k, impulses, before, gravity) > 0 { high = middle } else { low = middle }
      }
      for j in 0..<4 { impulses[j] = plastic[j] + (elastic[j] - plastic[j]) * low }
      bodies[k.a] = bodyA
      bodies[k.b] = bodyB
      applyAll(k, impulses, t)
    }
    var total = 0.0
    for j in 0..<k.rowCount where active[j] {
      spots[k.firstRow + j].hadImpact = true
      total += dot(impulses[j], k.normal)
    }
    blocks[index].impactSpeed = Swift.max(blocks[index].impactSpeed, speed)
    blocks[index].impactImpulse += total
  }

  private func applyAll(_ k: ContactBlock, _ impulses: InlineArray<4, Vector3>, _ t: Double) {
    for j in 0..<k.rowCount {
      let r = spots[k.firstRow + j]
      bodies[k.a].apply(-impulses[j], at: r.rA, time: t)
      bodies[k.b].apply(impulses[j], at: r.rB, time: t)
    }
  }

  /// Work of the impulses: each times the mean of the velocities before and after.
  private func energyChange(
    _ k: ContactBlock, _ impulses: InlineArray<4, Vector3>, _ before: InlineArray<4, Vector3>, _ gravity: Vector3
  ) -> Double {
    var work = 0.0
    for j in 0..<k.rowCount {
      let after = spots[k.firstRow + j].relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
      work += dot(impulses[j], before[j] + after) * 0.5
    }
    return work
  }

  private func mass(_ k: ContactBlock, _ spot: ContactSpot) -> PointMass {
    let a = UnsafePointer(bodies.baseAddress! + k.a)
    let b = UnsafePointer(bodies.baseAddress! + k.b)
    let n = ContactAxis(k.normal, spot.rA, spot.rB, a, b)
    let t1 = ContactAxis(k.tangent1, spot.rA, spot.rB, a, b)
    let t2 = ContactAxis(k.tangent2, spot.rA, spot.rB, a, b)
    let m = k.massA + k.massB
    return PointMass(
      k: m + n.response(n), k11: m + t1.response(t1), k12: t1.response(t2), k22: m + t2.response(t2))
  }

  /// Gauss-Seidel over the points of one block: normal velocity at least the target, friction in the cone.
  private func solve(
    _ k: ContactBlock, _ active: InlineArray<4, Bool>, _ target: InlineArray<4, Double>, _ gravity: Vector3,
    _ t: Double
  ) -> InlineArray<4, Vector3> {
    var normal = InlineArray<4, Double>(repeating: 0)
    var tangent1 = InlineArray<4, Double>(repeating: 0)
    var tangent2 = InlineArray<4, Double>(repeating: 0)
    var masses = InlineArray<4, PointMass>(repeating: PointMass())
    for j in 0..<k.rowCount where active[j] { masses[j] = mass(k, spots[k.firstRow + j]) }
    var fastest = 0.0
    for j in 0..<k.rowCount where active[j] {
      fastest = Swift.max(
        fastest, (spots[k.firstRow + j].relativeVelocity(bodies[k.a], bodies[k.b]) + gravity).length)
    }
    for _ in 0..<60 {
      var change = 0.0
      for j in 0..<k.rowCount where active[j] {
        let r = spots[k.firstRow + j]
        var u = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
        let old = normal[j]
        normal[j] = Swift.max(0, old - (dot(u, k.normal) - target[j]) * masses[j].normal)
        var p = k.normal * (normal[j] - old)
        change = Swift.max(change, (normal[j] - old).magnitude / masses[j].normal)
        bodies[k.a].apply(-p, at: r.rA, time: t)
        bodies[k.b].apply(p, at: r.rB, time: t)
        if k.friction > 0 {
          u = r.relativeVelocity(bodies[k.a], bodies[k.b]) + gravity
          let u1 = dot(u, k.tangent1)
          let u2 = dot(u, k.tangent2)
          let (x, y) = masses[j].friction(tangent1[j], tangent2[j], u1, u2, limit: k.friction * normal[j])
          p = k.tangent1 * (x - tangent1[j]) + k.tangent2 * (y - tangent2[j])
          change = Swift.max(change, p.length / masses[j].normal)
          tangent1[j] = x
          tangent2[j] = y
          bodies[k.a].apply(-p, at: r.rA, time: t)
          bodies[k.b].apply(p, at: r.rB, time: t)
        }
      }
      if change <= 1e-10 * fastest { break }
    }
    var impulses = InlineArray<4, Vector3>(repeating: .zero)
    for j in 0..<k.rowCount {
      impulses[j] = k.normal * normal[j] + k.tangent1 * tangent1[j] + k.tangent2 * tangent2[j]
    }
    return impulses
  }
}

/// A tournament tree over the times of an island's blocks: the earliest wins, of equal times the first block.
private struct Tournament {
  let nodes: UnsafeMutablePointer<Int32>
  let size: Int
  let first: Int
  let count: Int
  let times: UnsafeMutablePointer<Double>

  /// The block with the earliest time.
  var winner: Int { Int(nodes[1]) }

  func build() {
    for i in 0..<size { nodes[size + i] = i < count ? Int32(first + i) : -1 }
    for i in stride(from: size - 1, to: 0, by: -1) { nodes[i] = better(nodes[2 * i], nodes[2 * i + 1]) }
  }

  func update(_ block: Int) {
    var i = (size + block - first) / 2
    while i > 0 {
      nodes[i] = better(nodes[2 * i], nodes[2 * i + 1])
      i /= 2
    }
  }

  @inline(__always) private func better(_ a: Int32, _ b: Int32) -> Int32 {
    if b < 0 { return a }
    if a < 0 { return b }
    return times[Int(b)] < times[Int(a)] ? b : a
  }
}
