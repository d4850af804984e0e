import RigidBodyDynamics
import VectorMath

extension ThroughputScene {
  /// A figure 1.7 m tall of 17 boxes on 16 ball joints, standing on the origin of `worldFromFigure` and looking along +Z.
  ///
  /// Parts that a joint connects have a gap between them at the start, so that only real collisions touch.
  mutating func addRagdoll(_ name: String, _ worldFromFigure: RigidTransform) {
    let first = bodies.count
    var indices: [String: Int] = [:]
    for part in Self.ragdollParts {
      indices[part.name] = bodies.count
      bodies.append(
        BodyDefinition(
          name: "\(name) \(part.name)", shape: .box(halfExtents: part.halfExtents),
          position: worldFromFigure.apply(part.centre), orientation: worldFromFigure.rotation))
      if let parent = part.parent {
        guard let a = indices[parent.name] else { preconditionFailure("\(part.name) before \(parent.name)") }
        joints.append(BallJoint(a: a, b: bodies.count - 1, anchor: worldFromFigure.apply(parent.anchor)))
      }
    }
    precondition(bodies.count - first == 17)
  }

  private struct Part {
    var name: String
    var centre: Vector3
    var halfExtents: Vector3
    var parent: (name: String, anchor: Vector3)?
  }

  private static let ragdollParts: [Part] = {
    var parts: [Part] = [
      Part(name: "pelvis", centre: Vector3(0, 0.92, 0), halfExtents: Vector3(0.15, 0.07, 0.09)),
      Part(
        name: "abdomen", centre: Vector3(0, 1.08, 0), halfExtents: Vector3(0.13, 0.07, 0.08),
        parent: ("pelvis", Vector3(0, 1.00, 0))),
      Part(
        name: "chest", centre: Vector3(0, 1.28, 0), halfExtents: Vector3(0.16, 0.11, 0.1),
        parent: ("abdomen", Vector3(0, 1.16, 0))),
      Part(
        name: "neck", centre: Vector3(0, 1.445, 0), halfExtents: Vector3(0.05, 0.035, 0.05),
        parent: ("chest", Vector3(0, 1.40, 0))),
      Part(
        name: "head", centre: Vector3(0, 1.60, 0), halfExtents: Vector3(0.08, 0.1, 0.09),
        parent: ("neck", Vector3(0, 1.49, 0))),
    ]
    for (side, x) in [("left", 1.0), ("right", -1)] {
      func limb(
        _ name: String, _ y: Double, _ half: Vector3, _ at: Double, z: Double = 0, on parent: String, _ top: Double
      ) {
        parts.append(
          Part(
            name: "\(side) \(name)", centre: Vector3(x * at, y, z), halfExtents: half,
            parent: (parent, Vector3(x * at, top, 0))))
      }
      limb("upper arm", 1.24, Vector3(0.04, 0.13, 0.04), 0.215, on: "chest", 1.38)
      limb("forearm", 0.97, Vector3(0.035, 0.12, 0.035), 0.215, on: "\(side) upper arm", 1.10)
      limb("hand", 0.765, Vector3(0.02, 0.065, 0.04), 0.215, on: "\(side) forearm", 0.84)
      limb("thigh", 0.63, Vector3(0.065, 0.19, 0.065), 0.085, on: "pelvis", 0.835)
      limb("shin", 0.24, Vector3(0.05, 0.18, 0.05), 0.085, on: "\(side) thigh", 0.43)
      limb("foot", 0.025, Vector3(0.045, 0.025, 0.12), 0.085, z: 0.05, on: "\(side) shin", 0.055)
    }
    return parts
  }()
}
