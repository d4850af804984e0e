import VectorMath

/// A solid cut by planes across the axes into pieces that are nearly convex.
///
/// Greedy: the piece whose hull exceeds its matter the most is cut next, where the two new hulls are least (the idea
/// of K. Mamou's V-HACD, 2016), until all hulls together exceed the solid by `tolerance` or there are enough pieces.
struct ConvexSlicing {
  static let mostPieces = 40
  static let tolerance = 0.035

  private let tape = FieldTape()
  private let root: Int
  private let mesh: TriangleMesh
  private let edges: [(Int, Int)]

  private struct Region {
    var low: Vector3
    var high: Vector3
    var points: [Vector3]
    var hullVolume: Double
    var matter: Double
    var isWhole = false
  }

  /// Nil where the field has no surface.
  static func pieces(of field: SolidField) -> [CollisionPiece]? {
    guard (field.high - field.low).smallest > 0 else { return [] }
    guard let mesh = field.surface(detail: field.extent / 48) else { return nil }
    if mesh.triangles.isEmpty { return [] }
    let slicing = ConvexSlicing(field, mesh)
    return slicing.regions().compactMap { CollisionPiece.hull(around: $0.points) }
  }

  private init(_ field: SolidField, _ mesh: TriangleMesh) {
    root = field.emit(into: tape)
    self.mesh = mesh
    let vertexOf = mesh.weldedVertices()
    var edges: [(Int, Int)] = []
    for t in mesh.triangles {
      for k in 0..<3 {
        let (a, b) = (vertexOf[Int(t[k])], vertexOf[Int(t[(k + 1) % 3])])
        if a < b { edges.append((a, b)) }
      }
    }
    self.edges = edges
  }

  private func regions() -> [Region] {
    let (low, high) = mesh.bounds
    guard let whole = region(low, high) else { return [] }
    var regions = [whole]
    let limit = ConvexSlicing.tolerance * mesh.volume
    while regions.count < ConvexSlicing.mostPieces {
      var excess = 0.0
      var worst = -1
      for (i, r) in regions.enumerated() {
        let e = Swift.max(0, r.hullVolume - r.matter)
        excess += e
        if !r.isWhole, worst < 0 || e > regions[worst].hullVolume - regions[worst].matter { worst = i }
      }
      if excess <= limit || worst < 0 { break }
      let parts = halves(of: regions[worst])
      if parts.isEmpty {
        regions[worst].isWhole = true
      } else {
        regions[worst] = parts[0]
        regions += parts.dropFirst()
      }
    }
    return regions
  }

  /// Cut where it helps most; one where the rest is only a face that lies on the cut, none where nothing can be cut.
  private func halves(of region: Region) -> [Region] {
    var best: (volume: Double, axis: Int, place: Double)?
    for axis in 0..<3 {
      for place in places(in: region, axis) {
        var (middleHigh, middleLow) = (region.high, region.low)
        middleHigh[axis] = place.at
        middleLow[axis] = place.at
        let a = ConvexSlicing.roughVolume(points(region.low, middleHigh))
        let b = ConvexSlicing.roughVolume(points(middleLow, region.high))
        // No one cut makes a hollow less: the planes of its walls are worth a bonus.
        let volume = (a + b) * (place.isFace ? 1 : 1.04)
        if best == nil || volume < best!.volume * (1 - 1e-9) { best = (volume, axis, place.at) }
      }
    }
    guard let best else { return [] }
    var (middleHigh, middleLow) = (region.high, region.low)
    middleHigh[best.axis] = best.place
    middleLow[best.axis] = best.place
    return [self.region(region.low, middleHigh), self.region(middleLow, region.high)].compactMap { $0 }
  }

  /// Where to try cuts: in quarters, and in the planes of the largest flat faces across the axis.
  private func places(in region: Region, _ axis: Int) -> [(at: Double, isFace: Bool)] {
    let (low, high) = (region.low[axis], region.high[axis])
    let width = high - low
    if width <= 1e-9 { return [] }
    var places = [0.5, 0.25, 0.75].map { (at: low + $0 * width, isFace: false) }
    let bins = 64
    var areas = [Double](repeating: 0, count: bins)
    var moments = [Double](repeating: 0, count: bins)
    for t in mesh.triangles {
      let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
      let middle = (a + b + c) / 3
      guard (0..<3).allSatisfy({ middle[$0] >= region.low[$0] && middle[$0] <= region.high[$0] }) else { continue }
      let normal = cross(b - a, c - a)
      let length = normal.length
      guard normal[axis].magnitude > 0.98 * length, length > 0 else { continue }
      let bin = Swift.min(bins - 1, Int((middle[axis] - low) / width * Double(bins)))
      areas[bin] += length
      moments[bin] += length * middle[axis]
    }
    var order = Array(0..<bins)
    order.sort { (-areas[$0], $0) < (-areas[$1], $1) }
    for bin in order.prefix(6) where areas[bin] > 0 {
      let place = moments[bin] / areas[bin]
      if place > low + 0.02 * width && place < high - 0.02 * width { places.append((place, true)) }
    }
    return places
  }

  /// Corners of the solid within a box: its surface's vertices, where its edges pass the box's sides, where the box's
  /// edges pass the surface, and the box's corners within.
  private func points(_ low: Vector3, _ high: Vector3) -> [Vector3] {
    var points: [Vector3] = []
    let slack = 1e-9 * (high - low).largest
    @inline(__always) func holds(_ p: Vector3) -> Bool {
      p.x >= low.x - slack && p.x <= high.x + slack && p.y >= low.y - slack && p.y <= high.y + slack
        && p.z >= low.z - slack && p.z <= high.z + slack
    }
    for p in mesh.positions where holds(p) { points.append(p) }
    for (i, j) in edges {
      let (a, b) = (mesh.positions[i], mesh.positions[j])
      if min(a, b).x > high.x || min(a, b).y > high.y || min(a, b).z > high.z { continue }
      if max(a, b).x < low.x || max(a, b).y < low.y || max(a, b).z < low.z { continue }
      for axis in 0..<3 {
        for side in [low[axis], high[axis]] where (a[axis] - side) * (b[axis] - side) < 0 {
          var p = mix(a, b, (side - a[axis]) / (b[axis] - a[axis]))
          p[axis] = side
          if holds(p) { points.append(p) }
        }
      }
    }
    for k in 0..<8 {
      let corner = Vector3(k & 1 == 0 ? low.x : high.x, k & 2 == 0 ? low.y : high.y, k & 4 == 0 ? low.z : high.z)
      if tape.value(root, corner) < 0 { points.append(corner) }
    }
    for axis in 0..<3 {
      let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
      for k in 0..<4 {
        var a = low
        if k & 1 == 1 { a[u] = high[u] }
        if k & 2 == 2 { a[v] = high[v] }
        var b = a
        b[axis] = high[axis]
        let steps = 16
        var last = tape.value(root, a)
        for s in 1...steps {
          let next = tape.value(root, mix(a, b, Double(s) / Double(steps)))
          if (next < 0) != (last < 0) {
            points.append(mix(a, b, (Double(s - 1) + last / (last - next)) / Double(steps)))
          }
          last = next
        }
      }
    }
    return points
  }

  private func region(_ low: Vector3, _ high: Vector3) -> Region? {
    let points = points(low, high)
    guard let hull = ConvexHull(around: points) else { return nil }
    var (least, most) = (points[0], points[0])
    for p in points {
      least = min(least, p)
      most = max(most, p)
    }
    let matter = matter(least, most)
    return Region(low: least, high: most, points: hull.points, hullVolume: hull.volume, matter: matter)
  }

  /// Volume of the solid in a box by sampling.
  private func matter(_ low: Vector3, _ high: Vector3) -> Double {
    let size = high - low
    let steps = 14
    let cell = size / Double(steps)
    let middle = (low + high) * 0.5
    let mark = tape.mark
    let narrowed = tape.narrow(root, middle, within: 0.5 * size.length * (1 + 1e-9))
    var count = 0
    for k in 0..<steps {
      for j in 0..<steps {
        for i in 0..<steps {
          let p = low + cell.scaled(by: Vector3(Double(i) + 0.5, Double(j) + 0.5, Double(k) + 0.5))
          if tape.value(narrowed, p) < 0 { count += 1 }
        }
      }
    }
    tape.release(to: mark)
    return Double(count) * cell.x * cell.y * cell.z
  }

  /// Of the hull around the points that lie farthest in a fixed set of directions.
  private static func roughVolume(_ points: [Vector3]) -> Double {
    if points.isEmpty { return 0 }
    let extremes = directions.map { d in
      var best = points[0]
      var most = dot(d, best)
      for p in points {
        let along = dot(d, p)
        if along > most { (best, most) = (p, along) }
      }
      return best
    }
    return ConvexHull(around: extremes)?.volume ?? 0
  }
  private static let directions: [Vector3] = {
    // Towards the cells of a cube's surface: corners, edges and faces get theirs.
    var list: [Vector3] = []
    for k in -2...2 {
      for j in -2...2 {
        for i in -2...2 where Swift.max(abs(i), Swift.max(abs(j), abs(k))) == 2 && (i + j + k) % 2 == 0 {
          list.append(Vector3(Double(i), Double(j), Double(k)).normalized)
        }
      }
    }
    return list
  }()
}
