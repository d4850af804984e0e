import VectorMath

/// A place on a path: the direction there, and the plane of the section across it.
struct PathFrame {
  var position: Vector3
  var tangent: Vector3
  /// Directions of a section's u and v.
  var u: Vector3
  var v: Vector3
  /// Mitre of a corner: the section is stretched along this unit vector by the factor.
  var stretch: (along: Vector3, factor: Double)?
  /// Where between the control points.
  var parameter: Double

  func place(_ p: Point2) -> Vector3 {
    var offset = u * p.x + v * p.y
    if let stretch { offset += stretch.along * (dot(offset, stretch.along) * (stretch.factor - 1)) }
    return position + offset
  }

  /// Frames along a path that turn no more than the path does (parallel transport by the double reflection of Wang,
  /// Juettler, Zheng & Liu 2008). The first has v as upright as it can be, u = v x tangent; on a path that starts upright
  /// u is x.
  ///
  /// - Parameter mitred: corners keep the tube's width.
  static func along(_ line: Polyline, closed: Bool, mitred: Bool) -> [PathFrame] {
    let points = line.points.map(\.position)
    let n = points.count
    var frames: [PathFrame] = []
    func direction(_ from: Int, _ to: Int) -> Vector3 { (points[to] - points[from]).normalized }
    for k in 0..<n {
      let before = k > 0 ? k - 1 : (closed ? n - 1 : -1)
      let after = k < n - 1 ? k + 1 : (closed ? 0 : -1)
      var tangent: Vector3
      var stretch: (along: Vector3, factor: Double)?
      if before < 0 {
        tangent = direction(k, after)
      } else if after < 0 {
        tangent = direction(before, k)
      } else {
        let (a, b) = (direction(before, k), direction(k, after))
        tangent = (a + b).normalized
        if tangent == .zero { tangent = a }
        let cosine = dot(tangent, a)
        if mitred && cosine < 0.9999 {
          let inward = (b - a) - tangent * dot(b - a, tangent)
          stretch = (inward.normalized, min(3, 1 / max(0.2, cosine)))
        }
      }
      var frame = PathFrame(
        position: points[k], tangent: tangent, u: .zero, v: .zero, stretch: stretch, parameter: line.points[k].parameter
      )
      if let last = frames.last {
        let step = frame.position - last.position
        let c = step.lengthSquared
        let (r, t) = (
          last.v - step * (2 / c * dot(step, last.v)), last.tangent - step * (2 / c * dot(step, last.tangent))
        )
        let correction = tangent - t
        let d = correction.lengthSquared
        frame.v = d > 1e-24 ? r - correction * (2 / d * dot(correction, r)) : r
      } else {
        frame.v = tangent.y.magnitude < 0.95 ? .unitY : Vector3(0, 0, tangent.y > 0 ? -1 : 1)
      }
      frame.v = (frame.v - tangent * dot(tangent, frame.v)).normalized
      frame.u = cross(frame.v, tangent)
      frames.append(frame)
    }
    return frames
  }

  /// Turned about its tangent, from u towards v.
  func turned(_ degrees: Double) -> PathFrame {
    let (s, c) = sineAndCosine(degrees: degrees)
    var out = self
    out.u = u * c + v * s
    out.v = v * c - u * s
    return out
  }
}
