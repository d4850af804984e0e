import FileOutput
import Pipeline
import Simulation
import TraceFormat

/// Scene file to trace.
enum SimulateCommand: Command {
  static let name = "simulate"
  static let summary = "Moves a scene by the laws of physics and writes the trace, a record for each frame or step."
  static let usage = "SCENE.json [-o TRACE.jsonl|TRACE.ktrace] [options]"
  static let options =
    CommonOption.film + [
      Option(
        "--output", "-o", value: "FILE", help: "Where the trace goes (default: standard output); .ktrace is compact."),
      Option("--trace-every", value: "frame|step", help: "What a record is written for (default frame)."),
      CommonOption.overwrite, CommonOption.threads, CommonOption.library, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("scene")
    let scene = try Inputs.scene(arguments.positionals[0], arguments).scene
    var simulator = try Simulator(scene, every: try interval(arguments))
    for note in simulator.header.notes { Console.error("note: \(Console.safe(note))") }
    var sink = try TraceSink(arguments, header: simulator.header)
    var progress = sink.isFile ? Progress("simulated \(simulator.header.every.rawValue)") : nil
    var done = 0
    while let record = simulator.nextFrame() {
      try Interruption.check()
      try sink.append(record)
      done += 1
      progress?.report(done, of: simulator.header.recordCount)
    }
    try sink.finish()
    return 0
  }

  private static func interval(_ arguments: Arguments) throws(UsageError) -> RecordInterval {
    guard let name = arguments.text("--trace-every") else { return .frame }
    guard let interval = RecordInterval(rawValue: name) else {
      throw UsageError("--trace-every expects frame or step, found '\(name)'")
    }
    return interval
  }
}
