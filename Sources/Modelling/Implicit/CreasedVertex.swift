import VectorMath

/// A vertex of a surface with a normal for each of the faces that meet in it, four at most.
struct CreasedVertex: BitwiseCopyable {
  var position: Vector3
  var normals: (Vector3, Vector3, Vector3, Vector3)
  var normalCount: Int

  /// On an edge or corner.
  var isSharp: Bool { normalCount > 1 }

  /// The normal that is nearest to a direction, and its number.
  @inline(__always) func nearest(to direction: Vector3) -> (face: Int, normal: Vector3) {
    var best = (face: 0, normal: normals.0)
    if normalCount == 1 { return best }
    if dot(normals.1, direction) > dot(best.normal, direction) { best = (1, normals.1) }
    if normalCount > 2, dot(normals.2, direction) > dot(best.normal, direction) { best = (2, normals.2) }
    if normalCount > 3, dot(normals.3, direction) > dot(best.normal, direction) { best = (3, normals.3) }
    return best
  }
}

extension TriangleMesh {
  /// With a vertex for each face that meets in one: a triangle takes the one whose normal is nearest to its own.
  init(creased vertices: [CreasedVertex], _ faces: [SIMD3<Int32>]) {
    triangles.reserveCapacity(faces.count)
    var copies = [Int32](repeating: -1, count: 4 * vertices.count)
    for t in faces {
      let (a, b, c) = (vertices[Int(t.x)].position, vertices[Int(t.y)].position, vertices[Int(t.z)].position)
      let direction = cross(b - a, c - a)
      var corners = t
      for k in 0..<3 {
        let vertex = vertices[Int(t[k])]
        let (face, normal) = vertex.nearest(to: direction)
        let slot = 4 * Int(t[k]) + face
        if copies[slot] < 0 {
          copies[slot] = Int32(positions.count)
          positions.append(vertex.position)
          normals.append(normal)
        }
        corners[k] = copies[slot]
      }
      triangles.append(corners)
    }
  }
}
