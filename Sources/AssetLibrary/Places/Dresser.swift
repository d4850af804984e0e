import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Scatters what is only drawn: one candidate in each cell of a grid, so that copies neither crowd nor leave gaps.
///
/// Each cell has chances of its own: a change of one rule, or of its density elsewhere, moves nothing else.
struct Dresser {
  let place: String
  let seed: UInt64
  let scope: Scope
  let ground: Ground
  let freeAreas: [FreeArea]
  /// The most copies of one rule.
  static let limit = 60_000

  /// Copies by their looks, in the order in which looks first come.
  func dress(_ rule: DressRule, line: PlacedPath?) throws(JSONError) -> [Dressing] {
    if let condition = rule.condition, try condition.evaluate(in: scope) <= 0 { return [] }
    var out: [Dressing] = []
    var numbers: [Looks: Int] = [:]
    func add(_ p: Vector3, heading: Double?, _ random: inout SeededGenerator) throws(JSONError) {
      guard try stands(rule, at: p) else { return }
      var looks = rule.asset.choose(&random).looks
      looks.variant = Arranger.firstVariant(of: looks.asset, seed) + UInt64(random.index(rule.variants))
      let scale = try rule.size.draw(&random, in: scope)
      let turn = heading ?? random.uniform() * 360
      let y = ground.height(p.x, p.z) + p.y - (try rule.sink?.evaluate(in: scope) ?? 0)
      var pose = Arranger.pose(Vector3(p.x, y, p.z), heading: turn)
      if rule.lean > 0 {
        let up = mix(.unitY, ground.normal(p.x, p.z), rule.lean).normalized
        pose.rotation = Quaternion(from: .unitY, to: up) * pose.rotation
      }
      if let haze = rule.haze, let colour = looks.colour {
        // A few steps: each colour is a model of its own.
        let distance = (p.x * p.x + p.z * p.z).squareRoot()
        let step = (haze.share(at: distance) * 6).rounded() / 6
        looks.colour = colour.mixed(with: haze.colour, step)
      }
      let copy = Dressing.Copy(pose: pose, scale: scale)
      if let n = numbers[looks] {
        out[n].copies.append(copy)
      } else {
        numbers[looks] = out.count
        out.append(Dressing(looks: looks, copies: [copy]))
      }
    }
    if let at = rule.at {
      for (i, point) in at.values.enumerated() {
        var random = SeededGenerator(seed: seed, stage: "\(place)/dress/\(rule.name.value)/\(i)")
        try add(point.evaluate(in: scope), heading: rule.heading?.evaluate(in: scope), &random)
      }
    }
    if let line { try alongLine(rule, line, add) }
    if let area = rule.area { try inArea(rule, area, add) }
    return out
  }

  private typealias Add = (Vector3, Double?, inout SeededGenerator) throws(JSONError) -> Void

  private func alongLine(_ rule: DressRule, _ line: PlacedPath, _ add: Add) throws(JSONError) {
    let spacing = try rule.spacing?.bounds(in: scope) ?? 1...1
    let mean = (spacing.lowerBound + spacing.upperBound) / 2
    guard mean > 0.01, line.length / mean <= Double(Dresser.limit) else {
      throw rule.name.error(
        "expected a spacing above 0.01 m that gives at most \(Dresser.limit) copies, found \(mean) m")
    }
    for i in 0...Int(line.length / mean) {
      var random = SeededGenerator(seed: seed, stage: "\(place)/dress/\(rule.name.value)/\(i)")
      let shift = (random.uniform() - 0.5) * (spacing.upperBound - spacing.lowerBound)
      let (p, direction) = line.place(at: Swift.min(line.length, Swift.max(0, Double(i) * mean + shift)))
      let right = Vector3(-direction.z, 0, direction.x)
      var point = p + right * (try rule.beside?.draw(&random, in: scope) ?? 0)
      point.y = 0
      let way = PortableMath.arcTangent(y: direction.x, x: direction.z) * 180 / Double.pi
      try add(point, rule.heading.map { h throws(JSONError) in way + (try h.evaluate(in: scope)) }, &random)
    }
  }

  private func inArea(_ rule: DressRule, _ area: ArrangeRule.Area, _ add: Add) throws(JSONError) {
    let middle = try area.at?.evaluate(in: scope) ?? .zero
    let density = try rule.density?.evaluate(in: scope) ?? 1
    var half = (x: 0.0, z: 0.0)
    var ring: ClosedRange<Double>?
    if let size = try area.size?.size(in: scope) {
      half = (size.width / 2, size.depth / 2)
    } else if let bounds = try area.ring?.bounds(in: scope) {
      ring = bounds
      half = (bounds.upperBound, bounds.upperBound)
    } else {
      throw rule.name.error("expected either \"size\" or \"ring\" in the area of rule '\(rule.name.value)'")
    }
    guard density > 0, 4 * half.x * half.z * density <= 40 * Double(Dresser.limit) else {
      throw rule.name.error(
        "expected a density above 0 that gives at most \(Dresser.limit) copies, found \(density) per m^2")
    }
    let sector = try area.towards.map { t throws(JSONError) in
      (
        towards: try t.evaluate(in: scope) * Double.pi / 180,
        half: (try area.spread?.evaluate(in: scope) ?? 90) * Double.pi / 360
      )
    }
    let cell = 1 / density.squareRoot()
    let clumps = TerrainNoise(seed: seed ^ hashText(rule.name.value))
    let name = hashText("\(place)/dress/\(rule.name.value)")
    let (columns, rows) = (Int((2 * half.x / cell).rounded(.up)), Int((2 * half.z / cell).rounded(.up)))
    var count = 0
    for j in 0..<rows {
      for i in 0..<columns {
        // Of the cell: its place counts, not how many were before it.
        var random = SeededGenerator(seed: mixBits(seed ^ name) ^ mixBits(UInt64(i) << 32 | UInt64(j)))
        let x = -half.x + (Double(i) + random.uniform()) * cell
        let z = -half.z + (Double(j) + random.uniform()) * cell
        if x > half.x || z > half.z { continue }
        if let ring {
          let r = (x * x + z * z).squareRoot()
          if !ring.contains(r) { continue }
          if let sector,
            dot(
              Vector3(x, 0, z) / r, Vector3(PortableMath.sine(sector.towards), 0, PortableMath.cosine(sector.towards)))
              < PortableMath.cosine(Swift.min(sector.half, Double.pi))
          {
            continue
          }
        }
        let p = Vector3(middle.x + x, middle.y, middle.z + z)
        if let clump = rule.clump, !Arranger.isClump(clumps, clump, p.x, p.z) { continue }
        count += 1
        if count > Dresser.limit {
          throw rule.name.error(
            "expected at most \(Dresser.limit) copies; lower the density \(density) of '\(rule.name.value)'")
        }
        try add(p, try rule.heading?.evaluate(in: scope), &random)
      }
    }
  }

  private func stands(_ rule: DressRule, at p: Vector3) throws(JSONError) -> Bool {
    let margin = try rule.margin.evaluate(in: scope)
    if !rule.inFree {
      for area in freeAreas
      where (p.x - area.centre.x).magnitude < area.width / 2 + margin
        && (p.z - area.centre.z).magnitude < area.depth / 2 + margin
      {
        return false
      }
    }
    if !rule.onPaths, let paths = ground.relief?.paths {
      for path in paths where path.nearest(p.x, p.z, within: path.halfWidth + margin) != nil { return false }
    }
    if let slope = rule.slope,
      ground.normal(p.x, p.z).y < PortableMath.cosine(try slope.evaluate(in: scope) * Double.pi / 180)
    {
      return false
    }
    if rule.above != nil || rule.below != nil {
      let y = ground.height(p.x, p.z)
      if let above = try rule.above?.evaluate(in: scope), y < above { return false }
      if let below = try rule.below?.evaluate(in: scope), y > below { return false }
    }
    return true
  }
}
