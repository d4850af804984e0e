import SceneDescription
import VectorMath

/// A solid cut by planes across the axes into pieces that are nearly convex.
///
/// Greedy: the piece whose hull exceeds its matter the most is cut next, where the two new hulls are least (the idea
/// of K. Mamou's V-HACD, 2016), until all hulls together exceed the solid by `tolerance` or there are enough pieces.
package struct ConvexSlicing {
  /// Most pieces.
  package var mostPieces = 40
  /// Share of the volume by which the hulls may exceed it.
  package var tolerance = 0.035
  /// Whether hollows that are closed off count as matter.
  package var fillsHollows = false
  /// Height of the ground that closes hollows from below, m.
  package var ground: Double?

  package init() {}

  /// Slivers thinner than this are left out, m.
  private static let leastThickness = 3e-4
  /// Cells along the longest side in which matter is told.
  private static let fineness = 72
  /// Meshes of more vertices are thinned to one for each cell of so many along the longest side.
  private static let manyVertices = 6000
  private static let thinning = 256.0

  /// Convex pieces of a closed surface, or of several that pass through each other.
  package func pieces(of mesh: TriangleMesh) -> [SolidShape.Compound.Part] {
    regions(of: mesh).filter { $0.thickness > ConvexSlicing.leastThickness }
      .compactMap { CollisionPiece.hull(around: $0.points) }
  }

  private func regions(of mesh: TriangleMesh) -> [SliceRegion] {
    if mesh.triangles.isEmpty { return [] }
    let matter = MatterGrid(
      mesh, fineness: ConvexSlicing.fineness,
      sealed: fillsHollows ? SealedSpace(mesh, ground: ground) : nil)
    let thin = mesh.positions.count > ConvexSlicing.manyVertices ? ConvexSlicing.thinned(mesh) : mesh
    let vertexOf = thin.weldedVertices()
    func welded(_ k: Int32) -> Int32 { Int32(vertexOf[Int(k)]) }
    let whole = SliceRegion(
      low: mesh.bounds.low, high: mesh.bounds.high, vertices: thin.positions,
      triangles: thin.triangles.map { SIMD3(welded($0.x), welded($0.y), welded($0.z)) }, matter)
    var regions = [whole]
    let limit = tolerance * matter.total
    while regions.count < mostPieces {
      var excess = 0.0
      var worst = -1
      for (i, region) in regions.enumerated() {
        excess += region.excess
        if !region.isWhole, worst < 0 || region.excess > regions[worst].excess { worst = i }
      }
      if excess <= limit || worst < 0 { break }
      let cut = SliceChoice(regions[worst]).best
      let parts = cut.map { regions[worst].halves(axis: $0.axis, at: $0.place, matter) } ?? []
      if parts.isEmpty {
        regions[worst].isWhole = true
      } else {
        regions[worst] = parts[0]
        regions += parts.dropFirst()
      }
    }
    return regions
  }

  /// The first vertex of each small cell for all in it.
  private static func thinned(_ mesh: TriangleMesh) -> TriangleMesh {
    let (low, high) = mesh.bounds
    let cell = (high - low).largest / thinning
    let keys = mesh.positions.map { p -> Int in
      let q = (p - low) / cell
      return (Int(q.x) * 1024 + Int(q.y)) * 1024 + Int(q.z)
    }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var thin = TriangleMesh()
    var numberOf = [Int32](repeating: 0, count: keys.count)
    for (rank, i) in order.enumerated() {
      if rank == 0 || keys[i] != keys[order[rank - 1]] { thin.positions.append(mesh.positions[i]) }
      numberOf[i] = Int32(thin.positions.count - 1)
    }
    for t in mesh.triangles {
      let (a, b, c) = (numberOf[Int(t.x)], numberOf[Int(t.y)], numberOf[Int(t.z)])
      if a != b && b != c && c != a { thin.triangles.append(SIMD3(a, b, c)) }
    }
    return thin
  }
}
