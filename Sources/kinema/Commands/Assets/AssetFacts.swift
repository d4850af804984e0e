import AssetLibrary
import Foundation
import LocatedJSON
import SceneDescription
import VectorMath

/// What a list tells of an asset.
struct AssetFacts: Record, LineValue {
  var name = ""
  var nouns: [String] = []
  var category = AssetFile.Category.decoration
  var stands = AssetFile.Stand.floor
  var isFixed = false
  var size = Vector3.zero
  var mass = 0.0
  var parts: [String] = []
  var moving: [String] = []
  var supports: [String] = []
  var spaces: [String] = []
  var holds: [String] = []
  var pieces = 0
  var triangles = 0
  var file = ""
  init() {}

  init(_ entry: AssetEntry, _ library: Library, variant: UInt64) throws {
    var looks = Looks()
    looks.asset = entry.name
    looks.variant = variant
    let model = try library.model(of: looks)
    func rounded(_ v: Double) -> Double { (v * 1e4).rounded() / 1e4 }
    name = entry.name
    nouns = entry.nouns
    category = entry.category
    stands = entry.stands
    isFixed = entry.isFixed
    let extent = model.bounds.size
    size = Vector3(rounded(extent.x), rounded(extent.y), rounded(extent.z))
    mass = rounded(model.mass)
    parts = model.links.flatMap(\.parts).map(\.name)
    moving = model.links.filter { $0.joint != nil }.map(\.name)
    supports = model.supports.map(\.name)
    spaces = model.spaces.map(\.name)
    holds = model.holds.map(\.name)
    pieces = model.links.reduce(0) { $0 + ($1.solid?.parts.count ?? 0) }
    triangles = model.links.flatMap(\.parts).reduce(0) { $0 + $1.mesh.triangles.count }
    file = entry.path
  }

  mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.field("name", &name, "The noun.")
    try f.field("nouns", &nouns, "Words that prompts may use.")
    try f.field("category", &category, "Its shelf.")
    try f.field("stands", &stands, "Where it belongs.")
    try f.field("fixed", &isFixed, "Does not move.")
    try f.field("size", &size, unit: "m", "Along the axes.")
    try f.field("mass", &mass, unit: "kg", "Of the variant.")
    try f.field("parts", &parts, "Names.")
    try f.field("moving", &moving, "Parts with a joint.")
    try f.field("supports", &supports, "Where things can stand on it.")
    try f.field("spaces", &spaces, "Where things fit in.")
    try f.field("holds", &holds, "Where hands take it.")
    try f.field("pieces", &pieces, "Convex solids that collide.")
    try f.field("triangles", &triangles, "Of what is drawn.")
    try f.field("file", &file, "Where it is described.")
  }

  static func table(_ rows: [AssetFacts]) -> String {
    func metres(_ v: Vector3) -> String { [v.x, v.y, v.z].map { $0.figures(3) }.joined(separator: " x ") }
    let cells =
      [["name", "category", "size, m", "mass, kg", "parts"]]
      + rows.map { row in
        let parts = row.parts.map { row.moving.contains($0) ? $0 + "*" : $0 }.joined(separator: ", ")
        return [row.name, row.category.rawValue, metres(row.size), row.mass.figures(3), parts]
      }
    let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      (0..<4).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count + 2) }.joined() + row[4]
    }.joined(separator: "\n")
  }
}

extension Double {
  /// With so many significant figures and no exponent: 0.0837, 12.3, 1480.
  func figures(_ count: Int) -> String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    let decimals = count - 1 - Int(log10(magnitude).rounded(.down))
    return String(format: "%.\(max(0, decimals))f", self)
  }
}
