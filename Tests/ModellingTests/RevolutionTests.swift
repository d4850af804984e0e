import Modelling
import SceneDescription
import Testing
import VectorMath

@Suite struct RevolutionTests {
  /// Share by which inscribing a regular polygon of 48 sides shrinks a circle's area.
  static let shrink = 1 - 0.997_147

  private func check(_ text: String, volume known: Double, within: Double = 0.006) throws {
    let m = try mesh(text)
    #expect(m.openEdges == 0 && m.wrongNormals == 0, "\(text)")
    #expect((m.volume / (known * (1 - Self.shrink)) - 1).magnitude < within, "\(text): \(m.volume) for \(known)")
  }

  @Test func volumesAreThoseOfTheFormulas() throws {
    try check(#"{"lathe": {"profile": [[0, 0], [0.3, 0], [0, 0.5]]}}"#, volume: Double.pi / 3 * 0.09 * 0.5)
    try check(
      #"{"cylinder": {"radius": 0.3, "top": 0.1, "height": 0.2, "bevel": 0}}"#,
      volume: Double.pi / 3 * 0.2 * (0.09 + 0.03 + 0.01))
    try check(#"{"sphere": {"radius": 0.2}}"#, volume: 4 * Double.pi / 3 * 0.008)
    try check(#"{"sphere": {"radius": [0.1, 0.2, 0.3]}}"#, volume: 4 * Double.pi / 3 * 0.006)
    try check(#"{"capsule": {"radius": 0.1, "height": 0.5}}"#, volume: Double.pi * 0.01 * (0.3 + 4.0 / 3 * 0.1))
    try check(
      #"{"torus": {"radius": 0.2, "thickness": 0.06}}"#, volume: 2 * Double.pi * Double.pi * 0.2 * 0.0036, within: 0.012
    )
    try check(
      #"{"torus": {"radius": 0.2, "thickness": 0.06, "degrees": 90}}"#,
      volume: Double.pi * Double.pi / 2 * 0.2 * 0.0036, within: 0.012)
    // A tube: the profile's ends are closed straight towards each other.
    try check(#"{"lathe": {"profile": [[0.1, 0], [0.2, 0], [0.2, 0.3], [0.1, 0.3]]}}"#, volume: Double.pi * 0.03 * 0.3)
    try check(
      #"{"lathe": {"profile": [[0.1, 0], [0.2, 0], [0.2, 0.3], [0.1, 0.3]], "degrees": 120}}"#,
      volume: Double.pi * 0.03 * 0.3 / 3)
  }

  @Test func roundedRimTakesAwayWhatPappusSays() throws {
    let (r, h, b) = (0.2, 0.3, 0.05)
    // The corner's square less its quarter disc, at their centroids' distances from the axis.
    let square = b * b * (r - b / 2)
    let quarter = Double.pi * b * b / 4 * (r - b + 4 * b / (3 * Double.pi))
    let known = Double.pi * r * r * h - 2 * 2 * Double.pi * (square - quarter)
    try check(#"{"cylinder": {"radius": 0.2, "height": 0.3, "bevel": 0.05}}"#, volume: known)
  }

  @Test func piecesAreThePrimitivesThatTheyCanBe() throws {
    #expect(try pieces(#"{"sphere": {"radius": 0.2}}"#).map(\.shape) == [.sphere(radius: 0.2)])
    #expect(
      try pieces(#"{"cylinder": {"radius": 0.2, "height": 0.4}}"#).map(\.shape) == [
        .cylinder(radius: 0.2, halfHeight: 0.2)
      ])
    #expect(
      try pieces(#"{"capsule": {"radius": 0.1, "height": 0.4}}"#).map(\.shape) == [
        .capsule(radius: 0.1, halfHeight: 0.1)
      ])
  }
}
