import VectorMath

// Box against box by the separating axis theorem over 15 axes, then clipping of the incident face against the sides of
// the reference face (Gottschalk, Lin & Manocha 1996; Sutherland & Hodgman 1974).
//
// Axes are numbered 1-3 faces of a, 4-6 faces of b, 7-15 edge pairs. A face wins over an edge pair, and the axis of
// the step before over any other, unless the other separates better by more than the tolerance: equal axes would
// otherwise alternate and lose the warm start.

/// The best separating axis of two boxes and the gap along it; the normal points from a to b.
struct BoxSeparation {
  var gap: Double
  var normal: Vector3
  var axis: UInt8
}

func separateBoxes(
  _ a: Placed, _ ha: Vector3, _ b: Placed, _ hb: Vector3, cachedAxis: UInt8, tolerance: Double
) -> BoxSeparation {
  let offset = b.position - a.position
  let t = a.toLocalDirection(offset)
  let u = b.toLocalDirection(offset)
  // Columns of b's axes in a's frame.
  let r0 = a.toLocalDirection(b.rotation.c0)
  let r1 = a.toLocalDirection(b.rotation.c1)
  let r2 = a.toLocalDirection(b.rotation.c2)
  let m0 = r0.magnitudes
  let m1 = r1.magnitudes
  let m2 = r2.magnitudes

  // Faces that are nearly parallel touch over an area, whatever the edges say.
  let edgeBias: Double = tolerance > 0 ? 0.01 * Swift.min(ha.smallest, hb.smallest) : 0
  var best = -Double.infinity
  var bestAxis: UInt8 = 0
  var bestNormal = Vector3.unitY
  @inline(__always) func consider(_ gap: Double, _ axis: UInt8, _ bias: Double) -> Bool {
    let score = gap - bias + (axis == cachedAxis ? tolerance : 0)
    guard score > best else { return false }
    best = score
    bestAxis = axis
    return true
  }
  var gap = 0.0
  let spanA = m0 * hb.x + m1 * hb.y + m2 * hb.z
  for i in 0..<3 {
    let g: Double = t[i].magnitude - ha[i] - spanA[i]
    if consider(g, UInt8(1 + i), tolerance * Double(i) * 0.01) {
      gap = g
      let axis = i == 0 ? a.rotation.c0 : (i == 1 ? a.rotation.c1 : a.rotation.c2)
      bestNormal = t[i] < 0 ? -axis : axis
    }
  }
  let spanB = Vector3(dot(m0, ha), dot(m1, ha), dot(m2, ha))
  for j in 0..<3 {
    let g: Double = u[j].magnitude - hb[j] - spanB[j]
    if consider(g, UInt8(4 + j), tolerance * 0.5) {
      gap = g
      let axis = j == 0 ? b.rotation.c0 : (j == 1 ? b.rotation.c1 : b.rotation.c2)
      bestNormal = u[j] < 0 ? -axis : axis
    }
  }
  for i in 0..<3 {
    for j in 0..<3 {
      let e = j == 0 ? r0 : (j == 1 ? r1 : r2)
      let unit = Vector3(i == 0 ? 1 : 0, i == 1 ? 1 : 0, i == 2 ? 1 : 0)
      let l = cross(unit, e)
      let length = l.length
      if length < 1e-4 { continue }
      let n = l / length
      let mn = n.magnitudes
      let along = dot(t, n)
      let reachB: Double = dot(r0, n).magnitude * hb.x + dot(r1, n).magnitude * hb.y + dot(r2, n).magnitude * hb.z
      let g: Double = along.magnitude - dot(mn, ha) - reachB
      if consider(g, UInt8(7 + i * 3 + j), edgeBias) {
        gap = g
        bestNormal = a.rotation * (along < 0 ? -n : n)
      }
    }
  }
  return BoxSeparation(gap: gap, normal: bestNormal, axis: bestAxis)
}

func collideBoxes(
  _ a: Placed, _ ha: Vector3, _ b: Placed, _ hb: Vector3, _ margin: Double, _ cachedAxis: UInt8, _ tolerance: Double,
  _ out: inout CandidateManifold
) {
  let s = separateBoxes(a, ha, b, hb, cachedAxis: cachedAxis, tolerance: tolerance)
  guard s.gap < margin else {
    out.count = 0
    return
  }
  if s.axis <= 3 {
    clipFaces(a, ha, Int(s.axis) - 1, b, hb, s.normal, margin, tolerance, &out)
  } else if s.axis <= 6 {
    clipFaces(b, hb, Int(s.axis) - 4, a, ha, -s.normal, margin, tolerance, &out)
    out.swapBodies()
  } else {
    let i = Int(s.axis - 7) / 3
    let j = Int(s.axis - 7) % 3
    joinEdges(a, ha, i, b, hb, j, s, &out)
  }
  out.axis = s.axis
}

/// One contact at the nearest points of the two edges that face each other.
private func joinEdges(
  _ a: Placed, _ ha: Vector3, _ i: Int, _ b: Placed, _ hb: Vector3, _ j: Int, _ s: BoxSeparation,
  _ out: inout CandidateManifold
) {
  let na = a.toLocalDirection(s.normal)
  let nb = b.toLocalDirection(s.normal)
  var ca = Vector3(na.x < 0 ? -ha.x : ha.x, na.y < 0 ? -ha.y : ha.y, na.z < 0 ? -ha.z : ha.z)
  var cb = Vector3(nb.x > 0 ? -hb.x : hb.x, nb.y > 0 ? -hb.y : hb.y, nb.z > 0 ? -hb.z : hb.z)
  ca[i] = 0
  cb[j] = 0
  let da = i == 0 ? a.rotation.c0 : (i == 1 ? a.rotation.c1 : a.rotation.c2)
  let db = j == 0 ? b.rotation.c0 : (j == 1 ? b.rotation.c1 : b.rotation.c2)
  let p = a.toWorld(ca)
  let q = b.toWorld(cb)
  let (x, y) = closestParameters(p, da, ha[i], q, db, hb[j])
  out.reset(normal: s.normal, owner: .world, radiusA: 0, radiusB: 0)
  let onA = p + da * x
  let onB = q + db * y
  out.append(onA, onB, dot(onB - onA, s.normal), 64 + UInt32(s.axis))
}

/// A corner of the clipped incident face, in the reference face's plane: u and v along its sides, w above it.
private struct ClipVertex {
  var u: Double
  var v: Double
  var w: Double
  /// The sides that meet here, 0-3 of the incident face, 4-7 of the reference face: together they name the corner.
  var enter: UInt8
  var leave: UInt8
}

private func clipFaces(
  _ a: Placed, _ ha: Vector3, _ faceAxis: Int, _ b: Placed, _ hb: Vector3, _ normal: Vector3, _ margin: Double,
  _ tolerance: Double, _ out: inout CandidateManifold
) {
  // Incident face: the one of b that looks most against the normal.
  let nb = b.toLocalDirection(normal)
  let mb = nb.magnitudes
  let k = mb.x >= mb.y && mb.x >= mb.z ? 0 : (mb.y >= mb.z ? 1 : 2)
  let k1 = (k + 1) % 3
  let k2 = (k + 2) % 3
  let uAxis = (faceAxis + 1) % 3
  let vAxis = (faceAxis + 2) % 3
  let wSign: Double =
    dot(normal, faceAxis == 0 ? a.rotation.c0 : (faceAxis == 1 ? a.rotation.c1 : a.rotation.c2)) < 0 ? -1 : 1

  var polygon = InlineArray<8, ClipVertex>(repeating: ClipVertex(u: 0, v: 0, w: 0, enter: 0, leave: 0))
  for corner in 0..<4 {
    var local = Vector3.zero
    local[k] = nb[k] > 0 ? -hb[k] : hb[k]
    local[k1] = corner == 0 || corner == 3 ? -hb[k1] : hb[k1]
    local[k2] = corner < 2 ? -hb[k2] : hb[k2]
    let p = a.toLocal(b.toWorld(local))
    polygon[corner] = ClipVertex(
      u: p[uAxis], v: p[vAxis], w: wSign * p[faceAxis] - ha[faceAxis], enter: UInt8((corner + 3) & 3),
      leave: UInt8(corner))
  }
  var count = 4
  for side in 0..<4 {
    // Corners that lie flush with a side stay whole: rounding would cut them anew at another place in every step.
    let limit: Double = (side < 2 ? ha[uAxis] : ha[vAxis]) + tolerance
    let sign: Double = side & 1 == 0 ? 1 : -1
    var clipped = InlineArray<8, ClipVertex>(repeating: ClipVertex(u: 0, v: 0, w: 0, enter: 0, leave: 0))
    var n = 0
    for i in 0..<count {
      let p = polygon[i]
      let q = polygon[i + 1 == count ? 0 : i + 1]
      let dp: Double = sign * (side < 2 ? p.u : p.v) - limit
      let dq: Double = sign * (side < 2 ? q.u : q.v) - limit
      if dp <= 0 && n < 8 {
        clipped[n] = p
        n += 1
      }
      if (dp <= 0) != (dq <= 0) && n < 8 {
        let f = dp / (dp - dq)
        clipped[n] = ClipVertex(
          u: p.u + (q.u - p.u) * f, v: p.v + (q.v - p.v) * f, w: p.w + (q.w - p.w) * f,
          enter: dp <= 0 ? p.leave : UInt8(4 + side), leave: dp <= 0 ? UInt8(4 + side) : p.leave)
        n += 1
      }
    }
    polygon = clipped
    count = n
    if count == 0 { break }
  }

  out.reset(normal: normal, owner: .a, radiusA: 0, radiusB: 0)
  for i in 0..<count where polygon[i].w < margin {
    let c = polygon[i]
    var local = Vector3.zero
    local[uAxis] = c.u
    local[vAxis] = c.v
    local[faceAxis] = wSign * ha[faceAxis]
    let onA = a.toWorld(local)
    out.append(onA, onA + normal * c.w, c.w, UInt32(c.enter) * 8 + UInt32(c.leave))
  }
}
