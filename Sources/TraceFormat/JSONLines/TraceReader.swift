import LocatedJSON
import VectorMath

/// Reads a trace file, one record at a time: memory follows the longest line, not the file.
///
/// Every error names file, line and column. A file that stops early, goes on too long or whose counts differ from its
/// header's is an error, never a shorter trace.
public struct TraceReader {
  public let header: TraceHeader
  private let file: String
  private let nextLine: () -> [UInt8]?
  private var line = 1
  /// How many records have been read or skipped.
  public private(set) var recordsRead = 0

  /// Reads the header from `nextLine`, which gives the file's lines without line feeds and nil at the end.
  public init(file: String, nextLine: @escaping () -> [UInt8]?) throws(JSONError) {
    self.file = file
    self.nextLine = nextLine
    guard let first = nextLine() else {
      throw JSONError(
        "expected the header of a trace, found an empty file", at: SourceLocation(file: file, line: 1, column: 1))
    }
    let node = try JSONReader.parse(first, file: file)
    try TraceReader.checkVersion(node)
    header = try TraceHeader(json: node)
    try header.checkReferences(node)
  }

  public init(bytes: [UInt8], file: String) throws(JSONError) {
    var start = 0
    try self.init(file: file) {
      guard start < bytes.count else { return nil }
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      defer { start = end + 1 }
      return Array(bytes[start..<end])
    }
  }

  /// The whole trace of a file's bytes.
  public static func trace(from bytes: [UInt8], file: String) throws(JSONError) -> Trace {
    var reader = try TraceReader(bytes: bytes, file: file)
    var frames: [TraceFrame] = []
    while let frame = try reader.nextFrame() { frames.append(frame) }
    return Trace(header: reader.header, frames: frames)
  }

  /// The next record, or nil after the last that the header announces.
  public mutating func nextFrame() throws(JSONError) -> TraceFrame? {
    line += 1
    let here = SourceLocation(file: file, line: line, column: 1)
    guard let bytes = nextLine() else {
      if recordsRead == header.recordCount { return nil }
      throw JSONError(
        "expected \(header.recordCount) records, found the end of the file after \(recordsRead)", at: here)
    }
    if recordsRead == header.recordCount {
      throw JSONError("expected the end of the file after \(header.recordCount) records", at: here)
    }
    let node = try JSONReader.parse(bytes, file: file, firstLine: line)
    let frame = try TraceFrameDecoder(header: header).frame(node, index: recordsRead)
    recordsRead += 1
    return frame
  }

  /// Passes over a record without looking at it; false where none is left.
  mutating func skipFrame() -> Bool {
    guard recordsRead < header.recordCount, nextLine() != nil else { return false }
    line += 1
    recordsRead += 1
    return true
  }

  /// The next record that is a film frame, numbered as such: how a picture a frame is made from a record a step.
  public mutating func nextFilmFrame() throws(JSONError) -> TraceFrame? {
    while let record = try nextFrame() {
      if let frame = record.filmFrame(of: header) { return frame }
    }
    return nil
  }

  /// Another version has other fields: say so before complaining of any of them.
  static func checkVersion(_ node: JSONNode) throws(JSONError) {
    for member in try node.members() where member.key == "version" {
      let version = try Int(json: member.node)
      let known = TraceHeader.formatVersion
      if version > known {
        throw member.node.error("this trace has format version \(version); this program reads version \(known)")
      }
      if version < known {
        // Version 1 has only the size of friction impulses and no shapes: nothing that could be made into version 2.
        throw member.node.error(
          "this trace has format version \(version), which holds too little; this program reads version \(known): "
            + "simulate the scene again")
      }
    }
  }
}
