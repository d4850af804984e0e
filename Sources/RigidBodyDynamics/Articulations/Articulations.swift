import VectorMath

/// All articulations of a world: their links in one array, and the working memory of a step beside it.
///
/// The world keeps the motion of each link as that of a body; coordinates are derived from it at the start of a step
/// and written back at its end, so that a link never leaves its joint and a copy of the world holds everything.
struct Articulations: Sendable {
  var trees: [Articulation] = []
  var links: [Link] = []
  /// The link of each body; -1 for bodies that move by themselves.
  var linkOfBody: [Int] = []
  /// The tree of each link.
  var treeOfLink: [Int] = []

  // Working memory, one entry a link.
  var coordinates: [LinkCoordinates] = []
  var frames: [LinkFrame] = []
  var dynamics: [LinkDynamics] = []
  var loads: [LinkLoad] = []
  var starts: [LinkCoordinates] = []
  var sums: [LinkRates] = []

  var isEmpty: Bool { trees.isEmpty }

  /// Makes room for the working memory of the links.
  mutating func reserve() {
    // One beyond the last, so that no array is empty.
    let n = links.count + 1
    links.append(Link(freedom: .fixed, body: -1, parent: -1, joint: -1))
    coordinates = Array(repeating: LinkCoordinates(), count: n)
    frames = Array(repeating: LinkFrame(), count: n)
    dynamics = Array(repeating: LinkDynamics(), count: n)
    loads = Array(repeating: LinkLoad(), count: n)
    starts = coordinates
    sums = Array(repeating: LinkRates(), count: n)
  }

  mutating func withView(_ work: (ArticulationView, UnsafeBufferPointer<Articulation>) -> Void) {
    trees.withUnsafeBufferPointer { trees in
      links.withUnsafeMutableBufferPointer { links in
        coordinates.withUnsafeMutableBufferPointer { coordinates in
          frames.withUnsafeMutableBufferPointer { frames in
            dynamics.withUnsafeMutableBufferPointer { dynamics in
              loads.withUnsafeMutableBufferPointer { loads in
                starts.withUnsafeMutableBufferPointer { starts in
                  sums.withUnsafeMutableBufferPointer { sums in
                    work(
                      ArticulationView(
                        links: links.baseAddress!, coordinates: coordinates.baseAddress!, frames: frames.baseAddress!,
                        dynamics: dynamics.baseAddress!, loads: loads.baseAddress!, starts: starts.baseAddress!,
                        sums: sums.baseAddress!), trees)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

extension ArticulationView {
  /// Reads the coordinates of a tree off the poses and velocities of its bodies.
  func load(_ tree: Articulation, from bodies: UnsafePointer<RigidBody>) {
    for i in tree.links {
      let l = links[i]
      var c = LinkCoordinates()
      switch l.freedom {
      case .free:
        let b = bodies + l.body
        c.orientation = b.pointee.orientation
        c.spin = b.pointee.angularVelocity
        c.position = b.pointee.position
        c.velocity = b.pointee.velocity
      case .ball:
        c.orientation = bodies[l.body].orientation
        c.spin = bodies[l.body].angularVelocity
      case .hinge:
        // The middle of a universal joint has no body: its angle follows from the link that it carries.
        c =
          l.body >= 0 && !(l.parent >= 0 && links[l.parent].body < 0)
          ? hingeCoordinates(l, tree, bodies) : universalCoordinates(i, tree, bodies)
      case .slider:
        let (parent, spin, velocity, position) = carrier(l.parent, tree, bodies)
        let b = bodies + l.body
        let axis = parent.rotate(l.axisInParent)
        let from = position + parent.rotate(l.anchorInParent)
        let centre = b.pointee.rotation * l.centreFromAnchor
        let anchor = b.pointee.position - centre
        c.value = dot(axis, anchor - from)
        let anchorVelocity = b.pointee.velocity - cross(b.pointee.angularVelocity, centre)
        c.rate = dot(axis, anchorVelocity - velocity - cross(spin, anchor - position))
      case .fixed: break
      }
      coordinates[i] = c
    }
  }

  /// Writes poses and velocities of the links, as `placeLinks` left them, to their bodies.
  func store(_ tree: Articulation, to bodies: UnsafeMutablePointer<RigidBody>) {
    for i in tree.links where links[i].body >= 0 {
      let f = frames + i
      let b = bodies + links[i].body
      b.pointee.position = f.pointee.centreOfMass
      b.pointee.orientation = f.pointee.orientation
      b.pointee.rotation = f.pointee.rotation
      b.pointee.velocity = f.pointee.centreVelocity
      b.pointee.angularVelocity = f.pointee.spin
    }
  }

  /// Pose and motion of the body that carries a link.
  private func carrier(_ parent: Int, _ tree: Articulation, _ bodies: UnsafePointer<RigidBody>) -> (
    orientation: Quaternion, spin: Vector3, velocity: Vector3, position: Vector3
  ) {
    let body = parent >= 0 ? links[parent].body : tree.base
    if body < 0 { return (.identity, .zero, .zero, .zero) }
    let b = bodies + body
    return (b.pointee.orientation, b.pointee.angularVelocity, b.pointee.velocity, b.pointee.position)
  }

  private func hingeCoordinates(_ l: Link, _ tree: Articulation, _ bodies: UnsafePointer<RigidBody>)
    -> LinkCoordinates
  {
    let p = carrier(l.parent, tree, bodies)
    let b = bodies + l.body
    var c = LinkCoordinates()
    let turn = p.orientation.conjugate * b.pointee.orientation * l.parentFromLink.conjugate
    c.value = angle(of: turn, about: l.axisInParent)
    c.rate = dot(p.orientation.rotate(l.axisInParent), b.pointee.angularVelocity - p.spin)
    return c
  }

  /// The two angles of a universal joint: about X of the first body, then about Y of the second.
  ///
  /// The joint's frames turn by Rx(first) Ry(second) relative to each other, whose columns hold both angles.
  private func universalCoordinates(_ i: Int, _ tree: Articulation, _ bodies: UnsafePointer<RigidBody>)
    -> LinkCoordinates
  {
    let isMiddle = links[i].body < 0
    let middle = links[isMiddle ? i : i - 1]
    let outer = links[isMiddle ? i + 1 : i]
    let p = carrier(middle.parent, tree, bodies)
    let b = bodies + outer.body
    let worldFromA = p.orientation * middle.parentFromLink
    let turn = (worldFromA.conjugate * b.pointee.orientation * outer.parentFromLink.conjugate).matrix
    let first = PortableMath.arcTangent(y: turn.c1.z, x: turn.c1.y)
    let relative = b.pointee.angularVelocity - p.spin
    var c = LinkCoordinates()
    if isMiddle {
      c.value = first
      c.rate = dot(worldFromA.rotate(.unitX), relative)
    } else {
      c.value = PortableMath.arcTangent(y: turn.c2.x, x: turn.c0.x)
      let (s, k) = PortableMath.sineAndCosine(first)
      c.rate = dot(worldFromA.rotate(Vector3(0, k, s)), relative)
    }
    return c
  }
}

/// The angle in -pi...pi of the turn about a unit axis that comes closest to a rotation.
@inline(__always) func angle(of q: Quaternion, about axis: Vector3) -> Double {
  let sign: Double = q.w < 0 ? -1 : 1
  return 2 * PortableMath.arcTangent(y: sign * dot(q.vector, axis), x: sign * q.w)
}
