import VectorMath

import class RigidBodyDynamics.ConvexHull
import struct RigidBodyDynamics.ShapeError

extension Mesh {
  /// The convex hull of some points, its faces flat and its edges eased.
  ///
  /// Faces and corners are the engine's own, so what is drawn is what is collided. Each face is drawn a little smaller
  /// within its plane; strips join it to its neighbours along the edges, and a polygon closes each corner. Normals turn
  /// across strips and corners from face to face, as on a round.
  /// - Throws: `ShapeError` for points that span no volume.
  static func hull(_ points: [Vector3]) throws(ShapeError) -> Mesh {
    let hull = try ConvexHull(points: points)
    let (low, high) = hull.vertices.reduce((hull.vertices[0], hull.vertices[0])) { (min($0.0, $1), max($0.1, $1)) }
    let easing = Mesh.easing(((high - low) * 0.5).smallest)
    var mesh = Mesh()
    /// The vertex of each face at each of its corners, and the corner before it.
    var inset: [SIMD2<Int>: (vertex: Int32, before: Int)] = [:]
    /// The face that runs along an edge from one corner to another.
    var faceAlong: [SIMD2<Int>: Int] = [:]
    /// Some face at each corner.
    var faceAt = [Int](repeating: 0, count: hull.vertices.count)

    for (f, face) in hull.faces.enumerated() {
      let n = face.loop.count
      let first = Int32(mesh.positions.count)
      for (i, p) in insetPolygon(face.loop.map { hull.vertices[$0] }, normal: face.normal, by: easing).enumerated() {
        let corner = face.loop[i]
        inset[SIMD2(f, corner)] = (first + Int32(i), face.loop[(i + n - 1) % n])
        faceAlong[SIMD2(corner, face.loop[(i + 1) % n])] = f
        faceAt[corner] = f
        mesh.positions.append(p.float)
        mesh.normals.append(face.normal.float)
      }
      mesh.fan((0..<Int32(n)).map { first + $0 })
    }
    for edge in hull.edges {
      let l0 = inset[SIMD2(edge.left, edge.from)]!.vertex
      let l1 = inset[SIMD2(edge.left, edge.to)]!.vertex
      let r0 = inset[SIMD2(edge.right, edge.from)]!.vertex
      let r1 = inset[SIMD2(edge.right, edge.to)]!.vertex
      mesh.fan([l0, r0, r1, l1])
    }
    for corner in hull.vertices.indices {
      // Counter-clockwise about the corner: from a face across the edge by which its outline comes in.
      var ring: [Int32] = []
      var f = faceAt[corner]
      repeat {
        let (vertex, before) = inset[SIMD2(f, corner)]!
        ring.append(vertex)
        f = faceAlong[SIMD2(corner, before)]!
      } while f != faceAt[corner]
      mesh.fan(ring)
    }
    return mesh
  }

  /// Adds the triangles of a convex polygon, counter-clockwise.
  private mutating func fan(_ loop: [Int32]) {
    for i in 2..<loop.count {
      triangles.append((loop[0], loop[i - 1], loop[i]))
      slots.append(0)
    }
  }

  /// A convex polygon whose sides have moved inwards by `distance`, less where that would use up a side.
  private static func insetPolygon(_ p: [Vector3], normal: Vector3, by distance: Double) -> [Vector3] {
    let n = p.count
    let along = (0..<n).map { (p[($0 + 1) % n] - p[$0]).normalized }
    let inward = along.map { cross(normal, $0) }
    // How a corner moves when both of its sides move by 1.
    let move = (0..<n).map { i -> Vector3 in
      let (a, b) = (inward[(i + n - 1) % n], inward[i])
      return (a + b) / Swift.max(1e-9, 1 + dot(a, b))
    }
    var most = distance
    for i in 0..<n {
      let shrinking = dot(move[i] - move[(i + 1) % n], along[i])
      if shrinking > 0 { most = Swift.min(most, 0.4 * (p[(i + 1) % n] - p[i]).length / shrinking) }
    }
    return (0..<n).map { p[$0] + move[$0] * most }
  }
}
