import VectorMath

/// The sides of a block that can move; the other's velocities are in the rows' targets.
enum Sides {
  case both
  case onlyA
  case onlyB
}

/// The motion of a block's sides while its rows change it, and what the rows have done in sum.
struct RowSum {
  private let sides: Sides
  private(set) var a = Twist(velocity: .zero, spin: .zero)
  private(set) var b = Twist(velocity: .zero, spin: .zero)
  /// On b and against a.
  private(set) var force = Vector3.zero
  private(set) var torqueA = Vector3.zero
  private(set) var torqueB = Vector3.zero

  @inline(__always) init(_ sides: Sides, _ system: CoupledSystem, _ k: UnsafePointer<CoupledBlock>) {
    self.sides = sides
    if sides != .onlyB { a = system.velocity(k.pointee.a) }
    if sides != .onlyA { b = system.velocity(k.pointee.b) }
  }

  /// How much faster the row moves than it should.
  @inline(__always) func excess(_ r: UnsafePointer<CoupledRow>) -> Double {
    switch sides {
    case .both:
      return dot(r.pointee.linear, b.velocity - a.velocity) + dot(r.pointee.leverB, b.spin)
        - dot(r.pointee.leverA, a.spin) - r.pointee.target
    case .onlyA:
      return -dot(r.pointee.linear, a.velocity) - dot(r.pointee.leverA, a.spin) - r.pointee.target
    case .onlyB:
      return dot(r.pointee.linear, b.velocity) + dot(r.pointee.leverB, b.spin) - r.pointee.target
    }
  }

  /// Changes the row's impulse, and with it the motion of the sides.
  @inline(__always) mutating func change(_ r: UnsafeMutablePointer<CoupledRow>, by delta: Double) {
    r.pointee.impulse += delta
    add(r, delta)
  }

  @inline(__always) mutating func add(_ r: UnsafePointer<CoupledRow>, _ p: Double) {
    force += r.pointee.force * p
    if sides != .onlyB {
      a.velocity += r.pointee.velocityA * p
      a.spin += r.pointee.spinA * p
      torqueA += r.pointee.torqueA * p
    }
    if sides != .onlyA {
      b.velocity += r.pointee.velocityB * p
      b.spin += r.pointee.spinB * p
      torqueB += r.pointee.torqueB * p
    }
  }

  @inline(__always) func commit(_ system: CoupledSystem, _ k: UnsafePointer<CoupledBlock>) {
    switch sides {
    case .onlyA: system.commit(k.pointee.a, a, -force, -torqueA)
    case .onlyB: system.commit(k.pointee.b, b, force, torqueB)
    case .both:
      guard k.pointee.isWithinTree else {
        system.commit(k.pointee.a, a, -force, -torqueA)
        system.commit(k.pointee.b, b, force, torqueB)
        return
      }
      if force == .zero && torqueA == .zero && torqueB == .zero { return }
      // The walk stands at b, and brings b's impulse to a.
      system.walk.push(k.pointee.b.link, force, torqueB)
      system.walk.move(k.pointee.a.tree, to: k.pointee.a.link)
      system.walk.push(k.pointee.a.link, -force, -torqueA)
    }
  }
}
