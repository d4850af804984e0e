import RigidBodyDynamics
import TraceFormat
import VectorMath

extension TraceFrame {
  /// Everything of the world as it is now, but for events and the hashes of steps.
  init(index: Int, _ built: BuiltWorld, _ header: TraceHeader) {
    let world = built.world
    let time = header.time(ofStep: world.stepIndex)
    self.init(index: index, step: world.stepIndex, time: time)
    bodies = header.bodies.indices.map { BodySample(world.state(of: BodyID(index: $0))) }
    people = built.walkers.map { $0.sample(at: time) }
    joints = header.joints.indices.map { JointSample(world.jointState(of: JointID(index: $0))) }
    for contact in world.contacts {
      for p in contact.points {
        contacts.append(
          ContactSample(
            a: built.participants[contact.a.index], b: built.participants[contact.b.index], feature: UInt64(p.feature),
            point: p.position, normal: contact.normal, depth: p.depth, normalImpulse: p.normalImpulse,
            tangentImpulse: p.tangentImpulse))
      }
    }
    (energy.kinetic, energy.potential) = world.energy
    (energy.momentum, energy.angularMomentum) = world.momentum
    stateHash = world.stateHash()
  }
}

extension BodySample {
  init(_ s: BodyState) {
    self.init(
      position: s.position, orientation: s.orientation, velocity: s.linearVelocity, angularVelocity: s.angularVelocity,
      isAsleep: s.isAsleep)
  }
}

extension JointSample {
  init(_ s: JointState) {
    self.init(
      force: s.force, torque: s.torque, coordinate: s.coordinate, speed: s.speed, gap: s.gap, isBroken: s.isBroken)
  }
}
