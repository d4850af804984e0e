import FileOutput

/// Where the program looks for what it does not carry in itself: assets, places, materials, words and weights.
///
/// Everything is found by one rule. The folders are asked in order, and the first that has the name gives it:
/// those of `--library` (the last one given first), those of KINEMA_LIBRARY (the last of the list first), the program's
/// own folder, ../share/kinema beside it, and the resources that a build leaves there.
public struct SearchPath: Sendable, Equatable {
  public static let environmentName = "KINEMA_LIBRARY"

  /// In order of precedence.
  public let folders: [String]
  /// How many of them, from the first, a user named.
  public let userCount: Int

  /// - Parameters:
  ///   - named: folders in the order of their flags; a later one overrides.
  ///   - environment: folders separated by colons; a later one overrides.
  ///   - program: the folder that the program lies in.
  /// - Throws: `LibraryError` where a folder that the user named is not there.
  public init(
    named: [String] = [], environment: String? = environmentVariable(SearchPath.environmentName),
    program: String = programFolder
  ) throws(LibraryError) {
    let listed = environment?.split(separator: ":").map(String.init) ?? []
    for (folders, source) in [(named, "--library"), (listed, SearchPath.environmentName)] {
      for folder in folders where !isFolder(folder) { throw .noFolder(folder, from: source) }
    }
    let user = Array((listed + named).reversed())
    userCount = user.count
    folders =
      user + [
        program, program + "/../share/kinema", program + "/kinema_AssetLibrary.resources",
        program + "/kinema_Refinement.resources",
      ]
  }

  /// The places where a file of this name would be, in order.
  public func places(of file: String) -> [String] { folders.map { $0 + "/" + file } }

  /// The first place that has the file.
  public func find(_ file: String) -> String? { places(of: file).first(where: isFile) }

  /// What every folder has below `shelf`, all depths, the weakest folder first so that later finds override.
  ///
  /// Within a folder the order is that of the names' bytes.
  func files(under shelf: String, endings: [String]) throws -> [LibraryFile] {
    var found: [LibraryFile] = []
    for (number, folder) in folders.enumerated().reversed() where isFolder(folder + "/" + shelf) {
      try collect(folder + "/" + shelf, endings, isUser: number < userCount, depth: 0, &found)
    }
    return found
  }

  private func collect(
    _ folder: String, _ endings: [String], isUser: Bool, depth: Int, _ found: inout [LibraryFile]
  ) throws {
    for name in try folderEntries(folder) where !name.hasPrefix(".") {
      let path = folder + "/" + name
      if let ending = endings.first(where: { name.lowercased().hasSuffix($0) }) {
        found.append(LibraryFile(path: path, name: String(name.dropLast(ending.count)), ending: ending, isUser: isUser))
      } else if depth < 4, isFolder(path) {
        try collect(path, endings, isUser: isUser, depth: depth + 1, &found)
      }
    }
  }
}

/// A file of the library.
struct LibraryFile: Sendable, Equatable {
  var path: String
  /// Without folder and ending.
  var name: String
  /// With its dot: ".json".
  var ending: String
  /// In a folder that the user named.
  var isUser: Bool
}
