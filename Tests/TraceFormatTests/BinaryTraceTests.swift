import Testing
import TraceFormat
import VectorMath

/// A trace's bytes in the compact form.
func binary(_ trace: Trace) -> [UInt8] {
  var writer = BinaryTraceWriter(trace.header)
  var bytes = writer.start()
  for record in trace.frames { bytes += writer.append(record) }
  return bytes + writer.finish()
}

func reading(_ bytes: [UInt8], isStream: Bool = false) throws -> Trace {
  var input = try TraceInput(MemoryBytes(bytes, name: "t.ktrace", isStream: isStream))
  var frames: [TraceFrame] = []
  while let frame = try input.nextFrame() { frames.append(frame) }
  return Trace(header: input.header, frames: frames)
}

/// Bit for bit: the text of a trace tells zeros of different sign apart, which equality of doubles does not.
private func text(_ trace: Trace) -> String { TraceWriter.text(trace) }

struct BinaryTraces {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func readingGivesTheWrittenBits(seed: UInt64) throws {
    let trace = sampleTrace(seed: seed, frames: seed % 3 == 0 ? 300 : 5)
    let bytes = binary(trace)
    #expect(try text(reading(bytes)) == text(trace), "seed \(seed)")
    #expect(try text(reading(bytes, isStream: true)) == text(trace), "seed \(seed), as a stream")
    #expect(binary(trace) == bytes)
  }

  @Test func recordsOfStepsComeBack() throws {
    let trace = sampleTrace(seed: 4, frames: 6, every: .step)
    #expect(try text(reading(binary(trace))) == text(trace))
  }

  /// Single precision: what comes back is the rounded trace, and rounding it again changes nothing.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func singlePrecisionIsRounding(seed: UInt64) throws {
    var trace = sampleTrace(seed: seed, frames: 20)
    trace.header.precision = .single
    let back = try reading(binary(trace))
    var rounded = trace
    rounded.frames = trace.frames.map { $0.rounded(to: .single) }
    #expect(text(back) == text(rounded), "seed \(seed)")
    #expect(binary(back) == binary(trace))
    for (a, b) in zip(back.frames, trace.frames) {
      let (p, q) = (a.bodies[1].velocity.x, b.bodies[1].velocity.x)
      #expect(q.magnitude > 1e38 || q.magnitude < 1e-30 || (p - q).magnitude <= q.magnitude * 0x1p-24)
    }
  }

  @Test func anEmptyFilmIsATrace() throws {
    let trace = sampleTrace(seed: 1, frames: 0)
    #expect(try reading(binary(trace)) == trace)
  }

  /// Seeking gives what scanning gives: with the index, without it, and in any order.
  @Test func seekingIsScanning() throws {
    let trace = sampleTrace(seed: 12, frames: 700)
    let bytes = binary(trace)
    let cut = Array(bytes[..<(bytes.count - 40)])
    for (name, file) in [("whole", bytes), ("without index", cut)] {
      var reader = try BinaryTraceReader(MemoryBytes(file, name: name))
      var g = SeededGenerator(seed: 99)
      for _ in 0..<60 {
        let k = g.index(700)
        try reader.seek(toRecord: k)
        #expect(try reader.nextFrame() == trace.frames[k], "\(name), record \(k)")
        if k + 1 < 700 { #expect(try reader.nextFrame() == trace.frames[k + 1], "\(name), after record \(k)") }
      }
      try reader.seek(toRecord: 700)
      #expect((try? reader.nextFrame()) == .some(nil) || name == "without index")
    }
  }

  /// What a killed writer leaves is read up to where it ends.
  @Test func aCutFileGivesItsRecordsBeforeTheError() throws {
    let trace = sampleTrace(seed: 3, frames: 300)
    let bytes = binary(trace)
    var input = try TraceInput(MemoryBytes(Array(bytes[..<(bytes.count / 2)]), name: "cut"))
    var count = 0
    do {
      while let frame = try input.nextFrame() {
        #expect(frame == trace.frames[count])
        count += 1
      }
      Issue.record("no error")
    } catch { #expect("\(error)".contains("expected"), "\(error)") }
    #expect(count > 0 && count < 300)
  }
}

struct BrokenBinaryTraces {
  private let trace = sampleTrace(seed: 7, frames: 200)

  private func expect(_ bytes: [UInt8], at offset: Int?, _ part: String) {
    do {
      _ = try reading(bytes)
      Issue.record("no error where '\(part)' was due")
    } catch let error as TraceError {
      #expect(error.description.contains(part), "\(error)")
      #expect(error.exitCode == 65)
      if let offset { #expect(error.offset == offset, "\(error)") }
    } catch { Issue.record("\(error)") }
  }

  @Test func errorsNamePlaceAndCause() throws {
    let bytes = binary(trace)
    func changed(_ at: Int, _ value: UInt8) -> [UInt8] {
      var copy = bytes
      copy[at] = value
      return copy
    }
    expect(Array(bytes[..<6]), at: 0, "first bytes of a binary trace")
    expect(changed(8, 9), at: 8, "format version 9; this program reads version 2")
    expect(changed(12, 0x41), at: 12, "expected 'HEAD', 'RECS' or 'INDX'")
    expect(changed(19, 0x7F), at: 12, "bytes in 'HEAD', found")
    expect(changed(40, bytes[40] ^ 1), at: 12, "checksum of 'HEAD'")
    let first = 12 + 12 + Int(bytes[16]) + 256 * Int(bytes[17])
    expect(changed(first + 100, bytes[first + 100] ^ 4), at: first, "block 1: expected the checksum of 'RECS'")
    expect(BlockSurgery.resealed(changed(first + 12, 5)), at: first, "expected record 0, found 5")
    expect(BlockSurgery.resealed(changed(first + 20 + 3, 1)), at: first, "records in all")
    expect(BlockSurgery.resealed(changed(first + 24 + 3, 0x7F)), at: first, "bytes of symbols")
    expect(Array(bytes[..<(first + 6)]), at: first, "12 bytes of header, found 6")
    expect(Array(bytes[..<first]), at: first, "expected 200 records, found the end of the file after 0")
    expect(bytes + [0], at: nil, "the footer and the end of the file")
    expect(Array(bytes.dropLast()), at: nil, "the footer and the end of the file")
    let wide = try #require(BlockSurgery.operated(bytes, block: 0) { symbols, _ in symbols[1] = 65 })
    expect(wide, at: first, "residual of at most 64 bits, found 65")
    let long = try #require(BlockSurgery.operated(bytes, block: 0) { symbols, _ in symbols.append(0) })
    expect(long, at: first, "expected the end of the block after its last record")
    let short = try #require(BlockSurgery.operated(bytes, block: 0) { _, bits in bits.removeLast(9) })
    expect(short, at: first, "residual bits")
  }

  @Test func otherVersionsAreRefusedByNameInTheHeaderToo() {
    var lines = TraceWriter.text(trace).split(separator: "\n").map(String.init)
    lines[0] = lines[0].replacing("\"version\":2", with: "\"version\":7")
    do { _ = try reading(Array(lines.joined(separator: "\n").utf8)) } catch {
      #expect("\(error)".contains("format version 7"), "\(error)")
    }
  }

  @Test func everyTruncationIsAnError() {
    let bytes = binary(sampleTrace(seed: 8, frames: 3))
    for end in 0..<bytes.count {
      do {
        _ = try reading(Array(bytes[..<end]))
        // Without its index a file is still whole; a stump of the index or the footer is none.
        #expect(bytes.count - end == 12 + 16 + 20, "\(end) of \(bytes.count)")
      } catch { continue }
    }
  }
}
