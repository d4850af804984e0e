import LocatedJSON
import Modelling
import SceneDescription

/// A place as its file describes it: fixed structure, ground, what stands there by chance, views and light.
///
/// Format: docs/places.md. Reading checks forms, keys and the grammar of expressions; numbers, and names of assets, are
/// judged when the place is composed.
public struct PlaceFile: Record {
  public var name = ""
  public var nouns: [String] = []
  public var about = ""
  var parameters = OrderedObject<AssetFile.Parameter>()
  var finishes = OrderedObject<[AssetFile.Finish]>()
  var parts: [AssetFile.Part] = []
  var terrain: TerrainRule?
  var arrange: [ArrangeRule] = []
  var dress: [DressRule] = []
  var free: [FreeRule] = []
  var cameras: [CameraRule] = []
  var lights: [Light] = []
  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, rule: FieldRule("1 to 100 characters") { (1...100).contains($0.count) }, "The noun.")
    try f.field("nouns", &nouns, "All singular forms that prompts may use; none: the name.")
    try f.field("about", &about, "What it shows, and where sizes come from.")
    try f.field("parameters", &parameters, "Numbers by name, each of those before it or of chance.")
    try f.field("finishes", &finishes, "Looks that parts share, of which the seed chooses one.")
    try f.field("parts", &parts, "Fixed structure: floors, walls, kerbs; as parts of assets.")
    try f.optional("terrain", &terrain, absent: "a floor at 0", "Ground out of doors.")
    try f.field("arrange", &arrange, "Things that stand there.")
    try f.field("dress", &dress, "What is drawn and never touched.")
    try f.required("free", &free, rule: FieldRule("at least one area") { !$0.isEmpty }, "Where things can act.")
    try f.required("cameras", &cameras, rule: FieldRule("at least one view") { !$0.isEmpty }, "Composed views.")
    try f.field("lights", &lights, "Of which the seed chooses one.")
  }

  /// Decodes a place file; `file` is the name used in errors, `materials` the names that it may use.
  public init(decoding bytes: [UInt8], file: String, materials: [String]) throws(JSONError) {
    try self.init(json: JSONReader.parse(bytes, file: file))
    try checkNames()
    try checkMaterials(materials)
  }

  private func checkNames() throws(JSONError) {
    var seen: [String] = []
    for name in arrange.map(\.name) + dress.map(\.name) {
      if seen.contains(name.value) { throw name.error("expected unique names, found rule '\(name.value)' twice") }
      seen.append(name.value)
    }
    var before: [String] = []
    for rule in arrange {
      for host in [rule.on, rule.inside, rule.around].compactMap({ $0 }) where !before.contains(host.value) {
        throw host.error("no rule '\(host.value)' before this one; \(nearestHint(host.value, among: before))")
      }
      before.append(rule.name.value)
      if case .path(let path)? = rule.along { try checkPath(path) }
      let places = [
        rule.at != nil, rule.against != nil, rule.on != nil, rule.inside != nil, rule.around != nil,
        rule.along != nil, rule.grid != nil, rule.area != nil,
      ].count { $0 }
      if places != 1 {
        throw rule.name.error(
          "expected one of at, against, on, in, around, along, grid, area in rule '\(rule.name.value)', found \(places)"
        )
      }
      if let area = rule.area, (area.size == nil) == (area.ring == nil) {
        throw rule.name.error("expected either \"size\" or \"ring\" in the area of rule '\(rule.name.value)'")
      }
    }
    for rule in dress { if case .path(let path)? = rule.along { try checkPath(path) } }
    for area in free {
      if let on = area.on, !before.contains(on.value) {
        throw on.error("no rule '\(on.value)'; \(nearestHint(on.value, among: before))")
      }
    }
  }

  private func checkPath(_ name: Located<String>) throws(JSONError) {
    let known = terrain?.paths.map(\.name.value) ?? []
    if !known.contains(name.value) {
      throw name.error("no path '\(name.value)'; \(nearestHint(name.value, among: known))")
    }
  }

  private func checkMaterials(_ known: [String]) throws(JSONError) {
    var used: [Located<String>] = parts.compactMap(\.material)
    for finish in finishes.members { used += finish.value.map(\.material) }
    used += [terrain?.material, terrain?.far?.material].compactMap { $0 }
    for path in terrain?.paths ?? [] {
      guard let surface = path.surface else { continue }
      used.append(surface.material)
      used += surface.lines.map(\.material).filter { $0.location.line > 0 }
    }
    for name in used where !known.contains(name.value) {
      throw name.error("no material '\(name.value)'; \(nearestHint(name.value, among: known))")
    }
    let names = finishes.names
    let finished = parts.compactMap(\.finish) + [terrain?.finish, terrain?.far?.finish].compactMap { $0 }
    for name in finished where !names.contains(name.value) {
      throw name.error("no finish '\(name.value)'; \(nearestHint(name.value, among: names))")
    }
  }
}
