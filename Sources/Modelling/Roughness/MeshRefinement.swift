import VectorMath

/// A closed surface on shared vertices that can be cut finer.
struct RefinedMesh {
  var positions: [Vector3]
  /// Where each vertex lay before anything moved it, and the direction that it moves in.
  private(set) var normals: [Vector3]
  private(set) var triangles: [SIMD3<Int32>]

  /// Vertices at one place become one, whose normal is the mean of its faces' by their angles (Thuermer & Wuethrich
  /// 1998).
  ///
  /// - Parameters:
  ///   - shortest: shorter edges than this go, m, as far as the surface moves by less than `tolerance`: narrow strips
  ///     along rounded edges cannot become round triangles.
  init(_ mesh: TriangleMesh, shortest: Double = 0, tolerance: Double = 0) {
    let vertexOf = mesh.weldedVertices()
    var number = [Int32](repeating: -1, count: vertexOf.count)
    positions = []
    normals = []
    triangles = []
    for i in vertexOf.indices where vertexOf[i] == i {
      number[i] = Int32(positions.count)
      positions.append(mesh.positions[i])
    }
    for t in mesh.triangles {
      let v = SIMD3(number[vertexOf[Int(t.x)]], number[vertexOf[Int(t.y)]], number[vertexOf[Int(t.z)]])
      if v.x != v.y && v.y != v.z && v.z != v.x { triangles.append(v) }
    }
    if shortest > 0 { dropEdges(shorterThan: shortest, tolerance: tolerance) }
    normals = [Vector3](repeating: .zero, count: positions.count)
    for t in triangles {
      for k in 0..<3 {
        let p = positions[Int(t[k])]
        let a = positions[Int(t[(k + 1) % 3])] - p
        let b = positions[Int(t[(k + 2) % 3])] - p
        let n = cross(a, b)
        let length = n.length
        if length > 0 { normals[Int(t[k])] += n * (PortableMath.arcTangent(y: length, x: dot(a, b)) / length) }
      }
    }
    for i in normals.indices { normals[i] = normals[i].lengthSquared > 0 ? normals[i].normalized : .unitY }
  }

  private mutating func dropEdges(shorterThan length: Double, tolerance: Double) {
    let corners = positions.map { CreasedVertex(position: $0, normals: (.zero, .zero, .zero, .zero), normalCount: 0) }
    let limits = EdgeCollapse.Limits(distance: tolerance, rise: .infinity, length: length)
    let left = EdgeCollapse.simplified(corners, triangles, stages: [limits])
    var number = [Int32](repeating: -1, count: positions.count)
    let old = positions
    positions = []
    triangles = left.map { t in
      var v = t
      for k in 0..<3 {
        let corner = Int(t[k])
        if number[corner] < 0 {
          number[corner] = Int32(positions.count)
          positions.append(old[corner])
        }
        v[k] = number[corner]
      }
      return v
    }
  }

  /// Halves the longest edge of each triangle that has one longer than a length until none has; neighbours share the
  /// new vertices and become two, three or four (after M. Rivara 1984, Algorithms for refining triangular grids): long
  /// triangles become rounder. False once there are more than `most` triangles.
  mutating func refine(edges longest: Double, most: Int) -> Bool {
    let limit = longest * longest * (1 + 1e-9)
    func key(_ a: Int32, _ b: Int32) -> UInt64 { UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b)) }
    while true {
      var middles = GridTable(expecting: triangles.count / 2)
      let before = positions.count
      for t in triangles {
        let (a, b, c) = (positions[Int(t.x)], positions[Int(t.y)], positions[Int(t.z)])
        let (ab, bc, ca) = ((b - a).lengthSquared, (c - b).lengthSquared, (a - c).lengthSquared)
        let most = Swift.max(ab, Swift.max(bc, ca))
        if most <= limit { continue }
        let (u, v) = ab == most ? (t.x, t.y) : (bc == most ? (t.y, t.z) : (t.z, t.x))
        if middles[key(u, v)] != nil { continue }
        middles.insert(key(u, v), positions.count)
        positions.append((positions[Int(u)] + positions[Int(v)]) * 0.5)
        let n = normals[Int(u)] + normals[Int(v)]
        normals.append(n.lengthSquared > 1e-12 ? n.normalized : normals[Int(u)])
      }
      if positions.count == before { return true }
      var next: [SIMD3<Int32>] = []
      next.reserveCapacity(2 * triangles.count)
      func middle(_ a: Int32, _ b: Int32) -> Int32? { middles[key(a, b)].map { Int32($0) } }
      for t in triangles {
        var (a, b, c) = (t.x, t.y, t.z)
        var m = (middle(a, b), middle(b, c), middle(c, a))
        // Turned so that the edges to cut come first.
        for _ in 0..<2 {
          let (x, y, z) = (m.0 != nil, m.1 != nil, m.2 != nil)
          if !x && (y || z) || (x && !y && z) {
            (a, b, c) = (b, c, a)
            m = (m.1, m.2, m.0)
          }
        }
        switch m {
        case (let ab?, let bc?, let ca?):
          next += [SIMD3(a, ab, ca), SIMD3(ab, b, bc), SIMD3(ca, bc, c), SIMD3(ab, bc, ca)]
        case (let ab?, let bc?, nil):
          next.append(SIMD3(ab, b, bc))
          let first = (positions[Int(ab)] - positions[Int(c)]).lengthSquared
          let second = (positions[Int(a)] - positions[Int(bc)]).lengthSquared
          next += first <= second ? [SIMD3(a, ab, c), SIMD3(ab, bc, c)] : [SIMD3(a, ab, bc), SIMD3(a, bc, c)]
        case (let ab?, nil, nil):
          next += [SIMD3(a, ab, c), SIMD3(ab, b, c)]
        default:
          next.append(SIMD3(a, b, c))
        }
      }
      triangles = next
      if triangles.count > most { return false }
      // On what is still coarse, so that what is cut from it is round too.
      if triangles.count < 20_000 { flipLongEdges() }
    }
  }

  /// Edges between triangles in one plane turned to the other diagonal where the angles across from them are over a
  /// straight one together (Lawson 1977): of flat faces the triangulation with the roundest triangles.
  private mutating func flipLongEdges() {
    for _ in 0..<6 {
      // Where surfaces touch there may be several sides from one vertex to another; none of those is flipped.
      guard let sides = TriangleSides(of: triangles, vertices: positions.count) else { return }
      var isDone = [Bool](repeating: false, count: triangles.count)
      var count = 0
      for i in triangles.indices {
        for k in 0..<3 where !isDone[i] {
          let t = triangles[i]
          let (a, b, c) = (t[k], t[(k + 1) % 3], t[(k + 2) % 3])
          guard a < b, let twin = sides[b, a], !isDone[twin / 3] else { continue }
          let d = triangles[twin / 3][(twin + 2) % 3]
          guard c != d, sides[c, d] == nil, sides[d, c] == nil, isBetterFlipped(a, b, c, d) else { continue }
          triangles[i] = SIMD3(c, a, d)
          triangles[twin / 3] = SIMD3(d, b, c)
          isDone[i] = true
          isDone[twin / 3] = true
          count += 1
        }
      }
      if count == 0 { return }
    }
  }

  /// Triangles (a, b, c) and (b, a, d).
  private func isBetterFlipped(_ a: Int32, _ b: Int32, _ c: Int32, _ d: Int32) -> Bool {
    let (pa, pb, pc, pd) = (positions[Int(a)], positions[Int(b)], positions[Int(c)], positions[Int(d)])
    let first = cross(pb - pa, pc - pa)
    let second = cross(pa - pb, pd - pb)
    let (ca, cb, da, db) = (pa - pc, pb - pc, pa - pd, pb - pd)
    // Sine of the sum of the angles at c and d.
    let sum = dot(ca, cb) * second.length + first.length * dot(da, db)
    guard sum < -1e-9 * (first.length + second.length) * (pa - pb).lengthSquared else { return false }
    let (left, right) = (cross(pa - pc, pd - pc), cross(pb - pd, pc - pd))
    let unit = (first + second).normalized
    // Not over an edge of the solid.
    return dot(first, unit) > 0.995 * first.length && dot(second, unit) > 0.995 * second.length
      && dot(left, unit) > 0.99 * left.length && dot(right, unit) > 0.99 * right.length
      && left.length > 0 && right.length > 0
  }

  /// Moved along their normals.
  mutating func displace(_ distance: (Vector3) -> Double) {
    for i in positions.indices { positions[i] += normals[i] * distance(positions[i]) }
  }

  /// With normals of its new form; edges sharper than the angle stay edges.
  func mesh(creaseCosine: Double) -> TriangleMesh {
    var surface = Surface()
    surface.positions = positions
    for t in triangles { surface.addFace([t]) }
    return surface.mesh(creaseCosine: creaseCosine)
  }
}
