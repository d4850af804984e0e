import Modelling
import SceneDescription
import Testing
import VectorMath

/// Shapes whose pieces must fill the mesh: name, text, most pieces, tolerance of the volume.
let filledShapes: [(String, Int)] = [
  (#"{"box": {"size": [0.2, 0.3, 0.4]}}"#, 1),
  (#"{"cylinder": {"radius": 0.1, "top": 0.05, "height": 0.3}}"#, 1),
  (#"{"sphere": {"radius": [0.1, 0.2, 0.3]}}"#, 1),
  (#"{"torus": {"radius": 0.2, "thickness": 0.05}}"#, 16),
  // A mug, a bottle, a bowl, an egg, a plate.
  (
    #"{"lathe": {"profile": [[0, 0.003], [0.029, 0.003], [0.03, 0, 0.001], [0.033, 0, 0.001], [0.041, 0.014, 0.01], [0.041, 0.1, 0.002], [0.037, 0.1, 0.002], [0.037, 0.016, 0.01], [0, 0.009]]}}"#,
    65
  ),
  (
    #"{"lathe": {"profile": [[0, 0], [0.035, 0, 0.004], [0.037, 0.19, 0.02], [0.013, 0.24, 0.02], [0.014, 0.3, 0.001], [0, 0.3]]}}"#,
    8
  ),
  (
    #"{"lathe": {"profile": [[0, 0], [0.04, 0], [0.1, 0.05, 0.05], [0.12, 0.09], [0.115, 0.09], [0.096, 0.054, 0.05], [0.04, 0.008, 0.02], [0, 0.008]]}}"#,
    97
  ),
  (#"{"lathe": {"smooth": true, "profile": [[0, 0], [0.022, 0.02], [0.015, 0.048], [0, 0.058]]}}"#, 1),
]

@Suite struct PieceTests {
  @Test(arguments: filledShapes)
  func piecesFillTheMesh(_ text: String, _ most: Int) throws {
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    let p = try pieces(text)
    let sum = p.reduce(0) { $0 + $1.solidVolume }
    #expect((sum / m.volume - 1).magnitude < 0.035, "\(p.count) pieces, \(sum) for \(m.volume)")
    #expect(p.count <= most)
  }

  /// A pencil of eight sides rolled like a ball pen and lay on an edge: whatever was turned collided as round. Its pieces
  /// must have the very flats that are drawn: together their volume, and no support beyond the mesh's nor within it.
  @Test(arguments: [
    #"{"lathe": {"sides": 8, "profile": [[0, 0], [0.004, 0], [0.004, 0.17], [0, 0.17]]}}"#,
    #"{"lathe": {"sides": 6, "profile": [[0, 0], [0.03, 0], [0.02, 0.1], [0, 0.12]]}}"#,
    // Two convex stretches on the axis; a tube.
    #"{"lathe": {"sides": 8, "profile": [[0, 0], [0.04, 0], [0.04, 0.1], [0.015, 0.1], [0.015, 0.2], [0, 0.2]]}}"#,
    #"{"lathe": {"sides": 6, "profile": [[0.05, 0], [0.1, 0], [0.1, 0.2], [0.05, 0.2]]}}"#,
  ])
  func whatIsTurnedInFewSidesHasThemToCollideWith(_ text: String) throws {
    let (drawn, pieces) = (try mesh(text), try pieces(text))
    let sum = pieces.reduce(0) { $0 + $1.solidVolume }
    #expect((sum / drawn.volume - 1).magnitude < 1e-6, "\(pieces.count) pieces, \(sum) for \(drawn.volume)")
    let corners = pieces.flatMap { piece in
      if case .hull(let hull) = piece.shape { return hull.points.map { piece.position + piece.orientation.rotate($0) } }
      return []
    }
    for k in 0..<32 {
      let (s, c) = PortableMath.sineAndCosine(Double(k) / 16 * Double.pi)
      let way = Vector3(s, 0, c)
      let reach = drawn.positions.map { dot($0, way) }.max() ?? 0
      let own = corners.map { dot($0, way) }.max() ?? 0
      #expect((own - reach).magnitude < 1e-9, "\(own) for \(reach) at \(k) of 32")
    }
  }
}
