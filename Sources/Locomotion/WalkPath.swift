import SceneDescription
import VectorMath

/// Where the body is on the ground, and where it faces, as smooth functions of time.
///
/// The raw motion stands, walks straight at constant speed from waypoint to waypoint, and stands. It is convolved with a
/// triangle of half width `blend`, which rounds corners, starts and stops at once: speed falls before a sharp corner,
/// a turn back is a halt. Each kink of the raw motion adds (blend - |t|)^3 / (6 blend^2) times its change of velocity;
/// position is twice continuously differentiable.
struct WalkPath: Sendable {
  private struct Leg: Sendable {
    let time: Double
    let position: Vector3
    /// Raw velocity from here on, and its change here.
    let velocity: Vector3
    let change: Vector3
  }
  private struct Turn: Sendable {
    let time: Double
    let halfWidth: Double
    let angle: Double
    /// Heading before the turn.
    let before: Double
  }
  private let legs: [Leg]
  private let turns: [Turn]
  private let blend: Double
  private let startHeading: Double
  private let longestTurn: Double
  /// When the raw motion reaches the last waypoint.
  let arrival: Double
  /// The first turn, radians; positive to the left.
  let firstTurn: Double
  let isStanding: Bool

  /// Fastest turn of the heading, rad/s.
  private static let turnRate = 2.4

  init(person: Person, style: WalkStyle?) {
    let start = person.position
    startHeading = degrees(person.heading)
    var corners = [start]
    for p in person.walk?.path ?? [] {
      let corner = Vector3(p.x, start.y, p.z)
      if (corner - corners[corners.count - 1]).length > 0.02 { corners.append(corner) }
    }
    guard let walk = person.walk, let style, corners.count > 1 else {
      (legs, turns, blend, longestTurn, arrival, firstTurn, isStanding) = (
        [Leg(time: 0, position: start, velocity: .zero, change: .zero)], [], 1, 0, 0, 0, true
      )
      return
    }
    blend = style.stepTime
    var legs: [Leg] = []
    var turns: [Turn] = []
    var time = walk.start
    var heading = startHeading
    var velocity = Vector3.zero
    for i in 0..<corners.count - 1 {
      let way = corners[i + 1] - corners[i]
      let direction = way.normalized
      let angle = WalkPath.wrapped(PortableMath.arcTangent(y: direction.x, x: direction.z) - heading)
      let halfWidth = Swift.max(blend, 0.9375 * angle.magnitude / WalkPath.turnRate)
      // Turning on the spot takes time: wide turns wait, most of all before the first step.
      let patience: Double = i == 0 ? degrees(60) : degrees(90)
      let wait: Double = 0.8 * Swift.max(0, angle.magnitude - patience)
      if i == 0 {
        if angle.magnitude > 1e-6 {
          turns.append(Turn(time: time + halfWidth, halfWidth: halfWidth, angle: angle, before: heading))
        }
        time += blend + wait
      } else {
        if wait > 0 {
          legs.append(Leg(time: time, position: corners[i], velocity: .zero, change: -velocity))
          velocity = .zero
        }
        if angle.magnitude > 1e-6 {
          turns.append(Turn(time: time + wait / 2, halfWidth: halfWidth, angle: angle, before: heading))
        }
        time += wait
      }
      heading += angle
      let next = direction * style.speed
      legs.append(Leg(time: time, position: corners[i], velocity: next, change: next - velocity))
      velocity = next
      time += way.length / style.speed
    }
    legs.append(Leg(time: time, position: corners[corners.count - 1], velocity: .zero, change: -velocity))
    self.legs = legs
    self.turns = turns.sorted { $0.time < $1.time }
    longestTurn = turns.reduce(0) { Swift.max($0, $1.halfWidth) }
    arrival = time
    firstTurn = turns.first.map { $0.time - $0.halfWidth <= walk.start + 1e-9 ? $0.angle : 0 } ?? 0
    isStanding = false
  }

  /// The point on the ground under the pelvis.
  func position(at t: Double) -> Vector3 {
    let here = Swift.max(0, firstIndex(legs, after: t, \.time) - 1)
    let leg = legs[here]
    var p = leg.position + leg.velocity * Swift.max(0, t - leg.time)
    var i = firstIndex(legs, after: t - blend, \.time)
    while i < legs.count && legs[i].time < t + blend {
      let d = blend - (t - legs[i].time).magnitude
      p += legs[i].change * (d * d * d / (6 * blend * blend))
      i += 1
    }
    return p
  }

  /// Radians; 0 faces +Z, positive turns to +X.
  func heading(at t: Double) -> Double {
    var i = firstIndex(turns, after: t - longestTurn, \.time)
    guard i < turns.count else { return turns.last.map { $0.before + $0.angle } ?? startHeading }
    var heading = turns[i].before
    while i < turns.count && turns[i].time < t + longestTurn {
      heading += turns[i].angle * smootherStep((t - turns[i].time) / (2 * turns[i].halfWidth) + 0.5)
      i += 1
    }
    return heading
  }

  private static func wrapped(_ angle: Double) -> Double {
    angle - 2 * Double.pi * (angle / (2 * Double.pi)).rounded(.toNearestOrEven)
  }
}

/// The index of the first element whose time is after `t`; elements are in order of time.
func firstIndex<Element>(_ elements: [Element], after t: Double, _ time: (Element) -> Double) -> Int {
  var low = 0
  var high = elements.count
  while low < high {
    let middle = (low + high) / 2
    if time(elements[middle]) > t { high = middle } else { low = middle + 1 }
  }
  return low
}
