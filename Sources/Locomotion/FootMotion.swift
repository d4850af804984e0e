import SceneDescription
import VectorMath

/// Where the parts of a foot are, seen from the ankle joint with the sole flat. Metres.
struct FootGeometry: Sendable {
  let ankleHeight: Double
  /// The heel's rearmost ground point behind the ankle.
  let heelSetback: Double
  /// The toe joint ahead of the ankle, and above the sole.
  let ballAhead: Double
  let ballHeight: Double

  init(_ skeleton: HumanSkeleton) {
    let toes = skeleton.offset(of: .leftToes)
    ankleHeight = skeleton.ankleHeight
    heelSetback = 0.18 * skeleton.footLength
    ballAhead = toes.z
    ballHeight = skeleton.ankleHeight + toes.y
  }

  /// Height and forward distance of the ankle from the heel's ground point, at this pitch (toe up positive).
  func ankleFromHeel(pitch: Double) -> (up: Double, ahead: Double) {
    let (s, c) = PortableMath.sineAndCosine(pitch)
    return (ankleHeight * c + heelSetback * s, heelSetback * c - ankleHeight * s)
  }

  /// Height of the ankle above the ground and its forward distance from the toe joint, while the toes lie flat.
  func ankleFromBall(pitch: Double) -> (up: Double, ahead: Double) {
    let (s, c) = PortableMath.sineAndCosine(pitch)
    let rise = ankleHeight - ballHeight
    return (ballHeight + rise * c - ballAhead * s, -ballAhead * c - rise * s)
  }
}

/// The pose of one foot at an instant.
struct FootPose: Sendable {
  /// The ankle joint, world.
  var ankle: Vector3
  var yaw: Double
  /// Radians, toe up positive; of the foot and of the toes, against the ground.
  var pitch: Double
  var toePitch: Double
  /// The sole lies flat and does not move.
  var isFlat: Bool
}

/// A foot that rolls over heel, sole and toes on its plants and swings between them.
///
/// On a plant one point is always at rest in the world: the heel, then the whole sole, then the toes. In the swing the
/// ankle's height is that at which the foot's lowest point has a given clearance, so the foot cannot dip into the ground
/// at any pitch. Everything is continuous with its first derivative.
package struct FootMotion: Sendable {
  let geometry: FootGeometry
  /// In order of time; the first and the last never begin and end.
  package let plants: [FootPlant]

  // The rocker's course: pitch = toeOffPitch (0.2 u^2 + 0.8 u^3), slow first and quick at toe-off.
  private static let rockerEndSlope = 2.8
  /// Part of the swing in which the foot still pitches heel up.
  private static let followThrough = 0.033
  /// How far the ankle trails the plain cubic in mid-swing, as a part of its way.
  private static let swingLag = 0.03

  func pose(at t: Double) -> FootPose {
    let i = Swift.max(0, firstIndex(plants, after: t, \.strike) - 1)
    return t < plants[i].toeOff ? planted(plants[i], t) : swinging(from: plants[i], to: plants[i + 1], t)
  }

  private func planted(_ plant: FootPlant, _ t: Double) -> FootPose {
    let g = geometry
    if t < plant.flat {
      let u = (t - plant.strike) / (plant.flat - plant.strike)
      let pitch = plant.strikePitch * (1 - smoothStep(u))
      let (up, ahead) = g.ankleFromHeel(pitch: pitch)
      return FootPose(
        ankle: point(plant, up: up, ahead: ahead - g.heelSetback), yaw: plant.yaw, pitch: pitch, toePitch: pitch,
        isFlat: false)
    }
    if t < plant.heelOff {
      return FootPose(
        ankle: point(plant, up: g.ankleHeight, ahead: 0), yaw: plant.yaw, pitch: 0, toePitch: 0, isFlat: true)
    }
    let u = (t - plant.heelOff) / (plant.toeOff - plant.heelOff)
    let pitch = -plant.toeOffPitch * u * u * (0.2 + 0.8 * u)
    let (up, ahead) = g.ankleFromBall(pitch: pitch)
    return FootPose(
      ankle: point(plant, up: up, ahead: g.ballAhead + ahead), yaw: plant.yaw, pitch: pitch, toePitch: 0, isFlat: false)
  }

  private func swinging(from a: FootPlant, to b: FootPlant, _ t: Double) -> FootPose {
    let g = geometry
    let duration = b.strike - a.toeOff
    let u = (t - a.toeOff) / duration

    // Pitch: on with the rocker's speed for a moment, then over to the strike.
    let startRate: Double = -a.toeOffPitch * FootMotion.rockerEndSlope / (a.toeOff - a.heelOff) * duration
    let split = FootMotion.followThrough
    let peak: Double = -a.toeOffPitch + startRate * split / 3
    let pitch: Double =
      u < split
      ? hermite(-a.toeOffPitch, startRate * split, peak, 0, u / split)
      : peak + (b.strikePitch - peak) * smoothStep((u - split) / (1 - split))

    // Over the ground: from the rocker's speed to rest.
    let (startUp, startAhead) = g.ankleFromBall(pitch: -a.toeOffPitch)
    let startSpeed: Double = -(startUp - g.ballHeight) * startRate
    let (_, endAhead) = g.ankleFromHeel(pitch: b.strikePitch)
    let from = point(a, up: 0, ahead: g.ballAhead + startAhead)
    let to = point(b, up: 0, ahead: endAhead - g.heelSetback)
    let push = forward(a.yaw) * startSpeed
    var ankle = Vector3(
      hermite(from.x, push.x, to.x, 0, u), 0, hermite(from.z, push.z, to.z, 0, u))

    ankle += (from - to) * (FootMotion.swingLag * 16 * u * u * (1 - u) * (1 - u))

    // Heel or ball, whichever is lower; the change from one to the other is rounded, but never at the ground.
    let lowest = smoothMax(
      g.ankleFromHeel(pitch: pitch).up, g.ankleFromBall(pitch: pitch).up, width: 1.2 * g.ankleHeight * u * (1 - u))
    ankle.y = a.position.y + (b.position.y - a.position.y) * smoothStep(u) + lowest + clearance(u)
    return FootPose(
      ankle: ankle, yaw: a.yaw + (b.yaw - a.yaw) * smoothStep(u), pitch: pitch, toePitch: toePitch(pitch), isFlat: false
    )
  }

  /// Height of the foot's lowest point above the ground over the swing: up with the heel, close to the ground as it
  /// passes the other foot, a little up before the strike.
  private func clearance(_ u: Double) -> Double {
    let unit = geometry.ankleHeight
    let knots: [(u: Double, height: Double)] = FootMotion.clearanceKnots
    for k in 1..<knots.count where u <= knots[k].u {
      let (a, b) = (knots[k - 1], knots[k])
      return unit * (a.height + (b.height - a.height) * smoothStep((u - a.u) / (b.u - a.u)))
    }
    return 0
  }
  /// Heights in ankle heights.
  private static let clearanceKnots: [(u: Double, height: Double)] = [
    (0, 0), (0.22, 0.464), (0.553, 0.164), (0.78, 0.308), (1, 0),
  ]

  /// Toes follow the foot when it points up and stay level when it points down: they bend rather than dig in.
  private func toePitch(_ pitch: Double) -> Double {
    let band = degrees(6)
    if pitch <= -band { return 0 }
    if pitch >= band { return pitch }
    return (pitch + band) * (pitch + band) / (4 * band)
  }

  private func forward(_ yaw: Double) -> Vector3 {
    let (s, c) = PortableMath.sineAndCosine(yaw)
    return Vector3(s, 0, c)
  }
  private func point(_ plant: FootPlant, up: Double, ahead: Double) -> Vector3 {
    plant.position + forward(plant.yaw) * ahead + Vector3(0, up, 0)
  }
}
