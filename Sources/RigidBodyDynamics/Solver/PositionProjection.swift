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

func projectPositions(
  _ bodies: inout [RigidBody], _ manifolds: [Manifold], _ islands: Islands, iterations: Int
) {
  bodies.withUnsafeMutableBufferPointer { bodies in
    manifolds.withUnsafeBufferPointer { manifolds in
      for pass in 0..<iterations {
        var corrected = false
        for step in manifolds.indices {
          let m = manifolds[pass & 1 == 0 ? step : manifolds.count - 1 - step]
          if m.count > 0 && !islands.isCoupled(bodies[m.a].isDynamic ? m.a : m.b) && project(m, bodies) {
            corrected = true
          }
        }
        if !corrected { return }
      }
    }
  }
}

private func project(_ m: Manifold, _ bodies: UnsafeMutableBufferPointer<RigidBody>) -> Bool {
  let massA = bodies[m.a].isAsleep ? 0 : bodies[m.a].inverseMass
  let massB = bodies[m.b].isAsleep ? 0 : bodies[m.b].inverseMass
  if massA + massB == 0 { return false }
  let inner = m.inner
  let slop = m.slop
  var corrected = false
  for i in 0..<Int(m.count) {
    let p = m.points[i]
    let n = m.currentNormal(bodies[m.a], bodies[m.b])
    let coreA = bodies[m.a].rotation * p.localA
    let coreB = bodies[m.b].rotation * p.localB
    let between = bodies[m.b].position + coreB - bodies[m.a].position - coreA
    let separation: Double = dot(between, n) - m.radiusA - m.radiusB
    guard separation < -slop else { continue }
    let rA = coreA + n * m.radiusA
    let rB = coreB - n * m.radiusB
    let turnA = massA > 0 ? bodies[m.a].worldInverseInertia * cross(rA, n) : .zero
    let turnB = massB > 0 ? bodies[m.b].worldInverseInertia * cross(rB, n) : .zero
    let response: Double = massA + massB + dot(cross(rA, n), turnA) + dot(cross(rB, n), turnB)
    let push: Double = Swift.min(-(separation + slop) * projectionRate, projectionReach * inner) / response
    corrected = true
    if massA > 0 {
      bodies[m.a].position -= n * (push * massA)
      bodies[m.a].setOrientation(Quaternion(rotationVector: turnA * -push) * bodies[m.a].orientation)
    }
    if massB > 0 {
      bodies[m.b].position += n * (push * massB)
      bodies[m.b].setOrientation(Quaternion(rotationVector: turnB * push) * bodies[m.b].orientation)
    }
  }
  return corrected
}
