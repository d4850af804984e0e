import AssetLibrary
import SceneDescription
import Simulation
import Testing
import VectorMath

/// Twenty things of the library at a time, set down by chance where there is room.
@Suite struct ArrangementTests {
  private static func scene(_ place: String, _ seed: UInt64, _ library: Library) throws -> Scene {
    var choice = PlaceChoice()
    (choice.name, choice.seed) = (place, seed)
    var scene = Scene()
    scene.place = choice
    scene.things = try library.randomThings(20, in: choice, seed: seed, settledBy: Settling())
    return scene
  }

  @Test(arguments: [("classroom", 4), ("bedroom", 1), ("studio", 2), ("stage", 3), ("cafe", 5)])
  func nothingOverlapsAtTheStart(place: String, seed: UInt64) throws {
    let library = try Library.standard()
    let scene = try Self.scene(place, seed, library)
    #expect(scene.things.count == 20, "\(place) #\(seed)")
    let trial = try RestTrial(library.furnish(scene).scene, simulating: false)
    #expect(trial.faults.isEmpty, "\(place) #\(seed): \(trial.faults)")
  }

  @Test func whatIsSetDownRests() throws {
    let library = try Library.standard()
    var scene = try Self.scene("classroom", 4, library)
    scene.seconds = 0.5
    let trial = try RestTrial(library.furnish(scene).scene)
    #expect(trial.drifts.count > 20)
    #expect(trial.faults.isEmpty, "\(trial.faults)")
  }

  @Test func theSameSeedGivesTheSameThings() throws {
    let library = try Library.standard()
    let things = try Self.scene("stage", 3, library).things
    #expect(try Self.scene("stage", 3, library).things == things)
    #expect(try Self.scene("stage", 4, library).things != things)
    #expect(Set(things.map(\.looks.asset)).count > 8)
  }
}
