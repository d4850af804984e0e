import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Where the models come from: the library, or a test's own.
public typealias ModelSource = (Looks) throws -> AssetModel

/// A thing that has found its place.
struct PlacedThing {
  var thing: Thing
  var model: AssetModel
  /// worldFromAsset.
  var pose: RigidTransform
  var heading: Double
  /// Among all things of the place.
  var number: Int
}

/// Sets things down one after the other where they overlap nothing that stands already.
///
/// Each copy of each rule has a generator of its own, named after both: what one rule draws never shifts another's.
struct Arranger {
  let place: String
  let seed: UInt64
  let scope: Scope
  let ground: Ground
  let models: ModelSource
  var solids: PlacedSolids
  private(set) var freeAreas: [FreeArea] = []
  private(set) var things: [Thing] = []
  /// Copies that found no room, a line a rule.
  private(set) var notes: [String] = []
  private var placed: [(rule: String, things: [PlacedThing])] = []
  /// Lets a thing that has found a place come to rest there; nil from it where it does not. Nil: all stay as they are set.
  var settle: ((Thing, AssetModel) throws -> Thing?)?

  /// How much higher or lower than its file says a thing may come to stand so that it touches what is below it, m.
  private static let reach = 0.012
  /// So often a copy tries other numbers.
  private static let attempts = 24

  init(
    place: String, seed: UInt64, scope: Scope, ground: Ground, solids: PlacedSolids, models: @escaping ModelSource
  ) {
    self.place = place
    self.seed = seed
    self.scope = scope
    self.ground = ground
    self.solids = solids
    self.models = models
  }

  func host(_ rule: String) -> [PlacedThing] { placed.first { $0.rule == rule }?.things ?? [] }

  /// The rules that placed something that other things can stand on.
  var hostsWithSupports: [String] {
    placed.filter { $0.things.contains { !$0.model.supports.isEmpty } }.map(\.rule)
  }

  /// Things that stand on the ground keep out of it from now on.
  mutating func addFree(_ rule: FreeRule) throws {
    let size = try rule.size.size(in: scope)
    var area = FreeArea(name: rule.name, centre: .zero, width: size.width, depth: size.depth)
    if let on = rule.on {
      guard let host = host(on.value).first else { return }
      guard let support = host.model.supports.first(where: { rule.support == nil || $0.name == rule.support }) else {
        throw on.error("asset '\(host.model.name)' has no support\(rule.support.map { " '\($0)'" } ?? "")")
      }
      let offset = try rule.at?.evaluate(in: scope) ?? .zero
      area.centre = host.pose.apply(support.centre + offset)
      let turned = (PortableMath.sine(host.heading * Double.pi / 180)).magnitude > 0.7
      area.width = Swift.min(area.width, turned ? support.depth : support.width)
      area.depth = Swift.min(area.depth, turned ? support.width : support.depth)
    } else {
      let at = try rule.at?.evaluate(in: scope) ?? .zero
      area.centre = Vector3(at.x, at.y + ground.height(at.x, at.z), at.z)
    }
    freeAreas.append(area)
  }

  mutating func arrange(_ rule: ArrangeRule) throws {
    if let condition = rule.condition, try condition.evaluate(in: scope) <= 0 { return }
    let name = rule.name.value
    let draw = try self.draw(rule)
    let count = draw.count
    var done: [PlacedThing] = []
    var row = Row()
    for i in 0..<count {
      let (looks, asset, chance, copy) = try drawn(i, of: rule, draw)
      var random = chance
      let model = try self.model(looks, asset)
      let spot = Spot(rule: rule, number: i, count: count, scope: copy, model: model)
      let start = row.taken
      guard let found = try find(spot, &random, row: &row) else {
        row.taken = start
        continue
      }
      row.taken = row.next
      var thing = Thing()
      thing.name = count == 1 ? "\(place) \(name)" : "\(place) \(name) \(i + 1)"
      thing.looks = looks
      thing.position = found.pose.translation
      thing.heading = found.heading
      thing.motion = motion(of: spot, rests: found.rests)
      if let settle {
        guard let settled = try settle(thing, model) else { continue }
        thing = settled
      }
      let pieces = Arranger.pieces(of: model, at: thing.pose)
      let number = things.count
      let isLoose = (thing.motion ?? (model.isFixed ? .fixed : .dynamic)) == .dynamic
      solids.add(pieces, loose: isLoose ? number : nil)
      things.append(thing)
      done.append(
        PlacedThing(thing: thing, model: model, pose: thing.pose, heading: found.heading, number: number))
    }
    if done.count < count { notes.append("\(place): \(name): room for \(done.count) of \(count)") }
    placed.append((name, done))
  }

  /// What chance decides for all copies of a rule together.
  private typealias Draw = (count: Int, choice: AssetChoice, variant: Int)

  private func draw(_ rule: ArrangeRule) throws -> Draw {
    var random = generator(rule.name.value, -1)
    let count = try self.count(of: rule, &random)
    return (count, rule.asset.choose(&random), random.index(rule.variants))
  }

  /// What a copy looks like, and what the rest of its chances are drawn from.
  private func drawn(
    _ i: Int, of rule: ArrangeRule, _ draw: Draw
  ) throws -> (looks: Looks, asset: Located<String>, random: SeededGenerator, scope: Scope) {
    let name = rule.name.value
    var random = generator(name, i)
    var copy = Scope(seed: mixBits(seed ^ hashText("\(name)/\(i)")), values: scope.values)
    copy.values["i"] = Double(i)
    copy.values["n"] = Double(draw.count)
    let drawn = rule.asset.choose(&random)
    let choice = rule.inOrder ? rule.asset.values[i % rule.asset.values.count] : (rule.same ? draw.choice : drawn)
    var looks = choice.looks
    let variant = rule.same ? draw.variant : random.index(rule.variants)
    looks.variant = Arranger.firstVariant(of: looks.asset, seed) + UInt64(variant)
    // Of the variant: each size of each is a model of its own.
    var own = generator("\(name)/variant", variant)
    looks.scale *= try rule.size.draw(&own, in: copy)
    return (looks, choice.asset, random, copy)
  }

  /// The looks of a rule's copies, whether or not they will find room; none of what cannot be drawn.
  func looks(of rule: ArrangeRule) -> [Looks] {
    if let condition = rule.condition, (try? condition.evaluate(in: scope)).map({ $0 <= 0 }) ?? true { return [] }
    guard let draw = try? self.draw(rule) else { return [] }
    var found: [Looks] = []
    for i in 0..<draw.count {
      if let looks = try? drawn(i, of: rule, draw).looks, !found.contains(looks) { found.append(looks) }
    }
    return found
  }

  private func generator(_ rule: String, _ copy: Int) -> SeededGenerator {
    SeededGenerator(seed: seed, stage: "\(place)/arrange/\(rule)/\(copy)")
  }

  /// All rules of a place take their variants of an asset from here on, so that they share its models.
  static func firstVariant(of asset: String, _ seed: UInt64) -> UInt64 { mixBits(seed ^ hashText(asset)) % 40 }

  private func model(_ looks: Looks, _ asset: Located<String>) throws -> AssetModel {
    do { return try models(looks) } catch let error as LibraryError {
      // An unknown name is the place file's fault: say where.
      throw asset.error("\(error)")
    }
  }

  /// One copy that looks for its place.
  struct Spot {
    var rule: ArrangeRule
    var number: Int
    var count: Int
    var scope: Scope
    var model: AssetModel
  }

  private func motion(of spot: Spot, rests: Bool) -> Body.Motion? {
    if let motion = spot.rule.motion { return motion }
    if spot.model.isFixed { return nil }
    let mass = spot.model.links.reduce(0) { $0 + $1.mass }
    return rests && mass <= 30 ? nil : .fixed
  }

  static func pieces(of model: AssetModel, at pose: RigidTransform) -> [PlacedPiece] {
    model.links.flatMap { link in link.solid.map { PlacedPiece.pieces(of: $0, at: pose) } ?? [] }
  }

  /// Tries places until one is free.
  private func find(_ spot: Spot, _ random: inout SeededGenerator, row: inout Row) throws
    -> (pose: RigidTransform, heading: Double, rests: Bool)?
  {
    let gap = try spot.rule.gap?.evaluate(in: spot.scope) ?? 0.01
    let bodies = Arranger.pieces(of: spot.model, at: .identity)
    let foot = Arranger.foot(of: bodies, bounds: spot.model.bounds)
    let bearers = (spot.rule.on ?? spot.rule.inside).map { host($0.value).map(\.number) } ?? []
    for attempt in 0..<Arranger.attempts {
      if attempt > 0 { row.taken += 5e-3 }
      guard let c = try candidate(spot, gap: gap, &random, row: &row) else { continue }
      var pose = c.pose
      if let slope = try spot.rule.slope?.evaluate(in: spot.scope) {
        let n = ground.normal(pose.translation.x, pose.translation.z)
        if n.y < PortableMath.cosine(slope * Double.pi / 180) { continue }
      }
      var rests = c.stands != .hangs
      if c.stands == .ground {
        let level = ground.extent(under: foot.low, foot.high, at: pose)
        let sink = try spot.rule.sink?.evaluate(in: spot.scope) ?? 0
        // What settles comes down on the highest point under it; other things leave no air under their feet.
        let settles = settle != nil && spot.rule.mustRest
        pose.translation.y = (settles ? level.high : level.low) - sink
        rests = settles || (level.high - level.low < 1e-4 && sink == 0)
        // The ground is none of the solids: what rests on it touches it with the lowest of its own.
        let lowest = bodies.reduce(Double.infinity) { Swift.min($0, $1.low.y) }
        if rests && (settles || lowest.magnitude < Arranger.reach) { pose.translation.y -= lowest }
      }
      if spot.rule.mustRest && !rests { continue }
      var pieces = Arranger.pieces(of: spot.model, at: pose)
      if !spot.rule.inFree, meetsFree(pieces, spot.model, pose, on: spot.rule.on != nil || spot.rule.inside != nil) {
        continue
      }
      if rests, let lift = solids.rest(of: pieces, reach: Arranger.reach) {
        // What has to give way so far stands on an edge rather than on the support.
        if spot.rule.mustRest && c.stands == .support && lift.magnitude > Arranger.reach / 3 { continue }
        let step = Vector3(0, lift, 0)
        pose.translation += step
        pieces = pieces.map { $0.moved(by: step) }
      } else if c.stands == .support {
        // Nothing below: it hangs there.
        if spot.rule.mustRest { continue }
        rests = false
      }
      if rests, let bottom = ground.highest(under: foot.low, foot.high, at: pose) {
        // Terrain is none of the solids.
        let depth = bottom - pieces.reduce(Double.infinity) { Swift.min($0, $1.low.y) }
        if depth > 1e-5 {
          if c.stands == .support { continue }
          let step = Vector3(0, depth, 0)
          pose.translation += step
          pieces = pieces.map { $0.moved(by: step) }
        }
      }
      // A box on scissors would lie askew: what is loose bears only what is meant to stand on it.
      if rests && solids.isOnLoose(pieces, but: bearers) { continue }
      // What stands touches what it stands on: the gap counts to the sides and above.
      let lift = c.stands == .hangs ? 0 : gap + 1e-3
      if solids.isNear(pieces.map { $0.moved(by: Vector3(0, lift, 0)) }, gap: gap) { continue }
      if lift > 2e-3 && solids.isNear(pieces.map { $0.moved(by: Vector3(0, 1e-4, 0)) }, gap: 0) { continue }
      return (pose, c.heading, rests)
    }
    return nil
  }

  /// The rectangle that the lowest 0.3 m of its pieces stand on, in the asset's frame.
  static func foot(of pieces: [PlacedPiece], bounds: AxisBounds) -> (low: Vector3, high: Vector3) {
    let lowest = pieces.filter { $0.low.y < 0.3 }
    guard let first = lowest.first else { return (Vector3(-0.05, 0, -0.05), Vector3(0.05, 0, 0.05)) }
    return lowest.dropFirst().reduce((first.low, first.high)) { (min($0.0, $1.low), max($0.1, $1.high)) }
  }

  private func meetsFree(_ pieces: [PlacedPiece], _ model: AssetModel, _ pose: RigidTransform, on support: Bool)
    -> Bool
  {
    var boxes = pieces.map { ($0.low, $0.high) }
    if boxes.isEmpty {
      let reach = Vector3(0.05, 0, 0.05)
      boxes = [(pose.translation - reach, pose.translation + reach + Vector3(0, 0.1, 0))]
    }
    return freeAreas.contains { area in
      boxes.contains { low, high in
        high.y > area.centre.y - 0.02 && low.y < area.centre.y + (support ? 0.6 : 2.2)
          && low.x < area.centre.x + area.width / 2 && high.x > area.centre.x - area.width / 2
          && low.z < area.centre.z + area.depth / 2 && high.z > area.centre.z - area.depth / 2
      }
    }
  }

  private func count(of rule: ArrangeRule, _ random: inout SeededGenerator) throws -> Int {
    if let count = rule.count { return try count.count(&random, in: scope) }
    if let at = rule.at { return at.values.count }
    if let grid = rule.grid { return grid.count[0] * grid.count[1] }
    if rule.inOrder { return rule.asset.values.count }
    if rule.along != nil, let spacing = rule.spacing {
      let mean = try (spacing.low.evaluate(in: scope) + spacing.high.evaluate(in: scope)) / 2
      guard mean > 0.01 else { throw spacing.low.error("expected a spacing above 0.01 m, found \(mean)") }
      return Int((try line(rule.along, in: scope)?.length ?? 0) / mean) + 1
    }
    return 1
  }

  /// The path of that name, or a line through points.
  func line(_ line: ArrangeRule.Line?, in scope: Scope) throws(JSONError) -> PlacedPath? {
    switch line {
    case nil: return nil
    case .path(let name): return ground.relief?.paths.first { $0.name == name.value }
    case .points(let points):
      var rule = TerrainRule.Path()
      (rule.through, rule.straight) = (points, true)
      return try PlacedPath(rule, scope: scope) { ground.height($0, $1) }
    }
  }
}
