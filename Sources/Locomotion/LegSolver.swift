import SceneDescription
import VectorMath

/// Two-bone inverse kinematics of a leg whose knee is a hinge that bends forward only.
struct LegSolver: Sendable {
  let thigh: Double
  let shank: Double

  init(_ skeleton: HumanSkeleton) {
    thigh = skeleton.thighLength
    shank = skeleton.shankLength
  }

  /// The least bend of a walking knee: nobody locks it.
  static let leastFlexion = degrees(3.5)

  /// Distance from hip to ankle at this knee flexion (0 is straight).
  func reach(flexion: Double) -> Double {
    (thigh * thigh + shank * shank + 2 * thigh * shank * PortableMath.cosine(flexion)).squareRoot()
  }

  /// worldFromBone of thigh and shank; the knee lies on the side of `forward`.
  func solve(hip: Vector3, ankle: Vector3, forward: Vector3) -> (thigh: RigidTransform, shank: RigidTransform) {
    let span = ankle - hip
    let distance = Swift.min(thigh + shank, Swift.max((thigh - shank).magnitude, span.length))
    let down = span.normalized
    let axis = cross(forward, down).normalized
    let ahead = cross(axis, down) * -1
    // The knee, by the law of cosines: `along` the line from hip to ankle, `out` ahead of it.
    let along: Double = (distance * distance + thigh * thigh - shank * shank) / (2 * distance)
    let out: Double = Swift.max(0, thigh * thigh - along * along).squareRoot()
    let knee = hip + down * along + ahead * out
    return (frame(at: hip, to: knee, axis: axis), frame(at: knee, to: ankle, axis: axis))
  }

  private func frame(at joint: Vector3, to end: Vector3, axis: Vector3) -> RigidTransform {
    let up = (joint - end).normalized
    let side = (axis - up * dot(axis, up)).normalized
    return RigidTransform(
      rotation: Quaternion(matrix: Matrix3(columns: side, up, cross(side, up))), translation: joint)
  }
}
