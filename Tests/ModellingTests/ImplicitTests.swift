import LocatedJSON
import Modelling
import SceneDescription
import Testing
import VectorMath

/// Solids found from their distance fields, against closed forms.
@Suite struct ImplicitTests {
  /// A union of one solid that is found in cells.
  private func found(_ node: String, detail: Double) throws -> TriangleMesh {
    try mesh(#"{"cut": {"from": \#(node), "take": [], "detail": \#(detail)}}"#)
  }

  @Test func aCubesCornersAreFound() throws {
    let detail = 0.01
    let cube = try found(#"{"box": {"size": [0.2, 0.2, 0.2], "bevel": 0}, "turn": [20, 30, 0]}"#, detail: detail)
    #expect(cube.openEdges == 0)
    #expect((cube.volume - 0.008).magnitude < 1e-3 * detail * 0.24)
    let exact = try mesh(#"{"box": {"size": [0.2, 0.2, 0.2], "bevel": 0}, "turn": [20, 30, 0]}"#)
    for corner in exact.positions {
      let nearest = cube.positions.map { ($0 - corner).length }.min() ?? 1
      #expect(nearest < 1e-3 * detail, "corner \(corner) missed by \(nearest) m")
    }
    // All normals are those of faces, but for slivers along the edges.
    var wrong = 0.0
    for t in cube.triangles {
      let a = cube.positions[Int(t.x)]
      let area = cross(cube.positions[Int(t.y)] - a, cube.positions[Int(t.z)] - a)
      for k in 0..<3 where dot(area, cube.normals[Int(t[k])]) < 0.999 * area.length { wrong += area.length / 6 }
    }
    #expect(wrong < 1e-3 * 0.24, "\(wrong) m^2 have other normals")
  }

  /// The meshes of curved solids fall short of them by about the square of the detail.
  @Test(arguments: [0.01, 0.005]) func curvedVolumesConverge(detail: Double) throws {
    // Half of a box's edges rounded by the whole half height: a lens; its volume by Steiner's formula.
    let (a, r) = (0.1, 0.05)
    let rounded = try found(
      #"{"box": {"size": [\#(2 * a), \#(2 * r), \#(2 * a)], "bevel": \#(0.49 * 2 * r)}}"#, detail: detail)
    let b = 0.98 * r
    let (x, y) = (a - b, r - b)
    let flats: Double = 8 * x * x * y + b * 8 * (x * x + 2 * x * y)
    let edges: Double = Double.pi * b * b * (4 * x + 2 * y)
    let steiner: Double = flats + edges + 4 / 3 * Double.pi * b * b * b
    #expect(
      (rounded.volume / steiner - 1).magnitude < 0.6 * (detail / b) * (detail / b), "\(rounded.volume), \(steiner)")
  }

  private static let round: [(node: String, volume: Double)] = {
    let pi = Double.pi
    var list: [(node: String, volume: Double)] = []
    list.append((#"{"sphere": {"radius": 0.1}}"#, pi * 4e-3 / 3))
    list.append((#"{"sphere": {"radius": [0.1, 0.05, 0.08]}, "turn": [10, 20, 30]}"#, pi * 16e-4 / 3))
    list.append((#"{"cylinder": {"radius": 0.1, "height": 0.2, "bevel": 0}}"#, pi * 2e-3))
    list.append((#"{"cylinder": {"radius": 0.1, "top": 0, "height": 0.2, "bevel": 0}}"#, pi * 2e-3 / 3))
    list.append((#"{"capsule": {"radius": 0.05, "height": 0.2}}"#, pi * 2.5e-4 + pi * 5e-4 / 3))
    list.append((#"{"torus": {"radius": 0.1, "thickness": 0.03}, "turn": [40, 0, 0]}"#, pi * pi * 1.8e-4))
    list.append((#"{"lathe": {"profile": [[0.05, 0], [0.1, 0], [0.1, 0.1], [0.05, 0.1]]}}"#, pi * 7.5e-4))
    let frame = #""outline": {"rectangle": [0.2, 0.1, 0]}, "holes": [{"rectangle": [0.1, 0.05, 0]}]"#
    list.append((#"{"extrude": {\#(frame), "height": 0.1, "bevel": 0, "axis": "z"}}"#, 0.0015))
    let rod = #""path": [[0, 0, 0], [0.2, 0, 0]], "straight": true, "radius": 0.03, "caps": "flat""#
    list.append((#"{"sweep": {\#(rod)}}"#, pi * 1.8e-4))
    return list
  }()

  /// Closed forms of what turns and tubes enclose; the facets of their meshes would fall short by 0.3 % and more.
  @Test(arguments: round.indices) func primitivesHaveTheirExactDistance(index: Int) throws {
    let (node, volume) = Self.round[index]
    let solid = try found(node, detail: 0.003)
    #expect(solid.openEdges == 0)
    #expect((solid.volume / volume - 1).magnitude < 0.002, "\(node): \(solid.volume), \(volume)")
  }

  @Test func aCutIsTheSolidWithoutWhatIsTaken() throws {
    let slot = #"""
      {"cut": {"from": {"box": {"size": [0.1, 0.1, 0.1], "bevel": 0}},
               "take": {"box": {"size": [0.03, 0.04, 0.2], "bevel": 0}, "at": [0, 0.03, 0]}, "detail": 0.003}}
      """#
    let cut = try mesh(slot)
    #expect(cut.openEdges == 0)
    let left: Double = 0.001 - 0.03 * 0.04 * 0.1
    #expect((cut.volume - left).magnitude < 1e-8)
    let parts = try pieces(slot)
    #expect(parts.count >= 4 && parts.count <= 40)
    let filled = parts.reduce(0) { $0 + $1.solidVolume }
    #expect((filled / cut.volume - 1).magnitude < 0.03, "\(parts.count) pieces of \(filled) m^3")
  }

  @Test func anOpenBoxFallsIntoItsWalls() throws {
    let parts = try pieces(
      #"{"cut": {"from": {"box": {"size": [0.3, 0.2, 0.2]}}, "take": {"box": {"size": [0.28, 0.2, 0.18]}, "at": [0, 0.01, 0]}}}"#
    )
    let middle = Vector3(0, 0.1, 0)
    let volume: Double = 0.3 * 0.2 * 0.2 - 0.28 * 0.19 * 0.18
    let filled = parts.reduce(0) { $0 + $1.solidVolume }
    #expect((filled / volume - 1).magnitude < 0.05, "\(parts.count) pieces of \(filled) m^3")
    #expect(parts.count <= 40)
    for part in parts {
      guard case .hull(let hull) = part.shape, let solid = ConvexHull(around: hull.points) else { continue }
      #expect(!solid.holds(middle - part.position), "a piece fills the hollow")
    }
  }

  /// Where two faces meet at a right angle, the fillet of radius r adds (1 - pi / 4) r^2 of section.
  @Test func blendsFillInnerEdgesByArcs() throws {
    func step(_ radius: Double) throws -> Double {
      try mesh(
        #"""
        {"blend": {"of": [{"box": {"size": [0.2, 0.05, 0.2], "bevel": 0}}, {"box": {"size": [0.1, 0.15, 0.2], "bevel": 0},
                   "at": [-0.05, 0, 0]}], "radius": \#(radius), "detail": 0.004}}
        """#
      ).volume
    }
    // The two boxes' ends are flush, and swell a little by the blend; two radii tell the quadratic part from none.
    let sharp = try step(0)
    let exact: Double = 0.2 * 0.05 * 0.2 + 0.1 * 0.1 * 0.2
    #expect((sharp - exact).magnitude < 1e-7)
    let filled = try step(0.02) - sharp
    let arc: Double = (1 - Double.pi / 4) * 0.02 * 0.02 * 0.2
    #expect(filled > 0.9 * arc)
  }

  @Test func commonKeepsWhatAllHave() throws {
    let text = #"""
      {"common": {"of": [{"box": {"size": [0.1, 0.1, 0.1], "bevel": 0}},
                         {"box": {"size": [0.1, 0.1, 0.1], "bevel": 0}, "at": [0.06, 0.02, 0]}]}}
      """#
    let common = try mesh(text)
    #expect((common.volume - 0.04 * 0.08 * 0.1).magnitude < 1e-8)
    #expect(try pieces(text).count == 1)
  }

  /// Closed whatever is combined, also where sheets of the surface come as near to each other as a cell.
  @Test(arguments: 0..<24) func anyTreeOfSolidsHasAClosedSurface(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed, stage: "trees of solids")
    func number(_ range: ClosedRange<Double>) -> String { "\(random.uniform(range))" }
    func solid() -> String {
      let place =
        #""turn": [\#(number(0...360)), \#(number(0...360)), 0], "at": [\#(number(0...1)), \#(number(0...1)), \#(number(0...1))]"#
      return
        #"{"box": {"size": [\#(number(0.1...0.5)), \#(number(0.1...0.5)), \#(number(0.1...0.5))], "bevel": 0}, \#(place)}"#
    }
    func solids(_ count: Int) -> String { "[" + (0..<count).map { _ in solid() }.joined(separator: ", ") + "]" }
    let rounding = random.index(2) == 0 ? "0" : number(0.01...0.1)
    let detail = number(0.02...0.08)
    let text: String
    switch random.index(3) {
    case 0: text = #"{"blend": {"of": \#(solids(8)), "radius": \#(rounding), "detail": \#(detail)}}"#
    case 1:
      text = #"{"cut": {"from": \#(solids(6)), "take": \#(solids(4)), "radius": \#(rounding), "detail": \#(detail)}}"#
    default:
      text =
        #"{"cut": {"from": {"blend": {"of": \#(solids(5)), "radius": 0.05}, "mirror": "x"}, "take": \#(solids(3)), "detail": \#(detail)}}"#
    }
    let surface = try mesh(text)
    #expect(surface.openEdges == 0, "seed \(seed)")
    #expect(surface.volume > 0, "seed \(seed)")
    #expect(try mesh(text) == surface, "seed \(seed): two runs differ")
  }

  @Test func mistakesAreTold() throws {
    func fault(_ text: String) -> String {
      do {
        _ = try mesh(text)
        return ""
      } catch {
        return error.message
      }
    }
    let box = #"{"box": {"size": [1, 1, 1]}}"#
    #expect(fault(#"{"blend": {"of": [\#(box)], "detail": 0.0001}}"#).contains("at least 1/512 of the extent"))
    #expect(fault(#"{"common": {"of": [\#(box)]}}"#).contains("two or more"))
    #expect(
      fault(#"{"cut": {"from": \#(box), "take": {"box": {"size": [2, 3, 2]}, "at": [0, -1, 0]}}}"#).contains(
        "takes all"))
    #expect(fault(#"{"blend": {"of": {"box": {"size": [1, 1, 1]}, "if": "0"}}}"#).contains("no node's"))
  }
}

extension ConvexHull {
  /// Whether a point lies deeper in it than rounding.
  fileprivate func holds(_ p: Vector3) -> Bool {
    triangles.allSatisfy { t in
      let a = points[Int(t.x)]
      return dot(cross(points[Int(t.y)] - a, points[Int(t.z)] - a), p - a) < 0
    }
  }
}
