import VectorMath

/// The bones of a person, in a fixed order: parents before children.
///
/// Every bone's frame has its origin at the bone's proximal joint and, in the rest pose (standing upright, arms hanging,
/// facing +Z, left is +X), the axes of the world. A pose gives worldFromBone for each bone.
public enum Bone: Int, CaseIterable, Sendable {
  case pelvis, abdomen, chest, neck, head
  case leftUpperArm, leftForearm, leftHand, rightUpperArm, rightForearm, rightHand
  case leftThigh, leftShank, leftFoot, leftToes, rightThigh, rightShank, rightFoot, rightToes

  public var parent: Bone? {
    switch self {
    case .pelvis: nil
    case .abdomen, .leftThigh, .rightThigh: .pelvis
    case .chest: .abdomen
    case .neck, .leftUpperArm, .rightUpperArm: .chest
    case .head: .neck
    case .leftForearm: .leftUpperArm
    case .leftHand: .leftForearm
    case .rightForearm: .rightUpperArm
    case .rightHand: .rightForearm
    case .leftShank: .leftThigh
    case .leftFoot: .leftShank
    case .leftToes: .leftFoot
    case .rightShank: .rightThigh
    case .rightFoot: .rightShank
    case .rightToes: .rightFoot
    }
  }

  public var name: String { "\(self)" }
}

/// Segment lengths of a person of a given stature.
///
/// Fractions of stature after Drillis & Contini 1966 as tabulated in Winter, "Biomechanics and Motor Control of Human
/// Movement", 4th ed., fig. 4.1.
public struct HumanSkeleton: Sendable, Hashable {
  /// Stature, metres.
  public let height: Double
  public init(height: Double) {
    precondition(height > 0, "a person of \(height) m")
    self.height = height
  }

  public var thighLength: Double { 0.245 * height }
  public var shankLength: Double { 0.246 * height }
  /// Height of the ankle joint above the sole.
  public var ankleHeight: Double { 0.039 * height }
  /// From heel to toe tip.
  public var footLength: Double { 0.152 * height }
  public var legLength: Double { thighLength + shankLength }
  /// Between the two hip joints.
  public var hipWidth: Double { 0.1 * height }
  /// Between the two shoulder joints.
  public var shoulderWidth: Double { 0.21 * height }
  public var upperArmLength: Double { 0.186 * height }
  public var forearmLength: Double { 0.146 * height }
  public var handLength: Double { 0.108 * height }
  public var hipHeight: Double { ankleHeight + legLength }

  /// The bone's joint in its parent's rest frame; the pelvis' is its height above the ground.
  public func offset(of bone: Bone) -> Vector3 {
    let h = height
    switch bone {
    case .pelvis: return Vector3(0, hipHeight, 0)
    case .abdomen: return Vector3(0, 0.055 * h, -0.005 * h)
    case .chest: return Vector3(0, 0.085 * h, 0)
    case .neck: return Vector3(0, 0.165 * h, -0.005 * h)
    case .head: return Vector3(0, 0.045 * h, 0.008 * h)
    case .leftUpperArm: return Vector3(shoulderWidth / 2, 0.14 * h, 0)
    case .rightUpperArm: return Vector3(-shoulderWidth / 2, 0.14 * h, 0)
    case .leftForearm, .rightForearm: return Vector3(0, -upperArmLength, 0)
    case .leftHand, .rightHand: return Vector3(0, -forearmLength, 0)
    case .leftThigh: return Vector3(hipWidth / 2, 0, 0)
    case .rightThigh: return Vector3(-hipWidth / 2, 0, 0)
    case .leftShank, .rightShank: return Vector3(0, -thighLength, 0)
    case .leftFoot, .rightFoot: return Vector3(0, -shankLength, 0)
    case .leftToes, .rightToes: return Vector3(0, -0.6 * ankleHeight, 0.62 * footLength)
    }
  }

  /// worldFromBone of every bone in the rest pose at the origin, in `Bone` order.
  public var restPose: [RigidTransform] {
    var pose: [RigidTransform] = []
    for bone in Bone.allCases {
      let base = bone.parent.map { pose[$0.rawValue].translation } ?? .zero
      pose.append(RigidTransform(translation: base + offset(of: bone)))
    }
    return pose
  }
}
