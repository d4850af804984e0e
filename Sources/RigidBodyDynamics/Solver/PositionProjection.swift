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
  /// Manifolds with a point that overlaps by more than the slop.
  fileprivate var isDeep: [Bool] = []
  /// Bodies that have been pushed in this step.
  fileprivate var isPushed: [Bool] = []
}

func projectPositions(
  _ bodies: inout [RigidBody], _ manifolds: [Manifold], _ ends: [ManifoldEnds], _ islands: Islands, iterations: Int,
  _ workspace: inout ProjectionWorkspace
) {
  while workspace.isDeep.count < manifolds.count { workspace.isDeep.append(false) }
  while workspace.isPushed.count < bodies.count { workspace.isPushed.append(false) }
  bodies.withUnsafeMutableBufferPointer { bodies in
    manifolds.withUnsafeBufferPointer { manifolds in
      ends.withUnsafeBufferPointer { ends in
        workspace.isDeep.withUnsafeMutableBufferPointer { isDeep in
          guard findDeep(bodies, manifolds, ends, isDeep) else { return }
          workspace.isPushed.withUnsafeMutableBufferPointer { isPushed in
            for i in isPushed.indices { isPushed[i] = false }
            for pass in 0..<iterations {
              var corrected = false
              for step in manifolds.indices {
                let i = pass & 1 == 0 ? step : manifolds.count - 1 - step
                // What was in order, between bodies that nothing has pushed, still is.
                if ends[i].count == 0 { continue }
                let (a, b) = (Int(ends[i].a), Int(ends[i].b))
                guard isDeep[i] || isPushed[a] || isPushed[b] else { continue }
                let body = bodies[a].isDynamic ? a : b
                guard !islands.isCoupled(body), project(manifolds.baseAddress! + i, bodies) else { continue }
                corrected = true
                isPushed[a] = bodies[a].isDynamic
                isPushed[b] = bodies[b].isDynamic
              }
              if !corrected { return }
            }
          }
        }
      }
    }
  }
}

/// Marks the manifolds of which a point overlaps by more than the slop, and tells whether there are any: in a heap at rest
/// there are none, and in another few.
private func findDeep(
  _ bodies: UnsafeMutableBufferPointer<RigidBody>, _ manifolds: UnsafeBufferPointer<Manifold>,
  _ ends: UnsafeBufferPointer<ManifoldEnds>, _ isDeep: UnsafeMutableBufferPointer<Bool>
) -> Bool {
  let found = Atomic<Bool>(false)
  WorkTeam.shared.forRanges(manifolds.count, grain: StepWorkspace.grain) { range in
    var isAny = false
    for i in range {
      isDeep[i] = false
      guard ends[i].count > 0 else { continue }
      let m = manifolds.baseAddress! + i
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

/// The gap of a point at the poses that the bodies have now, m.
@inline(__always) private func gap(
  _ m: UnsafePointer<Manifold>, _ j: Int, _ n: Vector3, _ a: UnsafePointer<RigidBody>, _ b: UnsafePointer<RigidBody>
) -> Double {
  let coreA = a.pointee.rotation * m.pointee.points[j].localA
  let coreB = b.pointee.rotation * m.pointee.points[j].localB
  let between = b.pointee.position + coreB - a.pointee.position - coreA
  return dot(between, n) - m.pointee.radiusA - m.pointee.radiusB
}

private func project(_ m: UnsafePointer<Manifold>, _ bodies: UnsafeMutableBufferPointer<RigidBody>) -> Bool {
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
