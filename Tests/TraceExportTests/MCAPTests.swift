import Foundation
import TestSupport
import Testing
import TraceExport
import TraceFormat
import VectorMath

@Suite struct MCAPTests {
  private func exported(_ trace: Trace) throws -> [UInt8] {
    var mcap = MCAPExport(trace.header)
    var bytes: [UInt8] = []
    for frame in trace.frames { bytes += try mcap.add(frame) }
    return bytes + mcap.finish()
  }

  /// CRC-32 a bit at a time, from its definition.
  private func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var c = ~UInt32(0)
    for byte in bytes {
      c ^= UInt32(byte)
      for _ in 0..<8 { c = (c >> 1) ^ (c & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~c
  }

  private struct Record {
    var operation: UInt8
    var start: Int
    var content: Range<Int>
  }
  private func records(_ file: Bytes, _ range: Range<Int>) -> [Record] {
    var out: [Record] = []
    var at = range.lowerBound
    while at < range.upperBound {
      let length = Int(file.number(at + 1, as: UInt64.self))
      out.append(Record(operation: file.all[at], start: at, content: at + 9..<at + 9 + length))
      at += 9 + length
    }
    #expect(at == range.upperBound)
    return out
  }

  @Test("Records follow one another to the end, checksums and index agree with the bytes")
  func structure() throws {
    let trace = try shortRun()
    let bytes = try exported(trace)
    let file = Bytes(all: bytes)
    let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
    #expect(Array(bytes.prefix(8)) == magic && Array(bytes.suffix(8)) == magic)
    let all = records(file, 8..<bytes.count - 8)
    let end = try #require(all.first { $0.operation == 0x0F })
    #expect(file.number(end.content.lowerBound, as: UInt32.self) == checksum(bytes[..<end.start]))
    let footer = try #require(all.last)
    #expect(footer.operation == 0x02)
    let summary = Int(file.number(footer.content.lowerBound, as: UInt64.self))
    #expect(summary == end.content.upperBound)
    let sealed = file.number(footer.content.upperBound - 4, as: UInt32.self)
    #expect(sealed == checksum(bytes[summary..<footer.content.upperBound - 4]))

    var messages = 0
    for chunk in all where chunk.operation == 0x06 {
      let body = chunk.content.lowerBound + 8 + 8 + 8 + 4 + 4 + 8
      #expect(
        checksum(bytes[body..<chunk.content.upperBound]) == file.number(chunk.content.lowerBound + 24, as: UInt32.self))
      messages += records(file, body..<chunk.content.upperBound).count
    }
    let events = trace.frames.reduce(0) { $0 + $1.events.count }
    #expect(messages == 1 + 4 * trace.frames.count + events)
    for index in all where index.operation == 0x08 {
      let offset = Int(file.number(index.content.lowerBound + 16, as: UInt64.self))
      #expect(all.contains { $0.operation == 0x06 && $0.start == offset })
    }
  }

  @Test("The mcap package reads every message with checksums on, and the frames are the trace's poses")
  func judge() throws {
    let trace = try shortRun()
    let last = try #require(trace.frames.last?.bodies[1].position)
    try withTemporaryFolder { folder in
      let path = folder + "/x.mcap"
      try Data(exported(trace)).write(to: URL(fileURLWithPath: path))
      let script = """
        from mcap.reader import make_reader
        from mcap_protobuf.decoder import DecoderFactory
        r = make_reader(open('\(path)', 'rb'), validate_crcs=True, decoder_factories=[DecoderFactory()])
        scene = [m for _, _, _, m in r.iter_decoded_messages(topics=['/scene'])]
        tf = [m for _, _, _, m in r.iter_decoded_messages(topics=['/tf'])]
        ball = [t for t in tf[-1].transforms if t.child_frame_id == 'body/ball'][0]
        print(len(scene), len(scene[0].entities), len(tf), repr(ball.translation.x), repr(ball.translation.y))
        """
      guard let answer = try Judge.python(needing: "mcap_protobuf", script) else { return }
      #expect(answer.status == 0, "\(answer.errors)")
      let things = trace.header.bodies.count + trace.header.people[0].bones.count
      #expect(
        String(decoding: answer.output, as: UTF8.self) == "1 \(things) \(trace.frames.count) \(last.x) \(last.y)\n")
      if let answer = try Judge.run("rerun", ["mcap", "convert", path, "-o", folder + "/x.rrd"]) {
        #expect(answer.status == 0, "\(answer.errors)")
      }
    }
  }
}
