import SceneDescription
import VectorMath

enum Side: Int, Sendable {
  case left, right
  var other: Side { self == .left ? .right : .left }
  /// Sign of X on this side.
  var sign: Double { self == .left ? 1 : -1 }
}

/// One time that a foot is on the ground.
package struct FootPlant: Sendable {
  let side: Side
  /// The point on the ground under the ankle while the foot is flat.
  let position: Vector3
  let yaw: Double
  /// Heel strike, sole down, heel up, toe-off; infinite where they never come.
  package var strike = -Double.infinity
  package var flat = -Double.infinity
  package var heelOff = Double.infinity
  package var toeOff = Double.infinity
  /// Radians, both positive: toe up at the strike, heel up at toe-off.
  var strikePitch = 0.0
  var toeOffPitch = 0.0
}

/// One step: the moment that a foot strikes, and how long the step is against a full one.
struct Step: Sendable {
  let time: Double
  let side: Side
  /// Between the plants of both feet, m.
  let length: Double
}

/// All plants of a walk.
///
/// Strikes come at an even beat; a plant is where the pelvis will be at mid-stance, to its side, so that starts, stops
/// and turns shorten and turn the steps by themselves. The beat is stretched a little so that the last full step
/// arrives with the body, and the other foot closes beside it.
struct FootPlan: Sendable {
  private(set) var left: [FootPlant] = []
  private(set) var right: [FootPlant] = []
  private(set) var steps: [Step] = []
  /// The beat in use, s.
  private(set) var stepTime = 0.5

  init(path: WalkPath, style: WalkStyle, start: Double) {
    append(FootPlan.plant(.left, path, style, sampled: -1e9, isStanding: true))
    append(FootPlan.plant(.right, path, style, sampled: -1e9, isStanding: true))
    if path.isStanding { return }

    let first: Double = start + 1.05 * style.stepTime
    let toMiddle: Double = 2 * style.midStancePhase
    // The last full step has its mid-stance here: the body is then some centimetres short of its goal.
    let lastMiddle: Double = path.arrival + 0.35 * style.stepTime
    let beats: Double = Swift.max(0, ((lastMiddle - first) / style.stepTime - toMiddle).rounded())
    let stretch: Double = beats > 0 ? (lastMiddle - first) / (beats + toMiddle) / style.stepTime : 1
    stepTime = style.stepTime * Swift.min(1.25, Swift.max(0.8, stretch))
    let count = Int(beats) + 2
    let swing: Double = (1 - style.doubleSupport) * stepTime

    var side: Side = path.firstTurn > degrees(30) ? .left : .right
    for k in 0..<count {
      let strike: Double = first + Double(k) * stepTime
      let isLast = k >= count - 2
      let middle: Double = isLast ? path.arrival + style.stepTime : strike + toMiddle * stepTime
      var next = FootPlan.plant(side, path, style, sampled: middle, isStanding: isLast)
      let former = last(side)
      // Long strides strike heel first and roll far over the toes; short ones are put down nearly flat.
      let vigour: Double = Swift.min(1.1, (next.position - former.position).length / (2 * style.stepLength))
      next.strike = strike
      next.flat = strike + 2 * style.footFlatPhase * stepTime
      next.strikePitch = style.strikePitch * Swift.min(1, vigour) * (k == count - 1 ? 0.3 : 1)
      let rollTime: Double = 2 * (0.5 + style.doubleSupport / 2 - style.heelOffPhase) * stepTime
      lift(
        side, heelOff: Swift.max(start, strike - swing - rollTime), toeOff: strike - swing,
        pitch: style.toeOffPitch * (0.35 + 0.65 * Swift.min(1.05, vigour)))
      append(next)
      steps.append(Step(time: strike, side: side, length: (next.position - last(side.other).position).length))
      side = side.other
    }
  }

  private func last(_ side: Side) -> FootPlant { side == .left ? left[left.count - 1] : right[right.count - 1] }

  /// A foot beside the body as it is at time `t`; it never strikes and never leaves.
  private static func plant(
    _ side: Side, _ path: WalkPath, _ style: WalkStyle, sampled t: Double, isStanding: Bool
  ) -> FootPlant {
    let heading = path.heading(at: t)
    let (s, c) = PortableMath.sineAndCosine(heading)
    let lateral: Double = side.sign * (isStanding ? style.standingHalfWidth : style.walkingHalfWidth)
    return FootPlant(
      side: side, position: path.position(at: t) + Vector3(c, 0, -s) * lateral, yaw: heading + side.sign * style.toeOut)
  }

  private mutating func append(_ plant: FootPlant) {
    if plant.side == .left { left.append(plant) } else { right.append(plant) }
  }

  /// Ends the last plant of a side.
  private mutating func lift(_ side: Side, heelOff: Double, toeOff: Double, pitch: Double) {
    func end(_ plant: inout FootPlant) {
      plant.heelOff = heelOff
      plant.toeOff = toeOff
      plant.toeOffPitch = pitch
    }
    if side == .left { end(&left[left.count - 1]) } else { end(&right[right.count - 1]) }
  }
}
