import Modelling
import Testing
import VectorMath

@Suite struct LoftTests {
  /// Straight skins over similar rectangles are frusta of pyramids.
  @Test func frustumHasItsVolume() throws {
    let outline = { (a: Double) in "[[\(-a), \(-a)], [\(a), \(-a)], [\(a), \(a)], [\(-a), \(a)]]" }
    for axis in ["x", "y", "z"] {
      let m = try mesh(
        """
        {"loft": {"axis": "\(axis)", "sections": [{"y": 0, "outline": \(outline(0.2))}, {"y": 0.3, "outline": \(outline(0.1)),
         "at": [0.05, 0.02]}]}}
        """)
      #expect(m.openEdges == 0 && m.wrongNormals == 0)
      #expect((m.volume - 0.3 / 3 * (0.16 + 0.08 + 0.04)).magnitude < 1e-12)
    }
  }

  @Test(arguments: [
    #"{"loft": {"sections": [{"y": 0, "size": [0.2, 0.2]}, {"y": 0.1, "size": [0.3, 0.2], "power": 4}, {"y": 0.3, "size": [0.1, 0.1], "at": [0.05, 0]}]}}"#,
    #"{"loft": {"caps": "round", "axis": "z", "sections": [{"z": -0.2, "size": [0.05, 0.02]}, {"z": 0, "size": [0.1, 0.08], "power": 3}, {"z": 0.3, "size": [0.04, 0.04]}]}}"#,
    #"{"loft": {"sections": [{"y": 0, "outline": {"star": {"points": 6, "radius": 0.1, "inner": 0.09}}}, {"y": 0.2, "size": [0.2, 0.2]}]}}"#,
    #"{"loft": {"smooth": false, "sections": [{"y": 0, "size": [0.2, 0.2], "power": 8}, {"y": 0.1, "size": [0.2, 0.2], "power": 8}, {"y": 0.1, "size": [0.1, 0.1], "power": 8}, {"y": 0.2, "size": [0.1, 0.1], "power": 8}]}}"#,
  ])
  func closedAndFilled(_ text: String) throws {
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    let p = try pieces(text)
    let sum = p.reduce(0) { $0 + $1.solidVolume }
    #expect(
      m.volume > 0 && p.count <= 24 && (sum / m.volume - 1).magnitude < 0.05,
      "\(p.count) pieces, \(sum) for \(m.volume)")
  }

  /// A curve through falling numbers falls everywhere, so no section swells between two.
  @Test func sidesDoNotOvershoot() throws {
    let m = try mesh(
      #"{"loft": {"sections": [{"y": 0, "size": [0.2, 0.2]}, {"y": 0.2, "size": [0.2, 0.2]}, {"y": 0.22, "size": [0.1, 0.1]}, {"y": 0.4, "size": [0.1, 0.1]}]}}"#
    )
    #expect(m.bounds.high.x <= 0.1 + 1e-12)
  }
}
