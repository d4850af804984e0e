import VectorMath

/// A triangle as seen from a point: directions evenly over the solid angle that it fills.
///
/// The split of the triangle by Arvo, "Stratified sampling of spherical triangles" (SIGGRAPH 1995), in the form of Pharr,
/// Jakob & Humphreys, Physically Based Rendering, 4th ed., 6.5.4; the solid angle by Van Oosterom & Strackee, "The solid
/// angle of a plane triangle" (1983), which keeps its digits where the angles' sum loses them.
struct SphericalTriangle {
  /// Steradians.
  let solidAngle: Float
  private let a: Float3
  private let b: Float3
  private let c: Float3

  /// Nil where drawing by area does as well (small), or better (from the triangle's own plane).
  @inline(__always) init?(_ e: Emitter, from p: Float3) {
    let v: Float3 = e.position - p
    let (va, vb, vc) = (v, v + e.axisX, v + e.axisY)
    let (la, lb, lc) = (length(va), length(vb), length(vc))
    let whole: Float = la * lb * lc
    if !(whole > 1e-18) { return nil }
    let volume: Float = dot(va, cross(e.axisX, e.axisY)).magnitude
    let rest: Float = whole + dot(va, vb) * lc + dot(vb, vc) * la + dot(vc, va) * lb
    // tan(solid angle / 2) = volume / rest, in 0...pi.
    let half: Float = arcCosine(rest / max(1e-30, (rest * rest + volume * volume).squareRoot()))
    solidAngle = 2 * half
    if solidAngle < 1e-2 || solidAngle > 6 { return nil }
    a = va / la
    b = vb / lb
    c = vc / lc
  }

  /// The point of the triangle's plane for `u`; nil where rounding leaves none.
  func sample(_ u: SIMD2<Float>, in e: Emitter, from p: Float3) -> Float3? {
    let ab: Float3 = cross(a, b)
    let ca: Float3 = cross(c, a)
    // The angle at a, between the planes of its two sides.
    let scale: Float = (dot(ab, ab) * dot(ca, ca)).squareRoot()
    if !(scale > 1e-12) { return nil }
    let cosA: Float = max(-1, min(1, -dot(ab, ca) / scale))
    let sinA: Float = max(1e-6, length(cross(ab, ca)) / scale)
    // The part of the triangle beside a-b whose area is u.x of the whole: its third corner lies on a-c.
    let (c1, s1) = circlePoint(u.x * solidAngle * 0.159_154_94)
    let sinPhi: Float = c1 * sinA - s1 * cosA
    let cosPhi: Float = -c1 * cosA - s1 * sinA
    let k1: Float = cosPhi + cosA
    let k2: Float = sinPhi - sinA * dot(a, b)
    let above: Float = k2 + (k2 * cosPhi - k1 * sinPhi) * cosA
    let below: Float = (k2 * sinPhi + k1 * cosPhi) * sinA
    let cosB: Float = below.magnitude < 1e-12 ? 1 : max(-1, min(1, above / below))
    let sinB: Float = max(0, 1 - cosB * cosB).squareRoot()
    let corner: Float3 = a * cosB + normalize(c - a * dot(c, a)) * sinB
    let along: Float = dot(corner, b)
    let z: Float = 1 - u.y * (1 - along)
    let r: Float = max(0, 1 - z * z).squareRoot()
    let side: Float3 = corner - b * along
    let d: Float3 = dot(side, side) < 1e-14 ? b : b * z + normalize(side) * r
    let speed: Float = dot(d, e.axisZ)
    if speed.magnitude < 1e-7 { return nil }
    let t: Float = dot(e.position - p, e.axisZ) / speed
    return t > 0 ? p + d * t : nil
  }
}
