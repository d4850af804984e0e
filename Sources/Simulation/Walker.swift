import Locomotion
import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// A person in the world: kinematic solids about the bones that follow the gait and push what they meet.
///
/// Nothing pushes back: the gait does not know of contacts.
struct Walker: Sendable {
  struct BoneBody: Sendable {
    let bone: Bone
    let id: BodyID
    /// The solid's centre in the bone's frame.
    let boneFromBody: RigidTransform
  }
  let gait: Gait
  let bones: [BoneBody]
  let notes: [String]

  init(_ person: Person, index: Int, in world: inout World) throws(SimulationError) {
    gait = Gait(person: person)
    let start = gait.pose(at: 0)
    var bones: [BoneBody] = []
    for bone in Bone.allCases {
      let (shape, centre) = Walker.solid(of: bone, gait.skeleton)
      let boneFromBody = RigidTransform(translation: centre)
      let pose = start[bone] * boneFromBody
      let definition = BodyDefinition(
        name: "\(person.name)/\(bone.name)", shape: try shape.engineShape(of: person.name), motion: .kinematic,
        position: pose.translation,
        orientation: pose.rotation, friction: 0.6, restitution: 0.1, collisionGroup: index + 1)
      do { bones.append(BoneBody(bone: bone, id: try world.add(definition), boneFromBody: boneFromBody)) } catch {
        throw .badScene("\(error)")
      }
    }
    self.bones = bones
    var notes: [String] = []
    if gait.speedOverRunTransition > 1 {
      let limit = (person.walk?.speed ?? 0) / gait.speedOverRunTransition
      notes.append(
        "person '\(person.name)' walks faster than the \((limit * 100).rounded() / 100) m/s at which people of this height break into a run"
      )
    }
    if let path = person.walk?.path, path.contains(where: { ($0.y - person.position.y).magnitude > 1e-3 }) {
      notes.append("person '\(person.name)' walks on level ground: the heights of the waypoints are ignored")
    }
    self.notes = notes
  }

  /// Sends the solids to where the bones are at time `t`, the end of the coming step.
  func steer(_ world: inout World, to t: Double) {
    let pose = gait.pose(at: t)
    for b in bones { world.setKinematicTarget(pose[b.bone] * b.boneFromBody, of: b.id) }
  }

  func sample(at t: Double) -> SkeletonSample {
    let pose = gait.pose(at: t)
    return SkeletonSample(
      bones: pose.bones, leftFootLocked: pose.isLeftFootLocked, rightFootLocked: pose.isRightFootLocked)
  }

  /// The solid about a bone, and its centre in the bone's frame.
  static func solid(of bone: Bone, _ s: HumanSkeleton) -> (SolidShape, Vector3) {
    let h = s.height
    func limb(_ length: Double, radius: Double) -> (SolidShape, Vector3) {
      (.capsule(radius: radius, halfHeight: length / 2), Vector3(0, -length / 2, 0))
    }
    func block(_ x: Double, _ y: Double, _ z: Double, at centre: Vector3) -> (SolidShape, Vector3) {
      (.box(halfExtents: Vector3(x, y, z)), centre)
    }
    switch bone {
    case .pelvis: return block(0.09 * h, 0.045 * h, 0.055 * h, at: Vector3(0, 0.01 * h, 0))
    case .abdomen: return block(0.08 * h, 0.045 * h, 0.05 * h, at: Vector3(0, 0.04 * h, 0))
    case .chest: return block(0.095 * h, 0.085 * h, 0.06 * h, at: Vector3(0, 0.075 * h, 0))
    case .neck: return (.capsule(radius: 0.03 * h, halfHeight: 0.02 * h), Vector3(0, 0.02 * h, 0))
    case .head: return (.sphere(radius: 0.06 * h), Vector3(0, 0.06 * h, 0))
    case .leftUpperArm, .rightUpperArm: return limb(s.upperArmLength, radius: 0.026 * h)
    case .leftForearm, .rightForearm: return limb(s.forearmLength, radius: 0.021 * h)
    case .leftHand, .rightHand: return limb(0.7 * s.handLength, radius: 0.018 * h)
    case .leftThigh, .rightThigh: return limb(s.thighLength, radius: 0.043 * h)
    case .leftShank, .rightShank: return limb(s.shankLength, radius: 0.03 * h)
    case .leftFoot, .rightFoot:
      // From the heel to the toe joint, from the sole to below the ankle.
      let toes = s.offset(of: .leftToes)
      let heel: Double = 0.18 * s.footLength
      let half: Double = 0.35 * s.ankleHeight
      return block(
        0.028 * h, half, (toes.z + heel) / 2, at: Vector3(0, half - s.ankleHeight, (toes.z - heel) / 2))
    case .leftToes, .rightToes:
      let drop: Double = s.ankleHeight + s.offset(of: .leftToes).y
      return block(0.027 * h, drop / 2, 0.1 * s.footLength, at: Vector3(0, -drop / 2, 0.1 * s.footLength))
    }
  }
}
