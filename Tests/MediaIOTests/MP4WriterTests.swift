import MediaIO
import Testing

/// What real films cannot show quickly: files beyond 4 GiB, odd streams, faulty times.
@Suite struct MP4WriterTests {
  private var track: MP4Writer.Track {
    let stream: [UInt8] = [0, 0, 0, 1, 0x67, 100, 0, 30, 9, 0, 0, 1, 0x68, 1, 2]
    let sets = stream.withUnsafeBufferPointer { H264ParameterSets(annexB: $0)! }
    return MP4Writer.Track(width: 64, height: 32, frameRate: 24, parameterSets: sets)
  }

  @Test(arguments: [
    (100_000_000, 30, false), (100_000_000, 42, false), (100_000_000, 43, true), (1_000_000_000, 60, true),
  ])
  func offsetsReachBeyondFourGigabytes(size: Int, count: Int, wide: Bool) throws {
    var table = SampleTable()
    for i in 0..<count { table.append(size: size, presentation: i, decoding: i, isKey: i % 12 == 0) }
    #expect(table.fault == nil)
    var header = MP4Writer.header(track, table)
    let length = header.count
    // The parser wants all boxes whole: shorten mdat to nothing behind our back, after reading its size.
    let head = wide ? 16 : 8
    let declared = MP4Parser.number(header, length - (wide ? 8 : 8), wide ? 8 : 4)
    #expect(declared == size * count + head)
    header.replaceSubrange(length - head..<length, with: [0, 0, 0, 8] + Array("mdat".utf8))
    let parser = try MP4Parser(header)
    let samples = try parser.samples()
    for (i, sample) in samples.enumerated() { #expect(sample.range.lowerBound == length + i * size) }
    #expect((try? parser.table("co64")) != nil ? wide : !wide)
  }

  @Test func reorderedPicturesStartAtZero() throws {
    var table = SampleTable()
    // Decoding order I P B B P, two frames ahead.
    for (i, shown) in [0, 3, 1, 2, 4].enumerated() {
      table.append(size: 10, presentation: shown, decoding: i - 2, isKey: i == 0)
    }
    #expect(table.fault == nil && table.delay == 2)
    #expect(faultOf([(0, 0), (2, 1)]) == "frame 1 is missing")
    #expect(faultOf([(0, 0), (1, 0)])?.contains("do not rise") == true)
    #expect(faultOf([(0, 1)])?.contains("before it is decoded") == true)
    #expect(faultOf([(0, 0)], isKey: false)?.contains("no key") == true)
  }

  private func faultOf(_ times: [(shown: Int, decoded: Int)], isKey: Bool = true) -> String? {
    var table = SampleTable()
    for (shown, decoded) in times { table.append(size: 1, presentation: shown, decoding: decoded, isKey: isKey) }
    return table.fault
  }

  @Test func startCodesBecomeLengths() {
    let stream: [UInt8] = [
      0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x67, 1, 2, 3, 0, 0, 0, 1, 0x68, 5, 0, 0, 1, 6, 7, 7, 0, 0, 0, 0, 1, 0x65, 0, 0, 3,
      1,
      0xff, 0, 0,
    ]
    let out = stream.withUnsafeBufferPointer { H264.lengthPrefixed($0) }
    #expect(out == [0, 0, 0, 3, 6, 7, 7, 0, 0, 0, 6, 0x65, 0, 0, 3, 1, 0xff])
    #expect([UInt8]([1, 2, 0, 0]).withUnsafeBufferPointer { H264.lengthPrefixed($0) }.isEmpty)
    let sets = track.parameterSets
    #expect(sets.sequence == [0x67, 100, 0, 30, 9] && sets.picture == [0x68, 1, 2])
    #expect(
      sets.configuration == [
        1, 100, 0, 30, 0xff, 0xe1, 0, 5, 0x67, 100, 0, 30, 9, 1, 0, 3, 0x68, 1, 2, 0xfd, 0xf8, 0xf8, 0,
      ])
  }
}
