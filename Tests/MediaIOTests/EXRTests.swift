import Foundation
import MediaIO
import TestSupport
import Testing
import VectorMath

@Suite struct EXRTests {
  private static func noise(_ width: Int, _ height: Int, seed: UInt64) -> EXRImage {
    var random = SeededGenerator(seed: seed)
    func bits() -> [UInt32] { (0..<width * height).map { _ in UInt32(truncatingIfNeeded: random.next()) } }
    return EXRImage(
      width: width, height: height,
      channels: [
        .init(name: "depth.Z", samples: .float((0..<width * height).map { Float($0) / 7 })),
        .init(name: "N.X", samples: .float(bits().map { Float(bitPattern: $0) })),  // NaNs of all kinds among them
        .init(name: "id", samples: .uint(bits())),
        .init(name: "a channel's name of more than thirty-one bytes", samples: .uint(bits().map { $0 & 3 })),
      ], attributes: [("comment", "ünïcode"), ("empty", "")])
  }

  private static func bits(_ samples: EXRImage.Samples?) -> [UInt32] {
    switch samples {
    case .float(let values): values.map(\.bitPattern)
    case .uint(let values): values
    case nil: []
    }
  }

  private func expectEqual(_ a: EXRImage, _ b: EXRImage) {
    #expect(a.width == b.width && a.height == b.height)
    #expect(a.channels.map(\.name) == b.channels.map(\.name))
    for channel in a.channels { #expect(Self.bits(channel.samples) == Self.bits(b[channel.name])) }
    #expect(a.attributes.map(\.name) == b.attributes.map(\.name))
    #expect(a.attributes.map(\.value) == b.attributes.map(\.value))
  }

  @Test(arguments: [(1, 1), (1, 17), (33, 16), (40, 50)], [EXRImage.Compression.none, .zips, .zip])
  func roundTripsKeepEveryBit(size: (Int, Int), compression: EXRImage.Compression) throws {
    let image = Self.noise(size.0, size.1, seed: UInt64(size.0))
    let bytes = image.encoded(compression: compression)
    #expect(bytes == image.encoded(compression: compression))
    expectEqual(image, try EXRImage(decoding: bytes, path: "x"))
  }

  @Test func smoothPicturesShrink() {
    let flat = EXRImage(
      width: 256, height: 256, channels: [.init(name: "Z", samples: .float([Float](repeating: 1.5, count: 65536)))])
    #expect(flat.encoded().count * 100 < flat.encoded(compression: .none).count)
  }

  @Test func everyHalfWidensExactly() {
    for bits in 0...UInt16.max {
      let ours = EXRImage.widened(half: bits)
      let exact = Float(Float16(bitPattern: bits))
      if exact.isNaN {
        #expect(ours.isNaN)
      } else {
        #expect(ours.bitPattern == exact.bitPattern)
      }
    }
  }

  /// A file by hand: half precision, lines from the bottom up, a window that starts elsewhere, an attribute of no
  /// interest.
  @Test func foreignFilesAreRead() throws {
    let bytes = RawEXR.make(
      channels: [("A", 1), ("B", 0)], window: (-3, 10, -2, 11), lineOrder: 1,
      lines: [
        (11, [0x00, 0xc0, 0x01, 0x00] + [7, 0, 0, 0, 8, 0, 0, 0]),
        (10, [0x00, 0x3c, 0xff, 0x7b] + [1, 0, 0, 0, 2, 1, 0, 0]),
      ])
    let image = try EXRImage(decoding: bytes, path: "x")
    #expect(image.width == 2 && image.height == 2)
    guard case .float(let a)? = image["A"], case .uint(let b)? = image["B"] else {
      Issue.record("channels of the wrong kind")
      return
    }
    #expect(a == [1, 65504, -2, 0x1p-24])
    #expect(b == [1, 258, 7, 8])
  }

  @Test(arguments: [
    (RawEXR.make(compression: 4), "EXR compression PIZ; none, ZIPS and ZIP are read"),
    (RawEXR.make(version: 0x202), "tiled, deep or multi-part EXR"),
    (RawEXR.make(version: 3), "OpenEXR version 3, expected 2"),
    (RawEXR.make(sampling: 2), "channel A is subsampled"),
    (RawEXR.make(channels: [("A", 3)]), "channel A has unknown type 3"),
    (RawEXR.make(channels: [("A", 2), ("A", 2)]), "channels A and A are not in rising order"),
    (RawEXR.make(channels: []), "lacks channels"),
    (RawEXR.make(window: (0, 0, -1, 0)), "declares 0x1 pixels"),
    (RawEXR.make(window: (.min, 0, .max, 0)), "pixels; sides are 1 to 65536"),
    (RawEXR.make(window: (0, 0, 65535, 65535)), "more than it can hold"),
    (RawEXR.make(lines: [(0, [0, 0])]), "does not expand to 4 bytes"),
    (
      RawEXR.make(window: (0, 0, 0, 1), lines: [(0, [0, 0, 0, 0]), (0, [0, 0, 0, 0])]),
      "no first line of an unread block"
    ),
    ([], "cut short at byte 0"), (Array("not an EXR".utf8), "not an OpenEXR file"),
  ])
  func refusalsNameTheReason(bytes: [UInt8], reason: String) {
    do {
      _ = try EXRImage(decoding: bytes, path: "a.exr")
      Issue.record("read in spite of: \(reason)")
    } catch {
      #expect(error.exitCode == 65)
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test func mutantsNeverCrash() throws {
    let seeds: [[UInt8]] = [
      Self.noise(9, 20, seed: 1).encoded(), Self.noise(4, 3, seed: 2).encoded(compression: .none),
      Self.noise(5, 5, seed: 3).encoded(compression: .zips), RawEXR.make(),
    ]
    var random = SeededGenerator(seed: 20_262)
    var refused = 0
    let total = 8000
    for i in 0..<total {
      let seed = seeds[i % seeds.count]
      // Half of the hurts go to the header, where sizes and offsets are.
      let bytes =
        i.isMultiple(of: 2)
        ? mutant(of: seed, &random)
        : mutant(of: Array(seed.prefix(600)), &random) + seed.dropFirst(600)
      do { _ = try EXRImage(decoding: bytes, path: "mutant") } catch {
        #expect(error.exitCode == 65)
        refused += 1
      }
    }
    #expect(refused > total / 4 && refused < total, "\(refused) of \(total) refused")
  }

  @Test func everyCutIsRefused() {
    let whole = Self.noise(6, 20, seed: 5).encoded()
    for length in 0..<whole.count {
      #expect(throws: MediaError.self) { try EXRImage(decoding: Array(whole[..<length]), path: "x") }
    }
  }

  @Test func openEXRReadsOursAndWeReadIts() throws {
    try withTemporaryFolder { folder in
      let image = Self.noise(40, 50, seed: 9)
      for (name, compression) in [("none", EXRImage.Compression.none), ("zips", .zips), ("zip", .zip)] {
        let bytes = image.encoded(compression: compression)
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name).exr"))
        let script = """
          import OpenEXR, sys
          f = OpenEXR.File("\(folder)/\(name).exr", separate_channels=True)
          assert f.header()["comment"] == "\\u00fcn\\u00efcode", f.header()
          for n in sorted(f.channels()): sys.stdout.buffer.write(f.channels()[n].pixels.tobytes())
          """
        guard let judged = try Judge.python(needing: "OpenEXR", script) else { return }
        #expect(judged.status == 0, "\(judged.errors)")
        let expected = image.channels.flatMap { Self.bits($0.samples) }
        #expect(judged.output == expected.withUnsafeBytes { Data($0) })
      }
      let script = """
        import OpenEXR, numpy as np
        h = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
        c = {"H": np.arange(37*21, dtype=np.uint16).view(np.float16).reshape(21, 37),
             "F": (np.arange(37*21, dtype=np.float32) / 3).reshape(21, 37),
             "U": np.arange(37*21, dtype=np.uint32).reshape(21, 37)}
        OpenEXR.File(h, c).write("\(folder)/theirs.exr")
        """
      guard let judged = try Judge.python(needing: "OpenEXR", script) else { return }
      #expect(judged.status == 0, "\(judged.errors)")
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/theirs.exr")))
      let theirs = try EXRImage(decoding: bytes, path: "theirs.exr")
      #expect(theirs.width == 37 && theirs.height == 21)
      #expect(Self.bits(theirs["F"]) == (0..<37 * 21).map { (Float($0) / 3).bitPattern })
      #expect(Self.bits(theirs["U"]) == (0..<37 * 21).map { UInt32($0) })
      #expect(Self.bits(theirs["H"]) == (0..<37 * 21).map { EXRImage.widened(half: UInt16($0)).bitPattern })
    }
  }
}

/// EXR files by hand, uncompressed.
enum RawEXR {
  static func make(
    version: Int32 = 2, compression: UInt8 = 0, channels: [(String, Int32)] = [("A", 2)], sampling: Int32 = 1,
    window: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0), lineOrder: UInt8 = 0,
    lines: [(Int32, [UInt8])] = [(0, [0, 0, 128, 63])]
  ) -> [UInt8] {
    var list: [UInt8] = []
    for (name, type) in channels {
      list += text(name) + little(type) + [0, 0, 0, 0] + little(sampling) + little(sampling)
    }
    var out = little(20_000_630) + little(version)
    func attribute(_ name: String, _ type: String, _ value: [UInt8]) {
      out += text(name) + text(type) + little(Int32(value.count)) + value
    }
    attribute("channels", "chlist", list + [0])
    attribute("compression", "compression", [compression])
    attribute("dataWindow", "box2i", little(window.0) + little(window.1) + little(window.2) + little(window.3))
    attribute("lineOrder", "lineOrder", [lineOrder])
    attribute("owner's own", "v2i", [1, 2, 3, 4, 5, 6, 7, 8])
    out.append(0)
    var offset = out.count + 8 * lines.count
    for (_, content) in lines {
      out += withUnsafeBytes(of: UInt64(offset).littleEndian) { Array($0) }
      offset += 8 + content.count
    }
    for (y, content) in lines { out += little(y) + little(Int32(content.count)) + content }
    return out
  }

  private static func text(_ s: String) -> [UInt8] { Array(s.utf8) + [0] }
  private static func little(_ v: Int32) -> [UInt8] { withUnsafeBytes(of: v.littleEndian) { Array($0) } }
}
