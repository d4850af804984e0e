import AssetLibrary
import SceneDescription
import TraceFormat
import VectorMath

/// One copy of one actor.
struct CopyID: Hashable {
  var actor: Int
  var copy: Int
}

/// A rehearsal's trace, read in terms of actors.
struct Footage {
  let scene: Scene
  let trace: Trace
  let map: CastMap
  /// Actors that are the place's own furniture: the action is at a part of them only.
  var fixtures: Set<Int> = []
  private let ownerOfBody: [CopyID?]
  private let ownerOfPerson: [CopyID?]
  /// Centres of mass in the bodies' own frames.
  private let middles: [Vector3]

  init(scene: Scene, trace: Trace, map: CastMap) {
    self.scene = scene
    self.trace = trace
    self.map = map
    middles = scene.bodies.map(\.shape.centreOfMass)
    var bodies = [CopyID?](repeating: nil, count: scene.bodies.count)
    var people = [CopyID?](repeating: nil, count: scene.people.count)
    for (a, copies) in map.bodies.enumerated() {
      for (k, list) in copies.enumerated() { for b in list { bodies[b] = CopyID(actor: a, copy: k) } }
    }
    for (a, copies) in map.people.enumerated() {
      for (k, p) in copies.enumerated() { if let p { people[p] = CopyID(actor: a, copy: k) } }
    }
    ownerOfBody = bodies
    ownerOfPerson = people
  }

  func owner(_ participant: TraceParticipant) -> CopyID? {
    switch participant {
    case .body(let b): ownerOfBody[b]
    case .bone(let person, _): ownerOfPerson[person]
    }
  }

  func copies(of actor: Int) -> [CopyID] { map.bodies[actor].indices.map { CopyID(actor: actor, copy: $0) } }

  /// The copy's single body, if it can move.
  func mover(_ c: CopyID) -> Int? {
    guard let b = map.bodies[c.actor][c.copy].first, scene.bodies[b].motion == .dynamic else { return nil }
    return b
  }
  func person(_ c: CopyID) -> Int? { map.people[c.actor][c.copy] }

  /// The middle of the copy at a frame: centre of mass, pelvis, or the middle of a fixed thing's bounds.
  func centre(_ c: CopyID, _ frame: TraceFrame) -> Vector3 {
    if let p = person(c) {
      return p < frame.people.count && !frame.people[p].bones.isEmpty
        ? frame.people[p].bones[0].translation
        : scene.people[p].position + Vector3(0, scene.people[p].height / 2, 0)
    }
    if let b = mover(c) { return middle(b, frame) }
    return startBounds(c).centre
  }

  /// Where a body's centre of mass is at a frame.
  func middle(_ b: Int, _ frame: TraceFrame) -> Vector3 { frame.bodies[b].pose.apply(middles[b]) }

  /// Bounds of the copy at the start; empty for the floor.
  func startBounds(_ c: CopyID) -> AxisBounds {
    var bounds = AxisBounds.empty
    for b in map.bodies[c.actor][c.copy] { bounds.include(PlacedSolid.bounds(of: scene.bodies[b])) }
    if let p = person(c) { bounds.include(PlacedSolid(scene.people[p]).bounds) }
    return bounds
  }

  /// Half the diagonal of the copy's bounds, and no less than its half height.
  func reach(_ c: CopyID) -> Double {
    let b = startBounds(c)
    return b.isEmpty ? 0 : b.size.length / 2
  }

  /// The solids of every body, and the trunks and legs of people, at a frame, for sight lines.
  func solids(_ frame: TraceFrame) -> [(owner: CopyID, solid: PlacedSolid)] {
    var out: [(CopyID, PlacedSolid)] = []
    for (i, body) in scene.bodies.enumerated() {
      guard let owner = ownerOfBody[i] else { continue }
      if case .plane = body.shape { continue }
      out += PlacedSolid.solids(of: body.shape, at: frame.bodies[i].pose).map { (owner, $0) }
    }
    for (i, person) in scene.people.enumerated() {
      guard let owner = ownerOfPerson[i] else { continue }
      var middle = centre(owner, frame)
      middle.y = person.position.y + person.height / 2
      let radius = 0.1 * person.height
      out.append(
        (
          owner,
          PlacedSolid(
            shape: .capsule(radius: radius, halfHeight: person.height / 2 - radius),
            pose: RigidTransform(translation: middle))
        ))
    }
    return out
  }

  /// Everything that can move and that a chain of touches from `actor` reaches, and when. What rests on something that is
  /// reached is reached with it.
  func chain(from actor: Int) -> [CopyID: Double] {
    var reached: [CopyID: Double] = [:]
    for c in copies(of: actor) { reached[c] = 0 }
    var touching: [(CopyID, CopyID)] = []
    for frame in trace.frames {
      for event in frame.events {
        guard let other = event.b, let a = owner(event.a), let b = owner(other), a != b,
          mover(a) ?? person(a) != nil, mover(b) ?? person(b) != nil
        else { continue }
        if event.kind == .contactBegin { touching.append((a, b)) }
        if event.kind == .contactEnd, let k = touching.firstIndex(where: { $0 == (a, b) || $0 == (b, a) }) {
          touching.remove(at: k)
        }
        var spreads = event.kind == .contactBegin
        while spreads {
          spreads = false
          for (x, y) in touching where (reached[x] == nil) != (reached[y] == nil) {
            reached[reached[x] == nil ? x : y] = event.time
            spreads = true
          }
        }
      }
    }
    return reached
  }

  /// Beginnings of contact between different copies, in order of time; fixed things and the floor count too.
  var touches: [(time: Double, frame: Int, a: CopyID?, b: CopyID?)] {
    var out: [(Double, Int, CopyID?, CopyID?)] = []
    for (k, frame) in trace.frames.enumerated() {
      for event in frame.events where event.kind == .contactBegin {
        guard let other = event.b else { continue }
        out.append((event.time, k, owner(event.a), owner(other)))
      }
    }
    return out
  }
}
