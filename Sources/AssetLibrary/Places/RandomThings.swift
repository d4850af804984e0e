import LocatedJSON
import SceneDescription
import VectorMath

extension Library {
  /// Things drawn from the whole library by `seed` and set down in a place, as its own rules set them down: on the floor
  /// of its free areas, and on the supports of what stands there, their own among them.
  ///
  /// Drawn are the assets that stand by themselves: those of floors and tables, and outdoors those of the ground. What
  /// finds no room gives way to another; so does what tips over, rolls away or cannot stay as its joints hold it: each thing
  /// is set down where there is room, and then lies as it came to rest there.
  /// - Parameter finder: lets it come to rest; the simulator's is `Settling`.
  /// - Returns: `count` things, or fewer where the place is full.
  /// - Throws: as `compose(_:)`.
  public func randomThings(
    _ count: Int, in choice: PlaceChoice, seed: UInt64, settledBy finder: some RestFinder
  ) throws -> [Thing] {
    let file = try placeFile(named: choice.name)
    var own = 0
    var scene = Scene()
    scene.place = choice
    var rest = Rest(library: self, finder: finder)
    try rest.add(scene)
    let place = try file.compose(
      seed: choice.seed, material: { self.material(named: $0) }, models: { try self.model(of: $0) },
      prepare: prepare,
      adding: { arranger in
        own = arranger.things.count
        arranger.settle = { try rest.settled($0, $1) }
        let floors = arranger.freeAreas.filter { area in file.free.contains { $0.name == area.name && $0.on == nil } }
        var draw = RandomThings(
          shelf: shelf(outdoors: isOutdoors(file)), floors: floors, seed: seed, model: { try self.model(of: $0) })
        try draw.add(count, to: &arranger)
      })
    return Array(place.things.dropFirst(own))
  }

  /// Whether things of the ground stand there.
  private func isOutdoors(_ file: PlaceFile) -> Bool {
    file.arrange.contains { rule in
      rule.asset.values.contains { (try? entry(named: $0.asset.value).stands) == .ground }
    }
  }

  private func shelf(outdoors: Bool) -> [AssetEntry] {
    entries.filter { entry in
      guard entry.form == .modelled else { return false }
      switch entry.stands {
      case .floor, .table: return true
      case .ground: return outdoors
      case .wall, .ceiling: return false
      }
    }
  }
}

/// Lets things come to rest one by one among all that stands.
private struct Rest {
  let library: Library
  var finder: any RestFinder
  /// Tries of what has joints: its parts settle too.
  private static let tries = 4
  /// Largest movement of a thing's bodies in a second try, m, and turn from how it was set down, cosine.
  private static let (still, upright) = (5e-4, 0.94)

  mutating func add(_ scene: Scene) throws { try finder.add(still: library.furnish(scene).scene) }

  /// The thing as it lies when it has come to rest, and stands still for the next; nil where it leaves its place.
  mutating func settled(_ thing: Thing, _ model: AssetModel) throws -> Thing? {
    var scene = Scene()
    scene.things = [thing]
    if thing.motion != .dynamic {
      try add(scene)
      return thing
    }
    for _ in 0..<Rest.tries {
      let bodies = try library.furnish(scene).scene
      guard !bodies.bodies.isEmpty, let poses = try finder.settled(bodies) else { return nil }
      let up = poses[0].rotation.rotate(thing.pose.rotation.conjugate.rotate(.unitY))
      if up.y < Rest.upright { return nil }
      var moved = 0.0
      for (body, pose) in zip(bodies.bodies, poses) {
        let turn = (pose.rotation.vector - body.orientation.vector).length
        moved = Swift.max(moved, (pose.translation - body.position).length + 2 * turn * body.shape.reach)
      }
      scene.things[0].position = poses[0].translation
      scene.things[0].orientation = poses[0].rotation
      scene.things[0].open = model.openings(at: poses)
      if bodies.bodies.count == 1 || moved < Rest.still {
        try add(scene)
        return scene.things[0]
      }
    }
    return nil
  }
}

/// Sets down things that chance draws from a shelf.
private struct RandomThings {
  let shelf: [AssetEntry]
  let floors: [FreeArea]
  let seed: UInt64
  let model: ModelSource
  /// So many draws for each thing, at most.
  private static let draws = 12

  mutating func add(_ count: Int, to arranger: inout Arranger) throws {
    if shelf.isEmpty { return }
    var random = SeededGenerator(seed: seed, stage: "random things")
    let wanted = arranger.things.count + count
    for number in 0..<RandomThings.draws * count where arranger.things.count < wanted {
      let entry = shelf[random.index(shelf.count)]
      var rule = ArrangeRule()
      rule.name = Located("drawn \(number) \(entry.name)")
      var looks = Looks()
      looks.asset = entry.name
      rule.asset = Choices([AssetChoice(looks)])
      rule.size = RangeExpression(0.9, 1.1)
      rule.heading = .random
      rule.inFree = true
      if !entry.isFixed { (rule.motion, rule.mustRest) = (.dynamic, true) }
      let hosts = arranger.hostsWithSupports
      let floor = floors.isEmpty ? nil : floors[random.index(floors.count)]
      let host = hosts.isEmpty ? nil : hosts[random.index(hosts.count)]
      if entry.stands == .table, let host {
        rule.on = Located(host)
      } else if let floor, try fits(looks, floor) {
        var area = ArrangeRule.Area()
        area.at = PointExpression(floor.centre.x, floor.centre.z)
        area.size = PairExpression(floor.width, floor.depth)
        rule.area = area
      } else {
        continue
      }
      try arranger.arrange(rule)
    }
  }

  /// Whether it collides, and the area has room for it and a step around it.
  private func fits(_ looks: Looks, _ floor: FreeArea) throws -> Bool {
    let model = try model(looks)
    let size = model.bounds.max - model.bounds.min
    return model.links.contains { $0.solid != nil }
      && Swift.max(size.x, size.z) + 0.5 < Swift.min(floor.width, floor.depth)
  }
}
