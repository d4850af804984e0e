import VectorMath

/// Parallel lines through a box, in rows and columns, through the middles of their cells.
public struct LineGrid: Sendable {
  /// Along which they run; rows and columns go by the next two axes, u and v.
  public let axis: Int
  /// Of lines along u and v.
  public let lines: (u: Int, v: Int)
  /// Of the lines within the box, m.
  public let length: Double
  private let low: Vector3
  private let step: (u: Double, v: Double)
  private var u: Int { (axis + 1) % 3 }
  private var v: Int { (axis + 2) % 3 }
  public var count: Int { lines.u * lines.v }
  /// Area that a line stands for, m^2.
  public var cell: Double { step.u * step.v }

  public init(low: Vector3, high: Vector3, axis: Int, lines: (u: Int, v: Int)) {
    self.axis = axis
    self.lines = lines
    self.low = low
    let size = high - low
    length = size[axis]
    step = (size[(axis + 1) % 3] / Double(lines.u), size[(axis + 2) % 3] / Double(lines.v))
  }

  public func point(_ line: Int, _ along: Double) -> Vector3 {
    var p = Vector3.zero
    p[axis] = low[axis] + along
    p[u] = low[u] + (Double(line % lines.u) + 0.5) * step.u
    p[v] = low[v] + (Double(line / lines.u) + 0.5) * step.v
    return p
  }

  /// Where each line is inside of a surface.
  public func intervals(of mesh: TriangleMesh) -> [Spans] {
    var crossings = [[(along: Double, sign: Int)]](repeating: [], count: count)
    for t in mesh.triangles {
      let a = mesh.positions[Int(t.x)] - low
      let b = mesh.positions[Int(t.y)] - low
      let c = mesh.positions[Int(t.z)] - low
      let area: Double = (b[u] - a[u]) * (c[v] - a[v]) - (b[v] - a[v]) * (c[u] - a[u])
      if area == 0 { continue }
      // Lines whose middle lies in the triangle seen along the axis.
      func range(_ k: Int, _ step: Double, _ lines: Int) -> Range<Int> {
        let least = min(a[k], min(b[k], c[k])) / step - 0.5
        let most = max(a[k], max(b[k], c[k])) / step - 0.5
        let first = max(0, Int(least.rounded(.up)))
        return first..<max(first, min(lines, Int(most.rounded(.down)) + 1))
      }
      for j in range(v, step.v, lines.v) {
        for i in range(u, step.u, lines.u) {
          let pu = (Double(i) + 0.5) * step.u
          let pv = (Double(j) + 0.5) * step.v
          let wa: Double = ((b[u] - pu) * (c[v] - pv) - (b[v] - pv) * (c[u] - pu)) / area
          let wb: Double = ((c[u] - pu) * (a[v] - pv) - (c[v] - pv) * (a[u] - pu)) / area
          let wc = 1 - wa - wb
          if wa < 0 || wb < 0 || wc < 0 { continue }
          crossings[j * lines.u + i].append((wa * a[axis] + wb * b[axis] + wc * c[axis], area > 0 ? -1 : 1))
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
      return Spans(spans)
    }
  }
}
