import AssetLibrary
import Direction
import PromptParsing
import SceneDescription
import Testing
import VectorMath

/// Nouns that files of the library describe, from the sentence to the scene.
@Suite struct LibraryThingTests {
  private func stage(_ prompt: String, seed: UInt64 = 0) throws -> StagedShot {
    var settings = FilmSettings()
    settings.seed = seed
    settings.rehearsals = 3
    return try Director(settings: settings).stage(PromptParser(strict: true).parse(prompt))[0]
  }

  @Test func aMugFallsOffATable() throws {
    let shot = try stage("A red mug falls off a table")
    let mug = try shot.scene.body("mug")
    let table = try shot.scene.body("table")
    #expect(mug.looks?.asset == "mug" && mug.motion == .dynamic && mug.looks?.colour == Colour.named("red"))
    #expect(table.looks?.asset == "table" && table.motion == .fixed)
    #expect((0.2...0.6).contains(mug.mass ?? 0))
    #expect(mug.position.y > 0.6)
    #expect(shot.scene.overlapsAtStart.isEmpty, "\(shot.scene.overlapsAtStart)")
    #expect(shot.report.goals.allSatisfy { $0.isReached }, "\(shot.report.goals)")
    // What is planned can be furnished and drawn.
    let furnished = try Library.standard().furnish(shot.scene)
    #expect(furnished.scene.bodies == shot.scene.bodies)
    #expect(Set(furnished.scenery.models.keys.map(\.asset)) == ["mug", "table"])
  }

  /// Size words scale the model; doors and the like come with their joints.
  @Test func wordsReachTheModel() throws {
    let plain = try stage("A chair stands on the floor")
    let large = try stage("A large chair stands on the floor")
    #expect(try large.scene.body("chair").looks?.scale == 1.55)
    #expect(try plain.scene.body("chair").looks?.scale == 1)
    let cart = try stage("A ball hits a cabinet")
    #expect(!cart.scene.joints.isEmpty)
    for joint in cart.scene.joints {
      _ = try cart.scene.body(joint.b)
      _ = try cart.scene.body(joint.a ?? "")
    }
    #expect(cart.scene.overlapsAtStart.isEmpty, "\(cart.scene.overlapsAtStart)")
  }
}
