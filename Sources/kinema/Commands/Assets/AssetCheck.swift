import AssetLibrary
import Foundation
import LocatedJSON
import Parallelism
import SceneDescription
import Simulation
import Synchronization

/// What an asset must stand up to before it counts: three variants are built, measured, dropped and moved.
struct AssetCheck {
  let entry: AssetEntry
  /// What falls short, a phrase each.
  private(set) var faults: [String] = []
  /// What was measured, of the typical variant.
  private(set) var facts: [String] = []

  /// Collision shapes may differ from what is drawn by this share of the volume, or by this much everywhere.
  static let volumeTolerance = 0.03
  static let surfaceTolerance = 0.005
  /// What rocks on 5 s after a fall may have this share of its energy left, and win back only what rounding does.
  static let (rockingShare, gainedShare) = (0.05, 1e-4)
  static let variants: [UInt64] = [0, 1, 2]

  /// Prints a line an asset; 1 if any falls short.
  static func run(_ entries: [AssetEntry], _ library: Library) throws -> Int32 {
    let lines = Mutex([AssetCheck?](repeating: nil, count: entries.count))
    var progress = Progress("checked asset")
    // A batch a thread, so that interruptions are seen and progress is told.
    let batch = max(1, ThreadBudget.threads)
    var short = 0
    for first in stride(from: 0, to: entries.count, by: batch) {
      try Interruption.check()
      let range = first..<min(entries.count, first + batch)
      parallelFor(range.count) { k in
        let check = AssetCheck(entries[first + k], library)
        lines.withLock { $0[first + k] = check }
      }
      for check in lines.withLock({ Array($0[range]) }).compactMap({ $0 }) {
        Console.output(check.line)
        if !check.faults.isEmpty { short += 1 }
      }
      progress.report(range.upperBound, of: entries.count)
    }
    Console.output(
      short == 0 ? "All \(entries.count) assets are sound." : "\(short) of \(entries.count) fall short.")
    return short == 0 ? 0 : 1
  }

  var line: String {
    let measured = facts.joined(separator: ", ")
    return Console.safe(
      faults.isEmpty
        ? "ok    \(entry.name): \(measured)" : "SHORT \(entry.name): \(faults.joined(separator: "; ")) (\(measured))")
  }

  init(_ entry: AssetEntry, _ library: Library) {
    self.entry = entry
    for variant in AssetCheck.variants {
      var looks = Looks()
      looks.asset = entry.name
      looks.variant = variant
      do {
        let model = try library.model(of: looks)
        check(model, variant, library)
        if !entry.isFixed && model.links.contains(where: { $0.solid != nil }) { try drop(looks, model, library) }
        try stand(looks, model, library)
        try moveJoints(looks, model, library)
      } catch {
        fault("\(error)", variant)
      }
    }
  }

  private mutating func fault(_ text: String, _ variant: UInt64) {
    let line = variant == 0 ? text : "variant \(variant): \(text)"
    // What is wrong with the typical one is not told again.
    if !faults.contains(text) { faults.append(line) }
  }

  private mutating func check(_ model: AssetModel, _ variant: UInt64, _ library: Library) {
    let parts = model.links.flatMap(\.parts)
    let pieces = model.links.reduce(0) { $0 + ($1.solid?.parts.count ?? 0) }
    if variant == 0 {
      facts.append("\(parts.count) parts")
      facts.append("\(pieces) pieces")
      facts.append("\(model.mass.figures(3)) kg")
      // A ball or an apple is one thing.
      if Set(parts.map(\.name)).count < 3 && pieces > 1 { fault("fewer than three named parts", variant) }
      if pieces == 0 { facts.append("drawn only") }
    }
    // What grows or is built in the ground reaches into it.
    let isRooted = entry.isFixed && entry.stands == .ground && model.bounds.min.y < 0
    if !isRooted && entry.stands != .wall && entry.stands != .ceiling && model.bounds.min.y.magnitude > 0.002 {
      fault("its underside is at y = \(model.bounds.min.y.millimetres)", variant)
    }
    for part in parts where library.material(named: part.material)?.isThin != true {
      if !part.mesh.isClosed { fault("part '\(part.name)' is not closed", variant) }
    }
    if let range = entry.mass, !(range.low...range.high).contains(model.mass) {
      fault("\(model.mass.figures(3)) kg is outside of \(range.low.figures(3)) to \(range.high.figures(3)) kg", variant)
    }
    if variant == 0 { survey(model, library) }
  }

  /// Collision against what is drawn, link by link; leaves and the like do not count.
  private mutating func survey(_ model: AssetModel, _ library: Library) {
    var drawn = 0.0
    var solid = 0.0
    var usual = 0.0
    for link in model.links where link.solid != nil {
      var link = link
      link.parts.removeAll { library.material(named: $0.material)?.givesWay == true }
      let survey = ColumnSurvey(link, isFixed: entry.isFixed && entry.stands == .ground)
      drawn += survey.drawnVolume
      solid += survey.solidVolume
      usual = max(usual, survey.usualGap)
    }
    guard drawn > 0 else { return }
    let ratio = solid / drawn - 1
    facts.append("collision \((100 * ratio).figures(2)) % of volume, \(usual.millimetres)")
    if ratio.magnitude > AssetCheck.volumeTolerance && usual > AssetCheck.surfaceTolerance {
      fault(
        "collision is \((100 * ratio).figures(2)) % off in volume and \(usual.millimetres) off in place", 0)
    }
  }

  private mutating func drop(_ looks: Looks, _ model: AssetModel, _ library: Library) throws {
    let drop = try AssetDrop(looks, model, library)
    if looks.variant == 0, let settled = drop.settled {
      facts.append("lies \(drop.side) after \(settled.figures(2)) s")
    }
    if drop.rollsOn {
      if looks.variant == 0 { facts.append("rolls on at \(drop.speed.figures(2)) m/s") }
    } else if drop.settled == nil {
      fault("still moves \(AssetDrop.rockingTime.figures(2)) s after a fall", looks.variant)
    }
    if drop.left > AssetCheck.rockingShare {
      fault(
        "has \((100 * drop.left).figures(2)) % of its energy \(AssetDrop.time.figures(1)) s after a fall", looks.variant
      )
    }
    if drop.won > AssetCheck.gainedShare {
      fault("wins back \((100 * drop.won).figures(2)) % of its energy as it comes to rest", looks.variant)
    }
    if drop.jitter > 0.001 { fault("jitters by \(drop.jitter.millimetres)", looks.variant) }
    if drop.lowest < -0.002 { fault("sinks \((-drop.lowest).millimetres) into the floor", looks.variant) }
    for (part, by) in drop.strained { fault("'\(part)' goes \(by.figures(2)) beyond its limits", looks.variant) }
  }

  /// Set down on a floor it stays as it is.
  private mutating func stand(_ looks: Looks, _ model: AssetModel, _ library: Library) throws {
    let solids = model.links.compactMap(\.solid)
    if entry.isFixed || entry.stands == .wall || entry.stands == .ceiling || solids.isEmpty { return }
    var scene = AssetDrop.floor(titled: "a \(looks.asset) that stands")
    scene.seconds = AssetDrop.time
    var thing = Thing()
    thing.name = "thing"
    thing.looks = looks
    thing.motion = .dynamic
    thing.position.y = -solids.reduce(.infinity) { min($0, $1.lowest(at: .identity)) }
    scene.things = [thing]
    let drifts = try RestTrial(library.furnish(scene).scene).drifts
    if let most = drifts.max(by: { $0.distance < $1.distance }), !(most.distance <= RestTrial.greatestDrift) {
      fault("does not stay as it stands: it goes \(most.distance.millimetres)", looks.variant)
    }
  }

  private mutating func moveJoints(_ looks: Looks, _ model: AssetModel, _ library: Library) throws {
    for trial in try JointTrial.all(looks, model, library) where !trial.moves {
      fault(
        "'\(trial.part)' moves by \(trial.reached.figures(2)) of \(trial.wanted.figures(2))", looks.variant)
    }
  }
}

extension Double {
  /// Of metres: "4.2 mm".
  fileprivate var millimetres: String { String(format: "%.1f mm", self * 1000) }
}
