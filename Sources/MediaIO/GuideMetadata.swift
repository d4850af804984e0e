import FoundationEssentials
import Imaging
import VectorMath

/// What a guide frame says besides its pixels, as JSON text.
struct GuideMetadata {
  static let attribute = "kinema.guide"

  var index: Int
  var exposure: Float
  var camera: GuideCamera
  var samples: Int
  var instances: [GuideInstance]
  var poses: [Pose]

  init(_ guide: GuideFrame) {
    index = guide.index
    exposure = guide.exposure
    camera = guide.camera
    samples = guide.samples
    instances = guide.instances
    poses = guide.poses
  }

  /// Sorted keys: equal frames give equal text.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let text = Text(
      version: GuideFrame.version, toneCurve: ToneCurve.version, index: index, exposure: exposure,
      camera: .init(camera), samples: samples, instances: instances.map { .init($0) },
      poses: poses.map { pose in
        .init(
          name: pose.name,
          keypoints: pose.keypoints.map { .init(x: $0.position.x, y: $0.position.y, v: $0.visibility.rawValue) })
      })
    guard let data = try? encoder.encode(text) else { preconditionFailure("numbers and names always encode") }
    return String(decoding: data, as: UTF8.self)
  }

  init(json: String, path: String) throws(MediaError) {
    func error(_ reason: String) -> MediaError { .badData(path, reason: "attribute \(Self.attribute): \(reason)") }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(json.utf8)
    // The version first: another one's text may differ in all the rest.
    guard let versions = try? decoder.decode(Versions.self, from: data) else { throw error("not its JSON") }
    if versions.version != GuideFrame.version {
      let advice = versions.version < GuideFrame.version ? "render them again" : "a newer program wrote them"
      throw error("guide frames of version \(versions.version), this program reads \(GuideFrame.version); \(advice)")
    }
    if let curve = versions.toneCurve, curve != ToneCurve.version {
      throw error("exposure for tone curve \(curve), this program has \(ToneCurve.version)")
    }
    let text: Text
    do { text = try decoder.decode(Text.self, from: data) } catch { throw Self.located(error, path: path) }
    index = text.index
    exposure = text.exposure
    guard let camera = text.camera.value else {
      throw error("camera of \(text.camera), expected 3, 4 and 2 numbers and lengths above 0")
    }
    self.camera = camera
    samples = text.samples
    instances = []
    for instance in text.instances {
      guard instance.identity.hasPrefix("0x"), let identity = UInt64(instance.identity.dropFirst(2), radix: 16) else {
        throw error("identity of \(instance.name) is \(instance.identity), expected 0x and up to 16 hexadecimal digits")
      }
      guard let low = instance.low.vector, let high = instance.high.vector, !instance.parts.isEmpty,
        instance.parts.allSatisfy({ $0.origin.vector != nil })
      else { throw error("\(instance.name) lacks parts or a box of two points") }
      let parts = instance.parts.map { GuidePart(name: $0.name, origin: $0.origin.vector ?? .zero) }
      instances.append(GuideInstance(name: instance.name, identity: identity, parts: parts, low: low, high: high))
    }
    poses = []
    for pose in text.poses {
      guard pose.keypoints.count == Pose.keypointNames.count else {
        throw error("pose \(pose.name) has \(pose.keypoints.count) keypoints, expected \(Pose.keypointNames.count)")
      }
      var keypoints: [Pose.Keypoint] = []
      for point in pose.keypoints {
        guard let visibility = Pose.Visibility(rawValue: point.v) else {
          throw error("pose \(pose.name) has visibility \(point.v), expected 0, 1 or 2")
        }
        keypoints.append(.init(position: SIMD2(point.x, point.y), visibility: visibility))
      }
      poses.append(Pose(name: pose.name, keypoints: keypoints))
    }
  }

  private static func located(_ error: any Error, path: String) -> MediaError {
    func place(_ keys: [any CodingKey]) -> String {
      keys.map { "/" + ($0.intValue.map { String($0) } ?? $0.stringValue) }.joined()
    }
    let reason =
      switch error {
      case DecodingError.keyNotFound(let key, let context): "lacks \(place(context.codingPath + [key]))"
      case DecodingError.typeMismatch(let type, let context): "\(place(context.codingPath)) is no \(type)"
      case DecodingError.valueNotFound(let type, let context): "\(place(context.codingPath)) is no \(type)"
      case DecodingError.dataCorrupted(let context): "\(place(context.codingPath)) \(context.debugDescription)"
      default: "not its JSON"
      }
    return .badData(path, reason: "attribute \(attribute): \(reason)")
  }

  private struct Versions: Codable {
    var version: Int
    var toneCurve: Int?
  }

  private struct Text: Codable {
    struct Instance: Codable {
      var name: String
      var identity: String  // hexadecimal: JSON's numbers are exact to 53 bits only
      var parts: [Part]
      var low: [Float]
      var high: [Float]

      init(_ instance: GuideInstance) {
        name = instance.name
        identity = "0x" + String(instance.identity, radix: 16)
        parts = instance.parts.map { Part(name: $0.name, origin: $0.origin.list) }
        low = instance.low.list
        high = instance.high.list
      }
    }
    struct Part: Codable {
      var name: String
      var origin: [Float]
    }
    struct Keypoint: Codable {
      var x: Float
      var y: Float
      var v: Int
    }
    struct Person: Codable {
      var name: String
      var keypoints: [Keypoint]
    }
    var version: Int
    var toneCurve: Int
    var index: Int
    var exposure: Float
    var camera: CameraText
    var samples: Int
    var instances: [Instance]
    var poses: [Person]
  }

  private struct CameraText: Codable, CustomStringConvertible {
    var position: [Double]
    /// x, y, z, w.
    var orientation: [Double]
    var focalPixels: Double
    var principalPoint: [Double]
    var focalLength: Double
    var fNumber: Double?
    var focusDistance: Double
    var blades: Int?
    var shutterAngle: Double

    init(_ c: GuideCamera) {
      let (p, q) = (c.pose.translation, c.pose.rotation)
      position = [p.x, p.y, p.z]
      orientation = [q.x, q.y, q.z, q.w]
      focalPixels = c.focalPixels
      principalPoint = [c.principalPoint.x, c.principalPoint.y]
      focalLength = c.focalLength
      fNumber = c.fNumber
      focusDistance = c.focusDistance
      blades = c.blades
      shutterAngle = c.shutterAngle
    }

    var value: GuideCamera? {
      guard position.count == 3, orientation.count == 4, principalPoint.count == 2,
        [focalPixels, focalLength, focusDistance, fNumber ?? 1].allSatisfy({ $0 > 0 }), blades ?? 3 >= 3
      else { return nil }
      return GuideCamera(
        pose: RigidTransform(
          rotation: Quaternion(x: orientation[0], y: orientation[1], z: orientation[2], w: orientation[3]),
          translation: Vector3(position[0], position[1], position[2])),
        focalPixels: focalPixels, principalPoint: SIMD2(principalPoint[0], principalPoint[1]), focalLength: focalLength,
        fNumber: fNumber, focusDistance: focusDistance, blades: blades, shutterAngle: shutterAngle)
    }

    var description: String {
      "\(position), \(orientation), \(principalPoint) and lengths \(focalPixels), \(focalLength), \(focusDistance)"
    }
  }
}

extension SIMD3<Float> {
  fileprivate var list: [Float] { [x, y, z] }
}

extension [Float] {
  fileprivate var vector: SIMD3<Float>? { count == 3 ? SIMD3(self[0], self[1], self[2]) : nil }
}
