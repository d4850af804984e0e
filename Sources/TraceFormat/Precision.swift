import VectorMath

extension TraceFrame {
  /// The record as a trace of `precision` holds it: every number but step and time rounded, and no hashes of steps in what is
  /// for looking at only.
  public func rounded(to precision: TracePrecision) -> TraceFrame {
    if precision == .double { return self }
    func r(_ v: Double) -> Double { precision.rounded(v) }
    func r(_ v: Vector3) -> Vector3 { Vector3(r(v.x), r(v.y), r(v.z)) }
    func r(_ q: Quaternion) -> Quaternion { Quaternion(x: r(q.x), y: r(q.y), z: r(q.z), w: r(q.w)) }
    var f = self
    f.stepHashes = []
    for i in f.bodies.indices {
      f.bodies[i].position = r(f.bodies[i].position)
      f.bodies[i].orientation = r(f.bodies[i].orientation)
      f.bodies[i].velocity = r(f.bodies[i].velocity)
      f.bodies[i].angularVelocity = r(f.bodies[i].angularVelocity)
    }
    for i in f.people.indices {
      f.people[i].bones = f.people[i].bones.map {
        RigidTransform(rotation: r($0.rotation), translation: r($0.translation))
      }
    }
    for i in f.joints.indices {
      f.joints[i].force = r(f.joints[i].force)
      f.joints[i].torque = r(f.joints[i].torque)
      f.joints[i].coordinate = r(f.joints[i].coordinate)
      f.joints[i].speed = r(f.joints[i].speed)
      f.joints[i].gap = r(f.joints[i].gap)
    }
    for i in f.contacts.indices {
      f.contacts[i].point = r(f.contacts[i].point)
      f.contacts[i].normal = r(f.contacts[i].normal)
      f.contacts[i].depth = r(f.contacts[i].depth)
      f.contacts[i].normalImpulse = r(f.contacts[i].normalImpulse)
      f.contacts[i].tangentImpulse = r(f.contacts[i].tangentImpulse)
    }
    for i in f.events.indices {
      f.events[i].point = f.events[i].point.map(r)
      f.events[i].speed = f.events[i].speed.map(r)
      f.events[i].normal = f.events[i].normal.map(r)
      f.events[i].impulse = f.events[i].impulse.map(r)
    }
    f.energy.kinetic = r(f.energy.kinetic)
    f.energy.potential = r(f.energy.potential)
    f.energy.momentum = r(f.energy.momentum)
    f.energy.angularMomentum = r(f.energy.angularMomentum)
    return f
  }
}
