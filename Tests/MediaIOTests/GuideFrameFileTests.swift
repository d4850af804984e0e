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
    func motion() -> ImageBuffer<MotionVector> {
      image { MotionVector(offset: SIMD2(float(), float()), isValid: random.index(2) == 1) }
    }
    let instances = [
      GuideInstance(
        name: "red ball", identity: .max, low: SIMD3(repeating: -Float.infinity), high: SIMD3(Float.infinity, 0, 1)),
      GuideInstance(name: "\"quoted\" \\ ünï\n", identity: 0),
      GuideInstance(
        name: "", identity: 1 << 53 + 1,
        parts: [GuidePart(name: "head", origin: SIMD3(0, 1.7, 0.1)), GuidePart(name: "", origin: .zero)]),
    ]
    let owners = image { UInt32(random.index(4)) }
    var camera = GuideCamera(
      pose: RigidTransform(
        rotation: Quaternion(angle: 0.7, axis: Vector3(0.6, 0, 0.8)), translation: Vector3(0.1, 1e-300, -3)),
      focalPixels: 1.0 / 3, principalPoint: SIMD2(-7.5, 0.1), focalLength: 50, focusDistance: 2, shutterAngle: 172.8)
    if seed % 2 == 1 { (camera.fNumber, camera.blades) = (1.4, 5) }
    return GuideFrame(
      index: 17, exposure: float(), camera: camera, depth: image { random.index(4) == 0 ? .infinity : float() },
      normal: vectors(), albedo: vectors(), roughness: image(float), metalness: image(float),
      transmission: image(float), instance: owners,
      part: owners.map { $0 == 0 ? 0 : 1 + UInt32(random.index(instances[Int($0) - 1].parts.count)) },
      surface: image { SurfaceCoordinate(position: SIMD3(float(), float(), float()), footprint: float()) },
      motion: motion(), forwardMotion: motion(), sunVisibility: image(float), lit: vectors(), sunlit: vectors(),
      samples: 16, instances: instances,
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
    #expect(refusal(whole.channels, #"{"version":1}"#).contains("version 1, this program reads 2; render them again"))
    #expect(refusal(whole.channels, #"{"version":3}"#).contains("version 3, this program reads 2; a newer program"))
    #expect(refusal(whole.channels, #"{"version":2,"toneCurve":9}"#).contains("tone curve 9, this program has 1"))
    #expect(refusal(whole.channels, #"{"version":2}"#).contains("lacks /"))
    let bad = text.replacingOccurrences(of: #""focusDistance":2"#, with: #""focusDistance":0"#)
    #expect(refusal(whole.channels, bad).contains("lengths above 0"))
    let partless = whole.channels.filter { $0.name != "part.I" }
    let parts = EXRImage.Channel(name: "part.I", samples: .uint([UInt32](repeating: 2, count: 12)))
    #expect(refusal(partless + [parts], text).contains("part.I holds 2 on thing"))
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
      #expect(names.count == 29)
    }
  }
}
