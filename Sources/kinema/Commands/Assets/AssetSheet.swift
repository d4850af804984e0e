import AssetLibrary
import FileOutput
import Imaging
import LocatedJSON
import MediaIO
import Rendering
import SceneDescription

/// A contact sheet of assets: each in the studio, its name and size below.
struct AssetSheet {
  static let options = [
    Option("--sheet", value: "FILE.png", help: "Draw the assets, each in the same studio."),
    Option("--samples", value: "N", help: "Samples a pixel of the sheet (default 16)."),
    Option("--tile", value: "WxH", help: "Pixels of each picture (default 320x240)."),
    Option("--columns", value: "N", help: "Pictures in a row (default 6)."),
    Option("--variants", value: "N", help: "Draw so many variants of each, side by side."),
    Option("--open", help: "Doors, lids and drawers stand open."),
    Option("--view", value: "quarter|front|side|top", help: "Where the sheet's camera stands (default quarter)."),
    CommonOption.overwrite,
  ]

  private struct Tile {
    var looks: Looks
    var model: AssetModel
  }
  private var tiles: [Tile] = []
  private let materials: (AssetModel) -> [Material]
  private let (width, height): (Int, Int)
  private let columns: Int
  private let samples: Int
  private let view: AssetBoard.View
  private let isOpen: Bool

  /// What kept assets out of the sheet.
  private(set) var problems: [any Error] = []

  /// Builds all models first: what is wrong with one is told before any is drawn. Of a whole library those that cannot be
  /// built are left out.
  init(_ entries: [AssetEntry], _ library: Library, _ arguments: Arguments) throws {
    let variants = try arguments.integer("--variants", in: 1...64)
    let first = try arguments.seed("--variant") ?? 0
    (width, height) = try AssetSheet.size(arguments.text("--tile") ?? "320x240")
    samples = try arguments.integer("--samples", in: 1...65536) ?? 16
    isOpen = arguments.has("--open")
    let name = arguments.text("--view") ?? AssetBoard.View.quarter.rawValue
    guard let view = AssetBoard.View(rawValue: name) else {
      throw UsageError("no view '\(name)'; \(nearestHint(name, among: AssetBoard.View.allCases.map(\.rawValue)))")
    }
    self.view = view
    for entry in entries {
      for k in 0..<UInt64(variants ?? 1) {
        var looks = Looks()
        looks.asset = entry.name
        looks.variant = first &+ k
        do {
          tiles.append(Tile(looks: looks, model: try library.model(of: looks)))
        } catch {
          if !arguments.positionals.isEmpty { throw error }
          problems.append(error)
          break
        }
      }
    }
    if let first = problems.first, tiles.isEmpty { throw first }
    columns = min(tiles.count, try arguments.integer("--columns", in: 1...64) ?? max(6, variants ?? 1))
    // What the standard materials lack, or the library says otherwise.
    materials = { model in
      Set(model.links.flatMap { $0.parts.map(\.material) + [$0.material] }).sorted().compactMap { name in
        library.material(named: name).flatMap { $0 == Material.standard(name) ? nil : $0 }
      }
    }
  }

  func draw(to path: String, overwrite: Bool) throws {
    var file = try AtomicFile(path: path, overwrite: overwrite)
    // Room for two lines below each.
    let strip = max(26, height / 7)
    let rows = (tiles.count + columns - 1) / columns
    var sheet = Canvas(width: columns * width, height: rows * (height + strip), background: SIMD3(repeating: 0.93))
    var progress = Progress("drew asset")
    for (i, tile) in tiles.enumerated() {
      try Interruption.check()
      let board = AssetBoard(
        tile.model, looks: tile.looks, materials: materials(tile.model), view: view,
        aspect: Double(width) / Double(height), isOpen: isOpen)
      var picture = try board.picture(width: width, height: height, samples: samples)
      board.printGrid(on: &picture.radiance, picture.guide)
      let (x, y) = (i % columns * width, i / columns * (height + strip))
      sheet.paste(pictureFromRadiance(picture.radiance, exposure: picture.exposure).dithered().colour, x: x, y: y)
      let title = tile.model.name + (tile.looks.variant == 0 ? "" : " #\(tile.looks.variant)")
      let size = Float(strip) * 0.27
      let middle = Float(x) + Float(width) / 2
      sheet.text(
        title, at: SIMD2(middle, Float(y + height) + 0.42 * Float(strip)), size: size, SIMD3(repeating: 0.1),
        align: .centre)
      sheet.text(
        AssetSheet.facts(tile.model, grid: board.grid),
        at: SIMD2(middle, Float(y + height) + 0.84 * Float(strip)), size: 0.8 * size, SIMD3(repeating: 0.35),
        align: .centre)
      progress.report(i + 1, of: tiles.count)
    }
    try file.write(PNG.encode(Frame(colour: sheet.picture)))
    try file.commit()
  }

  /// Width x height x depth, mass, and how far the grid's lines are apart.
  private static func facts(_ model: AssetModel, grid: Double) -> String {
    let e = model.bounds.size
    let (unit, factor) = max(e.x, e.y, e.z) < 1.5 ? ("cm", 100.0) : ("m", 1.0)
    let size = [e.x, e.y, e.z].map { ($0 * factor).figures(2) }.joined(separator: "×")
    let pitch = grid < 1 ? "\((grid * 100).figures(1)) cm" : "\(grid.figures(1)) m"
    let mass = model.mass < 1 ? "\((model.mass * 1000).figures(2)) g" : "\(model.mass.figures(2)) kg"
    return "\(size) \(unit), \(mass), grid \(pitch)"
  }

  private static func size(_ text: String) throws(UsageError) -> (Int, Int) {
    let sides = text.split(separator: "x").map { Int($0) }
    guard sides.count == 2, let w = sides[0], let h = sides[1], (16...4096).contains(w), (16...4096).contains(h) else {
      throw UsageError("--tile expects a size like 320x240, sides from 16 to 4096, found '\(text)'")
    }
    return (w, h)
  }
}
