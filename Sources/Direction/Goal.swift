import PromptParsing
import SceneDescription
import TraceFormat
import VectorMath

/// What one action demands of the simulation, and the judgement.
struct Goal {
  enum Kind {
    case rolls, slides, falls, arrives, topples, staysPut
    /// Off a certain thing, or off anything.
    case bounces(off: Int?)
    case touches(Int)
    case touchesItsLike
    case knocksOver(Int)
    case pushes(Int)
    /// Gets past the foot of a ramp or off the top of something, along a direction.
    case leaves(Int, Vector3)
    case nears(Int)
    /// Gets from one side of it to the other.
    case passes(Int, Vector3)
  }
  var kind: Kind
  var subject: Int
  var meaning: String
}

extension Shot {
  /// Everything that the actions demand, in their order.
  func goals(_ lanes: [Lane], _ actors: [Actor]) -> [Goal] {
    var goals: [Goal] = []
    for action in actions {
      guard let s = index(of: action.subject) else { continue }
      let name = action.subject
      func add(_ kind: Goal.Kind, _ text: String) {
        goals.append(Goal(kind: kind, subject: s, meaning: "\(name) \(text)"))
      }
      switch action.verb {
      case .roll: add(actors[s].rolling != nil ? .rolls : .slides, "rolls")
      case .slide: add(.slides, "slides")
      case .fall: add(.falls, "falls and lands")
      case .bounce:
        let off =
          index(of: action.object)
          ?? action.path.lazy.compactMap { index(of: $0.object) }.first { targets(of: s).contains($0) }
        add(.bounces(off: off), off.map { "bounces off \(entities[$0].id)" } ?? "bounces")
      case .walk: add(.arrives, "walks there")
      case .topple: add(.topples, "topples")
      case .stand, .rest:
        let isActedOn = actions.contains { $0.object == name } || lanes.contains { $0.targets.contains(s) }
        if !isActedOn && !actions.contains(where: { $0.subject == name && $0.verb != .stand && $0.verb != .rest }) {
          add(.staysPut, "stays where it is")
        }
      case .hit, .knockOver, .push: break
      }
      if let o = index(of: action.object), o != s, action.verb.needsTouch {
        let object = entities[o].id
        switch action.verb {
        case .knockOver: add(.knocksOver(o), "knocks over \(object)")
        case .push: add(.pushes(o), "pushes \(object)")
        default: add(.touches(o), "hits \(object)")
        }
      }
      if action.verb == .hit, entities[s].count > 1, action.object == nil || action.object == name {
        add(.touchesItsLike, "hit each other")
      }
      // What is pushed takes the way, not who pushes.
      for leg in action.path where action.verb != .push {
        guard let o = index(of: leg.object), o != s else { continue }
        let object = entities[o].id
        let isRamp = entities[o].noun == "ramp" || entities[o].noun == "stairs"
        switch leg.direction {
        case .down, .off, .from:
          if let lane = lanes.first(where: { $0.mover == s }), lane.ramp == o || lane.surface == o {
            add(.leaves(o, lane.direction), "leaves \(object)")
          }
        case .into, .onto: if !isRamp && entities[o].noun != "floor" { add(.touches(o), "reaches \(object)") }
        case .towards: if !isRamp { add(.nears(o), "comes nearer to \(object)") }
        case .past, .between:
          if let lane = lanes.first(where: { $0.mover == s }) {
            add(.passes(o, lane.direction), "goes \(leg.direction.rawValue) \(object)")
          }
        case .up, .across, .along, .over, .through, .around, .away, .left, .right, .forward, .back: break
        }
      }
    }
    var seen: Set<String> = []
    return goals.filter { seen.insert($0.meaning).inserted }
  }
}

extension Footage {
  /// Judges a goal: reached or not, and when.
  func judge(_ goal: Goal) -> CheckedGoal {
    let subjects = copies(of: goal.subject)
    let time: Double?
    switch goal.kind {
    case .rolls: time = latest(subjects) { rollTime($0) }
    case .slides: time = latest(subjects) { slideTime($0) }
    case .falls: time = latest(subjects) { landingTime($0) }
    case .bounces(let off): time = latest(subjects) { reboundTime($0, off: off) }
    case .arrives: time = latest(subjects) { arrivalTime($0) }
    case .topples: time = toppleTime(of: goal.subject, by: nil)
    case .staysPut: time = stays(subjects) ? 0 : nil
    case .touches(let o): time = touchTime(goal.subject, o)
    case .touchesItsLike:
      time = touches.first { $0.a?.actor == goal.subject && $0.b?.actor == goal.subject && $0.a != $0.b }?.time
    case .knocksOver(let o): time = toppleTime(of: o, by: goal.subject)
    case .pushes(let o): time = pushTime(goal.subject, o)
    case .leaves(let o, let d): time = latest(subjects) { leaveTime($0, o, d) }
    case .nears(let o): time = latest(subjects) { nearTime($0, o) }
    case .passes(let o, let d): time = latest(subjects) { passTime($0, o, d) }
    }
    return CheckedGoal(meaning: goal.meaning, isReached: time != nil, time: time)
  }

  /// When the last of them does; nil if one does not.
  private func latest(_ list: [CopyID], _ when: (CopyID) -> Double?) -> Double? {
    var last = 0.0
    for c in list {
      guard let t = when(c) else { return nil }
      last = Swift.max(last, t)
    }
    return last
  }

  /// A diameter of way and a radian of turning that belong together.
  private func rollTime(_ c: CopyID) -> Double? {
    guard let b = mover(c) else { return nil }
    let size = 2 * reach(c) / 3.0.squareRoot()
    var way = 0.0
    var turned = 0.0
    for (before, now) in zip(trace.frames, trace.frames.dropFirst()) {
      way += (middle(b, now) - middle(b, before)).length
      turned += now.bodies[b].angularVelocity.length * (now.time - before.time)
      if way >= Swift.max(0.2, size) && turned >= 1 && turned * size / 2 >= 0.5 * way { return now.time }
    }
    return nil
  }

  /// Twenty centimetres or half its size without having turned by more than 40 degrees.
  private func slideTime(_ c: CopyID) -> Double? {
    guard let b = mover(c), let start = trace.frames.first?.bodies[b] else { return nil }
    for frame in trace.frames {
      let now = frame.bodies[b]
      let turn = (start.orientation.conjugate * now.orientation).normalized
      if 2 * PortableMath.arcCosine(turn.w.magnitude) > 0.7 { return nil }
      if (now.position - start.position).length >= Swift.max(0.2, reach(c) * 0.5) { return frame.time }
    }
    return nil
  }

  /// When it first touches something after having come down by a good part of its size.
  private func landingTime(_ c: CopyID) -> Double? {
    guard let b = mover(c), let start = trace.frames.first.map({ middle(b, $0).y }) else { return nil }
    let drop = Swift.max(0.05, 0.3 * reach(c))
    for touch in touches where touch.a == c || touch.b == c {
      if start - middle(b, trace.frames[touch.frame]).y >= drop { return touch.time }
    }
    return nil
  }

  /// When, after a touch at some speed, it has moved back or up by a visible amount.
  private func reboundTime(_ c: CopyID, off: Int?) -> Double? {
    guard let b = mover(c) else { return nil }
    let visible = Swift.max(0.02, 0.15 * reach(c))
    for touch in touches where touch.a == c || touch.b == c {
      let other = touch.a == c ? touch.b : touch.a
      guard touch.frame > 0, off == nil || other?.actor == off else { continue }
      let before = trace.frames[touch.frame - 1].bodies[b].velocity
      if before.length < 0.3 { continue }
      let level = Vector3(before.x, 0, before.z).normalized
      let isLevel = before.y.magnitude < 0.5 * before.length
      var lowest = Double.infinity
      var farthest = -Double.infinity
      for frame in trace.frames[(touch.frame - 1)...].prefix(scene.frameRate) {
        let p = middle(b, frame)
        lowest = Swift.min(lowest, p.y)
        farthest = Swift.max(farthest, dot(p, level))
        if isLevel ? farthest - dot(p, level) >= visible : p.y - lowest >= visible { return frame.time }
      }
    }
    return nil
  }

  private func arrivalTime(_ c: CopyID) -> Double? {
    guard let p = person(c), let end = scene.people[p].walk?.path.last else { return nil }
    for frame in trace.frames {
      var to = end - centre(c, frame)
      to.y = 0
      if to.length < 0.3 { return frame.time }
    }
    return nil
  }

  private func stays(_ list: [CopyID]) -> Bool {
    guard let first = trace.frames.first, let last = trace.frames.last else { return false }
    return list.allSatisfy { (centre($0, last) - centre($0, first)).length <= 0.02 + 0.1 * reach($0) }
  }

  func touchTime(_ a: Int, _ b: Int) -> Double? {
    touches.first { ($0.a?.actor == a && $0.b?.actor == b) || ($0.a?.actor == b && $0.b?.actor == a) }?.time
  }

  private func pushTime(_ s: Int, _ o: Int) -> Double? {
    guard let touch = touchTime(s, o), let first = trace.frames.first else { return nil }
    for frame in trace.frames where frame.time >= touch {
      for c in copies(of: o) where (centre(c, frame) - centre(c, first)).length >= 0.08 { return frame.time }
    }
    return nil
  }

  private func leaveTime(_ c: CopyID, _ o: Int, _ d: Vector3) -> Double? {
    var edge = -Double.infinity
    for k in copies(of: o) {
      let bounds = startBounds(k)
      edge = Swift.max(edge, dot(bounds.centre, d) + dot(bounds.size, d.magnitudes) / 2)
    }
    // A ramp's last board dips below the floor: its surface ends before its bounds do.
    return trace.frames.first { dot(centre(c, $0), d) >= edge - 0.1 }?.time
  }

  private func nearTime(_ c: CopyID, _ o: Int) -> Double? {
    guard let first = trace.frames.first else { return nil }
    func gap(_ frame: TraceFrame) -> Double {
      copies(of: o).map { (centre($0, frame) - centre(c, frame)).length }.min() ?? .infinity
    }
    let start = gap(first)
    return trace.frames.first { gap($0) <= start - Swift.max(0.15, 0.3 * start) }?.time
  }

  private func passTime(_ c: CopyID, _ o: Int, _ d: Vector3) -> Double? {
    var middle = Vector3.zero
    let list = copies(of: o)
    for k in list { middle += startBounds(k).centre * (1 / Double(list.count)) }
    guard let first = trace.frames.first, dot(centre(c, first) - middle, d) < 0 else { return nil }
    return trace.frames.first { dot(centre(c, $0) - middle, d) > 0 }?.time
  }

  /// When the last copy that can has toppled; with `by`, only what a chain of touches from that actor led to counts.
  ///
  /// Toppled: turned by more than 60 degrees, or fallen from where it stood. The lowest of a stack stands on the floor
  /// and need not topple.
  private func toppleTime(of o: Int, by s: Int?) -> Double? {
    guard let first = trace.frames.first else { return nil }
    let list = copies(of: o)
    var reached: [CopyID: Double] = [:]
    if let s { reached = chain(from: s) }
    let heights = list.compactMap { mover($0).map { middle($0, first).y } }
    guard heights.count == list.count, let lowest = heights.min() else { return nil }
    let isStack = (heights.max() ?? lowest) > lowest + 0.01
    var last = 0.0
    for c in list {
      let b = mover(c)!
      if isStack && middle(b, first).y < lowest + 0.01 { continue }
      let up = first.bodies[b].orientation.inverseRotate(.unitY)
      var own: Double?
      for frame in trace.frames {
        let tilt = frame.bodies[b].orientation.rotate(up).y
        let isDown = middle(b, first).y - middle(b, frame).y > Swift.max(0.03, 0.5 * reach(c))
        if tilt < 0.5 || isDown {
          own = frame.time
          break
        }
      }
      guard let own else { return nil }
      if s != nil {
        guard let touched = reached[c], touched <= own else { return nil }
      }
      last = Swift.max(last, own)
    }
    return last
  }
}
