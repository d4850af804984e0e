import VectorMath

/// A rigid motion: the velocity at a centre, and a spin.
struct RigidMotion {
  var centre = Vector3.zero
  var velocity = Vector3.zero
  var spin = Vector3.zero

  func velocity(at p: Vector3) -> Vector3 { velocity + cross(spin, p - centre) }
}

/// Momentum of a tree, its angular momentum about its centre of mass, and its inertia about that as if it were rigid.
struct TreeMomentum {
  var mass = 0.0
  var centre = Vector3.zero
  var linear = Vector3.zero
  var angular = Vector3.zero
  var inertia = Matrix3.zero

  /// The motion of the rigid body with these momenta.
  var motion: RigidMotion { RigidMotion(centre: centre, velocity: linear / mass, spin: inertia.inverse * angular) }
}

extension CoupledSystem {
  /// The momenta of a tree as its frames stand.
  func momentum(of links: Range<Int>) -> TreeMomentum {
    momentum(of: links) { Twist(velocity: view.frames[$0].centreVelocity, spin: view.frames[$0].spin) }
  }

  /// The momenta of a tree whose links are where they are but have other velocities.
  func momentum(of links: Range<Int>, moving velocity: (Int) -> Twist) -> TreeMomentum {
    var m = TreeMomentum()
    for i in links where view.links[i].body >= 0 {
      m.mass += view.links[i].mass
      m.centre += view.frames[i].centreOfMass * view.links[i].mass
    }
    m.centre = m.centre / m.mass
    for i in links where view.links[i].body >= 0 {
      let mass = view.links[i].mass
      let f = view.frames + i
      let v = velocity(i)
      let r = f.pointee.centreOfMass - m.centre
      let own = worldInverse(view.links[i].inertia, f.pointee.rotation)
      m.linear += v.velocity * mass
      m.angular += own * v.spin + cross(r, v.velocity) * mass
      let square = r.lengthSquared
      m.inertia =
        m.inertia + own
        + Matrix3(
          columns: (Vector3.unitX * square - r * r.x) * mass, (Vector3.unitY * square - r * r.y) * mass,
          (Vector3.unitZ * square - r * r.z) * mass)
    }
    return m
  }

  /// Gives a floating tree back the momenta that it had.
  ///
  /// Moving the coordinates of a tree that turns, with their rates as they are, gives its links other velocities. What
  /// that does to the tree as a whole is undone by a rigid motion; a base takes up such differences.
  func restoreMomentum(of index: Int, to wanted: TreeMomentum) {
    let links = trees[index].links
    guard view.links[links.lowerBound].freedom == .free else { return }
    let now = momentum(of: links)
    var missing = now
    missing.linear = wanted.linear - now.linear
    missing.angular = wanted.angular - now.angular
    let change = missing.motion
    for i in links {
      let c = view.coordinates + i
      switch view.links[i].freedom {
      case .free:
        c.pointee.velocity += change.velocity(at: view.frames[i].anchor)
        c.pointee.spin += change.spin
      case .ball: c.pointee.spin += change.spin
      case .hinge, .slider, .fixed: break
      }
    }
    view.placeLinks(links, base: progress[index].base.after(progress[index].time))
  }
}
