import Direction
import Foundation
import SceneDescription
import Testing

@Suite struct SceneFileTests {
  private static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scenes").resolvingSymlinksInPath()
  }

  /// Every example decodes, survives writing and reading unchanged, and starts without overlaps.
  @Test func examplesDecode() throws {
    let files = try FileManager.default.contentsOfDirectory(at: SceneFileTests.folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
    #expect(files.count >= 6)
    for file in files {
      let name = file.lastPathComponent
      let scene = try Scene(decoding: [UInt8](Data(contentsOf: file)), file: name)
      let again = try Scene(decoding: Array(scene.encoded().utf8), file: name)
      #expect(scene == again, "\(name)")
      #expect(!scene.title.isEmpty && !scene.purpose.isEmpty, "\(name)")
      #expect(scene.overlapsAtStart.isEmpty, "\(name): \(scene.overlapsAtStart)")
    }
  }
}
