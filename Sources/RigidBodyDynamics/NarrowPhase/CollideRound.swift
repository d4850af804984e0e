import VectorMath

/// Nearest points of the segments p + s d and q + t e with |s| <= a and |t| <= b; d and e are unit vectors.
///
/// Lumelsky, "On fast computation of distance between line segments", Information Processing Letters 21 (1985).
@inline(__always) func closestParameters(
  _ p: Vector3, _ d: Vector3, _ a: Double, _ q: Vector3, _ e: Vector3, _ b: Double
) -> (s: Double, t: Double) {
  let r = p - q
  let de = dot(d, e)
  let dr = dot(d, r)
  let er = dot(e, r)
  let denominator = 1 - de * de
  var s = 0.0
  if a > 0 && b > 0 && denominator > 1e-12 {
    s = Swift.min(a, Swift.max(-a, (de * er - dr) / denominator))
  } else {
    s = Swift.min(a, Swift.max(-a, -dr))
  }
  var t = Swift.min(b, Swift.max(-b, er + s * de))
  s = Swift.min(a, Swift.max(-a, t * de - dr))
  t = Swift.min(b, Swift.max(-b, er + s * de))
  return (s, t)
}

/// Spheres and capsules: swollen segments about Y, a sphere having half height 0.
func collideRound(
  _ a: Placed, _ halfA: Double, _ radiusA: Double, _ b: Placed, _ halfB: Double, _ radiusB: Double, _ margin: Double,
  _ out: inout CandidateManifold
) {
  let d = a.rotation.c1
  let e = b.rotation.c1
  let (s, t) = closestParameters(a.position, d, halfA, b.position, e, halfB)
  let onA = a.position + d * s
  let onB = b.position + e * t
  let gap = onB - onA
  let distance = gap.length
  guard distance - radiusA - radiusB < margin else {
    out.count = 0
    return
  }
  let normal: Vector3
  if distance > 1e-12 {
    normal = gap / distance
  } else {
    // The cores touch: push apart across both axes, or upwards for two concentric spheres.
    let across = cross(d, e)
    normal =
      halfA > 0 && halfB > 0 && across.length > 1e-6 ? across.normalized : (halfA > 0 ? d.anyPerpendicular : .unitY)
  }
  out.reset(normal: normal, owner: .world, radiusA: radiusA, radiusB: radiusB)

  // Two capsules side by side rest along a line: both ends of their common stretch make contact.
  let cosine = dot(d, e)
  if halfA > 0 && halfB > 0 && 1 - cosine * cosine < 1e-4 {
    let centre = dot(b.position - a.position, d)
    let reach = halfB * cosine.magnitude
    let low = Swift.max(-halfA, centre - reach)
    let high = Swift.min(halfA, centre + reach)
    if high - low > 1e-3 * Swift.min(halfA, halfB) {
      for end in 0..<2 {
        let p = a.position + d * (end == 0 ? low : high)
        let along = Swift.min(halfB, Swift.max(-halfB, dot(p - b.position, e)))
        let q = b.position + e * along
        let separation = dot(q - p, normal) - radiusA - radiusB
        if separation < margin { out.append(p, q, separation, UInt32(end + 1)) }
      }
      return
    }
  }
  out.append(onA, onB, distance - radiusA - radiusB, 0)
}
