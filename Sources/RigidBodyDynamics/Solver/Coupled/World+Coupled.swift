import Parallelism
import VectorMath

// The stages of a step for islands with joints, beside those of `World+Step.swift`. Worlds without joints skip all.

extension World {
  mutating func loadCoupledIslands() {
    guard !joints.isEmpty else { return }
    coupled.arrange(bodies, manifolds, joints, jointList, articulations, islands)
    forEachCoupledIsland { $0.load($1) }
  }
  mutating func resolveCoupledImpacts() {
    guard !joints.isEmpty else { return }
    forEachCoupledIsland { $0.resolveImpacts($1) }
  }
  mutating func solveCoupledIslands() {
    guard !joints.isEmpty else { return }
    forEachCoupledIsland { $0.solve($1) }
  }
  /// Runs after all bodies have moved.
  mutating func settleCoupledIslands() {
    guard !joints.isEmpty else { return }
    forEachCoupledIsland {
      $0.settle($1)
      $0.store($1)
    }
    breakJoints()
  }

  private mutating func forEachCoupledIsland(_ work: (CoupledSystem, CoupledIsland) -> Void) {
    let count = coupled.islands.count
    if count == 0 { return }
    let settings = settings
    let islands = coupled.islands
    guard hasForces else { return forEachCoupledIsland(islands, count, settings, nil, work) }
    let loads = forces.loads
    loads.withUnsafeBufferPointer { forEachCoupledIsland(islands, count, settings, $0.baseAddress!, work) }
  }

  private mutating func forEachCoupledIsland(
    _ islands: [CoupledIsland], _ count: Int, _ settings: WorldSettings, _ fieldLoads: UnsafePointer<LinkLoad>?,
    _ work: (CoupledSystem, CoupledIsland) -> Void
  ) {
    articulations.withView { view, trees in
      bodies.withUnsafeMutableBufferPointer { bodies in
        manifolds.withUnsafeMutableBufferPointer { manifolds in
          joints.withUnsafeMutableBufferPointer { joints in
            workspace.bodies.withUnsafeMutableBufferPointer { solverBodies in
              coupled.withPointers { p in
                let system = CoupledSystem(
                  settings: settings, h: settings.timeStep, world: bodies.baseAddress!, manifolds: manifolds,
                  joints: joints, bodies: solverBodies.baseAddress!, rates: p.rates, trees: trees,
                  view: view, walk: LinkWalk(responses: p.responses, places: p.places), external: p.external,
                  fieldLoads: fieldLoads,
                  progress: p.progress, treeOrder: p.treeOrder, blocks: p.blocks, rows: p.rows, spots: p.spots)
                WorkTeam.shared.forRanges(count, grain: 1) { range in
                  for i in range { work(system, islands[i]) }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Breaks joints whose load of the step was too much for them; the next step then has other trees.
  private mutating func breakJoints() {
    guard jointList.canBreak else { return }
    for i in joints.indices where !joints[i].isBroken && joints[i].canBreak {
      let force = joints[i].force.length
      let torque = joints[i].torque.length
      guard force > joints[i].breakingForce || torque > joints[i].breakingTorque else { continue }
      joints[i].isBroken = true
      forestIsStale = true
      jointEvents.append(JointEvent(step: stepIndex, joint: JointID(index: i), force: force, torque: torque))
    }
  }
}

extension CoupledWorkspace {
  struct Pointers {
    let responses: UnsafeMutablePointer<LinkResponse>
    let places: UnsafeMutablePointer<Int>
    let external: UnsafeMutablePointer<LinkLoad>
    let progress: UnsafeMutablePointer<TreeProgress>
    let treeOrder: UnsafeBufferPointer<Int>
    let blocks: UnsafeMutableBufferPointer<CoupledBlock>
    let rows: UnsafeMutablePointer<CoupledRow>
    let spots: UnsafeMutablePointer<ContactSpot>
    let rates: UnsafeMutablePointer<Twist>
  }

  mutating func withPointers(_ work: (Pointers) -> Void) {
    responses.withUnsafeMutableBufferPointer { responses in
      places.withUnsafeMutableBufferPointer { places in
        external.withUnsafeMutableBufferPointer { external in
          progress.withUnsafeMutableBufferPointer { progress in
            treeOrder.withUnsafeBufferPointer { treeOrder in
              blocks.withUnsafeMutableBufferPointer { blocks in
                rows.withUnsafeMutableBufferPointer { rows in
                  spots.withUnsafeMutableBufferPointer { spots in
                    rates.withUnsafeMutableBufferPointer { rates in
                      work(
                        Pointers(
                          responses: responses.baseAddress!, places: places.baseAddress!,
                          external: external.baseAddress!, progress: progress.baseAddress!, treeOrder: treeOrder,
                          blocks: blocks, rows: rows.baseAddress!, spots: spots.baseAddress!,
                          rates: rates.baseAddress!))
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
