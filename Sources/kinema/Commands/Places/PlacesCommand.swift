import AssetLibrary
import LocatedJSON
import SceneDescription

/// Lists, draws and checks the places of the library.
enum PlacesCommand: Command {
  static let name = "places"
  static let summary = "Lists the places where scenes can be set, draws them, or checks how they are laid out."
  static let usage = "[NAME...] [--json | --sheet FILE.png | --check [--arrangements N]]"
  static let options =
    [
      CommonOption.seed,
      Option("--seeds", value: "N", help: "So many layouts of each, from the seed on (default 1)."),
    ] + PlaceSheet.options + PlaceCheck.options + [
      CommonOption.library, CommonOption.json, CommonOption.threads, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let library = try Library.standard()
    let names = try chosen(arguments, library)
    let first = try arguments.seed("--seed") ?? 0
    let count = try arguments.integer("--seeds", in: 1...10_000) ?? 1
    let seeds = (0..<UInt64(count)).map { first &+ $0 }
    if let path = arguments.text("--sheet") {
      try PlaceSheet(names, seeds, library, arguments).draw(to: path, overwrite: arguments.has("--overwrite"))
      return 0
    }
    if arguments.has("--check") { return try PlaceCheck(names, seeds, library, arguments).run() }
    let rows = try names.map { try PlaceFacts($0, seed: first, library) }
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      rows.write(to: &writer)
      Console.output(writer.text)
    } else {
      Console.output(PlaceFacts.table(rows))
    }
    return 0
  }

  /// The named places, or all.
  private static func chosen(_ arguments: Arguments, _ library: Library) throws -> [String] {
    if arguments.positionals.isEmpty {
      if library.placeFiles.isEmpty {
        throw LibraryError.noLibrary(wanted: "places", tried: library.path.places(of: "places"))
      }
      return library.placeFiles.map(\.name)
    }
    return try arguments.positionals.map { try library.placeFile(named: $0).name }
  }
}

/// What a list tells of a place.
struct PlaceFacts: Record, LineValue {
  var name = ""
  var nouns: [String] = []
  var about = ""
  var bodies = 0
  var things = 0
  var drawn = 0
  var areas: [String] = []
  var views = 0
  var triangles = 0
  var bytes = 0
  init() {}

  init(_ name: String, seed: UInt64, _ library: Library) throws {
    let file = try library.placeFile(named: name)
    var choice = PlaceChoice()
    (choice.name, choice.seed) = (name, seed)
    let place = try library.compose(choice)
    self.name = name
    nouns = file.nouns
    about = file.about
    bodies = place.bodies.count
    things = place.things.count
    drawn = place.scenery.dressing.reduce(0) { $0 + $1.copies.count }
    areas = place.freeAreas.map(\.name)
    views = place.cameras.count
    triangles = place.scenery.models.values.reduce(0) { $0 + $1.triangles }
    bytes = place.scenery.models.values.reduce(0) { $0 + $1.bytes }
    // Things of the same looks share a model.
    for looks in Set(place.things.map(\.looks)) {
      let model = try library.model(of: looks)
      triangles += model.triangles
      bytes += model.bytes
    }
  }

  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("name", &name, "What scenes call it.")
    try f.field("nouns", &nouns, "Words that prompts may use.")
    try f.field("about", &about, "What it shows.")
    try f.field("bodies", &bodies, "Of its structure and ground.")
    try f.field("things", &things, "That stand there.")
    try f.field("drawn", &drawn, "Copies that are only drawn.")
    try f.field("areas", &areas, "Where things can act, the main one first.")
    try f.field("views", &views, "Composed for the camera.")
    try f.field("triangles", &triangles, "Of its different models.")
    try f.field("bytes", &bytes, "What their meshes take.")
  }

  static func table(_ rows: [PlaceFacts]) -> String {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      row.name + String(repeating: " ", count: width - row.name.count + 2)
        + "\(row.things) things, \(row.drawn) drawn, \(row.views) views, \(row.triangles / 1000)k triangles, "
        + "\(row.bytes >> 20) MiB, free: \(row.areas.joined(separator: ", "))"
    }.joined(separator: "\n")
  }
}
