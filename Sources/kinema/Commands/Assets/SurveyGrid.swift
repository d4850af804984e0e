import AssetLibrary
import Modelling
import RigidBodyDynamics
import VectorMath

extension ColumnSurvey {
  /// Parallel lines through a box, in rows and columns.
  struct Grid {
    let axis: Int
    let lines: Int
    private let low: Vector3
    private let step: (u: Double, v: Double)
    private let length: Double
    private var u: Int { (axis + 1) % 3 }
    private var v: Int { (axis + 2) % 3 }
    var count: Int { lines * lines }
    /// Area that a line stands for, m^2.
    var cell: Double { step.u * step.v }

    init(_ bounds: AxisBounds, axis: Int, lines: Int) {
      self.axis = axis
      self.lines = lines
      let box = bounds.grown(by: 1e-6)
      low = box.min
      length = box.size[axis]
      step = (box.size[(axis + 1) % 3] / Double(lines), box.size[(axis + 2) % 3] / Double(lines))
    }

    func point(_ line: Int, _ along: Double) -> Vector3 {
      var p = Vector3.zero
      p[axis] = low[axis] + along
      p[u] = low[u] + (Double(line % lines) + 0.5) * step.u
      p[v] = low[v] + (Double(line / lines) + 0.5) * step.v
      return p
    }

    /// Where each line is inside of a surface.
    func intervals(of mesh: Modelling.TriangleMesh) -> [[ClosedRange<Double>]] {
      var crossings = [[(along: Double, sign: Int)]](repeating: [], count: count)
      for t in mesh.triangles {
        let a = mesh.positions[Int(t.x)] - low
        let b = mesh.positions[Int(t.y)] - low
        let c = mesh.positions[Int(t.z)] - low
        let area: Double = (b[u] - a[u]) * (c[v] - a[v]) - (b[v] - a[v]) * (c[u] - a[u])
        if area == 0 { continue }
        // Lines whose middle lies in the triangle seen along the axis.
        func range(_ k: Int, _ step: Double) -> Range<Int> {
          let least = min(a[k], min(b[k], c[k])) / step - 0.5
          let most = max(a[k], max(b[k], c[k])) / step - 0.5
          let first = max(0, Int(least.rounded(.up)))
          return first..<max(first, min(lines, Int(most.rounded(.down)) + 1))
        }
        for j in range(v, step.v) {
          for i in range(u, step.u) {
            let pu = (Double(i) + 0.5) * step.u
            let pv = (Double(j) + 0.5) * step.v
            let wa: Double = ((b[u] - pu) * (c[v] - pv) - (b[v] - pv) * (c[u] - pu)) / area
            let wb: Double = ((c[u] - pu) * (a[v] - pv) - (c[v] - pv) * (a[u] - pu)) / area
            let wc = 1 - wa - wb
            if wa < 0 || wb < 0 || wc < 0 { continue }
            crossings[j * lines + i].append((wa * a[axis] + wb * b[axis] + wc * c[axis], area > 0 ? -1 : 1))
          }
        }
      }
      return crossings.map { crossing in
        let sorted = crossing.sorted { ($0.along, -$0.sign) < ($1.along, -$1.sign) }
        var spans: [ClosedRange<Double>] = []
        var depth = 0
        var start = 0.0
        for c in sorted {
          if depth <= 0 && depth + c.sign > 0 { start = c.along }
          if depth > 0 && depth + c.sign <= 0 { spans.append(start...max(start, c.along)) }
          depth += c.sign
        }
        return spans
      }
    }

    /// Where a line is inside of any body of a world of convex ones.
    func intervals(of world: World, line: Int) -> [ClosedRange<Double>] {
      var direction = Vector3.zero
      direction[axis] = 1
      let reach = length + 2
      var entries = [Double](repeating: .infinity, count: world.bodyCount)
      for hit in world.rayCastAll(from: point(line, -1), direction: direction, limit: reach) {
        entries[hit.body.index] = hit.distance - 1
      }
      var spans: [ClosedRange<Double>] = []
      for hit in world.rayCastAll(from: point(line, length + 1), direction: -direction, limit: reach) {
        let start = entries[hit.body.index]
        let end = length + 1 - hit.distance
        if start < end { spans.append(start...end) }
      }
      spans.sort { $0.lowerBound < $1.lowerBound }
      var merged: [ClosedRange<Double>] = []
      for span in spans {
        if let last = merged.last, span.lowerBound <= last.upperBound {
          merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
        } else {
          merged.append(span)
        }
      }
      return merged
    }
  }
}

extension Modelling.TriangleMesh {
  /// Distance of a point from the surface, m.
  func distance(from p: Vector3) -> Double {
    var best = Double.infinity
    for t in triangles {
      let a = positions[Int(t.x)] - p
      let b = positions[Int(t.y)] - p
      let c = positions[Int(t.z)] - p
      // The triangle is no nearer than the box around it.
      var least = 0.0
      for k in 0..<3 {
        let low = min(a[k], min(b[k], c[k]))
        let high = max(a[k], max(b[k], c[k]))
        let gap = low > 0 ? low : (high < 0 ? -high : 0)
        least += gap * gap
      }
      if least >= best { continue }
      best = min(best, Self.squaredDistance(a, b, c))
    }
    return best.squareRoot()
  }

  /// Of the origin from a triangle (Ericson, Real-Time Collision Detection, 2005, section 5.1.5).
  private static func squaredDistance(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Double {
    let ab = b - a
    let ac = c - a
    let d1 = -dot(ab, a)
    let d2 = -dot(ac, a)
    if d1 <= 0 && d2 <= 0 { return a.lengthSquared }
    let d3 = -dot(ab, b)
    let d4 = -dot(ac, b)
    if d3 >= 0 && d4 <= d3 { return b.lengthSquared }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0 && d1 >= 0 && d3 <= 0 { return (a + ab * (d1 / (d1 - d3))).lengthSquared }
    let d5 = -dot(ab, c)
    let d6 = -dot(ac, c)
    if d6 >= 0 && d5 <= d6 { return c.lengthSquared }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0 && d2 >= 0 && d6 <= 0 { return (a + ac * (d2 / (d2 - d6))).lengthSquared }
    let va = d3 * d6 - d5 * d4
    if va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 {
      return (b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)))).lengthSquared
    }
    let sum = va + vb + vc
    return (a + ab * (vb / sum) + ac * (vc / sum)).lengthSquared
  }
}
