import VectorMath

/// A closed surface on shared vertices that can be cut finer.
struct RefinedMesh {
  var positions: [Vector3]
  /// Where each vertex lay before anything moved it, and the direction that it moves in.
  private(set) var normals: [Vector3]
  private(set) var triangles: [SIMD3<Int32>]

  /// Vertices at one place become one, whose normal is the mean of its faces' by their angles (Thuermer & Wuethrich
  /// 1998).
  init(_ mesh: TriangleMesh) {
    let vertexOf = mesh.weldedVertices()
    var number = [Int32](repeating: -1, count: vertexOf.count)
    positions = []
    triangles = []
    for i in vertexOf.indices where vertexOf[i] == i {
      number[i] = Int32(positions.count)
      positions.append(mesh.positions[i])
    }
    for t in mesh.triangles {
      let v = SIMD3(number[vertexOf[Int(t.x)]], number[vertexOf[Int(t.y)]], number[vertexOf[Int(t.z)]])
      if v.x != v.y && v.y != v.z && v.z != v.x { triangles.append(v) }
    }
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

  /// Halves all edges longer than a length until none is left; a triangle with one, two or three such edges becomes
  /// two, three or four. False once there are more than `most` triangles.
  mutating func refine(edges longest: Double, most: Int) -> Bool {
    let limit = longest * longest * (1 + 1e-9)
    while true {
      var middles: [UInt64: Int32] = [:]
      var next: [SIMD3<Int32>] = []
      next.reserveCapacity(2 * triangles.count)
      func middle(_ a: Int32, _ b: Int32) -> Int32? {
        let (pa, pb) = (positions[Int(a)], positions[Int(b)])
        guard (pa - pb).lengthSquared > limit else { return nil }
        let key = UInt64(Swift.min(a, b)) << 32 | UInt64(Swift.max(a, b))
        if let known = middles[key] { return known }
        positions.append((pa + pb) * 0.5)
        let n = normals[Int(a)] + normals[Int(b)]
        normals.append(n.lengthSquared > 1e-12 ? n.normalized : normals[Int(a)])
        middles[key] = Int32(positions.count - 1)
        return Int32(positions.count - 1)
      }
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
      if middles.isEmpty { return true }
    }
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
