import FileOutput
import Imaging
import LocatedJSON
import MediaIO
import Rendering
import SceneDescription

/// Lists the standard materials, and draws them side by side.
enum MaterialsCommand: Command {
  static let name = "materials"
  static let summary = "Lists the materials that every scene may name; draws a board of them."
  static let usage = "[NAME...] [--json] [--sheet FILE.png]"
  static let options = [
    Option("--sheet", value: "FILE.png", help: "Draw the materials, each on the same things."),
    Option("--setting", value: "outdoors|indoors|close", help: "Light of the sheet (default outdoors)."),
    Option("--side", value: "N", help: "Pixels along a side of each picture (default 192)."),
    Option("--columns", value: "N", help: "Pictures in a row (default 8)."),
    Option("--samples", value: "N", help: "Samples a pixel (default 64)."),
    CommonOption.overwrite, CommonOption.json, CommonOption.threads, CommonOption.help,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let chosen = try chosen(arguments)
    if let path = arguments.text("--sheet") {
      try draw(chosen, to: path, arguments)
    } else if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      chosen.write(to: &writer)
      Console.output(writer.text)
    } else {
      Console.output(table(chosen))
    }
    return 0
  }

  private static func chosen(_ arguments: Arguments) throws(UsageError) -> [Material] {
    if arguments.positionals.isEmpty { return Material.standard }
    var materials: [Material] = []
    for name in arguments.positionals {
      guard let material = Material.standard(name) else {
        throw UsageError("no material '\(name)'; \(nearestHint(name, among: Material.standard.map(\.name)))")
      }
      materials.append(material)
    }
    return materials
  }

  private static func table(_ materials: [Material]) -> String {
    let rows: [[String]] =
      [["name", "pattern", "kg/m^3", "friction", "bounce", "source"]]
      + materials.map {
        [
          $0.name, $0.pattern.rawValue, "\(Int($0.density))", "\($0.friction)", "\($0.restitution)", $0.source,
        ]
      }
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      (0..<5).map { row[$0] + String(repeating: " ", count: widths[$0] - row[$0].count + 2) }.joined() + row[5]
    }.joined(separator: "\n")
  }

  private static func draw(_ materials: [Material], to path: String, _ arguments: Arguments) throws {
    let name = arguments.text("--setting") ?? MaterialBoard.Setting.outdoors.rawValue
    guard let setting = MaterialBoard.Setting(rawValue: name) else {
      let known = MaterialBoard.Setting.allCases.map(\.rawValue)
      throw UsageError("no setting '\(name)'; \(nearestHint(name, among: known))")
    }
    let side = try arguments.integer("--side", in: 32...1024) ?? 192
    let columns = min(materials.count, try arguments.integer("--columns", in: 1...32) ?? 8)
    let samples = try arguments.integer("--samples", in: 1...65536) ?? 64
    let rows = (materials.count + columns - 1) / columns
    // Room for the name below each.
    let strip = max(12, side / 11)
    var file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite"))
    var sheet = Canvas(width: columns * side, height: rows * (side + strip), background: SIMD3(repeating: 0.93))
    var progress = Progress("drew material")
    for (i, material) in materials.enumerated() {
      try Interruption.check()
      let picture = try MaterialBoard(material, setting: setting).picture(side: side, samples: samples)
      let (x, y) = (i % columns * side, i / columns * (side + strip))
      sheet.paste(picture.dithered().colour, x: x, y: y)
      let middle: Float = Float(x) + Float(side) / 2
      let base: Float = Float(y + side) + 0.74 * Float(strip)
      sheet.text(
        material.name, at: SIMD2(middle, base), size: 0.56 * Float(strip), SIMD3(repeating: 0.12), align: .centre)
      progress.report(i + 1, of: materials.count)
    }
    try file.write(PNG.encode(Frame(colour: sheet.picture)))
    try file.commit()
  }
}
