import CMediaShims
import Imaging
import MediaIO
import TestSupport
import Testing
import VectorMath

@Suite struct PNGTests {
  @Test(arguments: [(1, 1), (17, 33), (64, 48)])
  func roundTripsAreExact(width: Int, height: Int) throws {
    let frame = randomFrame(width: width, height: height, seed: 1)
    #expect(try PNG.decodeFrame(PNG.encode(frame), path: "x") == frame)
    var random = SeededGenerator(seed: 2)
    let grey8 = ImageBuffer(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    #expect(try PNG.decodeGrey8(PNG.encode(grey8), path: "x") == grey8)
    let grey16 = ImageBuffer(
      width: width, height: height, pixels: (0..<width * height).map { _ in UInt16(truncatingIfNeeded: random.next()) })
    #expect(try PNG.decodeGrey16(PNG.encode(grey16), path: "x") == grey16)
    let rgb16 = grey16.map { SIMD3<UInt16>($0, ~$0, $0 &* 3) }
    #expect(try PNG.decodeRGB16(PNG.encode(rgb16), path: "x") == rgb16)
  }

  @Test func bytesRepeatAndSayWhatTheyAre() {
    let frame = testFrame(width: 40, height: 30, index: 3)
    let bytes = PNG.encode(frame)
    #expect(bytes == PNG.encode(frame))
    #expect(RawPNG.chunks(bytes) == ["IHDR", "sRGB", "IDAT", "IEND"])
    #expect(
      RawPNG.chunks(PNG.encode(ImageBuffer(width: 4, height: 4, filledWith: UInt16(9)))) == ["IHDR", "IDAT", "IEND"])
  }

  /// Files laid down byte by byte, apart from libpng.
  @Test func foreignKindsAreRead() throws {
    let grey16 = RawPNG.make(width: 2, height: 1, bits: 16, colourType: 0, lines: [[0x12, 0x34, 0xff, 0x01]])
    #expect(try PNG.decodeGrey16(grey16, path: "x").pixels == [0x1234, 0xff01])
    #expect(try PNG.decodeFrame(grey16, path: "x").colour.pixels[0].y == Float(0x1234) / 65535)

    let bits = RawPNG.make(width: 3, height: 1, bits: 1, colourType: 0, lines: [[0b1010_0000]])
    #expect(try PNG.decodeFrame(bits, path: "x").bytes == [255, 255, 255, 0, 0, 0, 255, 255, 255])

    let palette = RawPNG.make(
      width: 2, height: 1, bits: 8, colourType: 3, lines: [[1, 0]], extra: [("PLTE", [9, 8, 7, 1, 2, 3])])
    #expect(try PNG.decodeFrame(palette, path: "x").bytes == [1, 2, 3, 9, 8, 7])

    let opaque = RawPNG.make(width: 1, height: 1, bits: 8, colourType: 6, lines: [[1, 2, 3, 255]])
    #expect(try PNG.decodeFrame(opaque, path: "x").bytes == [1, 2, 3])
  }

  @Test func refusalsNameTheReason() throws {
    func refusal(_ body: () throws -> Void) -> String {
      do {
        try body()
        return "none"
      } catch {
        let error = error as? MediaError
        #expect(error?.exitCode == 65)
        return error?.description ?? "another error"
      }
    }
    let clear = RawPNG.make(width: 1, height: 1, bits: 8, colourType: 6, lines: [[1, 2, 3, 254]])
    #expect(
      refusal { _ = try PNG.decodeFrame(clear, path: "a.png") } == "'a.png': has transparent pixels; flatten it first")
    let grey = PNG.encode(ImageBuffer(width: 2, height: 2, filledWith: UInt8(3)))
    #expect(refusal { _ = try PNG.decodeGrey16(grey, path: "a.png") } == "'a.png': 8-bit grey, expected 16-bit grey")
    #expect(refusal { _ = try PNG.decodeFrame(Array(grey.dropLast(20)), path: "a.png") }.contains("cut short"))
    #expect(refusal { _ = try PNG.decodeFrame([], path: "a.png") }.contains("not a whole PNG"))
    let bomb = RawPNG.make(width: 900_000, height: 900_000, bits: 8, colourType: 2, lines: [[0]])
    #expect(refusal { _ = try PNG.decodeFrame(bomb, path: "a.png") }.contains("more pixels than the file can hold"))
  }

  @Test func mutantsNeverCrash() throws {
    let seeds: [[UInt8]] = [
      PNG.encode(testFrame(width: 24, height: 16, index: 0)),
      PNG.encode(ImageBuffer(width: 9, height: 9, filledWith: UInt16(300))),
      RawPNG.make(
        width: 2, height: 2, bits: 8, colourType: 3, lines: [[1, 0], [0, 1]], extra: [("PLTE", [9, 8, 7, 1, 2, 3])]),
      RawPNG.make(width: 2, height: 1, bits: 8, colourType: 6, lines: [[1, 2, 3, 255, 4, 5, 6, 255]]),
    ]
    var random = SeededGenerator(seed: 20_261)
    var refused = 0
    let total = 4000
    for i in 0..<total {
      var bytes = mutant(of: seeds[i % seeds.count], &random)
      if i.isMultiple(of: 2) { RawPNG.repairChecksums(&bytes) }  // let the damage through to the decoder
      do { _ = try PNG.decodeFrame(bytes, path: "mutant") } catch {
        #expect(error.exitCode == 65)
        refused += 1
      }
    }
    #expect(refused > total / 4 && refused < total, "\(refused) of \(total) refused")
  }

  @Test func ffmpegReadsOurPictures() throws {
    try withTemporaryFolder { folder in
      let frame = testFrame(width: 50, height: 38, index: 5)
      try PNG.write(frame, to: folder + "/a.png")
      if let judged = try Judge.run(
        "ffmpeg", ["-v", "error", "-i", folder + "/a.png", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
      {
        #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
        #expect([UInt8](judged.output) == frame.bytes)
      }
    }
  }
}

/// PNG files by hand: chunks, stored deflate blocks, checksums.
enum RawPNG {
  static func make(
    width: Int, height: Int, bits: UInt8, colourType: UInt8, lines: [[UInt8]], extra: [(String, [UInt8])] = []
  ) -> [UInt8] {
    let rows: [UInt8] = lines.flatMap { (line: [UInt8]) -> [UInt8] in [0] + line }
    var stored: [UInt8] = [0x78, 0x01, 1]
    for part in [little16(rows.count), little16(~rows.count), rows, big32(adler32(rows))] { stored += part }
    var out: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]
    out += chunk("IHDR", big32(UInt32(width)) + big32(UInt32(height)) + [bits, colourType, 0, 0, 0])
    for (type, content) in extra { out += chunk(type, content) }
    return out + chunk("IDAT", stored) + chunk("IEND", [])
  }

  static func chunks(_ bytes: [UInt8]) -> [String] {
    var at = 8
    var types: [String] = []
    while at + 12 <= bytes.count {
      types.append(String(decoding: bytes[at + 4..<at + 8], as: UTF8.self))
      at += 12 + MP4Parser.number(bytes, at, 4)
    }
    return types
  }

  static func repairChecksums(_ bytes: inout [UInt8]) {
    var at = 8
    while at + 12 <= bytes.count {
      let size = MP4Parser.number(bytes, at, 4)
      guard at + 12 + size <= bytes.count else { return }
      bytes.replaceSubrange(at + 8 + size..<at + 12 + size, with: big32(crc32(Array(bytes[at + 4..<at + 8 + size]))))
      at += 12 + size
    }
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    big32(UInt32(content.count)) + Array(type.utf8) + content + big32(crc32(Array(type.utf8) + content))
  }

  private static func big32(_ v: UInt32) -> [UInt8] { withUnsafeBytes(of: v.bigEndian) { Array($0) } }
  private static func little16(_ v: Int) -> [UInt8] { [UInt8(v & 0xff), UInt8(v >> 8 & 0xff)] }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1) * 0xedb8_8320 }
    }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }
}
