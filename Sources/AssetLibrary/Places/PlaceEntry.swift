import FileOutput
import LocatedJSON

/// What the library's index knows of a place before it is laid out.
public struct PlaceEntry: Sendable, Equatable {
  /// The file's, with spaces for hyphens.
  public var name: String
  public var path: String
  /// Singular forms that prompts may use, the name among them.
  public var nouns: [String]

  /// Reads no more of a file than the index needs; what else is wrong with it shows when the place is laid out.
  ///
  /// - Throws: `FileError` or `JSONError`.
  init(name: String, path: String) throws {
    self.name = name
    self.path = path
    let root = try JSONReader.parse(readFile(path), file: path)
    let listed = try root.members().first { $0.key == "nouns" }
    nouns = try listed.map { try [String](json: $0.node) } ?? []
    nouns.removeAll { $0 == name }
    nouns.insert(name, at: 0)
  }

  /// Every word that means it: singular and plural forms.
  public var words: [String] { nouns + nouns.map(AssetEntry.plural).filter { !nouns.contains($0) } }
}
