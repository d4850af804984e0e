import VectorMath

// What joints carry. A link's inboard joint gives it whatever changed its momentum, and that of all that it carries,
// beyond gravity and other impulses: the recursive Newton-Euler sums, over a whole step and hence with its impacts.

extension CoupledSystem {
  /// Mean force and torque of the step in the joints of a tree; `world` still has the motion of the step's start.
  func measureLoads(_ tree: Articulation) {
    // Momentum that each subtree gained, about its link's anchor, kept in the responses' impulses.
    for i in tree.links {
      walk.responses[i].force = .zero
      walk.responses[i].torque = .zero
    }
    for i in tree.links.reversed() {
      let l = view.links + i
      let f = view.frames + i
      let r = walk.responses + i
      if l.pointee.body >= 0 {
        let b = world + l.pointee.body
        let gained =
          (f.pointee.centreVelocity - b.pointee.velocity - settings.gravity * h) * l.pointee.mass
          - external[i].force
        let before =
          b.pointee.rotation
          * b.pointee.rotation.transposeMultiply(b.pointee.angularVelocity)
          .scaled(by: l.pointee.inertia)
        let after =
          f.pointee.rotation
          * f.pointee.rotation.transposeMultiply(f.pointee.spin)
          .scaled(by: l.pointee.inertia)
        r.pointee.force += gained
        r.pointee.torque += after - before - external[i].torque + cross(f.pointee.centre, gained)
      }
      if l.pointee.parent >= 0 {
        let p = walk.responses + l.pointee.parent
        p.pointee.force += r.pointee.force
        p.pointee.torque += r.pointee.torque + cross(f.pointee.arm, r.pointee.force)
      }
      if l.pointee.joint >= 0 && l.pointee.body >= 0 { keepLoad(l.pointee, r.pointee) }
    }
  }

  private func keepLoad(_ l: Link, _ r: LinkResponse) {
    let j = joints.baseAddress! + l.joint
    // On b; what limits and motors give is in `force` and `torque` already, as rows of the joint.
    let sign: Double = j.pointee.b == l.body ? 1 : -1
    j.pointee.force += r.force * (sign / h)
    j.pointee.torque += r.torque * (sign / h)
  }

  /// The impulses of a joint's rows: for the warm start of the next step, and as its load.
  func keepJoint(_ k: UnsafePointer<CoupledBlock>) {
    let j = joints.baseAddress! + k.pointee.source
    var impulses = InlineArray<7, Double>(repeating: 0)
    var force = Vector3.zero
    var torque = Vector3.zero
    var arm = j.pointee.frameB.translation
    if k.pointee.b.link >= 0 {
      arm = view.frames[k.pointee.b.link].rotation * arm
    } else {
      arm = world[k.pointee.b.body].rotation * arm
    }
    for i in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      let r = rows + i
      impulses[r.pointee.slot] += r.pointee.impulse * r.pointee.slotSign
      let f = r.pointee.force * r.pointee.impulse
      force += f
      torque += r.pointee.torqueB * r.pointee.impulse - cross(arm, f)
    }
    for i in 0..<7 {
      let new = impulses[i]
      let former = j.pointee.formerImpulses[i]
      j.pointee.impulses[i] = new * former > 0 ? (new.magnitude < former.magnitude ? new : former) : 0
    }
    j.pointee.formerImpulses = impulses
    j.pointee.force = force * (1 / h)
    j.pointee.torque = torque * (1 / h)
  }
}
