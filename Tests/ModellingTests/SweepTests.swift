import Modelling
import Testing
import VectorMath

@Suite struct SweepTests {
  @Test func straightTubeHasItsVolume() throws {
    let m = try mesh(#"{"sweep": {"path": [[0, 0, 0], [0, 0.4, 0.3]], "radius": 0.02, "caps": "flat", "sides": 96}}"#)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    #expect((m.volume / (Double.pi * 0.0004 * 0.5) - 1).magnitude < 1e-3)
    let round = try mesh(#"{"sweep": {"path": [[0, 0, 0], [0, 0.4, 0.3]], "radius": 0.02, "sides": 96}}"#)
    #expect(round.openEdges == 0 && round.wrongNormals == 0)
    #expect((round.volume / (Double.pi * 0.0004 * 0.5 + 4 * Double.pi / 3 * 8e-6) - 1).magnitude < 2e-3)
  }

  /// Pappus: any section swept along a plane curve of its centroid; mitres change nothing.
  @Test func bentTubesHaveTheirVolume() throws {
    let m = try mesh(
      #"{"sweep": {"path": [[0, 0, 0], [0.4, 0, 0], [0.4, 0.4, 0]], "straight": true, "section": {"rectangle": [0.02, 0.04]}, "caps": "flat"}}"#
    )
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    #expect((m.volume / (0.8 * 0.0008) - 1).magnitude < 1e-9)
    let arc = try mesh(
      #"{"sweep": {"path": [[0, 0, 0], [0.4, 0, 0, 0.1], [0.4, 0.4, 0]], "straight": true, "radius": 0.02, "caps": "flat", "sides": 96}}"#
    )
    #expect(arc.openEdges == 0 && arc.wrongNormals == 0)
    #expect((arc.volume / (Double.pi * 0.0004 * (0.6 + Double.pi / 2 * 0.1)) - 1).magnitude < 3e-3)
  }

  @Test func closedRingIsATorus() throws {
    let points = (0..<16).map { k in
      let (s, c) = PortableMath.sineAndCosine(Double(k) * Double.pi / 8)
      return "[\(0.2 * c), 0, \(0.2 * s)]"
    }
    let path = points.joined(separator: ", ")
    for twist in [0, 180] {
      let m = try mesh(
        #"{"sweep": {"path": [\#(path)], "closed": true, "radius": 0.03, "sides": 64, "twist": \#(twist)}}"#)
      #expect(m.openEdges == 0 && m.wrongNormals == 0)
      #expect((m.volume / (2 * Double.pi * Double.pi * 0.2 * 0.0009) - 1).magnitude < 5e-3)
    }
  }

  @Test(arguments: [
    #"{"sweep": {"path": [[0.04, 0.08, 0], [0.065, 0.078, 0], [0.07, 0.05, 0], [0.04, 0.024, 0]], "radius": [0.0062, 0.005, 0.005, 0.0062]}}"#,
    #"{"sweep": {"path": [[0, 0, 0], [0, 0.5, 0], [0.2, 0.8, 0.1]], "radius": [0.03, 0.02, 0.01]}}"#,
    #"{"sweep": {"path": [[0, 0, 0], [0.5, 0, 0], [0.5, 0, 0.5], [0, 0, 0.5]], "closed": true, "straight": true, "section": [[0, 0], [0.03, 0], [0.03, 0.01], [0.01, 0.02], [0, 0.02]]}}"#,
    #"{"sweep": {"path": [[0, 0, 0], [0, 0.3, 0]], "section": {"star": {"points": 5, "radius": 0.03, "inner": 0.02}}, "twist": 200}}"#,
    #"{"sweep": {"path": [[0, 0, 0], [0.1, 0.1, 0], [0, 0.2, 0.1], [-0.1, 0.1, 0.1]], "closed": true, "section": {"rectangle": [0.02, 0.01]}}}"#,
  ])
  func closedAndFilled(_ text: String) throws {
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    let p = try pieces(text)
    let sum = p.reduce(0) { $0 + $1.solidVolume }
    #expect(
      m.volume > 0 && p.count <= 60 && sum / m.volume > 0.96 && sum / m.volume < 1.6,
      "\(p.count) pieces, \(sum) for \(m.volume)")
  }
}
