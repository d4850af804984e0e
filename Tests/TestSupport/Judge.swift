import Foundation
import Synchronization

/// Programs outside that confirm our files. Where one is missing its check is skipped, counted and printed.
public enum Judge {
  private static let skips = Mutex<[String: Int]>([:])

  /// The program's output when it succeeded; nil when it is not installed.
  public static func run(_ tool: String, _ arguments: [String]) throws -> (status: Int32, output: Data, errors: String)?
  {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    guard let found = folders.map({ "\($0)/\(tool)" }).first(where: FileManager.default.isExecutableFile) else {
      skip(tool)
      return nil
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: found)
    process.arguments = arguments
    let errorPath = FileManager.default.temporaryDirectory.path + "/kinema-judge-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: errorPath, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: errorPath) }
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: errorPath)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let errors = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
    return (process.terminationStatus, data, errors)
  }

  /// Runs a Python script that needs `module`; nil where Python or the module is missing.
  public static func python(needing module: String, _ script: String) throws -> (
    status: Int32, output: Data, errors: String
  )? {
    guard let probe = try run("python3", ["-c", "import \(module)"]) else { return nil }
    if probe.status != 0 {
      skip("python module \(module)")
      return nil
    }
    return try run("python3", ["-c", script])
  }

  private static func skip(_ what: String) {
    let count = skips.withLock { table in
      table[what, default: 0] += 1
      return table[what]!
    }
    print("SKIPPED: no \(what) to judge by (\(count) so far)")
  }
}
