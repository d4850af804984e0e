import Experiments
import FileOutput
import Foundation
import SceneDescription
import Testing

/// The scene files of the suite, as the tests find them.
enum SuiteFiles {
  static var folder: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(PhysicsSuite.folder).path
  }

  static func scene(_ name: String) throws -> Scene {
    let path = "\(folder)/\(name).json"
    return try Scene(decoding: readFile(path), file: path)
  }

  static var names: [String] { PhysicsSuite.experiments.map(\.name) }
}

/// Runs a row of the suite on its scene, changed or not, and expects every measurement within its target.
func expectWithinTarget(
  _ name: String, _ what: String = "", stepRate: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ edit: (inout Scene) throws -> Void = { _ in }
) throws {
  let experiment = try #require(PhysicsSuite.experiment(named: name), sourceLocation: sourceLocation)
  var scene = try SuiteFiles.scene(name)
  try edit(&scene)
  for m in try experiment.run(scene, stepRate: stepRate) {
    let line = "\(name)\(what.isEmpty ? "" : ", \(what)"): \(m.quantity) \(m.value) \(m.unit), truth \(m.truth)"
    print("measured  \(line): error \(m.error) (target \(m.target.limit))")
    #expect(m.passes, "\(line)", sourceLocation: sourceLocation)
  }
}

extension Scene {
  /// Changes the body of that name.
  mutating func change(_ name: String, _ edit: (inout Body) -> Void) throws {
    let i = try #require(bodies.firstIndex { $0.name == name })
    edit(&bodies[i])
  }
}
