import Parallelism
import VectorMath

/// An island as the solver sees it.
struct SolverIsland: Sendable {
  var blocks: Range<Int>
  var rows: Range<Int>
  /// Its batches in `StepWorkspace.batches`, and the wide blocks of these; none for a small island.
  var batches = 0..<0
  var wideBlocks = 0..<0
  /// A mass of its order, in kg, for which wide blocks count impulses: a power of two, so that nothing is rounded.
  var massUnit = 1.0
  /// Whether nine tenths of its contacts are between bodies that have been quiet long enough to sleep.
  var isDrowsy = false
  var isLarge: Bool { !batches.isEmpty }
}

/// Working memory of one step; dropping it never changes a result. Arrays only grow: the counts are apart.
struct StepWorkspace: Sendable {
  /// Islands of more rows than this are coloured, so that four contacts, and threads, can share them.
  static let colouredRows = 600
  /// Rows of small islands from which on threads share these.
  static let sharedRows = 500
  /// Rows from which on a small island goes before others.
  static let heavyRows = 24
  /// Bodies or blocks that a thread takes at a time.
  static let grain = 128

  var bodies: [SolverBody] = []
  var blocks: [ContactBlock] = []
  var blockCount = 0
  /// Contact points of all blocks, at the start of the step and in the contact solver.
  var spots: [ContactSpot] = []
  var rows: [ContactRow] = []
  var searches: [RowSearch] = []
  var rowCount = 0
  var rates: [BodyRates] = []
  var progress: [BlockProgress] = []
  var islands: [SolverIsland] = []
  var batches: [Batch] = []
  var smallIslands: [Int] = []
  var wide = WideContacts()
  var colouring = Colouring()
  var impacts = ImpactSchedule()
  private var order: [Int] = []
  private var firstRows: [Int] = []

  /// Loads bodies and contacts at the start of the step, in the order of the bodies and, island by island, of the pairs.
  mutating func load(
    _ world: [RigidBody], _ manifolds: [Manifold], _ ends: [ManifoldEnds], _ groups: Islands,
    settings: WorldSettings, forces: ForceWorkspace?
  ) {
    loadBodies(world, gravity: settings.gravity, forces)
    arrange(world, ends, groups)
    loadContacts(world, manifolds, settings)
  }

  private mutating func loadBodies(_ world: [RigidBody], gravity: Vector3, _ forces: ForceWorkspace?) {
    let still = SolverBody(
      velocity: .zero, spin: .zero, inverseMass: 0, inverseInertia: .zero, gravity: .zero)
    let accelerations = forces?.accelerations
    while bodies.count < world.count {
      bodies.append(still)
      rates.append(BodyRates())
    }
    bodies.withUnsafeMutableBufferPointer { bodies in
      world.withUnsafeBufferPointer { world in
        WorkTeam.shared.forRanges(world.count, grain: StepWorkspace.grain) { range in
          for i in range {
            let body = world.baseAddress! + i
            let moves = body.pointee.isDynamic && !body.pointee.isAsleep && !body.pointee.isLink
            bodies[i] = SolverBody(
              velocity: body.pointee.velocity, spin: body.pointee.angularVelocity,
              inverseMass: moves ? body.pointee.inverseMass : 0,
              inverseInertia: moves ? body.pointee.worldInverseInertia : .zero,
              gravity: moves ? accelerations?[i] ?? gravity : .zero)
          }
        }
      }
    }
  }

  /// Gives every manifold with points its block and rows, and every island its batches.
  private mutating func arrange(_ world: [RigidBody], _ ends: [ManifoldEnds], _ groups: Islands) {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: groups.order)
    islands.removeAll(keepingCapacity: true)
    batches.removeAll(keepingCapacity: true)
    wide.removeAll()
    firstRows.removeAll(keepingCapacity: true)
    var first = 0
    var row = 0
    while first < order.count {
      var end = first
      var rowsHere = 0
      var quiet = 0
      while end < order.count && groups.roots[end] == groups.roots[first] {
        let m = order[end]
        rowsHere += Int(ends[m].count)
        if world[Int(ends[m].a)].isQuiet && world[Int(ends[m].b)].isQuiet { quiet += 1 }
        end += 1
      }
      var island = SolverIsland(blocks: first..<end, rows: row..<row + rowsHere)
      island.isDrowsy = 10 * quiet >= 9 * (end - first)
      if rowsHere > StepWorkspace.colouredRows {
        let firstBatch = batches.count
        let firstBlock = wide.blockCount
        colouring.colour(&order, first..<end, ends, world, into: &batches)
        for i in firstBatch..<batches.count {
          batches[i].blocks = wide.append(batches[i].blocks, isSequential: batches[i].isSequential) {
            Int(ends[order[$0]].count)
          }
        }
        island.batches = firstBatch..<batches.count
        island.wideBlocks = firstBlock..<wide.blockCount
        let (a, b) = (Int(ends[order[first]].a), Int(ends[order[first]].b))
        let mass = world[world[a].isDynamic ? a : b].mass
        island.massUnit = Double(sign: .plus, exponent: mass.exponent, significand: 1)
      }
      islands.append(island)
      for i in first..<end {
        firstRows.append(row)
        row += Int(ends[order[i]].count)
      }
      first = end
    }
    blockCount = order.count
    rowCount = row
    grow()
  }

  private mutating func grow() {
    while blocks.count < blockCount {
      blocks.append(ContactBlock())
      progress.append(BlockProgress())
    }
    while spots.count < rowCount {
      spots.append(ContactSpot(rA: .zero, rB: .zero, separation: 0))
      rows.append(ContactRow())
      searches.append(RowSearch())
    }
  }

  private mutating func loadContacts(_ world: [RigidBody], _ manifolds: [Manifold], _ settings: WorldSettings) {
    let h = settings.timeStep
    let g = settings.gravity.length
    order.withUnsafeBufferPointer { order in
      firstRows.withUnsafeBufferPointer { firstRows in
        blocks.withUnsafeMutableBufferPointer { blocks in
          spots.withUnsafeMutableBufferPointer { spots in
            bodies.withUnsafeBufferPointer { bodies in
              world.withUnsafeBufferPointer { world in
                manifolds.withUnsafeBufferPointer { manifolds in
                  WorkTeam.shared.forRanges(order.count, grain: StepWorkspace.grain) { range in
                    for i in range {
                      let m = manifolds.baseAddress! + order[i]
                      let a = world.baseAddress! + m.pointee.a
                      let b = world.baseAddress! + m.pointee.b
                      let relative = bodies[m.pointee.b].gravity - bodies[m.pointee.a].gravity
                      let along = dot(m.pointee.normal, relative).magnitude
                      blocks[i] = ContactBlock(
                        m, index: order[i], a, b, massA: bodies[m.pointee.a].inverseMass,
                        massB: bodies[m.pointee.b].inverseMass, firstRow: firstRows[i],
                        restingSpeed: 2 * along * h + 0.25 * g * h + 1e-9)
                      for j in 0..<Int(m.pointee.count) {
                        spots[firstRows[i] + j] = ContactSpot(m, j, a, b)
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

  /// Velocities at the end of the step as they would be without contact impulses, and the inertia of that pose.
  ///
  /// Both stages of impulses keep the account of energy. Impacts change the spin at the start, with the inertia of the
  /// start, and only then does the body turn freely, which keeps its energy whatever the spin. Contact impulses change
  /// the spin at the end, hence with the inertia of the end: that of the start would be wrong by spin times h, to
  /// either side.
  ///
  /// `spinChanges` is what fields add to the spin of each body, evenly over the step.
  mutating func addFreeMotion(_ world: [RigidBody], spinChanges: [Vector3]?, timeStep h: Double) {
    bodies.withUnsafeMutableBufferPointer { bodies in
      world.withUnsafeBufferPointer { world in
        WorkTeam.shared.forRanges(world.count, grain: StepWorkspace.grain) { range in
          for i in range {
            if bodies[i].inverseMass > 0 {
              bodies[i].velocity += bodies[i].gravity * h
              bodies[i].freeVelocity = bodies[i].velocity
              if let turn = spinChanges?[i], turn != .zero { bodies[i].change(.zero, turn, time: 0.5 * h) }
              bodies[i].addFreeSpin(of: world[i], timeStep: h)
            } else {
              bodies[i].freeVelocity = bodies[i].velocity
              bodies[i].freeSpin = bodies[i].spin
            }
          }
        }
      }
    }
  }
}
