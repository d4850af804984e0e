import FileOutput
import Pipeline
import Simulation
import TraceFormat

/// Scene file to trace.
enum SimulateCommand: Command {
  static let name = "simulate"
  static let summary = "Moves a scene by the laws of physics and writes the trace, a line for each frame."
  static let usage = "SCENE.json [-o TRACE.jsonl] [options]"
  static let options =
    CommonOption.film + [
      Option("--output", "-o", value: "FILE", help: "Where the trace goes (default: standard output)."),
      CommonOption.overwrite, CommonOption.threads, CommonOption.help,
    ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.expectPositionals("scene")
    let scene = try Inputs.scene(arguments.positionals[0], arguments)
    var simulator = try Simulator(scene)
    for note in simulator.header.notes { Console.error("note: \(Console.safe(note))") }
    guard let path = arguments.text("--output") else {
      Console.output(TraceWriter.line(simulator.header))
      while let frame = simulator.nextFrame() {
        try Interruption.check()
        Console.output(TraceWriter.line(frame))
      }
      return 0
    }
    var file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite"))
    try file.write(Array(TraceWriter.line(simulator.header).utf8))
    var progress = Progress("simulated frame")
    var done = 0
    while let frame = simulator.nextFrame() {
      try Interruption.check()
      try file.write(Array(TraceWriter.line(frame).utf8))
      done += 1
      progress.report(done, of: scene.frameCount)
    }
    try file.commit()
    return 0
  }
}
