import Glibc

// The loops around write, pread and fsync that each caller would otherwise need: interrupted calls are repeated,
// short transfers continued, a full non-blocking pipe waited for.

package func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let n = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if n > 0 {
      rest = rest.dropFirst(n)
    } else if n < 0 && errno == EINTR {
      continue
    } else if n < 0 && errno == EAGAIN {
      var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&ready, 1, -1)
    } else {
      throw .io(path, reason: n < 0 ? reason() : "the device takes no more bytes")
    }
  }
}

/// Fills `buffer` as far as the file reaches from `offset`; returns the bytes read.
func readAll(
  _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int, path: String
) throws(FileError) -> Int {
  var done = 0
  while done < buffer.count {
    let n = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, offset + done)
    if n == 0 { break }
    if n > 0 {
      done += n
    } else if errno != EINTR {
      throw .io(path, reason: reason())
    }
  }
  return done
}

/// Forces data to the device; a kind of file that knows no syncing (a pipe, a terminal) is not an error.
func synchronise(_ descriptor: Int32, path: String) throws(FileError) {
  while fsync(descriptor) != 0 {
    if errno == EINTR { continue }
    if errno == EINVAL || errno == EROFS || errno == ENOTSUP { return }
    throw .io(path, reason: reason())
  }
}

/// Makes a rename inside `folder` durable.
func synchroniseFolder(_ folder: String) throws(FileError) {
  let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }  // a folder that may be written but not read: nothing more can be done
  defer { close(descriptor) }
  try synchronise(descriptor, path: folder)
}

/// "a/b/c.mp4" is ("a/b", "c.mp4"); "c.mp4" is (".", "c.mp4"); "/c" is ("/", "c").
func splitPath(_ path: String) -> (folder: String, name: String) {
  var trimmed = path[...]
  while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
  guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
  let folder = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  return (folder, String(trimmed[trimmed.index(after: slash)...]))
}

enum FileKind { case missing, regular, folder, other }

func kind(of path: String) -> (kind: FileKind, mode: mode_t) {
  var info = stat()
  guard stat(path, &info) == 0 else { return (.missing, 0) }
  switch info.st_mode & S_IFMT {
  case S_IFREG: return (.regular, info.st_mode & 0o777)
  case S_IFDIR: return (.folder, info.st_mode & 0o777)
  default: return (.other, info.st_mode & 0o777)
  }
}
