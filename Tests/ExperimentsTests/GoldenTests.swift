import Experiments
import Parallelism
import Testing

/// Scenes whose motion is known to the bit. `kinema bench physics --golden` prints the new values where a change of the
/// engine is meant to change them; `make determinism` compares debug and release builds, processes and thread counts.
@Suite struct GoldenTests {
  @Test(arguments: GoldenScene.all)
  func motionIsThatOfTheLastVersion(_ scene: GoldenScene) throws {
    let outcome = try scene.run()
    #expect(
      outcome == GoldenScene.known[scene.name], "for GoldenValues.swift: \(GoldenScene.line(scene.name, outcome))")
  }

  @Test func everySceneHasItsValueAndItsName() {
    #expect(Set(GoldenScene.all.map(\.name)) == Set(GoldenScene.known.keys))
    #expect(Set(GoldenScene.all.map(\.name)).count == GoldenScene.all.count)
  }
}
