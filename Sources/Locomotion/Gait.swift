import SceneDescription
import VectorMath

/// How a person's body is at one instant.
public struct SkeletonPose: Sendable, Equatable {
  /// worldFromBone, in `Bone` order.
  public var bones: [RigidTransform]
  /// The foot lies flat and does not move at all.
  public var isLeftFootLocked: Bool
  public var isRightFootLocked: Bool
}
