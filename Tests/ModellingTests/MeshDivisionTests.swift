import Modelling
import Testing
import VectorMath

/// A mesh cut in two along the zero line of a quantity loses nothing and gains nothing.
@Suite struct MeshDivisionTests {
  /// A unit square of n x n cells in the plane y = 0.
  private func square(_ n: Int) -> TriangleMesh {
    var mesh = TriangleMesh()
    for j in 0...n {
      for i in 0...n {
        mesh.positions.append(Vector3(Double(i) / Double(n), 0, Double(j) / Double(n)))
        mesh.normals.append(.unitY)
      }
    }
    for j in 0..<n {
      for i in 0..<n {
        let a = Int32(j * (n + 1) + i)
        let b = a + Int32(n + 1)
        mesh.triangles.append(SIMD3(a, b, b + 1))
        mesh.triangles.append(SIMD3(a, b + 1, a + 1))
      }
    }
    return mesh
  }

  private func area(_ mesh: TriangleMesh) -> Double {
    mesh.triangles.reduce(0) { sum, t in
      let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
      return sum + cross(b - a, c - a).y / 2
    }
  }

  @Test func aStraightCutGivesTheRectanglesOfItsSides() {
    let parts = square(7).divided { p, _ in p.x - 0.3 }
    #expect(abs(area(parts.inside) - 0.7) < 1e-12)
    #expect(abs(area(parts.outside) - 0.3) < 1e-12)
    #expect(parts.inside.positions.allSatisfy { $0.x >= 0.3 - 1e-12 })
    #expect(parts.outside.positions.allSatisfy { $0.x <= 0.3 + 1e-12 })
  }

  @Test func aRoundCutComesNearTheCircle() {
    // Straight pieces in cells of 1/64: off by less than the square of a cell over eight radii, times the circle's length.
    let parts = square(64).divided { p, _ in 0.4 - (p - Vector3(0.5, 0, 0.5)).length }
    #expect(abs(area(parts.inside) - 0.16 * Double.pi) < 1e-3)
    #expect(abs(area(parts.inside) + area(parts.outside) - 1) < 1e-12)
  }

  @Test func whatIsAllOnOneSideStaysWhole() {
    let whole = square(3)
    let parts = whole.divided { _, _ in 1 }
    #expect(parts.outside.triangles.isEmpty)
    #expect(area(parts.inside) == area(whole))
    #expect(parts.inside.positions.count == whole.positions.count)
  }
}
