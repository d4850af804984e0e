import LocatedJSON

extension Material {
  /// The materials that every scene may name without defining them, in alphabetical order.
  ///
  /// They are data: the JSON files beside this one, a file a family, embedded at build time. docs/materials.md lists
  /// them.
  public static let standard: [Material] = {
    var all: [Material] = []
    for (file, bytes) in families {
      do {
        all += try list(decoding: bytes, file: file, known: all.map(\.name))
      } catch {
        preconditionFailure("the program's own materials: \(error)")
      }
    }
    return all.sorted { $0.name < $1.name }
  }()

  public static func standard(_ name: String) -> Material? { standard.first { $0.name == name } }

  /// The embedded files, by name.
  static let families: [(file: String, bytes: [UInt8])] = [
    ("building.json", PackageResources.building_json), ("ground.json", PackageResources.ground_json),
    ("living.json", PackageResources.living_json), ("metals.json", PackageResources.metals_json),
    ("plastics.json", PackageResources.plastics_json), ("textiles.json", PackageResources.textiles_json),
    ("transparent.json", PackageResources.transparent_json), ("woods.json", PackageResources.woods_json),
  ]

  /// Decodes a file of materials: an array of objects; `file` is the name used in errors.
  ///
  /// - Parameter known: names that are taken already.
  /// - Throws: `JSONError` with the place of a malformed field, an unknown key or a name that is used twice.
  public static func list(decoding bytes: [UInt8], file: String, known: [String] = []) throws(JSONError) -> [Material] {
    var names = Set(known)
    var materials: [Material] = []
    for node in try JSONReader.parse(bytes, file: file).elements() {
      let material = try Material(json: node)
      if !names.insert(material.name).inserted {
        let place = try node.members().first { $0.key == "name" }?.node ?? node
        throw place.error("expected unique names, found material '\(material.name)' twice")
      }
      materials.append(material)
    }
    return materials
  }
}
