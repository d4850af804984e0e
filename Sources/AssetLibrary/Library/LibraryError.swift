import LocatedJSON

/// What the library does not have; each case prints as one line.
public enum LibraryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A folder that a flag or the environment names is missing.
  case noFolder(String, from: String)
  /// No folder of the search path holds any asset.
  case noLibrary(wanted: String, tried: [String])
  /// A name that the library does not know; `hint` gives the nearest one.
  case unknown(kind: String, name: String, hint: String)
  /// A thing that is asked for what its asset cannot do.
  case unfit(thing: String, problem: String)

  public var description: String {
    switch self {
    case .noFolder(let path, let source): "no library folder '\(path)' (\(source))"
    case .noLibrary(let wanted, let tried):
      "no library that could have \(wanted); tried \(tried.joined(separator: ", "))"
    case .unknown(let kind, let name, let hint): "no \(kind) '\(name)'; \(hint)"
    case .unfit(let thing, let problem): "thing '\(thing)': \(problem)"
    }
  }

  /// The process's exit status, after sysexits.h: 66 no input, 65 bad data.
  public var exitCode: Int32 {
    switch self {
    case .noFolder, .noLibrary: 66
    case .unknown, .unfit: 65
    }
  }
}
