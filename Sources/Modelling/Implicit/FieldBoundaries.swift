import VectorMath

extension SolidField {
  /// Edges of a closed loop with their corners' normals. About an axis, edges on x = 0 are left out, and corners there
  /// meet their mirror image.
  static func sectionEdges(_ loop: [SIMD2<Double>], aboutAxis: Bool) -> [SectionEdge] {
    var points: [SIMD2<Double>] = []
    for p in loop where points.last != p { points.append(p) }
    while points.count > 1 && points.first == points.last { points.removeLast() }
    guard points.count > 2 else { return [] }
    let count = points.count
    let normals: [SIMD2<Double>] = (0..<count).map { i in
      let d = points[(i + 1) % count] - points[i]
      let length = (d.x * d.x + d.y * d.y).squareRoot()
      return SIMD2(d.y, -d.x) / length
    }
    func isOnAxis(_ i: Int) -> Bool { aboutAxis && points[i].x <= 1e-12 }
    var edges: [SectionEdge] = []
    for i in 0..<count {
      let j = (i + 1) % count
      if isOnAxis(i) && isOnAxis(j) { continue }
      let n = normals[i]
      let before = isOnAxis(i) ? SIMD2(-n.x, n.y) : normals[(i + count - 1) % count]
      let after = isOnAxis(j) ? SIMD2(-n.x, n.y) : normals[j]
      edges.append(
        SectionEdge(a: points[i], b: points[j], normal: n, normalAtA: n + before, normalAtB: n + after))
    }
    return edges
  }

  /// Triangles of a closed surface with pseudonormals; nil where an edge has no partner. Vertices at the same place
  /// are one.
  static func fieldTriangles(of mesh: TriangleMesh) -> [FieldTriangle]? {
    let vertexOf = mesh.weldedVertices()
    let count = mesh.positions.count
    var kept: [SIMD3<Int>] = []
    var faceNormals: [Vector3] = []
    var vertexNormals = [Vector3](repeating: .zero, count: count)
    for t in mesh.triangles {
      let v = SIMD3(vertexOf[Int(t.x)], vertexOf[Int(t.y)], vertexOf[Int(t.z)])
      if v.x == v.y || v.y == v.z || v.z == v.x { continue }
      let (a, b, c) = (mesh.positions[v.x], mesh.positions[v.y], mesh.positions[v.z])
      let normal = cross(b - a, c - a)
      let unit = normal.lengthSquared > 0 ? normal.normalized : .zero
      kept.append(v)
      faceNormals.append(unit)
      vertexNormals[v.x] += unit * angle(b - a, c - a)
      vertexNormals[v.y] += unit * angle(c - b, a - b)
      vertexNormals[v.z] += unit * angle(a - c, b - c)
    }
    // Directed edges in order, so that partners are found by search.
    var directed: [(from: Int, to: Int, face: Int)] = []
    directed.reserveCapacity(3 * kept.count)
    for (f, v) in kept.enumerated() {
      directed.append((v.x, v.y, f))
      directed.append((v.y, v.z, f))
      directed.append((v.z, v.x, f))
    }
    directed.sort { ($0.from, $0.to, $0.face) < ($1.from, $1.to, $1.face) }
    func partner(_ from: Int, _ to: Int) -> Vector3? {
      var low = 0
      var high = directed.count
      while low < high {
        let middle = (low + high) / 2
        if (directed[middle].from, directed[middle].to) < (to, from) { low = middle + 1 } else { high = middle }
      }
      guard low < directed.count, directed[low].from == to, directed[low].to == from else { return nil }
      return faceNormals[directed[low].face]
    }
    var triangles: [FieldTriangle] = []
    triangles.reserveCapacity(kept.count)
    for (f, v) in kept.enumerated() {
      guard let ab = partner(v.x, v.y), let bc = partner(v.y, v.z), let ca = partner(v.z, v.x) else { return nil }
      let n = faceNormals[f]
      if n == .zero { continue }
      triangles.append(
        FieldTriangle(
          a: mesh.positions[v.x], b: mesh.positions[v.y], c: mesh.positions[v.z], normal: n,
          normalAtA: vertexNormals[v.x], normalAtB: vertexNormals[v.y], normalAtC: vertexNormals[v.z],
          normalAtAB: n + ab, normalAtBC: n + bc, normalAtCA: n + ca))
    }
    return triangles
  }

  private static func angle(_ a: Vector3, _ b: Vector3) -> Double {
    PortableMath.arcTangent(y: cross(a, b).length, x: dot(a, b))
  }
}

extension TriangleMesh {
  /// For each vertex the first one within a millionth of the mesh's extent: vertices that only normals part are one.
  func weldedVertices() -> [Int] {
    guard var low = positions.first else { return [] }
    var high = low
    for p in positions {
      low = min(low, p)
      high = max(high, p)
    }
    let cell = Swift.max((high - low).largest * 1e-6, 1e-12)
    // Sorted along a skew axis, on which few points of level and upright faces share a place; only neighbours there
    // can be near.
    let keys = positions.map { $0.x + 0.618_033_99 * $0.y + 0.414_213_56 * $0.z }
    let order = positions.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var vertexOf = [Int](repeating: -1, count: positions.count)
    for (rank, i) in order.enumerated() where vertexOf[i] < 0 {
      vertexOf[i] = i
      var next = rank + 1
      while next < order.count, keys[order[next]] - keys[i] <= 2.04 * cell {
        let j = order[next]
        if vertexOf[j] < 0, (positions[j] - positions[i]).magnitudes.largest <= cell { vertexOf[j] = i }
        next += 1
      }
    }
    return vertexOf
  }
}
