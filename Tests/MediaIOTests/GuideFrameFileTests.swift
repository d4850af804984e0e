import Foundation
import Imaging
import MediaIO
import TestSupport
import Testing
import VectorMath

@Suite struct GuideFrameFileTests {
  /// A guide of random finite bits in every channel, with skies at infinity and names of all sorts.
  static func guide(_ width: Int, _ height: Int, seed: UInt64) -> GuideFrame {
    var random = SeededGenerator(seed: seed)
    func float() -> Float {
      while true {
        let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        if value.isFinite { return value }
      }
    }
    func image<T>(_ make: () -> T) -> ImageBuffer<T> {
      ImageBuffer(width: width, height: height, pixels: (0..<width * height).map { _ in make() })
    }
    func vectors() -> ImageBuffer<SIMD3<Float>> { image { SIMD3(float(), float(), float()) } }
    return GuideFrame(
      index: 17, exposure: float(), depth: image { random.index(4) == 0 ? .infinity : float() }, normal: vectors(),
      albedo: vectors(), roughness: image(float), metalness: image(float), instance: image { UInt32(random.index(4)) },
      surface: image { SurfaceCoordinate(position: SIMD3(float(), float(), float()), footprint: float()) },
      motion: image { MotionVector(offset: SIMD2(float(), float()), isValid: random.index(2) == 1) }, lit: vectors(),
      sunlit: vectors(), samples: 16,
      instances: [
        GuideInstance(name: "red ball", identity: .max), GuideInstance(name: "\"quoted\" \\ ünï\n", identity: 0),
        GuideInstance(name: "", identity: 1 << 53 + 1),
      ],
      poses: ["Ann", "Bob"].map { name in
        Pose(
          name: name,
          keypoints: (0..<18).map { i in
            .init(
              position: i == 3 ? SIMD2(.infinity, -0.0) : SIMD2(float(), float()), visibility: .init(rawValue: i % 3)!)
          })
      })
  }

  @Test(arguments: [(1, 1), (19, 35), (64, 36)])
  func everyBitSurvives(width: Int, height: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/guide.exr"
      let guide = Self.guide(width, height, seed: UInt64(width))
      try writeGuideFrame(guide, to: path)
      let back = try readGuideFrame(from: path)
      #expect(back == guide)
      #expect(back.poses[0].keypoints[3].position.y.sign == .minus)  // -0 equals 0, so look
      #expect(EXRImage(back).encoded() == EXRImage(guide).encoded())
      #expect(contents(of: folder) == ["guide.exr"])
    }
  }

  @Test func wrongFilesAreNamed() throws {
    let whole = EXRImage(Self.guide(4, 3, seed: 1))
    func refusal(_ channels: [EXRImage.Channel], _ attribute: String?) -> String {
      let image = EXRImage(
        width: 4, height: 3, channels: channels, attributes: attribute.map { [("kinema.guide", $0)] } ?? [])
      do {
        _ = try GuideFrame(image, path: "g.exr")
        return "none"
      } catch {
        #expect(error.exitCode == 65)
        return error.description
      }
    }
    let text = whole.attributes[0].value
    let others = whole.channels.filter { $0.name != "depth.Z" }
    #expect(refusal(whole.channels, text) == "none")
    #expect(refusal(whole.channels, nil).contains("lacks the attribute kinema.guide"))
    #expect(refusal(others, text).contains("lacks channel depth.Z"))
    let integers = EXRImage.Channel(name: "depth.Z", samples: .uint([UInt32](repeating: 1, count: 12)))
    #expect(refusal(others + [integers], text).contains("depth.Z is of integers"))
    let extra = EXRImage.Channel(name: "heat", samples: .float([Float](repeating: 1, count: 12)))
    #expect(refusal(whole.channels + [extra], text).contains("heat is not part"))
    let ids = whole.channels.filter { $0.name != "instance.I" }
    let strange = EXRImage.Channel(name: "instance.I", samples: .uint([UInt32](repeating: 4, count: 12)))
    #expect(refusal(ids + [strange], text).contains("instance.I holds 4, expected 0 to 3"))
    #expect(refusal(whole.channels, "{").contains("not its JSON"))
    #expect(refusal(whole.channels, #"{"version":2}"#).contains("version 2, this program reads 1"))
    #expect(refusal(whole.channels, #"{"version":1}"#).contains("lacks /"))
    let flawed = text.replacingOccurrences(of: #""v":2"#, with: #""v":3"#)
    #expect(refusal(whole.channels, flawed).contains("visibility 3"))
    let nameless = text.replacingOccurrences(of: "0xffffffffffffffff", with: "0x1ffffffffffffffff")
    #expect(refusal(whole.channels, nameless).contains("identity of red ball"))
  }

  @Test func openEXRSeesTheLayers() throws {
    try withTemporaryFolder { folder in
      try writeGuideFrame(Self.guide(20, 10, seed: 3), to: folder + "/g.exr")
      let script = """
        import OpenEXR, json
        f = OpenEXR.File("\(folder)/g.exr", separate_channels=True)
        d = json.loads(f.header()["kinema.guide"])
        assert d["index"] == 17 and d["instances"][0]["identity"] == "0xffffffffffffffff", d
        print(" ".join(sorted(f.channels())))
        """
      guard let judged = try Judge.python(needing: "OpenEXR", script) else { return }
      #expect(judged.status == 0, "\(judged.errors)")
      let names = String(decoding: judged.output, as: UTF8.self).split(separator: " ")
      #expect(names.count == 23)
    }
  }
}
