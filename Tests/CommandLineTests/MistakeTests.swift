import Foundation
import Testing

/// The built program, run as a user runs it, in an empty folder.
struct Program {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("kinema-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// The folder of the test bundle, which is also that of the program.
  private static var binary: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("kinema").path
  }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (
    code: Int32, out: String, error: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (out, error) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = error
    try process.run()
    let output = out.fileHandleForReading.readDataToEndOfFile()
    let errors = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self), String(decoding: errors, as: UTF8.self))
  }

  func write(_ text: String, _ name: String) throws {
    try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
  }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }
  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// Every mistake ends in one clear line and the documented exit code, and leaves no file.
@Suite struct MistakeTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var code: Int32
    var says: String
    var testDescription: String { arguments.joined(separator: " ") }
    init(_ arguments: [String], _ code: Int32, _ says: String) {
      self.arguments = arguments
      self.code = code
      self.says = says
    }
  }

  static let mistakes: [Mistake] = [
    Mistake(["bench", "physics", "fre-fall"], 2, "did you mean 'free-fall'?"),
    Mistake(["bench", "physics", "free-fall"], 66, "Scenes/physics/free-fall.json"),
    Mistake(["bench", "physics", "--throughput", "--scene", "sphere"], 2, "did you mean 'spheres'"),
    Mistake(["bench", "physics", "--throughput", "--export"], 2, "--export needs --scene NAME"),
    Mistake(["bench", "physics", "--soak", "0"], 2, "--soak expects a whole number from 1"),
    Mistake(["generate", "", "-o", "clip.mp4"], 2, "empty"),
    Mistake(["generate", "  . ", "-o", "clip.mp4"], 2, "empty"),
    Mistake(["generate", "A ball sneezes", "-o", "clip.mp4"], 65, "no verb 'sneezes'"),
    Mistake(["generate", "A dargon", "-o", "clip.mp4"], 65, "no known thing"),
    Mistake(["generate", "A ball falls", "-o", "/nonexistent/clip.mp4"], 73, "/nonexistent"),
    Mistake(["generate", "A ball falls"], 2, "expected -o"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--size", "511x288"], 2, "nearest is 512x288"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--size", "0x0"], 2, "nearest is 16x16"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--size", "big"], 2, "WIDTHxHEIGHT"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--seconds", "-1"], 2, "--seconds expects"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--fps", "0"], 2, "--fps expects"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--seed", "x"], 2, "--seed expects"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--preset", "swift"], 2, "--preset expects"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--sede", "1"], 2, "did you mean '--seed'?"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--weights", "none.safetensors"], 66, "none.safetensors"),
    Mistake(["generate", "A ball falls", "-o", "clip.mp4", "--weights", "short.safetensors"], 65, "short.safetensors"),
    Mistake(["generat", "A ball falls"], 2, "did you mean 'generate'?"),
    Mistake(["simulate", "absent.json"], 66, "absent.json"),
    Mistake(["simulate", "broken.json", "-o", "t.jsonl"], 65, "broken.json:3:3: unknown key \"secnds\""),
    Mistake(["check", "cut.json"], 65, "cut.json:1:15: expected"),
    Mistake(["render", "good.json", "cut.jsonl", "-o", "guides"], 65, "cut.jsonl:1:"),
    Mistake(["trace", "inof", "cut.jsonl"], 2, "did you mean 'info'?"),
    Mistake(["trace", "info"], 2, "expected <trace>"),
    Mistake(["trace", "diff", "cut.jsonl"], 2, "expected two traces"),
    Mistake(["trace", "info", "absent.ktrace"], 66, "absent.ktrace"),
    Mistake(["trace", "info", "cut.jsonl"], 65, "cut.jsonl:1:"),
    Mistake(["trace", "info", "cut.ktrace"], 65, "cut.ktrace:1:1: expected a JSON value"),
    Mistake(["trace", "convert", "cut.jsonl"], 2, "expected -o"),
    Mistake(["trace", "dump", "cut.jsonl", "--columns", "x"], 2, "--columns needs --csv"),
    Mistake(["trace", "plot", "cut.jsonl", "-o", "p.png", "--quantity", "sped"], 2, "did you mean 'speed'?"),
    Mistake(["simulate", "good.json", "--trace-every", "second"], 2, "frame or step"),
    Mistake(["plan", "A fluffy ball falls", "--strict"], 65, "fluffy"),
    Mistake(["generate", "A ball falls", "-o", "c.mp4", "--size", "99999999999999999p"], 2, "--size expects"),
    Mistake(["encode", "absent", "-o", "clip.mp4"], 66, "absent"),
    Mistake(["refine", "absent", "-o", "frames"], 66, "absent"),
    Mistake(["train", "wander"], 2, "pairs, fit or judge"),
  ]

  @Test(arguments: mistakes) func mistakeIsOneLine(_ mistake: Mistake) throws {
    let program = try Program()
    defer { program.remove() }
    try program.write("{\n  \"title\": \"x\",\n  \"secnds\": 4\n}", "broken.json")
    try program.write("{\"title\": \"x\",", "cut.json")
    try program.write("{\"title\": \"x\"}", "good.json")
    try program.write("{\"format\":\"kinema-trace\",\"version\":1", "cut.jsonl")
    try program.write("KTR", "cut.ktrace")
    try program.write("short", "short.safetensors")
    let before = program.files
    let result = try program.run(mistake.arguments)
    #expect(result.code == mistake.code, "\(result.error)")
    let lines = result.error.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
    #expect(lines.count == 1, "\(result.error)")
    #expect(result.error.contains(mistake.says), "\(result.error)")
    #expect(result.out.isEmpty)
    #expect(program.files == before)
  }
}
