import AssetLibrary
import Experiments
import LocatedJSON
import Rendering
import SceneDescription
import Simulation

/// `kinema bench library`: how long the library takes to load and its places to build, and what they take in memory.
enum LibraryBench {
  /// Seconds for the index, and for a place with all that is to be simulated and drawn of it.
  static let indexTarget = 0.2
  static let placeTarget = 1.0

  /// Exit code 0; 1 if the index takes longer than it may.
  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try SearchPath(named: arguments.texts("--library"))
    let index = try seconds { _ = try Library(path) }
    let tables = seconds { SceneRenderer.fillTables() }
    let library = try Library(path)
    let asked = Array(arguments.positionals.dropFirst())
    let names = try asked.isEmpty ? library.placeFiles.map(\.name) : asked.map { try library.placeFile(named: $0).name }
    var rows: [Row] = []
    if !arguments.has("--json") {
      Console.output(
        "Processor seconds, all threads. Index of \(library.entries.count) assets: \(fixed(index.cpu, 3)) s.")
      Console.output("Tables of scattering, once a process: \(fixed(tables.cpu, 2)) s.")
      Console.output(Row.heading)
    }
    for name in names {
      try Interruption.check()
      let row = try Row(name, seed: arguments.seed("--seed") ?? 0, path)
      if !arguments.has("--json") { Console.output(row.line) }
      rows.append(row)
    }
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      Report(index: index.cpu, tables: tables.cpu, places: rows).write(to: &writer)
      Console.output(writer.text)
    }
    return index.cpu <= indexTarget ? 0 : 1
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> (cpu: Double, wall: Double) {
    let (cpu, wall) = (ProcessMeters.cpuSeconds, ProcessMeters.wallSeconds)
    try body()
    return (ProcessMeters.cpuSeconds - cpu, ProcessMeters.wallSeconds - wall)
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String { JudgeTable.fixed(value, digits) }

  struct Report: Record {
    var index = 0.0
    var tables = 0.0
    var places: [Row] = []
    init() {}
    init(index: Double, tables: Double, places: [Row]) {
      (self.index, self.tables, self.places) = (index, tables, places)
    }
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("index", &index, unit: "s", "Processor time to load the library's index.")
      try f.field("tables", &tables, unit: "s", "Processor time of the tables that all scenes share.")
      try f.field("places", &places, "One by one, each with a library of its own.")
    }
  }

  /// A place built in a process that knows nothing of it yet.
  struct Row: Record {
    var place = ""
    var things = 0
    var drawn = 0
    var layOut = 0.0
    var again = 0.0
    var world = 0.0
    var picture = 0.0
    var whole = 0.0
    var triangles = 0
    var modelBytes = 0
    var pictureBytes = 0
    init() {}

    init(_ name: String, seed: UInt64, _ path: SearchPath) throws {
      let library = try Library(path)
      var scene = Scene()
      scene.title = name
      scene.seconds = 0.1
      var choice = PlaceChoice()
      (choice.name, choice.seed) = (name, seed)
      scene.place = choice
      place = name
      var furnished = FurnishedScene(scene: scene)
      let cold = try LibraryBench.seconds { furnished = try library.furnish(scene) }
      let warm = try LibraryBench.seconds { _ = try library.furnish(scene) }
      var simulator: Simulator?
      let world = try LibraryBench.seconds { simulator = try Simulator(furnished.scene) }
      var renderer: SceneRenderer?
      let picture = try LibraryBench.seconds {
        renderer = try SceneRenderer(scene: furnished.scene, header: simulator!.header, scenery: furnished.scenery)
      }
      let composed = try library.compose(choice)
      things = composed.things.count
      drawn = composed.scenery.dressing.reduce(0) { $0 + $1.copies.count }
      (layOut, again, self.world, self.picture) = (cold.cpu, warm.cpu, world.cpu, picture.cpu)
      whole = cold.wall + world.wall + picture.wall
      triangles = furnished.scenery.models.values.reduce(0) { $0 + $1.triangles }
      modelBytes = furnished.scenery.models.values.reduce(0) { $0 + $1.bytes }
      pictureBytes = renderer!.geometryBytes
    }

    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.field("place", &place, "Its name.")
      try f.field("things", &things, "That stand there.")
      try f.field("drawn", &drawn, "Copies that are only drawn.")
      try f.field("layOut", &layOut, unit: "s", "Processor time to lay it out, its models built on the way.")
      try f.field("again", &again, unit: "s", "The same with all models there.")
      try f.field("world", &world, unit: "s", "Processor time of the simulator's world.")
      try f.field("picture", &picture, unit: "s", "Processor time of the renderer's scene.")
      try f.field("whole", &whole, unit: "s", "Real time of the three together.")
      try f.field("triangles", &triangles, "Of its different models.")
      try f.field("modelBytes", &modelBytes, "What the models' meshes take.")
      try f.field("pictureBytes", &pictureBytes, "What the renderer's geometry takes.")
    }

    static let heading =
      "place               things  drawn  layout  again  world  picture  real s  triangles  models  picture"
    var line: String {
      func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
      }
      let times = [(layOut, 8), (again, 7), (world, 7), (picture, 9), (whole, 8)].map { right(fixed($0, 2), $1) }
      return place + right("\(things)", max(1, 26 - place.count)) + right("\(drawn)", 7) + times.joined()
        + right("\(triangles / 1000)k", 11) + right("\(modelBytes >> 20) MiB", 9)
        + right("\(pictureBytes >> 20) MiB", 9)
    }
  }
}
