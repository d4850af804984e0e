import AssetLibrary
import LocatedJSON
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// Lays places out and looks for what cannot be: overlaps, things that do not rest, views that miss their area.
struct PlaceCheck {
  static let options = [
    Option("--check", help: "Check the layouts: overlaps, rest, sight, time. Exits with 1 if one is faulty."),
    Option("--rest", value: "S", help: "Simulate so long to see that all stays at rest (default 5; 0: not at all)."),
  ]
  /// Overlap that counts, mm; how far a thing may go in the time, m.
  private static let (overlap, drift) = (1.0, 0.005)

  private let names: [String]
  private let seeds: [UInt64]
  private let library: Library
  private let seconds: Double

  init(_ names: [String], _ seeds: [UInt64], _ library: Library, _ arguments: Arguments) throws {
    self.names = names
    self.seeds = seeds
    self.library = library
    seconds = try arguments.number("--rest", in: 0...600) ?? 5
  }

  func run() throws -> Int32 {
    var faulty = 0
    for name in names {
      for seed in seeds {
        try Interruption.check()
        let faults = try check(name, seed)
        faulty += faults.isEmpty ? 0 : 1
        for fault in faults { Console.output("  \(fault)") }
      }
    }
    Console.output("\(faulty) of \(names.count * seeds.count) layouts faulty")
    return faulty == 0 ? 0 : 1
  }

  private func check(_ name: String, _ seed: UInt64) throws -> [String] {
    var choice = PlaceChoice()
    (choice.name, choice.seed) = (name, seed)
    // Once for the models, which are kept; once for the time.
    let place = try library.compose(choice)
    let time = try ContinuousClock().measure { _ = try library.compose(choice) }
    var scene = Scene()
    scene.title = name
    scene.seconds = max(seconds, 0.1)
    scene.place = choice
    let furnished = try library.furnish(scene)
    var simulator = try Simulator(furnished.scene)
    var faults = simulator.header.notes.filter { $0.contains("overlaps") && depth($0) > PlaceCheck.overlap }
    let copies = place.scenery.dressing.reduce(0) { $0 + $1.copies.count }
    let bytes = place.scenery.models.values.reduce(0) { $0 + $1.bytes }
    Console.output(
      "\(name) #\(seed): \(place.things.count) things, \(copies) drawn, laid out in "
        + "\(Int(time / .milliseconds(1))) ms, models \(bytes >> 20) MiB")
    for note in place.notes { Console.output("  note: \(note)") }
    guard seconds > 0, let start = simulator.nextFrame() else { return faults }
    var last = start
    while let frame = simulator.nextFrame() { last = frame }
    for (i, body) in furnished.scene.bodies.enumerated() where body.motion == .dynamic {
      let way = (last.bodies[i].position - start.bodies[i].position).length
      if way > PlaceCheck.drift { faults.append("'\(body.name)' went \(Int(way * 1000)) mm in \(seconds) s") }
    }
    return faults
  }

  /// The millimetres that a note of an overlap tells.
  private func depth(_ note: String) -> Double {
    let words = note.split(separator: " ")
    guard let unit = words.firstIndex(of: "mm"), unit > 0 else { return 0 }
    return Double(words[unit - 1]) ?? 0
  }
}

extension AssetModel {
  /// What its meshes take, bytes.
  fileprivate var bytes: Int {
    links.flatMap(\.parts).reduce(0) {
      $0 + $1.mesh.positions.count * 2 * MemoryLayout<Vector3>.stride
        + $1.mesh.triangles.count * MemoryLayout<SIMD3<Int32>>.stride
    }
  }
}
