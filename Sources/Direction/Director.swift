import AssetLibrary
import PromptParsing
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// A shot ready to be simulated and drawn, and an account of how it came about.
public struct StagedShot: Sendable, Hashable {
  public var scene: Scene
  public var report: StagingReport
}

/// Turns a storyboard into scenes: builds the things, finds them places and start speeds, tries in the simulator whether
/// what was asked for happens, and puts camera and light where it is seen.
public struct Director {
  public var settings: FilmSettings
  private let simulate: (Scene) throws -> Trace

  /// At most this many bodies and people in a shot.
  public static let bodyLimit = 200

  /// - Parameter simulate: what rehearsals run in.
  public init(
    settings: FilmSettings, simulate: @escaping (Scene) throws -> Trace = { try Simulation.simulate($0) }
  ) {
    precondition(settings.rehearsals >= 1, "\(settings.rehearsals) rehearsals")
    self.settings = settings
    self.simulate = simulate
  }

  /// One staged shot for each of the storyboard's shots.
  public func stage(_ storyboard: Storyboard) throws(DirectionError) -> [StagedShot] {
    var staged: [StagedShot] = []
    for (k, shot) in storyboard.shots.enumerated() {
      try check(shot)
      staged.append(
        try stage(shot, storyboard, number: storyboard.shots.count > 1 ? k + 1 : nil))
    }
    return staged
  }

  private func check(_ shot: Shot) throws(DirectionError) {
    let count = shot.entities.reduce(0) { $0 + $1.count }
    if count > Director.bodyLimit { throw DirectionError(.tooManyThings(count, limit: Director.bodyLimit)) }
    var seen: Set<String> = []
    for entity in shot.entities where !seen.insert(entity.id).inserted {
      throw DirectionError(.invalidRelation("two things have the id '\(entity.id)'"))
    }
    for action in shot.actions {
      for id in [action.subject, action.object].compactMap({ $0 }) + action.path.compactMap(\.object)
      where !seen.contains(id) {
        throw DirectionError(.invalidRelation("an action names '\(id)', which is no thing of this shot"))
      }
    }
    if let id = shot.camera.subject, !seen.contains(id) {
      throw DirectionError(.invalidRelation("the camera looks at '\(id)', which is no thing of this shot"))
    }
  }

  /// One version of a shot: what was placed, and what the simulator made of it.
  private struct Take {
    var blocking: Blocking
    /// As it goes into a file: its place by name.
    var scene: Scene
    var footage: Footage
    var goals: [CheckedGoal]
    /// Goals missed, then goals reached too late.
    var faults: (missed: Int, late: Int)
  }

  private func stage(_ shot: Shot, _ storyboard: Storyboard, number: Int?) throws(DirectionError) -> StagedShot {
    let relations = try shot.placedRelations()
    let lanes = shot.lanes(settings)
    let staging = try set(shot, storyboard, lanes, relations)
    let actors = staging.actors
    let bodies = actors.reduce(0) { n, actor in n + actor.copies.reduce(0) { $0 + Swift.max(1, $1.parts.count) } }
    if bodies > Director.bodyLimit { throw DirectionError(.tooManyThings(bodies, limit: Director.bodyLimit)) }

    var best: Take?
    var tried = 0
    for choices in StagingChoices.inOrder.prefix(settings.rehearsals) {
      var blocking = Blocking(
        shot: shot, settings: settings, choices: choices, actors: actors, lanes: lanes, relations: relations,
        ground: staging.palette.ground, report: staging.report, location: staging.location, room: staging.room)
      do throws(DirectionError) {
        try blocking.run()
        if let location = blocking.location, best != nil,
          !blocking.standsOnFloor || !blocking.obstacles(in: location).isEmpty
        {
          continue
        }
      } catch {
        // The nominal staging must find room; a variation that does not is no loss.
        if best == nil { throw error }
        continue
      }
      blocking.setInMotion()
      tried += 1
      let take = try rehearse(blocking, shot, storyboard.prompt)
      if best == nil || take.faults < best!.faults { best = take }
      if take.faults == (0, 0) { break }
    }
    return finish(best!, shot, number: number, tried: tried)
  }

  private func rehearse(_ blocking: Blocking, _ shot: Shot, _ prompt: String) throws(DirectionError) -> Take {
    let (scene, map) = blocking.scene(title: title(prompt), prompt: prompt)
    let furnished: Scene
    do { furnished = try blocking.location?.furnish(scene) ?? scene } catch {
      throw DirectionError(.library("\(error)"))
    }
    let trace: Trace
    do {
      trace = try simulate(furnished)
    } catch {
      throw DirectionError(.simulation("\(error)"))
    }
    var footage = Footage(scene: furnished, trace: trace, map: blocking.complete(map, in: furnished))
    footage.fixtures = Set(blocking.actors.indices.filter { blocking.actors[$0].fixture != nil })
    let goals = shot.goals(blocking.lanesInScene, blocking.actors).map { footage.judge($0) }
    let late = goals.count { ($0.time ?? 0) > 0.85 * settings.seconds }
    return Take(
      blocking: blocking, scene: scene, footage: footage, goals: goals,
      faults: (goals.count { !$0.isReached }, late))
  }

  private func title(_ prompt: String) -> String {
    let line = prompt.split(whereSeparator: \.isNewline).first.map(String.init) ?? "Untitled"
    return line.count <= 100 ? line : String(line.prefix(97)) + "..."
  }

  /// Camera, light and the report for the best take.
  private func finish(_ take: Take, _ shot: Shot, number: Int?, tried: Int) -> StagedShot {
    var scene = take.scene
    var report = take.blocking.report
    let location = take.blocking.location
    let cinematographer = cinematographer(take, shot)
    let camera = location.map { cinematographer.choose(in: $0) } ?? cinematographer.choose()
    scene.camera = camera.camera
    var g = settings.chance("", "light")
    let side: Double = g.uniform() < 0.5 ? 1 : -1
    let light: String
    if let lighting = location?.lighting(shot.light, cameraAzimuth: camera.azimuth, side: side) {
      scene.light = lighting.isOwn ? Light() : lighting.light
      scene.place?.light = lighting.isOwn
      light = lighting.isOwn ? "light: the place's own" : lighting.light.line(shot.light)
      report.warnings += lighting.notes
    } else {
      scene.light = shot.light.light(cameraAzimuth: camera.azimuth, side: side)
      light = scene.light.line(shot.light)
      report.warnings += shot.light.weather?.notes ?? []
    }
    scene.purpose = take.goals.map(\.meaning).joined(separator: "; ")
    if let number { scene.title += " (shot \(number))" }

    report.relations = shot.relations.map { "\($0.subject) \($0.kind.rawValue) \($0.object)" }
    report.actions = shot.actions.map { describe($0) }
    report.goals = take.goals
    report.rehearsals = tried
    let ground = take.blocking.ground
    report.choices.append(location.map { $0.line } ?? "ground: \(ground.material)")
    report.choices.append(contentsOf: camera.lines)
    report.choices.append(light)
    let c = take.blocking.choices
    if c != StagingChoices() {
      report.choices.append(
        "speeds x \(rounded(c.speed)), distances x \(rounded(c.gap)), heights x \(rounded(c.height)): the first staging "
          + "that does it")
    }
    for goal in take.goals where !goal.isReached {
      report.warnings.append("not seen in \(tried) rehearsals: \(goal.meaning)")
    }
    for goal in take.goals where (goal.time ?? 0) > 0.85 * settings.seconds {
      report.warnings.append("late in the shot: \(goal.meaning), at \(rounded(goal.time!)) s")
    }
    report.warnings += camera.warnings
    if camera.hidden > 0.2 {
      report.warnings.append("\(rounded(100 * camera.hidden)) % of the action is hidden from the camera")
    }
    return StagedShot(scene: scene, report: report)
  }

  private func cinematographer(_ take: Take, _ shot: Shot) -> Cinematographer {
    var acting: [Int] = []
    func add(_ id: String?) {
      if let i = shot.index(of: id), !acting.contains(i), !take.blocking.isFloor(i) { acting.append(i) }
    }
    for action in shot.actions {
      add(action.subject)
      add(action.object)
      for leg in action.path { add(leg.object) }
    }
    let goals = shot.goals(take.blocking.lanesInScene, take.blocking.actors)
    var last = [Double?](repeating: nil, count: shot.entities.count)
    for (goal, checked) in zip(goals, take.goals) {
      guard let time = checked.time else { continue }
      var involved = [goal.subject]
      switch goal.kind {
      case .touches(let o), .knocksOver(let o), .pushes(let o), .leaves(let o, _), .nears(let o), .passes(let o, _):
        involved.append(o)
      case .bounces(let off): involved += off.map { [$0] } ?? []
      case .rolls, .slides, .falls, .arrives, .topples, .staysPut, .touchesItsLike: break
      }
      for i in involved { last[i] = Swift.max(last[i] ?? 0, time) }
    }
    return Cinematographer(
      direction: shot.camera, settings: settings, footage: take.footage, acting: acting,
      subject: shot.index(of: shot.camera.subject), lastGoal: last)
  }

  private func describe(_ action: Action) -> String {
    var text = "\(action.subject) \(action.verb.rawValue)"
    if let object = action.object { text += " \(object)" }
    for leg in action.path { text += " \(leg.direction.rawValue)" + (leg.object.map { " \($0)" } ?? "") }
    return action.speed == .normal ? text : "\(text) (\(action.speed.rawValue))"
  }
}

extension Light {
  /// For the report.
  fileprivate func line(_ words: LightDirection) -> String {
    let said = [
      (words.time ?? .afternoon).rawValue, words.sky?.rawValue ?? (words.weather == nil ? "clear" : nil),
      words.weather?.rawValue,
    ]
    return "light: \(said.compactMap { $0 }.joined(separator: ", ")), sun \(rounded(sunElevation)) degrees up, "
      + "\(rounded(sunAzimuth)) degrees round"
  }
}
