import VectorMath

/// A tube's straight part as seen from a point: an angle to its side, then one along it. Even in both, the density stays
/// finite at the outline, where that over the surface does not.
struct TubeView {
  private let e: Emitter
  private let p: Float3
  private let toAxis: Float3
  private let side: Float3
  private let offset: Float
  private let along: Float
  private let halfArc: Float

  init?(_ e: Emitter, from p: Float3) {
    let v: Float3 = e.position - p
    along = dot(v, e.axisZ)
    let across: Float3 = v - e.axisZ * along
    offset = length(across)
    if offset <= e.radius * 1.000_1 || e.halfHeight <= 0 { return nil }
    toAxis = across / offset
    side = cross(e.axisZ, toAxis)
    halfArc = arcSine(e.radius / offset)
    self.e = e
    self.p = p
  }

  /// Distance from the point, at right angles to the axis, at a sine to the side.
  private func distance(_ sine: Float) -> Float {
    let cosine: Float = max(0, 1 - sine * sine).squareRoot()
    return offset * cosine - max(0, e.radius * e.radius - offset * offset * sine * sine).squareRoot()
  }
  private func angles(at distance: Float) -> (low: Float, high: Float) {
    (arcTangent((along - e.halfHeight) / distance), arcTangent((along + e.halfHeight) / distance))
  }

  func sample(_ u: SIMD2<Float>)
    -> (direction: Float3, distance: Float, point: Float3, normal: Float3, density: Float)?
  {
    let turn: Float = (2 * u.y - 1) * halfArc * 0.159_154_94
    let (cosine, sine) = circlePoint(turn < 0 ? turn + 1 : turn)
    let reach: Float = distance(sine)
    let (low, high) = angles(at: reach)
    let rise: Float = lerp(low, high, u.x) * 0.159_154_94
    let (flat, up) = circlePoint(rise < 0 ? rise + 1 : rise)
    if !(flat > 1e-6 && high > low && reach > 1e-6) { return nil }
    let d: Float3 = (toAxis * cosine + side * sine) * flat + e.axisZ * up
    let t: Float = reach / flat
    let at: Float3 = p + d * t
    let out: Float3 = at - e.position
    let normal: Float3 = normalize(out - e.axisZ * dot(out, e.axisZ))
    return (d, t, at, normal, 1 / (2 * halfArc * (high - low) * flat))
  }

  func density(toward d: Float3) -> Float {
    let up: Float = dot(d, e.axisZ)
    let flat: Float = max(0, 1 - up * up).squareRoot()
    let sine: Float = dot(d, side) / max(1e-12, flat)
    if flat < 1e-6 || dot(d, toAxis) <= 0 || sine.magnitude * offset > e.radius { return 0 }
    let (low, high) = angles(at: max(1e-6, distance(sine)))
    return high > low ? 1 / (2 * halfArc * (high - low) * flat) : 0
  }
}
