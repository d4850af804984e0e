import FileOutput
import Foundation
import Imaging
import MediaIO
import TestSupport
import Testing

@Suite struct MovieWriterTests {
  /// Writes a film of `count` test frames and returns its bytes.
  private func film(
    width: Int, height: Int, count: Int, rate: FrameRate = 24, preset: String = "medium", title: String = "",
    comment: String = "", frame: ((Int) -> Frame)? = nil
  ) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let path = folder + "/clip.mp4"
      var movie = try MovieWriter(
        path: path, width: width, height: height, frameRate: rate, options: .init(crf: 18, preset: preset),
        title: title, comment: comment)
      for i in 0..<count {
        try movie.append(frame?(i) ?? testFrame(width: width, height: height, index: i))
        #expect(!FileManager.default.fileExists(atPath: path))
      }
      try movie.finish()
      #expect(contents(of: folder) == ["clip.mp4"])
      return try readFile(path)
    }
  }

  @Test(arguments: [(1, 24, 1), (2, 24, 1), (24, 24, 1), (61, 24, 1), (50, 30000, 1001), (10, 1, 2)])
  func structureHolds(count: Int, numerator: Int, denominator: Int) throws {
    let rate = try FrameRate(numerator, over: denominator)
    let bytes = try film(width: 64, height: 48, count: count, rate: rate)
    let parser = try MP4Parser(bytes)
    #expect(parser.root.children.map(\.type) == ["ftyp", "moov", "mdat"])
    let samples = try parser.samples()
    let (perSecond, perFrame) = rate.clock
    #expect(samples.count == count)
    #expect(samples[0].isKey)

    // Every byte of mdat belongs to one sample, in order, and every sample is a whole chain of NAL units.
    let data = try parser.required(["mdat"]).content
    var end = data.lowerBound
    for sample in samples {
      #expect(sample.range.lowerBound == end)
      end = sample.range.upperBound
      var at = sample.range.lowerBound
      var types: [Int] = []
      while at + 4 < end {
        types.append(Int(bytes[at + 4] & 0x1f))
        at += 4 + MP4Parser.number(bytes, at, 4)
      }
      #expect(at == end)
      #expect(types.contains(5) == sample.isKey && !types.contains(7) && !types.contains(8), "NAL units \(types)")
    }
    #expect(end == data.upperBound)

    // Shown from the edit's start, every frame time exactly once.
    let edit = try parser.required(["moov", "trak", "edts", "elst"])
    #expect(parser.number(edit, 8, 8) == count * perFrame)
    let start = parser.number(edit, 16, 8)
    #expect(samples.map { $0.presentation - start }.sorted() == (0..<count).map { $0 * perFrame })
    #expect(samples.allSatisfy { $0.presentation >= $0.decoding })
    let movie = try parser.required(["moov", "mvhd"])
    #expect(parser.number(movie, 20) == perSecond && parser.number(movie, 24, 8) == count * perFrame)
    #expect(perSecond * denominator == numerator * perFrame)
    #expect(parser.number(movie, 4, 8) == 0 && parser.number(movie, 12, 8) == 0)  // no dates

    let colour = try parser.required(["moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", "colr"])
    #expect(Array(bytes[colour.content]) == Array("nclx".utf8) + [0, 1, 0, 1, 0, 1, 0])
  }

  /// The same film gave other bytes now and then: libx264 read memory that nobody had written. Expected: equal bytes,
  /// whatever lay in the memory before.
  @Test func sameFramesGiveSameBytes() throws {
    let first = try film(width: 96, height: 64, count: 30, title: "a", comment: "seed 1")
    for round in 1...10 {
      let waste = (4...18).map { [UInt8](repeating: UInt8(truncatingIfNeeded: 37 * round), count: 1 << $0) }
      #expect(waste.count == 15)
      #expect(try film(width: 96, height: 64, count: 30, title: "a", comment: "seed 1") == first, "round \(round)")
    }
    #expect(try film(width: 96, height: 64, count: 30, title: "a", comment: "seed 2") != first)
  }

  @Test func everyEvenSizeDecodesToItself() throws {
    for width in stride(from: 16, through: 64, by: 2) {
      for height in stride(from: 16, through: 64, by: 2) {
        let bytes = try film(width: width, height: height, count: 1, preset: "ultrafast") { _ in
          flatFrame(width: width, height: height, 200, 100, 50)
        }
        let pictures = try FilmDecoder.pictures(of: bytes)
        try #require(pictures.count == 1)
        #expect(pictures[0].width == width && pictures[0].height == height)
        for (x, y) in [(0, 0), (width - 2, 0), (0, height - 2), (width - 2, height - 2)] {
          let error = pictures[0].colour(x, y) - SIMD3(200, 100, 50)
          #expect(max(abs(error.x), abs(error.y), abs(error.z)) <= 4, "\(width)x\(height) off by \(error)")
        }
      }
    }
  }

  @Test(arguments: [(18, 34), (320, 180), (854, 480)])
  func framesComeBackInOrder(width: Int, height: Int) throws {
    let bytes = try film(width: width, height: height, count: 20)
    let pictures = try FilmDecoder.pictures(of: bytes)
    #expect(pictures.count == 20)
    for (i, picture) in pictures.enumerated() {
      let sent = ColourConversion.yuv420(
        rgb: testFrame(width: width, height: height, index: i).bytes, width: width, height: height)
      let errors = zip(sent.luma, picture.luma).map { (Double($0) - Double($1)) * (Double($0) - Double($1)) }
      let mean = errors.reduce(0, +) / Double(errors.count)
      #expect(mean < 12, "frame \(i): mean squared luma error \(mean)")  // above 37 dB
    }
  }

  /// Flat colours come back within 3 of 255, by our decoder and by ffmpeg's own conversion.
  @Test func flatColoursSurvive() throws {
    let colours: [[UInt8]] = [
      [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0], [128, 128, 128], [30, 90, 200],
      [250, 180, 20],
    ]
    let bytes = try film(width: 64, height: 32, count: colours.count) { i in
      flatFrame(width: 64, height: 32, colours[i][0], colours[i][1], colours[i][2])
    }
    let pictures = try FilmDecoder.pictures(of: bytes)
    for (sent, picture) in zip(colours, pictures) {
      let back = picture.colour(32, 16)
      for c in 0..<3 { #expect(abs(back[c] - Double(sent[c])) <= 3, "\(sent) came back as \(back)") }
    }
    try withTemporaryFolder { folder in
      try writeAtomically(bytes, to: folder + "/a.mp4")
      guard
        let judged = try Judge.run(
          "ffmpeg",
          [
            "-v", "error", "-i", folder + "/a.mp4", "-f", "rawvideo", "-pix_fmt", "rgb24", "-sws_flags", "accurate_rnd",
            "-",
          ])
      else { return }
      #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
      let raw = [UInt8](judged.output)
      #expect(raw.count == colours.count * 64 * 32 * 3)
      for (i, sent) in colours.enumerated() where raw.count == colours.count * 64 * 32 * 3 {
        let at = (i * 64 * 32 + 16 * 64 + 32) * 3
        for c in 0..<3 { #expect(abs(Int(raw[at + c]) - Int(sent[c])) <= 3, "\(sent): \(raw[at..<at + 3])") }
      }
    }
  }

  @Test(arguments: [(24, 1, 48), (30000, 1001, 31), (25, 1, 1)])
  func ffprobeAndMpvAgree(numerator: Int, denominator: Int, count: Int) throws {
    let rate = try FrameRate(numerator, over: denominator)
    let bytes = try film(
      width: 130, height: 74, count: count, rate: rate, title: "a “red” ball", comment: "prompt\nseed 7")
    try withTemporaryFolder { folder in
      let path = folder + "/a.mp4"
      try writeAtomically(bytes, to: path)
      if let judged = try Judge.run(
        "ffprobe", ["-v", "warning", "-count_frames", "-show_streams", "-show_format", "-of", "json", path])
      {
        #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
        let report = try #require(try JSONSerialization.jsonObject(with: judged.output) as? [String: Any])
        let stream = try #require((report["streams"] as? [[String: Any]])?.first)
        let expected: [String: String] = [
          "codec_name": "h264", "profile": "High", "width": "130", "height": "74", "pix_fmt": "yuv420p",
          "color_range": "tv", "color_space": "bt709", "color_transfer": "bt709", "color_primaries": "bt709",
          "chroma_location": "left", "r_frame_rate": "\(numerator)/\(denominator)",
          "avg_frame_rate": "\(numerator)/\(denominator)", "nb_frames": "\(count)", "nb_read_frames": "\(count)",
          "start_time": "0.000000", "sample_aspect_ratio": "1:1",
          "duration": String(format: "%.6f", Double(count * denominator) / Double(numerator)),
        ]
        for (key, value) in expected.sorted(by: { $0.key < $1.key }) {
          #expect(stream[key].map { "\($0)" } == value, "\(key)")
        }
        let tags = (report["format"] as? [String: Any])?["tags"] as? [String: String]
        #expect(tags?["title"] == "a “red” ball" && tags?["comment"] == "prompt\nseed 7")
      }
      if let judged = try Judge.run("ffmpeg", ["-v", "warning", "-xerror", "-i", path, "-f", "null", "-"]) {
        #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
      }
      if let judged = try Judge.run(
        "mpv", ["--no-config", "--vo=null", "--ao=null", "--untimed", "--msg-level=all=warn", path])
      {
        #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
      }
    }
  }

  @Test func nothingStaysBehindAFailure() throws {
    try withTemporaryFolder { folder in
      do {
        var movie = try MovieWriter(path: folder + "/a.mp4", width: 32, height: 32, frameRate: 24)
        for i in 0..<60 { try movie.append(testFrame(width: 32, height: 32, index: i)) }
        #expect(movie.frameCount == 60)
      }
      #expect(contents(of: folder).isEmpty)

      #expect(throws: MediaError.noFrames(folder + "/a.mp4")) {
        let none = try MovieWriter(path: folder + "/a.mp4", width: 32, height: 32, frameRate: 24)
        try none.finish()
      }
      #expect(contents(of: folder).isEmpty)

      var mixed = try MovieWriter(path: folder + "/a.mp4", width: 32, height: 32, frameRate: 24)
      try mixed.append(testFrame(width: 32, height: 32, index: 0))
      #expect(
        throws: MediaError.sizeChanged(frame: 1, width: 34, height: 32, expectedWidth: 32, expectedHeight: 32)
      ) { try mixed.append(testFrame(width: 34, height: 32, index: 0)) }

      #expect(throws: MediaError.file(.cannotCreate(folder + "/no/a.mp4", reason: "No such file or directory"))) {
        _ = try MovieWriter(path: folder + "/no/a.mp4", width: 32, height: 32, frameRate: 24)
      }
    }
    #expect(throws: MediaError.file(.io("/dev/full", reason: "No space left on device"))) {
      var full = try MovieWriter(path: "/dev/full", width: 32, height: 32, frameRate: 24)
      try full.append(testFrame(width: 32, height: 32, index: 0))
      try full.finish()
    }
  }

  @Test func wrongOptionsNameTheNearestRight() throws {
    func refusal(_ width: Int, _ height: Int, crf: Int = 18, preset: String = "medium") -> MediaError? {
      do throws(MediaError) {
        _ = try MovieWriter(
          path: "/dev/null", width: width, height: height, frameRate: 24, options: .init(crf: crf, preset: preset))
        return nil
      } catch { return error }
    }
    #expect(refusal(16, 16) == nil)
    #expect(refusal(17, 33)?.description.hasSuffix("the nearest is 18x34") == true)
    #expect(refusal(14, 16) == .badSize(width: 14, height: 16, nearestWidth: 16, nearestHeight: 16))
    #expect(refusal(0, -4) == .badSize(width: 0, height: -4, nearestWidth: 16, nearestHeight: 16))
    #expect(refusal(16385, 16)?.description.hasSuffix("16384x16") == true)
    #expect(refusal(16, 16, crf: 0)?.exitCode == 2)
    #expect(refusal(16, 16, crf: 52)?.description.contains("nearest is 51") == true)
    #expect(refusal(16, 16, preset: "quick")?.description.contains("ultrafast") == true)
    #expect(throws: MediaError.self) { try FrameRate(0, over: 1) }
    #expect(throws: MediaError.self) { try FrameRate(24, over: 0) }
    #expect(try FrameRate(48, over: 2) == 24)
  }

  @Test func aMissingEncoderIsNamed() throws {
    do throws(MediaError) {
      _ = try VideoEncoder(
        width: 16, height: 16, frameRate: 24, preferring: ["no-such-encoder"], allowingOthers: false)
      Issue.record("opened")
    } catch {
      #expect(error.exitCode == 70)
      #expect(error.description.contains("no H.264 encoder") && error.description.contains("mpeg4"), "\(error)")
    }
    // With the favourites missing any other that opens will do; libx264's second face is one.
    let other = try VideoEncoder(width: 16, height: 16, frameRate: 24, preferring: [])
    #expect(!other.name.isEmpty)
  }
}
