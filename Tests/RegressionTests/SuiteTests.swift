import Foundation
import LocatedJSON
import Regression
import SceneDescription
import Simulation
import TestSupport
import Testing

@Suite struct SuiteTests {
  @Test("All scenarios of the project give the bits of their goldens, twice")
  func project() throws {
    try withTemporaryFolder { folder in
      let suite = try projectSuite(cache: folder)
      #expect(suite.names.count >= 30)
      #expect(suite.obsolete().isEmpty)
      for round in 1...2 {
        for result in suite.run(suite.names, keepsTraces: false) {
          #expect(
            result.verdict.kind == .exact, "round \(round), \(result.name): \(result.headline) \(result.verdict.notes)")
        }
      }
    }
  }

  @Test("Goldens are small, state a purpose's events, and fail against each other")
  func goldens() throws {
    let suite = try projectSuite(cache: "/nonexistent")
    var goldens: [Golden] = []
    for name in suite.names {
      let scene = try suite.scene(name)
      #expect(!scene.purpose.isEmpty && !(scene.regression?.expect.isEmpty ?? true), "\(name)")
      let size = try #require(try FileManager.default.attributesOfItem(atPath: suite.goldenPath(name))[.size] as? Int)
      #expect(size <= Golden.largestFile)
      goldens.append(try #require(try suite.golden(name)))
    }
    // A run is as good as its golden: hold each against every other one.
    for (i, name) in ["head-on-equal", "rear-end", "trapdoor"].enumerated() {
      let scene = try suite.scene(name)
      let run = try ScenarioRun(scene)
      for golden in goldens where golden.scenario != name {
        let verdict = Judge(golden, run, scene.regression ?? RegressionRules()).verdict()
        #expect(verdict.kind == .diverged, "\(name) against \(golden.scenario), round \(i)")
      }
    }
  }

  @Test("Accept writes a golden, run is exact, a changed world diverges with the contact behind it, prune removes")
  func cycle() throws {
    try withTemporaryFolder { folder in
      var suite = try smallSuite(folder)
      #expect(suite.run(["bounce"])[0].verdict.kind == .new)
      #expect(throws: RegressionError.refusedInCI(scenario: "bounce")) {
        try suite.accept("bounce", reason: "first", isInCI: true)
      }
      try suite.accept("bounce", reason: "first", isInCI: false)
      #expect(suite.run(["bounce"])[0].verdict.kind == .exact)

      suite = try smallSuite(folder, restitution: 0.72)
      let result = suite.run(["bounce"])[0]
      #expect(result.verdict.kind == .diverged)
      let fall = (2 * 0.5 / 9.81).squareRoot()
      // Before the first bounce nothing but the hashed restitution could differ, and that is not part of the state.
      #expect(abs(Double(try #require(result.verdict.firstBitStep)) / 960 - fall) < 0.005)
      #expect(
        result.comparison.contains { $0.contains("'floor' | 'ball'") || $0.contains("'ball' | 'floor'") },
        "\(result.comparison)")

      try FileManager.default.moveItem(atPath: folder + "/scenes/bounce.json", toPath: folder + "/scenes/other.json")
      suite = try ScenarioSuite(scenes: folder + "/scenes", goldens: folder + "/goldens", cache: folder + "/cache")
      #expect(suite.obsolete().count == 1)
      #expect(try suite.prune().count == 1)
      #expect(suite.obsolete().isEmpty)
    }
  }

  @Test("A world that breaks a law cannot become a golden")
  func wrongWorld() throws {
    try withTemporaryFolder { folder in
      let suite = try smallSuite(folder)
      let scene = try suite.scene("bounce")
      // Energy from nowhere: the step is longer than the gravity that the trace claims.
      let run = try ScenarioRun(scene, prepare: { $0.plan(.longerStep(1.05)) })
      #expect(!run.invariants.broken(RegressionRules()).isEmpty)
      var strict = RegressionRules()
      var never = ExpectedEvent()
      (never.event, never.a) = (.noContact, "ball")
      strict.expect = [never]
      var changed = scene
      changed.regression = strict
      try Data(changed.encoded().utf8).write(to: URL(fileURLWithPath: folder + "/scenes/bounce.json"))
      #expect(throws: RegressionError.self) { try suite.accept("bounce", reason: "x", isInCI: false) }
      #expect(try suite.golden("bounce") == nil)
    }
  }

  @Test("Damaged goldens are refused with their place")
  func damage() throws {
    try withTemporaryFolder { folder in
      let suite = try smallSuite(folder)
      try suite.accept("bounce", reason: "first", isInCI: false)
      let text = try String(contentsOfFile: suite.goldenPath("bounce"), encoding: .utf8)
      for (wrong, right) in [
        ("\"version\": 1", "\"version\": 2"), ("\"kinema-golden\"", "\"kinema\""),
        ("\"hashes\": [", "\"hashes\": [\n\"0000\","),
        ("contactBegin", "contactBegan"),
      ] {
        let damaged = text.replacingOccurrences(of: wrong, with: right)
        #expect(damaged != text)
        #expect(throws: JSONError.self) { _ = try Golden(decoding: Array(damaged.utf8), file: "g.json") }
      }
      let golden = try Golden(decoding: Array(text.utf8), file: "g.json")
      #expect(golden.encoded() == text)
    }
  }
}
