import FileOutput

/// A picture or film that cannot be read or made; each case prints as one line.
public enum MediaError: Error, Equatable, CustomStringConvertible {
  case file(FileError)
  /// The bytes are not what their format demands, or use a part of it that is not read here.
  case badData(String, reason: String)
  /// An option outside its range; the text names the nearest valid choice.
  case badOption(String)
  /// A size that H.264 in 4:2:0 cannot hold.
  case badSize(width: Int, height: Int, nearestWidth: Int, nearestHeight: Int)
  /// A frame unlike the first.
  case sizeChanged(frame: Int, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
  case noFrames(String)
  /// libavcodec has no H.264 encoder; these video encoders it has.
  case noEncoder(available: [String])
  case encoder(String, reason: String)

  public var description: String {
    switch self {
    case .file(let error): error.description
    case .badData(let path, let reason): "\(quoted(path)): \(reason)"
    case .badOption(let text): text
    case .badSize(let w, let h, let nearestWidth, let nearestHeight):
      "no H.264 film of \(w)x\(h): sides are even, 16 to \(VideoEncoder.largestSide); "
        + "the nearest is \(nearestWidth)x\(nearestHeight)"
    case .sizeChanged(let frame, let w, let h, let expectedWidth, let expectedHeight):
      "frame \(frame) is \(w)x\(h), the first was \(expectedWidth)x\(expectedHeight)"
    case .noFrames(let path): "\(quoted(path)): no frames"
    case .noEncoder(let available):
      "libavcodec has no H.264 encoder (libx264 or libopenh264); its video encoders are "
        + (available.isEmpty ? "none" : available.joined(separator: " "))
    case .encoder(let name, let reason): "video encoder \(name): \(reason)"
    }
  }

  /// The process's exit status: 2 usage, 65 bad data, 66 no input, 70 internal, else that of the file error.
  public var exitCode: Int32 {
    switch self {
    case .file(let error): error.exitCode
    case .badData, .sizeChanged: 65
    case .badOption, .badSize: 2
    case .noFrames: 66
    case .noEncoder, .encoder: 70
    }
  }
}

/// Lets file errors through as media errors.
func mediaErrors<T: ~Copyable>(_ body: () throws(FileError) -> T) throws(MediaError) -> T {
  do { return try body() } catch { throw .file(error) }
}
