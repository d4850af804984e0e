import VectorMath

/// Triangles about an object's origin, with smooth normals.
struct Mesh {
  var positions: [Float3] = []
  var normals: [Float3] = []
  /// Three vertex numbers a triangle, counter-clockwise seen from outside.
  var triangles: [(Int32, Int32, Int32)] = []
  /// Which of the object's materials each triangle wears.
  var slots: [Int32] = []
  /// Which of `frames` each triangle's material is cut by, negative: none; or empty.
  var pieces: [Int32] = []
  var frames: [PieceFrame] = []

  mutating func append(_ other: Mesh) {
    let base = Int32(positions.count)
    positions += other.positions
    normals += other.normals
    triangles += other.triangles.map { ($0.0 + base, $0.1 + base, $0.2 + base) }
    slots += other.slots
  }

  mutating func transform(_ map: (Float3) -> Float3, normalMap: (Float3) -> Float3) {
    positions = positions.map(map)
    normals = normals.map { normalize(normalMap($0)) }
  }

  /// Sets each normal to the mean of the adjacent faces, weighted by area.
  mutating func smoothNormals() {
    normals = [Float3](repeating: .zero, count: positions.count)
    for (a, b, c) in triangles {
      let n: Float3 = cross(
        positions[Int(b)] - positions[Int(a)], positions[Int(c)] - positions[Int(a)])
      normals[Int(a)] += n
      normals[Int(b)] += n
      normals[Int(c)] += n
    }
    normals = normals.map { normalize($0) }
  }
}
