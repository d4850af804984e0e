/// A single-part scan-line OpenEXR picture: named channels of 32-bit floats or integers, and text attributes.
///
/// Layers are a naming habit: `normal.X` is channel X of layer normal.
/// Source: "OpenEXR File Layout", openexr.com; half-precision channels are read and widened, never written.
public struct EXRImage: Sendable {
  public enum Samples: Sendable {
    case float([Float])
    case uint([UInt32])

    public var count: Int {
      switch self {
      case .float(let values): values.count
      case .uint(let values): values.count
      }
    }
  }

  public struct Channel: Sendable {
    public var name: String
    /// Row-major from the top left.
    public var samples: Samples
    public init(name: String, samples: Samples) {
      self.name = name
      self.samples = samples
    }
  }

  public enum Compression: UInt8, Sendable {
    case none = 0
    /// zlib, one line a block.
    case zips = 2
    /// zlib, 16 lines a block.
    case zip = 3

    var linesPerBlock: Int { self == .zip ? 16 : 1 }
  }

  public let width: Int
  public let height: Int
  /// In byte order of their names, as the format demands.
  public let channels: [Channel]
  /// The text attributes; others are used where the format defines them and passed over where not.
  public let attributes: [(name: String, value: String)]

  public init(width: Int, height: Int, channels: [Channel], attributes: [(name: String, value: String)] = []) {
    precondition(
      width > 0 && height > 0 && max(width, height) <= EXRImage.largestSide, "EXR picture of \(width)x\(height)")
    precondition(!channels.isEmpty && channels.count <= EXRImage.mostChannels, "\(channels.count) EXR channels")
    let names = channels.map(\.name) + attributes.map(\.name)
    for name in names {
      precondition((1...255).contains(name.utf8.count) && !name.utf8.contains(0), "EXR name '\(name)'")
    }
    precondition(Set(channels.map(\.name)).count == channels.count, "EXR channels share a name")
    for channel in channels {
      precondition(
        channel.samples.count == width * height,
        "channel \(channel.name) has \(channel.samples.count) samples for \(width)x\(height)")
    }
    self.width = width
    self.height = height
    self.channels = channels.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.attributes = attributes
  }

  public subscript(name: String) -> Samples? { channels.first { $0.name == name }?.samples }

  /// Bounds of what is written and read; with them no product of sizes leaves 64 bits.
  static let largestSide = 1 << 16
  static let mostChannels = 1024
  static let magic: UInt32 = 20_000_630
}
