import AssetLibrary
import SceneDescription
import TraceFormat
import VectorMath

/// The close-up: one subject, large, at the moment on which the shot turns.
extension Cinematographer {
  /// When what the subject does is decided, and what it touches then: the first touch with something that acts and
  /// gives way, else its last goal, else its first touch of anything, else the middle of the shot.
  func decisiveMoment(of actor: Int) -> (time: Double, copy: CopyID, other: CopyID?) {
    var met: [(time: Double, copy: CopyID, other: CopyID)] = []
    for t in footage.touches where t.time > 0.05 {
      guard let a = t.a, let b = t.b, a != b, !footage.startBounds(a).isEmpty, !footage.startBounds(b).isEmpty else {
        continue
      }
      if a.actor == actor {
        met.append((t.time, a, b))
      } else if b.actor == actor {
        met.append((t.time, b, a))
      }
    }
    let first = footage.copies(of: actor)[0]
    func givesWay(_ c: CopyID) -> Bool { acting.contains(c.actor) && footage.mover(c) ?? footage.person(c) != nil }
    if let m = met.first(where: { givesWay($0.other) }) { return (m.time, m.copy, m.other) }
    if let goal = lastGoal[actor] {
      let near = met.last { $0.time <= goal && acting.contains($0.other.actor) }
      return (goal, near?.copy ?? first, near.flatMap { goal - $0.time < 0.5 ? $0.other : nil })
    }
    if let m = met.first { return (m.time, m.copy, m.other) }
    return (settings.seconds / 2, first, nil)
  }

  /// Where to look and from how far so that the subject, wholly seen, fills half of the picture's height. For what else
  /// belongs to its action the camera steps back, but never so far that the subject shrinks below 30 %,
  /// or 20 % for the second about the decisive moment.
  func closeUp(_ back: Vector3) -> (centre: Vector3, distance: Double) {
    guard let actor = subject ?? acting.first, let first = footage.trace.frames.first else {
      return fit.fit(pointsToSee, back)
    }
    let moment = decisiveMoment(of: actor)
    let c = moment.copy
    if footage.startBounds(c).isEmpty { return fit.fit(pointsToSee, back) }
    let frames = footage.trace.frames
    let key = frames.lastIndex { $0.time <= moment.time } ?? 0
    let there = bodyBounds(c, frames[key], first)
    let height = there.size.y
    let nearest = height / (2 * 0.5 * tangents.y)
    var farthest = height / (2 * 0.2 * tangents.y)

    var points = there.corners
    func take(_ bounds: AxisBounds) -> Bool {
      let more = points + bounds.corners
      guard fit.fit(more, back).distance <= farthest else { return false }
      points = more
      return true
    }
    // What it touches, or at least the part of that where it touches.
    if let other = moment.other {
      let all = bodyBounds(other, frames[key], first)
      let near = there.grown(by: 0.4 * height)
      if !take(all), all.overlaps(near) {
        _ = take(AxisBounds(min: VectorMath.max(all.min, near.min), max: VectorMath.min(all.max, near.max)))
      }
    }
    let step = Swift.max(1, settings.frameRate / 12)
    /// Follows the subject from the moment on, back to `start` or forward to `end`.
    func follow(backTo start: Int) {
      for k in stride(from: key, through: start, by: -step) where !take(bodyBounds(c, frames[k], first)) { return }
    }
    func follow(onTo end: Int) {
      for k in stride(from: key, through: end, by: step) where !take(bodyBounds(c, frames[k], first)) { return }
    }
    follow(onTo: Swift.min(frames.count - 1, key + settings.frameRate * 2 / 3))
    follow(backTo: Swift.max(0, key - settings.frameRate / 2))
    farthest = height / (2 * 0.3 * tangents.y)
    follow(backTo: 0)
    // Its like and whatever else acts, the nearest first.
    let centre = there.centre
    var others: [(distance: Double, copy: CopyID)] = []
    for a in [actor] + acting.filter({ $0 != actor }) {
      for o in footage.copies(of: a) where o != c && !footage.startBounds(o).isEmpty {
        others.append(((bodyBounds(o, frames[key], first).centre - centre).length, o))
      }
    }
    others.sort { ($0.distance, $0.copy.actor, $0.copy.copy) < ($1.distance, $1.copy.actor, $1.copy.copy) }
    for o in others { _ = take(bodyBounds(o.copy, frames[key], first)) }
    follow(onTo: frames.count - 1)
    let (middle, distance) = fit.fit(points, back)
    return (middle, Swift.max(distance, nearest))
  }

  /// The bounds of a copy at a frame; of a person, head to waist.
  private func bodyBounds(_ c: CopyID, _ frame: TraceFrame, _ first: TraceFrame) -> AxisBounds {
    let start = footage.startBounds(c)
    if let p = footage.person(c) {
      let stature = footage.scene.people[p].height
      let centre = footage.centre(c, frame)
      let arm = Asset.personRadius(height: stature)
      return AxisBounds(
        min: centre + Vector3(-arm, -0.04 * stature, -arm), max: centre + Vector3(arm, 0.49 * stature, arm))
    }
    guard let b = footage.mover(c) else { return start }
    return AxisBounds(of: footage.scene.bodies[b].shape, at: frame.bodies[b].pose)
  }
}
