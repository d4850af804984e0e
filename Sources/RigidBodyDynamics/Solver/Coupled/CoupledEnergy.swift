import VectorMath

// Contacts and limits do no work. Their impulses on links meet poses that turn within the step, though, and where a link
// spins by a tenth of a radian a step or a limit is struck hard, what is left out would be a gain of energy. It is taken
// back from the motion of the links against each other, which leaves momentum, angular momentum and joints as they are:
// a projection onto the bound of energy as in Hairer, Lubich & Wanner, Geometric Numerical Integration (2006), IV.4.

extension CoupledSystem {
  /// Gain of energy in a step that is let pass, as a part of the energy of the links against each other.
  private static let freeGain = 1e-7

  /// Remembers how much energy an island has gained in the step, if contacts, impacts or limits have pushed and nothing
  /// else can have done work.
  func noteEnergy(_ island: CoupledIsland) {
    guard !island.trees.isEmpty && isPassive(island) else { return }
    var gain = 0.0
    for t in island.trees {
      for i in trees[treeOrder[t]].links where view.links[i].body >= 0 { gain += energyGained(i) }
    }
    forEachFreeBody(of: island) { gain += energyGained(ofBody: $0) }
    for i in island.blocks where blocks[i].isJoint { gain += energyStored(joints[blocks[i].source], blocks[i]) }
    progress[treeOrder[island.trees.lowerBound]].energyGained = isPushed(island) ? gain : 0
  }

  /// Slows the inner motion of the trees of an island by what it has gained in the step.
  ///
  /// - Parameter displaced: Kinetic energy that the projection has added by moving links that spin to other places, J.
  func limitEnergy(_ island: CoupledIsland, displaced: Double) {
    guard !island.trees.isEmpty, let gained = progress[treeOrder[island.trees.lowerBound]].energyGained else { return }
    let gain: Double = gained + displaced
    if gain <= 0 { return }
    var inner = 0.0
    var turning = 0.0
    for t in island.trees {
      let links = trees[treeOrder[t]].links
      let rigid = rigidMotion(links)
      for i in links where view.links[i].body >= 0 { inner += innerEnergy(i, rigid) }
      if view.links[links.lowerBound].freedom == .free { turning += 0.5 * dot(momentum(of: links).angular, rigid.spin) }
    }
    guard gain > Self.freeGain * inner && inner + turning > 0 else { return }
    // A figure that is thrown so far in a step that its pose is another has lost its angular momentum already: then its
    // turning as a whole must give what the inner motion has not.
    let part: Double = inner > 0 ? Swift.max(0, 1 - gain / inner).squareRoot() : 1
    let spinPart: Double = turning > 0 ? Swift.max(0, 1 - Swift.max(0, gain - inner) / turning).squareRoot() : 1
    for t in island.trees { slow(treeOrder[t], by: part, turning: spinPart) }
  }

  func kineticEnergy(_ island: CoupledIsland) -> Double {
    var energy = 0.0
    for t in island.trees where progress[treeOrder[island.trees.lowerBound]].energyGained != nil {
      for i in trees[treeOrder[t]].links where view.links[i].body >= 0 { energy += innerEnergy(i, RigidMotion()) }
    }
    return energy
  }

  /// Whether nothing in it does work: no motors or driven bodies.
  private func isPassive(_ island: CoupledIsland) -> Bool {
    for i in island.blocks {
      let k = blocks[i]
      if k.isJoint {
        if joints[k.source].motor != nil { return false }
      }
      for s in [k.a, k.b] where s.link < 0 && s.body >= 0 && !isFree(s) && world[s.body].isMoving { return false }
    }
    return island.trees.allSatisfy {
      let base = progress[treeOrder[$0]].base
      return base.velocity == .zero && base.spin == .zero
    }
  }

  /// Whether a contact or limit pushed. Rows that hold a loop give and take; only what pushes can be told to take.
  private func isPushed(_ island: CoupledIsland) -> Bool {
    for t in island.trees where progress[treeOrder[t]].wasStruck { return true }
    for i in island.blocks {
      let k = blocks[i]
      for j in k.firstRow..<k.firstRow + k.rowCount where rows[j].impulse != 0 {
        if !k.isJoint || rows[j].lower == 0 { return true }
      }
    }
    return false
  }

  /// Each body that moves by itself, once; `rates`, which are spent by now, tell which have been seen.
  private func forEachFreeBody(of island: CoupledIsland, _ work: (Int) -> Void) {
    let unseen = Twist(velocity: .zero, spin: .zero)
    let seen = Twist(velocity: .unitX, spin: .zero)
    for i in island.blocks {
      for s in [blocks[i].a, blocks[i].b] where isFree(s) { rates[s.body] = unseen }
    }
    for i in island.blocks {
      for s in [blocks[i].a, blocks[i].b] where isFree(s) && rates[s.body].velocity.x == 0 {
        rates[s.body] = seen
        work(s.body)
      }
    }
  }

  /// Change of the kinetic energy of a link over the step beyond the work of gravity and fields, J.
  private func energyGained(_ i: Int) -> Double {
    let l = view.links + i
    let f = view.frames + i
    let b = world + l.pointee.body
    let gained: Double =
      turningEnergy(f.pointee.rotation, f.pointee.spin, l.pointee.inertia)
      - turningEnergy(b.pointee.rotation, b.pointee.angularVelocity, l.pointee.inertia)
    let v = f.pointee.centreVelocity
    let linear: Double = 0.5 * (v.lengthSquared - b.pointee.velocity.lengthSquared)
    let moved = f.pointee.centreOfMass - b.pointee.position
    var given = l.pointee.mass * dot(settings.gravity, moved)
    if let field = fieldLoads?[l.pointee.body] {
      given += dot(field.force, moved) + dot(field.torque, (b.pointee.angularVelocity + f.pointee.spin) * (0.5 * h))
    }
    return gained + l.pointee.mass * linear - given
  }

  private func energyGained(ofBody i: Int) -> Double {
    let b = world + i
    let s = bodies + i
    let end = (Quaternion(rotationVector: s.pointee.turn(h)) * b.pointee.orientation).normalized.matrix
    let gained: Double =
      turningEnergy(end, s.pointee.spin, b.pointee.inertia)
      - turningEnergy(b.pointee.rotation, b.pointee.angularVelocity, b.pointee.inertia)
    let linear: Double = 0.5 * (s.pointee.velocity.lengthSquared - b.pointee.velocity.lengthSquared)
    // The forces of fields are in its gravity, their torques are not.
    var given = b.pointee.mass * dot(s.pointee.gravity, s.pointee.movement(h))
    if let field = fieldLoads?[i] {
      given += dot(field.torque, (b.pointee.angularVelocity + s.pointee.spin) * (0.5 * h))
    }
    return gained + b.pointee.mass * linear - given
  }

  /// Change of the energy in a spring over the step, J; nothing for other joints.
  private func energyStored(_ joint: Joint, _ k: CoupledBlock) -> Double {
    guard case .spring(let length, let stiffness, _) = joint.kind else { return 0 }
    let before: Double = (place(k.a, joint.frameA, atEnd: false) - place(k.b, joint.frameB, atEnd: false)).length
    let after: Double = (place(k.a, joint.frameA, atEnd: true) - place(k.b, joint.frameB, atEnd: true)).length
    return 0.5 * stiffness * (after - before) * (after + before - 2 * length)
  }

  /// Where the origin of a joint's frame is at the start or the end of the step.
  private func place(_ s: CoupledSide, _ frame: RigidTransform, atEnd: Bool) -> Vector3 {
    if s.body < 0 { return frame.translation }
    let b = world + s.body
    if atEnd && s.link >= 0 {
      return view.frames[s.link].centreOfMass + view.frames[s.link].rotation * frame.translation
    }
    let start = b.pointee.rotation * frame.translation
    guard atEnd && isFree(s) else { return b.pointee.position + start }
    let body = bodies + s.body
    return b.pointee.position + body.pointee.movement(h)
      + Quaternion(rotationVector: body.pointee.turn(h)).rotate(start)
  }

  private func turningEnergy(_ rotation: Matrix3, _ spin: Vector3, _ inertia: Vector3) -> Double {
    let w = rotation.transposeMultiply(spin)
    return 0.5 * dot(w, w.scaled(by: inertia))
  }

  private func innerEnergy(_ i: Int, _ rigid: RigidMotion) -> Double {
    let f = view.frames + i
    let v = f.pointee.centreVelocity - rigid.velocity(at: f.pointee.centreOfMass)
    return 0.5 * view.links[i].mass * v.lengthSquared
      + turningEnergy(f.pointee.rotation, f.pointee.spin - rigid.spin, view.links[i].inertia)
  }

  /// Multiplies what is not rigid in the motion of a tree by `part`, and its turning as a whole by `spinPart`.
  private func slow(_ index: Int, by part: Double, turning spinPart: Double) {
    let links = trees[index].links
    let rigid = rigidMotion(links)
    var slowed = rigid
    slowed.spin = rigid.spin * spinPart
    for i in links {
      let c = view.coordinates + i
      switch view.links[i].freedom {
      case .free:
        let place = view.frames[i].anchor
        c.pointee.velocity = slowed.velocity(at: place) + (c.pointee.velocity - rigid.velocity(at: place)) * part
        c.pointee.spin = slowed.spin + (c.pointee.spin - rigid.spin) * part
      case .ball: c.pointee.spin = slowed.spin + (c.pointee.spin - rigid.spin) * part
      case .hinge, .slider: c.pointee.rate *= part
      case .fixed: break
      }
    }
    view.placeLinks(links, base: progress[index].base.after(h))
  }

  /// How a tree moves as a whole: as a rigid body with its momentum and angular momentum; not at all on a base.
  private func rigidMotion(_ links: Range<Int>) -> RigidMotion {
    view.links[links.lowerBound].freedom == .free ? momentum(of: links).motion : RigidMotion()
  }
}
