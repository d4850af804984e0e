import FoundationEssentials
import Imaging

/// What a guide frame says besides its pixels, as JSON text.
struct GuideMetadata {
  static let attribute = "kinema.guide"

  var index: Int
  var exposure: Float
  var samples: Int
  var instances: [GuideInstance]
  var poses: [Pose]

  init(_ guide: GuideFrame) {
    index = guide.index
    exposure = guide.exposure
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
      version: GuideFrame.version, index: index, exposure: exposure, samples: samples,
      instances: instances.map { .init(name: $0.name, identity: "0x" + String($0.identity, radix: 16)) },
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
    guard let version = (try? decoder.decode(Version.self, from: data))?.version else { throw error("not its JSON") }
    if version != GuideFrame.version {
      throw error("guide frames of version \(version), this program reads \(GuideFrame.version)")
    }
    let text: Text
    do { text = try decoder.decode(Text.self, from: data) } catch { throw Self.located(error, path: path) }
    index = text.index
    exposure = text.exposure
    samples = text.samples
    instances = []
    for instance in text.instances {
      guard instance.identity.hasPrefix("0x"), let identity = UInt64(instance.identity.dropFirst(2), radix: 16) else {
        throw error("identity of \(instance.name) is \(instance.identity), expected 0x and up to 16 hexadecimal digits")
      }
      instances.append(GuideInstance(name: instance.name, identity: identity))
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

  private struct Version: Codable { var version: Int }

  private struct Text: Codable {
    struct Instance: Codable {
      var name: String
      var identity: String  // hexadecimal: JSON's numbers are exact to 53 bits only
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
    var index: Int
    var exposure: Float
    var samples: Int
    var instances: [Instance]
    var poses: [Person]
  }
}
