import VectorMath

/// Cuts a polygon with holes into triangles by ear clipping; holes are joined to the outside by bridges
/// (Eberly, "Triangulation by Ear Clipping", 2002).
struct PolygonCutting {
  /// All corners: the outer outline's, then the holes'.
  let corners: [Point2]
  /// Corner numbers, counter-clockwise.
  private(set) var triangles: [SIMD3<Int32>] = []

  /// - Parameters:
  ///   - outer: counter-clockwise.
  ///   - holes: clockwise, apart from each other and inside.
  init(_ outer: [Point2], holes: [[Point2]] = []) {
    corners = outer + holes.flatMap { $0 }
    var ring = Array(outer.indices)
    var first = outer.count
    var starts: [(first: Int, count: Int, right: Double)] = []
    for hole in holes {
      starts.append((first, hole.count, hole.map(\.x).max() ?? 0))
      first += hole.count
    }
    // The hole that reaches farthest to the right sees the outside.
    for hole in starts.sorted(by: { $0.right > $1.right || ($0.right == $1.right && $0.first < $1.first) }) {
      ring = bridged(ring, hole.first, hole.count)
    }
    clip(ring)
  }

  private func orientation(_ a: Int, _ b: Int, _ c: Int) -> Double {
    cross(corners[b] - corners[a], corners[c] - corners[a])
  }

  /// The ring with a hole cut in from the ring's corner that its rightmost corner sees.
  private func bridged(_ ring: [Int], _ first: Int, _ count: Int) -> [Int] {
    var start = first
    for k in first..<first + count where corners[k].x > corners[start].x { start = k }
    let m = corners[start]
    var bestX = Double.infinity
    var best = -1
    for (k, a) in ring.enumerated() {
      let b = ring[(k + 1) % ring.count]
      let (p, q) = (corners[a], corners[b])
      // Edges that go upwards lie to the right of the inside.
      guard p.y <= m.y && q.y >= m.y && p.y < q.y else { continue }
      let x = p.x + (q.x - p.x) * (m.y - p.y) / (q.y - p.y)
      guard x >= m.x && x < bestX else { continue }
      bestX = x
      best = p.x > q.x ? k : (k + 1) % ring.count
    }
    if best < 0 { best = 0 }
    // Corners inside the triangle to it hide it: the one at the flattest angle is seen.
    let target = corners[ring[best]]
    let hit = Point2(bestX, m.y)
    var flattest = Double.infinity
    for (k, c) in ring.enumerated() where k != best {
      let p = corners[c]
      guard p.x >= m.x, inside(p, m, hit, target) || inside(p, m, target, hit) else { continue }
      let slope = (p.y - m.y).magnitude / max(1e-300, p.x - m.x)
      let isReflex = orientation(ring[(k + ring.count - 1) % ring.count], c, ring[(k + 1) % ring.count]) < 0
      if isReflex && slope < flattest {
        flattest = slope
        best = k
      }
    }
    let hole = (0...count).map { first + (start - first + $0) % count }
    return Array(ring[0...best]) + hole + Array(ring[best...])
  }

  private func inside(_ p: Point2, _ a: Point2, _ b: Point2, _ c: Point2) -> Bool {
    cross(b - a, p - a) >= 0 && cross(c - b, p - b) >= 0 && cross(a - c, p - c) >= 0
  }

  private mutating func clip(_ ring: [Int]) {
    var ring = ring
    while ring.count > 3 {
      var best = -1
      var bestQuality = -Double.infinity
      for k in ring.indices {
        let (a, b, c) = (ring[(k + ring.count - 1) % ring.count], ring[k], ring[(k + 1) % ring.count])
        let area = orientation(a, b, c)
        guard area > 0 else { continue }
        // The fattest ear of all, so that flats are not cut into needles.
        let long = max(
          length(corners[b] - corners[a]), max(length(corners[c] - corners[b]), length(corners[a] - corners[c])))
        let quality = area / (long * long)
        guard quality > bestQuality, isEar(a, b, c, ring) else { continue }
        bestQuality = quality
        best = k
        if quality > 0.3 { break }
      }
      if best < 0 {
        // Only flat or crossing corners are left: take the flattest.
        best = ring.indices.min { p, q in flatness(p, ring) < flatness(q, ring) } ?? 0
      }
      triangles.append(
        SIMD3(
          Int32(ring[(best + ring.count - 1) % ring.count]), Int32(ring[best]), Int32(ring[(best + 1) % ring.count])))
      ring.remove(at: best)
    }
    if ring.count == 3 { triangles.append(SIMD3(Int32(ring[0]), Int32(ring[1]), Int32(ring[2]))) }
  }

  private func flatness(_ k: Int, _ ring: [Int]) -> Double {
    orientation(ring[(k + ring.count - 1) % ring.count], ring[k], ring[(k + 1) % ring.count]).magnitude
  }

  private func isEar(_ a: Int, _ b: Int, _ c: Int, _ ring: [Int]) -> Bool {
    let (pa, pb, pc) = (corners[a], corners[b], corners[c])
    for k in ring where k != a && k != b && k != c {
      let p = corners[k]
      // Bridges pass twice through their ends.
      if p == pa || p == pb || p == pc { continue }
      if inside(p, pa, pb, pc) { return false }
    }
    return true
  }
}
