import Glibc

/// A file that cannot be read or made; each case prints as one line.
public enum FileError: Error, Equatable, CustomStringConvertible {
  /// The input is missing or may not be read.
  case noInput(String, reason: String = "no such file")
  case cannotCreate(String, reason: String)
  /// Reading, writing or syncing failed half way: a full disk, a broken pipe, a failing device.
  case io(String, reason: String)
  /// The target holds something already and overwriting was not asked for.
  case exists(String)

  public var description: String {
    switch self {
    case .noInput(let path, let reason): "cannot read \(quoted(path)): \(reason)"
    case .cannotCreate(let path, let reason): "cannot create \(quoted(path)): \(reason)"
    case .io(let path, let reason): "\(quoted(path)): \(reason)"
    case .exists(let path): "\(quoted(path)) exists already; --overwrite replaces it"
    }
  }

  /// The process's exit status, after sysexits.h: 66 no input, 73 cannot create, 74 input/output error.
  public var exitCode: Int32 {
    switch self {
    case .noInput: 66
    case .cannotCreate, .exists: 73
    case .io: 74
    }
  }
}

/// A path in quotes, control characters made visible so that the message stays one line on any terminal.
public func quoted(_ path: String) -> String {
  var out = "'"
  for scalar in path.unicodeScalars {
    let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    out += isControl ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }
  return out + "'"
}

/// The C library's words for an error number.
func reason(_ code: Int32 = errno) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
