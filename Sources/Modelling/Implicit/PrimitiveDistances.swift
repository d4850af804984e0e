import VectorMath

/// Signed distances from a point to solids about the origin, m; negative inside. Exact unless said otherwise.
///
/// Formulas: I. Quilez, Distance functions (iquilezles.org/articles/distfunctions).
enum PrimitiveDistance {
  @inline(__always) static func box(_ p: Vector3, half: Vector3) -> Double {
    let q = p.magnitudes - half
    let outside = max(q, .zero).length
    return outside + Swift.min(q.largest, 0)
  }

  /// About y.
  @inline(__always) static func cylinder(_ p: Vector3, radius: Double, half: Double) -> Double {
    let dr = (p.x * p.x + p.z * p.z).squareRoot() - radius
    let dy = p.y.magnitude - half
    let r = Swift.max(dr, 0)
    let y = Swift.max(dy, 0)
    return (r * r + y * y).squareRoot() + Swift.min(Swift.max(dr, dy), 0)
  }

  /// About y.
  @inline(__always) static func torus(_ p: Vector3, radius: Double, thickness: Double) -> Double {
    let r = (p.x * p.x + p.z * p.z).squareRoot() - radius
    return (r * r + p.y * p.y).squareRoot() - thickness
  }

  /// The nearest point x = r^2 p / (t + r^2) is where F(t) = sum (r p / (t + r^2))^2 - 1 vanishes; F falls and is
  /// convex beyond its last pole, so that Newton's steps from the left of the root never pass it
  /// (D. Eberly, Distance from a point to an ellipse, an ellipsoid, or a hyperellipsoid, section 3).
  static func ellipsoid(_ p: Vector3, radii r: Vector3) -> Double {
    let least = r.smallest
    let tiny = 1e-9 * least
    let y = max(p.magnitudes, Vector3(tiny, tiny, tiny))
    let rr = r.scaled(by: r)
    let ry = r.scaled(by: y)
    var t = (ry - rr).largest
    for _ in 0..<60 {
      let ux: Double = ry.x / (t + rr.x)
      let uy: Double = ry.y / (t + rr.y)
      let uz: Double = ry.z / (t + rr.z)
      let value: Double = ux * ux + uy * uy + uz * uz - 1
      let fall: Double = 2 * (ux * ux / (t + rr.x) + uy * uy / (t + rr.y) + uz * uz / (t + rr.z))
      let step = value / fall
      t += step
      if step.magnitude <= 1e-13 * (t.magnitude + least * least) { break }
    }
    let nearest = Vector3(rr.x * y.x / (t + rr.x), rr.y * y.y / (t + rr.y), rr.z * y.z / (t + rr.z))
    let distance = (y - nearest).length
    return t < 0 ? -distance : distance
  }

  /// Exact where the radius is constant; where it changes, off by the slope's square at most.
  @inline(__always) static func segment(_ p: Vector3, _ s: SpineSegment) -> Double {
    let along = s.b - s.a
    let length2 = along.lengthSquared
    let t = dot(p - s.a, along) / length2
    let clamped = Swift.min(Swift.max(t, 0), 1)
    let radius = s.radiusA + (s.radiusB - s.radiusA) * clamped
    if !s.isFlatAtA && !s.isFlatAtB {
      let nearest = t >= 1 ? s.b : s.a + along * clamped
      return (p - nearest).length - radius
    }
    let length = length2.squareRoot()
    var beyond = -Double.infinity
    if s.isFlatAtA { beyond = -t * length }
    if s.isFlatAtB { beyond = Swift.max(beyond, (t - 1) * length) }
    if (t < 0 && !s.isFlatAtA) || (t > 1 && !s.isFlatAtB) { return (p - (t < 0 ? s.a : s.b)).length - radius }
    let fromAxis = (p - (s.a + along * t)).length - radius
    if beyond > 0 && fromAxis > 0 { return (beyond * beyond + fromAxis * fromAxis).squareRoot() }
    return Swift.max(beyond, fromAxis)
  }

  /// Squared distance to an edge, and the signed side of it.
  @inline(__always) static func edge(_ p: SIMD2<Double>, _ e: SectionEdge) -> (squared: Double, side: Double) {
    let along = e.b - e.a
    let from = p - e.a
    let t = (from.x * along.x + from.y * along.y) / (along.x * along.x + along.y * along.y)
    let d: SIMD2<Double>
    let n: SIMD2<Double>
    if t <= 0 {
      d = from
      n = e.normalAtA
    } else if t >= 1 {
      d = p - e.b
      n = e.normalAtB
    } else {
      d = from - along * t
      n = e.normal
    }
    return (d.x * d.x + d.y * d.y, d.x * n.x + d.y * n.y)
  }

  /// Squared distance to a triangle, and the signed side of it (nearest point: C. Ericson, Real-time collision
  /// detection, 5.1.5).
  @inline(__always) static func triangle(_ p: Vector3, _ f: FieldTriangle) -> (squared: Double, side: Double) {
    let ab = f.b - f.a
    let ac = f.c - f.a
    let ap = p - f.a
    let d1 = dot(ab, ap)
    let d2 = dot(ac, ap)
    if d1 <= 0 && d2 <= 0 { return (ap.lengthSquared, dot(ap, f.normalAtA)) }
    let bp = p - f.b
    let d3 = dot(ab, bp)
    let d4 = dot(ac, bp)
    if d3 >= 0 && d4 <= d3 { return (bp.lengthSquared, dot(bp, f.normalAtB)) }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0 && d1 >= 0 && d3 <= 0 {
      let d = ap - ab * (d1 / (d1 - d3))
      return (d.lengthSquared, dot(d, f.normalAtAB))
    }
    let cp = p - f.c
    let d5 = dot(ab, cp)
    let d6 = dot(ac, cp)
    if d6 >= 0 && d5 <= d6 { return (cp.lengthSquared, dot(cp, f.normalAtC)) }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0 && d2 >= 0 && d6 <= 0 {
      let d = ap - ac * (d2 / (d2 - d6))
      return (d.lengthSquared, dot(d, f.normalAtCA))
    }
    let va = d3 * d6 - d5 * d4
    if va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 {
      let d = bp - (f.c - f.b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)))
      return (d.lengthSquared, dot(d, f.normalAtBC))
    }
    let height = dot(ap, f.normal)
    return (height * height, height)
  }
}
