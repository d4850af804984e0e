import VectorMath

/// A rectangle on the unit sphere about a point (Ureña, Fajardo & King, "An area-preserving parametrization for spherical
/// rectangles", EGSR 2013).
struct SphericalRectangle {
  let solidAngle: Float
  private let x0, x1, y0, y1, z0: Float
  private let b0, b1, k: Float

  init(_ e: Emitter, from p: Float3) {
    let v: Float3 = e.position - p
    let cx: Float = dot(v, e.axisX)
    let cy: Float = dot(v, e.axisY)
    x0 = cx - e.halfWidth
    x1 = cx + e.halfWidth
    y0 = cy - e.halfHeight
    y1 = cy + e.halfHeight
    let height: Float = max(1e-7, dot(v, e.axisZ).magnitude)
    z0 = -height
    // Normals of the four planes through the point and an edge; each lies in one coordinate plane.
    func lean(_ edge: Float) -> Float { edge / (height * height + edge * edge).squareRoot() }
    let n0: Float = -lean(y0)
    let n1: Float = lean(x1)
    let n2: Float = lean(y1)
    let n3: Float = -lean(x0)
    let g0: Float = arcCosine(-n0 * n1)
    let g1: Float = arcCosine(-n1 * n2)
    let g2: Float = arcCosine(-n2 * n3)
    let g3: Float = arcCosine(-n3 * n0)
    b0 = n0
    b1 = n2
    k = 6.283_185_3 - g2 - g3
    solidAngle = g0 + g1 - k
  }

  /// The point of the rectangle for `u`, world space.
  func sample(_ u: SIMD2<Float>, in e: Emitter) -> Float3 {
    let au: Float = u.x * solidAngle + k
    let (c, s) = circlePoint(au * 0.159_154_94 - floored(au * 0.159_154_94))
    let fu: Float = (c * b0 - b1) / (s.magnitude < 1e-9 ? (s < 0 ? -1e-9 : 1e-9) : s)
    let sign: Float = fu > 0 ? 1 : -1
    let cu: Float = max(-1, min(1, sign / (fu * fu + b0 * b0).squareRoot()))
    let xu: Float = max(x0, min(x1, -(cu * z0) / max(1e-7, (1 - cu * cu).squareRoot())))
    let d2: Float = xu * xu + z0 * z0
    let h0: Float = y0 / (d2 + y0 * y0).squareRoot()
    let h1: Float = y1 / (d2 + y1 * y1).squareRoot()
    let hv: Float = h0 + u.y * (h1 - h0)
    let hv2: Float = hv * hv
    let yv: Float = max(y0, min(y1, hv2 < 1 - 1e-6 ? hv * (d2 / (1 - hv2)).squareRoot() : (hv > 0 ? y1 : y0)))
    let cx: Float = (x0 + x1) * 0.5
    let cy: Float = (y0 + y1) * 0.5
    return e.position + e.axisX * (xu - cx) + e.axisY * (yv - cy)
  }
}
