import VectorMath

/// The polygons of a convex polyhedron: triangles of the hull that lie in one plane, joined.
struct HullFaces {
  struct Face {
    /// Unit outward normal, and the distance from the origin of the plane that no corner is above.
    var normal: Vector3
    var offset: Double
    /// Corners, counter-clockwise from outside.
    var loop: [Int]
  }
  struct Edge {
    var from: Int
    var to: Int
    /// The face that has the edge in the direction from-to, and the other.
    var left: Int
    var right: Int
  }
  /// The corners: those of the points given that the hull needs, in their order.
  private(set) var vertices: [Vector3] = []
  private(set) var faces: [Face] = []
  private(set) var edges: [Edge] = []

  /// Nil where the points do not span a volume.
  ///
  /// A corner that stands out by less than `tolerance` is no corner: it is left out and the hull made anew.
  init?(_ points: [Vector3], tolerance: Double) {
    var kept = points
    while kept.count >= 4 {
      guard let hull = QuickHull(kept, tolerance: tolerance) else { return nil }
      let group = HullFaces.coplanarGroups(hull.triangles, kept, tolerance)
      // A true corner belongs to three faces or more.
      var faceSets = [[Int]](repeating: [], count: kept.count)
      for (t, triangle) in hull.triangles.enumerated() {
        for i in 0..<3 where !faceSets[triangle[i]].contains(group[t]) { faceSets[triangle[i]].append(group[t]) }
      }
      let corners = kept.indices.filter { faceSets[$0].count >= 3 }
      let used = kept.indices.filter { !faceSets[$0].isEmpty }
      if corners.count == used.count {
        guard assemble(hull.triangles, group, kept, corners) else { return nil }
        return
      }
      kept = corners.map { kept[$0] }
    }
    return nil
  }

  /// The number of the face of each triangle; a face grows from its largest triangle.
  private static func coplanarGroups(_ triangles: [QuickHull.Triangle], _ points: [Vector3], _ tolerance: Double)
    -> [Int]
  {
    func area(_ t: Int) -> Double {
      let c = triangles[t].corner
      return cross(points[c.1] - points[c.0], points[c.2] - points[c.0]).lengthSquared
    }
    let areas = triangles.indices.map(area)
    let order = triangles.indices.sorted { (areas[$1], $0) < (areas[$0], $1) }
    var group = [Int](repeating: -1, count: triangles.count)
    var count = 0
    for seed in order where group[seed] < 0 {
      let plane = triangles[seed]
      group[seed] = count
      var stack = [seed]
      while let t = stack.popLast() {
        for e in 0..<3 {
          let other = triangles[t].across(e)
          guard group[other] < 0, dot(triangles[other].normal, plane.normal) > 0.5 else { continue }
          let fits = (0..<3).allSatisfy {
            (dot(plane.normal, points[triangles[other][$0]]) - plane.offset).magnitude <= tolerance
          }
          if fits {
            group[other] = count
            stack.append(other)
          }
        }
      }
      count += 1
    }
    return group
  }

  private mutating func assemble(
    _ triangles: [QuickHull.Triangle], _ group: [Int], _ points: [Vector3], _ corners: [Int]
  ) -> Bool {
    var number = [Int](repeating: -1, count: points.count)
    for (i, c) in corners.enumerated() { number[c] = i }
    vertices = corners.map { points[$0] }
    // The rim of each group: edges to triangles of other groups.
    var next = [[(from: Int, to: Int, across: Int)]](repeating: [], count: (group.max() ?? 0) + 1)
    for (t, triangle) in triangles.enumerated() {
      for e in 0..<3 where group[triangle.across(e)] != group[t] {
        next[group[t]].append((number[triangle[e]], number[triangle[(e + 1) % 3]], group[triangle.across(e)]))
      }
    }
    for (f, rim) in next.enumerated() {
      guard rim.count >= 3 else { return false }
      let start = rim.indices.min { rim[$0].from < rim[$1].from }!
      var loop = [rim[start].from]
      var at = rim[start]
      while at.to != loop[0] {
        loop.append(at.to)
        guard loop.count <= rim.count, let following = rim.first(where: { $0.from == at.to }) else { return false }
        at = following
      }
      guard loop.count == rim.count else { return false }
      faces.append(HullFaces.face(loop, vertices))
      for edge in rim where edge.from < edge.to {
        edges.append(Edge(from: edge.from, to: edge.to, left: f, right: edge.across))
      }
    }
    edges.sort { ($0.from, $0.to) < ($1.from, $1.to) }
    return vertices.count - edges.count + faces.count == 2
  }

  /// Newell's normal: the mean over the polygon, whichever corners are off its plane by a rounding.
  private static func face(_ loop: [Int], _ vertices: [Vector3]) -> Face {
    let origin = vertices[loop[0]]
    var sum = Vector3.zero
    for i in loop.indices {
      sum += cross(vertices[loop[i]] - origin, vertices[loop[(i + 1) % loop.count]] - origin)
    }
    let normal = sum.normalized
    // A plane square to an axis keeps exactly that axis.
    return Face(normal: normal, offset: loop.map { dot(normal, vertices[$0]) }.max()!, loop: loop)
  }
}
