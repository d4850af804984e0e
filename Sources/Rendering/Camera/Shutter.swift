import TraceFormat
import VectorMath

extension TraceFrame {
  /// The world on its way to another frame: places straight, turns the shorter way. Nothing moves where there is none.
  func moved(toward other: TraceFrame?, by t: Double, time: Double) -> TraceFrame {
    var frame = self
    frame.time = time
    guard let other else { return frame }
    func between(_ a: RigidTransform, _ b: RigidTransform) -> RigidTransform {
      RigidTransform(
        rotation: Quaternion.slerp(a.rotation, b.rotation, t),
        translation: a.translation + (b.translation - a.translation) * t)
    }
    for i in bodies.indices {
      let pose = between(bodies[i].pose, other.bodies[i].pose)
      (frame.bodies[i].position, frame.bodies[i].orientation) = (pose.translation, pose.rotation)
    }
    for p in people.indices {
      for b in people[p].bones.indices {
        frame.people[p].bones[b] = between(people[p].bones[b], other.people[p].bones[b])
      }
    }
    return frame
  }
}
