import VectorMath

/// The convex hull of a point set as outward triangles.
///
/// Barber, Dobkin & Huhdanpaa, "The quickhull algorithm for convex hulls", ACM Trans. Math. Softw. 22 (1996). Which side
/// of a plane a point is on is decided exactly: the points are put on a grid of 2^-40 of their extent, where
/// determinants are integers of less than 128 bits. So visible faces always make one patch with one rim, and no order
/// of nearly coplanar points can fold the hull. A point that stands out by less than `tolerance` is left out.
struct QuickHull {
  /// A triangle, counter-clockwise from outside.
  struct Triangle {
    var corner: (Int, Int, Int)
    /// The triangles across the edges corner 0-1, 1-2 and 2-0.
    var neighbour: (Int, Int, Int)
    /// Unit outward normal and distance from the origin, in metres.
    var normal: Vector3
    var offset: Double
    /// Points outside of this triangle that no earlier one claims.
    var outside: [Int] = []
    var isDead = false

    subscript(i: Int) -> Int { i == 0 ? corner.0 : (i == 1 ? corner.1 : corner.2) }
    func across(_ i: Int) -> Int { i == 0 ? neighbour.0 : (i == 1 ? neighbour.1 : neighbour.2) }
    mutating func setAcross(_ i: Int, _ t: Int) {
      if i == 0 { neighbour.0 = t } else if i == 1 { neighbour.1 = t } else { neighbour.2 = t }
    }
  }

  private struct GridPoint: Equatable {
    var x: Int64
    var y: Int64
    var z: Int64
  }

  let points: [Vector3]
  private let grid: [GridPoint]
  private let tolerance: Double
  private(set) var triangles: [Triangle] = []

  /// Nil where all points lie within `tolerance` of one plane.
  init?(_ points: [Vector3], tolerance: Double) {
    self.points = points
    self.tolerance = tolerance
    var low = points[0]
    var high = points[0]
    for p in points {
      low = min(low, p)
      high = max(high, p)
    }
    let centre = (low + high) * 0.5
    guard (high - low).largest > tolerance else { return nil }
    let scale: Double = 0x1p39 / ((high - low).largest * 0.5)
    // The outermost point may round to 2^39 itself: determinants stay below 3 * 2^123.
    grid = points.map { p in
      let q = (p - centre) * scale
      return GridPoint(
        x: Int64(q.x.rounded(.toNearestOrEven)), y: Int64(q.y.rounded(.toNearestOrEven)),
        z: Int64(q.z.rounded(.toNearestOrEven)))
    }
    guard makeTetrahedron() else { return nil }
    // Lowest triangle first, its farthest point first: the order is that of the points given.
    var next = 0
    while next < triangles.count {
      if triangles[next].isDead || triangles[next].outside.isEmpty { next += 1 } else { addFarthest(of: next) }
    }
    compact()
  }

  /// Whether d is on the outer side of the plane of a, b and c: the sign of six times the volume, exactly.
  private func side(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Int {
    let (u, v, w) = (difference(b, a), difference(c, a), difference(d, a))
    let x: Int128 = u.1 * v.2 - u.2 * v.1
    let y: Int128 = u.2 * v.0 - u.0 * v.2
    let z: Int128 = u.0 * v.1 - u.1 * v.0
    let volume: Int128 = x * w.0 + y * w.1 + z * w.2
    return volume.signum() == 0 ? 0 : (volume > 0 ? 1 : -1)
  }

  private func difference(_ a: Int, _ b: Int) -> (Int128, Int128, Int128) {
    (Int128(grid[a].x - grid[b].x), Int128(grid[a].y - grid[b].y), Int128(grid[a].z - grid[b].z))
  }

  private func makeTriangle(_ a: Int, _ b: Int, _ c: Int) -> Triangle {
    let (u, v) = (difference(b, a), difference(c, a))
    // Exact before it is rounded: slivers have a true normal, too.
    let n = Vector3(
      rounded(u.1 * v.2 - u.2 * v.1), rounded(u.2 * v.0 - u.0 * v.2), rounded(u.0 * v.1 - u.1 * v.0)
    ).normalized
    return Triangle(corner: (a, b, c), neighbour: (-1, -1, -1), normal: n, offset: dot(n, points[a]))
  }

  private func rounded(_ x: Int128) -> Double {
    Double(Int64(truncatingIfNeeded: x >> 64)) * 0x1p64 + Double(UInt64(truncatingIfNeeded: x))
  }

  private func height(_ p: Int, over t: Int) -> Double { dot(triangles[t].normal, points[p]) - triangles[t].offset }

  private mutating func makeTetrahedron() -> Bool {
    var a = 0
    var b = 0
    for i in points.indices {
      if (points[i].x, points[i].y, points[i].z) < (points[a].x, points[a].y, points[a].z) { a = i }
    }
    for i in points.indices where (points[i] - points[a]).length > (points[b] - points[a]).length { b = i }
    guard grid[a] != grid[b] else { return false }
    let along = (points[b] - points[a]).normalized
    var c = a
    var most = 0.0
    for i in points.indices {
      let d = cross(along, points[i] - points[a]).length
      if d > most {
        most = d
        c = i
      }
    }
    guard most > tolerance else { return false }
    let normal = cross(along, points[c] - points[a]).normalized
    var d = a
    most = 0
    for i in points.indices {
      let h = dot(normal, points[i] - points[a]).magnitude
      if h > most {
        most = h
        d = i
      }
    }
    guard most > tolerance else { return false }
    let s = side(a, b, c, d)
    guard s != 0 else { return false }
    if s > 0 { swap(&b, &c) }
    triangles = [makeTriangle(a, b, c), makeTriangle(a, d, b), makeTriangle(b, d, c), makeTriangle(c, d, a)]
    triangles[0].neighbour = (1, 2, 3)
    triangles[1].neighbour = (3, 2, 0)
    triangles[2].neighbour = (1, 3, 0)
    triangles[3].neighbour = (2, 1, 0)
    for i in points.indices where i != a && i != b && i != c && i != d { claim(i, from: 0) }
    return true
  }

  /// Gives a point to the first triangle from number `first` on that it stands out from, or else to an earlier one.
  private mutating func claim(_ p: Int, from first: Int) {
    for range in [first..<triangles.count, 0..<first] {
      for t in range where !triangles[t].isDead && height(p, over: t) > tolerance {
        triangles[t].outside.append(p)
        return
      }
    }
  }

  private mutating func addFarthest(of t: Int) {
    var apex = triangles[t].outside[0]
    for p in triangles[t].outside where height(p, over: t) > height(apex, over: t) { apex = p }
    guard side(triangles[t][0], triangles[t][1], triangles[t][2], apex) > 0 else {
      triangles[t].outside.removeAll { $0 == apex }
      return
    }
    // The patch that the apex sees, and its rim in order.
    var visible = [t]
    triangles[t].isDead = true
    var rim: [(a: Int, b: Int, outer: Int)] = []
    var k = 0
    while k < visible.count {
      let seen = triangles[visible[k]]
      for e in 0..<3 {
        let other = seen.across(e)
        if triangles[other].isDead { continue }
        if side(triangles[other][0], triangles[other][1], triangles[other][2], apex) > 0 {
          triangles[other].isDead = true
          visible.append(other)
        }
      }
      k += 1
    }
    for v in visible {
      for e in 0..<3 where !triangles[triangles[v].across(e)].isDead {
        rim.append((triangles[v][e], triangles[v][(e + 1) % 3], triangles[v].across(e)))
      }
    }
    let first = triangles.count
    for (i, edge) in rim.enumerated() {
      var new = makeTriangle(edge.a, edge.b, apex)
      new.neighbour.0 = edge.outer
      new.neighbour.1 = first + rim.firstIndex { $0.a == edge.b }!
      new.neighbour.2 = first + rim.firstIndex { $0.b == edge.a }!
      triangles.append(new)
      for e in 0..<3 where triangles[edge.outer][e] == edge.b && triangles[edge.outer][(e + 1) % 3] == edge.a {
        triangles[edge.outer].setAcross(e, first + i)
      }
    }
    for v in visible {
      let orphans = triangles[v].outside
      triangles[v].outside = []
      for p in orphans where p != apex { claim(p, from: first) }
    }
  }

  /// Drops the dead triangles.
  private mutating func compact() {
    var number = [Int](repeating: -1, count: triangles.count)
    var live = 0
    for t in triangles.indices where !triangles[t].isDead {
      number[t] = live
      live += 1
    }
    triangles = triangles.filter { !$0.isDead }
    for t in triangles.indices {
      let n = triangles[t].neighbour
      triangles[t].neighbour = (number[n.0], number[n.1], number[n.2])
    }
  }
}
