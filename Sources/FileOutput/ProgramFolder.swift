import Glibc

/// The folder that the running program lies in, links followed.
public let programFolder: String = {
  var buffer = [UInt8](repeating: 0, count: 4096)
  let count = buffer.withUnsafeMutableBytes { bytes in
    readlink("/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
  }
  let path = count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : CommandLine.arguments[0]
  return splitPath(path).folder
}()

/// Whether there is a folder at `path`, links followed.
public func isFolder(_ path: String) -> Bool { kind(of: path).kind == .folder }

/// Whether there is anything at `path` that can be read as a file: not a folder.
public func isFile(_ path: String) -> Bool {
  switch kind(of: path).kind {
  case .regular, .other: true
  case .missing, .folder: false
  }
}

/// Value of an environment variable; nil where it is absent or empty.
public func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}

/// A path's folder and the name of what lies in it: "a/b/c.json" is ("a/b", "c.json").
public func folderAndName(_ path: String) -> (folder: String, name: String) { splitPath(path) }
