import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// Finds where in a place a blocking has room.
///
/// Goals, in order: 1. nothing of the place is in the way of what stands and moves. 2. the main free area, as the place's
/// views see it. 3. little is carried out.
struct Scout {
  /// The blocking before anything has a place.
  let blocking: Blocking
  let location: Location

  /// The blocking with everybody in their places, at the first spot that has room.
  ///
  /// - Throws: `DirectionError` of no room.
  func run() throws(DirectionError) -> Blocking {
    if let host = blocking.actors.first(where: { $0.fixture != nil }) {
      return try stage(about: host.fixture!)
    }
    var refusal: DirectionError?
    var attempts: [(spots: [RigidTransform], room: Vector3)] = []
    for area in areas {
      for turn in [0.0, 180, 90, -90] {
        let room = turn.magnitude == 90 ? Vector3(area.depth, 0, area.width) : Vector3(area.width, 0, area.depth)
        var plain = blocking
        plain.room = room
        do { try plain.run() } catch {
          refusal = refusal ?? error
          continue
        }
        let spots = self.spots(for: plain.footprint, in: area, turn: turn)
        attempts.append((spots, room))
        for spot in spots {
          if let found = attempt(spot, room, clearing: false) { return found }
        }
      }
    }
    for (spots, room) in attempts {
      for spot in spots.prefix(1) {
        if let found = attempt(spot, room, clearing: true) { return found }
      }
    }
    throw refusal ?? DirectionError(.noRoom(blocking.actors.first?.id ?? "", place: "in the \(location.name)"))
  }

  /// The main one first, then the largest.
  private var areas: [FreeArea] {
    guard let main = location.freeAreas.first else { return [] }
    return [main]
      + location.freeAreas.dropFirst().enumerated()
      .sorted { a, b in
        let (p, q) = (a.element.width * a.element.depth, b.element.width * b.element.depth)
        return p != q ? p > q : a.offset < b.offset
      }
      .map(\.element)
  }

  /// Poses of the stage that bring the footprint into the area: its middle to the area's, then around it.
  private func spots(for footprint: AxisBounds, in area: FreeArea, turn: Double) -> [RigidTransform] {
    let rotation = Quaternion(angle: turn * Double.pi / 180, axis: .unitY)
    var centre = rotation.rotate(footprint.isEmpty ? .zero : footprint.centre)
    centre.y = 0
    let size = footprint.isEmpty ? Vector3.zero : rotation.rotate(footprint.size).magnitudes
    // As far as there is room, and some way beyond: what is around a free area may be free too.
    let slackX = Swift.max(0.3, (area.width - size.x) / 2)
    let slackZ = Swift.max(0.3, (area.depth - size.z) / 2)
    var offsets: [(Double, Double)] = [(0, 0)]
    for ring in [0.5, 1.0] {
      for (x, z) in [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)] as [(Double, Double)] {
        offsets.append((x * ring, z * ring))
      }
    }
    return offsets.map { x, z in
      RigidTransform(
        rotation: rotation, translation: location.middle(of: area) - centre + Vector3(x * slackX, 0, z * slackZ))
    }
  }

  /// Everybody placed with the stage there; nil where something is in the way.
  private func attempt(_ spot: RigidTransform, _ room: Vector3, clearing: Bool) -> Blocking? {
    var trial = blocking
    trial.room = room
    if clearing {
      // As if nothing stood there, to see what is in the way.
      guard (try? trial.run()) != nil else { return nil }
      var cleared = location.at(spot)
      let obstacles = trial.obstacles(in: cleared)
      guard !obstacles.isEmpty, let names = cleared.clear(obstacles) else { return nil }
      trial = blocking
      trial.room = room
      trial.location = cleared
      trial.report.choices.append("taken out of the \(location.name): \(names.joined(separator: ", "))")
    } else {
      trial.location = location.at(spot)
    }
    guard (try? trial.run()) != nil, trial.obstacles(in: trial.location!).isEmpty, trial.standsOnFloor else {
      return nil
    }
    return trial
  }

  /// The stage lies below the place's own furniture.
  private func stage(about fixture: Fixture) throws(DirectionError) -> Blocking {
    var trial = blocking
    var stage = RigidTransform(translation: fixture.pose.translation)
    stage.translation.y = location.freeAreas.first { !$0.isRaised(in: location) }?.centre.y ?? 0
    trial.location = location.at(stage)
    trial.room = Vector3(2, 0, 2)
    try trial.run()
    guard trial.obstacles(in: trial.location!).isEmpty, trial.standsOnFloor else {
      throw DirectionError(.noRoom(blocking.actors.first?.id ?? "", place: "at the place's own '\(fixture.thing)'"))
    }
    return trial
  }
}

extension FreeArea {
  /// On top of something.
  fileprivate func isRaised(in location: Location) -> Bool {
    location.freeAreas.contains { $0.centre.y < centre.y - 0.3 }
  }
}

extension Blocking {
  /// Around all that stands on the floor and all ways, in stage coordinates.
  var footprint: AxisBounds {
    var bounds = AxisBounds.empty
    for i in actors.indices where !isFloor(i) && actors[i].fixture == nil { bounds.include(actors[i].placedBounds) }
    for way in corridors { bounds.include(way) }
    return bounds
  }

  /// Bodies of the place that actors share space with or that stand in their ways.
  func obstacles(in location: Location) -> [Int] {
    var found: Set<Int> = []
    for actor in actors where actor.fixture == nil {
      guard let pose = actor.pose else { continue }
      for (asset, offset) in zip(actor.copies, actor.offsets) {
        found.formUnion(location.obstacles(to: asset, at: pose * offset))
      }
    }
    for way in corridors {
      // What lies as flat as a rug is stepped over.
      var bounds = way
      bounds.min.y = Swift.max(bounds.min.y, 0.02)
      bounds.max.y = Swift.min(bounds.max.y, Swift.max(0.03, tallestMover))
      found.formUnion(location.obstacles(in: bounds))
    }
    return found.sorted()
  }

  /// How high ways must be free, m.
  private var tallestMover: Double {
    lanes.map { actors[$0.mover].copies[0].bounds().size.y }.max() ?? 2
  }

  /// Whether what stands on the floor, and what walks, has level floor below.
  var standsOnFloor: Bool {
    guard let location else { return true }
    for (i, actor) in actors.enumerated() where actor.fixture == nil && !isFloor(i) && actor.base == 0 {
      if !location.hasFloor(under: actor.placedBounds) { return false }
    }
    return corridors.allSatisfy { location.hasFloor(under: $0) }
  }
}
