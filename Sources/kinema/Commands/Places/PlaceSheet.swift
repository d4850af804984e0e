import AssetLibrary
import FileOutput
import Imaging
import LocatedJSON
import MediaIO
import Rendering
import SceneDescription
import TraceFormat
import VectorMath

/// A contact sheet of places: each by each seed from one of its views.
struct PlaceSheet {
  static let options = [
    Option("--sheet", value: "FILE.png", help: "Draw the places."),
    Option("--camera", value: "N", help: "Which of their views (default 0)."),
    Option("--samples", value: "N", help: "Samples a pixel of the sheet (default 32)."),
    Option("--width", value: "N", help: "Pixels of each picture; it is 16:9 (default 384)."),
    Option("--columns", value: "N", help: "Pictures in a row (default 4)."),
    CommonOption.overwrite,
  ]

  private let names: [String]
  private let seeds: [UInt64]
  private let library: Library
  private let camera: Int
  private let samples: Int
  private let width: Int
  private let columns: Int

  init(_ names: [String], _ seeds: [UInt64], _ library: Library, _ arguments: Arguments) throws {
    self.names = names
    self.seeds = seeds
    self.library = library
    camera = try arguments.integer("--camera", in: 0...1000) ?? 0
    samples = try arguments.integer("--samples", in: 1...65536) ?? 32
    width = try arguments.integer("--width", in: 64...4096) ?? 384
    columns = min(names.count * seeds.count, try arguments.integer("--columns", in: 1...64) ?? 4)
  }

  func draw(to path: String, overwrite: Bool) throws {
    var file = try AtomicFile(path: path, overwrite: overwrite)
    let height = width * 9 / 16
    let strip = max(14, height / 12)
    let count = names.count * seeds.count
    let rows = (count + columns - 1) / columns
    var sheet = Canvas(width: columns * width, height: rows * (height + strip), background: SIMD3(repeating: 0.93))
    var progress = Progress("drew place")
    for i in 0..<count {
      try Interruption.check()
      let (name, seed) = (names[i / seeds.count], seeds[i % seeds.count])
      let picture = try picture(of: name, seed: seed, height: height)
      let (x, y) = (i % columns * width, i / columns * (height + strip))
      sheet.paste(picture.colour, x: x, y: y)
      let middle = Float(x) + Float(width) / 2
      sheet.text(
        "\(name) #\(seed)", at: SIMD2(middle, Float(y + height) + 0.74 * Float(strip)), size: 0.62 * Float(strip),
        SIMD3(repeating: 0.12), align: .centre)
      progress.report(i + 1, of: count)
    }
    try file.write(PNG.encode(Frame(colour: sheet.picture)))
    try file.commit()
  }

  private func picture(of name: String, seed: UInt64, height: Int) throws -> Frame {
    var choice = PlaceChoice()
    (choice.name, choice.seed) = (name, seed)
    let place = try library.compose(choice)
    var scene = Scene()
    scene.title = name
    scene.seed = seed
    scene.light = place.light ?? Light()
    scene.camera = place.cameras[min(camera, place.cameras.count - 1)]
    scene.bodies = place.bodies
    scene.materials = library.materials
    // Nothing moves: things are drawn where they stand.
    var scenery = place.scenery
    for thing in place.things {
      scenery.models[thing.looks] = try library.model(of: thing.looks)
      let turn = Quaternion(angle: thing.heading * Double.pi / 180, axis: .unitY)
      scenery.dressing.append(
        Dressing(looks: thing.looks, copies: [.init(pose: RigidTransform(rotation: turn, translation: thing.position))])
      )
    }
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: false, mass: 1) }
    var frame = TraceFrame(index: 0, step: 0, time: 0)
    frame.bodies = scene.bodies.map { BodySample(position: $0.position, orientation: $0.orientation) }
    let renderer = try SceneRenderer(scene: scene, header: header, scenery: scenery)
    let settings = RenderSettings(width: width, height: height)
    let light = renderer.denoisedReference(frame, samples: samples, settings: settings, caustics: false)
    return pictureFromRadiance(light, exposure: renderer.exposure).dithered()
  }
}
