import LocatedJSON
import SceneDescription
import Testing
import VectorMath

@Suite struct MaterialTests {
  /// Reflectances, indices and coefficients are within what is measured on real things.
  @Test func standardMaterialsArePhysical() {
    let all = Material.standard
    #expect(all.count >= 45)
    #expect(all.map(\.name) == all.map(\.name).sorted())
    for m in all {
      #expect(m.source.count > 20, "\(m.name) says where its figures come from")
      let light = linearLuminance(m.colour)
      if m.metalness == 1 {
        // From black patina and weathered iron to silver.
        #expect((0.2...0.97).contains(light), "\(m.name): reflects \(light)")
      } else {
        #expect(light >= 0.02, "\(m.name): albedo \(light)")
        // Clear bodies have no pigment: their white is taken away by absorption.
        #expect(light <= 0.95 || m.transmission >= 0.5, "\(m.name): albedo \(light)")
        // A flame is gas: it has no interface.
        let gas = m.ior == 1 && m.luminance > 0
        #expect(gas || (1.3...2.42).contains(m.ior), "\(m.name): index \(m.ior)")
      }
      #expect(m.transmission + m.metalness <= 1, "\(m.name): no metal lets light through")
      #expect((20...20_000).contains(m.density), "\(m.name): \(m.density) kg/m^3")
      #expect((0.005...1).contains(m.friction) && (0.02...0.9).contains(m.restitution), "\(m.name)")
    }
  }

  /// Scenes that were written against the first nineteen materials move as they did.
  @Test func knownNamesKeepTheirPhysics() throws {
    let known: [(String, Double, Double, Double)] = [
      ("asphalt", 2300, 0.8, 0.3), ("brick", 1900, 0.7, 0.3), ("clay", 1800, 0.7, 0.1), ("concrete", 2400, 0.7, 0.35),
      ("cotton", 400, 0.6, 0.05), ("denim", 450, 0.6, 0.05), ("fabric", 400, 0.6, 0.05), ("grass", 1200, 0.6, 0.2),
      ("leather", 900, 0.6, 0.2), ("metal", 7800, 0.4, 0.5), ("plaster", 1200, 0.6, 0.2), ("plastic", 1050, 0.35, 0.5),
      ("rubber", 1100, 0.9, 0.75), ("skin", 1000, 0.6, 0.1), ("steel", 7850, 0.4, 0.6), ("stone", 2600, 0.65, 0.3),
      ("tiles", 2300, 0.5, 0.4), ("wood", 650, 0.45, 0.4), ("wooden floor", 700, 0.5, 0.45),
    ]
    for (name, density, friction, restitution) in known {
      let m = try #require(Material.standard(name))
      #expect(m.density == density && m.friction == friction && m.restitution == restitution, "\(name)")
    }
  }

  /// Nothing rolls for ever: solids have the lever arms of the handbooks, from 0.1 mm of hardened steel to 20 mm of mud.
  @Test func solidsResistRolling() {
    for m in Material.standard where !["water", "milk", "honey", "candle flame"].contains(m.name) {
      #expect((0.0001...0.02).contains(m.rollingResistance), "\(m.name): \(m.rollingResistance) m")
    }
  }

  /// Every mistake is located, with what was expected or the nearest known name.
  @Test(arguments: [
    ("[\n  {\"name\": \"a\", \"roughnes\": 0.5}\n]", 2, 17, "unknown key \"roughnes\"; did you mean 'roughness'?"),
    ("[{\"name\": \"a\", \"ior\": 0.5}]", 1, 23, "expected \"ior\" to be 1.0 to 3.0"),
    ("[{\"name\": \"a\", \"pattern\": \"granit\"}]", 1, 27, "no pattern 'granit'; did you mean 'granite'?"),
    ("[{\"name\": \"a\", \"colour\": \"#12345\"}]", 1, 26, "expected a colour as #rrggbb, found '#12345'"),
    ("[{\"name\": \"a\"},\n {\"name\": \"a\"}]", 2, 11, "expected unique names, found material 'a' twice"),
    (
      "[{\"name\": \"a\", \"subsurfaceRadius\": [1, 2, 3]}]", 1, 36, "expected \"subsurfaceRadius\" to be three numbers"
    ),
    ("[{\"pattern\": \"wood\"}]", 1, 2, "expected the key \"name\" (string) in this object"),
    ("{}", 1, 1, "expected an array, found an object"),
  ])
  func mistakesAreLocated(text: String, line: Int, column: Int, message: String) {
    do throws(JSONError) {
      _ = try Material.list(decoding: Array(text.utf8), file: "mine.json")
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.location == SourceLocation(file: "mine.json", line: line, column: column), "\(error)")
      #expect(error.message.hasPrefix(message), "\(error)")
    }
  }

  /// Fields of detail are written where they differ from the default, and only there; nothing is lost.
  @Test func detailIsWrittenWhereThereIsAny() throws {
    var plain = Material()
    plain.name = "plain"
    let keys = try JSONReader.parse(Array(plain.encoded().utf8), file: "m").members().map(\.key)
    #expect(
      keys == [
        "name", "colour", "pattern", "roughness", "metalness", "clearCoat", "density", "friction", "restitution",
        "rollingResistance",
      ])
    for m in Material.standard {
      let text = m.encoded()
      let again = try Material(json: JSONReader.parse(Array(text.utf8), file: "m"))
      #expect(again == m && again.encoded() == text, "\(m.name)")
    }
    #expect(Material.documentation().count == 38)
  }

  private func linearLuminance(_ c: Colour) -> Double {
    func decode(_ v: UInt8) -> Double {
      let e = Double(v) / 255
      return e <= 0.04045 ? e / 12.92 : PortableMath.power((e + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * decode(c.red) + 0.7152 * decode(c.green) + 0.0722 * decode(c.blue)
  }
}
