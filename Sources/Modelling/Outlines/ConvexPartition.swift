import VectorMath

/// A polygon with holes as convex polygons: triangles merged while the union stays convex
/// (Hertel & Mehlhorn 1983), or nearly so.
struct ConvexPartition {
  /// Counter-clockwise.
  private(set) var polygons: [[Point2]]

  /// - Parameter slack: share of its area that a piece may gain when dents in it are filled.
  init(_ outer: [Point2], holes: [[Point2]] = [], slack: Double = 0.01) {
    let cutting = PolygonCutting(outer, holes: holes)
    // Each piece by the numbers of its corners, so that shared edges are found.
    var pieces = cutting.triangles.map { [Int($0.x), Int($0.y), Int($0.z)] }
    let corners = cutting.corners
    pieces.removeAll { doubleArea($0.map { corners[$0] }) <= 0 }
    var joins: [Join] = []
    for i in pieces.indices {
      for j in pieces.indices where j > i {
        if let join = Self.join(i, j, pieces, corners, slack) { joins.append(join) }
      }
    }
    // The largest union first: few pieces are left over. Of equal ones the first.
    while let best = joins.max(by: { ($0.area, -$0.first, -$0.second) < ($1.area, -$1.first, -$1.second) }) {
      let (i, j) = (best.first, best.second)
      pieces[i] = best.union
      pieces[j] = []
      joins.removeAll { $0.first == i || $0.first == j || $0.second == i || $0.second == j }
      for k in pieces.indices where k != i && !pieces[k].isEmpty {
        if let join = Self.join(min(i, k), max(i, k), pieces, corners, slack) { joins.append(join) }
      }
    }
    pieces.removeAll { $0.isEmpty }
    polygons = pieces.map { Self.convexHull($0.map { corners[$0] }) }.filter { $0.count >= 3 }
  }

  /// Two pieces that can be one.
  private struct Join {
    var first: Int
    var second: Int
    var union: [Int]
    /// Twice the union's.
    var area: Double
  }

  /// None where two pieces share no edge, or joined are too far from convex.
  private static func join(_ i: Int, _ j: Int, _ pieces: [[Int]], _ corners: [Point2], _ slack: Double) -> Join? {
    guard let union = union(pieces[i], pieces[j]) else { return nil }
    let polygon = union.map { corners[$0] }
    let area = doubleArea(polygon)
    guard area > 0, doubleArea(convexHull(polygon)) / area - 1 <= slack else { return nil }
    return Join(first: i, second: j, union: union, area: area)
  }

  /// The partition into fewest pieces, after fine detail is left out, whose measure is near the outline's.
  ///
  /// - Parameters:
  ///   - detail: length in m below which nothing matters.
  ///   - share: by which the measure may differ.
  ///   - measure: area, or volume of revolution, of a polygon.
  static func coarsest(
    _ outer: [Point2], holes: [[Point2]] = [], detail: Double, within share: Double = 0.025,
    measure: ([Point2]) -> Double
  ) -> [[Point2]] {
    let whole = holes.reduce(measure(outer)) { $0 - measure($1) }
    var polygons: [[Point2]] = []
    for (fineness, slack) in [
      (1.0, 0.2), (1.0, 0.1), (1.0, 0.05), (0.7, 0.03), (0.4, 0.015), (0.2, 0.008), (0.08, 0.004),
    ] {
      polygons =
        ConvexPartition(
          simplified(outer, tolerance: fineness * detail),
          holes: holes.map { simplified($0, tolerance: fineness * detail) },
          slack: slack
        ).polygons
      let sum = polygons.reduce(0) { $0 + measure($1) }
      if (sum - whole).magnitude <= share * whole { break }
    }
    return polygons
  }

  /// Two polygons joined at the edge that they share; nil where they share none.
  private static func union(_ a: [Int], _ b: [Int]) -> [Int]? {
    for i in a.indices {
      let (p, q) = (a[i], a[(i + 1) % a.count])
      for j in b.indices where b[j] == q && b[(j + 1) % b.count] == p {
        // Around a from q to p, then on around b from p to q.
        var out = (0..<a.count).map { a[(i + 1 + $0) % a.count] }
        out += (2..<b.count).map { b[(j + $0) % b.count] }
        return out
      }
    }
    return nil
  }

  /// The convex polygon around some points, counter-clockwise (Andrew 1979).
  static func convexHull(_ points: [Point2]) -> [Point2] {
    let sorted = points.sorted { $0.x < $1.x || ($0.x == $1.x && $0.y < $1.y) }
    func chain(_ points: [Point2]) -> [Point2] {
      var out: [Point2] = []
      for p in points {
        while out.count >= 2, cross(out[out.count - 1] - out[out.count - 2], p - out[out.count - 1]) <= 0 {
          out.removeLast()
        }
        out.append(p)
      }
      return Array(out.dropLast())
    }
    guard sorted.count > 2 else { return sorted }
    return chain(sorted) + chain(sorted.reversed())
  }
}

/// The closed polygon with fewer corners: while one changes the area least and stays within `tolerance` of the edge
/// that replaces it, it goes (Visvalingam & Whyatt 1993).
func simplified(
  _ polygon: [Point2], tolerance: Double, atMost limit: Int = .max, keep: (Point2) -> Bool = { _ in false }
)
  -> [Point2]
{
  var out = polygon
  while out.count > 3 {
    var best = -1
    var least = Double.infinity
    for k in out.indices where !keep(out[k]) {
      let (a, b, c) = (out[(k + out.count - 1) % out.count], out[k], out[(k + 1) % out.count])
      let area = cross(b - a, c - a).magnitude
      let height = area / max(1e-300, length(c - a))
      guard height <= tolerance || out.count > limit, area < least else { continue }
      least = area
      best = k
    }
    if best < 0 { break }
    out.remove(at: best)
  }
  return out
}
