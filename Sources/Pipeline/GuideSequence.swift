import FileOutput
import Imaging
import MediaIO

/// A folder of guide frames, one EXR a frame, read in the order of their names.
public struct GuideSequence: Sendable {
  public let paths: [String]
  private var next = 0

  public static func name(_ index: Int) -> String {
    let digits = String(index)
    return "guide_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".exr"
  }

  public init(path: String) throws {
    paths = try folderEntries(path).filter { $0.hasSuffix(".exr") }.sorted().map { path + "/" + $0 }
    if paths.isEmpty { throw FileError.noInput(path + " (no .exr guide frames in it)") }
  }

  public mutating func nextFrame() throws -> GuideFrame? {
    guard next < paths.count else { return nil }
    next += 1
    return try readGuideFrame(from: paths[next - 1])
  }
}
