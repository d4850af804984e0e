import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// How a shot is set in its place: which of the place's own things take part, and where the stage lies.
extension Director {
  /// A blocking that has found its place, to vary in rehearsals.
  struct Staging {
    var actors: [Actor]
    var palette: Palette
    /// Where the stage lies; nil: on a plain ground.
    var location: Location?
    var room: Vector3
    var report: StagingReport
  }

  /// Sets the shot in its place; on a plain ground where it names none, or where the place has no room.
  ///
  /// The place's own furniture is used where the action needs some of its kind and it has room; else the shot brings its
  /// own.
  func set(_ shot: Shot, _ storyboard: Storyboard, _ lanes: [Lane], _ relations: [PlacedRelation])
    throws(DirectionError) -> Staging
  {
    guard let name = shot.place else { return try plain(shot, storyboard, lanes, StagingReport()) }
    let location: Location
    let sets: [[Int: Fixture]]
    do {
      location = try Location(name, seed: settings.seed, library: Library.standard())
      sets = try shot.fixtureSets(in: location)
    } catch {
      throw DirectionError(.library("\(error)"))
    }
    let palette = Palette(storyboard, settings, ground: location.ground, backdrop: location.backdrop)
    var refusal: DirectionError?
    for fixtures in sets {
      var report = StagingReport()
      let actors = try shot.cast(settings, lanes, palette, in: location, fixtures: fixtures, &report)
      let blocking = Blocking(
        shot: shot, settings: settings, choices: StagingChoices(), actors: actors, lanes: lanes, relations: relations,
        ground: palette.ground, report: report)
      do throws(DirectionError) {
        let found = try Scout(blocking: blocking, location: location).run()
        // What had to be taken out is told once, not again by each rehearsal.
        var report = report
        report.choices = found.report.choices.filter { $0.hasPrefix("taken out of") }
        return Staging(actors: actors, palette: palette, location: found.location, room: found.room, report: report)
      } catch {
        refusal = refusal ?? error
      }
    }
    var report = StagingReport()
    report.warnings.append("the \(name) has no room for this (\(refusal!)): staged on a plain ground")
    return try plain(shot, storyboard, lanes, report)
  }

  private func plain(_ shot: Shot, _ storyboard: Storyboard, _ lanes: [Lane], _ report: StagingReport)
    throws(DirectionError) -> Staging
  {
    var report = report
    let palette = Palette(storyboard, settings)
    let actors = try shot.cast(settings, lanes, palette, in: nil, fixtures: [:], &report)
    return Staging(
      actors: actors, palette: palette, location: nil, room: Vector3(.infinity, 0, .infinity), report: report)
  }
}

extension Shot {
  /// Which things of the shot are the place's own, in order of preference; at last none.
  fileprivate func fixtureSets(in location: Location) throws -> [[Int: Fixture]] {
    guard let host = entities.indices.first(where: { isHost($0) }) else { return [[:]] }
    return try location.fixtures(for: entities[host].noun).prefix(6).map { [host: $0] } + [[:]]
  }

  /// Furniture that other things stand on, come down on or leave, of which the words tell nothing that the place's own
  /// might not have.
  private func isHost(_ i: Int) -> Bool {
    let e = entities[i]
    guard e.count == 1, e.colour == nil, e.material == nil, e.size == .normal, e.qualities.isEmpty, !isPlace(i),
      !relations.contains(where: { $0.subject == e.id }),
      !actions.contains(where: { $0.subject == e.id || $0.object == e.id })
    else { return false }
    let ways: [Action.Leg.Direction] = [.off, .from, .onto, .along, .across]
    return relations.contains { $0.kind == .on && $0.object == e.id }
      || actions.contains { $0.path.contains { $0.object == e.id && ways.contains($0.direction) } }
  }
}
