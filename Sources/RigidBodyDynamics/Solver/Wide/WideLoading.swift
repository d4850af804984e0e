import Parallelism
import VectorMath

// Blocks into lanes, and their impulses back.

extension StepWorkspace {
  mutating func loadWide() {
    withWideContacts { $0.load($1) }
  }
  mutating func storeWide() {
    withWideContacts { $0.store($1) }
  }

  private mutating func withWideContacts(_ work: (WideExchange, Int) -> Void) {
    let count = wide.blockCount
    if count == 0 { return }
    bodies.withUnsafeBufferPointer { bodies in
      blocks.withUnsafeMutableBufferPointer { blocks in
        rows.withUnsafeMutableBufferPointer { rows in
          wide.blocks.withUnsafeMutableBufferPointer { wideBlocks in
            wide.rows.withUnsafeMutableBufferPointer { wideRows in
              withUnsafePointer(to: WideRow.none) { none in
                let exchange = WideExchange(
                  bodies: bodies.baseAddress!, blocks: blocks.baseAddress!, rows: rows.baseAddress!,
                  wideBlocks: wideBlocks.baseAddress!, wideRows: wideRows.baseAddress!, none: none)
                WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain / Lanes.scalarCount) { range in
                  for i in range { work(exchange, i) }
                }
              }
            }
          }
        }
      }
    }
  }
}

private struct WideExchange {
  let bodies: UnsafePointer<SolverBody>
  let blocks: UnsafeMutablePointer<ContactBlock>
  let rows: UnsafeMutablePointer<ContactRow>
  let wideBlocks: UnsafeMutablePointer<WideBlock>
  let wideRows: UnsafeMutablePointer<WideRow>
  let none: UnsafePointer<ContactRow>

  @inline(__always) func load(_ i: Int) {
    let k = wideBlocks + i
    var w = WideBlock()
    w.blocks = k.pointee.blocks
    w.rows = k.pointee.rows
    let first = blocks + w.blocks.lowerBound
    let second = w.blocks.count > 1 ? first + 1 : first
    w.a0 = Int32(truncatingIfNeeded: first.pointee.a)
    w.b0 = Int32(truncatingIfNeeded: first.pointee.b)
    w.a1 = Int32(truncatingIfNeeded: second.pointee.a)
    w.b1 = Int32(truncatingIfNeeded: second.pointee.b)
    // A second lane without a block has the first one's bodies, but neither mass nor impulse.
    let has: Double = w.blocks.count > 1 ? 1 : 0
    w.massA = Lanes(first.pointee.massA, second.pointee.massA * has)
    w.massB = Lanes(first.pointee.massB, second.pointee.massB * has)
    w.friction = StoredLanes(first.pointee.friction, second.pointee.friction)
    w.perMass = StoredLanes(perMass(first), perMass(second) * has)
    w.normal = StoredVector(first.pointee.normal, second.pointee.normal)
    w.tangent1 = StoredVector(first.pointee.tangent1, second.pointee.tangent1)
    w.tangent2 = StoredVector(first.pointee.tangent2, second.pointee.tangent2)
    w.inertiaA = StoredMatrix(inertia(first.pointee.a), inertia(second.pointee.a))
    w.inertiaB = StoredMatrix(inertia(first.pointee.b), inertia(second.pointee.b))
    w.rollingLength = Lanes(first.pointee.rollingLength, second.pointee.rollingLength * has)
    w.rolls = w.rollingLength.largest > 0
    if w.rolls {
      // What does not roll has length 0, and with it no impulse.
      w.rollingMass = StoredMatrix(rollingMass(first), rollingMass(second))
      w.rollingImpulse = WideVector(first.pointee.rollingImpulse, second.pointee.rollingImpulse * has)
    }
    k.pointee = w
    for j in 0..<w.rows.count {
      wideRows[w.rows.lowerBound + j] = WideRow(row(w, 0, j), row(w, 1, j))
    }
  }

  /// The point `j` of a lane; lanes that have fewer points take the row of none.
  @inline(__always) private func row(_ w: WideBlock, _ lane: Int, _ j: Int) -> UnsafePointer<ContactRow> {
    guard lane < w.blocks.count else { return none }
    let one = blocks + (w.blocks.lowerBound + lane)
    return j < one.pointee.rowCount ? UnsafePointer(rows + (one.pointee.firstRow + j)) : none
  }

  @inline(__always) private func inertia(_ body: Int) -> Matrix3 { bodies[body].inverseInertia }

  @inline(__always) private func rollingMass(_ k: UnsafeMutablePointer<ContactBlock>) -> Matrix3 {
    k.pointee.rollingLength > 0 ? k.pointee.rollingMass : .zero
  }

  @inline(__always) private func perMass(_ k: UnsafeMutablePointer<ContactBlock>) -> Double {
    var mass = Double.infinity
    for j in 0..<k.pointee.rowCount { mass = Swift.min(mass, rows[k.pointee.firstRow + j].mass.normal) }
    return 1 / mass
  }

  @inline(__always) func store(_ i: Int) {
    let k = wideBlocks + i
    for (lane, index) in k.pointee.blocks.enumerated() {
      let one = blocks + index
      for j in 0..<one.pointee.rowCount {
        rows[one.pointee.firstRow + j].impulses = impulses(wideRows + (k.pointee.rows.lowerBound + j), lane)
      }
      if k.pointee.rolls {
        one.pointee.rollingImpulse = lane == 0 ? k.pointee.rollingImpulse.first : k.pointee.rollingImpulse.second
      }
    }
  }

  @inline(__always) private func impulses(_ r: UnsafeMutablePointer<WideRow>, _ lane: Int) -> Vector3 {
    lane == 0 ? r.pointee.impulses.first : r.pointee.impulses.second
  }
}
