import Modelling
import SceneDescription
import Testing
import VectorMath

/// Surfaces found in cells, and rough ones, have as many triangles as their form needs.
@Suite struct SimplificationTests {
  @Test func flatFacesAndStraightEdgesNeedFewTriangles() throws {
    let cut = try mesh(
      #"""
      {"cut": {"from": {"box": {"size": [0.1, 0.1, 0.1], "bevel": 0}},
               "take": {"box": {"size": [0.03, 0.04, 0.2], "bevel": 0}, "at": [0, 0.03, 0]}, "detail": 0.0016}}
      """#)
    #expect(cut.openEdges == 0 && cut.wrongNormals == 0)
    #expect(cut.triangles.count < 400, "\(cut.triangles.count) triangles")
    #expect((cut.volume - (0.001 - 0.03 * 0.04 * 0.1)).magnitude < 1e-8)
  }

  @Test func curvesStayWithinAFortiethOfACell() throws {
    let detail = 0.005
    let ball = try mesh(#"{"cut": {"from": {"sphere": {"radius": 0.1}}, "take": [], "detail": \#(detail)}}"#)
    #expect(ball.openEdges == 0 && ball.wrongNormals == 0)
    // Each cell on the surface has a vertex, and a sphere about 1.5 cells for each detail^2 of its area.
    let cells: Double = 1.5 * 4 * Double.pi * 0.01 / (detail * detail)
    #expect(Double(ball.triangles.count) < cells, "\(ball.triangles.count) triangles of about \(2 * cells)")
    for t in ball.triangles {
      let middle = (ball.positions[Int(t.x)] + ball.positions[Int(t.y)] + ball.positions[Int(t.z)]) / 3
      #expect((middle.length - 0.1).magnitude < 0.05 * detail)
    }
    for (p, n) in zip(ball.positions, ball.normals) { #expect(dot(p.normalized, n) > 0.999_99) }
  }

  /// The normals at the end of a rounding lean a little; over a large face that would show as a dent.
  @Test func noNormalOfARoundingReachesOverAFlatFace() throws {
    let detail = 0.004
    let box = try mesh(
      #"""
      {"cut": {"from": {"box": {"size": [0.2, 0.2, 0.2], "bevel": 0.02}}, "take": {"sphere": {"radius": 0.05},
               "at": [0, 0.2, 0]}, "radius": 0.01, "detail": \#(detail)}}
      """#)
    #expect(box.openEdges == 0)
    for t in box.triangles {
      for k in 0..<3 {
        let (a, b) = (Int(t[k]), Int(t[(k + 1) % 3]))
        let edge = box.positions[b] - box.positions[a]
        guard edge.length > 3 * detail else { continue }
        #expect(dot(box.normals[a], edge).magnitude < 0.11 * detail)
      }
    }
  }

  @Test func roughBoxesHaveRoundTriangles() throws {
    let plank = try mesh(
      #"{"box": {"size": [1, 0.05, 0.2], "bevel": 0.002}, "rough": {"height": 0.003, "size": 0.05, "octaves": 2}}"#)
    #expect(plank.openEdges == 0)
    var area = 0.0
    var thin = 0.0
    for t in plank.triangles {
      let (a, b, c) = (plank.positions[Int(t.x)], plank.positions[Int(t.y)], plank.positions[Int(t.z)])
      let twice = cross(b - a, c - a).length
      let longest = Swift.max((b - a).lengthSquared, Swift.max((c - b).lengthSquared, (a - c).lengthSquared))
      area += twice
      if twice < 0.2 * longest { thin += twice }
    }
    #expect(thin < 0.05 * area, "\(thin / area) of the surface is long triangles, of \(plank.triangles.count)")
  }
}

/// What a cut leaves of convex pieces.
@Suite struct CutPieceTests {
  private func check(_ text: String, most: Int, volume whole: Double, within share: Double, hollow: Vector3) throws {
    let parts = try pieces(text)
    let filled = parts.reduce(0) { $0 + $1.solidVolume }
    #expect((filled / whole - 1).magnitude < share, "\(parts.count) pieces of \(filled) m^3 for \(whole)")
    #expect(parts.count <= most)
    for part in parts {
      guard case .hull(let hull) = part.shape, let solid = ConvexHull(around: hull.points) else { continue }
      let isInside = solid.triangles.allSatisfy { t in
        let a = solid.points[Int(t.x)]
        return dot(cross(solid.points[Int(t.y)] - a, solid.points[Int(t.z)] - a), hollow - part.position - a) < 0
      }
      #expect(!isInside, "a piece fills the hollow")
    }
  }

  @Test func walls() throws {
    try check(
      #"{"cut": {"from": {"box": {"size": [0.3, 0.2, 0.2]}}, "take": {"box": {"size": [0.296, 0.2, 0.196]}, "at": [0, 0.002, 0]}}}"#,
      most: 5, volume: 0.3 * 0.2 * 0.2 - 0.296 * 0.198 * 0.196, within: 0.005, hollow: Vector3(0, 0.1, 0))
  }

  @Test func cups() throws {
    try check(
      #"{"cut": {"from": {"cylinder": {"radius": 0.05, "height": 0.1}}, "take": {"cylinder": {"radius": 0.04, "height": 0.1}, "at": [0, 0.01, 0]}}}"#,
      most: 12, volume: Double.pi * (0.05 * 0.05 * 0.1 - 0.04 * 0.04 * 0.09), within: 0.02,
      hollow: Vector3(0, 0.05, 0))
  }

  @Test func windows() throws {
    try check(
      #"""
      {"cut": {"from": {"box": {"size": [4, 3, 0.3], "bevel": 0}}, "take": {"box": {"size": [0.8, 1.2, 1], "bevel": 0},
               "at": [-1.2, 1, 0], "repeat": {"count": 3, "step": [1.2, 0, 0]}}}}
      """#, most: 16, volume: 4 * 3 * 0.3 - 3 * 0.8 * 1.2 * 0.3, within: 1e-6, hollow: Vector3(0, 1.5, 0))
  }

  @Test func mugsHaveFewPieces() throws {
    let mug =
      #"{"lathe": {"profile": [[0, 0.003], [0.029, 0.003], [0.03, 0, 0.001], [0.033, 0, 0.001], [0.041, 0.014, 0.01], [0.041, 0.1, 0.002], [0.037, 0.1, 0.002], [0.037, 0.016, 0.01], [0, 0.009]]}}"#
    #expect(try pieces(mug).count <= 37)
  }
}
