import LocatedJSON
import Testing
import TraceFormat
import VectorMath

/// A trace with every kind of value and awkward numbers, from a seed.
private func sample(seed: UInt64, frames: Int = 3) -> Trace {
  var g = SeededGenerator(seed: seed)
  func number() -> Double {
    switch g.index(6) {
    case 0: return -0.0
    case 1: return 0x1p-1074 * Double(g.index(1000))
    case 2: return Double(g.index(100)) - 50
    case 3: return Double.greatestFiniteMagnitude * g.uniform(-1...1)
    default: return g.normal()
    }
  }
  func vector() -> Vector3 { Vector3(number(), number(), number()) }
  func turn() -> Quaternion { Quaternion(x: g.normal(), y: g.normal(), z: g.normal(), w: g.normal()).normalized }
  var header = TraceHeader()
  header.title = "A \"ball\"\n\u{1F3C0} rolls"
  header.engine = "test"
  header.sceneHash = g.next()
  header.seed = g.next()
  header.frameCount = frames
  header.bodies = [
    TraceBody(name: "ground", shape: "plane", isDynamic: false, mass: 0),
    TraceBody(name: "ball", shape: "sphere", isDynamic: true, mass: 0.1),
  ]
  header.people = [TracePerson(name: "walker", bones: ["pelvis", "head"])]
  header.notes = ["one", "two"]
  var trace = Trace(header: header, frames: [])
  for i in 0..<frames {
    var frame = TraceFrame(index: i, step: i * 40, time: Double(i) / 24)
    for _ in header.bodies {
      frame.bodies.append(
        BodySample(
          position: vector(), orientation: turn(), velocity: vector(), angularVelocity: vector(),
          isAsleep: g.index(2) == 0))
    }
    let bones = (0..<2).map { _ in RigidTransform(rotation: turn(), translation: vector()) }
    frame.people = [SkeletonSample(bones: bones, leftFootLocked: g.index(2) == 0, rightFootLocked: g.index(2) == 0)]
    frame.contacts = [
      ContactSample(
        a: .body(0), b: .bone(person: 0, bone: 1), feature: g.next(), point: vector(), normal: vector(),
        depth: number(), normalImpulse: number(), tangentImpulse: number())
    ]
    frame.events = TraceEvent.Kind.allCases.enumerated().map { k, kind in
      TraceEvent(
        kind: kind, step: i * 40, time: number(), a: .body(1), b: k % 2 == 0 ? .bone(person: 0, bone: 0) : nil,
        point: k % 3 == 0 ? vector() : nil, speed: k % 2 == 1 ? number() : nil)
    }
    frame.energy.kinetic = number()
    frame.energy.potential = number()
    frame.energy.momentum = vector()
    frame.energy.angularMomentum = vector()
    frame.stateHash = g.next()
    trace.frames.append(frame)
  }
  return trace
}

private func error(_ text: String) -> JSONError? {
  do throws(JSONError) {
    _ = try TraceReader.trace(from: Array(text.utf8), file: "t.jsonl")
    return nil
  } catch { return error }
}

struct TraceFiles {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func readingGivesTheWrittenBits(seed: UInt64) throws {
    let trace = sample(seed: seed)
    let text = TraceWriter.text(trace)
    let back = try TraceReader.trace(from: Array(text.utf8), file: "t.jsonl")
    #expect(back == trace)
    // Equality of doubles forgives the sign of zero; equal text does not.
    #expect(TraceWriter.text(back) == text)
  }

  @Test func oneLineAFrame() throws {
    let text = TraceWriter.text(sample(seed: 1, frames: 5))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 7)
    #expect(text.hasSuffix("\n"))
    #expect(text.hasPrefix("{\"format\":\"kinema-trace\",\"version\":1,"))
  }

  @Test func linesCanComeFromAnywhere() throws {
    let trace = sample(seed: 2)
    var lines = TraceWriter.text(trace).split(separator: "\n").map { Array($0.utf8) }.makeIterator()
    var reader = try TraceReader(file: "pipe") { lines.next() }
    #expect(reader.header == trace.header)
    for frame in trace.frames { #expect(try reader.nextFrame() == frame) }
    #expect(try reader.nextFrame() == nil)
  }

  /// A body of a thousand samples a line: reading must not take quadratic time.
  @Test(.timeLimit(.minutes(1))) func longLinesTakeLinearTime() throws {
    var trace = sample(seed: 3, frames: 1)
    trace.header.bodies = (0..<5000).map { TraceBody(name: "b\($0)", shape: "sphere", isDynamic: true, mass: 1) }
    trace.frames[0].bodies = (0..<5000).map {
      BodySample(position: Vector3(Double($0) / 3, 1 / 7, 0), orientation: .identity)
    }
    let bytes = Array(TraceWriter.text(trace).utf8)
    #expect(try ContinuousClock().measure { _ = try TraceReader.trace(from: bytes, file: "t") } < .seconds(5))
  }
}

struct BrokenTraces {
  private let lines = TraceWriter.text(sample(seed: 7)).split(separator: "\n").map(String.init)

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
    expect(Array(lines.prefix(3)), line: 4, "expected 3 frames, found the end of the file after 2")
    expect(lines + [lines[3]], line: 5, "expected the end of the file")
    expect(replaced(0, "\"version\":1", "\"version\":2"), line: 1, "format version 2")
    expect(replaced(0, "kinema-trace", "other-trace"), line: 1, "kinema-trace")
    expect(replaced(0, "\"stepRate\":960", "\"stepRate\":961"), line: 1, "multiple")
    expect(replaced(0, "\"notes\"", "\"note\""), line: 1, "notes")
    expect(replaced(2, "\"frame\":1", "\"frame\":2"), line: 3, "expected frame 1")
    expect(replaced(2, "\"step\":40", "\"step\":41"), line: 3, "expected step 40")
    expect(replaced(2, "\"bodies\":[[", "\"bodies\":[[0],["), line: 3, "expected 2 bodies")
    expect(replaced(1, "\"a\":1", "\"a\":9"), line: 2, "index below 2")
    expect(replaced(1, "contactBegin", "contactBegn"), line: 2, "contactBegin")
    expect(replaced(1, "\"stateHash\":\"", "\"stateHash\":\"x"), line: 2, "hexadecimal")
    expect(replaced(1, "\"energy\"", "\"enrgy\""), line: 2, "energy")
  }

  @Test func everyTruncationIsAnError() {
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    var whole = 0
    for end in stride(from: 0, to: bytes.count, by: 13) {
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
