import VectorMath

/// A closed surface of flat polygons on shared corners: what operators build before normals are known.
///
/// Corners of polygons are counter-clockwise seen from outside. A polygon of many triangles counts as one face when
/// normals are averaged, so that its shading does not depend on how it was cut.
struct Surface {
  var positions: [Vector3] = []
  var triangles: [SIMD3<Int32>] = []
  /// Number of the polygon that each triangle belongs to.
  private(set) var faces: [Int32] = []
  private(set) var faceCount: Int32 = 0

  mutating func add(_ p: Vector3) -> Int32 {
    positions.append(p)
    return Int32(positions.count - 1)
  }

  /// A flat polygon cut into `cut`, triples of corner numbers; triangles with a repeated corner are left out.
  mutating func addFace(_ cut: [SIMD3<Int32>]) {
    var isUsed = false
    for t in cut where t.x != t.y && t.y != t.z && t.z != t.x {
      triangles.append(t)
      faces.append(faceCount)
      isUsed = true
    }
    if isUsed { faceCount += 1 }
  }

  /// A convex polygon.
  mutating func addPolygon(_ corners: [Int32]) {
    guard corners.count >= 3 else { return }
    addFace((1..<corners.count - 1).map { SIMD3(corners[0], corners[$0], corners[$0 + 1]) })
  }

  /// A four-sided face, cut along its shorter diagonal; corners may coincide.
  mutating func addQuad(_ a: Int32, _ b: Int32, _ c: Int32, _ d: Int32) {
    let ac = positions[Int(a)] - positions[Int(c)]
    let bd = positions[Int(b)] - positions[Int(d)]
    if ac.lengthSquared <= bd.lengthSquared * 1.000001 {
      addFace([SIMD3(a, b, c), SIMD3(a, c, d)])
    } else {
      addFace([SIMD3(a, b, d), SIMD3(b, c, d)])
    }
  }

  /// Turned inside out where it encloses a negative volume.
  mutating func orientOutwards() {
    var sum = 0.0
    for t in triangles {
      sum += dot(positions[Int(t.x)], cross(positions[Int(t.y)], positions[Int(t.z)]))
    }
    guard sum < 0 else { return }
    for k in triangles.indices { triangles[k] = SIMD3(triangles[k].x, triangles[k].z, triangles[k].y) }
  }

  /// Cosine of the crease angle: faces that meet at less than 35 degrees are shaded as one smooth surface.
  static let creaseCosine = 0.819_152_044_288_991_8

  /// The surface with normals: at each corner the mean of the faces around it that turn less than the crease angle
  /// from its own, weighted by area, so that a bevel bends the shading of itself and not of the flats beside it.
  func mesh(creaseCosine: Double = Surface.creaseCosine) -> TriangleMesh {
    var areas = [Vector3](repeating: .zero, count: Int(faceCount))
    for (t, face) in zip(triangles, faces) {
      let a = positions[Int(t.x)]
      areas[Int(face)] += cross(positions[Int(t.y)] - a, positions[Int(t.z)] - a)
    }
    let units = areas.map(\.normalized)

    // Corners by vertex, in the order of the triangles.
    var starts = [Int](repeating: 0, count: positions.count + 1)
    for t in triangles { for c in 0..<3 { starts[Int(t[c]) + 1] += 1 } }
    for v in positions.indices { starts[v + 1] += starts[v] }
    var next = starts
    var corners = [Int32](repeating: 0, count: triangles.count * 3)
    for (k, t) in triangles.enumerated() {
      for c in 0..<3 {
        corners[next[Int(t[c])]] = Int32(k * 3 + c)
        next[Int(t[c])] += 1
      }
    }

    var mesh = TriangleMesh()
    mesh.positions.reserveCapacity(positions.count)
    mesh.normals.reserveCapacity(positions.count)
    mesh.triangles = triangles
    var around: [Int32] = []
    for v in positions.indices where starts[v] < starts[v + 1] {
      let range = starts[v]..<starts[v + 1]
      around.removeAll(keepingCapacity: true)
      for k in range {
        let face = faces[Int(corners[k]) / 3]
        if !around.contains(face) { around.append(face) }
      }
      let first = mesh.positions.count
      for k in range {
        let corner = Int(corners[k])
        let own = units[Int(faces[corner / 3])]
        var sum = Vector3.zero
        for face in around where dot(units[Int(face)], own) > creaseCosine { sum += areas[Int(face)] }
        if sum == .zero { for face in around { sum += areas[Int(face)] } }
        let normal = sum == .zero ? Vector3.unitY : sum.normalized
        var index = first
        while index < mesh.positions.count && mesh.normals[index] != normal { index += 1 }
        if index == mesh.positions.count {
          mesh.positions.append(positions[v])
          mesh.normals.append(normal)
        }
        mesh.triangles[corner / 3][corner % 3] = Int32(index)
      }
    }
    return mesh
  }
}
