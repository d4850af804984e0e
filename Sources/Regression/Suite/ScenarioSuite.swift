import AssetLibrary
import FileOutput
import Foundation
import LocatedJSON
import SceneDescription

/// The scenarios of a folder, their goldens, and the ignored folder where full traces of accepted runs are kept.
public struct ScenarioSuite: Sendable {
  public let scenes: String
  public let goldens: String
  public let cache: String
  /// Names of all scenarios, sorted.
  public let names: [String]

  /// - Throws: `RegressionError.noScenarios`, `FileError`.
  public init(scenes: String, goldens: String, cache: String) throws {
    self.scenes = scenes
    self.goldens = goldens
    self.cache = cache
    names = try folderEntries(scenes).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    if names.isEmpty { throw RegressionError.noScenarios(folder: scenes) }
  }

  /// Names that match any of the patterns ("stack*"), in order; all without patterns.
  public func matching(_ patterns: [String]) throws -> [String] {
    if patterns.isEmpty { return names }
    for p in patterns where !names.contains(where: { matches($0, p) }) {
      throw RegressionError.noScenario(p, hint: nearestHint(p, among: names))
    }
    return names.filter { name in patterns.contains { matches(name, $0) } }
  }

  private func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 { return name == pattern }
    guard name.hasPrefix(parts[0]), name.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = name[...]
    for part in parts where !part.isEmpty {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  /// With the bodies of its things.
  public func scene(_ name: String) throws -> Scene {
    let path = "\(scenes)/\(name).json"
    return try FurnishedScene(decoding: readFile(path), file: path).scene
  }

  public func goldenPath(_ name: String) -> String { "\(goldens)/\(name).golden.json" }

  /// nil where there is none yet.
  public func golden(_ name: String) throws -> Golden? {
    let path = goldenPath(name)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try Golden(decoding: readFile(path), file: path)
  }

  /// Goldens without a scenario.
  public func obsolete() -> [RegressionError] {
    let files = (try? folderEntries(goldens)) ?? []
    return files.filter { $0.hasSuffix(".golden.json") }.sorted().compactMap { file in
      let name = String(file.dropLast(".golden.json".count))
      if names.contains(name) { return nil }
      return .obsolete(golden: "\(goldens)/\(file)", scenario: name, hint: nearestHint(name, among: names))
    }
  }

  /// Where the full trace of the run with that last state is kept.
  func cachedTrace(_ name: String, finalHash: String) -> String { "\(cache)/\(name)-\(finalHash).ktrace" }
}

extension ScenarioSuite {
  func nearest(_ name: String) -> String { nearestHint(name, among: names) }
}
