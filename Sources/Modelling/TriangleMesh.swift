import VectorMath

/// A surface of triangles, counter-clockwise seen from outside, with a normal at each vertex.
///
/// Metres. Where the surface has an edge, vertices are there twice with different normals.
public struct TriangleMesh: Sendable, Equatable {
  public var positions: [Vector3] = []
  public var normals: [Vector3] = []
  public var triangles: [SIMD3<Int32>] = []
  public init() {}

  /// Adds a second mesh.
  public mutating func append(_ other: TriangleMesh) {
    let first = Int32(positions.count)
    positions += other.positions
    normals += other.normals
    triangles += other.triangles.map { $0 &+ SIMD3(repeating: first) }
  }

  /// Enclosed volume of a closed surface, m^3 (divergence theorem).
  public var volume: Double {
    var sum = 0.0
    for t in triangles {
      sum += dot(positions[Int(t.x)], cross(positions[Int(t.y)], positions[Int(t.z)]))
    }
    return sum / 6
  }
}
