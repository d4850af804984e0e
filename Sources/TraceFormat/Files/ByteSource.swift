import FileOutput

/// Bytes by their place in a file. A source without a size is a stream: it gives bytes in their order only.
public protocol ByteSource: AnyObject {
  /// For messages.
  var name: String { get }
  var size: Int? { get }
  /// The bytes from `offset`; fewer than `count` only at the end of the file.
  func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8]
}

extension InputFile: ByteSource {
  public var name: String { path }
}

/// A file's bytes in memory.
public final class MemoryBytes: ByteSource {
  public let name: String
  private let contents: [UInt8]
  /// - Parameter isStream: Give no size, as a pipe does.
  public init(_ contents: [UInt8], name: String, isStream: Bool = false) {
    self.contents = contents
    self.name = name
    size = isStream ? nil : contents.count
  }
  public let size: Int?
  public func bytes(at offset: Int, count: Int) -> [UInt8] {
    let start = min(max(0, offset), contents.count)
    return Array(contents[start..<min(contents.count, start + count)])
  }
}
