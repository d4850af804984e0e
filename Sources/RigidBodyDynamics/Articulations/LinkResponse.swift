import VectorMath

/// How one link answers to impulses, at one pose of its tree. World axes, about its centre of mass.
///
/// An impulse on a link acts on all links that carry it as the impulse that its inboard joint passes on, and moves all
/// that it carries through their inboard joints. So a response to any impulse is a walk up and down the tree.
struct LinkResponse: Sendable {
  var freedom = Link.Freedom.fixed
  var parent = -1
  /// From the anchor to the centre, and from the parent's centre to the anchor.
  var centre = Vector3.zero
  var arm = Vector3.zero
  var axis = Vector3.zero
  var inverseAngular = Symmetric3.zero
  var gain = Matrix3.zero
  var axisTorque = Vector3.zero
  var axisForce = Vector3.zero
  var inverseAxial: Double = 0
  /// Velocity changes of the link by impulses on it, with the whole tree taking part.
  var own = SpatialMatrix.zero

  // While rows are solved.
  var velocity = Vector3.zero
  var spin = Vector3.zero
  /// The parent's motion that is already in `velocity` and `spin`.
  var parentVelocity = Vector3.zero
  var parentSpin = Vector3.zero
  /// Impulse on the link and what it carries that has not been passed on to the parent.
  var force = Vector3.zero
  var torque = Vector3.zero
  /// Next link of a walk downwards.
  var next = -1

  /// Velocity and spin per impulse on the link itself.
  @inline(__always) func answer(_ f: Vector3, _ t: Vector3) -> (velocity: Vector3, spin: Vector3) {
    (own.angular * f + own.coupling * t, own.coupling.transposeMultiply(f) + own.linear * t)
  }

  /// What an impulse on this link is to its parent.
  @inline(__always) func pass(_ f: Vector3, _ t: Vector3) -> (force: Vector3, torque: Vector3) {
    let atAnchor = t + cross(centre, f)
    var force = f
    var torque = atAnchor
    switch freedom {
    case .ball:
      force += gain.transposeMultiply(atAnchor)
      torque = .zero
    case .hinge:
      let k: Double = dot(axis, atAnchor) * inverseAxial
      force -= axisForce * k
      torque -= axisTorque * k
    case .slider:
      let k: Double = dot(axis, f) * inverseAxial
      force -= axisForce * k
      torque -= axisTorque * k
    case .fixed, .free: break
    }
    return (force, torque + cross(arm, force))
  }

  /// The motion that a motion of the parent brings.
  @inline(__always) func follow(_ v: Vector3, _ w: Vector3) -> (velocity: Vector3, spin: Vector3) {
    var a = v + cross(w, arm)
    var spin = w
    switch freedom {
    case .ball: spin = gain * a
    case .hinge: spin -= axis * ((dot(axisTorque, w) + dot(axisForce, a)) * inverseAxial)
    case .slider: a -= axis * ((dot(axisTorque, w) + dot(axisForce, a)) * inverseAxial)
    case .fixed, .free: break
    }
    return (a + cross(spin, centre), spin)
  }

  /// The motion of the inboard joint by an impulse on this link, the parent held.
  @inline(__always) func yield(_ f: Vector3, _ t: Vector3) -> (velocity: Vector3, spin: Vector3) {
    switch freedom {
    case .free: return answer(f, t)
    case .ball:
      let w = inverseAngular * (t + cross(centre, f))
      return (cross(w, centre), w)
    case .hinge:
      let w = axis * (dot(axis, t + cross(centre, f)) * inverseAxial)
      return (cross(w, centre), w)
    case .slider: return (axis * (dot(axis, f) * inverseAxial), .zero)
    case .fixed: return (.zero, .zero)
    }
  }
}

extension ArticulationView {
  /// Fills the responses of a tree from the last `evaluate`.
  func makeResponses(_ range: Range<Int>, _ responses: UnsafeMutablePointer<LinkResponse>) {
    for i in range {
      let l = links + i
      let f = frames + i
      let d = dynamics + i
      let r = responses + i
      let parent = l.pointee.parent
      r.pointee.freedom = l.pointee.freedom
      r.pointee.parent = parent
      r.pointee.centre = f.pointee.centre
      r.pointee.axis = f.pointee.axis
      r.pointee.inverseAngular = d.pointee.inverseAngular
      r.pointee.gain = d.pointee.gain
      r.pointee.axisTorque = d.pointee.axisTorque
      r.pointee.axisForce = d.pointee.axisForce
      r.pointee.inverseAxial = d.pointee.inverseAxial
      var carried = SpatialMatrix.zero
      if parent >= 0 {
        r.pointee.arm = f.pointee.arm - frames[parent].centre
        carried = responses[parent].own.shifted(-r.pointee.arm)
      }
      switch l.pointee.freedom {
      case .free, .ball:
        // The motion k of the anchor per force on it, and with it the spin gain k.
        let k = l.pointee.freedom == .free ? d.pointee.inverseMass : carried.angular
        let gain = d.pointee.gain
        let gk = gain * k.matrix
        var ww = d.pointee.inverseAngular
        let rows = gain.transpose
        let gkRows = gk.transpose
        ww.xx += dot(gkRows.c0, rows.c0)
        ww.yy += dot(gkRows.c1, rows.c1)
        ww.zz += dot(gkRows.c2, rows.c2)
        ww.xy += dot(gkRows.c0, rows.c1)
        ww.xz += dot(gkRows.c0, rows.c2)
        ww.yz += dot(gkRows.c1, rows.c2)
        carried = SpatialMatrix(angular: k, coupling: gkRows, linear: ww)
      case .hinge, .slider:
        let t = d.pointee.axisTorque
        let p = d.pointee.axisForce
        let s = f.pointee.axis
        let k = d.pointee.inverseAxial
        let v = carried.angular * p + carried.coupling * t
        let w = carried.coupling.transposeMultiply(p) + carried.linear * t
        let along: Double = (dot(p, v) + dot(t, w)) * k * k + k
        if l.pointee.freedom == .hinge {
          carried.linear.add(s, w, times: -2 * k)
          carried.linear.add(s, s, times: along)
          let b = outer(v, s * -k)
          carried.coupling = carried.coupling + b
        } else {
          carried.angular.add(s, v, times: -2 * k)
          carried.angular.add(s, s, times: along)
          let b = outer(s * -k, w)
          carried.coupling = carried.coupling + b
        }
      case .fixed: break
      }
      r.pointee.own = carried.shifted(-f.pointee.centre)
    }
  }

  /// Velocities of the links as the frames have them, before rows change them.
  func startResponses(_ range: Range<Int>, _ responses: UnsafeMutablePointer<LinkResponse>) {
    for i in range {
      let r = responses + i
      r.pointee.velocity = frames[i].centreVelocity
      r.pointee.spin = frames[i].spin
      r.pointee.force = .zero
      r.pointee.torque = .zero
      if r.pointee.parent >= 0 {
        r.pointee.parentVelocity = responses[r.pointee.parent].velocity
        r.pointee.parentSpin = responses[r.pointee.parent].spin
      }
    }
  }

  /// Takes the velocities of the responses back into the coordinates, and their change times `half` as movement.
  func adoptVelocities(
    _ tree: Articulation, _ responses: UnsafeMutablePointer<LinkResponse>, movingBy half: Double
  ) {
    for i in tree.links {
      let r = responses + i
      let c = coordinates + i
      switch links[i].freedom {
      case .free, .ball:
        let turn = (r.pointee.spin - c.pointee.spin) * half
        if turn != .zero {
          c.pointee.orientation = (Quaternion(rotationVector: turn) * c.pointee.orientation).normalized
        }
        c.pointee.spin = r.pointee.spin
        if links[i].freedom == .free {
          c.pointee.position += (r.pointee.velocity - c.pointee.velocity) * half
          c.pointee.velocity = r.pointee.velocity
        }
      case .hinge, .slider:
        let change = rateChange(i, responses)
        c.pointee.rate += change
        c.pointee.value += change * half
      case .fixed: break
      }
    }
  }

  /// Most that one displacement turns a joint, rad.
  ///
  /// What presses straight at a hinge has no lever to turn it out of the way: the less lever, the further a linear step
  /// would turn it, without end.
  private static let mostTurn = 1.0

  /// Moves the coordinates by displacements of the links that stand in the responses as velocities.
  func displace(_ tree: Articulation, _ responses: UnsafeMutablePointer<LinkResponse>) {
    for i in tree.links {
      let r = responses + i
      let c = coordinates + i
      switch links[i].freedom {
      case .free, .ball:
        if r.pointee.spin != .zero {
          let turn = r.pointee.spin * Swift.min(1, Self.mostTurn / r.pointee.spin.length)
          c.pointee.orientation = (Quaternion(rotationVector: turn) * c.pointee.orientation).normalized
        }
        if links[i].freedom == .free { c.pointee.position += r.pointee.velocity }
      case .hinge: c.pointee.value += Swift.max(-Self.mostTurn, Swift.min(Self.mostTurn, jointRate(i, responses)))
      case .slider: c.pointee.value += jointRate(i, responses)
      case .fixed: break
      }
    }
  }

  /// The rate of a hinge or slider that follows from the velocities of the responses.
  @inline(__always) private func jointRate(_ i: Int, _ responses: UnsafeMutablePointer<LinkResponse>) -> Double {
    let r = responses + i
    var w = r.pointee.spin
    var v = r.pointee.velocity - cross(w, r.pointee.centre)
    if r.pointee.parent >= 0 {
      let p = responses + r.pointee.parent
      v -= p.pointee.velocity + cross(p.pointee.spin, r.pointee.arm)
      w -= p.pointee.spin
    }
    return dot(r.pointee.axis, links[i].freedom == .hinge ? w : v)
  }

  /// Change of the rate of a hinge or slider since `startResponses`.
  @inline(__always) func rateChange(_ i: Int, _ responses: UnsafeMutablePointer<LinkResponse>) -> Double {
    let r = responses + i
    var w = r.pointee.spin - frames[i].spin
    var v = r.pointee.velocity - frames[i].centreVelocity
    if r.pointee.parent >= 0 {
      let p = r.pointee.parent
      let pw = responses[p].spin - frames[p].spin
      let pv = responses[p].velocity - frames[p].centreVelocity
      v -= pv + cross(pw, r.pointee.arm) + cross(w, r.pointee.centre)
      w -= pw
    } else {
      v -= cross(w, r.pointee.centre)
    }
    return links[i].freedom == .hinge ? dot(r.pointee.axis, w) : dot(r.pointee.axis, v)
  }
}

/// Walks a tree so that impulses on one link after another find its exact velocity.
///
/// Only the link where the walk stands is up to date. Leaving a link upwards passes its impulses on; entering one from
/// above brings what its parent has gained. A sweep over rows in the order of the links then costs about as much as for
/// free bodies.
struct LinkWalk {
  let responses: UnsafeMutablePointer<LinkResponse>
  /// The link at which the walk of each tree stands.
  let places: UnsafeMutablePointer<Int>

  @inline(__always) func move(_ tree: Int, to link: Int) {
    if places[tree] != link { walk(tree, to: link) }
  }

  private func walk(_ tree: Int, to link: Int) {
    var here = places[tree]
    var there = link
    // A parent has a smaller index than what it carries: the larger one always has to climb.
    while here != there {
      if here > there {
        leave(here)
        here = responses[here].parent
      } else {
        let parent = responses[there].parent
        responses[parent].next = there
        there = parent
      }
    }
    while here != link {
      here = responses[here].next
      enter(here)
    }
    places[tree] = link
  }

  @inline(__always) private func leave(_ i: Int) {
    let r = responses + i
    if r.pointee.force == .zero && r.pointee.torque == .zero { return }
    let (f, t) = r.pointee.pass(r.pointee.force, r.pointee.torque)
    r.pointee.force = .zero
    r.pointee.torque = .zero
    push(r.pointee.parent, f, t)
    r.pointee.parentVelocity = responses[r.pointee.parent].velocity
    r.pointee.parentSpin = responses[r.pointee.parent].spin
  }

  @inline(__always) private func enter(_ i: Int) {
    let r = responses + i
    let p = responses + r.pointee.parent
    let v = p.pointee.velocity - r.pointee.parentVelocity
    let w = p.pointee.spin - r.pointee.parentSpin
    if v == .zero && w == .zero { return }
    let (dv, dw) = r.pointee.follow(v, w)
    r.pointee.velocity += dv
    r.pointee.spin += dw
    r.pointee.parentVelocity = p.pointee.velocity
    r.pointee.parentSpin = p.pointee.spin
  }

  /// An impulse on the link where the walk stands, or on one that it passes.
  @inline(__always) func push(_ i: Int, _ f: Vector3, _ t: Vector3) {
    let r = responses + i
    let (dv, dw) = r.pointee.answer(f, t)
    r.pointee.velocity += dv
    r.pointee.spin += dw
    r.pointee.force += f
    r.pointee.torque += t
  }

  /// Brings all links of a tree up to date.
  func finish(_ tree: Int, _ range: Range<Int>) {
    move(tree, to: range.lowerBound)
    for i in range.dropFirst() { enter(i) }
    let root = responses + range.lowerBound
    root.pointee.force = .zero
    root.pointee.torque = .zero
  }

  /// Velocity changes of two links of one tree by an impulse on each, without applying them.
  func answers(
    _ i: Int, _ fi: Vector3, _ ti: Vector3, _ j: Int, _ fj: Vector3, _ tj: Vector3
  ) -> (vi: Vector3, wi: Vector3, vj: Vector3, wj: Vector3) {
    // Up to the link that carries both, or the root; what arrives at each link on the way is needed again downwards.
    var (f, t) = (fi, ti)
    var (g, u) = (fj, tj)
    var here = i
    var there = j
    while here != there {
      if here > there {
        (f, t) = responses[here].pass(f, t)
        here = responses[here].parent
      } else {
        (g, u) = responses[there].pass(g, u)
        there = responses[there].parent
      }
    }
    let (v, w) = responses[here].answer(f + g, t + u)
    let (vi, wi) = descend(to: i, from: here, fi, ti, v, w)
    let (vj, wj) = descend(to: j, from: here, fj, tj, v, w)
    return (vi, wi, vj, wj)
  }

  /// Motion of a link below `top` that moves by (v, w), under an impulse on the link itself.
  private func descend(
    to i: Int, from top: Int, _ f: Vector3, _ t: Vector3, _ v: Vector3, _ w: Vector3
  ) -> (Vector3, Vector3) {
    if i == top { return (v, w) }
    let (pf, pt) = responses[i].pass(f, t)
    let (pv, pw) = descend(to: responses[i].parent, from: top, pf, pt, v, w)
    let (fv, fw) = responses[i].follow(pv, pw)
    let (yv, yw) = responses[i].yield(f, t)
    return (fv + yv, fw + yw)
  }
}
