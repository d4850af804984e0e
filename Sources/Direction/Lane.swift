import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// The way of something that moves by itself along the ground: where it starts, what stands in its way.
///
/// Indices are of the shot's entities.
struct Lane {
  var mover: Int
  var verb: Action.Verb
  var speed: Action.Speed
  /// A ramp or stairs that it comes down.
  var ramp: Int?
  /// Something level that it starts on and leaves or crosses.
  var surface: Int?
  var leavesSurface = false
  /// What it meets, in order; a target's own targets follow it.
  var targets: [Int] = []
  /// What it goes past without touching.
  var passes: [Int] = []
  /// Two things that it goes through between.
  var gate: Int?
  /// It walks through its targets rather than up to them.
  var pushesThrough = false
  /// Two movers that go for each other.
  var opponent: Int?
  var isSecondOpponent = false
  /// Its copies run into each other.
  var isConverging = false
  /// Level unit vector, until the placing of others decides better.
  var direction = Vector3.unitX
}

extension Lane {
  /// Everything that fixes its way, the first met first.
  var meets: [Int] { (gate.map { [$0] } ?? []) + targets + passes }
}

extension Action.Verb {
  /// Moves the subject along the ground.
  var travels: Bool {
    switch self {
    case .roll, .slide, .walk, .push, .hit, .knockOver: true
    case .stand, .fall, .bounce, .topple, .rest: false
    }
  }
  var needsTouch: Bool { self == .hit || self == .knockOver || self == .push }
}

extension Shot {
  func index(of id: String?) -> Int? { id.flatMap { id in entities.firstIndex { $0.id == id } } }

  private func isRamp(_ i: Int) -> Bool { entities[i].noun == "ramp" || entities[i].noun == "stairs" }
  func isPlace(_ i: Int) -> Bool { Noun.named(entities[i].noun)?.isPlace ?? false }
  /// Stands in the way rather than lies below.
  private func isUpright(_ i: Int) -> Bool { ["wall", "pillar", "person", "child"].contains(entities[i].noun) }
  func isPerson(_ i: Int) -> Bool { entities[i].noun == "person" || entities[i].noun == "child" }

  /// Rolls whichever way it lies, without being told to.
  private func isBall(_ i: Int, _ settings: FilmSettings) -> Bool {
    guard let asset = Asset.make(AssetRequest(entities[i], settings)), let rolling = Rolling(asset) else {
      return false
    }
    return rolling.laying == nil
  }

  /// The ways that entity `i` is said to take. The way in "pushes the ball down the ramp" is the ball's.
  private func legs(of i: Int) -> [(leg: Action.Leg, verb: Action.Verb)] {
    let id = entities[i].id
    return actions.flatMap { a in
      (a.verb == .push ? a.object == id : a.subject == id) ? a.path.map { ($0, a.verb) } : []
    }
  }

  private func standsOn(_ i: Int) -> Int? {
    relations.first { $0.kind == .on && $0.subject == entities[i].id }.flatMap { index(of: $0.object) }
  }

  /// What entity `i` touches (`touching`) or also only goes for, by its own actions, in order.
  func targets(of i: Int, touching: Bool = false) -> [Int] {
    var found: [Int] = []
    for (leg, verb) in legs(of: i) {
      guard let object = index(of: leg.object), !isRamp(object), !isPlace(object) else { continue }
      switch leg.direction {
      case .into, .onto, .through: found.append(object)
      case .towards: if !touching { found.append(object) }
      // "Bounces off the wall": what it bounces off is in its way, unless it stands on it.
      case .off, .from: if verb == .bounce && standsOn(i) != object { found.append(object) }
      case .down, .up, .across, .along, .past, .over, .between, .around, .away, .left, .right, .forward, .back: break
      }
    }
    for action in actions where action.subject == entities[i].id {
      if let object = index(of: action.object), action.verb.needsTouch || action.verb == .bounce {
        found.append(object)
      }
    }
    var unique: [Int] = []
    for f in found where f != i && !unique.contains(f) { unique.append(f) }
    return unique
  }

  /// Set in motion by something else that runs into it: a link in a chain of causes, not a mover of its own.
  func isDriven(_ i: Int) -> Bool {
    if legs(of: i).contains(where: { index(of: $0.leg.object).map(isRamp) ?? false && !isPerson(i) }) { return false }
    let first = actions.firstIndex { $0.subject == entities[i].id }
    for (k, action) in actions.enumerated() where action.subject != entities[i].id {
      guard let by = index(of: action.subject), action.verb.travels, targets(of: by, touching: true).contains(i),
        !targets(of: i, touching: true).contains(by)
      else { continue }
      if first.map({ k < $0 || action.order <= actions[$0].order }) ?? true { return true }
    }
    return false
  }

  /// The lanes of all that moves by itself; drops from the air are not lanes.
  func lanes(_ settings: FilmSettings) -> [Lane] {
    var lanes: [Lane] = []
    for i in entities.indices where !isPlace(i) {
      let own = actions.filter { $0.subject == entities[i].id }
      let ways = legs(of: i)
      let ramp = ways.lazy.compactMap { index(of: $0.leg.object) }.first { isRamp($0) }
      let under = standsOn(i).flatMap { isPlace($0) ? nil : $0 }
      // "Falls off the table", "rolls from the platform".
      let left = ways.first {
        ($0.leg.direction == .off || $0.leg.direction == .from) && ($0.verb != .bounce || under != nil)
      }
      let surface = index(of: left?.leg.object).flatMap { isPlace($0) || isRamp($0) ? nil : $0 }
      let strikesUpright = own.contains { $0.verb == .bounce } && targets(of: i).contains { isUpright($0) }
      let travels = own.contains { [.roll, .slide, .walk].contains($0.verb) }
      let drops = own.contains { $0.verb == .fall || $0.verb == .bounce } && !travels && !strikesUpright
      let runs = travels || strikesUpright || surface != nil || ramp != nil || own.contains { $0.verb.travels }
      if !runs || isDriven(i) || (drops && surface == nil && ramp == nil) { continue }
      guard
        let lead = own.first(where: { $0.verb.travels }) ?? own.first
          ?? actions.first(where: { $0.object == entities[i].id })
      else { continue }
      var lane = Lane(mover: i, verb: lead.verb, speed: lead.speed)
      if ![.roll, .slide, .walk].contains(lane.verb) {
        lane.verb = isPerson(i) ? .walk : isBall(i, settings) ? .roll : .slide
      }
      lane.pushesThrough = !targets(of: i, touching: true).isEmpty
      lane.isConverging =
        entities[i].count > 1
        && (own.contains { $0.verb == .hit && ($0.object == nil || $0.object == entities[i].id) }
          || ways.contains { [.towards, .into].contains($0.leg.direction) && $0.leg.object == entities[i].id })
      lane.ramp = ramp ?? under.flatMap { isRamp($0) ? $0 : nil }
      lane.leavesSurface = surface != nil
      lane.surface = surface ?? under.flatMap { isRamp($0) ? nil : $0 }
      lane.targets = chain(from: i)
      for (leg, _) in ways where [.past, .around, .between, .through].contains(leg.direction) {
        guard let o = index(of: leg.object), !isPlace(o), !lane.targets.contains(o) else { continue }
        if leg.direction == .between && entities[o].count == 2 {
          lane.gate = o
        } else {
          lane.passes.append(o)
        }
      }
      if let rival = lane.targets.first, targets(of: rival).first == i {
        lane.opponent = rival
        lane.isSecondOpponent = lanes.contains { $0.mover == rival }
      }
      setDirection(of: &lane, own, settings)
      lanes.append(lane)
    }
    return lanes
  }

  /// Targets of `i`, each followed by what it is said to strike in turn.
  private func chain(from i: Int) -> [Int] {
    var found: [Int] = []
    func follow(_ j: Int) {
      for t in targets(of: j) where t != i && !found.contains(t) {
        found.append(t)
        if isDriven(t) { follow(t) }
      }
    }
    follow(i)
    return found
  }

  /// Words first ("to the left"), then where the target is said to stand, then left to right or back by seed.
  private func setDirection(of lane: inout Lane, _ own: [Action], _ settings: FilmSettings) {
    for leg in own.flatMap(\.path) {
      let way: Vector3? =
        switch leg.direction {
        case .left: -Vector3.unitX
        case .right: .unitX
        case .forward: .unitZ
        case .back: -Vector3.unitZ
        case .towards where leg.object == nil: .unitZ  // towards the camera
        case .away where leg.object == nil: -Vector3.unitZ
        default: nil
        }
      if let way {
        lane.direction = way
        return
      }
    }
    let origin = lane.ramp ?? lane.mover
    for target in lane.targets {
      for r in relations {
        guard let way = r.kind.offset else { continue }
        if index(of: r.subject) == target, index(of: r.object) == origin {
          lane.direction = way
          return
        }
        if index(of: r.subject) == origin, index(of: r.object) == target {
          lane.direction = -way
          return
        }
      }
    }
    var side = settings.chance("", "direction")
    lane.direction = side.uniform() < 0.7 ? .unitX : -Vector3.unitX
  }
}

extension Relation.Kind {
  /// Level unit vector from object to subject, where the relation fixes it.
  var offset: Vector3? {
    switch self {
    case .leftOf: -Vector3.unitX
    case .rightOf: .unitX
    case .inFrontOf: .unitZ
    case .behind: -Vector3.unitZ
    case .on, .under, .above, .nextTo, .between, .against: nil
    }
  }
}
