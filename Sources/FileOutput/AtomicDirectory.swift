import Glibc

/// A folder of files that appears under its name only when it is complete.
///
/// Files are written into `.<name>.<pid>.partial` beside it. An empty folder of that name is replaced; one with files in
/// it only when `overwrite` says so.
public struct AtomicDirectory: ~Copyable {
  /// The path that the caller gave.
  public let path: String
  /// Where files lie until `commit`.
  public let workingPath: String

  private let target: String
  private var isOpen: Bool

  public init(path: String, overwrite: Bool = false) throws(FileError) {
    if path.isEmpty { throw .cannotCreate(path, reason: "the name is empty") }
    switch kind(of: path).kind {
    case .missing: break
    case .folder: if !overwrite, !(try folderEntries(path).isEmpty) { throw .exists(path) }
    case .regular, .other: throw .cannotCreate(path, reason: "it is a file, not a folder")
    }
    let target = resolved(path)
    let workingPath = try makeTemporary(beside: target) { mkdir($0, 0o777) == 0 }
    self.path = path
    self.target = target
    self.workingPath = workingPath
    isOpen = true
  }

  /// Writes one file of the folder; `name` has no slash.
  public func write(_ bytes: [UInt8], named name: String) throws(FileError) {
    precondition(!name.contains("/"), "a file in a folder of frames cannot be named \(name)")
    try writeAtomically(bytes, to: workingPath + "/" + name)
  }

  /// Makes the folder appear.
  public consuming func commit() throws(FileError) {
    try synchroniseFolder(workingPath)
    if rename(workingPath, target) != 0 {
      guard errno == ENOTEMPTY || errno == EEXIST else { throw .io(path, reason: reason()) }
      try exchange()
    }
    TemporaryRegistry.remove(workingPath)
    isOpen = false
    try synchroniseFolder(splitPath(target).folder)
  }

  /// Moves the old folder aside, the new one into its place, and removes the old. A kill between the two renames leaves
  /// both whole, the old one as `.<name>.<pid>.partial.old`.
  private func exchange() throws(FileError) {
    let aside = workingPath + ".old"
    guard rename(target, aside) == 0 else { throw .io(path, reason: reason()) }
    guard rename(workingPath, target) == 0 else {
      let why = reason()
      rename(aside, target)
      throw .io(path, reason: why)
    }
    removeTree(aside)
  }

  deinit {
    if isOpen {
      removeTree(workingPath)
      TemporaryRegistry.remove(workingPath)
    }
  }
}
