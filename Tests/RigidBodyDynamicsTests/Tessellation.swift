import RigidBodyDynamics
import VectorMath

/// Surfaces that stand for known ones.
enum Tessellation {
  /// A square of the plane y = 0, cut into uneven triangles: inner points moved within the plane, diagonals at random.
  static func plane(halfWidth: Double, cells: Int, seed: UInt64, loose: Bool = false) -> TriangleMesh {
    var g = SeededGenerator(seed: seed, stage: "tessellation")
    let n = cells + 1
    let spacing = 2 * halfWidth / Double(cells)
    var vertices: [Vector3] = []
    for j in 0..<n {
      for i in 0..<n {
        let isInner = i > 0 && j > 0 && i < cells && j < cells
        let stray = isInner ? 0.3 * spacing : 0
        vertices.append(
          Vector3(
            Double(i) * spacing - halfWidth + g.uniform(-1...1) * stray, 0,
            Double(j) * spacing - halfWidth + g.uniform(-1...1) * stray))
      }
    }
    var triangles: [SIMD3<Int32>] = []
    for j in 0..<cells {
      for i in 0..<cells {
        let a = Int32(j * n + i)
        let (b, c, d) = (a + 1, a + Int32(n), a + Int32(n) + 1)
        if g.uniform() < 0.5 {
          triangles += [SIMD3(a, c, d), SIMD3(a, d, b)]
        } else {
          triangles += [SIMD3(a, c, b), SIMD3(b, c, d)]
        }
      }
    }
    if loose {
      // Every triangle with corners of its own, as in many files.
      let points = triangles.flatMap { t in (0..<3).map { vertices[Int(t[$0])] } }
      let numbers = triangles.indices.map { SIMD3(Int32(3 * $0), Int32(3 * $0 + 1), Int32(3 * $0 + 2)) }
      return mesh(points, numbers)
    }
    return mesh(vertices, triangles)
  }

  static func mesh(_ vertices: [Vector3], _ triangles: [SIMD3<Int32>]) -> TriangleMesh {
    do { return try TriangleMesh(vertices: vertices, triangles: triangles) } catch { preconditionFailure("\(error)") }
  }

  /// A box as a closed surface of twelve triangles.
  static func box(_ h: Vector3) -> TriangleMesh {
    let vertices = (0..<8).map { i in
      Vector3(i & 1 == 0 ? -h.x : h.x, i & 2 == 0 ? -h.y : h.y, i & 4 == 0 ? -h.z : h.z)
    }
    let quads: [[Int32]] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    return mesh(vertices, quads.flatMap { q in [SIMD3(q[0], q[1], q[2]), SIMD3(q[0], q[2], q[3])] })
  }

  /// Heights of a function over a square grid about the origin.
  static func field(halfWidth: Double, cells: Int, _ height: (Double, Double) -> Double) -> HeightField {
    let spacing = 2 * halfWidth / Double(cells)
    var heights: [Double] = []
    for j in 0...cells {
      for i in 0...cells { heights.append(height(Double(i) * spacing - halfWidth, Double(j) * spacing - halfWidth)) }
    }
    do {
      return try HeightField(columns: cells + 1, rows: cells + 1, spacing: spacing, heights: heights)
    } catch { preconditionFailure("\(error)") }
  }
}
