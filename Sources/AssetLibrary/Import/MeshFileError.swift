/// A mesh file that is not what its reader expects: one line that says where and what was expected.
public struct MeshFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// "line 12", "chunk 2", "accessors[3]"; empty where it is about the whole file.
  public var place: String
  public var message: String

  public init(_ message: String, in file: String, at place: String = "") {
    self.file = file
    self.place = place
    self.message = message
  }
  public var description: String { place.isEmpty ? "\(file): \(message)" : "\(file): \(place): \(message)" }
  /// Exit code of the command line: bad data.
  public var exitCode: Int32 { 65 }
}
