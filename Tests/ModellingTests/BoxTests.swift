import Modelling
import Testing
import VectorMath

@Suite struct BoxTests {
  /// A box rounded by r: core, slabs, quarter cylinders and a sphere (Steiner's formula).
  @Test func volumeIsSteiners() throws {
    let box = try mesh(#"{"box": {"size": [0.2, 0.3, 0.4], "bevel": 0.02}}"#)
    #expect(box.openEdges == 0 && box.wrongNormals == 0)
    let (a, b, c, r) = (0.16, 0.26, 0.36, 0.02)
    let slabs = 2 * r * (a * b + b * c + c * a)
    let rounds = Double.pi * r * r * (a + b + c) + 4.0 / 3 * Double.pi * r * r * r
    #expect((box.volume / (a * b * c + slabs + rounds) - 1).magnitude < 2e-3)
    #expect(box.bounds.low.y.magnitude < 1e-12 && (box.bounds.high.y - 0.3).magnitude < 1e-12)
  }

  @Test func sharpBoxHasTwelveTriangles() throws {
    let box = try mesh(#"{"box": {"size": [1, 2, 3], "bevel": 0}}"#)
    #expect(box.triangles.count == 12 && box.positions.count == 24 && box.openEdges == 0)
    #expect((box.volume - 6).magnitude < 1e-12)
  }
}
