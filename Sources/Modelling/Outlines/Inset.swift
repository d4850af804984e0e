import VectorMath

/// An outline shrunk by moving each edge inwards; edges that vanish on the way are left out.
///
/// Each corner of the outline keeps a place in the result, so that rings of a bevel can be joined; corners of vanished
/// edges share one. Edges on opposite sides are not watched: what is cut in two comes out crossed.
struct Inset {
  let outline: [Point2]
  /// Unit normals of the edges from corner k to the next, to the left: inwards for a counter-clockwise outline.
  private let normals: [Point2]
  private var isGone: [Bool]

  init(_ outline: [Point2]) {
    self.outline = outline
    normals = outline.indices.map { k in
      let edge = outline[(k + 1) % outline.count] - outline[k]
      let size = length(edge)
      return Point2(-edge.y, edge.x) / size
    }
    isGone = [Bool](repeating: false, count: outline.count)
  }

  /// The corners' places after a shrinking by `distance`, which must not be less than in the last call; nil where
  /// nothing is left.
  mutating func corners(_ distance: Double) -> [Point2]? {
    let n = outline.count
    while true {
      let alive = (0..<n).filter { !isGone[$0] }
      guard alive.count >= 3 else { return nil }
      // Corner before each edge that is left.
      var places = [Point2](repeating: .zero, count: alive.count)
      for k in alive.indices {
        places[k] = meeting(alive[(k + alive.count - 1) % alive.count], alive[k], distance)
      }
      // The edge that has turned round the most goes first.
      var worst = -1
      var least = -1e-12
      for k in alive.indices {
        let edge = outline[(alive[k] + 1) % n] - outline[alive[k]]
        let moved = places[(k + 1) % alive.count] - places[k]
        let along = (edge.x * moved.x + edge.y * moved.y) / length(edge)
        if along < least {
          least = along
          worst = alive[k]
        }
      }
      if worst >= 0 {
        isGone[worst] = true
        continue
      }
      // A corner goes where the edge left after it begins.
      var out = [Point2](repeating: .zero, count: n)
      var next = 0
      for k in 0..<n {
        while next < alive.count && alive[next] < k { next += 1 }
        out[k] = places[next % alive.count]
      }
      return out
    }
  }

  /// Where two moved edges meet.
  private func meeting(_ a: Int, _ b: Int, _ distance: Double) -> Point2 {
    let (m, n) = (normals[a], normals[b])
    let det = cross(m, n)
    if det.magnitude < 1e-4 {
      // Nearly in line: moved along the mean of the normals from the corner between them.
      let mean = m + n
      return outline[b] + mean * (2 * distance / max(1e-9, mean.x * mean.x + mean.y * mean.y))
    }
    let (p, q) = (outline[a], outline[b])
    let (c, d) = (m.x * p.x + m.y * p.y + distance, n.x * q.x + n.y * q.y + distance)
    return Point2((c * n.y - d * m.y) / det, (m.x * d - n.x * c) / det)
  }
}

/// Whether edges of some closed outlines cross; neighbours may touch.
func crossesItself(_ outlines: [[Point2]]) -> Bool {
  var edges: [(Point2, Point2)] = []
  for outline in outlines {
    for k in outline.indices {
      let (a, b) = (outline[k], outline[(k + 1) % outline.count])
      if length(b - a) > 1e-12 { edges.append((a, b)) }
    }
  }
  for i in edges.indices {
    let (a, b) = edges[i]
    for j in edges.indices where j > i {
      let (c, d) = edges[j]
      if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x) { continue }
      if max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y) { continue }
      let (s, t) = (cross(b - a, c - a), cross(b - a, d - a))
      let (u, v) = (cross(d - c, a - c), cross(d - c, b - c))
      if s * t < 0 && u * v < 0 { return true }
    }
  }
  return false
}
