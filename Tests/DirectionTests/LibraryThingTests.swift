import AssetLibrary
import Direction
import PromptParsing
import SceneDescription
import Simulation
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

  /// Symptom: five books that topple lay side by side on the floor and shook. Cause: they were staged as they lie. Expected:
  /// what lies flat and is to go over stands on its end first, with its cover on its hinge.
  @Test func flatThingsStandUpToTopple() throws {
    let shot = try stage("Five books topple")
    #expect(shot.report.allGoalsReached, "\(shot.report.lines)")
    #expect(shot.scene.overlapsAtStart.isEmpty, "\(shot.scene.overlapsAtStart)")
    let book = try shot.scene.body("book #1")
    #expect(abs(book.orientation.rotate(.unitY).y) < 1e-9, "\(book.orientation)")
    let cover = try #require(shot.scene.joints.first { $0.a == "book #1" })
    #expect(abs(cover.axis.y) > 0.999, "the spine stands upright: \(cover.axis)")
  }

  /// Symptom: a bicycle that falls over flew 5 m, head over heels. Cause: it was tipped over its front wheel, the farthest
  /// of its edges, and every part got the velocity of the frame's centre of mass, which its hubs do not allow. Expected:
  /// it tips about an edge beside its wheels, its parts moving as one, and lies on a side near where it stood.
  @Test(arguments: ["bicycle", "floor lamp", "chair"]) func thingsTipOverTheirNearestEdge(noun: String) throws {
    let shot = try stage("A \(noun) falls over")
    let scene = shot.scene
    let body = try scene.body(noun)
    #expect(body.angularVelocity.length > 0 && body.angularVelocity.length < 5, "\(body.angularVelocity)")
    if noun == "bicycle" {
      let alongside = body.orientation.rotate(.unitZ)
      #expect(abs(dot(body.angularVelocity.normalized, alongside)) > 0.95, "\(body.angularVelocity)")
    }
    for joint in scene.joints {
      let hosts = try [#require(joint.a), joint.b].map { try scene.body($0) }
      let speeds = hosts.map { host in
        let middle = host.position + host.orientation.rotate(host.shape.centreOfMass)
        return host.velocity + cross(host.angularVelocity, joint.anchor - middle)
      }
      #expect((speeds[0] - speeds[1]).length < 1e-9, "\(joint.name): \(speeds)")
    }
    #expect(shot.report.allGoalsReached, "\(shot.report.lines)")
    let i = try #require(scene.bodies.firstIndex { $0.name == noun })
    let end = try #require(simulate(scene).frames.last).bodies[i].position
    #expect((end - body.position).length < 2, "\(noun) ends at \(end)")
  }
}
