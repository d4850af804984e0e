import FileOutput
import LocatedJSON

/// A trace file of either form, read a record at a time: what it is is told by its first bytes, not by its name.
public struct TraceInput {
  public enum Form: String, Sendable { case jsonLines, binary }
  public let form: Form
  public let header: TraceHeader
  public let source: any ByteSource
  private var binary: BinaryTraceReader?
  private var text: (reader: TraceReader, lines: LineSource)?

  /// Opens a file or a pipe.
  /// - Throws: `FileError`, `TraceError` or `JSONError`.
  public init(path: String) throws { try self.init(InputFile(path: path)) }

  public init(_ source: any ByteSource) throws {
    let source = PeekedSource(source)
    self.source = source
    if try source.bytes(at: 0, count: 1) == [BlockFraming.magic[0]] {
      let reader = try BinaryTraceReader(source)
      (form, header, binary) = (.binary, reader.header, reader)
    } else {
      let lines = LineSource(source)
      do throws(JSONError) {
        let reader = try TraceReader(file: source.name, nextLine: lines.next)
        (form, header, text) = (.jsonLines, reader.header, (reader, lines))
      } catch {
        if let failure = lines.failure { throw failure }
        throw error
      }
    }
  }

  /// The next record; nil after the last that the header announces.
  public mutating func nextFrame() throws -> TraceFrame? {
    if binary != nil { return try binary!.nextFrame() }
    do throws(JSONError) {
      return try text!.reader.nextFrame()
    } catch {
      if let failure = text!.lines.failure { throw failure }
      throw error
    }
  }

  /// The next record that is a film frame, numbered as such: how a picture a frame is made from a record a step.
  public mutating func nextFilmFrame() throws -> TraceFrame? {
    while let record = try nextFrame() {
      if let frame = record.filmFrame(of: header) { return frame }
    }
    return nil
  }

  /// Skips to a record at or after the next one: at once in the binary form of a file, line by line otherwise.
  public mutating func skip(toRecord record: Int) throws {
    if binary != nil {
      try binary!.seek(toRecord: record)
    } else {
      while text!.reader.recordsRead < record, text!.reader.skipFrame() {}
    }
  }
}

/// Lets the first bytes of a stream be looked at and read again.
private final class PeekedSource: ByteSource {
  private let source: any ByteSource
  private var first: [UInt8]?
  init(_ source: any ByteSource) { self.source = source }
  var name: String { source.name }
  var size: Int? { source.size }

  func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    if source.size != nil { return try source.bytes(at: offset, count: count) }
    if first == nil { first = try source.bytes(at: 0, count: 1) }
    guard offset == 0, let first, !first.isEmpty, count > 0 else {
      return try source.bytes(at: offset, count: count)
    }
    return count == 1 ? first : first + (try source.bytes(at: 1, count: count - 1))
  }
}
