import Parallelism
import Synchronization
import VectorMath

// Non-linear Gauss-Seidel on positions: pushes overlapping bodies apart without giving them speed.
//
// Each point knows a fixed spot on the core of each body, so its gap is computed anew after every push. Overlap up to
// the slop stays, so that resting contacts do not flicker.

/// Part of the remaining overlap that one push removes.
private let projectionRate = 0.5
/// Most that one push moves, as a part of the smaller inner radius: deep overlaps at the start open over several steps, so
/// that what pushes from other sides keeps pace and bodies do not tilt.
private let projectionReach = 0.02

/// Working memory of the projection; dropping it never changes a result.
struct ProjectionWorkspace: Sendable {
  /// Of the manifolds in their order: whether a point overlaps by more than the slop.
  fileprivate var isDeep: [Bool] = []
  /// Bodies that have been pushed in this step.
  fileprivate var isPushed: [Bool] = []
}

/// - Parameters:
///   - order: Manifolds with points, island by island.
///   - islands: Whose `blocks` are the ranges of these.
func projectPositions(
  _ bodies: inout [RigidBody], _ manifolds: [Manifold], _ order: [Int], _ islands: [SolverIsland], iterations: Int,
  _ workspace: inout ProjectionWorkspace
) {
  while workspace.isDeep.count < order.count { workspace.isDeep.append(false) }
  while workspace.isPushed.count < bodies.count { workspace.isPushed.append(false) }
  bodies.withUnsafeMutableBufferPointer { bodies in
    manifolds.withUnsafeBufferPointer { manifolds in
      order.withUnsafeBufferPointer { order in
        workspace.isDeep.withUnsafeMutableBufferPointer { isDeep in
          workspace.isPushed.withUnsafeMutableBufferPointer { isPushed in
            let projection = Projection(
              bodies: bodies, manifolds: manifolds, order: order, isDeep: isDeep, isPushed: isPushed)
            guard projection.findDeep() else { return }
            isPushed.update(repeating: false)
            islands.withUnsafeBufferPointer { islands in
              WorkTeam.shared.forRanges(islands.count, grain: 4) { range in
                for i in range { projection.project(islands[i].blocks, iterations: iterations) }
              }
            }
          }
        }
      }
    }
  }
}

private struct Projection {
  let bodies: UnsafeMutableBufferPointer<RigidBody>
  let manifolds: UnsafeBufferPointer<Manifold>
  let order: UnsafeBufferPointer<Int>
  let isDeep: UnsafeMutableBufferPointer<Bool>
  let isPushed: UnsafeMutableBufferPointer<Bool>

  /// Marks the manifolds of which a point overlaps by more than the slop, and tells whether there are any: in a heap at
  /// rest there are none, and in another few.
  func findDeep() -> Bool {
    let found = Atomic<Bool>(false)
    WorkTeam.shared.forRanges(order.count, grain: StepWorkspace.grain) { range in
      var isAny = false
      for i in range {
        isDeep[i] = false
        let m = manifolds.baseAddress! + order[i]
        let a = bodies.baseAddress! + m.pointee.a
        let b = bodies.baseAddress! + m.pointee.b
        let n = m.pointee.currentNormal(a.pointee, b.pointee)
        for j in 0..<Int(m.pointee.count) where gap(m, j, n, a, b) < -m.pointee.slop {
          isDeep[i] = true
          isAny = true
          break
        }
      }
      if isAny { found.store(true, ordering: .relaxed) }
    }
    return found.load(ordering: .relaxed)
  }

  /// Passes through the manifolds of one island, forwards and backwards, until nothing has to be pushed.
  func project(_ range: Range<Int>, iterations: Int) {
    guard range.contains(where: { isDeep[$0] }) else { return }
    for pass in 0..<iterations {
      var corrected = false
      for step in 0..<range.count {
        let i = pass & 1 == 0 ? range.lowerBound + step : range.upperBound - 1 - step
        let m = manifolds.baseAddress! + order[i]
        let (a, b) = (m.pointee.a, m.pointee.b)
        // What was in order, between bodies that nothing has pushed, still is.
        guard isDeep[i] || isPushed[a] || isPushed[b], push(m, bodies) else { continue }
        corrected = true
        if bodies[a].isDynamic { isPushed[a] = true }
        if bodies[b].isDynamic { isPushed[b] = true }
      }
      if !corrected { return }
    }
  }
}

/// The gap of a point at the poses that the bodies have now, m.
@inline(__always) private func gap(
  _ m: UnsafePointer<Manifold>, _ j: Int, _ n: Vector3, _ a: UnsafePointer<RigidBody>, _ b: UnsafePointer<RigidBody>
) -> Double {
  let coreA = a.pointee.rotation * m.pointee.points[j].localA
  let coreB = b.pointee.rotation * m.pointee.points[j].localB
  let between = b.pointee.position + coreB - a.pointee.position - coreA
  return dot(between, n) - m.pointee.radiusA - m.pointee.radiusB
}

/// Pushes the points of a manifold that overlap apart; tells whether there were any.
private func push(_ m: UnsafePointer<Manifold>, _ bodies: UnsafeMutableBufferPointer<RigidBody>) -> Bool {
  let a = bodies.baseAddress! + m.pointee.a
  let b = bodies.baseAddress! + m.pointee.b
  let massA = a.pointee.isAsleep ? 0 : a.pointee.inverseMass
  let massB = b.pointee.isAsleep ? 0 : b.pointee.inverseMass
  if massA + massB == 0 { return false }
  let inner = m.pointee.inner
  let slop = m.pointee.slop
  var corrected = false
  for i in 0..<Int(m.pointee.count) {
    let n = m.pointee.currentNormal(a.pointee, b.pointee)
    let separation = gap(m, i, n, a, b)
    guard separation < -slop else { continue }
    let rA = a.pointee.rotation * m.pointee.points[i].localA + n * m.pointee.radiusA
    let rB = b.pointee.rotation * m.pointee.points[i].localB - n * m.pointee.radiusB
    let turnA = massA > 0 ? a.pointee.worldInverseInertia * cross(rA, n) : .zero
    let turnB = massB > 0 ? b.pointee.worldInverseInertia * cross(rB, n) : .zero
    let response: Double = massA + massB + dot(cross(rA, n), turnA) + dot(cross(rB, n), turnB)
    let push: Double = Swift.min(-(separation + slop) * projectionRate, projectionReach * inner) / response
    corrected = true
    if massA > 0 {
      a.pointee.position -= n * (push * massA)
      a.pointee.setOrientation(Quaternion(rotationVector: turnA * -push) * a.pointee.orientation)
    }
    if massB > 0 {
      b.pointee.position += n * (push * massB)
      b.pointee.setOrientation(Quaternion(rotationVector: turnB * push) * b.pointee.orientation)
    }
  }
  return corrected
}
