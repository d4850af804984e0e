import FileOutput
import Imaging

/// A film of frames: H.264 in MP4, appearing under its name only when it is complete.
///
/// ```swift
/// var movie = try MovieWriter(path: "clip.mp4", width: 512, height: 288, frameRate: 24)
/// for frame in frames { try movie.append(frame) }
/// try movie.finish()
/// ```
/// Memory does not grow with the film's length but for 16 bytes a frame. Dropped without `finish`, it leaves nothing.
public struct MovieWriter: ~Copyable {
  public let width: Int
  public let height: Int
  /// Frames appended so far.
  public private(set) var frameCount: Int
  /// libavcodec's name of the encoder in use: anything but libx264 is a fallback worth telling.
  public var encoderName: String { encoder.name }

  private var encoder: VideoEncoder
  private var file: MP4Writer

  /// - Parameters:
  ///   - width, height: even, at least 16.
  ///   - options: quality and effort.
  ///   - title, comment: kept in the file, for the prompt and the seed.
  /// - Throws: `badSize` and `badOption` for what cannot be encoded, `noEncoder`, `encoder`, or a file error.
  public init(
    path: String, width: Int, height: Int, frameRate: FrameRate, options: VideoEncoder.Options = .init(),
    title: String = "", comment: String = "", overwrite: Bool = true
  ) throws(MediaError) {
    let encoder = try VideoEncoder(width: width, height: height, frameRate: frameRate, options: options)
    let track = MP4Writer.Track(
      width: width, height: height, frameRate: frameRate, parameterSets: encoder.parameterSets, title: title,
      comment: comment)
    let file = try MP4Writer(path: path, overwrite: overwrite, track: track)
    self.width = width
    self.height = height
    frameCount = 0
    self.encoder = encoder
    self.file = file
  }

  /// - Throws: `sizeChanged` for a frame of another size than announced, `encoder`, or a file error.
  public mutating func append(_ frame: Frame) throws(MediaError) {
    guard frame.width == width, frame.height == height else {
      throw .sizeChanged(
        frame: frameCount, width: frame.width, height: frame.height, expectedWidth: width, expectedHeight: height)
    }
    let picture = ColourConversion.yuv420(rgb: frame.bytes, width: width, height: height)
    var ready: [EncodedPicture] = []
    try encoder.encode(picture, index: frameCount) { (coded) throws(MediaError) in ready.append(coded) }
    for coded in ready { try file.append(coded) }
    frameCount += 1
  }

  /// Encodes what is left, writes the index and makes the file appear.
  public consuming func finish() throws(MediaError) {
    var ready: [EncodedPicture] = []
    try encoder.finish { (coded) throws(MediaError) in ready.append(coded) }
    for coded in ready { try file.append(coded) }
    try file.finish()
  }
}
