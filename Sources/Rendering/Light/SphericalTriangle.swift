import VectorMath

/// A triangle as seen from a point: directions evenly over the solid angle that it fills.
///
/// Solid angle by Van Oosterom & Strackee, "The solid angle of a plane triangle" (1983), which keeps its digits where the
/// angles' sum loses them. That formula solved for a corner also says how to cut off a share of the triangle, without the
/// angles themselves (Peters, "BRDF importance sampling for polygonal lights", SIGGRAPH 2021): slivers seen edge
/// on keep their digits too, which Arvo's cut (1995) in single precision does not.
struct SphericalTriangle {
  /// Steradians.
  let solidAngle: Float
  private let a: Float3
  private let b: Float3
  private let c: Float3
  /// Their determinant.
  private let volume: Float

  /// Nil where drawing by area does as well (small), or better (from the triangle's own plane).
  @inline(__always) init?(_ e: Emitter, from p: Float3) {
    let v: Float3 = e.position - p
    let (va, vb, vc) = (v, v + e.axisX, v + e.axisY)
    let (la, lb, lc) = (length(va), length(vb), length(vc))
    let whole: Float = la * lb * lc
    if !(whole > 1e-18) { return nil }
    // From the edges: the corners' own product cancels.
    volume = dot(va, cross(e.axisX, e.axisY)).magnitude / whole
    a = va / la
    b = vb / lb
    c = vc / lc
    let rest: Float = 1 + dot(a, b) + dot(b, c) + dot(c, a)
    // tan(solid angle / 2) = volume / rest, in 0...pi; the sine where the cosine is flat.
    let scale: Float = 1 / max(1e-30, (rest * rest + volume * volume).squareRoot())
    solidAngle = 2 * (volume < rest ? arcSine(volume * scale) : arcCosine(rest * scale))
    if solidAngle < 1e-2 || solidAngle > 6 { return nil }
  }

  /// The point of the triangle's plane for `u`; nil where rounding leaves none.
  func sample(_ u: SIMD2<Float>, in e: Emitter, from p: Float3) -> Float3? {
    // The part of the triangle beside a-b that fills u.x of the whole: its third corner lies on a-c, mirrored to a.
    let (cosine, sine) = circlePoint(0.5 * u.x * solidAngle * 0.159_154_94)
    let mirror: Float3 = a * (volume * cosine - (dot(a, c) + dot(b, c)) * sine) + c * ((1 + dot(a, b)) * sine)
    let size: Float = dot(mirror, mirror)
    if !(size > 1e-20) { return nil }
    let corner: Float3 = normalize(mirror * (2 * dot(a, mirror) / size) - a)
    // Evenly in height along the arc from b to there.
    let step: Float3 = corner - b
    let reach: Float = 0.5 * dot(step, step)
    let down: Float = u.y * reach
    let side: Float3 = step + b * reach
    let d: Float3 =
      dot(side, side) < 1e-14 ? b : b * (1 - down) + normalize(side) * max(0, down * (2 - down)).squareRoot()
    let speed: Float = dot(d, e.axisZ)
    if speed.magnitude < 1e-7 { return nil }
    let t: Float = dot(e.position - p, e.axisZ) / speed
    return t > 0 ? p + d * t : nil
  }
}
