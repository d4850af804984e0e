import AssetLibrary
import LocatedJSON
import Modelling
import SceneDescription
import Testing
import VectorMath

/// Models against closed form.
@Suite struct ModelTests {
  private func model(_ looks: Looks) throws -> AssetModel {
    try withShelf { shelf in
      try shelf.put(cabinet, at: "assets/furniture/cabinet.json")
      return try shelf.library().model(of: looks)
    }
  }

  @Test func massIsVolumeTimesDensity() throws {
    let model = try model(looks("cabinet"))
    let oak = Material.standard("oak")!.density
    let pine = Material.standard("pine")!.density
    let brass = Material.standard("brass")!.density
    let carcass = 0.4 * 0.8 * 0.02 + 2 * 0.02 * 0.8 * 0.28 + 0.36 * 0.02 * 0.28
    let door = 0.4 * 0.8 * 0.02
    #expect((model.links[0].mass - carcass * oak).magnitude < 1e-9 * carcass * oak)
    #expect((model.links[1].mass - (door * pine + 8e-6 * brass)).magnitude < 1e-9)
    #expect(model.links.map(\.name) == ["", "door"])
    #expect(model.links.map(\.material) == ["oak", "pine"])
    #expect(model.links[1].parts.map(\.name) == ["door", "knob"])
    #expect(model.holds[0].link == "door" && model.supports[0].link == "")
    #expect((model.bounds.size - Vector3(0.4, 0.8, 0.341)).length < 1e-9)
  }

  /// Pieces weigh what their parts do: the door's centre of mass is drawn towards the knob by just its share.
  @Test func piecesCarryTheMass() throws {
    let link = try model(looks("cabinet")).links[1]
    let solid = try #require(link.solid)
    let door = 0.4 * 0.8 * 0.02 * Material.standard("pine")!.density
    let knob = 8e-6 * Material.standard("brass")!.density
    let expected = (Vector3(0, 0.4, 0.161) * door + Vector3(-0.15, 0.41, 0.181) * knob) / (door + knob)
    #expect((SolidShape.compound(solid).centreOfMass - expected).length < 1e-9)
  }

  @Test func variantsDifferAndAreTheSameEachTime() throws {
    let first = try (0..<6).map { try model(looks("cabinet", variant: $0)) }
    let again = try (0..<6).map { try model(looks("cabinet", variant: $0)) }
    for (a, b) in zip(first, again) {
      #expect(a.links.flatMap(\.parts).map(\.mesh) == b.links.flatMap(\.parts).map(\.mesh))
      #expect(a.links.map(\.solid) == b.links.map(\.solid))
      #expect(a.links.map(\.mass) == b.links.map(\.mass))
    }
    #expect(first[0].bounds.size.x == 0.4)
    #expect(Set(first.map(\.bounds.size.x)).count > 3)
    #expect(first.allSatisfy { (0.38...0.42).contains($0.bounds.size.x) })
    #expect(Set(first.map(\.links[0].material)).count > 1)
  }

  @Test func looksChangeSizeFinishAndQuality() throws {
    var tall = looks("cabinet")
    tall.qualities = ["tall"]
    #expect((try model(tall).bounds.size.y - 1.2).magnitude < 1e-9)
    var large = looks("cabinet")
    large.scale = 2
    let (one, two) = (try model(looks("cabinet")), try model(large))
    #expect((two.mass / one.mass - 8).magnitude < 1e-9)
    #expect((two.links[1].joint!.anchor - one.links[1].joint!.anchor * 2).length < 1e-12)
    var red = looks("cabinet")
    red.material = "plastic"
    red.colour = Colour(hex: 0xC00000)
    let painted = try model(red)
    #expect(painted.links[0].parts.allSatisfy { $0.material == "plastic" && $0.colour == red.colour })
    // Only the finish that the first part has.
    #expect(painted.links[1].parts[0].material == "pine")
    var odd = looks("cabinet")
    odd.qualities = ["tal"]
    #expect(message { _ = try model(odd) } == "no quality 'tal'; did you mean 'tall'?")
  }
}
