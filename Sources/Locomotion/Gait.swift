import SceneDescription
import VectorMath

/// How a person's body is at one instant.
public struct SkeletonPose: Sendable, Equatable {
  /// worldFromBone, in `Bone` order.
  public var bones: [RigidTransform]
  /// The foot lies flat and does not move at all.
  public var isLeftFootLocked: Bool
  public var isRightFootLocked: Bool

  public subscript(bone: Bone) -> RigidTransform { bones[bone.rawValue] }
}

/// A foot that meets or leaves the ground.
public struct FootEvent: Sendable, Equatable {
  public enum Kind: Sendable, Equatable { case strike, toeOff }
  public var kind: Kind
  /// s.
  public var time: Double
  /// `.leftFoot` or `.rightFoot`.
  public var foot: Bone
  /// On the ground under the ankle, with the foot flat; m.
  public var point: Vector3
}

/// A person who stands, or walks on level ground along a path: a pure function of time.
///
/// Goals, in order: 1. a planted foot does not slide. 2. no jumps of position or velocity. 3. step length, cadence,
/// support times and joint angles inside the norms of human walking. 4. any proportions, speed and path.
/// Method: footsteps are planned along a smoothed path, feet move from plant to plant, the pelvis sways as an inverted
/// pendulum and dips between steps, legs follow by inverse kinematics, arms and spine counter-rotate. Earth's gravity is
/// assumed; nothing pushes back.
public struct Gait: Sendable {
  public let skeleton: HumanSkeleton
  /// Strikes and toe-offs in order of time.
  public let footEvents: [FootEvent]
  /// Seconds between strikes; nil for a person who only stands.
  public let stepTime: Double?
  /// Speed over that at which people break into a run (Froude number 0.5); 0 for a person who only stands.
  public let speedOverRunTransition: Double

  let style: WalkStyle
  let trunk: TrunkMotion
  package let leftFoot: FootMotion
  package let rightFoot: FootMotion
  private let leg: LegSolver
  private let ground: Double
  private let breathPhase: Double

  public init(person: Person) {
    let skeleton = HumanSkeleton(height: person.height)
    let style = WalkStyle(skeleton: skeleton, speed: person.walk?.speed ?? 1.3)
    let start = person.walk?.start ?? 0
    let path = WalkPath(person: person, style: person.walk == nil ? nil : style)
    let plan = FootPlan(path: path, style: style, start: start)
    self.skeleton = skeleton
    self.style = style
    trunk = TrunkMotion(path: path, plan: plan, style: style, skeleton: skeleton, start: start)
    let geometry = FootGeometry(skeleton)
    leftFoot = FootMotion(geometry: geometry, plants: plan.left)
    rightFoot = FootMotion(geometry: geometry, plants: plan.right)
    leg = LegSolver(skeleton)
    ground = person.position.y
    breathPhase = Double(person.identity >> 11) * 0x1p-53
    footEvents = Gait.events(plan)
    stepTime = path.isStanding ? nil : plan.stepTime
    speedOverRunTransition = path.isStanding ? 0 : style.relativeSpeed / 0.5.squareRoot()
  }

  public func pose(at t: Double) -> SkeletonPose {
    precondition(t.isFinite, "pose at time \(t)")
    var bones = [RigidTransform](repeating: .identity, count: Bone.allCases.count)
    let left = leftFoot.pose(at: t)
    let right = rightFoot.pose(at: t)
    let pelvis = pelvisPose(at: t, left: left, right: right)
    bones[Bone.pelvis.rawValue] = pelvis
    let heading = trunk.path.heading(at: t)
    placeLeg(.left, foot: left, pelvis: pelvis, heading: heading, &bones)
    placeLeg(.right, foot: right, pelvis: pelvis, heading: heading, &bones)
    placeUpperBody(at: t, heading: heading, &bones)
    return SkeletonPose(bones: bones, isLeftFootLocked: left.isFlat, isRightFootLocked: right.isFlat)
  }

  // MARK: Pelvis

  private func pelvisPose(at t: Double, left: FootPose, right: FootPose) -> RigidTransform {
    let heading = trunk.path.heading(at: t)
    let yaw: Double = -style.pelvisRotation * trunk.wave(t)
    let roll: Double = style.pelvisObliquity * trunk.wave(t, delay: 0.3)
    let rotation =
      Quaternion(angle: heading + yaw, axis: .unitY) * Quaternion(angle: roll, axis: .unitZ)
    let (s, c) = PortableMath.sineAndCosine(heading)
    var position = trunk.path.position(at: t) + Vector3(c, 0, -s) * trunk.sway(t)

    let walking = trunk.walking(t)
    let standing = leg.reach(flexion: degrees(5))
    let passing = leg.reach(flexion: degrees(13.3))
    var height: Double = standing + (passing - standing) * walking - trunk.dip(t) + skeleton.ankleHeight + ground
    // No leg can be longer than it is: the pelvis comes down, gently, to what both legs reach.
    let longest = leg.reach(flexion: LegSolver.leastFlexion)
    for (foot, bone) in [(left, Bone.leftThigh), (right, Bone.rightThigh)] {
      let offset = rotation.rotate(skeleton.offset(of: bone))
      let x = position.x + offset.x - foot.ankle.x
      let z = position.z + offset.z - foot.ankle.z
      let highest = foot.ankle.y - offset.y + Swift.max(0, longest * longest - x * x - z * z).squareRoot()
      height = smoothMin(height, highest, width: 0.012 * skeleton.height)
    }
    position.y = height
    return RigidTransform(rotation: rotation, translation: position)
  }

  // MARK: Legs

  private func placeLeg(
    _ side: Side, foot: FootPose, pelvis: RigidTransform, heading: Double, _ bones: inout [RigidTransform]
  ) {
    let thigh: Bone = side == .left ? .leftThigh : .rightThigh
    let shank: Bone = side == .left ? .leftShank : .rightShank
    let footBone: Bone = side == .left ? .leftFoot : .rightFoot
    let toes: Bone = side == .left ? .leftToes : .rightToes
    let hip = pelvis.apply(skeleton.offset(of: thigh))
    // The knee points between where the body goes and where the foot points.
    let (s, c) = PortableMath.sineAndCosine(heading + 0.5 * (foot.yaw - heading))
    let solved = leg.solve(hip: hip, ankle: foot.ankle, forward: Vector3(s, 0, c))
    bones[thigh.rawValue] = solved.thigh
    bones[shank.rawValue] = solved.shank
    let turn = Quaternion(angle: foot.yaw, axis: .unitY)
    let footFrame = RigidTransform(
      rotation: turn * Quaternion(angle: -foot.pitch, axis: .unitX), translation: foot.ankle)
    bones[footBone.rawValue] = footFrame
    bones[toes.rawValue] = RigidTransform(
      rotation: turn * Quaternion(angle: -foot.toePitch, axis: .unitX),
      translation: footFrame.apply(skeleton.offset(of: toes)))
  }

  // MARK: Spine, head, arms

  private func placeUpperBody(at t: Double, heading: Double, _ bones: inout [RigidTransform]) {
    let walking = trunk.walking(t)
    let wave = trunk.wave(t)
    let breath = PortableMath.sine(2 * Double.pi * (0.25 * t + breathPhase).truncatingRemainder(dividingBy: 1))
    let lean: Double = degrees(3) * walking - degrees(0.3) * breath
    let chest =
      Quaternion(angle: heading + 0.8 * style.pelvisRotation * wave, axis: .unitY)
      * Quaternion(angle: lean, axis: .unitX)
    // The eyes go ahead into a turn, and stay level.
    let head = Quaternion(angle: trunk.path.heading(at: t + 0.2 * walking), axis: .unitY)
    let pelvis = bones[Bone.pelvis.rawValue].rotation
    place(.abdomen, Quaternion.slerp(pelvis, chest, 0.5), &bones)
    place(.chest, chest, &bones)
    place(.neck, Quaternion.slerp(chest, head, 0.5), &bones)
    place(.head, head, &bones)
    placeArm(.left, .leftUpperArm, .leftForearm, .leftHand, chest, -trunk.wave(t, delay: 0.1), walking, &bones)
    placeArm(.right, .rightUpperArm, .rightForearm, .rightHand, chest, trunk.wave(t, delay: 0.1), walking, &bones)
  }

  /// `wave` is +1 when the arm is fully ahead.
  private func placeArm(
    _ side: Side, _ upper: Bone, _ forearm: Bone, _ hand: Bone, _ chest: Quaternion, _ wave: Double, _ walking: Double,
    _ bones: inout [RigidTransform]
  ) {
    let swing: Double = style.armSwing * wave - degrees(3) * walking
    let elbow: Double = degrees(9) + degrees(6) * walking + 0.45 * style.armSwing * (wave + walking)
    let upperArm =
      chest * Quaternion(angle: side.sign * degrees(6), axis: .unitZ) * Quaternion(angle: -swing, axis: .unitX)
    let lower = upperArm * Quaternion(angle: -elbow, axis: .unitX)
    place(upper, upperArm, &bones)
    place(forearm, lower, &bones)
    place(hand, lower * Quaternion(angle: -degrees(6), axis: .unitX), &bones)
  }

  private func place(_ bone: Bone, _ rotation: Quaternion, _ bones: inout [RigidTransform]) {
    guard let parent = bone.parent else { preconditionFailure("\(bone) has no parent") }
    bones[bone.rawValue] = RigidTransform(
      rotation: rotation, translation: bones[parent.rawValue].apply(skeleton.offset(of: bone)))
  }

  // MARK: Events

  private static func events(_ plan: FootPlan) -> [FootEvent] {
    var events: [FootEvent] = []
    for (plants, foot) in [(plan.left, Bone.leftFoot), (plan.right, Bone.rightFoot)] {
      for plant in plants {
        if plant.strike.isFinite {
          events.append(FootEvent(kind: .strike, time: plant.strike, foot: foot, point: plant.position))
        }
        if plant.toeOff.isFinite {
          events.append(FootEvent(kind: .toeOff, time: plant.toeOff, foot: foot, point: plant.position))
        }
      }
    }
    return events.sorted { ($0.time, $0.foot.rawValue) < ($1.time, $1.foot.rawValue) }
  }
}
