import Foundation
import TraceAnalysis
import TraceFormat

/// `kinema trace fuzz N`: reads N damaged copies of small traces; anything but a trace or a located error is a fault.
enum TraceFuzz {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    guard files.count == 1, let count = Int(files[0]), count > 0 else {
      throw UsageError("fuzz expects a number of files")
    }
    let seed = try arguments.seed("--seed") ?? 0
    var fuzzer = TraceFuzzer(seed: seed)
    var progress = Progress("file")
    let portion = 1000
    for start in stride(from: 0, to: count, by: portion) {
      try Interruption.check()
      for _ in start..<min(count, start + portion) { fuzzer.readDamagedFile { Progress.now } }
      progress.report(min(count, start + portion), of: count)
    }
    let r = fuzzer.result
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    Console.output(
      """
      \(count) damaged files, seed \(seed): \(r.refused) refused with a located error, \(r.read) read, \(r.faults.count) faults
      slowest \(rounded(r.slowest * 1000, digits: 3)) ms; largest file \(r.largestFile) bytes; \
      peak memory of the process \(usage.ru_maxrss / 1024) MiB
      """)
    for fault in r.faults.prefix(20) { Console.output(Console.safe(fault)) }
    return r.faults.isEmpty ? 0 : 1
  }
}
