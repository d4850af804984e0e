import FileOutput
import LocatedJSON
import SceneDescription
import Synchronization

extension Library {
  /// The file of a place, by its name or one of its nouns.
  ///
  /// - Throws: `LibraryError` with the nearest name, or the folders tried where there are no places at all; `JSONError`
  ///   with the place of what is malformed; `FileError`.
  public func placeFile(named name: String) throws -> PlaceFile {
    if let found = placeFiles.first(where: { $0.name == name }) { return try readPlace(found.path) }
    if placeFiles.isEmpty {
      throw LibraryError.noLibrary(wanted: "the place '\(name)'", tried: path.places(of: "places"))
    }
    if let found = placeFiles.first(where: { $0.nouns.contains(name) }) { return try readPlace(found.path) }
    throw LibraryError.unknown(
      kind: "place", name: name, hint: nearestHint(name, among: placeFiles.map(\.name)))
  }

  private func readPlace(_ path: String) throws -> PlaceFile {
    try PlaceFile(decoding: readFile(path), file: path, materials: materialNames)
  }

  /// A place laid out by its seed with the library's models; the last one is kept. `placeFile(named:)` says what is thrown.
  public func compose(_ choice: PlaceChoice) throws -> ComposedPlace {
    if let last = lastPlace.withLock({ $0 }), last.name == choice.name, last.seed == choice.seed { return last.place }
    let place = try layOut(choice)
    lastPlace.withLock { $0 = (choice.name, choice.seed, place) }
    return place
  }

  /// The same, always done anew: for those who measure it.
  public func layOut(_ choice: PlaceChoice) throws -> ComposedPlace {
    try placeFile(named: choice.name).compose(
      seed: choice.seed, material: { self.material(named: $0) }, models: { try self.model(of: $0) },
      prepare: prepare)
  }
}
