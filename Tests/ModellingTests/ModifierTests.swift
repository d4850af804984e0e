import LocatedJSON
import Modelling
import SceneDescription
import Testing
import VectorMath

@Suite struct ModifierTests {
  static let base =
    #""extrude": {"outline": [[0, 0], [0.2, 0], [0.2, 0.1], [0.05, 0.1], [0, 0.2]], "height": 0.1, "bevel": 0.004}"#

  static let changes: [(modifiers: String, factor: Double)] = [
    (#""scale": [-1, 1, 1]"#, 1.0), (#""scale": [2, 3, -0.5]"#, 3.0),
    (#""turn": [30, 40, 50], "at": [1, 2, 3]"#, 1.0), (#""mirror": "x", "at": [1, 0, 1]"#, 2.0),
    (#""mirror": "xz", "at": [1, 0, 1]"#, 4.0),
    (#""repeat": {"count": 5, "step": [1, 0, 0], "turn": [0, 10, 0]}"#, 5.0),
    (#""repeat": {"count": 6, "around": "y", "radius": 2}"#, 6.0),
    (#""repeat": {"at": [[0, 0, 0], [3, 0, 0]]}"#, 2.0),
    (#""repeat": {"count": 4, "step": [1, 0, 0]}, "if": "i < 2""#, 2.0), (#""if": 0"#, 0.0),
    (#""repeat": {"count": 3, "step": [1, 0, 0]}, "scale": "1 + i""#, 36.0),
    (#""taper": {"to": 0.5}"#, 0.583_333_333_333),
  ]

  @Test(arguments: changes)
  func solidsStaySolid(_ modifiers: String, _ factor: Double) throws {
    let plain = try mesh("{\(Self.base)}").volume
    let m = try mesh("{\(Self.base), \(modifiers)}")
    #expect(m.openEdges == 0 && m.wrongNormals == 0)
    #expect((m.volume - factor * plain).magnitude <= 0.004 * factor * plain)
    let sum = try pieces("{\(Self.base), \(modifiers)}").reduce(0) { $0 + $1.solidVolume }
    #expect((sum - m.volume).magnitude <= 0.04 * m.volume)
  }

  /// Turning cross-sections keeps their areas.
  @Test func twistedColumnKeepsItsVolume() throws {
    let column = #"{"box": {"size": [0.05, 0.5, 0.05], "bevel": 0}, "twist": {"degrees": 90}}"#
    let m = try mesh(column)
    #expect(m.openEdges == 0 && m.wrongNormals == 0 && (m.volume / 0.00125 - 1).magnitude < 0.02)
    let sum = try pieces(column).reduce(0) { $0 + $1.solidVolume }
    // Hulls of slices fill the dents of the twisted sides: by less than half a millimetre.
    #expect((sum / 0.00125 - 1).magnitude < 0.06)
  }

  @Test func primitivesStayPrimitivesUnderTurns() throws {
    let p = try pieces(
      #"{"cylinder": {"radius": 0.1, "height": 0.4}, "turn": [90, 0, 0], "at": [0, 1, 0], "scale": 2, "mirror": "z"}"#)
    #expect(p.count == 2 && p.allSatisfy { $0.shape == .cylinder(radius: 0.2, halfHeight: 0.4) })
    // Stands on y = 0, then lies along z from there.
    #expect((p[0].position - Vector3(0, 1, 0.4)).length < 1e-12 && (p[1].position - Vector3(0, 1, -0.4)).length < 1e-12)
    #expect((p[0].orientation.rotate(.unitY).z.magnitude - 1).magnitude < 1e-12)
  }

  /// A straight bar bent to a quarter of a ring keeps its middle line's length and so its volume (Pappus).
  @Test func bentBarIsAPieceOfARing() throws {
    let m = try mesh(#"{"box": {"size": [0.02, 0.5, 0.02], "bevel": 0}, "bend": {"degrees": 90}}"#)
    #expect(m.openEdges == 0 && (m.volume / 0.0002 - 1).magnitude < 3e-3)
    let radius = 0.5 / (Double.pi / 2)
    #expect((m.bounds.high.x - radius).magnitude < 1e-9)
  }

  @Test(arguments: [
    (#"{"bocks": {}}"#, "a.json:1:2: no operator or modifier 'bocks'"),
    (
      #"{"box": {"size": [1, 1, 1]}, "sphere": {"radius": 1}}"#,
      #"a.json:1:30: expected one operator, found "box" and "sphere""#
    ),
    (#"{"at": [0, 0, 0]}"#, "a.json:1:1: expected an operator in this shape"),
    (#"{"box": {"size": [1, "hight", 1]}}"#, "a.json:1:23: no parameter 'hight'"),
    (
      #"{"box": {"size": [1, 1, 1]}, "repeat": {"count": 3}}"#,
      #"a.json:1:40: expected one of "step", "around" and "at""#
    ),
    (#"{"box": {"size": [1, 1, 1]}, "mirror": "w"}"#, "a.json:1:40: expected different axes"),
    (#"{"sphere": {"radius": -1}}"#, "a.json:1:23: expected a radius from above 0"),
    (#"{"lathe": {"profile": [[-1, 0], [1, 0], [1, 1]]}}"#, "a.json:1:25: expected a distance of at least 0"),
    (
      #"{"extrude": {"outline": {"cirkle": 1}, "height": 1}}"#,
      "a.json:1:26: no outline 'cirkle'; did you mean 'circle'?"
    ),
    // An outline that is a point at both ends has no area in one segment: the leaf was silently left out.
    (
      #"{"leaf": {"length": 0.1, "width": 0.05, "segments": 1}}"#,
      "a.json:1:53: expected at least 2 segments of a leaf with outline 'oval', found 1"
    ),
    (
      #"{"leaf": {"length": 0.1, "width": 0.05, "outline": "lance", "segments": 1}}"#,
      "a.json:1:73: expected at least 2 segments of a leaf with outline 'lance', found 1"
    ),
    (#"{"box": {"size": [1, 1, 1]}, "repeat": {"count": 300, "step": [1, 0, 0]}}"#, "a.json:1:1: expected at most 256"),
  ])
  func mistakesAreTold(_ text: String, _ known: String) {
    let error = #expect(throws: JSONError.self) {
      _ = try mesh(text)
      _ = try pieces(text)
    }
    #expect(error?.description.hasPrefix(known) == true, "\(error?.description ?? "")")
  }

  @Test func sameSeedSameBits() throws {
    let text =
      #"{"lathe": {"profile": [[0, 0], ["0.1 + 0.1 * random(1)", 0, 0.01], ["0.1 * random(2)", 0.3, 0.02], [0, 0.3]]}, "repeat": {"count": 3, "step": [1, 0, 0]}, "turn": [0, "360 * random(i)", 0]}"#
    #expect(try mesh(text, seed: 5) == mesh(text, seed: 5))
    #expect(try pieces(text, seed: 5) == pieces(text, seed: 5))
    #expect(try mesh(text, seed: 5) != mesh(text, seed: 6))
  }
}
