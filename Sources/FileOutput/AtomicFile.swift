import Glibc

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a temporary in the same folder; `commit` syncs it, renames it over the target and syncs the folder, so a
/// kill or a power cut leaves the former file or the whole new one. Dropped without `commit`, the temporary goes away.
/// A target that is no regular file (a pipe, a terminal, anything in /dev or /proc) is written straight. A symbolic link
/// keeps pointing where it did: the file behind it is replaced, with its permissions.
public struct AtomicFile: ~Copyable {
  /// The path that the caller gave.
  public let path: String
  /// Bytes written so far.
  public private(set) var count: Int

  private let target: String
  private let temporary: String?  // nil when the target is written straight
  private var descriptor: Int32

  public init(path: String, overwrite: Bool = true) throws(FileError) {
    let made = try AtomicFile.make(path, overwrite: overwrite)
    self.path = path
    count = 0
    (descriptor, temporary, target) = made
  }

  /// The open descriptor, the temporary's name (nil when written straight) and the name that the file will bear.
  private static func make(_ path: String, overwrite: Bool) throws(FileError) -> (Int32, String?, String) {
    if path.isEmpty { throw .cannotCreate(path, reason: "the name is empty") }
    if path.utf8.last == UInt8(ascii: "/") { throw .cannotCreate(path, reason: "a file's name cannot end in a slash") }
    let (kind, mode) = kind(of: path)
    if kind == .folder { throw .cannotCreate(path, reason: "it is a folder") }
    if kind == .other || isDevice(path) {
      let straight = open(path, O_WRONLY | O_CLOEXEC)
      if straight < 0 { throw .cannotCreate(path, reason: reason()) }
      return (straight, nil, path)
    }
    if kind == .regular {
      if !overwrite { throw .exists(path) }
      if access(path, W_OK) != 0 { throw .cannotCreate(path, reason: reason()) }
    }
    let target = resolved(path)
    var opened: Int32 = -1
    let temporary = try makeTemporary(beside: target) { candidate in
      opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      return opened >= 0
    }
    if kind == .regular { fchmod(opened, mode) }
    return (opened, temporary, target)
  }

  /// Whether `path` names something that must be written in place.
  static func isDevice(_ path: String) -> Bool { path.hasPrefix("/dev/") || path.hasPrefix("/proc/") }

  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(descriptor, bytes, path: path)
    count += bytes.count
  }

  public mutating func write(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (part) throws(FileError) in try write(UnsafeRawBufferPointer(part)) }
  }

  /// Makes the file appear.
  public consuming func commit() throws(FileError) {
    guard let temporary else { return }
    try synchronise(descriptor, path: path)
    let open = descriptor
    descriptor = -1
    // After EINTR Linux has closed the file; other codes report writes that failed late.
    if close(open) != 0 && errno != EINTR { throw .io(path, reason: reason()) }
    if rename(temporary, target) != 0 { throw .io(path, reason: reason()) }
    TemporaryRegistry.remove(temporary)
    try synchroniseFolder(splitPath(target).folder)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    // After a commit the name is gone and this finds nothing to remove.
    if let temporary {
      unlink(temporary)
      TemporaryRegistry.remove(temporary)
    }
  }

  /// Removes every temporary of this process. For the way out after an interrupt: writers still at work then fail.
  public static func removeAllTemporaries() { TemporaryRegistry.removeAll() }
}

/// Writes `bytes` to `path` as `AtomicFile` does.
public func writeAtomically(_ bytes: [UInt8], to path: String, overwrite: Bool = true) throws(FileError) {
  var file = try AtomicFile(path: path, overwrite: overwrite)
  try file.write(bytes)
  try file.commit()
}

/// The whole of a file.
public func readFile(_ path: String) throws(FileError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .noInput(path, reason: errno == ENOENT ? "no such file" : reason()) }
  defer { close(descriptor) }
  var info = stat()
  guard fstat(descriptor, &info) == 0 else { throw .io(path, reason: reason()) }
  if info.st_mode & S_IFMT == S_IFDIR { throw .noInput(path, reason: "it is a folder") }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(Int(info.st_size))
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  while true {  // not pread: pipes have no offset, and a file may grow while it is read
    let n = read(descriptor, &chunk, chunk.count)
    if n == 0 { return bytes }
    if n > 0 {
      bytes.append(contentsOf: chunk[..<n])
    } else if errno != EINTR {
      throw .io(path, reason: reason())
    }
  }
}

/// The path behind a symbolic link, or `path` itself where nothing lies there yet.
func resolved(_ path: String) -> String {
  guard let real = realpath(path, nil) else { return path }
  defer { free(real) }
  return String(cString: real)
}
