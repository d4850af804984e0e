import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// Start velocities by closed form: nothing acts later but gravity and contact.
///
/// Rolling: v = r w, and (5/7) g sin a down a slope (solid ball); sliding: v^2 = 2 mu g d on the level. A box of half
/// height h and half depth b topples over its edge when the turn about it carries its middle up by
/// sqrt(h^2 + b^2) - h (`Toppling.swift`).
extension Blocking {
  static let gravity = 9.81

  /// Speed along the level at the start of a lane, m/s.
  func levelSpeed(_ lane: Lane) -> Double {
    let mover = actors[lane.mover]
    // Within walls nothing is so fast that its way is over before it has been seen.
    let isFree = lane.targets.isEmpty && lane.ramp == nil && lane.surface == nil
    let limit = isFree ? Swift.max(0.5, dot(room.finite, lane.direction.magnitudes) / 1.5) : .infinity
    if mover.isPerson {
      let v: Double = lane.speed == .slow ? 0.9 : lane.speed == .fast ? 1.8 : 1.3
      return Swift.min(2.2, limit, v * choices.speed.squareRoot())
    }
    let size = mover.asset.bounds().size.largest
    // Larger things cover more ground in the same shot.
    let scale = (size / 0.22).squareRoot().clamped(0.4, 2.5)
    let v: Double = lane.speed == .slow ? 0.8 : lane.speed == .fast ? 3.2 : 1.7
    var wanted = v * scale * choices.speed
    if lane.leavesSurface || lane.ramp != nil { wanted = 0.9 * scale * choices.speed }
    if lane.verb == .roll, let rolling = mover.rolling, rolling.laying != nil {
      // What is not quite round, as sides of facets are not, hops where v^2 > g r.
      wanted = Swift.min(wanted, (Blocking.gravity * rolling.radius).squareRoot())
    }
    if lane.verb == .roll && mover.rolling != nil { wanted = Swift.max(wanted, topplingSpeed(lane) * choices.speed) }
    return Swift.min(wanted, 8, limit)
  }

  /// The speed at which the mover's blow just topples its first target, with a third to spare; 0 where nothing need
  /// topple. Plastic blow at the mover's middle against a plate that turns about its far lower edge.
  func topplingSpeed(_ lane: Lane) -> Double {
    guard let first = lane.targets.first,
      shot.actions.contains(where: { $0.verb == .knockOver && $0.object == actors[first].id })
    else { return 0 }
    let target = actors[first].asset
    let edge = TippingEdge(base: target.footprint, centreOfMass: target.centreOfMass, onlyForward: true)
    let inertia = 4.0 / 3 * target.weight * (edge.height * edge.height + edge.distance * edge.distance)
    let turn = (2 * target.weight * Blocking.gravity * edge.lift / inertia).squareRoot()
    let arm = Swift.min(actors[lane.mover].asset.bounds().size.y / 2, 2 * edge.height)
    let mass = actors[lane.mover].asset.weight
    return Swift.min(6, 1.33 * turn * (inertia + mass * arm * arm) / (mass * arm))
  }

  /// Sets every actor's start velocities and walks; all are placed.
  mutating func setInMotion() {
    for l in lanes.indices { start(l) }
    for i in actors.indices where topplesByItself(i) { topple(i) }
  }

  private mutating func start(_ l: Int) {
    let lane = lanes[l]
    let i = lane.mover
    if actors[i].isPerson {
      walk(l)
      return
    }
    if actors[i].asset.isFixed {
      report.warnings.append("'\(actors[i].id)' is fixed and cannot move")
      return
    }
    var lane2 = lane
    aim(&lane2)
    lanes[l] = lane2
    let ramp = lane.ramp.map { actors[$0] }
    if let ramp, let slope = ramp.asset.slope {
      let down = (ramp.pose! * ramp.offsets[0]).rotation.rotate(slope.direction)
      let up = (ramp.pose! * ramp.offsets[0]).rotation.rotate(
        Vector3(0, -slope.direction.z, slope.direction.y).magnitudes)
      let v = slopeStartSpeed(lane, slope, ramp)
      setAll(i, velocity: down * v, up: up, rolls: lane.verb == .roll)
      return
    }
    var v = levelSpeed(lane)
    if lane.verb == .slide || actors[i].rolling == nil {
      // It must still move when it arrives: friction takes 2 mu g d from v^2.
      let under = lane.surface.map { actors[$0].asset.parts.first } ?? ground
      let grip = friction(actors[i].asset.parts.first, under)
      let way = distanceToGo(lane)
      v = Swift.min(8, (v * v + 2 * grip * Blocking.gravity * way).squareRoot())
      if lane.verb == .roll {
        report.warnings.append("'\(actors[i].id)' has no round side: it slides rather than rolls")
      }
    }
    if lane.isConverging {
      converge(i, speed: v, rolls: lane.verb == .roll)
    } else {
      setAll(i, velocity: lanes[l].direction * v, up: .unitY, rolls: lane.verb == .roll)
    }
  }

  /// Each copy the way that it faces.
  private mutating func converge(_ i: Int, speed: Double, rolls: Bool) {
    let (asset, rolling) = (actors[i].asset, rolls ? actors[i].rolling : nil)
    let pose = actors[i].pose!
    actors[i].starts = actors[i].offsets.map { offset in
      let v = (pose.rotation * offset.rotation).rotate(.unitZ) * speed
      return MotionStart(velocity: v, angularVelocity: rolling?.turn(of: asset, v, up: .unitY) ?? .zero)
    }
  }

  /// Towards the first target or the opponent, where those were placed by relations of their own.
  private func aim(_ lane: inout Lane) {
    guard lane.ramp == nil, !lane.isConverging, let target = lane.targets.first ?? lane.opponent,
      !actors[target].placedBounds.isEmpty
    else { return }
    var to = actors[target].placedBounds.centre - actors[lane.mover].placedBounds.centre
    to.y = 0
    if to.length > 1e-6 { lane.direction = to.normalized }
  }

  private func distanceToGo(_ lane: Lane) -> Double {
    if lane.leavesSurface { return 0.35 }
    guard let target = lane.targets.first else { return 0 }
    let a = actors[lane.mover].placedBounds
    let b = actors[target].placedBounds
    let to = (b.centre - a.centre)
    return Swift.max(0, dot(to, lane.direction) - dot(a.size + b.size, lane.direction.magnitudes) / 2)
  }

  /// Along the slope: from rest if gravity does it, else with the push that brings it down or topples its target.
  private func slopeStartSpeed(_ lane: Lane, _ slope: Asset.Slope, _ ramp: Actor) -> Double {
    let mover = actors[lane.mover]
    let (s, c) = PortableMath.sineAndCosine(slope.angle)
    let g = Blocking.gravity
    let way = (mover.pose!.translation - (ramp.pose! * ramp.offsets[0]).apply(slope.bottom)).length
    var v: Double = lane.speed == .fast ? 0.9 : 0
    if choices.speed > 1 { v += 1.2 * (choices.speed - 1) }
    if lane.verb == .roll, let rolling = mover.rolling {
      let gained = rolling.slopeGain * g * s * way
      let needed = topplingSpeed(lane)
      return Swift.max(v, Swift.max(0, needed * needed - gained).squareRoot())
    }
    let grip = friction(mover.asset.parts.first, ramp.asset.parts.first)
    let braking = 2 * g * (grip * c - s) * way
    return braking > 0 ? Swift.max(v, (braking * 1.2).squareRoot()) : v
  }

  private mutating func setAll(_ i: Int, velocity: Vector3, up: Vector3, rolls: Bool) {
    actors[i].starts = actors[i].copies.map { asset in
      let turn = rolls ? actors[i].rolling?.turn(of: asset, velocity, up: up) : nil
      return MotionStart(velocity: velocity, angularVelocity: turn ?? .zero)
    }
  }

  /// A person's way: through what is pushed or struck, up to what is walked towards, else straight on.
  private mutating func walk(_ l: Int) {
    let lane = lanes[l]
    let i = lane.mover
    if lane.verb != .walk || lane.ramp != nil {
      report.warnings.append("'\(actors[i].id)' walks on the level: people neither roll, slide nor climb here")
    }
    if let t = lane.targets.first, let s = actors[t].standsOn, actors[s].asset.slope != nil {
      report.warnings.append(
        "'\(actors[i].id)' cannot reach '\(actors[t].id)' on '\(actors[s].id)': people do not climb")
      return
    }
    var way = lane
    aim(&way)
    let d = way.direction
    let v = levelSpeed(lane)
    let time = settings.seconds * 0.82 - 0.3
    let reach: Double = dot(actors[i].placedBounds.size, d.magnitudes)
    var length = Swift.min(v * time, 3.4, Swift.max(0.3, dot(room.finite, d.magnitudes) - reach))
    if let target = lane.targets.first {
      let a = actors[i].placedBounds
      let b = actors[target].placedBounds
      let between: Double = dot(b.centre - a.centre, d)
      let half: Double = dot(b.size, d.magnitudes) / 2
      length = lane.pushesThrough ? between + half * 0.5 + 0.5 : between - half - 0.35
      length = Swift.min(Swift.max(length, 0.4), v * time)
    }
    if lane.isConverging {
      // Each to the middle, and an arm's length short of it.
      actors[i].walks = actors[i].offsets.map { offset in
        let place = actors[i].pose! * offset
        var walk = Person.Walk()
        walk.speed = v
        walk.path = [
          place.translation + place.rotation.rotate(.unitZ) * Swift.max(0.3, offset.translation.length - 0.4)
        ]
        return walk
      }
      return
    }
    lanes[l].direction = d
    actors[i].pose!.rotation = Blocking.yaw(towards: d)
    actors[i].walks = actors[i].offsets.map { offset in
      let start = (actors[i].pose! * offset).translation
      var walk = Person.Walk()
      walk.speed = v
      walk.path = [start + d * length]
      return walk
    }
    report.choices.append("'\(actors[i].id)' walks \(rounded(length)) m at \(rounded(v)) m/s")
  }
}
