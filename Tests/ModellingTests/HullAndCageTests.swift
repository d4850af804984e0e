import LocatedJSON
import Modelling
import Testing
import VectorMath

@Suite struct HullAndCageTests {
  @Test func hullOfACubesCornersIsTheCube() throws {
    let text =
      #"{"hull": {"points": [[0,0,0],[1,0,0],[0,1,0],[1,1,0],[0,0,1],[1,0,1],[0,1,1],[1,1,1],[0.5,0.5,0.5]], "bevel": 0}}"#
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0 && m.triangles.count == 12)
    #expect((m.volume - 1).magnitude < 1e-12)
    // Steiner's formula for the cube of 1 - 2r rounded by r.
    let round = try mesh(text.replacing("\"bevel\": 0", with: "\"bevel\": 0.1"))
    let (a, r) = (0.8, 0.1)
    let known = a * a * a + 6 * a * a * r + 3 * Double.pi * a * r * r + 4 * Double.pi / 3 * r * r * r
    #expect(round.openEdges == 0 && round.wrongNormals == 0)
    #expect((round.volume / known - 1).magnitude < 0.01)
    #expect((round.bounds.high - Vector3(1, 1, 1)).length < 1e-9)
  }

  /// Points on a sphere and many inside: no point outside any face, volume near the ball's.
  @Test func hullsOfRandomPointsHoldThemAll() throws {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let cloud = (0..<400).map { k -> Vector3 in
        let v = Vector3(generator.normal(), generator.normal(), generator.normal()).normalized
        return k % 2 == 0 ? v : v * generator.uniform()
      }
      let hull = try #require(ConvexHull(around: cloud))
      #expect(hull.triangles.count == 2 * hull.points.count - 4, "seed \(seed)")
      for t in hull.triangles {
        let a = hull.points[Int(t.x)]
        let n = cross(hull.points[Int(t.y)] - a, hull.points[Int(t.z)] - a).normalized
        for p in cloud where dot(n, p - a) > 1e-6 { Issue.record("seed \(seed): \(p) outside") }
      }
      #expect(hull.volume > 3.9 && hull.volume < 4.19, "seed \(seed)")
    }
  }

  @Test func cagesOfACube() throws {
    let cube =
      #""points": [[-1,-1,-1],[1,-1,-1],[1,1,-1],[-1,1,-1],[-1,-1,1],[1,-1,1],[1,1,1],[-1,1,1]], "faces": [[0,3,2,1],[4,5,6,7],[0,1,5,4],[2,3,7,6],[1,2,6,5],[0,4,7,3]]"#
    let smooth = try mesh("{\"cage\": {\(cube), \"levels\": 3}}")
    #expect(smooth.openEdges == 0 && smooth.wrongNormals == 0 && smooth.triangles.count == 6 * 64 * 2)
    // One level by hand: corners at 5/9, edges' middles at (3/4, 3/4, 0), faces' at 1.
    let once = try mesh("{\"cage\": {\(cube), \"levels\": 1}}")
    let corner = once.positions.filter { ($0 - Vector3(5.0 / 9, 5.0 / 9, 5.0 / 9)).length < 1e-12 }
    let edge = once.positions.filter { ($0 - Vector3(0.75, 0.75, 0)).length < 1e-12 }
    #expect(!corner.isEmpty && !edge.isEmpty && (once.bounds.high.x - 1).magnitude < 1e-12)
    // All edges sharp: the cube stays.
    let creases = "[[0,1],[1,2],[2,3],[3,0],[4,5],[5,6],[6,7],[7,4],[0,4],[1,5],[2,6],[3,7]]"
    let sharp = try mesh("{\"cage\": {\(cube), \"creases\": \(creases)}}")
    #expect((sharp.volume - 8).magnitude < 1e-12 && sharp.openEdges == 0)
    #expect(throws: JSONError.self) { try mesh("{\"cage\": {\(cube.replacing(",[0,4,7,3]", with: ""))}}") }
  }
}
