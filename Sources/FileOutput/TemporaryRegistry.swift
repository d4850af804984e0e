import Glibc
import Synchronization

/// The temporaries that this process owns now, so that an interrupt can remove them.
package enum TemporaryRegistry {
  private static let paths = Mutex<[String]>([])

  static func add(_ path: String) { paths.withLock { $0.append(path) } }
  static func remove(_ path: String) { paths.withLock { $0.removeAll { $0 == path } } }

  package static func removeAll(where isDoomed: (String) -> Bool = { _ in true }) {
    let doomed = paths.withLock { list in
      let chosen = list.filter(isDoomed)
      list.removeAll(where: isDoomed)
      return chosen
    }
    for path in doomed { removeTree(path) }
  }
}

/// Creates something beside `target` under a name that nobody uses: `.<name>.<pid>.partial`, numbered when taken.
///
/// A name that exists is never reused: it may belong to a process of the same number on another machine.
func makeTemporary(
  beside target: String, _ make: (_ path: String) -> Bool
) throws(FileError) -> String {
  let (folder, name) = splitPath(target)
  var short = name  // file systems allow 255 bytes a name
  while short.utf8.count > 200 { short.removeLast() }
  for attempt in 1...100 {
    let number = attempt == 1 ? "" : ".\(attempt)"
    let path = "\(folder)/.\(short).\(getpid())\(number).partial"
    if make(path) {
      TemporaryRegistry.add(path)
      return path
    }
    if errno != EEXIST { throw .cannotCreate(target, reason: reason()) }
  }
  throw .cannotCreate(target, reason: "a hundred unfinished temporaries lie beside it")
}

/// Removes a file, or a folder with all in it; what cannot be removed stays. Symbolic links are not followed.
func removeTree(_ path: String) {
  if unlink(path) == 0 || errno == ENOENT { return }
  if let entries = try? folderEntries(path) {
    for name in entries { removeTree(path + "/" + name) }
  }
  rmdir(path)
}

/// The names in a folder, without "." and "..", in byte order.
public func folderEntries(_ path: String) throws(FileError) -> [String] {
  guard let folder = opendir(path) else { throw .noInput(path, reason: reason()) }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
