import Modelling
import Testing
import VectorMath

@Suite struct ExtrudeTests {
  @Test func volumeIsAreaTimesHeight() throws {
    for axis in ["x", "y", "z"] {
      let m = try mesh(
        """
        {"extrude": {"outline": [[0, 0], [0.3, 0], [0.3, 0.1], [0.1, 0.1], [0.1, 0.3], [0, 0.3]], "height": 0.2, "bevel": 0,
         "holes": [[[0.02, 0.02], [0.08, 0.02], [0.05, 0.08]], [[0.2, 0.04], [0.22, 0.04], [0.22, 0.06], [0.2, 0.06]]], "axis": "\(axis)"}}
        """)
      #expect(m.openEdges == 0 && m.wrongNormals == 0)
      #expect((m.volume - 0.2 * (0.05 - 0.0018 - 0.0004)).magnitude < 1e-12)
    }
  }

  /// A bevel takes a quarter-round groove from each edge: known for a square (Steiner's formula for the rest).
  @Test func bevelTakesAwayItsGroove() throws {
    let (a, h, b) = (0.2, 0.1, 0.02)
    let m = try mesh(#"{"extrude": {"outline": {"rectangle": [0.2, 0.2]}, "height": 0.1, "bevel": 0.02}}"#)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    // Slices at depth d under an end are squares inset by b - sqrt(2 b d - d^2); by quadrature.
    var bevelled = 0.0
    for k in 0..<20000 {
      let d = (Double(k) + 0.5) / 20000 * b
      let side = a - 2 * (b - (2 * b * d - d * d).squareRoot())
      bevelled += side * side * b / 20000
    }
    #expect((m.volume / (a * a * (h - 2 * b) + 2 * bevelled) - 1).magnitude < 2e-3)
  }

  @Test(arguments: [
    #"{"extrude": {"outline": {"star": {"points": 5, "radius": 0.1, "inner": 0.045, "round": 0.004}}, "height": 0.02}}"#,
    #"{"extrude": {"outline": {"polygon": {"sides": 6, "radius": 0.01, "round": 0.001}}, "height": 0.006, "bevel": 0.002, "holes": [{"circle": 0.005}]}}"#,
    #"{"extrude": {"outline": {"superellipse": [0.1, 0.2, 5]}, "height": 0.05, "bevel": 0.02}}"#,
    #"{"extrude": {"outline": {"smooth": [[0, 0], [0.1, 0.02], [0.2, 0], [0.15, 0.1], [0.05, 0.12]]}, "height": 0.05, "bevel": 0.01}}"#,
    #"{"extrude": {"outline": [[0, 0], [0.2, 0, 0.001], [0.2, 0.1, 0.03], [0, 0.1]], "height": 0.03, "bevel": 0.012}}"#,
    #"{"extrude": {"outline": [[0, 0], [0.3, 0], [0.3, 0.01], [0.01, 0.01], [0.01, 0.3], [0, 0.3]], "height": 0.2, "bevel": 0.01}}"#,
    #"{"extrude": {"outline": {"circle": 0.1}, "holes": [{"circle": 0.095}], "height": 0.1, "axis": "z"}}"#,
    #"{"extrude": {"outline": {"ellipse": [0.1, 0.04]}, "height": 0.1, "axis": "x", "bevel": 0.03}}"#,
    #"{"extrude": {"outline": {"rectangle": [0.4, 0.3, 0.02]}, "height": 0.02, "holes": [[[-0.1, -0.1], [-0.05, -0.1], [-0.05, 0.1], [-0.1, 0.1]], [[0.05, -0.1], [0.1, -0.1], [0.1, 0.1], [0.05, 0.1]], [[-0.02, -0.1], [0.02, -0.1], [0.02, 0.1], [-0.02, 0.1]]]}}"#,
  ])
  func closedAndFilled(_ text: String) throws {
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    let p = try pieces(text)
    let sum = p.reduce(0) { $0 + $1.solidVolume }
    #expect(m.volume > 0 && p.count <= 40)
    // Bevels are filled in by the pieces.
    #expect(sum / m.volume > 0.97 && sum / m.volume < 1.25, "\(p.count) pieces, \(sum) for \(m.volume)")
  }
}
