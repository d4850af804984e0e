import VectorMath

extension AssetModel {
  /// Triangles of all parts.
  public var triangles: Int { links.flatMap(\.parts).reduce(0) { $0 + $1.mesh.triangles.count } }

  /// What its meshes take, bytes; copies of it share them.
  public var bytes: Int {
    links.flatMap(\.parts).reduce(0) {
      $0 + $1.mesh.positions.count * 2 * MemoryLayout<Vector3>.stride
        + $1.mesh.triangles.count * MemoryLayout<SIMD3<Int32>>.stride
    }
  }
}
