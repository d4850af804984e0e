/// A person's 18 keypoints in one frame, in the order that OpenPose and ControlNet use.
public struct Pose: Sendable, Equatable {
  public static let keypointNames = [
    "nose", "neck", "right shoulder", "right elbow", "right wrist", "left shoulder", "left elbow", "left wrist",
    "right hip", "right knee", "right ankle", "left hip", "left knee", "left ankle", "right eye", "left eye",
    "right ear", "left ear",
  ]
  public enum Visibility: Int, Sendable { case absent = 0, occluded = 1, visible = 2 }
  public struct Keypoint: Sendable, Equatable {
    /// Pixels from the top left corner.
    public var position: SIMD2<Float>
    public var visibility: Visibility
    public init(position: SIMD2<Float>, visibility: Visibility) {
      self.position = position
      self.visibility = visibility
    }
  }
  public var name: String
  /// 18 entries.
  public var keypoints: [Keypoint]
  public init(name: String, keypoints: [Keypoint]) {
    precondition(keypoints.count == Pose.keypointNames.count, "a pose has 18 keypoints, got \(keypoints.count)")
    self.name = name
    self.keypoints = keypoints
  }
}
