import FileOutput
import Foundation
import Regression
import SceneDescription

/// `regress bisect`: the smallest part of a scenario in which this program and another one still differ.
enum RegressBisect {
  static func run(_ arguments: Arguments, _ suite: ScenarioSuite, _ patterns: [String]) throws -> Int32 {
    let names = try suite.matching(patterns)
    guard names.count == 1, !patterns.isEmpty else { throw UsageError("expected one scenario to bisect") }
    guard let other = arguments.text("--against") else {
      throw UsageError("expected --against PROGRAM: the kinema of another version, built beside this one")
    }
    guard FileManager.default.isExecutableFile(atPath: other) else {
      throw UsageError("--against \(quoted(other)) is not a program")
    }
    let scene = try suite.scene(names[0])
    let bisection = Bisection { scene in try differs(scene, from: other) }
    Console.error("shrinking \(scene.bodies.count) bodies, \(scene.seconds) s")
    guard let smallest = try bisection.smallest(scene) else {
      Console.output("\(names[0]): the two programs give the same bits")
      return 0
    }
    let path = arguments.text("--output") ?? "\(names[0])-smallest.json"
    try writeAtomically(Array(smallest.encoded().utf8), to: path, overwrite: arguments.has("--overwrite"))
    let bodies = smallest.bodies.map(\.name).joined(separator: ", ")
    Console.output(
      Console.safe(
        "\(names[0]): still differs with \(smallest.bodies.count) bodies (\(bodies)) in \(smallest.seconds) s"))
    Console.output("written to \(quoted(path)); simulate it with both and compare with `kinema trace diff`")
    return 1
  }

  /// Whether the other program's trace of a scene has other bits than this one's.
  private static func differs(_ scene: Scene, from program: String) throws -> Bool {
    try Interruption.check()
    let folder = FileManager.default.temporaryDirectory.path + "/kinema-bisect-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var plain = scene
    // The other program may be too old to know of scenarios.
    plain.regression = nil
    try writeAtomically(Array(plain.encoded().utf8), to: folder + "/scene.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["simulate", folder + "/scene.json", "-o", folder + "/other.jsonl"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return false }
    return try Bisection.differs(plain, fromTrace: folder + "/other.jsonl")
  }
}
