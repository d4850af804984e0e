import FileOutput
import LocatedJSON
import VectorMath

/// Damages small traces of every form in ways that get past their checksums too, and reads them.
///
/// Every file must be read, or refused by an error that names file and place. A trap ends the process, which is a fault
/// that no one can miss.
package struct TraceFuzzer {
  package struct Result {
    package var read = 0
    package var refused = 0
    package var faults: [String] = []
    /// Seconds for the slowest file.
    package var slowest = 0.0
    package var largestFile = 0
  }
  package private(set) var result = Result()
  private let seed: UInt64
  private var number = 0
  private var g: SeededGenerator
  private let originals: [[UInt8]]

  package init(seed: UInt64) {
    self.seed = seed
    g = SeededGenerator(seed: seed, stage: "trace fuzzer")
    var originals: [[UInt8]] = []
    for (k, every) in [RecordInterval.frame, .frame, .step].enumerated() {
      var trace = sampleTrace(seed: UInt64(k), frames: k == 0 ? 6 : 3, every: every)
      for precision in [TracePrecision.double, .single] {
        trace.header.precision = precision
        var encoder = TraceEncoder(trace.header, form: .binary)
        var bytes = encoder.start()
        for record in trace.frames { bytes += encoder.append(record) }
        originals.append(bytes + encoder.finish())
      }
      if every == .frame { originals.append(Array(TraceWriter.text(trace).utf8)) }
    }
    self.originals = originals
  }

  /// - Parameter clock: Seconds since some fixed moment.
  package mutating func readDamagedFile(_ clock: () -> Double = { 0 }) {
    let bytes = damaged()
    let name = "file \(number) of seed \(seed)"
    number += 1
    result.largestFile = max(result.largestFile, bytes.count)
    let start = clock()
    do {
      try read(bytes, name)
      result.read += 1
    } catch {
      result.refused += 1
      let isLocated = error is TraceError || error is JSONError
      if !isLocated || !"\(error)".hasPrefix(name) { result.faults.append("\(name): \(error)") }
    }
    result.slowest = max(result.slowest, clock() - start)
  }

  private mutating func read(_ bytes: [UInt8], _ name: String) throws {
    let isStream = g.index(3) == 0
    var input = try TraceInput(MemoryBytes(bytes, name: name, isStream: isStream))
    if !isStream && g.index(3) == 0 && input.header.recordCount > 0 {
      try input.skip(toRecord: g.index(min(input.header.recordCount, 1 << 20)))
    }
    while try input.nextFrame() != nil {}
  }

  // MARK: Damage

  private mutating func damaged() -> [UInt8] {
    var bytes = originals[g.index(originals.count)]
    let isBinary = bytes[0] == BlockFraming.magic[0]
    if isBinary && g.index(3) == 0 {
      var random = g
      if let operated = BlockSurgery.operated(
        bytes, block: 0,
        { symbols, bits in
          for _ in 0...random.index(3) {
            if random.index(2) == 0 || bits.isEmpty {
              TraceFuzzer.damage(&symbols, &random)
            } else {
              TraceFuzzer.damage(&bits, &random)
            }
          }
        })
      {
        bytes = operated
      }
      g = random
      return bytes
    }
    for _ in 0...g.index(3) { TraceFuzzer.damage(&bytes, &g) }
    return isBinary && g.index(2) == 0 ? BlockSurgery.resealed(bytes) : bytes
  }

  private static let spices: [[UInt8]] =
    [
      "[", "]", "{", "}", ",", "-", "e99", "\"", "\\u", "null", "9223372036854775808", "-1", "\n", "\u{0}", "1e400",
    ].map { Array($0.utf8) } + [
      [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [64], [65], [255, 255],
    ]

  private static func damage(_ bytes: inout [UInt8], _ g: inout SeededGenerator) {
    if bytes.isEmpty { bytes = [0] }
    let at = g.index(bytes.count)
    switch g.index(7) {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: g.next())
    case 1: bytes[at] ^= 1 << UInt8(g.index(8))
    case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + g.index(20)))
    case 3: bytes.insert(contentsOf: spices[g.index(spices.count)], at: at)
    case 4:
      let spice = spices[g.index(spices.count)]
      for (k, byte) in spice.enumerated() where at + k < bytes.count { bytes[at + k] = byte }
    case 5: bytes.removeLast(g.index(bytes.count))
    default:
      let part = Array(bytes[at..<min(bytes.count, at + 1 + g.index(60))])
      bytes.insert(contentsOf: part, at: g.index(bytes.count))
    }
    if bytes.isEmpty { bytes = [0x20] }
  }
}
