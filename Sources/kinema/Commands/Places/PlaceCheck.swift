import AssetLibrary
import LocatedJSON
import SceneDescription
import Simulation
import VectorMath

/// Lays places out and looks for what cannot be: overlaps, things that do not rest, views that miss their area.
struct PlaceCheck {
  static let options = [
    Option("--check", help: "Check the layouts: overlaps, rest, sight, time. Exits with 1 if one is faulty."),
    Option(
      "--arrangements", value: "N",
      help: "Check N arrangements of 20 things drawn from the whole library in the places instead, from the seed on."),
    Option("--rest", value: "S", help: "Simulate so long to see that all stays at rest (default 5; 0: not at all)."),
    Option("--whole", help: "Simulate to the end, also when all has come to lie still."),
  ]
  private static let thingsOfArrangement = 20

  private let names: [String]
  private let seeds: [UInt64]
  private let library: Library
  private let seconds: Double
  private let toTheEnd: Bool
  /// Nil: the places as they are.
  private let arrangements: Int?

  init(_ names: [String], _ seeds: [UInt64], _ library: Library, _ arguments: Arguments) throws {
    self.names = names
    self.seeds = seeds
    self.library = library
    arrangements = try arguments.integer("--arrangements", in: 1...100_000)
    seconds = try arguments.number("--rest", in: 0...600) ?? 5
    toTheEnd = arguments.has("--whole")
  }

  func run() throws -> Int32 {
    if let arrangements { return try runArrangements(arrangements) }
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
    let time = try ContinuousClock().measure { _ = try library.layOut(choice) }
    let trial = try self.trial(choice, [])
    let copies = place.scenery.dressing.reduce(0) { $0 + $1.copies.count }
    let bytes = place.scenery.models.values.reduce(0) { $0 + $1.bytes }
    Console.output(
      "\(name) #\(seed): \(place.things.count) things, \(copies) drawn, laid out in "
        + "\(Int(time / .milliseconds(1))) ms, models \(bytes >> 20) MiB")
    for note in place.notes { Console.output("  note: \(note)") }
    return trial.faults
  }

  /// Things drawn from the whole library, set down in the places in turn.
  private func runArrangements(_ count: Int) throws -> Int32 {
    var faulty = 0
    for number in 0..<count {
      try Interruption.check()
      let seed = seeds[0] &+ UInt64(number)
      var choice = PlaceChoice()
      (choice.name, choice.seed) = (names[number % names.count], seed)
      let things = try library.randomThings(
        PlaceCheck.thingsOfArrangement, in: choice, seed: seed, settledBy: Settling())
      let faults = try trial(choice, things).faults
      faulty += faults.isEmpty ? 0 : 1
      Console.output("\(choice.name) #\(seed): \(things.count) things set down\(faults.isEmpty ? "" : ", faulty")")
      for fault in faults { Console.output("  \(fault)") }
    }
    Console.output("\(faulty) of \(count) arrangements faulty")
    return faulty == 0 ? 0 : 1
  }

  private func trial(_ choice: PlaceChoice, _ things: [Thing]) throws -> RestTrial {
    var scene = Scene()
    scene.title = choice.name
    scene.seconds = max(seconds, 0.1)
    scene.place = choice
    scene.things = things
    return try RestTrial(library.furnish(scene).scene, simulating: seconds > 0, toTheEnd: toTheEnd)
  }
}
