import Imaging
import SceneDescription
import TraceFormat
import VectorMath

extension SceneRenderer {
  /// Keypoints of the skeleton: the bone that carries each, and its place there in units of stature.
  ///
  /// In the order of `Pose.keypointNames`; joints are the bones' origins, the face is that of `HumanMesh`.
  private static let keypoints: [(bone: Bone, offset: Vector3)] = [
    (.head, Vector3(0, 0.036, 0.063)), (.neck, .zero), (.rightUpperArm, .zero), (.rightForearm, .zero),
    (.rightHand, .zero), (.leftUpperArm, .zero), (.leftForearm, .zero), (.leftHand, .zero), (.rightThigh, .zero),
    (.rightShank, .zero), (.rightFoot, .zero), (.leftThigh, .zero), (.leftShank, .zero), (.leftFoot, .zero),
    (.head, Vector3(-0.0165, 0.0545, 0.049)), (.head, Vector3(0.0165, 0.0545, 0.049)),
    (.head, Vector3(-0.0475, 0.046, -0.004)), (.head, Vector3(0.0475, 0.046, -0.004)),
  ]

  /// The pose of each person in the pixels of the rendered area.
  ///
  /// A keypoint is visible where nothing but the limb around it lies between it and the camera, occluded where
  /// something else does, absent outside the full picture.
  func poses(_ world: FrameWorld, frame: TraceFrame, settings: RenderSettings) -> [Pose] {
    let area = settings.area
    let projection = View.Projection(world.view, width: settings.width, height: settings.height)
    return withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      let caster = caster(world, stack: stack.baseAddress!)
      return scene.people.indices.map { i in
        let person = scene.people[i]
        let points = SceneRenderer.keypoints.map { entry -> Pose.Keypoint in
          let p = frame.people[i].bones[entry.bone.rawValue].apply(entry.offset * person.height).float
          let v: Float3 = p - world.view.eye
          guard let at = projection.pixel(of: v) else {
            return Pose.Keypoint(position: .zero, visibility: .absent)
          }
          let shifted = at - SIMD2(Float(area.x), Float(area.y))
          if at.x < 0 || at.y < 0 || at.x >= Float(settings.width) || at.y >= Float(settings.height) {
            return Pose.Keypoint(position: shifted, visibility: .absent)
          }
          // Joints lie inside the flesh: what covers them by less than a limb's thickness is the limb itself.
          let flesh = Float((entry.bone == .head ? 0.012 : 0.075) * person.height)
          let reach: Float = length(v)
          let hidden =
            reach > flesh
            && caster.isOccluded(Ray(origin: world.view.eye, direction: v / reach), limit: reach - flesh)
          return Pose.Keypoint(position: shifted, visibility: hidden ? .occluded : .visible)
        }
        return Pose(name: person.name, keypoints: points)
      }
    }
  }
}
