import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// A relation with entity indices, so turned that the subject is placed by the object.
struct PlacedRelation: Hashable {
  var kind: Relation.Kind
  var subject: Int
  var object: Int
}

extension Blocking {
  mutating func place(_ i: Int, _ rule: Rule) throws(DirectionError) {
    switch rule {
    case .floor: actors[i].pose = .identity
    case .given: actors[i].pose = location!.worldFromStage.inverse * actors[i].fixture!.pose
    case .related: try placeRelated(i)
    case .slope(let l): try placeOnSlope(i, l)
    case .surface(let l): try placeOnSurface(i, l)
    case .inLane(let l, let k): try placeInLane(i, l, k)
    case .runUp(let l): try placeRunUp(i, l)
    case .drop(let onto): try placeInAir(i, onto)
    case .beside: try placeBeside(i)
    }
  }

  /// At the upper end of the ramp, its bottom on the slope.
  private mutating func placeOnSlope(_ i: Int, _ l: Int) throws(DirectionError) {
    let ramp = actors[lanes[l].ramp!]
    let slope = ramp.asset.slope!
    let worldFromRamp = ramp.pose! * ramp.offsets[0]
    lanes[l].direction = worldFromRamp.rotation.rotate(.unitZ)
    let own = actors[i].bounds(at: .identity)
    // The cluster's leader is at its origin; the last copy keeps clear of the upper edge.
    let highest = slope.length - own.min.z.magnitude - 0.03
    let wanted: Double = lanes[l].speed == .slow ? 0.6 : lanes[l].speed == .fast ? 0.97 : 0.9
    let s = Swift.max(
      Swift.min(highest, slope.length * Swift.min(0.97, wanted * choices.speed.squareRoot())), own.max.z)
    let normal = Vector3(0, -slope.direction.z, slope.direction.y).magnitudes
    let bottom = actors[i].rolling?.laying != nil ? 0 : own.min.y
    let onSlope = RigidTransform(
      rotation: Quaternion(from: .unitZ, to: slope.direction),
      translation: slope.bottom - slope.direction * s + normal * (Arrangement.restGap - bottom))
    var pose = worldFromRamp * onSlope
    // Those who come later on the same ramp queue behind.
    var queue = 0
    while overlaps(i, at: pose), queue < 200 {
      queue += 1
      pose.translation -= worldFromRamp.rotation.rotate(slope.direction) * 0.03
    }
    let top = worldFromRamp.apply(slope.top)
    guard !overlaps(i, at: pose), dot(pose.translation - top, lanes[l].direction) > 0 else {
      throw DirectionError(.noRoom(actors[i].id, place: "on '\(ramp.id)'"))
    }
    actors[i].pose = pose
    actors[i].base = pose.translation.y
    actors[i].standsOn = lanes[l].ramp
  }

  /// On the level top of something, with way to go.
  private mutating func placeOnSurface(_ i: Int, _ l: Int) throws(DirectionError) {
    let s = lanes[l].ramp ?? lanes[l].surface!
    let host = actors[s]
    let worldFromHost = host.pose! * host.offsets[0]
    guard let support = host.asset.supports.first else {
      throw DirectionError(.noRoom(actors[i].id, place: "on '\(host.id)', which has no level top"))
    }
    if lanes[l].ramp != nil { lanes[l].direction = worldFromHost.rotation.rotate(.unitZ) }
    let top = worldFromHost.apply(support.centre).y
    actors[i].base = top
    actors[i].standsOn = s
    if host.fixture != nil {
      try placeOnFixture(i, l, s)
    } else {
      let d = lanes[l].direction
      try settle(i, surfacePose(i, l, on: s, towards: d, aside: 0), along: -d)
    }
  }

  /// On the first support's middle line, or `aside` (-1 to 1) of it to the left, as it goes towards `d`.
  private func surfacePose(_ i: Int, _ l: Int, on host: Int, towards d: Vector3, aside: Double) -> RigidTransform {
    let worldFromHost = actors[host].pose! * actors[host].offsets[0]
    let support = actors[host].asset.supports[0]
    let yaw = Blocking.yaw(towards: d)
    let size = actors[i].bounds(at: RigidTransform(rotation: yaw)).size
    func room(_ way: Vector3) -> Double {
      let local = worldFromHost.rotation.inverseRotate(way).magnitudes
      let reach = local.x * support.halfWidth + local.z * support.halfDepth
      let half: Double = dot(size, way.magnitudes) / 2
      return Swift.max(0, reach - half - 0.01)
    }
    // To leave, it starts a short way before the edge; to cross, at the far end.
    let leaves = lanes[l].leavesSurface || lanes[l].ramp != nil
    let at = leaves ? Swift.max(-room(d), room(d) - 0.3 * choices.gap) : -room(d)
    let left = cross(.unitY, d)
    let shift = aside == 0 ? Vector3.zero : left * (aside * room(left))
    let centre = worldFromHost.apply(support.centre) + d * at + shift
    return pose(i, yaw: yaw, centre: centre, base: centre.y)
  }

  /// On the place's own furniture other things stand, and walls are behind it: whichever side has its way free.
  private mutating func placeOnFixture(_ i: Int, _ l: Int, _ s: Int) throws(DirectionError) {
    let host = actors[s]
    let d = lanes[l].direction
    let front = (host.pose! * host.offsets[0]).rotation.rotate(.unitZ)
    let side = cross(.unitY, front)
    // The wished way first, then off the front; from what stands at a wall off its front first.
    var behind = host.placedBounds
    behind.min.y = 0.3 * behind.max.y
    let isAtWall = location!.obstacles(in: behind.moved(by: -front * 0.25)).contains { location!.isStructure($0) }
    let ways = isAtWall ? [front, d, -d, side, -side] : [d, -d, front, side, -side, -front]
    for clearing in [false, true] {
      for way in ways {
        for aside in [0, 0.3, -0.3, 0.6, -0.6, 0.85, -0.85] {
          let trial = surfacePose(i, l, on: s, towards: way, aside: aside)
          var own = actors[i].bounds(at: trial)
          // Over the edge, to where it comes down.
          let fall = levelSpeed(lanes[l]) * (2 * Swift.max(0, own.min.y) / 9.81).squareRoot()
          own.include(own.moved(by: way * 0.32))
          var landing = own.moved(by: way * (0.15 + fall * 0.6))
          landing.min.y = 0.02
          if clearing {
            var cleared = location!
            let obstacles = Set(
              cleared.obstacles(in: own.raised(by: 2e-3)) + cleared.obstacles(in: landing.beyond(host, way))
            ).sorted()
            guard let names = cleared.clear(obstacles) else { continue }
            location = cleared
            report.choices.append("taken out of the \(cleared.name): \(names.joined(separator: ", "))")
          }
          if overlaps(i, at: trial) { continue }
          if !location!.obstacles(in: own.raised(by: 2e-3)).isEmpty { continue }
          if lanes[l].leavesSurface, !location!.obstacles(in: landing.beyond(host, way)).isEmpty { continue }
          lanes[l].direction = way
          actors[i].pose = trial
          return
        }
      }
    }
    throw DirectionError(.noRoom(actors[i].id, place: "on '\(host.id)'"))
  }

  /// Behind the foot of the ramp, the landing place, or the target before it.
  private mutating func placeInLane(_ i: Int, _ l: Int, _ k: Int) throws(DirectionError) {
    let lane = lanes[l]
    let d = lane.direction
    let yaw = Blocking.yaw(towards: d)
    let own = actors[i].bounds(at: RigidTransform(rotation: yaw))
    let mover = actors[lane.mover].asset.bounds().size
    var start: Vector3
    var gap: Double
    if k > 0 {
      let before = actors[lane.targets[k - 1]].placedBounds
      start = before.centre + d * (dot(before.size, d.magnitudes) / 2)
      gap = Swift.max(0.12, 0.5 * Swift.min(0.5, own.size.y))
    } else if let ramp = lane.ramp, actors[ramp].asset.slope != nil {
      start = (actors[ramp].pose! * actors[ramp].offsets[0]).translation
      // What slides has lost most of its speed at the foot's edge and stops soon after.
      gap = mover.z / 2 + (actors[lane.mover].rolling != nil ? 0.4 : 0.05)
    } else {
      let host = actors[lane.ramp ?? lane.surface!]
      let bounds = host.placedBounds
      start = bounds.centre + d * (dot(bounds.size, d.magnitudes) / 2)
      let height = lane.ramp == nil ? bounds.max.y : bounds.max.y / 5
      // Where it lands, a little beyond: v sqrt(2 h / g).
      gap = levelSpeed(lane) * (2 * height / 9.81).squareRoot() + mover.largest
    }
    start.y = 0
    let reach: Double = dot(own.size, d.magnitudes) / 2
    let centre = start + d * (gap * choices.gap + reach)
    var g = settings.chance(actors[i].id, "yaw")
    let turned = yaw * Quaternion(angle: actors[i].copies.count == 1 ? g.uniform(-0.03...0.03) : 0, axis: .unitY)
    try settle(i, pose(i, yaw: turned, centre: centre, base: 0), along: d)
    corridors.append(way(from: start, to: centre, width: mover.x))
  }

  /// On the floor (or its target's table) with a run-up to its first target.
  private mutating func placeRunUp(_ i: Int, _ l: Int) throws(DirectionError) {
    let lane = lanes[l]
    let d = lane.direction
    let yaw = Blocking.yaw(towards: d)
    let own = actors[i].bounds(at: RigidTransform(rotation: yaw))
    let reach: Double = dot(own.size, d.magnitudes) / 2
    let v = levelSpeed(lane)
    var base = 0.0
    var centre = Vector3.zero
    var end = Vector3.zero
    let isFirstOpponent = lane.opponent != nil && !lane.isSecondOpponent
    if let target = lane.meets.first(where: { actors[$0].pose != nil }), !isFirstOpponent {
      let goal = actors[target].placedBounds
      let front: Double = dot(goal.size, d.magnitudes) / 2
      // About half a second of approach; for two who meet, both come half the way.
      let approach = (lane.isSecondOpponent ? 1.1 * v : actors[i].isPerson ? 1.1 * v : 0.5 * v + 0.1) * choices.gap
      centre = goal.centre - d * (front + approach + reach)
      if lane.passes.contains(target) {
        let side = cross(.unitY, d)
        let aside: Double = dot(goal.size, side.magnitudes) / 2 + dot(own.size, side.magnitudes) / 2 + 0.2
        // Past on the far side of a low thing, on the near side of one that would hide a good part: seen either way.
        let sign: Double = (goal.size.y > 0.35 * own.size.y) == (side.z > 0) ? 1 : -1
        centre += side * (sign * aside)
      }
      base = actors[target].base
      if base > 0, let host = actors[target].standsOn, !fits(own, centre, on: host) {
        report.warnings.append("'\(actors[i].id)' has no room to start on '\(actors[host].id)': it starts on the floor")
        base = 0
      } else if base > 0 {
        actors[i].standsOn = actors[target].standsOn
      }
      end = goal.centre
    } else {
      // Across the middle of the picture; of two who meet, half of their distance before it.
      let travel =
        lane.isConverging
        ? 0
        : isFirstOpponent
          ? 1.1 * v * choices.gap + 2 * reach
          : Swift.min(
            v * settings.seconds * 0.7, actors[i].isPerson ? 3.2 : 2.6,
            Swift.max(0.3, dot(room.finite, d.magnitudes) - 2 * reach))
      centre = d * (-travel / 2) + freeLaneOffset(l)
      end = centre + d * travel
    }
    try settle(i, pose(i, yaw: yaw, centre: centre, base: base), along: -d)
    actors[i].base = base
    corridors.append(way(from: actors[i].placedBounds.centre, to: end, width: own.size.x))
  }

  /// Later lanes without targets run behind the first.
  private func freeLaneOffset(_ l: Int) -> Vector3 {
    let earlier = lanes[..<l].filter { $0.targets.isEmpty || $0.ramp != nil }.count
    return Vector3(0, 0, -1.1 * Double(earlier))
  }

  /// High above the floor or above what it is to land on.
  private mutating func placeInAir(_ i: Int, _ onto: Int?) throws(DirectionError) {
    let speed = shot.actions.first { $0.subject == actors[i].id }?.speed ?? .normal
    let height = (speed == .slow ? 0.6 : speed == .fast ? 1.7 : 1.1) * choices.height
    let yaw = actors[i].copies.count > 1 ? .identity : restingYaw(i)
    if let onto, !isFloor(onto) {
      var landing = actors[onto].placedBounds
      if let clearing = actors[onto].fixture?.clearing, let location {
        let centre = location.worldFromStage.applyInverse(clearing.centre)
        let half = Vector3(clearing.width, 0, clearing.depth) * 0.25
        landing = AxisBounds(min: centre - half, max: centre + half)
      }
      // A little off the middle, as a hand lets go.
      var g = settings.chance(actors[i].id, "drop")
      let off = Vector3(g.uniform(-0.08...0.08) * landing.size.x, 0, g.uniform(-0.08...0.08) * landing.size.z)
      try settleInAir(i, pose(i, yaw: yaw, centre: landing.centre + off, base: landing.max.y + height), landing.max.y)
    } else {
      let centre = try freeCentre(i, yaw: yaw, base: height)
      try settleInAir(i, pose(i, yaw: yaw, centre: centre, base: height), 0)
    }
    actors[i].base = onto.map { isFloor($0) ? 0 : actors[$0].placedBounds.max.y } ?? 0
    // Nothing may stand where it comes down.
    var column = actors[i].placedBounds
    column.min.y = 0
    if onto == nil { corridors.append(column) }
  }

  /// Lets it fall from there, or from as high as the ceiling allows.
  private mutating func settleInAir(_ i: Int, _ pose: RigidTransform, _ floor: Double) throws(DirectionError) {
    guard location != nil else {
      try settle(i, pose, along: .unitY)
      return
    }
    let height = actors[i].bounds(at: pose).min.y - floor
    for share in [1, 0.75, 0.55, 0.4] {
      var trial = pose
      trial.translation.y -= height * (1 - share)
      if !overlaps(i, at: trial) {
        actors[i].pose = trial
        return
      }
    }
    throw DirectionError(.noRoom(actors[i].id, place: "under the ceiling of the \(location!.name)"))
  }

  /// A free place: the middle of the stage for the first, then around it, preferably not in front.
  private mutating func placeBeside(_ i: Int) throws(DirectionError) {
    let yaw = restingYaw(i)
    let isLaneHead = lanes.contains { $0.ramp == i }
    if isLaneHead, placed.allSatisfy({ isFloor($0) }) {
      try settle(i, RigidTransform(rotation: yaw), along: -Vector3.unitZ)  // its foot is the middle
      return
    }
    let centre = try freeCentre(i, yaw: yaw, base: 0)
    try settle(i, pose(i, yaw: yaw, centre: centre, base: 0), along: -Vector3.unitZ)
  }

  func isFloor(_ i: Int) -> Bool { Noun.named(actors[i].entity.noun)?.isPlace ?? false }

  /// A centre on the floor where the actor is clear of all that stands and of all ways.
  private func freeCentre(_ i: Int, yaw: Quaternion, base: Double) throws(DirectionError) -> Vector3 {
    let own = actors[i].bounds(at: pose(i, yaw: yaw, centre: .zero, base: base))
    let isLaneHead = lanes.contains { $0.ramp == i }
    let margin = 0.06 + 0.15 * Swift.min(1, Swift.max(own.size.x, own.size.z))
    var reserve = own.grown(by: margin)
    reserve.min.y = 0
    if isLaneHead, let lane = lanes.first(where: { $0.ramp == i }) {
      reserve.include(reserve.moved(by: lane.direction * 1.6))
    }
    var g = settings.chance(actors[i].id, "place")
    let turn = g.uniform(0...1)
    // Angles from the back (-Z) to the sides and at last the front; rings outwards.
    let sides =
      turn < 0.5 ? [0.9, -0.9, 1.6, -1.6, 0.3, -0.3, 2.3, -2.3] : [-0.9, 0.9, -1.6, 1.6, -0.3, 0.3, -2.3, 2.3]
    var candidates: [Vector3] = [.zero]
    for ring in 1...60 {
      for angle in sides {
        let (s, c) = PortableMath.sineAndCosine(angle + 0.2 * (turn - 0.5))
        candidates.append(Vector3(s, 0, -c) * (0.3 * Double(ring) + 0.15))
      }
    }
    for candidate in candidates {
      let there = reserve.moved(by: candidate)
      let isFree =
        placed.allSatisfy { isFloor($0) || !actors[$0].placedBounds.overlaps(there) }
        && corridors.allSatisfy { !$0.overlaps(there) } && hasRoom(there)
      if isFree { return candidate }
    }
    throw DirectionError(.noRoom(actors[i].id, place: "on the floor"))
  }

  /// Whether nothing of the place is in a box, and its floor is below.
  private func hasRoom(_ box: AxisBounds) -> Bool {
    guard let location else { return true }
    var above = box
    above.min.y = Swift.max(above.min.y, 0.02)
    if above.max.y <= above.min.y { above.max.y = above.min.y + 0.01 }
    return location.obstacles(in: above).isEmpty && location.hasFloor(under: box)
  }

  private func way(from a: Vector3, to b: Vector3, width: Double) -> AxisBounds {
    var bounds = AxisBounds.empty
    for p in [a, b + (b - a).normalized * 0.5] {
      let half = Vector3(width / 2 + 0.05, 0, width / 2 + 0.05)
      bounds.include(AxisBounds(min: p - half, max: p + half))
    }
    bounds.min.y = 0
    bounds.max.y = 2
    return bounds
  }

  /// Whether a footprint centred at `centre` lies wholly on the top of `host`.
  func fits(_ own: AxisBounds, _ centre: Vector3, on host: Int) -> Bool {
    let half = own.size * 0.5
    for (asset, offset) in zip(actors[host].copies, actors[host].offsets) {
      let worldFromHost = actors[host].pose! * offset
      for support in asset.supports {
        var inside = true
        for sx in [-1.0, 1.0] {
          for sz in [-1.0, 1.0] {
            let p = worldFromHost.applyInverse(centre + Vector3(sx * half.x, 0, sz * half.z)) - support.centre
            if p.x.magnitude > support.halfWidth + 1e-9 || p.z.magnitude > support.halfDepth + 1e-9 { inside = false }
          }
        }
        if inside { return true }
      }
    }
    return false
  }
}

extension AxisBounds {
  /// With a lifted bottom: what stands on a surface touches it.
  fileprivate func raised(by step: Double) -> AxisBounds {
    AxisBounds(min: min + Vector3(0, step, 0), max: max)
  }

  /// Only what lies beyond the edge of a piece of furniture, towards `way`.
  fileprivate func beyond(_ host: Actor, _ way: Vector3) -> AxisBounds {
    let edges = host.placedBounds
    var out = self
    for axis in [0, 2] where way[axis].magnitude > 0.7 {
      if way[axis] > 0 {
        out.min[axis] = Swift.max(out.min[axis], edges.max[axis] + 2e-3)
        out.max[axis] = Swift.max(out.max[axis], out.min[axis] + 2e-3)
      } else {
        out.max[axis] = Swift.min(out.max[axis], edges.min[axis] - 2e-3)
        out.min[axis] = Swift.min(out.min[axis], out.max[axis] - 2e-3)
      }
    }
    return out
  }
}

extension Vector3 {
  /// With a great number in place of infinity, which times 0 would be none.
  var finite: Vector3 { VectorMath.min(self, Vector3(1e6, 1e6, 1e6)) }
}
