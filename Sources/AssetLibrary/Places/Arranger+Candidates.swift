import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

extension Arranger {
  /// Somewhere that a copy could stand.
  struct Candidate {
    var pose: RigidTransform
    /// Degrees.
    var heading: Double
    var stands: Stand
    enum Stand {
      /// On the ground or floor, at its height.
      case ground
      /// At the height that the pose says: on something else, or hung on a wall.
      case support
      case hangs
    }
  }

  /// How much of a wall is taken from its start, and would be with the copy that is trying, m.
  struct Row {
    var taken = 0.0
    var next = 0.0
  }

  /// The next place that a copy tries; nil where this one is no good.
  func candidate(_ spot: Spot, gap: Double, _ random: inout SeededGenerator, row: inout Row) throws -> Candidate? {
    let rule = spot.rule
    if let at = rule.at {
      let point = try at.values[spot.number % at.values.count].evaluate(in: spot.scope)
      return try standing(spot, at: point, heading: 0, host: nil, &random)
    }
    if let wall = rule.against { return try against(wall, spot, gap: gap, &random, row: &row) }
    if let on = rule.on { return try supported(spot, by: host(on.value), &random) }
    if let inside = rule.inside { return try contained(spot, by: host(inside.value), gap: gap, &random) }
    if let around = rule.around { return try beside(host(around.value), spot, &random) }
    if rule.along != nil { return try along(spot, &random) }
    if let grid = rule.grid {
      let middle = try grid.at?.evaluate(in: spot.scope) ?? .zero
      let step = try grid.step?.size(in: spot.scope) ?? (width: 1, depth: 1)
      let (i, j) = (spot.number % grid.count[0], spot.number / grid.count[0])
      let x: Double = middle.x + (Double(i) - Double(grid.count[0] - 1) / 2) * step.width
      let z: Double = middle.z + (Double(j) - Double(grid.count[1] - 1) / 2) * step.depth
      return try standing(spot, at: Vector3(x, middle.y, z), heading: 0, host: middle, &random)
    }
    guard let area = rule.area, let point = try Arranger.point(in: area, scope: spot.scope, &random) else { return nil }
    if let clump = rule.clump {
      let noise = TerrainNoise(seed: seed ^ hashText(rule.name.value))
      if !Arranger.isClump(noise, clump, point.x, point.z) { return nil }
    }
    return try standing(spot, at: point, heading: 0, host: area.at?.evaluate(in: spot.scope) ?? .zero, &random)
  }

  /// A point by chance; nil where it misses the sector.
  static func point(in area: ArrangeRule.Area, scope: Scope, _ random: inout SeededGenerator) throws(JSONError)
    -> Vector3?
  {
    let middle = try area.at?.evaluate(in: scope) ?? .zero
    if let size = try area.size?.size(in: scope) {
      let (u, v) = (random.uniform() - 0.5, random.uniform() - 0.5)
      return middle + Vector3(u * size.width, 0, v * size.depth)
    }
    guard let ring = try area.ring?.bounds(in: scope) else { return nil }
    let (a, b) = (ring.lowerBound * ring.lowerBound, ring.upperBound * ring.upperBound)
    let r = (a + (b - a) * random.uniform()).squareRoot()
    let angle: Double
    if let towards = try area.towards?.evaluate(in: scope) {
      let spread = try area.spread?.evaluate(in: scope) ?? 90
      angle = (towards + (random.uniform() - 0.5) * spread) * Double.pi / 180
    } else {
      angle = random.uniform() * 2 * Double.pi
    }
    return middle + Vector3(PortableMath.sine(angle) * r, 0, PortableMath.cosine(angle) * r)
  }

  /// Whether groups cover this point.
  static func isClump(_ noise: TerrainNoise, _ clump: ArrangeRule.Clump, _ x: Double, _ z: Double) -> Bool {
    let n = noise.fractal(x / clump.size, z / clump.size, octaves: 3, gain: 0.5, least: 0)
    // About normal with a deviation of 0.35.
    return n > 0.9 * (0.5 - clump.share)
  }

  /// On the ground at x and z of `point`, its y above it.
  private func standing(
    _ spot: Spot, at point: Vector3, heading: Double, host: Vector3?, _ random: inout SeededGenerator
  ) throws -> Candidate {
    let turned = try self.heading(spot, base: heading, at: point, host: host, &random)
    var y = ground.height(point.x, point.z) + point.y
    var stands = point.y == 0 ? Candidate.Stand.ground : .support
    if let height = try spot.rule.height?.evaluate(in: spot.scope), height != 0 {
      y += height
      stands = .support
    }
    if let hangs = try spot.rule.hangs?.evaluate(in: spot.scope) {
      y = ground.height(point.x, point.z) + hangs - spot.model.bounds.max.y
      stands = .hangs
    }
    return Candidate(
      pose: Arranger.pose(Vector3(point.x, y, point.z), heading: turned), heading: turned, stands: stands)
  }

  static func pose(_ position: Vector3, heading: Double) -> RigidTransform {
    RigidTransform(
      rotation: Quaternion(angle: heading * Double.pi / 180, axis: .unitY), translation: position)
  }

  private func heading(
    _ spot: Spot, base: Double, at point: Vector3, host: Vector3?, _ random: inout SeededGenerator
  ) throws(JSONError) -> Double {
    let turn = try spot.rule.turn?.evaluate(in: spot.scope) ?? 0
    let jitter = (2 * random.uniform() - 1) * turn
    func facing(_ target: Vector3) -> Double {
      PortableMath.arcTangent(y: target.x - point.x, x: target.z - point.z) * 180 / Double.pi
    }
    switch spot.rule.heading {
    case nil: return base + jitter
    case .degrees(let degrees)?: return base + (try degrees.evaluate(in: spot.scope)) + jitter
    case .random?: return random.uniform() * 360
    case .free?: return facing(freeAreas.first?.centre ?? .zero) + jitter
    case .host?: return facing(host ?? .zero) + jitter
    case .away?: return facing(host ?? .zero) + 180 + jitter
    }
  }

  private func against(
    _ wall: ArrangeRule.Wall, _ spot: Spot, gap: Double, _ random: inout SeededGenerator, row: inout Row
  ) throws -> Candidate? {
    let (from, to) = (try wall.from.evaluate(in: spot.scope), try wall.to.evaluate(in: spot.scope))
    let way = Vector3(to.x - from.x, 0, to.z - from.z)
    let direction = way.normalized
    let normal = Vector3(-direction.z, 0, direction.x)
    let bounds = spot.model.bounds
    let width = bounds.max.x - bounds.min.x
    let room = way.length - width
    if room < 0 { return nil }
    let middle: Double
    switch wall.placing {
    case .even: middle = (Double(spot.number) + 0.5) / Double(spot.count) * way.length
    case .random: middle = width / 2 + random.uniform() * room
    case .row:
      if row.taken + width > way.length { return nil }
      middle = row.taken + width / 2
      row.next = row.taken + width + gap + 2e-3
    }
    let heading = PortableMath.arcTangent(y: normal.x, x: normal.z) * 180 / Double.pi
    // Its own middle need not be that of its bounds: the wall runs along its -X.
    let offset = (bounds.max.x + bounds.min.x) / 2
    let depth = wall.front ? -gap - 1e-3 - bounds.max.z : gap + 1e-3 - bounds.min.z
    let foot = from + direction * (middle + offset) + normal * depth
    return try standing(spot, at: foot, heading: heading, host: nil, &random)
  }

  /// Extent along X and Z of the model turned by `degrees`.
  private static func footprint(_ model: AssetModel, turned degrees: Double) -> (low: Vector3, high: Vector3) {
    let turn = Quaternion(angle: degrees * Double.pi / 180, axis: .unitY)
    let (a, b) = (model.bounds.min, model.bounds.max)
    let corners = [Vector3(a.x, 0, a.z), Vector3(b.x, 0, a.z), Vector3(a.x, 0, b.z), Vector3(b.x, 0, b.z)].map(
      turn.rotate)
    return corners.dropFirst().reduce((corners[0], corners[0])) { (min($0.0, $1), max($0.1, $1)) }
  }

  private func supported(_ spot: Spot, by hosts: [PlacedThing], _ random: inout SeededGenerator) throws -> Candidate? {
    guard let first = hosts.first else { return nil }
    let fit = hosts.filter { h in h.model.supports.contains { spot.rule.support == nil || $0.name == spot.rule.support }
    }
    if fit.isEmpty && hosts.contains(where: { $0.model.name != first.model.name }) { return nil }
    if fit.isEmpty {
      throw spot.rule.on!.error(
        "asset '\(first.model.name)' has no support\(spot.rule.support.map { " '\($0)'" } ?? ""); "
          + "it has: \(first.model.supports.map(\.name).joined(separator: ", "))")
    }
    let host = fit[random.index(fit.count)]
    let supports = host.model.supports.filter { spot.rule.support == nil || $0.name == spot.rule.support }
    let support = supports[random.index(supports.count)]
    if spot.model.bounds.max.y - spot.model.bounds.min.y > support.clearance { return nil }
    let base = try heading(spot, base: host.heading, at: host.pose.translation, host: host.pose.translation, &random)
    let extent = Arranger.footprint(spot.model, turned: base - host.heading)
    let place: Vector3
    if let offset = spot.rule.offset {
      place = support.centre + (try offset.evaluate(in: spot.scope))
    } else {
      // A centimetre from the edge.
      let x = (-support.width / 2 + 0.01 - extent.low.x, support.width / 2 - 0.01 - extent.high.x)
      let z = (-support.depth / 2 + 0.01 - extent.low.z, support.depth / 2 - 0.01 - extent.high.z)
      let (u, v) = (random.uniform(), random.uniform())
      if x.0 > x.1 || z.0 > z.1 { return nil }
      place = support.centre + Vector3(x.0 + (x.1 - x.0) * u, 0, z.0 + (z.1 - z.0) * v)
    }
    return Candidate(pose: Arranger.pose(host.pose.apply(place), heading: base), heading: base, stands: .support)
  }

  private func contained(
    _ spot: Spot, by hosts: [PlacedThing], gap: Double, _ random: inout SeededGenerator
  ) throws -> Candidate? {
    guard let first = hosts.first else { return nil }
    let fit = hosts.filter { h in h.model.spaces.contains { spot.rule.support == nil || $0.name == spot.rule.support } }
    if fit.isEmpty && hosts.contains(where: { $0.model.name != first.model.name }) { return nil }
    if fit.isEmpty {
      throw spot.rule.inside!.error(
        "asset '\(first.model.name)' has no space\(spot.rule.support.map { " '\($0)'" } ?? ""); "
          + "it has: \(first.model.spaces.map(\.name).joined(separator: ", "))")
    }
    let host = fit[random.index(fit.count)]
    let spaces = host.model.spaces.filter { spot.rule.support == nil || $0.name == spot.rule.support }
    let space = spaces[random.index(spaces.count)]
    if spot.model.bounds.max.y - spot.model.bounds.min.y + gap > space.size.y { return nil }
    let base = try heading(spot, base: host.heading, at: host.pose.translation, host: host.pose.translation, &random)
    let extent = Arranger.footprint(spot.model, turned: base - host.heading)
    let (u, v) = (random.uniform(), random.uniform())
    let x = (-space.size.x / 2 + gap - extent.low.x, space.size.x / 2 - gap - extent.high.x)
    let z = (-space.size.z / 2 + gap - extent.low.z, space.size.z / 2 - gap - extent.high.z)
    if x.0 > x.1 || z.0 > z.1 { return nil }
    let place = space.floor + Vector3(x.0 + (x.1 - x.0) * u, 0, z.0 + (z.1 - z.0) * v)
    return Candidate(pose: Arranger.pose(host.pose.apply(place), heading: base), heading: base, stands: .support)
  }

  private func beside(_ hosts: [PlacedThing], _ spot: Spot, _ random: inout SeededGenerator) throws -> Candidate? {
    if hosts.isEmpty { return nil }
    // Copies go to the hosts in turn.
    let host = hosts[spot.number % hosts.count]
    let (number, count) = (spot.number / hosts.count, (spot.count + hosts.count - 1) / hosts.count)
    let usual = [
      [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1], [2, 1, 1, 1], [2, 2, 1, 1], [3, 2, 1, 1],
    ]
    let sides = spot.rule.sides ?? (count <= usual.count ? usual[count - 1] : [count / 2 - 1, count / 2 - 1, 1, 1])
    var (side, first) = (0, 0)
    while side < 3 && number >= first + sides[side] {
      first += sides[side]
      side += 1
    }
    let (a, b) = (host.model.bounds.min, host.model.bounds.max)
    let away = try spot.rule.beside?.draw(&random, in: spot.scope) ?? 0.05
    // The thing's front faces the host: its front edge is that much from the host's edge.
    let reach = away + spot.model.bounds.max.z
    let share = (Double(number - first) + 0.5) / Double(Swift.max(1, sides[side]))
    let local: Vector3
    let facing: Double
    switch side {
    case 0: (local, facing) = (Vector3(a.x + (b.x - a.x) * share, 0, b.z + reach), 180)
    case 1: (local, facing) = (Vector3(a.x + (b.x - a.x) * share, 0, a.z - reach), 0)
    case 2: (local, facing) = (Vector3(a.x - reach, 0, a.z + (b.z - a.z) * share), 90)
    default: (local, facing) = (Vector3(b.x + reach, 0, a.z + (b.z - a.z) * share), -90)
    }
    var point = host.pose.apply(local)
    point.y = 0
    return try standing(spot, at: point, heading: host.heading + facing, host: host.pose.translation, &random)
  }

  private func along(_ spot: Spot, _ random: inout SeededGenerator) throws -> Candidate? {
    guard let line = try line(spot.rule.along, in: spot.scope) else { return nil }
    var length: Double
    if let spacing = spot.rule.spacing {
      let range = try spacing.bounds(in: spot.scope)
      let mean = (range.lowerBound + range.upperBound) / 2
      length = Double(spot.number) * mean + (random.uniform() - 0.5) * (range.upperBound - range.lowerBound)
    } else {
      length = (Double(spot.number) + 0.5) / Double(spot.count) * line.length
    }
    length = Swift.min(line.length, Swift.max(0, length))
    let (point, direction) = line.place(at: length)
    let right = Vector3(-direction.z, 0, direction.x)
    var place = point + right * (try spot.rule.beside?.draw(&random, in: spot.scope) ?? 0)
    place.y = 0
    let heading = PortableMath.arcTangent(y: direction.x, x: direction.z) * 180 / Double.pi
    return try standing(spot, at: place, heading: heading, host: point, &random)
  }
}
