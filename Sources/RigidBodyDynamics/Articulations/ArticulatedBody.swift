import VectorMath

// Forward dynamics of a tree of links in O(n): Featherstone's articulated-body algorithm.
//
// Everything is in world axes and about the links' anchors, so from link to link quantities shift but never turn; and a
// ball joint passes on a force alone, which makes the inertia that it hands to its parent a 3 x 3 matrix. Accelerations
// are those of material points. Featherstone, Rigid Body Dynamics Algorithms (2008), chapter 7.

/// The links of a world as the algorithm works on them.
struct ArticulationView {
  let links: UnsafeMutablePointer<Link>
  let coordinates: UnsafeMutablePointer<LinkCoordinates>
  let frames: UnsafeMutablePointer<LinkFrame>
  let dynamics: UnsafeMutablePointer<LinkDynamics>
  let loads: UnsafeMutablePointer<LinkLoad>
  let starts: UnsafeMutablePointer<LinkCoordinates>
  let sums: UnsafeMutablePointer<LinkRates>

  /// Poses and velocities of all links from their coordinates.
  func placeLinks(_ range: Range<Int>, base: BaseMotion) {
    let baseRotation = base.orientation.matrix
    for i in range {
      let l = links + i
      let c = coordinates + i
      let f = frames + i
      if l.pointee.freedom == .free {
        f.pointee.orientation = c.pointee.orientation.normalized
        f.pointee.rotation = f.pointee.orientation.matrix
        f.pointee.anchor = c.pointee.position
        f.pointee.spin = c.pointee.spin
        f.pointee.velocity = c.pointee.velocity
        continue
      }
      var anchor = base.position
      var centre = Vector3.zero
      var rotation = baseRotation
      var orientation = base.orientation
      var spin = base.spin
      var velocity = base.velocity
      if l.pointee.parent >= 0 {
        let p = frames + l.pointee.parent
        anchor = p.pointee.anchor
        centre = p.pointee.centre
        rotation = p.pointee.rotation
        orientation = p.pointee.orientation
        spin = p.pointee.spin
        velocity = p.pointee.velocity
      }
      var arm = centre + rotation * l.pointee.anchorInParent
      var ownSpin = spin
      var slide = Vector3.zero
      var spinBias = Vector3.zero
      switch l.pointee.freedom {
      case .ball:
        f.pointee.orientation = c.pointee.orientation.normalized
        ownSpin = c.pointee.spin
      case .hinge:
        let axis = rotation * l.pointee.axisInParent
        let turn = Quaternion(angle: c.pointee.value, axis: l.pointee.axisInParent)
        f.pointee.orientation = (orientation * turn * l.pointee.parentFromLink).normalized
        f.pointee.axis = axis
        let rate = axis * c.pointee.rate
        ownSpin = spin + rate
        spinBias = cross(spin, rate)
      case .slider:
        let axis = rotation * l.pointee.axisInParent
        f.pointee.orientation = (orientation * l.pointee.parentFromLink).normalized
        f.pointee.axis = axis
        arm += axis * c.pointee.value
        slide = axis * c.pointee.rate
      case .fixed, .free:
        f.pointee.orientation = (orientation * l.pointee.parentFromLink).normalized
      }
      f.pointee.rotation = f.pointee.orientation.matrix
      f.pointee.arm = arm
      f.pointee.anchor = anchor + arm
      f.pointee.centre = f.pointee.rotation * l.pointee.centreFromAnchor
      f.pointee.spin = ownSpin
      f.pointee.velocity = velocity + cross(spin, arm) + slide
      f.pointee.spinBias = spinBias
      f.pointee.bias = cross(spin, cross(spin, arm) + slide * 2)
    }
  }

  /// Inertias and bias forces of the links alone.
  private func loadLinks(_ range: Range<Int>, gravity: Vector3) {
    for i in range {
      let l = links + i
      let f = frames + i
      let d = dynamics + i
      let m = l.pointee.mass
      if l.pointee.body < 0 {
        d.pointee.inertia = .zero
        d.pointee.biasTorque = .zero
        d.pointee.biasForce = .zero
        continue
      }
      let c = f.pointee.centre
      let w = f.pointee.spin
      let central = Symmetric3(turned: l.pointee.inertia, by: f.pointee.rotation)
      let mc = c * m
      let cc: Double = dot(mc, c)
      d.pointee.inertia = SpatialMatrix(
        angular: Symmetric3(
          xx: central.xx + cc - mc.x * c.x, yy: central.yy + cc - mc.y * c.y, zz: central.zz + cc - mc.z * c.z,
          xy: central.xy - mc.x * c.y, xz: central.xz - mc.x * c.z, yz: central.yz - mc.y * c.z),
        coupling: Matrix3(
          columns: Vector3(0, mc.z, -mc.y), Vector3(-mc.z, 0, mc.x), Vector3(mc.y, -mc.x, 0)),
        linear: Symmetric3(scalar: m))
      let force = cross(w, cross(w, mc)) - gravity * m - loads[i].force
      d.pointee.biasForce = force
      d.pointee.biasTorque = cross(w, central * w) + cross(c, force) - loads[i].torque
    }
  }

  /// From the tips to the root: what each joint passes on to the link that carries it.
  private func gatherInertias(_ range: Range<Int>) {
    for i in range.reversed() {
      let l = links + i
      let f = frames + i
      let d = dynamics + i
      let parent = l.pointee.parent
      let inertia = d.pointee.inertia
      switch l.pointee.freedom {
      case .free, .ball:
        let inverse = inertia.angular.inverse
        let b = inertia.coupling
        let gain = Matrix3(columns: -(inverse * b.c0), -(inverse * b.c1), -(inverse * b.c2))
        d.pointee.inverseAngular = inverse
        d.pointee.gain = gain
        if l.pointee.freedom == .ball && parent < 0 { continue }
        // C - B^T A^-1 B, the mass that is felt at the anchor.
        var mass = inertia.linear
        mass.xx += dot(b.c0, gain.c0)
        mass.yy += dot(b.c1, gain.c1)
        mass.zz += dot(b.c2, gain.c2)
        mass.xy += dot(b.c0, gain.c1)
        mass.xz += dot(b.c0, gain.c2)
        mass.yz += dot(b.c1, gain.c2)
        var force = d.pointee.biasForce + gain.transposeMultiply(d.pointee.biasTorque)
        if l.pointee.freedom == .free {
          d.pointee.inverseMass = mass.inverse
          d.pointee.acceleration = -(d.pointee.inverseMass * force)
          continue
        }
        force += mass * f.pointee.bias
        let p = dynamics + parent
        p.pointee.inertia.add(
          SpatialMatrix(angular: .zero, coupling: .zero, linear: mass).shifted(f.pointee.arm))
        p.pointee.biasForce += force
        p.pointee.biasTorque += cross(f.pointee.arm, force)
      case .hinge, .slider:
        let s = f.pointee.axis
        let isHinge = l.pointee.freedom == .hinge
        let b = inertia.coupling
        let torque = isHinge ? inertia.angular * s : b * s
        let force = isHinge ? b.transposeMultiply(s) : inertia.linear * s
        // A universal joint whose axes have come to lie along each other is locked about them.
        let felt: Double = dot(s, isHinge ? torque : force)
        let floor: Double = isHinge ? 1e-12 * (inertia.angular.xx + inertia.angular.yy + inertia.angular.zz) : 0
        let inverse: Double = felt > floor ? 1 / felt : 0
        d.pointee.axisTorque = torque
        d.pointee.axisForce = force
        d.pointee.inverseAxial = inverse
        if parent < 0 { continue }
        var passed = inertia
        passed.subtract(torque, force, times: inverse)
        let drive: Double = -dot(s, isHinge ? d.pointee.biasTorque : d.pointee.biasForce) * inverse
        pass(
          passed, d.pointee.biasTorque + torque * drive, d.pointee.biasForce + force * drive, f, to: dynamics + parent)
      case .fixed:
        if parent >= 0 { pass(inertia, d.pointee.biasTorque, d.pointee.biasForce, f, to: dynamics + parent) }
      }
    }
  }

  @inline(__always) private func pass(
    _ inertia: SpatialMatrix, _ torque: Vector3, _ force: Vector3, _ f: UnsafeMutablePointer<LinkFrame>,
    to p: UnsafeMutablePointer<LinkDynamics>
  ) {
    let w = f.pointee.spinBias
    let a = f.pointee.bias
    let passedForce = force + inertia.coupling.transposeMultiply(w) + inertia.linear * a
    let passedTorque = torque + inertia.angular * w + inertia.coupling * a
    p.pointee.inertia.add(inertia.shifted(f.pointee.arm))
    p.pointee.biasForce += passedForce
    p.pointee.biasTorque += passedTorque + cross(f.pointee.arm, passedForce)
  }

  /// From the root to the tips: the accelerations.
  private func accelerate(_ range: Range<Int>) {
    for i in range {
      let l = links + i
      let f = frames + i
      let d = dynamics + i
      if l.pointee.freedom != .free {
        var spinRate = f.pointee.spinBias
        var acceleration = f.pointee.bias
        if l.pointee.parent >= 0 {
          let p = dynamics + l.pointee.parent
          spinRate += p.pointee.spinRate
          acceleration += p.pointee.acceleration + cross(p.pointee.spinRate, f.pointee.arm)
        }
        d.pointee.spinRate = spinRate
        d.pointee.acceleration = acceleration
      }
      switch l.pointee.freedom {
      case .free, .ball:
        d.pointee.spinRate =
          d.pointee.gain * d.pointee.acceleration - d.pointee.inverseAngular * d.pointee.biasTorque
      case .hinge, .slider:
        let s = f.pointee.axis
        let isHinge = l.pointee.freedom == .hinge
        let push: Double = -dot(s, isHinge ? d.pointee.biasTorque : d.pointee.biasForce)
        let carried: Double =
          dot(d.pointee.axisTorque, d.pointee.spinRate) + dot(d.pointee.axisForce, d.pointee.acceleration)
        let rateChange: Double = (push - carried) * d.pointee.inverseAxial
        d.pointee.rateChange = rateChange
        if isHinge { d.pointee.spinRate += s * rateChange } else { d.pointee.acceleration += s * rateChange }
      case .fixed: break
      }
    }
  }

  /// Poses, inertias and accelerations at the coordinates as they stand.
  func evaluate(_ range: Range<Int>, base: BaseMotion, gravity: Vector3) {
    placeLinks(range, base: base)
    loadLinks(range, gravity: gravity)
    gatherInertias(range)
    accelerate(range)
  }

  /// The derivative of a link's coordinates after `evaluate`.
  @inline(__always) func rates(_ i: Int) -> LinkRates {
    let c = coordinates + i
    let d = dynamics + i
    var r = LinkRates()
    switch links[i].freedom {
    case .free, .ball:
      let w = c.pointee.spin
      let q = c.pointee.orientation
      let turned = Quaternion(x: 0.5 * w.x, y: 0.5 * w.y, z: 0.5 * w.z, w: 0) * q
      r.turn = turned
      r.spinRate = d.pointee.spinRate
      if links[i].freedom == .free {
        r.velocity = c.pointee.velocity
        r.acceleration = d.pointee.acceleration
      }
    case .hinge, .slider:
      r.rate = c.pointee.rate
      r.rateChange = d.pointee.rateChange
    case .fixed: break
    }
    return r
  }
}
