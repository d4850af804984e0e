import VectorMath

/// What the sweeps need of one body: its velocities, and how impulses change them.
struct BodyRates: Sendable {
  var velocity = Vector3.zero
  var spin = Vector3.zero
  var inverseMass = 0.0
  var inverseInertia = Matrix3.zero

  init() {}
  @inline(__always) init(_ b: SolverBody) {
    velocity = b.velocity
    spin = b.spin
    inverseMass = b.inverseMass
    inverseInertia = b.inverseInertia
  }

  @inline(__always) func velocity(at r: Vector3) -> Vector3 { velocity + cross(spin, r) }
  @inline(__always) mutating func push(_ p: Vector3, at s: Vector3) {
    velocity += p * inverseMass
    spin += inverseInertia * cross(s, p)
  }
}

/// The sum of impulses at the points of a block, N s, and of their moments about both bodies, N m s.
struct BlockImpulse {
  var push = Vector3.zero
  var turnA = Vector3.zero
  var turnB = Vector3.zero

  @inline(__always) mutating func add(
    _ p: Vector3, _ r: UnsafeMutablePointer<ContactRow>, _ k: UnsafeMutablePointer<ContactBlock>
  ) {
    let q = k.pointee.normal * p.x + k.pointee.tangent1 * p.y + k.pointee.tangent2 * p.z
    push += q
    turnA += cross(r.pointee.sA, q)
    turnB += cross(r.pointee.sB, q)
  }

  /// Adds an angular impulse on b and its counterpart on a.
  @inline(__always) mutating func turn(_ p: Vector3) {
    turnA += p
    turnB += p
  }

  /// Adds the impulses to the velocities of both bodies of the block.
  @inline(__always) func apply(to rates: UnsafeMutablePointer<BodyRates>, _ k: UnsafeMutablePointer<ContactBlock>) {
    // A fixed body's rates are read by several threads at once and must not be written.
    if k.pointee.massA > 0 {
      let a = rates + k.pointee.a
      a.pointee.velocity -= push * a.pointee.inverseMass
      a.pointee.spin -= a.pointee.inverseInertia * turnA
    }
    if k.pointee.massB > 0 {
      let b = rates + k.pointee.b
      b.pointee.velocity += push * b.pointee.inverseMass
      b.pointee.spin += b.pointee.inverseInertia * turnB
    }
  }
}
