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
  /// It walks through its targets rather than up to them.
  var pushesThrough = false
  /// Two movers that go for each other.
  var opponent: Int?
  var isSecondOpponent = false
  /// Level unit vector, until the placing of others decides better.
  var direction = Vector3.unitX
  /// The direction was asked for, by word or by a relation.
  var directionIsGiven = false
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
  private func isPlace(_ i: Int) -> Bool { Noun.named(entities[i].noun)?.isPlace ?? false }
  func isPerson(_ i: Int) -> Bool { entities[i].noun == "person" || entities[i].noun == "child" }

  /// What entity `i` acts on or goes for by its own actions, in order.
  func targets(of i: Int) -> [Int] {
    var found: [Int] = []
    for action in actions where action.subject == entities[i].id {
      for leg in action.path {
        guard let object = index(of: leg.object), !isRamp(object), !isPlace(object) else { continue }
        switch leg.direction {
        case .towards, .into, .onto, .through, .over, .between: found.append(object)
        case .down, .up, .off, .from, .across, .along, .past, .around, .away, .left, .right, .forward, .back: break
        }
      }
      if let object = index(of: action.object), action.verb.needsTouch || action.verb == .bounce {
        found.append(object)
      }
    }
    var unique: [Int] = []
    for f in found where f != i && !unique.contains(f) { unique.append(f) }
    return unique
  }

  /// Set in motion by something else that goes for it: a chain of causes, not a mover of its own.
  func isDriven(_ i: Int) -> Bool {
    let own = actions.indices.filter { actions[$0].subject == entities[i].id }
    if own.contains(where: { hasRamp(actions[$0]) != nil }) { return false }
    for (k, action) in actions.enumerated() where action.subject != entities[i].id && action.verb.needsTouch {
      guard index(of: action.object) == i, let by = index(of: action.subject) else { continue }
      let isMutual = targets(of: i).contains(by)
      if !isMutual && (own.first.map { k < $0 || action.order <= actions[$0].order } ?? true) { return true }
    }
    return false
  }

  private func hasRamp(_ action: Action) -> Int? {
    for leg in action.path { if let object = index(of: leg.object), isRamp(object) { return object } }
    return nil
  }

  /// The lanes of all that moves by itself; drops from the air are not lanes.
  func lanes(_ settings: FilmSettings) -> [Lane] {
    var lanes: [Lane] = []
    for i in entities.indices {
      let own = actions.filter { $0.subject == entities[i].id }
      // A bounce along the ground needs something to bounce off; "falls off the table" leaves a surface.
      let leaving = own.first { a in a.path.contains { $0.direction == .off || $0.direction == .from } }
      let standsOn = relations.first { $0.kind == .on && $0.subject == entities[i].id }.flatMap { index(of: $0.object) }
      let travel = own.first { $0.verb.travels }
      let surface = (leaving?.path.first { $0.direction == .off || $0.direction == .from }?.object)
        .flatMap { index(of: $0) }
      let leaves = surface.map { !isPlace($0) && !isRamp($0) && (leaving?.verb != .bounce || standsOn == $0) } ?? false
      guard let lead = travel ?? (leaves ? leaving : own.first { hasRamp($0) != nil }), !isDriven(i) else { continue }
      // Dropped onto its targets: "falls and hits the block".
      if own.contains(where: { $0.verb == .fall || $0.verb == .bounce }),
        !own.contains(where: { [.roll, .slide, .walk].contains($0.verb) }), !leaves,
        !own.contains(where: { hasRamp($0) != nil })
      {
        continue
      }
      var lane = Lane(mover: i, verb: lead.verb, speed: lead.speed)
      if lane.verb.needsTouch || !lane.verb.travels {
        lane.verb = isPerson(i) ? .walk : ["ball", "marble"].contains(entities[i].noun) ? .roll : .slide
      }
      lane.pushesThrough = own.contains { $0.verb.needsTouch }
      lane.ramp = own.compactMap { hasRamp($0) }.first ?? standsOn.flatMap { isRamp($0) ? $0 : nil }
      if leaves {
        lane.surface = surface
        lane.leavesSurface = true
      } else if let standsOn, !isPlace(standsOn), !isRamp(standsOn) {
        lane.surface = standsOn
      }
      lane.targets = chain(from: i)
      for action in own {
        for leg in action.path {
          if leg.direction == .past || leg.direction == .around, let o = index(of: leg.object) { lane.passes.append(o) }
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
    for action in own {
      for leg in action.path {
        let way: Vector3? =
          switch leg.direction {
          case .left: -Vector3.unitX
          case .right: .unitX
          case .forward: .unitZ
          case .back: -Vector3.unitZ
          case .away where leg.object == nil: -Vector3.unitZ
          default: nil
          }
        if let way {
          lane.direction = way
          lane.directionIsGiven = true
          return
        }
      }
    }
    let origin = lane.ramp ?? lane.mover
    for target in lane.targets {
      for r in relations {
        guard let way = r.kind.offset else { continue }
        if index(of: r.subject) == target, index(of: r.object) == origin {
          lane.direction = way
          lane.directionIsGiven = true
          return
        }
        if index(of: r.subject) == origin, index(of: r.object) == target {
          lane.direction = -way
          lane.directionIsGiven = true
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
