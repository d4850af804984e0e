import FileOutput
import LocatedJSON
import Modelling
import Parallelism
import SceneDescription
import Synchronization
import VectorMath

/// The things, places, materials and words that a program can use beyond those that it carries in itself.
///
/// Loading reads the index; an asset's shape is built when it is first asked for, and kept. Safe to use from any thread.
public final class Library: Sendable {
  public let path: SearchPath
  /// In alphabetical order of name, byte by byte.
  public let entries: [AssetEntry]
  /// Those of the folders' materials/*.json, in alphabetical order of name; one may replace a standard one.
  public let materials: [Material]
  /// Files of the folders' places/*.json by name, in alphabetical order.
  public let placeFiles: [PlaceEntry]

  /// Further words for nouns, from the folders' lexicon/*.json.
  public let words: [(noun: String, word: String)]

  private let numbers: [String: Int]
  private let materialNumbers: [String: Int]
  private let files = Mutex<[String: AssetFile]>([:])
  private let models = Mutex<[Looks: AssetModel]>([:])
  /// The last one asked for: staging, simulating and drawing a shot ask for the same again and again.
  let lastPlace = Mutex<(name: String, seed: UInt64, place: ComposedPlace)?>(nil)

  /// Reads the index of all folders of the search path.
  ///
  /// - Throws: `FileError`, or `JSONError` with the place of what is malformed.
  public init(_ path: SearchPath) throws {
    self.path = path
    var found: [String: AssetEntry] = [:]
    for file in try path.files(under: "assets", endings: [".json", ".obj", ".glb"]) {
      let entry = try AssetEntry(file)
      // Of a model and a mesh of one name in one folder the model is meant: the mesh belongs to it.
      if entry.form != .modelled, let other = found[entry.name], other.form == .modelled,
        folderAndName(other.path).folder == folderAndName(entry.path).folder
      {
        continue
      }
      found[entry.name] = entry
    }
    func ordered<Value>(_ values: some Sequence<Value>, by name: (Value) -> String) -> [Value] {
      values.sorted { name($0).utf8.lexicographicallyPrecedes(name($1).utf8) }
    }
    entries = ordered(found.values) { $0.name }
    numbers = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })

    var words: [(noun: String, word: String)] = []
    let nouns = entries.map(\.name) + Noun.builtIn.map(\.name)
    for file in try path.files(under: "lexicon", endings: [".json"]) {
      let lexicon = try OrderedObject<[String]>(json: JSONReader.parse(readFile(file.path), file: file.path))
      for member in lexicon.members {
        guard nouns.contains(member.name) else {
          throw JSONError("no noun '\(member.name)'; \(nearestHint(member.name, among: nouns))", at: member.location)
        }
        words += member.value.map { (member.name, $0) }
      }
    }
    self.words = words

    var materials: [String: Material] = [:]
    for file in try path.files(under: "materials", endings: [".json"]) {
      for material in try Material.list(decoding: readFile(file.path), file: file.path) {
        materials[material.name] = material
      }
    }
    self.materials = ordered(materials.values) { $0.name }
    materialNumbers = Dictionary(uniqueKeysWithValues: self.materials.enumerated().map { ($1.name, $0) })

    var places: [String: String] = [:]
    for file in try path.files(under: "places", endings: [".json"]) {
      places[file.name.replacing("-", with: " ")] = file.path
    }
    placeFiles = try ordered(places.map { (name: $0, path: $1) }) { $0.name }
      .map { try PlaceEntry(name: $0.name, path: $0.path) }
  }

  /// A material that scenes and assets may name: the library's own first, then the standard ones.
  public func material(named name: String) -> Material? {
    materialNumbers[name].map { materials[$0] } ?? Material.standard(name)
  }
  public var materialNames: [String] { materials.map(\.name) + Material.standard.map(\.name) }

  /// The asset of this name.
  ///
  /// - Throws: `LibraryError` with the nearest name, or the folders tried where there are no assets at all.
  public func entry(named name: String) throws(LibraryError) -> AssetEntry {
    if let number = numbers[name] { return entries[number] }
    if entries.isEmpty { throw .noLibrary(wanted: "the asset '\(name)'", tried: path.places(of: "assets")) }
    throw .unknown(kind: "asset", name: name, hint: nearestHint(name, among: entries.map(\.name)))
  }
  public func has(_ name: String) -> Bool { numbers[name] != nil }

  /// The file of a modelled asset, decoded once.
  public func file(of entry: AssetEntry) throws -> AssetFile {
    if let file = files.withLock({ $0[entry.path] }) { return file }
    let file = try AssetFile(decoding: readFile(entry.path), file: entry.path, materials: materialNames)
    files.withLock { $0[entry.path] = file }
    return file
  }

  /// The model that looks are of; built once. `link` plays no part.
  ///
  /// - Throws: `LibraryError` for an unknown asset, adjective or material, `JSONError` with the place in the asset's
  ///   file where an expression has no value or a shape cannot be made.
  public func model(of looks: Looks) throws -> AssetModel {
    var key = looks
    key.link = ""
    if let model = models.withLock({ $0[key] }) { return model }
    let entry = try entry(named: key.asset)
    if let name = key.material, material(named: name) == nil {
      throw LibraryError.unknown(kind: "material", name: name, hint: nearestHint(name, among: materialNames))
    }
    if let quality = key.qualities.first(where: { !entry.qualities.contains($0) }) {
      let hint = entry.qualities.isEmpty ? "'\(entry.name)' knows none" : nearestHint(quality, among: entry.qualities)
      throw LibraryError.unknown(kind: "quality", name: quality, hint: hint)
    }
    let model = try build(entry, key)
    models.withLock { $0[key] = model }
    return model
  }

  /// A variant of an asset whose file need not lie in the library.
  public func model(of file: AssetFile, at path: String, looks: Looks = Looks()) throws -> AssetModel {
    let folder = folderAndName(path).folder
    let builder = try ModelBuilder(
      file, looks: looks, material: { self.material(named: $0) },
      loadMesh: { name, node throws(JSONError) in
        do { return try ImportedModel(reading: folder + "/" + name).mesh } catch {
          throw node.error("\(error)")
        }
      })
    return try builder.build()
  }

  /// Builds models that are about to be asked for, side by side.
  ///
  /// Which threads build them decides nothing; what cannot be built is told where it is asked for.
  func prepare(_ wanted: [Looks]) {
    let known = models.withLock { Set($0.keys) }
    var keys: [Looks] = []
    var met = known
    for var key in wanted {
      key.link = ""
      if met.insert(key).inserted { keys.append(key) }
    }
    var usual: [Looks] = []
    for var key in keys where key.scale != 1 {
      key.scale = 1
      if met.insert(key).inserted { usual.append(key) }
    }
    usual += keys.filter { $0.scale == 1 }
    // Files first: variants of one asset share it. Then what other sizes are made of.
    var assets: [AssetEntry] = []
    for key in usual + keys where !assets.contains(where: { $0.name == key.asset }) {
      if let entry = try? entry(named: key.asset), entry.form == .modelled { assets.append(entry) }
    }
    _ = parallelMap(assets.count) { try? file(of: assets[$0]) }
    _ = parallelMap(usual.count) { try? model(of: usual[$0]) }
    let others = keys.filter { $0.scale != 1 }
    _ = parallelMap(others.count) { try? model(of: others[$0]) }
  }

  private func build(_ entry: AssetEntry, _ looks: Looks) throws -> AssetModel {
    if looks.scale != 1 {
      // All sizes of a variant are made of the usual one.
      var usual = looks
      usual.scale = 1
      return try model(of: usual).scaled(by: looks.scale)
    }
    switch entry.form {
    case .modelled: return try model(of: file(of: entry), at: entry.path, looks: looks)
    case .obj, .glb:
      return try ImportedModel(reading: entry.path).assetModel(named: entry.name, looks: looks)
    }
  }
}
