import Experiments
import Foundation

/// A program that runs throughput scenes in another engine, such as `.ci/physics-peer`.
struct PeerEngine {
  var program: String
  /// The engine's name, for the program.
  var engine: String

  /// Runs a scene once; nil if the program says that the engine is not installed.
  func run(_ scene: ThroughputScene, seconds: Double) throws -> PeerRun? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [engine, "\(seconds)"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    do { try process.run() } catch {
      throw UsageError("--peers \(program): cannot be run: \(error.localizedDescription)")
    }
    // The scene is larger than a pipe holds; the program reads all of it before it prints anything.
    input.fileHandleForWriting.write(Data(scene.json().utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw UsageError("--peers \(program): ended with code \(process.terminationStatus)")
    }
    // PyBullet greets on standard output; the result is the last line.
    let last = text.split(separator: "\n").last.map(String.init) ?? ""
    return try PeerRun(json: last)
  }
}
