import Foundation
import LocatedJSON
import SceneDescription
import Testing
import TraceFormat
import VectorMath

private func error(_ text: String) -> JSONError? {
  do throws(JSONError) {
    _ = try TraceReader.trace(from: Array(text.utf8), file: "t.jsonl")
    return nil
  } catch { return error }
}

struct TraceFiles {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func readingGivesTheWrittenBits(seed: UInt64) throws {
    let trace = sampleTrace(seed: seed)
    let text = TraceWriter.text(trace)
    let back = try TraceReader.trace(from: Array(text.utf8), file: "t.jsonl")
    #expect(back == trace)
    // Equality of doubles forgives the sign of zero; equal text does not.
    #expect(TraceWriter.text(back) == text)
  }

  @Test func recordsOfStepsComeBack() throws {
    let trace = sampleTrace(seed: 9, frames: 3, every: .step)
    #expect(trace.frames.count == 81 && trace.frames[80].step == 80)
    #expect(try TraceReader.trace(from: Array(TraceWriter.text(trace).utf8), file: "t.jsonl") == trace)
  }

  @Test func oneLineAFrame() throws {
    let text = TraceWriter.text(sampleTrace(seed: 1, frames: 5))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 7)
    #expect(text.hasSuffix("\n"))
    #expect(text.hasPrefix("{\"format\":\"kinema-trace\",\"version\":2,"))
  }

  @Test func linesCanComeFromAnywhere() throws {
    let trace = sampleTrace(seed: 2)
    var lines = TraceWriter.text(trace).split(separator: "\n").map { Array($0.utf8) }.makeIterator()
    var reader = try TraceReader(file: "pipe") { lines.next() }
    #expect(reader.header == trace.header)
    for frame in trace.frames { #expect(try reader.nextFrame() == frame) }
    #expect(try reader.nextFrame() == nil)
  }

  /// A body of a thousand samples a line: reading must not take quadratic time.
  @Test(.timeLimit(.minutes(1))) func longLinesTakeLinearTime() throws {
    var trace = sampleTrace(seed: 3, frames: 1)
    trace.header.bodies = (0..<5000).map {
      TraceBody(name: "b\($0)", shape: .sphere(radius: 1), isDynamic: true, mass: 1)
    }
    trace.frames[0].bodies = (0..<5000).map {
      BodySample(position: Vector3(Double($0) / 3, 1 / 7, 0), orientation: .identity)
    }
    let bytes = Array(TraceWriter.text(trace).utf8)
    #expect(try ContinuousClock().measure { _ = try TraceReader.trace(from: bytes, file: "t") } < .seconds(5))
  }
}

struct BrokenTraces {
  private let lines = TraceWriter.text(sampleTrace(seed: 7)).split(separator: "\n").map(String.init)

  private func expect(_ lines: [String], line: Int, _ part: String) {
    let e = error(lines.map { $0 + "\n" }.joined())
    #expect(e?.location.line == line, "\(String(describing: e))")
    #expect(e?.message.contains(part) == true, "\(String(describing: e))")
    #expect(e?.exitCode == 65)
  }
  private func replaced(_ k: Int, _ a: String, _ b: String) -> [String] {
    var copy = lines
    let range = copy[k].firstRange(of: a)
    if let range { copy[k].replaceSubrange(range, with: b) } else { Issue.record("no \(a) in line \(k + 1)") }
    return copy
  }

  @Test func errorsNameLineAndCause() {
    expect([], line: 1, "empty file")
    expect(Array(lines.prefix(3)), line: 4, "expected 3 records, found the end of the file after 2")
    expect(lines + [lines[3]], line: 5, "expected the end of the file")
    expect(replaced(0, "\"version\":2", "\"version\":3"), line: 1, "format version 3; this program reads version 2")
    expect(replaced(0, "\"b\":2", "\"b\":3"), line: 1, "joint 'pin' names body 3; there are 3")
    expect(replaced(0, "\"parent\":0", "\"parent\":1"), line: 1, "comes before its parent")
    expect(replaced(0, "\"frameRate\":24", "\"frameRate\":0"), line: 1, "frameRate")
    expect(replaced(0, "kinema-trace", "other-trace"), line: 1, "kinema-trace")
    expect(replaced(0, "\"stepRate\":960", "\"stepRate\":961"), line: 1, "multiple")
    expect(replaced(0, "\"notes\"", "\"note\""), line: 1, "notes")
    expect(replaced(2, "\"record\":1", "\"record\":2"), line: 3, "expected record 1")
    expect(replaced(2, "\"step\":40", "\"step\":41"), line: 3, "expected step 40")
    expect(replaced(2, "\"bodies\":[[", "\"bodies\":[[0],["), line: 3, "expected 3 bodies")
    expect(replaced(1, "\"a\":1", "\"a\":9"), line: 2, "index below 3")
    expect(replaced(1, "contactBegin", "contactBegn"), line: 2, "contactBegin")
    expect(replaced(1, "\"stateHash\":\"", "\"stateHash\":\"x"), line: 2, "hexadecimal")
    expect(replaced(1, "\"energy\"", "\"enrgy\""), line: 2, "energy")
    expect(replaced(2, "\"time\":0.04", "\"time\":0.05"), line: 3, "expected the time of step 40")
    expect(replaced(2, "\"stepHashes\":\"", "\"stepHashes\":\"0000"), line: 3, "expected hashes of 40 steps, found 41")
    expect(replaced(2, "\"total\":", "\"total\":1"), line: 3, "expected the sum")
  }

  /// Files of the first release are refused by name, never misread.
  @Test func versionOneIsRefusedByName() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "Fixtures/traces/version-1.trace.jsonl"), encoding: .utf8)
    let e = error(text)
    #expect(e?.location.line == 1 && e?.message.contains("format version 1") == true, "\(String(describing: e))")
  }

  @Test func everyTruncationIsAnError() {
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    var whole = 0
    for end in stride(from: 0, to: bytes.count - 1, by: 13) {
      do throws(JSONError) {
        _ = try TraceReader.trace(from: Array(bytes[..<end]), file: "t")
        whole += 1
      } catch { #expect(error.location.line >= 1) }
    }
    #expect(whole == 0)
  }

  /// Three thousand random damages: an error or a trace, never a trap.
  @Test func damagedFilesNeverCrash() {
    let original = Array(lines.map { $0 + "\n" }.joined().utf8)
    let spices = [
      "[", "]", "{", "}", ",", "-", "e99", "\"", "\\u", "null", "9223372036854775808", "-1", "\n", "\u{0}", "1e400",
    ]
    .map { Array($0.utf8) }
    var g = SeededGenerator(seed: 0xBAD)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = original
      for _ in 0...g.index(3) {
        let at = g.index(bytes.count)
        switch g.index(4) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: g.next())
        case 1: bytes.removeSubrange(at..<Swift.min(bytes.count, at + 1 + g.index(20)))
        case 2: bytes.insert(contentsOf: spices[g.index(spices.count)], at: at)
        default:
          let end = Swift.min(bytes.count, at + 1 + g.index(40))
          bytes.insert(contentsOf: Array(bytes[at..<end]), at: g.index(bytes.count))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      do throws(JSONError) { _ = try TraceReader.trace(from: bytes, file: "t") } catch { refused += 1 }
    }
    #expect(refused > 2000, "\(refused) of 3000 refused")
  }
}
