import Experiments
import Foundation
import SceneDescription
import Testing
import VectorMath

/// Every row of docs/physics-suite.md.
@Suite struct SuiteTests {
  @Test(arguments: SuiteFiles.names)
  func rowMeetsItsTarget(name: String) throws {
    try expectWithinTarget(name)
  }

  /// The truths do not depend on the step: half the usual rate for all, a quarter and twice for what is quickly done.
  @Test(arguments: SuiteFiles.names.filter { !["domino-480mm", "mass-ratio-9", "pendulum-stretch"].contains($0) })
  func rowMeetsItsTargetAtCoarserSteps(name: String) throws {
    try expectWithinTarget(name, "480 Hz", stepRate: 480)
  }

  @Test(
    arguments: [
      "free-fall", "projectile", "bounce-apex-5", "roll-distance", "roll-slip", "incline-critical-angle", "slide-stop",
      "head-on-1-3", "cradle-touching", "pendulum-period", "free-top-momentum", "gyroscope-tilt", "stack-10",
      "mass-ratio-1", "ladder", "bullet",
    ], [240, 1920])
  func rowMeetsItsTargetAtManySteps(name: String, stepRate: Int) throws {
    try expectWithinTarget(name, "\(stepRate) Hz", stepRate: stepRate)
  }

  /// The folder holds these scenes and no others; each says what it is for, and writes as it reads.
  @Test func sceneFilesAreThoseOfTheSuite() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: SuiteFiles.folder).sorted()
    #expect(files == SuiteFiles.names.map { "\($0).json" }.sorted())
    for name in SuiteFiles.names {
      let scene = try SuiteFiles.scene(name)
      #expect(!scene.title.isEmpty && !scene.purpose.isEmpty && scene.stepRate == nil, "\(name)")
      #expect(try Scene(decoding: Array(scene.encoded().utf8), file: name) == scene)
    }
  }

  /// A world that is turned, made in another order or of another size, or whose planes are boxes, gives the same results.
  ///
  /// One row of each kind here; `kinema bench physics --variants` runs them all.
  @Test(arguments: [
    "projectile", "bounce-apex-5", "roll-distance", "incline-critical-angle", "slide-stop", "head-on-1-3",
    "cradle-touching", "pendulum-period", "free-top-momentum", "gyroscope-tilt", "stack-10", "mass-ratio-1", "ladder",
    "bullet", "ragdoll-fall",
  ])
  func variantsMeetTheTarget(name: String) throws {
    // Dolls take their time: two of the worlds for them.
    let some = ["turned askew", "of 1 cm"]
    for variant in SceneVariant.all where name != "ragdoll-fall" || some.contains(variant.name) {
      guard let edited = variant.apply(to: try SuiteFiles.scene(name)) else { continue }
      try expectWithinTarget(name, variant.name) { $0 = edited }
    }
  }

  /// The suite can fail: a coarse step misses the domino wave, and a number that is none never passes.
  @Test func missesAreSeen() throws {
    let experiment = try #require(PhysicsSuite.experiment(named: "domino-48mm"))
    let found = try experiment.run(SuiteFiles.scene("domino-48mm"), stepRate: 72)
    #expect(found.contains { !$0.passes })
    #expect(!Measurement("nothing", .nan, truth: 1, within: .absolute(1e9)).passes)
    #expect(!Measurement("nothing", .infinity, truth: 1, within: .relative(1e9)).passes)
    #expect(Measurement("edge", 1.5, truth: 1, within: .absolute(0.5)).passes)
  }

  /// An experiment refuses a scene that its truth does not hold for.
  @Test func truthsHaveConditions() throws {
    let cases: [(String, String, (inout Body) -> Void)] = [
      ("roll-distance", "ball", { $0.friction = 0.001 }), ("roll-distance", "ball", { $0.name = "bowl" }),
      ("incline-creep", "block", { $0.friction = 0.2 }), ("projectile", "ball", { $0.velocity = Vector3(1, -1, 0) }),
      ("bullet", "bullet", { $0.velocity = Vector3(-200, 0, 0) }),
    ]
    for (name, body, edit) in cases {
      let experiment = try #require(PhysicsSuite.experiment(named: name))
      var scene = try SuiteFiles.scene(name)
      try scene.change(body, edit)
      #expect(throws: ExperimentError.self, "\(name)") { try experiment.run(scene) }
    }
  }
}
