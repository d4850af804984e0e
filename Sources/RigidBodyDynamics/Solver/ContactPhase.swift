import Parallelism
import Synchronization
import VectorMath

extension StepWorkspace {
  mutating func solveContacts(iterations: Int, gravitySpeed: Double) {
    let effort = SolverEffort(passes: iterations, gravitySpeed: gravitySpeed)
    loadRates()
    solveLarge(effort)
    solveSmall(effort)
    storeRates()
  }

  private mutating func loadRates() {
    let isWide = wide.blockCount > 0
    while isWide && wide.rates.count < bodies.count { wide.rates.append(WideRates()) }
    bodies.withUnsafeBufferPointer { bodies in
      rates.withUnsafeMutableBufferPointer { rates in
        wide.rates.withUnsafeMutableBufferPointer { wideRates in
          WorkTeam.shared.forRanges(bodies.count, grain: StepWorkspace.grain) { range in
            for i in range { rates[i] = BodyRates(bodies[i]) }
            if isWide {
              for i in range { wideRates[i] = WideRates() }
            }
          }
        }
      }
    }
  }

  private mutating func storeRates() {
    bodies.withUnsafeMutableBufferPointer { bodies in
      rates.withUnsafeBufferPointer { rates in
        WorkTeam.shared.forRanges(bodies.count, grain: StepWorkspace.grain) { range in
          for i in range {
            bodies[i].velocity = rates[i].velocity
            bodies[i].spin = rates[i].spin
          }
        }
      }
    }
  }

  /// Large islands one after the other, by all threads together.
  private mutating func solveLarge(_ effort: SolverEffort) {
    if wide.blockCount == 0 { return }
    let islands = islands
    let threads = ThreadBudget.threads
    while wide.changes.count < 2 * threads { wide.changes.append(0) }
    withWideSolver(effort) { solver in
      WorkTeam.shared.open(upTo: threads) { crew in
        for island in islands where island.isLarge { solver.solve(island, crew) }
      }
    }
  }

  private mutating func withWideSolver(_ effort: SolverEffort, _ work: (WideContactSolver) -> Void) {
    rates.withUnsafeMutableBufferPointer { rates in
      blocks.withUnsafeMutableBufferPointer { blocks in
        rows.withUnsafeMutableBufferPointer { rows in
          wide.rates.withUnsafeMutableBufferPointer { wideRates in
            wide.blocks.withUnsafeMutableBufferPointer { wideBlocks in
              wide.rows.withUnsafeMutableBufferPointer { wideRows in
                wide.changes.withUnsafeMutableBufferPointer { changes in
                  batches.withUnsafeBufferPointer { batches in
                    withUnsafePointer(to: WideRow.none) { none in
                      work(
                        WideContactSolver(
                          exchange: WideExchange(
                            rates: rates.baseAddress!, blocks: blocks.baseAddress!, rows: rows.baseAddress!,
                            wideBlocks: wideBlocks.baseAddress!, wideRows: wideRows.baseAddress!, none: none),
                          rates: wideRates.baseAddress!, blocks: wideBlocks.baseAddress!, rows: wideRows.baseAddress!,
                          changes: changes.baseAddress!, batches: batches, effort: effort))
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

  /// Lists the islands that one thread solves, those with the most work first, so that none is left for the end.
  private mutating func orderSmallIslands() {
    let islands = islands
    smallIslands.removeAll(keepingCapacity: true)
    for i in islands.indices where islands[i].rows.count > StepWorkspace.heavyRows && !islands[i].isLarge {
      smallIslands.append(i)
    }
    smallIslands.sort { islands[$0].rows.count > islands[$1].rows.count }
    for i in islands.indices where islands[i].rows.count <= StepWorkspace.heavyRows && !islands[i].isLarge {
      smallIslands.append(i)
    }
  }

  /// The others, each by one thread.
  private mutating func solveSmall(_ effort: SolverEffort) {
    let islands = islands
    orderSmallIslands()
    let rowsAlone = islands.reduce(0) { $0 + ($1.isLarge ? 0 : $1.rows.count) }
    if rowsAlone == 0 { return }
    let small = smallIslands
    withSolver(effort) { solver in
      let next = Atomic<Int>(0)
      let workers = rowsAlone > StepWorkspace.sharedRows ? ThreadBudget.threads : 1
      WorkTeam.shared.open(upTo: workers) { _ in
        while true {
          let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if i >= small.count { return }
          solver.solve(islands[small[i]])
        }
      }
    }
  }

  private mutating func withSolver(_ effort: SolverEffort, _ work: (ContactSolver) -> Void) {
    bodies.withUnsafeBufferPointer { bodies in
      rates.withUnsafeMutableBufferPointer { rates in
        blocks.withUnsafeMutableBufferPointer { blocks in
          rows.withUnsafeMutableBufferPointer { rows in
            searches.withUnsafeMutableBufferPointer { searches in
              progress.withUnsafeMutableBufferPointer { progress in
                work(
                  ContactSolver(
                    bodies: bodies.baseAddress!, rates: rates.baseAddress!, blocks: blocks.baseAddress!,
                    rows: rows.baseAddress!, searches: searches.baseAddress!, progress: progress.baseAddress!,
                    effort: effort))
              }
            }
          }
        }
      }
    }
  }
}
