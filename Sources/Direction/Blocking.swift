import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// What the rehearsals may vary when the nominal staging does not do what was asked.
struct StagingChoices: Hashable {
  /// Factors on start speeds, distances between things in a lane, and heights of fall.
  var speed = 1.0
  var gap = 1.0
  var height = 1.0

  /// The nominal choices first, then faster, nearer, slower: the order in which they most often help.
  static let inOrder: [StagingChoices] = [
    StagingChoices(), StagingChoices(speed: 1.3, gap: 0.85, height: 1.2),
    StagingChoices(speed: 1.7, gap: 0.7, height: 1.45), StagingChoices(speed: 0.8, gap: 0.8, height: 0.8),
    StagingChoices(speed: 2.3, gap: 0.6, height: 1.8), StagingChoices(speed: 1.3, gap: 1.25, height: 0.65),
    StagingChoices(speed: 3, gap: 0.6, height: 2.2), StagingChoices(speed: 0.65, gap: 0.6, height: 0.5),
  ]
}

/// Finds a place for every actor, theatre's word for which is blocking.
///
/// Goals, in order: 1. relations hold exactly. 2. nothing overlaps. 3. what acts meets what it acts on. 4. a thing's
/// place depends on no more of the others than it must. Each actor has one rule; actors are placed one after the
/// other, as soon as what their rule refers to stands.
struct Blocking {
  let shot: Shot
  let settings: FilmSettings
  let choices: StagingChoices
  var actors: [Actor]
  var lanes: [Lane]
  /// Relations in normal form: subject is placed by object.
  let relations: [PlacedRelation]
  /// The floor.
  let ground: Body
  var report: StagingReport
  /// Where the stage lies; nil: on a plain ground without end.
  var location: Location?
  /// Level room along X and Z that ways without a target keep to, m.
  var room = Vector3(.infinity, 0, .infinity)
  /// Ways that must stay free.
  var corridors: [AxisBounds] = []
  var placed: [Int] = []

  enum Rule {
    case floor
    /// Where the place has it.
    case given
    case related
    case slope(lane: Int)
    case surface(lane: Int)
    /// Target `position` of a lane.
    case inLane(lane: Int, position: Int)
    case runUp(lane: Int)
    /// From the air, above something or free.
    case drop(onto: Int?)
    case beside
  }

  /// Places everybody; afterwards each actor has a pose.
  mutating func run() throws(DirectionError) {
    let rules = actors.indices.map { rule(for: $0) }
    for i in actors.indices {
      actors[i].offsets = arrangement(of: i, rules[i])
    }
    var waiting = Array(actors.indices)
    while !waiting.isEmpty {
      let ready = waiting.filter { i in dependencies(of: i, rules[i]).allSatisfy { placed.contains($0) } }
      // Relations have no cycles, so only ways of acting can wait for each other: then the first goes where it can.
      let next = (ready.isEmpty ? waiting : ready).min {
        (priority(rules[$0], $0), $0) < (priority(rules[$1], $1), $1)
      }!
      try place(next, ready.isEmpty ? .beside : rules[next])
      placed.append(next)
      waiting.removeAll { $0 == next }
    }
  }

  private func isPlace(_ i: Int) -> Bool { Noun.named(actors[i].entity.noun)?.isPlace ?? false }

  private func rule(for i: Int) -> Rule {
    if isPlace(i) { return .floor }
    if actors[i].fixture != nil { return .given }
    let isRelated = relations.contains { $0.subject == i }
    if let l = lanes.firstIndex(where: { $0.mover == i }) {
      if let ramp = lanes[l].ramp, !actors[i].isPerson {
        return actors[ramp].asset.slope == nil ? .surface(lane: l) : .slope(lane: l)
      }
      if lanes[l].surface != nil, !actors[i].isPerson { return .surface(lane: l) }
      if isRelated { return .related }
      // People do not climb to what stands on a ramp.
      if actors[i].isPerson, let t = lanes[l].targets.first, lanes.contains(where: { $0.mover == t && $0.ramp != nil })
      {
        return .beside
      }
      return .runUp(lane: l)
    }
    if isRelated, !relations.contains(where: { $0.subject == i && $0.kind == .above }) { return .related }
    if let above = relations.first(where: { $0.subject == i && $0.kind == .above }) { return .drop(onto: above.object) }
    for (l, lane) in lanes.enumerated() {
      if let position = lane.targets.firstIndex(of: i) {
        let startsLane = lane.ramp == nil && !lane.leavesSurface && position == 0
        return startsLane ? .beside : .inLane(lane: l, position: position)
      }
    }
    if falls(i) { return .drop(onto: shot.targets(of: i).first) }
    return .beside
  }

  /// Starts in the air: falls or bounces without being driven.
  func falls(_ i: Int) -> Bool {
    let fallsItself = shot.actions.contains { a in
      a.subject == actors[i].id && (a.verb == .fall || a.verb == .bounce)
    }
    return fallsItself && !actors[i].isPerson && !actors[i].asset.isFixed && !shot.isDriven(i)
      && !lanes.contains { $0.mover == i || $0.targets.contains(i) }
  }

  private func arrangement(of i: Int, _ rule: Rule) -> [RigidTransform] {
    let isMover = lanes.contains { $0.mover == i }
    var kind: Arrangement
    var isFile = false
    var falling = false
    switch rule {
    case .slope, .surface, .inLane: isFile = true
    case .runUp: isFile = !actors[i].isPerson
    case .drop: falling = true
    case .floor, .given, .related, .beside:
      isFile =
        actors[i].entity.noun == "domino" || topplesByItself(i) || lanes.contains { $0.targets.contains(i) }
    }
    if case .runUp(let l) = rule, lanes[l].isConverging {
      let size = actors[i].asset.bounds().size
      let radius = Swift.max(
        0.55 * levelSpeed(lanes[l]) * choices.gap, Double(actors[i].copies.count) * 0.3 * size.largest)
      return Arrangement.facing(actors[i].copies.count, radius: radius + size.z / 2)
    }
    kind = Arrangement(named: actors[i].entity.qualities, isFile: isFile, falls: falling)
    if kind == .stack && (actors[i].isPerson || actors[i].asset.isBall) {
      kind = .row  // nobody stands on each other's head, and balls do not stack
    }
    var copies = actors[i].copies
    // "Between the two blocks": room for what stands there or comes through.
    let between =
      relations.first { $0.kind == .between && $0.object == i }?.subject ?? lanes.first { $0.gate == i }?.mover
    if copies.count == 2, let between {
      let gap = actors[between].copies[0].bounds().size.largest * 1.5 + 0.1
      let half = (copies[0].bounds().size.x + gap) / 2
      return [-half, half].map { RigidTransform(translation: Vector3($0, 0, 0)) }
    }
    if kind == .stack { copies.sort { $0.bounds().size.x > $1.bounds().size.x } }
    return kind.offsets(for: copies, leadsFromBack: !isMover, chance: settings.chance(actors[i].id, "arrangement"))
  }

  private func dependencies(of i: Int, _ rule: Rule) -> [Int] {
    switch rule {
    case .floor, .given, .beside: []
    case .related: relations.filter { $0.subject == i && !isPlace($0.object) }.map(\.object)
    case .slope(let l): [lanes[l].ramp!]
    case .surface(let l): [lanes[l].ramp ?? lanes[l].surface!]
    case .inLane(let l, let k): k == 0 ? [lanes[l].ramp ?? lanes[l].surface!] : [lanes[l].targets[k - 1]]
    case .runUp(let l):
      if lanes[l].opponent != nil {
        lanes[l].isSecondOpponent ? [lanes[l].opponent!] : []
      } else {
        Array(lanes[l].meets.prefix(1))
      }
    case .drop(let onto): onto.map { [$0] } ?? []
    }
  }

  /// What carries the action first, bystanders last.
  private func priority(_ rule: Rule, _ i: Int) -> Int {
    switch rule {
    case .floor, .given: 0
    case .slope, .surface, .runUp: 3
    case .inLane: 4
    case .related, .drop: 5
    case .beside:
      if lanes.contains(where: { $0.ramp == i || $0.surface == i }) {
        1
      } else {
        lanes.contains { $0.meets.contains(i) } ? 2 : 6
      }
    }
  }

  /// The turn about Y that makes the front look along a level direction.
  static func yaw(towards d: Vector3) -> Quaternion {
    Quaternion(angle: PortableMath.arcTangent(y: d.x, x: d.z), axis: .unitY)
  }

  /// How an actor is turned where its rule leaves it open.
  func restingYaw(_ i: Int) -> Quaternion {
    let actor = actors[i]
    for lane in lanes where lane.ramp == i || lane.targets.contains(i) || lane.gate == i {
      return Blocking.yaw(towards: lane.direction)
    }
    var g = settings.chance(actor.id, "yaw")
    if actor.isPerson { return Quaternion(angle: g.uniform(-0.5...0.5), axis: .unitY) }
    if actor.entity.noun == "domino" || actor.asset.slope != nil { return Blocking.yaw(towards: .unitX) }
    if actor.asset.isFixed || actor.entity.count > 1 { return .identity }
    return Quaternion(angle: g.uniform(-0.2...0.2), axis: .unitY)
  }

  /// Whether the actor's solids at `pose` overlap those of anyone placed, or the floor.
  func overlaps(_ i: Int, at pose: RigidTransform) -> Bool {
    let own = actors[i].solids(at: pose)
    if !actors[i].asset.isFixed && !actors[i].isPerson {
      let floor = PlacedSolid(shape: .plane(SolidShape.Plane()), pose: .identity)
      if own.contains(where: { interpenetrate(floor, $0) }) { return true }
    }
    if let location, actors[i].fixture == nil {
      for (asset, offset) in zip(actors[i].copies, actors[i].offsets)
      where !location.obstacles(to: asset, at: pose * offset).isEmpty {
        return true
      }
    }
    let bounds = actors[i].bounds(at: pose)
    for j in placed where j != i && !isPlace(j) {
      guard let other = actors[j].pose, actors[j].placedBounds.overlaps(bounds) else { continue }
      for a in own {
        for b in actors[j].solids(at: other) where interpenetrate(a, b) { return true }
      }
    }
    return false
  }

  /// The pose whose bounds have their middle at (x, z) of `centre` and their bottom at height `base`.
  func pose(_ i: Int, yaw: Quaternion, centre: Vector3, base: Double) -> RigidTransform {
    let bounds = actors[i].bounds(at: RigidTransform(rotation: yaw))
    // A ramp's lowest board dips below the floor on purpose: its own y = 0 is what stands on the base.
    // What lies on a tapering side has its bottom at y = 0, above that of the box around it.
    let isExact = actors[i].asset.isFixed || actors[i].rolling?.laying != nil
    let bottom = isExact ? 0 : bounds.min.y
    let lift = actors[i].asset.isFixed || actors[i].isPerson ? 0 : Arrangement.restGap
    return RigidTransform(
      rotation: yaw,
      translation: Vector3(centre.x - bounds.centre.x, base - bottom + lift, centre.z - bounds.centre.z))
  }

  /// Fixes the pose, moved along `axis` until nothing overlaps.
  mutating func settle(_ i: Int, _ pose: RigidTransform, along axis: Vector3) throws(DirectionError) {
    var trial = pose
    var step = 0
    while overlaps(i, at: trial) {
      step += 1
      guard step <= 200, axis != .zero else {
        throw DirectionError(.noRoom(actors[i].id, place: "among the others"))
      }
      trial.translation = pose.translation + axis * (0.03 * Double(step))
    }
    actors[i].pose = trial
  }
}
