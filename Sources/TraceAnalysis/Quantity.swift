import TraceFormat
import VectorMath

/// A number that can be read off a record: a column of a table, a curve of a plot.
public struct Quantity: Sendable {
  /// What it is a number of.
  public enum Scope: String, Sendable { case record, body, joint }
  public let name: String
  public let scope: Scope
  public let unit: String
  public let meaning: String
  /// The number, given a record and the index of the body or joint.
  public let value: @Sendable (TraceMoment, Int) -> Double

  init(
    _ name: String, _ scope: Scope, _ unit: String, _ meaning: String,
    _ value: @escaping @Sendable (TraceMoment, Int) -> Double
  ) {
    self.name = name
    self.scope = scope
    self.unit = unit
    self.meaning = meaning
    self.value = value
  }

  public static func named(_ name: String) throws(SelectionError) -> Quantity {
    guard let found = all.first(where: { $0.name == name }) else {
      throw SelectionError(unknown: "quantity", name, among: all.map(\.name))
    }
    return found
  }

  public static let all = ofRecords + ofBodies + ofJoints

  private static let ofRecords: [Quantity] = [
    Quantity("record", .record, "", "number of the record") { m, _ in Double(m.record.index) },
    Quantity("step", .record, "", "steps since the start") { m, _ in Double(m.record.step) },
    Quantity("time", .record, "s", "time since the start") { m, _ in m.record.time },
    Quantity("energy", .record, "J", "kinetic and potential energy") { m, _ in m.record.energy.total },
    Quantity("kinetic", .record, "J", "kinetic energy") { m, _ in m.record.energy.kinetic },
    Quantity("potential", .record, "J", "potential energy") { m, _ in m.record.energy.potential },
    Quantity("momentum", .record, "kg m/s", "size of the momentum") { m, _ in m.record.energy.momentum.length },
    Quantity("px", .record, "kg m/s", "momentum along x") { m, _ in m.record.energy.momentum.x },
    Quantity("py", .record, "kg m/s", "momentum along y") { m, _ in m.record.energy.momentum.y },
    Quantity("pz", .record, "kg m/s", "momentum along z") { m, _ in m.record.energy.momentum.z },
    Quantity("angularMomentum", .record, "kg m²/s", "size of the angular momentum") { m, _ in
      m.record.energy.angularMomentum.length
    },
    Quantity("contacts", .record, "", "contact points") { m, _ in Double(m.record.contacts.count) },
    Quantity("deepest", .record, "m", "deepest overlap of a contact") { m, _ in
      m.record.contacts.reduce(0) { max($0, $1.depth) }
    },
    Quantity("awake", .record, "", "dynamic bodies that do not sleep") { m, _ in
      Double(zip(m.header.bodies, m.record.bodies).count { $0.isDynamic && !$1.isAsleep })
    },
  ]

  private static let ofBodies: [Quantity] = [
    Quantity("x", .body, "m", "position along x") { m, i in m.record.bodies[i].position.x },
    Quantity("y", .body, "m", "position along y") { m, i in m.record.bodies[i].position.y },
    Quantity("z", .body, "m", "position along z") { m, i in m.record.bodies[i].position.z },
    Quantity("qx", .body, "", "orientation, x") { m, i in m.record.bodies[i].orientation.x },
    Quantity("qy", .body, "", "orientation, y") { m, i in m.record.bodies[i].orientation.y },
    Quantity("qz", .body, "", "orientation, z") { m, i in m.record.bodies[i].orientation.z },
    Quantity("qw", .body, "", "orientation, w") { m, i in m.record.bodies[i].orientation.w },
    Quantity("vx", .body, "m/s", "velocity along x") { m, i in m.record.bodies[i].velocity.x },
    Quantity("vy", .body, "m/s", "velocity along y") { m, i in m.record.bodies[i].velocity.y },
    Quantity("vz", .body, "m/s", "velocity along z") { m, i in m.record.bodies[i].velocity.z },
    Quantity("speed", .body, "m/s", "size of the velocity") { m, i in m.record.bodies[i].velocity.length },
    Quantity("wx", .body, "rad/s", "angular velocity about x") { m, i in m.record.bodies[i].angularVelocity.x },
    Quantity("wy", .body, "rad/s", "angular velocity about y") { m, i in m.record.bodies[i].angularVelocity.y },
    Quantity("wz", .body, "rad/s", "angular velocity about z") { m, i in m.record.bodies[i].angularVelocity.z },
    Quantity("spin", .body, "rad/s", "size of the angular velocity") { m, i in
      m.record.bodies[i].angularVelocity.length
    },
    Quantity("tilt", .body, "degrees", "angle between its y axis and the vertical") { m, i in
      PortableMath.arcCosine(max(-1, min(1, m.record.bodies[i].orientation.rotate(.unitY).y))) * 180 / Double.pi
    },
    Quantity("asleep", .body, "", "1 while it sleeps") { m, i in m.record.bodies[i].isAsleep ? 1 : 0 },
    Quantity("touches", .body, "", "contact points on it") { m, i in
      Double(m.record.contacts.count { $0.involves(i) })
    },
    Quantity("impulse", .body, "N s", "normal impulses on it in the last step, summed") { m, i in
      m.record.contacts.reduce(0) { $1.involves(i) ? $0 + $1.normalImpulse : $0 }
    },
    Quantity("friction", .body, "N s", "sizes of the friction impulses on it in the last step, summed") { m, i in
      m.record.contacts.reduce(0) { $1.involves(i) ? $0 + $1.tangentImpulse.length : $0 }
    },
    Quantity("overlap", .body, "m", "deepest overlap with something") { m, i in
      m.record.contacts.reduce(0) { $1.involves(i) ? max($0, $1.depth) : $0 }
    },
  ]

  private static let ofJoints: [Quantity] = [
    Quantity("jointForce", .joint, "N", "size of the force") { m, i in m.record.joints[i].force.length },
    Quantity("jointTorque", .joint, "N m", "size of the torque") { m, i in m.record.joints[i].torque.length },
    Quantity("jointCoordinate", .joint, "rad or m", "angle or length") { m, i in m.record.joints[i].coordinate },
    Quantity("jointSpeed", .joint, "rad/s or m/s", "rate of the coordinate") { m, i in m.record.joints[i].speed },
    Quantity("jointGap", .joint, "m", "distance between points that should coincide") { m, i in
      m.record.joints[i].gap
    },
    Quantity("jointBroken", .joint, "", "1 once it broke") { m, i in m.record.joints[i].isBroken ? 1 : 0 },
  ]
}
