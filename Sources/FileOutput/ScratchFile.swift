import Glibc

/// A nameless file for what does not fit into memory: append, then read back from any offset.
///
/// It lies in the folder of the file it serves (where the room must be anyway), or in $TMPDIR where that is a device,
/// and has no name from the start, so nothing can leave it behind.
public struct ScratchFile: ~Copyable {
  public private(set) var count: Int
  private let path: String
  private let descriptor: Int32

  public init(beside path: String) throws(FileError) {
    let isDevice = AtomicFile.isDevice(path) || kind(of: path).kind == .other
    let elsewhere = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var opened: Int32 = -1
    let name = try makeTemporary(beside: isDevice ? elsewhere + "/kinema" : resolved(path)) { candidate in
      opened = open(candidate, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      return opened >= 0
    }
    unlink(name)
    TemporaryRegistry.remove(name)
    self.path = path
    count = 0
    descriptor = opened
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(descriptor, bytes, path: path)
    count += bytes.count
  }

  public mutating func append(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (part) throws(FileError) in try append(UnsafeRawBufferPointer(part)) }
  }

  /// Copies everything to the end of `file`, a megabyte at a time.
  public func copy(to file: inout AtomicFile) throws(FileError) {
    var offset = 0
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while offset < count {
      let n = try readAll(descriptor, into: chunk, at: offset, path: path)
      if n == 0 { throw .io(path, reason: "its scratch file was cut short") }
      try file.write(UnsafeRawBufferPointer(rebasing: chunk[..<n]))
      offset += n
    }
  }

  /// The `size` bytes that were appended from `offset` on.
  public func bytes(at offset: Int, count size: Int) throws(FileError) -> [UInt8] {
    precondition(offset >= 0 && size >= 0 && offset + size <= count, "\(size) bytes at \(offset) of \(count)")
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { buffer.deallocate() }
    let read = try readAll(descriptor, into: buffer, at: offset, path: path)
    if read != size { throw .io(path, reason: "its scratch file was cut short") }
    return Array(buffer)
  }

  deinit { close(descriptor) }
}
