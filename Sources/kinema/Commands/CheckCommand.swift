import AssetLibrary
import Diffusion
import FileOutput
import Imaging
import LocatedJSON
import MediaIO
import Pipeline
import PromptParsing
import Refinement
import SceneDescription
import Simulation
import TraceFormat

/// Reads any file of ours and says what is wrong with it, or what it holds.
enum CheckCommand: Command {
  static let name = "check"
  static let summary =
    "Reads an asset, place, scene, storyboard, trace, guide frame, picture or weights file and says what it holds."
  static let usage = "FILE [--json]"
  static let options = [
    CommonOption.json,
    Option("--scene-format", help: "Print the tables of docs/scene-format.md instead."), CommonOption.library,
    CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.has("--scene-format") {
      Console.output(Scene.formatTables())
      return 0
    }
    try arguments.expectPositionals("file")
    let path = arguments.positionals[0]
    let facts = try facts(path)
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      writer.object { w in
        for (key, value) in facts {
          w.key(key)
          w.string(value)
        }
      }
      Console.output(writer.text)
    } else {
      Console.output(facts.map { "\($0.key): \(Console.safe($0.value))" }.joined(separator: "\n"))
    }
    return 0
  }

  private static func facts(_ path: String) throws -> [(key: String, value: String)] {
    if path.hasSuffix(".jsonl") || path.hasSuffix(".ktrace") {
      var reader = try TraceInput(path: path)
      var events = 0
      while let frame = try reader.nextFrame() { events += frame.events.count }
      let header = reader.header
      return [
        ("kind", "trace"), ("title", header.title), ("frames", "\(header.frameCount) at \(header.frameRate)/s"),
        ("step rate", "\(header.stepRate)/s"), ("a record each", header.every.rawValue),
        ("bodies", "\(header.bodies.count)"),
        ("people", "\(header.people.count)"), ("events", "\(events)"),
      ]
    }
    let bytes = try readFile(path)
    if path.hasSuffix(".exr") {
      let guide = try GuideFrame(EXRImage(decoding: bytes, path: path), path: path)
      return [
        ("kind", "guide frame"), ("size", "\(guide.width)x\(guide.height)"), ("frame", "\(guide.index)"),
        ("things", guide.instances.map { $0.name }.joined(separator: ", ")), ("people", "\(guide.poses.count)"),
      ]
    }
    if path.hasSuffix(".png") {
      let frame = try PNG.decodeFrame(bytes, path: path)
      return [("kind", "picture"), ("size", "\(frame.width)x\(frame.height)")]
    }
    if path.hasSuffix(".safetensors") {
      let denoiser: Denoiser
      do { denoiser = try Refiner.denoiser(decoding: bytes) } catch {
        throw WeightsProblem("\(path): \(error)", exitCode: error.exitCode)
      }
      return [("kind", "refiner weights"), ("parameters", "\(denoiser.parameters.reduce(0) { $0 + $1.value.count })")]
        + denoiser.metadata.map { ($0.key, $0.value) }
    }
    let node = try JSONReader.parse(bytes, file: path)
    if try node.members().contains(where: { $0.key == "shots" }) {
      let board = try Storyboard(json: node)
      return [("kind", "storyboard"), ("prompt", board.prompt), ("shots", "\(board.shots.count)")]
    }
    let keys = try node.members().map(\.key)
    if keys.contains("category") { return try assetFacts(bytes, path) }
    if keys.contains("cameras") { return try placeFacts(bytes, path) }
    let scene = try FurnishedScene(decoding: bytes, file: path).scene
    _ = try Simulator(scene)  // what decodes must also stand up to the simulator's own checks
    return [
      ("kind", "scene"), ("title", scene.title), ("frames", "\(scene.frameCount) at \(scene.frameRate)/s"),
      ("size", "\(scene.width)x\(scene.height)"), ("bodies", "\(scene.bodies.count)"),
      ("people", "\(scene.people.count)"),
    ]
  }

  /// Builds the first variants: expressions are judged where they are used.
  private static func assetFacts(_ bytes: [UInt8], _ path: String) throws -> [(key: String, value: String)] {
    let library = try Library.standard()
    let file = try AssetFile(decoding: bytes, file: path, materials: library.materialNames)
    var looks = Looks()
    var models: [AssetModel] = []
    for variant in AssetCheck.variants {
      looks.variant = variant
      models.append(try library.model(of: file, at: path, looks: looks))
    }
    let size = models[0].bounds.size
    return [
      ("kind", "asset"), ("name", file.name), ("category", file.category.rawValue),
      ("size", [size.x, size.y, size.z].map { $0.figures(3) }.joined(separator: " x ") + " m"),
      ("mass", models.map { $0.mass.figures(3) }.joined(separator: ", ") + " kg in variants 0, 1, 2"),
      ("parts", models[0].links.flatMap(\.parts).map(\.name).joined(separator: ", ")),
      ("triangles", "\(models[0].links.flatMap(\.parts).reduce(0) { $0 + $1.mesh.triangles.count })"),
      ("collision pieces", "\(models[0].links.reduce(0) { $0 + ($1.solid?.parts.count ?? 0) })"),
    ]
  }

  /// Lays the place out with its first seed.
  private static func placeFacts(_ bytes: [UInt8], _ path: String) throws -> [(key: String, value: String)] {
    let library = try Library.standard()
    let file = try PlaceFile(decoding: bytes, file: path, materials: library.materialNames)
    let place = try file.compose(seed: 0, material: { library.material(named: $0) }) { try library.model(of: $0) }
    return [
      ("kind", "place"), ("name", file.name), ("things", "\(place.things.count)"), ("bodies", "\(place.bodies.count)"),
      ("drawn only", "\(place.scenery.dressing.reduce(0) { $0 + $1.copies.count })"),
      ("free areas", place.freeAreas.map(\.name).joined(separator: ", ")), ("cameras", "\(place.cameras.count)"),
    ] + place.notes.map { ("note", $0) }
  }
}
