import VectorMath

// Fast pairs. Sampling the start of each step would let a bullet jump a wall, so a pair that moves far in a step is
// advanced to the time at which it first touches; the contact plane found there is carried back to the start of the
// step, and the impact phase then meets it at its time.
//
// Conservative advancement: with a gap s along a separating axis n, the pair cannot touch before s / (closing speed
// along n). Mirtich, "Impulse-based dynamic simulation of rigid body systems", 1996.

/// Contact points of a pair: swept where the pair moves fast, else at the start of the step.
func detect(
  _ ca: Collider, _ a: RigidBody, _ cb: Collider, _ b: RigidBody, margin: Double, cachedAxis: UInt8,
  cachedNormal: Vector3, tolerance: Double, timeStep h: Double, into out: inout CandidateManifold
) {
  let placedA = Placed(ca, on: a)
  let placedB = Placed(cb, on: b)
  let inner = Swift.min(ca.innerRadius, cb.innerRadius)
  guard (a.speedBound + b.speedBound) * h > Rule.sweptMotionFraction * inner else {
    collide(
      placedA, placedB, margin: margin, cachedAxis: cachedAxis, cachedNormal: cachedNormal, tolerance: tolerance,
      into: &out)
    return
  }
  let touch = 0.01 * inner
  let closing = b.velocity - a.velocity
  let spinA = a.angularVelocity.length
  let spinB = b.angularVelocity.length
  let turning: Double = (spinA > 0 ? spinA * a.boundingRadius : 0) + (spinB > 0 ? spinB * b.boundingRadius : 0)
  var t = 0.0
  var movedA = placedA
  var movedB = placedB
  for _ in 0..<64 {
    let s = separate(movedA, movedB)
    if s.gap <= touch { break }
    let speed: Double = turning - dot(closing, s.normal)
    if speed <= 0 {
      out.count = 0
      return
    }
    t += Swift.max(s.gap - touch * 0.5, 0) / speed
    if t > h {
      out.count = 0
      return
    }
    movedA = a.placed(ca, after: t)
    movedB = b.placed(cb, after: t)
  }
  collide(movedA, movedB, margin: touch * 4, cachedAxis: cachedAxis, tolerance: tolerance, into: &out)
  if out.count > 0 && out.count < 3 {
    // The first point to strike turns the body, and others that face the other body follow in the same step.
    var facing = CandidateManifold()
    let reach = 2 * Swift.min(ca.boundingRadius, cb.boundingRadius)
    collide(movedA, movedB, margin: reach, cachedAxis: out.axis, tolerance: tolerance, into: &facing)
    out.fill(from: facing)
  }
  guard t > 0 else { return }
  carryBack(&out, by: t, a, from: movedA, to: placedA, b, from: movedB, to: placedB)
}

/// Brings contacts found t seconds into the step back to its start: core points return with their bodies, gaps by the
/// normal velocity.
func carryBack(
  _ out: inout CandidateManifold, by t: Double, _ a: RigidBody, from movedA: Placed, to placedA: Placed,
  _ b: RigidBody, from movedB: Placed, to placedB: Placed
) {
  for i in 0..<out.count {
    let p = out.points[i]
    let onA = movedA.toLocal(p.onA)
    let onB = movedB.toLocal(p.onB)
    let surfaceA = p.onA + out.normal * out.radiusA - a.position - a.velocity * t
    let surfaceB = p.onB - out.normal * out.radiusB - b.position - b.velocity * t
    let u = b.velocity - a.velocity + cross(b.angularVelocity, surfaceB) - cross(a.angularVelocity, surfaceA)
    out.points[i].onA = placedA.toWorld(onA)
    out.points[i].onB = placedB.toWorld(onB)
    out.points[i].separation = p.separation - dot(u, out.normal) * t
  }
}

extension RigidBody {
  func placed(_ c: Collider, after t: Double) -> Placed {
    let q = (Quaternion(rotationVector: angularVelocity * t) * orientation).normalized
    return Placed(c, position: position + velocity * t, rotation: q.matrix)
  }
}

/// A direction that separates the pair, from a to b, and the gap along it; exact for round shapes.
func separate(_ a: Placed, _ b: Placed) -> (gap: Double, normal: Vector3) {
  if case .plane = a.geometry { return separatePlane(a, b) }
  if case .plane = b.geometry {
    let s = separatePlane(b, a)
    return (s.gap, -s.normal)
  }
  if case .box(let ha) = a.geometry, case .box(let hb) = b.geometry {
    let s = separateBoxes(a, ha, b, hb, cachedAxis: 0, tolerance: 0)
    return (s.gap, s.normal)
  }
  if a.geometry.isGeneral || b.geometry.isGeneral, let shapeA = ConvexShape(a.geometry),
    let shapeB = ConvexShape(b.geometry)
  {
    let pair = ConvexPair(shapeA, a, shapeB, b)
    let s = pair.separation(limit: .infinity, accepted: 0)!
    return (s.gap - pair.radii, a.rotation * s.normal)
  }
  var found = CandidateManifold()
  collide(a, b, margin: .infinity, cachedAxis: 0, tolerance: 0, into: &found)
  var gap = Double.infinity
  for i in 0..<found.count { gap = Swift.min(gap, found.points[i].separation) }
  return (gap, found.normal)
}

private func separatePlane(_ plane: Placed, _ b: Placed) -> (gap: Double, normal: Vector3) {
  let n = plane.rotation.c1
  let reach: Double
  switch b.geometry {
  case .sphere(let r): reach = r
  case .capsule(let r, let hh): reach = r + hh * dot(b.rotation.c1, n).magnitude
  case .box(let h): reach = dot(h, b.toLocalDirection(n).magnitudes)
  case .plane, .mesh, .heightField: reach = 0
  case .cylinder, .cone, .hull:
    reach = -dot(b.rotation.transposeMultiply(n), ConvexShape(b.geometry)!.support(b.rotation.transposeMultiply(-n)))
  }
  return (dot(n, b.position - plane.position) - reach, n)
}
