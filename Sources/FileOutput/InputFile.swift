import Glibc

/// A file that is read a piece at a time: by place where the system can, in order where it is a pipe.
public final class InputFile {
  public let path: String
  /// nil for pipes, terminals and devices.
  public let size: Int?
  private let descriptor: Int32
  private var position = 0

  public init(path: String) throws(FileError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .noInput(path, reason: errno == ENOENT ? "no such file" : reason()) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      let why = reason()
      close(descriptor)
      throw .io(path, reason: why)
    }
    if info.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .noInput(path, reason: "it is a folder")
    }
    size = info.st_mode & S_IFMT == S_IFREG ? Int(info.st_size) : nil
  }

  deinit { close(descriptor) }

  /// The bytes from `offset`; fewer than `count` only at the end of the file.
  ///
  /// Memory is taken for the bytes that there are, not for those that are asked for. A pipe must be read in order.
  public func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    guard size != nil else {
      precondition(offset == position, "\(path) is a stream at byte \(position), not \(offset)")
      return try next(count)
    }
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(count, InputFile.portion))
    while out.count < count {
      let wanted = min(count - out.count, chunk.count)
      let place = offset + out.count
      let got = try chunk.withUnsafeMutableBufferPointer { (buffer) throws(FileError) -> Int in
        try readAll(
          descriptor, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<wanted]),
          at: place, path: path)
      }
      out.append(contentsOf: chunk[..<got])
      if got < wanted { break }
    }
    return out
  }

  private static let portion = 1 << 20

  /// The next bytes of a stream; fewer than `count` only at its end.
  private func next(_ count: Int) throws(FileError) -> [UInt8] {
    var out: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while out.count < count {
      let n = read(descriptor, &chunk, min(chunk.count, count - out.count))
      if n == 0 { break }
      if n > 0 {
        out.append(contentsOf: chunk[..<n])
      } else if errno != EINTR {
        throw .io(path, reason: reason())
      }
    }
    position += out.count
    return out
  }
}
