import VectorMath

/// Rings of equally many corners, joined to a closed surface: tubes and lofts.
struct Skin {
  /// Corner k of each ring lies beside corner k of the next.
  var rings: [[Vector3]]
  /// Whether the last ring goes on to the first; else the ends are closed.
  var isClosed = false
  /// By how many corners the closing seam is turned: corner k of the last ring meets k + shift of the first.
  var shift = 0
  /// Triangles that close a flat end, by corner numbers.
  var cap: [SIMD3<Int32>] = []
  /// Those of the far end; absent: the same.
  var lastCap: [SIMD3<Int32>]?
  /// Beyond the ends: points that the last rings run together in, instead of flat ends.
  var tips: (first: Vector3, last: Vector3)?

  var surface: Surface {
    var surface = Surface()
    let numbers = rings.map { ring in ring.map { surface.add($0) } }
    let n = rings[0].count
    for k in 0..<(isClosed ? rings.count : rings.count - 1) {
      let (a, b) = (numbers[k], numbers[(k + 1) % rings.count])
      for c in 0..<n {
        let d = (c + 1) % n
        let turn = k == rings.count - 1 ? shift : 0
        surface.addQuad(a[c], a[d], b[(d + turn) % n], b[(c + turn) % n])
      }
    }
    if !isClosed {
      let (first, last) = (numbers[0], numbers[numbers.count - 1])
      if let tips {
        let (low, high) = (surface.add(tips.first), surface.add(tips.last))
        for c in 0..<n {
          let d = (c + 1) % n
          surface.addFace([SIMD3(first[d], first[c], low)])
          surface.addFace([SIMD3(last[c], last[d], high)])
        }
      } else {
        surface.addFace(cap.map { SIMD3(first[Int($0.x)], first[Int($0.z)], first[Int($0.y)]) })
        surface.addFace((lastCap ?? cap).map { SIMD3(last[Int($0.x)], last[Int($0.y)], last[Int($0.z)]) })
      }
    }
    surface.orientOutwards()
    return surface
  }

  /// Hulls along the rings, each over as many as it fills nearly exactly.
  ///
  /// - Parameter corners: most corners of a ring that are used.
  func pieces(corners: Int = 16) -> [CollisionPiece] {
    let n = rings[0].count
    let used = n <= corners ? Array(0..<n) : (0..<corners).map { $0 * n / corners }
    var rows = rings.map { ring in
      // Fewer corners enclose less: grown about the ring's middle by what the polygon loses.
      grown(used.map { ring[$0] }, to: ring)
    }
    if isClosed, let first = rows.first { rows.append(first) }
    if let tips {
      rows.insert([tips.first], at: 0)
      rows.append([tips.last])
    }
    var volumes: [Double] = []
    for (a, b) in zip(rows, rows.dropFirst()) { volumes.append(ConvexHull(around: a + b)?.volume ?? 0) }
    var out: [CollisionPiece] = []
    var from = 0
    while from < rows.count - 1 {
      var to = from + 1
      var sum = volumes[from]
      var points = rows[from] + rows[to]
      while to < rows.count - 1 {
        // Rings between straight ones are not corners.
        let next = rows[from] + rows[(from + 1)...(to + 1)].joined()
        guard let hull = ConvexHull(around: next) else { break }
        if hull.volume > 1.03 * (sum + volumes[to]) { break }
        sum += volumes[to]
        points = hull.points
        to += 1
      }
      if let piece = CollisionPiece.hull(around: points) { out.append(piece) }
      from = to
    }
    return out
  }

  private func grown(_ few: [Vector3], to ring: [Vector3]) -> [Vector3] {
    guard few.count < ring.count else { return few }
    var middle = Vector3.zero
    for p in ring { middle += p }
    middle = middle / Double(ring.count)
    func area(_ points: [Vector3]) -> Double {
      var sum = Vector3.zero
      for k in points.indices { sum += cross(points[k] - middle, points[(k + 1) % points.count] - middle) }
      return sum.length
    }
    let growth = area(few) > 0 ? min(1.1, (area(ring) / area(few)).squareRoot()) : 1
    return few.map { middle + ($0 - middle) * growth }
  }
}
