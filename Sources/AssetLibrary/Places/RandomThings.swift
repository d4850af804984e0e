import LocatedJSON
import SceneDescription
import VectorMath

extension Library {
  /// Things drawn from the whole library by `seed` and set down in a place, as its own rules set them down: on the floor
  /// of its free areas, and on the supports of what stands there, their own among them.
  ///
  /// Drawn are the assets that stand by themselves: those of floors and tables, and outdoors those of the ground. What
  /// finds no room gives way to another; none is drawn twice as often as it takes to fill a crowded place.
  /// - Returns: `count` things, or fewer where the place is full.
  /// - Throws: as `compose(_:)`.
  public func randomThings(_ count: Int, in choice: PlaceChoice, seed: UInt64) throws -> [Thing] {
    let file = try placeFile(named: choice.name)
    var own = 0
    let place = try file.compose(
      seed: choice.seed, material: { self.material(named: $0) }, models: { try self.model(of: $0) },
      adding: { arranger in
        own = arranger.things.count
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
