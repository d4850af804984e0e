import VectorMath

/// A curve as points, with where each lies between the points that it was made from.
struct Polyline {
  struct Point {
    var position: Vector3
    /// 1.25: a quarter of the way from control point 1 to 2.
    var parameter: Double
  }
  var points: [Point] = []

  /// Straight from point to point, corners rounded by arcs.
  ///
  /// - Parameter radii: of each corner; arcs that would meet share the edge between them.
  static func rounded(_ corners: [Vector3], radii: [Double], closed: Bool) -> Polyline {
    let n = corners.count
    var line = Polyline()
    // From each corner to where its arc begins.
    var reach = [Double](repeating: 0, count: n)
    var turns = [Double](repeating: 0, count: n)
    func neighbours(_ k: Int) -> (Vector3, Vector3) { (corners[(k + n - 1) % n], corners[(k + 1) % n]) }
    for k in 0..<n where radii[k] > 0 && (closed || (k > 0 && k < n - 1)) {
      let (before, after) = neighbours(k)
      let (a, b) = ((corners[k] - before).normalized, (after - corners[k]).normalized)
      let turn = PortableMath.arcTangent(y: cross(a, b).length, x: dot(a, b))
      guard turn > 1e-3 && turn < 3.1 else { continue }
      turns[k] = turn
      reach[k] = radii[k] * PortableMath.tangent(turn / 2)
    }
    let wanted = reach
    for k in 0..<n where wanted[k] > 0 {
      for other in [(k + n - 1) % n, (k + 1) % n] {
        let edge = (corners[k] - corners[other]).length
        let both = wanted[k] + wanted[other]
        if both > edge { reach[k] = min(reach[k], wanted[k] * edge / both) }
      }
    }
    for k in 0..<n {
      let p = corners[k]
      guard reach[k] > 1e-9 else {
        line.points.append(Point(position: p, parameter: Double(k)))
        continue
      }
      let (before, after) = neighbours(k)
      let (a, b) = ((p - before).normalized, (after - p).normalized)
      let radius = reach[k] / PortableMath.tangent(turns[k] / 2)
      let start = p - a * reach[k]
      let inward = (b - a * dot(a, b)).normalized
      let steps = Roundness.steps(radius, degrees: turns[k] * (180 / Double.pi))
      let (toStart, toEnd) = (reach[k] / (p - before).length, reach[k] / (after - p).length)
      for step in 0...steps {
        let t = Double(step) / Double(steps)
        let (s, c) = PortableMath.sineAndCosine(turns[k] * t)
        let place = start + a * (radius * s) + inward * (radius * (1 - c))
        let parameter = t < 0.5 ? Double(k) - toStart * (1 - 2 * t) : Double(k) + toEnd * (2 * t - 1)
        line.points.append(Point(position: place, parameter: parameter))
      }
    }
    return line.withoutRepeats(closed: closed)
  }

  /// A centripetal Catmull-Rom spline through the points (Yuksel, Schaefer & Keyser 2011), cut every 7.5 degrees.
  ///
  /// - Parameter ends: the points before the first and after the last; absent: the next ones turned about the ends.
  static func spline(_ control: [Vector3], closed: Bool, ends: (Vector3, Vector3)? = nil) -> Polyline {
    let n = control.count
    guard n > 2 else { return rounded(control, radii: [Double](repeating: 0, count: n), closed: closed) }
    func point(_ k: Int) -> Vector3 {
      if closed { return control[(k + n) % n] }
      if k < 0 { return ends?.0 ?? control[0] * 2 - control[1] }
      if k >= n { return ends?.1 ?? control[n - 1] * 2 - control[n - 2] }
      return control[k]
    }
    var line = Polyline()
    for k in 0..<(closed ? n : n - 1) {
      let p = [point(k - 1), point(k), point(k + 1), point(k + 2)]
      func place(_ t: Double) -> Vector3 { catmullRom(p, t) }
      // How far it turns, from a fine polygon.
      var turn = 0.0
      var last = place(1.0 / 16) - p[1]
      for step in 2...16 {
        let next = place(Double(step) / 16) - place(Double(step - 1) / 16)
        turn += PortableMath.arcTangent(y: cross(last, next).length, x: dot(last, next))
        last = next
      }
      let steps = min(24, max(1, Int((turn * (180 / Double.pi) / 7.5).rounded(.up))))
      for step in 0..<steps {
        let t = Double(step) / Double(steps)
        line.points.append(Point(position: step == 0 ? p[1] : place(t), parameter: Double(k) + t))
      }
    }
    if !closed { line.points.append(Point(position: control[n - 1], parameter: Double(n - 1))) }
    return line.withoutRepeats(closed: closed)
  }

  /// Barry and Goldman's pyramid with knots at the square roots of the chords.
  private static func catmullRom(_ p: [Vector3], _ share: Double) -> Vector3 {
    func knot(_ a: Vector3, _ b: Vector3) -> Double { max(1e-9, (b - a).length.squareRoot()) }
    let t1 = knot(p[0], p[1])
    let t2 = t1 + knot(p[1], p[2])
    let t3 = t2 + knot(p[2], p[3])
    let t = t1 + (t2 - t1) * share
    func between(_ a: Vector3, _ b: Vector3, _ from: Double, _ to: Double) -> Vector3 {
      a * ((to - t) / (to - from)) + b * ((t - from) / (to - from))
    }
    let (a, b, c) = (between(p[0], p[1], 0, t1), between(p[1], p[2], t1, t2), between(p[2], p[3], t2, t3))
    return between(between(a, b, 0, t2), between(b, c, t1, t3), t1, t2)
  }

  private func withoutRepeats(closed: Bool) -> Polyline {
    var out = Polyline()
    for p in points {
      if let last = out.points.last, (last.position - p.position).length < 1e-9 { continue }
      out.points.append(p)
    }
    if closed, out.points.count > 1, let first = out.points.first, let last = out.points.last,
      (first.position - last.position).length < 1e-9
    {
      out.points.removeLast()
    }
    return out
  }
}
