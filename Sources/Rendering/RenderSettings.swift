/// A part of the full picture, in its pixels.
public struct PixelWindow: Sendable, Hashable {
  public var x: Int
  public var y: Int
  public var width: Int
  public var height: Int
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

/// What to render of a frame, and how well.
public struct RenderSettings: Sendable, Hashable {
  /// Size of the full picture, pixels.
  public var width: Int
  public var height: Int
  /// Samples a pixel of the cheap lit frame.
  public var samples = 2
  public var seed: UInt64
  /// Renders only this part; nil is the full picture. The pixels are those of the full picture, bit for bit.
  public var window: PixelWindow?

  public init(width: Int, height: Int, samples: Int = 2, seed: UInt64 = 0, window: PixelWindow? = nil) {
    self.width = width
    self.height = height
    self.samples = samples
    self.seed = seed
    self.window = window
  }

  /// The part to render, checked.
  var area: PixelWindow {
    precondition(
      (16...8192).contains(width) && (16...8192).contains(height), "picture of \(width)x\(height), sides are 16 to 8192"
    )
    precondition(samples >= 1, "\(samples) samples a pixel")
    let w = window ?? PixelWindow(x: 0, y: 0, width: width, height: height)
    precondition(
      w.x >= 0 && w.y >= 0 && w.width > 0 && w.height > 0 && w.x + w.width <= width && w.y + w.height <= height,
      "window \(w) outside the picture of \(width)x\(height)")
    return w
  }
}

/// A scene and a trace that do not belong together, or more than the limits allow.
public enum RenderError: Error, Equatable, CustomStringConvertible {
  case bodyCount(scene: Int, trace: Int)
  case personCount(scene: Int, trace: Int)
  case boneCount(person: String, expected: Int, trace: Int)
  case unknownMaterial(String, body: String)
  case unknownPartMaterial(String, part: String, of: String)
  /// A body looks like a link that its asset does not have.
  case unknownLink(String, asset: String, body: String)
  /// Dressing names an asset that the scenery has no model of.
  case unknownAsset(String)
  /// A shape that cannot be drawn, and why.
  case badShape(String, body: String)
  /// An estimate of the geometry's memory, bytes, that exceeds the limit.
  case memory(instances: Int, triangles: Int, needed: Double, limit: Int)

  public var exitCode: Int32 {
    if case .memory = self { 4 } else { 65 }
  }

  public var description: String {
    switch self {
    case .bodyCount(let scene, let trace): "the scene has \(scene) bodies, the trace \(trace)"
    case .personCount(let scene, let trace): "the scene has \(scene) people, the trace \(trace)"
    case .boneCount(let person, let expected, let trace):
      "person '\(person)': expected \(expected) bones, the trace has \(trace)"
    case .unknownMaterial(let name, let body): "body '\(body)': no material '\(name)'"
    case .unknownPartMaterial(let name, let part, let what): "\(what): part '\(part)': no material '\(name)'"
    case .unknownLink(let link, let asset, let body): "body '\(body)': asset '\(asset)' has no moving part '\(link)'"
    case .unknownAsset(let name): "dressing: no model of the asset '\(name)'"
    case .badShape(let reason, let body): "body '\(body)': \(reason)"
    case .memory(let instances, let triangles, let needed, let limit):
      "the scene's \(instances) instances and \(triangles) triangles need about "
        + "\(RenderError.gibibytes(needed)) GiB of memory; the limit is \(RenderError.gibibytes(Double(limit))) GiB "
        + "(--memory-limit raises it)"
    }
  }

  /// With one decimal.
  private static func gibibytes(_ bytes: Double) -> String {
    let tenths = Int((bytes / 0x1p30 * 10).rounded(.up))
    return "\(tenths / 10).\(tenths % 10)"
  }
}
