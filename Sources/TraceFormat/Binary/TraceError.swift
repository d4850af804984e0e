/// A binary trace that is not what its reader expects: one line that says where and what was expected.
public struct TraceError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// Offset in the file of the block (or part) that is wrong, bytes.
  public var offset: Int
  /// "block 3 'RECS'", "magic"; what lies at the offset.
  public var place: String
  public var message: String

  public var description: String { "\(file): byte \(offset), \(place): \(message)" }
  /// Exit code of the command line: bad data.
  public var exitCode: Int32 { 65 }
}
