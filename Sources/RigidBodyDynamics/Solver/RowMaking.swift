import Parallelism
import VectorMath

extension StepWorkspace {
  /// Makes the rows of the contact solver, at the poses that the bodies are about to reach.
  ///
  mutating func makeRows(_ manifolds: [Manifold], timeStep h: Double) {
    let count = blockCount
    blocks.withUnsafeMutableBufferPointer { blocks in
      rows.withUnsafeMutableBufferPointer { rows in
        spots.withUnsafeBufferPointer { spots in
          bodies.withUnsafeBufferPointer { bodies in
            manifolds.withUnsafeBufferPointer { manifolds in
              WorkTeam.shared.forRanges(count, grain: StepWorkspace.grain) { range in
                for i in range {
                  let block = blocks.baseAddress! + i
                  let first = block.pointee.firstRow
                  RowMaker(
                    block, bodies.baseAddress! + block.pointee.a, bodies.baseAddress! + block.pointee.b,
                    manifolds.baseAddress! + block.pointee.manifold, timeStep: h
                  ).make(rows.baseAddress! + first, spots.baseAddress! + first)
                }
              }
            }
          }
        }
      }
    }
  }
}

extension Matrix3 {
  /// The inverse of a symmetric matrix within the plane of two perpendicular unit vectors, zero across it.
  @inline(__always) func inverse(along t: Vector3, _ u: Vector3) -> Matrix3 {
    let (mt, mu) = (self * t, self * u)
    let (tt, tu, uu) = (dot(t, mt), dot(t, mu), dot(u, mu))
    let perDeterminant: Double = 1 / (tt * uu - tu * tu)
    return Matrix3(outer: t * uu - u * tu, t) * perDeterminant + Matrix3(outer: u * tt - t * tu, u) * perDeterminant
  }
}

/// The rows of one block.
private struct RowMaker {
  let block: UnsafeMutablePointer<ContactBlock>
  let a: UnsafePointer<SolverBody>
  let b: UnsafePointer<SolverBody>
  let manifold: UnsafePointer<Manifold>
  let h: Double
  /// Movement and turn of the bodies in the step without contact impulses.
  let moved: Vector3
  let turnA: Vector3
  let turnB: Vector3
  let spinA: Vector3
  let spinB: Vector3

  @inline(__always) init(
    _ block: UnsafeMutablePointer<ContactBlock>, _ a: UnsafePointer<SolverBody>, _ b: UnsafePointer<SolverBody>,
    _ manifold: UnsafePointer<Manifold>, timeStep h: Double
  ) {
    self.block = block
    self.a = a
    self.b = b
    self.manifold = manifold
    self.h = h
    if block.pointee.spinningLength > 0 {
      let response = a.pointee.inverseInertia + b.pointee.inverseInertia
      let n = block.pointee.normal
      block.pointee.spinningMass = 1 / dot(n, response * n)
      block.pointee.rollingMass =
        block.pointee.rollingLength > 0
        ? response.inverse(along: block.pointee.tangent1, block.pointee.tangent2) : .zero
    }
    moved = b.pointee.freeMovement(h) - a.pointee.freeMovement(h)
    turnA = a.pointee.freeTurn(h)
    turnB = b.pointee.freeTurn(h)
    spinA = limitedTurn(a.pointee.spin * h)
    spinB = limitedTurn(b.pointee.spin * h)
  }

  @inline(__always) func make(_ rows: UnsafeMutablePointer<ContactRow>, _ spots: UnsafePointer<ContactSpot>) {
    let n = block.pointee.normal
    let rimA = n * manifold.pointee.radiusA
    let rimB = n * manifold.pointee.radiusB
    let closing = b.pointee.freeVelocity - a.pointee.freeVelocity
    for j in 0..<block.pointee.rowCount {
      let spot = spots + j
      let rA = spot.pointee.rA
      let rB = spot.pointee.rB
      let end = dot(n, closing + cross(b.pointee.freeSpin, rB) - cross(a.pointee.freeSpin, rA))
      // The gap at the end of the step if no contact pushed.
      let gap: Double = spot.pointee.separation + dot(n, moved + cross(turnB, rB) - cross(turnA, rA))
      let isFast = spot.pointee.hadImpact || end < -block.pointee.restingSpeed
      var bias = leastSpeed(start: spot.pointee.separation, freeGap: gap, freeSpeed: end, isFast: isFast, timeStep: h)
      let coreA = rA - rimA
      let coreB = rB + rimB
      // Levers at the end of the step, and at its middle, where the impulse acts.
      var (endA, middleA) = (turned(coreA, spinA) + rimA, turned(coreA, spinA * 0.5) + rimA)
      var (endB, middleB) = (turned(coreB, spinB) - rimB, turned(coreB, spinB * 0.5) - rimB)
      let rolling = manifold.pointee.points[j].rolling
      // A point that has borne nothing yet does not roll: a body has come down on it.
      let limit = manifold.pointee.points[j].normalImpulse > 0 ? 0.5 : 0.1
      if rolling & 1 != 0 {
        let turn = limitedTurn(rollingTurn(a.pointee.spin * h, axis: manifold.pointee.axisA, normal: n, limit: limit))
        (endA, middleA) = (turned(rA, turn), turned(rA, turn * 0.5))
      }
      if rolling & 2 != 0 {
        let turn = limitedTurn(rollingTurn(b.pointee.spin * h, axis: manifold.pointee.axisB, normal: n, limit: limit))
        (endB, middleB) = (turned(rB, turn), turned(rB, turn * 0.5))
      }
      // A point that turns, or rolls round a rim, may open on the whole though it closes at the end. To stop it there
      // would push while the gap widens, and do work.
      let late = dot(n, closing + cross(b.pointee.freeSpin, endB) - cross(a.pointee.freeSpin, endA))
      if late < 0 {
        let opened: Double = spot.pointee.separation + dot(n, moved + cross(turnB, middleB) - cross(turnA, middleA))
        if opened > Swift.max(0, spot.pointee.separation) { bias = Swift.min(bias, -opened / h) }
      }
      rows[j] = ContactRow(
        block, a, b, rA: endA, rB: endB, sA: middleA, sB: middleB, bias: bias,
        normalImpulse: manifold.pointee.points[j].normalImpulse,
        tangentImpulse: manifold.pointee.points[j].tangentImpulse)
    }
  }
}

/// The least normal velocity that a point may have at the end of the step.
///
/// It follows from the gap there, s1 = s0 + h (v0 + v1) / 2, v0 being the normal velocity at the start. A point that is
/// open may close: v1 >= -s0 / h, or by the mean rule v1 >= -v0 - 2 s0 / h, whichever is slower, so that it lands in two
/// steps with no speed left. A point that is closed has v1 >= 0. Fast approach, which the impacts deal with, knows the
/// mean rule alone: it must not be slowed before.
/// - Parameters:
///   - start: Gap at the start of the step, m.
///   - freeGap: Gap at its end if nothing pushed, m.
///   - freeSpeed: Rate of the gap at its end if nothing pushed, m/s.
@inline(__always) func leastSpeed(
  start: Double, freeGap: Double, freeSpeed: Double, isFast: Bool, timeStep h: Double
) -> Double {
  let byMean = Swift.min(0, freeSpeed - 2 * freeGap / h)
  return isFast ? byMean : Swift.max(-Swift.max(0, start) / h, byMean)
}

/// `r` turned by the small rotation vector `v`, to second order.
@inline(__always) func turned(_ r: Vector3, _ v: Vector3) -> Vector3 {
  let t = cross(v, r)
  return r + t + cross(v, t) * 0.5
}

/// How the lever of a contact on a round rim or side turns while the body turns by v.
///
/// The nearest point of a body of revolution stays in the plane of its axis d and the normal n, while the body's
/// material rolls past. So the lever turns by v less the turn about d that keeps it there: with sin = |n x d|,
/// v - d (v . (d - n (n . d))) / sin^2. On a body that lies almost flat the point races round the rim, and where it will
/// be has a gap of its own: above `limit`, in radians, the point stays on the material.
@inline(__always) private func rollingTurn(
  _ v: Vector3, axis d: Vector3, normal n: Vector3, limit: Double
) -> Vector3 {
  let cosine = dot(n, d)
  let sineSquared: Double = 1 - cosine * cosine
  guard sineSquared > 1e-12 else { return v }
  let turn = v - d * (dot(v, d - n * cosine) / sineSquared)
  return turn.lengthSquared <= limit * limit ? turn : v
}

/// A turn that leaves the lever at mid-step near that at the end: apart they do work of their own.
@inline(__always) func limitedTurn(_ v: Vector3) -> Vector3 {
  let size = v.lengthSquared
  return size <= 0.25 ? v : v * (0.5 / size.squareRoot())
}
