import Foundation
import Testing

/// `kinema bench physics`: what it prints, and its exit codes.
@Suite struct PhysicsBenchTests {
  /// Experiments read scenes from a folder, print a table, and exit with 1 where a row falls short.
  @Test func experimentsAreJudged() throws {
    let program = try Program()
    defer { program.remove() }
    let scenes = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Scenes/physics").path
    let good = try program.run(["bench", "physics", "free-fall", "roll", "--scenes", scenes])
    #expect(good.code == 0 && good.out.contains("roll-slip") && good.out.contains("within target"), "\(good)")
    let coarse = try program.run(["bench", "physics", "domino-48mm", "--scenes", scenes, "--rate", "72", "--json"])
    let rows = try JSONSerialization.jsonObject(with: Data(coarse.out.utf8)) as? [[String: Any]]
    #expect(coarse.code == 1 && rows?.contains { $0["passes"] as? Bool == false } == true)
  }

  @Test func soakPrintsTheWorstSeed() throws {
    let program = try Program()
    defer { program.remove() }
    let result = try program.run(["bench", "physics", "--soak", "3", "--seed", "7"])
    #expect(result.code == 0, "\(result.out)")
    #expect(result.out.contains("3 random scenes from seed 7: 0 faults") && result.out.contains("most energy gained"))
  }

  /// A peer that is a thousand times too fast makes a scene fall short, a slow one lets it pass, a missing one is told.
  @Test(arguments: [("1e9", Int32(1), "SHORT"), ("1", 0, "ok"), (nil, 0, "skipped: 1: peer rapier")])
  func peersDecide(rate: String?, code: Int32, says: String) throws {
    let program = try Program()
    defer { program.remove() }
    let report =
      rate.map { #"{"engine": "Rapier 0.36.1", "rate": \#($0), "contacts": 1, "medianHeight": 1}"# }
      ?? #"{"missing": "rapier3d"}"#
    try program.write("#!/bin/sh\ncat > scene.json\necho '\(report)'\n", "peer")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.folder + "/peer")
    let result = try program.run([
      "bench", "physics", "--throughput", "--scene", "spheres", "--length", "0.01", "--repeats", "1", "--peers",
      program.folder + "/peer",
    ])
    #expect(result.code == code, "\(result.out)\(result.error)")
    #expect(result.out.contains(says))
    // The peer was given the whole scene.
    let scene = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: program.folder + "/scene.json")))
    #expect(((scene as? [String: Any])?["bodies"] as? [Any])?.count == 1005)
  }
}
