import FileOutput
import Foundation
import LocatedJSON
import Rendering
import SceneDescription
import VectorMath

/// A program that measures other ray tracers on files that we write for it, such as `.ci/render-peer`.
struct RenderPeer {
  var program: String
  /// Where the files go.
  var folder: URL
  /// Engines that the program says are not installed.
  private(set) var missing: [String] = []

  init(program: String, folder: URL) { (self.program, self.folder) = (program, folder) }

  /// Writes mesh and rays: `positions`, `triangles`, and a file a kind of rays.
  func write(_ b: RayBenchmark) throws {
    func put<T>(_ values: [T], _ name: String) throws {
      try values.withUnsafeBytes { try Data($0).write(to: folder.appendingPathComponent(name)) }
    }
    try put(b.positions.flatMap { [$0.x, $0.y, $0.z] }, "positions")
    try put(b.triangles.flatMap { [$0.0, $0.1, $0.2] }, "triangles")
    for kind in RayBenchmark.Rays.allCases {
      let rays = zip(b.origins(kind), b.directions(kind))
      try put(rays.flatMap { [$0.x, $0.y, $0.z, $1.x, $1.y, $1.z] }, kind.rawValue)
    }
  }

  /// Writes `view.json`: camera, light and surface for a path tracer; the geometry is the mesh and a floor.
  func write(_ scene: Scene, width: Int, height: Int, samples: Int) throws {
    var writer = JSONWriter(pretty: true)
    func triple(_ v: Vector3) -> [Double] { [v.x, v.y, v.z] }
    let numbers: [(String, Double)] = [
      ("width", Double(width)), ("height", Double(height)), ("samples", Double(samples)), ("bounces", 6),
      ("fieldOfView", 2 * atan(18 / scene.camera.focalLength) * 180 / Double.pi), ("roughness", 0.5),
      ("turbidity", scene.light.turbidity), ("floor", -0.5),
    ]
    let triples: [(String, [Double])] = [
      ("eye", triple(scene.camera.position)), ("target", triple(scene.camera.target)),
      ("sun", triple(scene.light.sunDirection)), ("albedo", [0.5, 0.5, 0.5]),
    ]
    writer.object { w in
      for (key, value) in numbers {
        w.key(key)
        w.number(value)
      }
      for (key, value) in triples {
        w.key(key)
        value.write(to: &w)
      }
    }
    try Data(writer.text.utf8).write(to: folder.appendingPathComponent("view.json"))
  }

  /// What the program reports of one engine; nil if that is not installed.
  mutating func run(_ engine: String) throws -> JSONNode? {
    if missing.contains(where: { $0.hasPrefix(engine) }) { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [engine, folder.path]
    let output = Pipe()
    process.standardOutput = output
    do { try process.run() } catch {
      throw UsageError("--peer \(program): cannot be run: \(error.localizedDescription)")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw UsageError("--peer \(program) \(engine): ended with code \(process.terminationStatus)")
    }
    let report = try JSONReader.parse(Array(text.utf8), file: "peer")
    if try report.members().contains(where: { $0.key == "missing" }) {
      missing.append("\(engine): its Python module is not installed")
      return nil
    }
    return report
  }
}

extension JSONNode {
  /// A member that must be there.
  func member(_ key: String) throws(JSONError) -> JSONNode {
    for member in try members() where member.key == key { return member.node }
    throw error("expected a member '\(key)'")
  }
}
