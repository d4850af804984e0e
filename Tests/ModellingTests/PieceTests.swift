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
}
