import FileOutput
import Imaging

/// A folder of frames, `frame_00000.png` and on, appearing under its name only when it is complete.
public struct FrameSequenceWriter: ~Copyable {
  /// Frames appended so far.
  public private(set) var frameCount: Int
  private let folder: AtomicDirectory
  private var size: (width: Int, height: Int)?

  public init(path: String, overwrite: Bool = false) throws(MediaError) {
    let folder = try mediaErrors { () throws(FileError) in
      try AtomicDirectory(path: path, overwrite: overwrite)
    }
    frameCount = 0
    self.folder = folder
    size = nil
  }

  /// The name of frame `index` in its folder.
  public static func name(_ index: Int) -> String {
    let digits = String(index)
    return "frame_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".png"
  }

  /// - Throws: `sizeChanged` for a frame unlike the first, or a file error.
  public mutating func append(_ frame: Frame) throws(MediaError) {
    let first = size ?? (frame.width, frame.height)
    guard first == (frame.width, frame.height) else {
      throw .sizeChanged(
        frame: frameCount, width: frame.width, height: frame.height, expectedWidth: first.width,
        expectedHeight: first.height)
    }
    size = first
    let name = FrameSequenceWriter.name(frameCount)
    try mediaErrors { () throws(FileError) in try folder.write(PNG.encode(frame), named: name) }
    frameCount += 1
  }

  public consuming func finish() throws(MediaError) {
    if frameCount == 0 { throw .noFrames(folder.path) }
    do { try folder.commit() } catch { throw .file(error) }
  }
}

/// The PNG pictures of a folder in the order of their names' bytes, read one at a time.
///
/// Files of other kinds and hidden ones are passed over. All frames must have the first one's size.
public struct FrameSequenceReader: Sendable {
  /// Paths in order.
  public let paths: [String]
  private var next = 0
  private var size: (width: Int, height: Int)?

  /// - Throws: `noFrames` for a folder without pictures, or a file error.
  public init(path: String) throws(MediaError) {
    let names = try mediaErrors { () throws(FileError) in try folderEntries(path) }
    paths = names.filter { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }.map { path + "/" + $0 }
    if paths.isEmpty { throw .noFrames(path) }
  }

  /// The next frame, or nil behind the last.
  public mutating func nextFrame() throws(MediaError) -> Frame? {
    guard next < paths.count else { return nil }
    let frame = try PNG.readFrame(paths[next])
    let first = size ?? (frame.width, frame.height)
    guard first == (frame.width, frame.height) else {
      throw .sizeChanged(
        frame: next, width: frame.width, height: frame.height, expectedWidth: first.width,
        expectedHeight: first.height)
    }
    size = first
    next += 1
    return frame
  }
}
