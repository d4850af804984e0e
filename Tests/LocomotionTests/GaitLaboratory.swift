import Locomotion
import SceneDescription
import VectorMath

/// Measures a walk as a gait laboratory does: events, distances and sagittal joint angles of one steady cycle.
struct GaitLaboratory {
  let gait: Gait
  let height: Double
  let speed: Double
  /// One left cycle in the middle of a long straight walk.
  let cycle: ClosedRange<Double>

  init(height: Double, speed: Double, heading: Double = 0) {
    self.height = height
    self.speed = speed
    var person = Person()
    person.name = "walker"
    person.height = height
    person.heading = heading
    var walk = Person.Walk()
    walk.speed = speed
    walk.start = 0.5
    walk.path = [Quaternion(angle: heading * Double.pi / 180, axis: .unitY).rotate(Vector3(0, 0, 30))]
    person.walk = walk
    gait = Gait(person: person)
    let strikes = gait.footEvents.filter { $0.kind == .strike && $0.foot == .leftFoot }
    let k = strikes.count / 2
    cycle = strikes[k].time...strikes[k + 1].time
  }

  var cycleTime: Double { cycle.upperBound - cycle.lowerBound }
  func time(_ percent: Double) -> Double { cycle.lowerBound + cycleTime * percent / 100 }
  var cadence: Double { 120 / cycleTime }

  var events: [FootEvent] { gait.footEvents.filter { cycle.contains($0.time) } }
  var stepLength: Double {
    let all = gait.footEvents.filter { $0.kind == .strike }
    let k = all.firstIndex { $0.time >= cycle.lowerBound } ?? 0
    return (all[k + 1].point - all[k].point).scaled(by: Vector3(0, 0, 1)).length
  }
  var baseWidth: Double {
    let all = gait.footEvents.filter { $0.kind == .strike }
    let k = all.firstIndex { $0.time >= cycle.lowerBound } ?? 0
    return (all[k + 1].point.x - all[k].point.x).magnitude
  }
  /// Percent of the cycle that the left foot is down.
  var stance: Double {
    let off = events.first { $0.kind == .toeOff && $0.foot == .leftFoot }
    return 100 * ((off?.time ?? .nan) - cycle.lowerBound) / cycleTime
  }
  /// Percent of the cycle with both feet down.
  var doubleSupport: Double {
    let rightOff = events.first { $0.kind == .toeOff && $0.foot == .rightFoot }
    let rightOn = events.first { $0.kind == .strike && $0.foot == .rightFoot }
    let leftOff = events.first { $0.kind == .toeOff && $0.foot == .leftFoot }
    let first = (rightOff?.time ?? .nan) - cycle.lowerBound
    return 100 * (first + (leftOff?.time ?? .nan) - (rightOn?.time ?? .nan)) / cycleTime
  }

  enum Joint: CaseIterable { case hip, knee, ankle }

  /// Degrees; flexion and dorsiflexion positive. The pelvis of the tables is tilted forward by about 11 degrees where
  /// the skeleton's is level, and their ankle is neutral with the shank upright.
  func angle(_ joint: Joint, _ percent: Double) -> Double {
    let pose = gait.pose(at: time(percent))
    func lean(_ bone: Bone) -> Double {
      let down = pose[bone].rotation.rotate(-Vector3.unitY)
      return PortableMath.arcTangent(y: down.z, x: -down.y) * 180 / Double.pi
    }
    let toes = pose[.leftFoot].rotation.rotate(.unitZ)
    let pitch = PortableMath.arcSine(toes.y) * 180 / Double.pi
    switch joint {
    case .hip: return lean(.leftThigh) + 11
    case .knee: return lean(.leftThigh) - lean(.leftShank)
    case .ankle: return pitch - lean(.leftShank)
    }
  }
}
