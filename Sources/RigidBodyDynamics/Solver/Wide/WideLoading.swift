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
    for (lane, index) in w.blocks.enumerated() {
      let one = blocks + index
      w.a[lane] = Int32(truncatingIfNeeded: one.pointee.a)
      w.b[lane] = Int32(truncatingIfNeeded: one.pointee.b)
      w.massA[lane] = one.pointee.massA
      w.massB[lane] = one.pointee.massB
      w.friction[lane] = one.pointee.friction
      var mass = Double.infinity
      for j in 0..<one.pointee.rowCount { mass = Swift.min(mass, rows[one.pointee.firstRow + j].mass.normal) }
      w.perMass[lane] = 1 / mass
      if one.pointee.rollingLength > 0 { w.rolls = true }
    }
    fillVectors(&w)
    k.pointee = w
    for j in 0..<w.rows.count {
      wideRows[w.rows.lowerBound + j] = WideRow(row(w, 0, j), row(w, 1, j), row(w, 2, j), row(w, 3, j))
    }
  }

  /// The point `j` of a lane; lanes that have fewer points take the row of none.
  @inline(__always) private func row(_ w: WideBlock, _ lane: Int, _ j: Int) -> UnsafePointer<ContactRow> {
    guard lane < w.blocks.count else { return none }
    let one = blocks + (w.blocks.lowerBound + lane)
    return j < one.pointee.rowCount ? UnsafePointer(rows + (one.pointee.firstRow + j)) : none
  }

  @inline(__always) private func fillVectors(_ w: inout WideBlock) {
    let count = w.blocks.count
    let first = blocks + w.blocks.lowerBound
    @inline(__always) func wide(_ pick: (UnsafeMutablePointer<ContactBlock>) -> Vector3) -> WideVector {
      WideVector(
        pick(first), count > 1 ? pick(first + 1) : .zero, count > 2 ? pick(first + 2) : .zero,
        count > 3 ? pick(first + 3) : .zero)
    }
    @inline(__always) func wide(_ pick: (UnsafeMutablePointer<ContactBlock>) -> Matrix3) -> WideMatrix {
      WideMatrix(
        pick(first), count > 1 ? pick(first + 1) : .zero, count > 2 ? pick(first + 2) : .zero,
        count > 3 ? pick(first + 3) : .zero)
    }
    w.normal = wide { $0.pointee.normal }
    w.tangent1 = wide { $0.pointee.tangent1 }
    w.tangent2 = wide { $0.pointee.tangent2 }
    w.inertiaA = wide { bodies[$0.pointee.a].inverseInertia }
    w.inertiaB = wide { bodies[$0.pointee.b].inverseInertia }
    guard w.rolls else { return }
    // Those that do not roll have length 0, and with it no impulse.
    for (lane, index) in w.blocks.enumerated() { w.rollingLength[lane] = blocks[index].rollingLength }
    w.rollingMass = wide { $0.pointee.rollingLength > 0 ? $0.pointee.rollingMass : .zero }
    w.rollingImpulse = wide { $0.pointee.rollingImpulse }
  }

  @inline(__always) func store(_ i: Int) {
    let k = wideBlocks + i
    for (lane, index) in k.pointee.blocks.enumerated() {
      let one = blocks + index
      for j in 0..<one.pointee.rowCount {
        rows[one.pointee.firstRow + j].impulses = wideRows[k.pointee.rows.lowerBound + j].impulses[lane]
      }
      if k.pointee.rolls { one.pointee.rollingImpulse = k.pointee.rollingImpulse[lane] }
    }
  }
}
