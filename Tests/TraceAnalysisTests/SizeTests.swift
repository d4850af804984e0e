import Foundation
import SceneDescription
import Simulation
import Testing
import TraceFormat

/// Scenes as they lie in the repository: at most a third of the JSON Lines without loss, at most an eighth rounded.
@Test(arguments: [
  "ball-off-table", "ball-ramp-dominoes", "head-on-collision", "solids-of-every-shape", "walking-person",
])
func compactTracesAreSmall(name: String) throws {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let bytes = try Data(contentsOf: root.appending(path: "Scenes/\(name).json"))
  let scene = try Scene(decoding: Array(bytes), file: name)
  let trace = try simulate(scene)
  func size(_ precision: TracePrecision) -> Int {
    var header = trace.header
    header.precision = precision
    var writer = BinaryTraceWriter(header)
    var count = writer.start().count
    for record in trace.frames { count += writer.append(record).count }
    return count + writer.finish().count
  }
  let text = TraceWriter.text(trace).utf8.count
  #expect(size(.double) * 3 <= text, "1/\(Double(text) / Double(size(.double)))")
  #expect(size(.single) * 8 <= text, "1/\(Double(text) / Double(size(.single)))")
}
