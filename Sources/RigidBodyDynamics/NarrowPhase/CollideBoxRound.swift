import VectorMath

@inline(__always) private func clamped(_ p: Vector3, _ h: Vector3) -> Vector3 { max(-h, min(h, p)) }
@inline(__always) private func component(_ axis: Int, _ value: Double) -> Vector3 {
  Vector3(axis == 0 ? value : 0, axis == 1 ? value : 0, axis == 2 ? value : 0)
}

func collideBoxSphere(
  _ box: Placed, _ h: Vector3, _ ball: Placed, radius: Double, _ margin: Double, _ out: inout CandidateManifold
) {
  let p = box.toLocal(ball.position)
  let nearest = clamped(p, h)
  let gap = p - nearest
  let distance = gap.length
  guard distance - radius < margin else {
    out.count = 0
    return
  }
  if distance > 1e-12 {
    // On a face the normal is the box's; on an edge or corner it follows the ball.
    let outside = (gap.x != 0 ? 1 : 0) + (gap.y != 0 ? 1 : 0) + (gap.z != 0 ? 1 : 0)
    out.reset(
      normal: box.rotation * (gap / distance), owner: outside == 1 ? .a : .world, radiusA: 0, radiusB: radius)
    out.append(box.toWorld(nearest), ball.position, distance - radius, 0)
  } else {
    let room = h - p.magnitudes
    let axis = room.x <= room.y && room.x <= room.z ? 0 : (room.y <= room.z ? 1 : 2)
    let sign: Double = p[axis] < 0 ? -1 : 1
    let n = component(axis, sign)
    out.reset(normal: box.rotation * n, owner: .a, radiusA: 0, radiusB: radius)
    out.append(box.toWorld(p + n * room[axis]), ball.position, -room[axis] - radius, 0)
  }
}

/// Parameter of the point on c + t d, |t| <= half, that is nearest to the box |x| <= h.
///
/// The squared distance is convex in t and its slope is linear between the at most six t where the segment crosses a
/// face plane, so the zero of the slope is found exactly.
func nearestParameter(toBox h: Vector3, _ c: Vector3, _ d: Vector3, half: Double) -> Double {
  @inline(__always) func slope(_ t: Double) -> Double {
    let p = c + d * t
    return dot(p - clamped(p, h), d)
  }
  var low = -half
  var high = half
  var slopeLow = slope(low)
  var slopeHigh = slope(high)
  if slopeLow >= 0 && slopeHigh > 0 && slopeLow > 0 { return low }
  if slopeHigh <= 0 && slopeLow < 0 && slopeHigh < 0 { return high }
  // Narrow the bracket at each crossing inside it; what is left is a linear piece.
  for axis in 0..<3 where d[axis].magnitude > 1e-12 {
    for side in 0..<2 {
      let t = ((side == 0 ? -h[axis] : h[axis]) - c[axis]) / d[axis]
      guard t > low && t < high else { continue }
      let s = slope(t)
      if s < 0 {
        low = t
        slopeLow = s
      } else if s > 0 {
        high = t
        slopeHigh = s
      } else if slopeLow < 0 {
        // Flat from here on: keep the stretch of equal distance and take its middle below.
        high = Swift.max(t, low)
        slopeHigh = 0
        if low == high { return t }
      } else {
        low = t
        slopeLow = 0
      }
    }
  }
  let rise = slopeHigh - slopeLow
  if slopeLow == 0 && slopeHigh == 0 { return (low + high) / 2 }
  return rise > 0 ? low - slopeLow * (high - low) / rise : (low + high) / 2
}

/// Box (a) against capsule (b): the axis outside the box by nearest points, through the box by separating axes.
func collideBoxCapsule(
  _ box: Placed, _ h: Vector3, _ capsule: Placed, halfHeight: Double, radius: Double, _ margin: Double,
  _ out: inout CandidateManifold
) {
  let c = box.toLocal(capsule.position)
  let d = box.toLocalDirection(capsule.rotation.c1)
  let t = nearestParameter(toBox: h, c, d, half: halfHeight)
  let p = c + d * t
  let nearest = clamped(p, h)
  let gap = p - nearest
  let distance = gap.length
  guard distance - radius < margin else {
    out.count = 0
    return
  }
  var n: Vector3
  if distance > 1e-9 {
    n = gap / distance
  } else {
    n = shallowestAxis(h, c, d, halfHeight)
  }

  // Along a face: both ends of the stretch of axis that lies over the face.
  let m = n.magnitudes
  let axis = m.x >= m.y && m.x >= m.z ? 0 : (m.y >= m.z ? 1 : 2)
  if m[axis] > 0.9999 {
    let sign: Double = n[axis] < 0 ? -1 : 1
    var low = -halfHeight
    var high = halfHeight
    for side in 0..<3 where side != axis {
      if d[side].magnitude < 1e-12 {
        if c[side].magnitude > h[side] { high = low - 1 }
        continue
      }
      let t0 = (-h[side] - c[side]) / d[side]
      let t1 = (h[side] - c[side]) / d[side]
      low = Swift.max(low, Swift.min(t0, t1))
      high = Swift.min(high, Swift.max(t0, t1))
    }
    if high - low > 1e-3 * halfHeight {
      let faceNormal = component(axis, sign)
      out.reset(normal: box.rotation * faceNormal, owner: .a, radiusA: 0, radiusB: radius)
      for end in 0..<2 {
        let q = c + d * (end == 0 ? low : high)
        let height = sign * q[axis] - h[axis]
        if height - radius < margin {
          out.append(box.toWorld(q - faceNormal * height), box.toWorld(q), height - radius, UInt32(end + 1))
        }
      }
      return
    }
  }
  out.reset(normal: box.rotation * n, owner: .world, radiusA: 0, radiusB: radius)
  if distance > 1e-9 {
    out.append(box.toWorld(nearest), box.toWorld(p), distance - radius, 0)
  } else {
    // Overlap of the axis with the box along n, at the point of the axis that is deepest.
    let reach: Double = dot(h, n.magnitudes)
    let along = dot(d, n)
    let deepest = c + d * (along > 0 ? -halfHeight : halfHeight)
    let touching: Vector3 = along.magnitude < 1e-6 ? p : deepest
    let depth = reach - dot(touching, n)
    out.append(box.toWorld(touching + n * depth), box.toWorld(touching), -depth - radius, 0)
  }
}

/// The face normal or edge-by-axis direction along which a segment leaves the box soonest; box frame.
private func shallowestAxis(_ h: Vector3, _ c: Vector3, _ d: Vector3, _ halfHeight: Double) -> Vector3 {
  var best = -Double.infinity
  var bestAxis = Vector3.unitY
  for i in 0..<6 {
    var axis = component(i % 3, 1)
    if i >= 3 {
      axis = cross(d, axis)
      let l = axis.length
      if l < 1e-6 { continue }
      axis = axis / l
    }
    let along = dot(c, axis)
    let separation: Double = along.magnitude - dot(h, axis.magnitudes) - halfHeight * dot(d, axis).magnitude
    if separation > best + (i >= 3 ? 1e-6 : 0) {
      best = separation
      bestAxis = along < 0 ? -axis : axis
    }
  }
  return bestAxis
}
