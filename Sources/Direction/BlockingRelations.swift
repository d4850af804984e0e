import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

extension Shot {
  /// Relations by index and in normal form: "block under ball" becomes "ball on block", what repeats an earlier
  /// relation the other way round is dropped, and what goes in a circle is refused.
  func placedRelations() throws(DirectionError) -> [PlacedRelation] {
    var result: [PlacedRelation] = []
    for r in relations {
      guard var s = index(of: r.subject) else { throw unknownThing(r.subject) }
      guard var o = index(of: r.object) else { throw unknownThing(r.object) }
      var kind = r.kind
      if s == o { throw DirectionError(.circular([r.subject, r.object])) }
      if kind == .under && entities[o].noun != "table" && entities[o].noun != "floor" {
        (s, o) = (o, s)
        kind = .on
      }
      if kind == .above && entities[s].noun == "floor" || kind == .under && entities[o].noun == "floor" {
        throw DirectionError(.invalidRelation("nothing can be under the floor: '\(r.subject)' \(kind) '\(r.object)'"))
      }
      if entities[s].noun == "floor" { continue }
      let inverse = result.contains { $0.subject == o && $0.object == s && $0.kind == kind.opposite }
      let repeated = result.contains { $0.subject == s && $0.object == o && $0.kind == kind }
      if !inverse && !repeated { result.append(PlacedRelation(kind: kind, subject: s, object: o)) }
    }
    // "A table with a ball on it" is not two places: next to says less than any other relation of the same two.
    result = result.filter { r in
      guard r.kind == .nextTo || r.kind == .against else { return true }
      return !result.contains { o in
        o.kind != .nextTo && o.kind != .against && Set([o.subject, o.object]) == Set([r.subject, r.object])
      }
    }
    // Between two things that stand anywhere: the second goes to the right of the first, with room.
    for r in result where r.kind == .between {
      guard let pair = result.first(where: { $0.kind == .between && $0.subject == r.subject }), pair.object != r.object
      else { continue }
      if !result.contains(where: { $0.subject == r.object }) {
        result.append(PlacedRelation(kind: .rightOf, subject: r.object, object: pair.object))
      }
    }
    try refuseCircles(result)
    return result
  }

  private func unknownThing(_ id: String) -> DirectionError {
    DirectionError(.invalidRelation("a relation names '\(id)', which is no thing of this shot"))
  }

  private func refuseCircles(_ relations: [PlacedRelation]) throws(DirectionError) {
    var state = [Int](repeating: 0, count: entities.count)  // 1 on the path, 2 done
    var path: [Int] = []
    func visit(_ i: Int) -> [Int]? {
      if state[i] == 2 { return nil }
      if state[i] == 1 { return Array(path[path.firstIndex(of: i)!...]) + [i] }
      state[i] = 1
      path.append(i)
      for r in relations where r.subject == i { if let circle = visit(r.object) { return circle } }
      path.removeLast()
      state[i] = 2
      return nil
    }
    for i in entities.indices {
      if let circle = visit(i) { throw DirectionError(.circular(circle.map { entities[$0].id })) }
    }
  }
}

extension Relation.Kind {
  /// The same said of the object.
  var opposite: Relation.Kind? {
    switch self {
    case .leftOf: .rightOf
    case .rightOf: .leftOf
    case .inFrontOf: .behind
    case .behind: .inFrontOf
    case .nextTo: .nextTo
    case .against: .against
    case .on, .under, .above, .between: nil
    }
  }
}

extension Blocking {
  /// By its first relation; further ones shift it where they leave room.
  mutating func placeRelated(_ i: Int) throws(DirectionError) {
    let own = relations.filter { $0.subject == i && !isFloor($0.object) }
    guard let first = own.first else {
      try place(i, .beside)  // on the floor, where everything is
      return
    }
    if first.kind == .between {
      try placeBetween(i, own.filter { $0.kind == .between }.map(\.object))
    } else if first.kind == .on {
      try placeOn(i, first.object)
    } else if first.kind == .under {
      try placeUnder(i, first.object)
    } else {
      try placeNext(i, first)
    }
    for r in own.dropFirst() where r.kind != .between {
      try refine(i, r)
    }
  }

  /// A second relation: the place is moved along its axis until it holds too.
  private mutating func refine(_ i: Int, _ r: PlacedRelation) throws(DirectionError) {
    guard let way = r.kind.offset else { return }
    let object = actors[r.object].placedBounds
    let mine = actors[i].placedBounds
    let now: Double = dot(mine.centre - object.centre, way)
    let needed: Double = dot(object.size + mine.size, way.magnitudes) / 2 + 0.05
    if now >= needed { return }
    var pose = actors[i].pose!
    pose.translation += way * (needed - now)
    let host = actors[i].standsOn
    if let host, !fits(mine, mine.centre + way * (needed - now), on: host) {
      throw DirectionError(.noRoom(actors[i].id, place: "on '\(actors[host].id)' beside '\(actors[r.object].id)'"))
    }
    try settle(i, pose, along: way)
  }

  /// Left, right, in front, behind, next to or against: on the same level, the middles in line.
  private mutating func placeNext(_ i: Int, _ r: PlacedRelation) throws(DirectionError) {
    let object = actors[r.object].placedBounds
    let yaw = restingYaw(i)
    let own = actors[i].bounds(at: RigidTransform(rotation: yaw))
    var g = settings.chance(actors[i].id, "side")
    let ways: [Vector3] =
      r.kind.offset.map { [$0] } ?? (g.uniform() < 0.5 ? [.unitX, -Vector3.unitX] : [-Vector3.unitX, .unitX])
    let isTight = r.kind == .against
    let small = Swift.min(own.size.largest, object.size.largest)
    let gap = isTight ? 1e-4 : (0.35 * small).clamped(0.05, 0.5)
    let laneGap = approachGap(i, r.object)
    for way in ways {
      let reach: Double = dot(own.size + object.size, way.magnitudes) / 2
      let centre = object.centre + way * (reach + Swift.max(gap, laneGap))
      let host = actors[r.object].standsOn.flatMap { fits(own, centre, on: $0) ? $0 : nil }
      let base = host == nil ? 0 : actors[r.object].base
      let pose = pose(i, yaw: yaw, centre: centre, base: base)
      // A symmetrical relation may go to the other side before it moves away.
      if way != ways.last! && overlaps(i, at: pose) { continue }
      try settle(i, pose, along: way)
      actors[i].base = base
      actors[i].standsOn = host
      return
    }
  }

  /// Something that goes for its neighbour, or is gone for, keeps a run-up's distance.
  private func approachGap(_ i: Int, _ j: Int) -> Double {
    for lane in lanes where lane.ramp == nil {
      if (lane.mover == i && lane.targets.contains(j)) || (lane.mover == j && lane.targets.contains(i)) {
        return (actors[lane.mover].isPerson ? 1.1 * levelSpeed(lane) : 0.5 * levelSpeed(lane) + 0.1) * choices.gap
      }
    }
    for r in relations where r.kind == .between && r.object == i {
      if relations.contains(where: { $0.kind == .between && $0.subject == r.subject && $0.object == j }) {
        return actors[r.subject].bounds(at: .identity).size.largest * 1.4 + 0.1
      }
    }
    for lane in lanes where lane.ramp == j && lane.targets.contains(i) {
      return (actors[lane.mover].asset.bounds().size.z / 2 + 0.4) * choices.gap
    }
    return 0
  }

  private mutating func placeOn(_ i: Int, _ o: Int) throws(DirectionError) {
    let host = actors[o]
    let yaw = restingYaw(i)
    if host.asset.slope != nil {
      try placeMidSlope(i, o)
      return
    }
    if host.isPerson { throw DirectionError(.invalidRelation("'\(actors[i].id)' cannot be staged on a person")) }
    // As many as there are below: one on each.
    let isOneEach = actors[i].copies.count > 1 && actors[i].copies.count == host.copies.count
    let tops = host.copies.indices.map { (host.pose! * host.offsets[$0], host.copies[$0]) }
    if isOneEach, Set(host.offsets.map(\.translation.y)).count == 1 {
      actors[i].offsets = tops.map { place, asset in
        RigidTransform(
          rotation: yaw, translation: place.apply(asset.supports[0].centre) + .unitY * Arrangement.restGap)
      }
      try settle(i, .identity, along: .zero)
      actors[i].base = host.placedBounds.max.y
      actors[i].standsOn = o
      return
    }
    // The highest top first, then places outwards from its middle.
    let sorted = tops.sorted { $0.0.translation.y > $1.0.translation.y }
    for (place, asset) in sorted {
      for support in asset.supports {
        for spot in spots(support) {
          let centre = place.apply(support.centre + spot)
          let pose = pose(i, yaw: yaw, centre: centre, base: centre.y)
          let footprint = actors[i].bounds(at: RigidTransform(rotation: yaw))
          let isMiddle = spot == .zero && actors[i].copies.count == 1
          if (isMiddle || fits(footprint, centre, on: o)) && !overlaps(i, at: pose) {
            actors[i].pose = pose
            actors[i].base = centre.y
            actors[i].standsOn = o
            return
          }
        }
      }
    }
    throw DirectionError(.noRoom(actors[i].id, place: "on '\(host.id)'"))
  }

  /// The middle, then a grid over the surface from the middle outwards.
  private func spots(_ support: Asset.Support) -> [Vector3] {
    var spots: [Vector3] = [.zero]
    for ring in 1...8 {
      for (x, z) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)] {
        let f = Double(ring) / 8
        spots.append(Vector3(Double(x) * f * support.halfWidth, 0, Double(z) * f * support.halfDepth))
      }
    }
    return spots
  }

  /// At rest half way up; friction decides whether it stays.
  private mutating func placeMidSlope(_ i: Int, _ o: Int) throws(DirectionError) {
    let host = actors[o]
    let slope = host.asset.slope!
    let worldFromRamp = host.pose! * host.offsets[0]
    let normal = Vector3(0, -slope.direction.z, slope.direction.y).magnitudes
    let onSlope = RigidTransform(
      rotation: Quaternion(from: .unitZ, to: slope.direction),
      translation: mix(slope.bottom, slope.top, 0.5) + normal * Arrangement.restGap)
    try settle(i, worldFromRamp * onSlope, along: -worldFromRamp.rotation.rotate(slope.direction))
    actors[i].standsOn = o
    actors[i].base = actors[i].placedBounds.min.y
  }

  /// On the floor below a table's top.
  private mutating func placeUnder(_ i: Int, _ o: Int) throws(DirectionError) {
    let table = actors[o]
    let yaw = restingYaw(i)
    let pose = pose(i, yaw: yaw, centre: table.placedBounds.centre, base: 0)
    let room = table.asset.supports.first?.clearanceBelow ?? 0
    guard actors[i].bounds(at: pose).max.y <= room, !overlaps(i, at: pose) else {
      throw DirectionError(.noRoom(actors[i].id, place: "under '\(table.id)'"))
    }
    actors[i].pose = pose
  }

  private mutating func placeBetween(_ i: Int, _ objects: [Int]) throws(DirectionError) {
    var ends: [Vector3] = []
    for o in objects {
      if objects.count == 1, actors[o].copies.count >= 2 {
        for k in 0..<2 { ends.append(actors[o].copies[k].bounds(at: actors[o].pose! * actors[o].offsets[k]).centre) }
      } else {
        ends.append(actors[o].placedBounds.centre)
      }
    }
    guard ends.count >= 2 else {
      throw DirectionError(
        .invalidRelation("'\(actors[i].id)' is between one thing only: name two, or a thing that there are two of"))
    }
    var centre = (ends[0] + ends[1]) * 0.5
    centre.y = 0
    let pose = pose(i, yaw: restingYaw(i), centre: centre, base: 0)
    if overlaps(i, at: pose) {
      throw DirectionError(
        .noRoom(actors[i].id, place: "between \(objects.map { "'\(actors[$0].id)'" }.joined(separator: " and "))"))
    }
    actors[i].pose = pose
  }
}

extension Double {
  func clamped(_ low: Double, _ high: Double) -> Double { Swift.min(high, Swift.max(low, self)) }
}
