import Parallelism
import VectorMath

// Impacts, each at its own time within the step, in order of time.
//
// Until the first impulse, the gap of a point is s(t) = c0 + c1 t + a t^2 / 2. The block that closes first is resolved
// together with what else is closed between its two bodies, with the velocities of that very time: v+ = -e v-. The
// bodies then have new c0 and c1, their other contacts may close in turn, and so on until none does. Equal times go by
// block order. So a row of touching balls passes an impulse from pair to pair, and a bouncing ball keeps e^2 of its
// height at any step size.
//
// Order of events after Guendelman, Bridson & Fedkiw, "Nonconvex rigid bodies with stacking", SIGGRAPH 2003.

/// What the search for the next impact asks of a block, close together: it is asked far more often than it is resolved.
struct ClosingGap: Sendable {
  var a: Int32 = 0
  var b: Int32 = 0
  var firstRow: Int32 = 0
  var rowCount: UInt8 = 0
  var rebounds = false
  var movesA = false
  var movesB = false
  var normal = Vector3.unitY
  var restingSpeed = 0.0
  /// Of b relative to a along the normal, m/s^2.
  var acceleration = 0.0

  init() {}
  @inline(__always) init(_ k: UnsafePointer<ContactBlock>, _ bodies: UnsafePointer<SolverBody>) {
    a = Int32(truncatingIfNeeded: k.pointee.a)
    b = Int32(truncatingIfNeeded: k.pointee.b)
    firstRow = Int32(truncatingIfNeeded: k.pointee.firstRow)
    rowCount = UInt8(truncatingIfNeeded: k.pointee.rowCount)
    rebounds = k.pointee.restitution != 0
    movesA = k.pointee.massA > 0
    movesB = k.pointee.massB > 0
    normal = k.pointee.normal
    restingSpeed = k.pointee.restingSpeed
    acceleration = dot(normal, bodies[k.pointee.b].gravity - bodies[k.pointee.a].gravity)
  }
}

/// Which block of an island closes next, and which blocks a body has.
struct ImpactSchedule: Sendable {
  var gaps: [ClosingGap] = []
  /// Time of the next impact of each block within the step, s; infinite for none.
  var times: [Double] = []
  /// How often each block has been resolved in the step.
  var rounds: [UInt8] = []
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
    while impacts.times.count < blockCount {
      impacts.gaps.append(ClosingGap())
      impacts.times.append(.infinity)
      impacts.rounds.append(0)
    }
    let count = blockCount
    withImpactSolver(timeStep: h) { solver, _, _ in
      WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
        for i in range {
          solver.gaps[i] = ClosingGap(solver.blocks.baseAddress! + i, solver.bodies.baseAddress!)
          solver.times[i] = solver.earliest(i, from: 0)
        }
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
        let gap = impacts.gaps[k]
        if gap.movesA {
          impacts.first[Int(gap.a) + 2] += 1
          total += 1
        }
        if gap.movesB {
          impacts.first[Int(gap.b) + 2] += 1
          total += 1
        }
      }
    }
    while impacts.tree.count < treeSize { impacts.tree.append(-1) }
    for i in 1..<impacts.first.count { impacts.first[i] += impacts.first[i - 1] }
    while impacts.incident.count < total { impacts.incident.append(0) }
    for i in impacts.struck {
      for k in islands[i].blocks {
        let gap = impacts.gaps[k]
        if gap.movesA { addIncident(k, to: Int(gap.a)) }
        if gap.movesB { addIncident(k, to: Int(gap.b)) }
      }
    }
  }

  @inline(__always) private mutating func addIncident(_ k: Int, to body: Int) {
    impacts.incident[impacts.first[body + 1]] = Int32(truncatingIfNeeded: k)
    impacts.first[body + 1] += 1
  }

  private mutating func withImpactSolver(
    timeStep h: Double, _ body: (ImpactSolver, _ struck: [Int], _ treeStarts: [Int]) -> Void
  ) {
    let struck = impacts.struck
    let starts = impacts.treeStarts
    bodies.withUnsafeMutableBufferPointer { bodies in
      blocks.withUnsafeMutableBufferPointer { blocks in
        spots.withUnsafeMutableBufferPointer { spots in
          impacts.gaps.withUnsafeMutableBufferPointer { gaps in
            impacts.times.withUnsafeMutableBufferPointer { times in
              impacts.rounds.withUnsafeMutableBufferPointer { rounds in
                impacts.tree.withUnsafeMutableBufferPointer { tree in
                  impacts.first.withUnsafeBufferPointer { first in
                    impacts.incident.withUnsafeBufferPointer { incident in
                      let solver = ImpactSolver(
                        bodies: bodies, blocks: blocks, spots: spots, gaps: gaps, times: times, rounds: rounds,
                        tree: tree,
                        first: first, incident: incident, timeStep: h)
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
  }
}

extension ContactSpot {
  /// Gap and its rate at time t, had the bodies moved freely since the last impulse.
  @inline(__always) func gap(along n: Vector3, _ a: SolverBody, _ b: SolverBody, at t: Double) -> (
    gap: Double, rate: Double, acceleration: Double
  ) {
    let c0 = startGap(along: n, a, b)
    let c1 = dot(n, relativeVelocity(a, b))
    let g = dot(n, b.gravity - a.gravity)
    return (c0 + c1 * t + 0.5 * g * t * t, c1 + g * t, g)
  }

  /// The gap from which the bodies, as they move now, would have come at the start of the step.
  @inline(__always) func startGap(along n: Vector3, _ a: SolverBody, _ b: SolverBody) -> Double {
    separation + dot(n, b.offset + cross(b.spinOffset, rB) - a.offset - cross(a.spinOffset, rA))
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
  /// Most impacts of a pair without rebound in a step.
  ///
  /// Bodies that meet others on several sides hand an ever smaller impulse back and forth. Where nothing rebounds the
  /// contacts, which act on all of them at once, come to the same end.
  static let plasticRounds = 4

  let bodies: UnsafeMutableBufferPointer<SolverBody>
  let blocks: UnsafeMutableBufferPointer<ContactBlock>
  let spots: UnsafeMutableBufferPointer<ContactSpot>
  let gaps: UnsafeMutableBufferPointer<ClosingGap>
  let times: UnsafeMutableBufferPointer<Double>
  let rounds: UnsafeMutableBufferPointer<UInt8>
  let tree: UnsafeMutableBufferPointer<Int32>
  let first: UnsafeBufferPointer<Int>
  let incident: UnsafeBufferPointer<Int32>
  let timeStep: Double

  func run(_ island: SolverIsland, tree start: Int) {
    let tournament = Tournament(
      nodes: tree.baseAddress! + start, size: tournamentSize(island.blocks.count), first: island.blocks.lowerBound,
      count: island.blocks.count, times: times.baseAddress!)
    tournament.build()
    for k in island.blocks { rounds[k] = 0 }
    // Pairwise exchange between several bodies may converge only geometrically; what is left goes to the contacts.
    var budget = 10 * (island.rows.count + 4) + 32
    while budget > 0 {
      budget -= 1
      let next = tournament.winner
      let time = times[next]
      guard time < timeStep else { return }
      resolve(next, at: time)
      let k = gaps[next]
      if k.movesA { retime(Int(k.a), from: time, tournament) }
      if k.movesB { retime(Int(k.b), from: time, tournament) }
    }
  }

  /// Finds anew when the contacts of a body close.
  private func retime(_ body: Int, from time: Double, _ tournament: Tournament) {
    for i in first[body]..<first[body + 1] {
      let k = Int(incident[i])
      let isDone = rounds[k] >= ImpactSolver.plasticRounds && !gaps[k].rebounds
      let next = isDone ? .infinity : earliest(k, from: time)
      // Most contacts of a body close neither before nor after.
      if next == times[k] { continue }
      times[k] = next
      tournament.update(k)
    }
  }

  /// The first time from `now` on within the step at which a point of the block closes faster than resting contacts do.
  @inline(__always) func earliest(_ index: Int, from now: Double) -> Double {
    let k = gaps.baseAddress! + index
    let a = bodies.baseAddress! + Int(k.pointee.a)
    let b = bodies.baseAddress! + Int(k.pointee.b)
    let n = k.pointee.normal
    let g = k.pointee.acceleration
    var first = Double.infinity
    for i in 0..<Int(k.pointee.rowCount) {
      let spot = spots.baseAddress! + (Int(k.pointee.firstRow) + i)
      let c1 = dot(n, spot.pointee.relativeVelocity(a.pointee, b.pointee))
      let v: Double = c1 + g * now
      // What parts and is not drawn back never closes: half of all.
      if v >= 0 && g >= 0 { continue }
      let c0 = spot.pointee.startGap(along: n, a.pointee, b.pointee)
      let s: Double = c0 + c1 * now + 0.5 * g * now * now
      first = Swift.min(
        first, timeOfImpact(gap: s, rate: v, acceleration: g, restingSpeed: k.pointee.restingSpeed, from: now))
    }
    return first < timeStep ? first : .infinity
  }

  /// Resolves the impact of two bodies at time `t`: all their contacts that are closed then, of which one closes now.
  private func resolve(_ index: Int, at t: Double) {
    let k = blocks[index]
    // All of a moving body's contacts are listed; those with the same partner are of the same pair.
    let body = k.massB > 0 ? k.b : k.a
    let partners = first[body]..<first[body + 1]
    var room = 0
    for i in partners where joinsSame(Int(incident[i]), index) { room += blocks[Int(incident[i])].rowCount }
    withUnsafeTemporaryAllocation(of: ImpactGroup.Point.self, capacity: room) { points in
      var group = ImpactGroup(
        blocks.baseAddress! + index, bodies.baseAddress! + k.a, bodies.baseAddress! + k.b, time: t,
        in: points.baseAddress!)
      for i in partners where joinsSame(Int(incident[i]), index) {
        let member = Int(incident[i])
        let approach = group.add(blocks.baseAddress! + member, index: member, spots.baseAddress!)
        if approach != nil || member == index { rounds[member] &+= 1 }
        if let approach { blocks[member].impactSpeed = Swift.max(blocks[member].impactSpeed, approach) }
      }
      group.resolve()
      group.apply {
        if $0.block == index || $0.impulse.x > 0 { spots[$0.spot].hadImpact = true }
        blocks[$0.block].impactImpulse += $0.impulse.x
      }
    }
  }

  @inline(__always) private func joinsSame(_ i: Int, _ j: Int) -> Bool {
    gaps[i].a == gaps[j].a && gaps[i].b == gaps[j].b
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
