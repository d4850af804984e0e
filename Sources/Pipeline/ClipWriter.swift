import Imaging
import MediaIO

/// Where finished frames go: an MP4 file, or a folder of PNGs where the name does not end in ".mp4".
public struct ClipWriter: ~Copyable {
  private var movie: MovieWriter?
  private var folder: FrameSequenceWriter?

  public init(
    path: String, width: Int, height: Int, frameRate: Int, encoder: VideoEncoder.Options, title: String = "",
    comment: String = "", overwrite: Bool
  ) throws {
    if path.lowercased().hasSuffix(".mp4") {
      let writer = try MovieWriter(
        path: path, width: width, height: height, frameRate: FrameRate(frameRate), options: encoder, title: title,
        comment: comment, overwrite: overwrite)
      if writer.encoderName != "libx264" { fallbackEncoder = writer.encoderName }
      movie = consume writer
    } else {
      folder = try FrameSequenceWriter(path: path, overwrite: overwrite)
    }
  }

  /// The encoder that was found, where it is not the expected libx264.
  public private(set) var fallbackEncoder: String?

  public mutating func append(_ frame: Frame) throws {
    try movie?.append(frame)
    try folder?.append(frame)
  }

  /// Makes the result appear under its name.
  public mutating func finish() throws {
    if let movie = movie.take() { try movie.finish() }
    if let folder = folder.take() { try folder.finish() }
  }
}
