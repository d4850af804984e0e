import FileOutput
import LocatedJSON
import SceneDescription

/// What the library's index knows of an asset before it is built.
public struct AssetEntry: Sendable, Equatable {
  public var name: String
  /// Singular forms that prompts may use, the name among them.
  public var nouns: [String]
  public var plurals: [String]
  public var category = AssetFile.Category.decoration
  public var stands = AssetFile.Stand.floor
  public var isFixed = false
  /// Adjectives beyond size, colour and material.
  public var qualities: [String] = []
  /// kg, of the real thing; nil for meshes made elsewhere.
  public var mass: Interval?
  public var path: String
  public var form: Form
  /// From a folder that the user named.
  public var isUser: Bool

  public enum Form: Sendable, Equatable { case modelled, obj, glb }

  /// Reads no more of a file than the index needs; what else is wrong with it shows when the asset is built.
  ///
  /// - Throws: `FileError` or `JSONError`.
  init(_ file: LibraryFile) throws {
    path = file.path
    isUser = file.isUser
    switch file.ending {
    case ".json": form = .modelled
    case ".obj": form = .obj
    default: form = .glb
    }
    name = file.name.lowercased().replacing("_", with: " ").replacing("-", with: " ")
    nouns = [name]
    plurals = []
    if form == .modelled { try readHeader() }
    if plurals.isEmpty { plurals = nouns.map(AssetEntry.plural) }
  }

  private mutating func readHeader() throws {
    let root = try JSONReader.parse(readFile(path), file: path)
    var named = false
    nouns = []
    for member in try root.members() {
      let node = member.node
      switch member.key {
      case "name":
        name = try String(json: node)
        named = true
      case "nouns": nouns = try [String](json: node)
      case "plurals": plurals = try [String](json: node)
      case "category": category = try AssetFile.Category(json: node)
      case "stands": stands = try AssetFile.Stand(json: node)
      case "fixed": isFixed = try Bool(json: node)
      case "mass": mass = try Interval(json: node)
      case "qualities": qualities = try node.members().map(\.key)
      default: break
      }
    }
    if !named { throw root.error("expected the key \"name\" (string) in this object") }
    nouns.removeAll { $0 == name }
    nouns.insert(name, at: 0)
  }

  /// The regular plural of the last word: "coffee mug" to "coffee mugs", "box" to "boxes", "berry" to "berries".
  static func plural(_ noun: String) -> String {
    if ["s", "x", "z", "ch", "sh"].contains(where: noun.hasSuffix) { return noun + "es" }
    if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
      return noun.dropLast() + "ies"
    }
    return noun + "s"
  }
}
