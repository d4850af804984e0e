import VectorMath

/// The impact of one pair of bodies at one time: up to four points that meet together, solved by themselves.
///
/// It works on its own copy of the velocities and on axes that are made once; the impulses that it finds are applied to
/// the bodies in one go.
struct ImpactBlock {
  struct Point {
    var normal = ContactAxis()
    var tangent1 = ContactAxis()
    var tangent2 = ContactAxis()
    var mass = PointMass()
    var target = 0.0
    var isActive = false
  }
  private let massA: Double
  private let massB: Double
  private let n: Vector3
  private let t1: Vector3
  private let t2: Vector3
  private let friction: Double
  private let count: Int
  /// Four places that the caller lends.
  private let points: UnsafeMutablePointer<Point>
  // Velocities at the time of impact, before it.
  private let velocityA: Vector3
  private let velocityB: Vector3
  private let spinA: Vector3
  private let spinB: Vector3
  /// Greatest speed at which its points approach, and at which they move, m/s.
  private(set) var approach = 0.0
  private var fastest = 0.0

  /// Velocities of the pair while the impulses are looked for.
  private struct Rates {
    var a: Vector3
    var b: Vector3
    var spinA: Vector3
    var spinB: Vector3
  }

  @inline(__always) init(
    _ k: UnsafePointer<ContactBlock>, _ spots: UnsafePointer<ContactSpot>, _ a: UnsafePointer<SolverBody>,
    _ b: UnsafePointer<SolverBody>, time: Double, gaps: InlineArray<4, Double>,
    in points: UnsafeMutablePointer<Point>
  ) {
    self.points = points
    massA = k.pointee.massA
    massB = k.pointee.massB
    n = k.pointee.normal
    t1 = k.pointee.tangent1
    t2 = k.pointee.tangent2
    friction = k.pointee.friction
    count = k.pointee.rowCount
    velocityA = a.pointee.velocity + a.pointee.gravity * time
    velocityB = b.pointee.velocity + b.pointee.gravity * time
    spinA = a.pointee.spin
    spinB = b.pointee.spin
    let rates = Rates(a: velocityA, b: velocityB, spinA: spinA, spinB: spinB)
    for j in 0..<count {
      points[j] = Point()
      guard gaps[j] <= k.pointee.slop * 0.1 + 1e-9 else { continue }
      let rA = spots[j].rA
      let rB = spots[j].rB
      var p = Point()
      p.isActive = true
      p.normal = ContactAxis(n, rA, rB, a, b)
      p.tangent1 = ContactAxis(t1, rA, rB, a, b)
      p.tangent2 = ContactAxis(t2, rA, rB, a, b)
      let m = massA + massB
      p.mass = PointMass(
        k: m + p.normal.response(p.normal), k11: m + p.tangent1.response(p.tangent1),
        k12: p.tangent1.response(p.tangent2), k22: m + p.tangent2.response(p.tangent2))
      let v = ImpactBlock.speed(n, p.normal, rates)
      if v < -k.pointee.restingSpeed { p.target = -k.pointee.restitution * v }
      approach = Swift.max(approach, -v)
      let u1 = ImpactBlock.speed(t1, p.tangent1, rates)
      let u2 = ImpactBlock.speed(t2, p.tangent2, rates)
      fastest = Swift.max(fastest, (v * v + u1 * u1 + u2 * u2).squareRoot())
      points[j] = p
    }
  }

  /// The impulses (normal, tangents) at the points for a restitution scaled by `bounce`, 1 for all of it, 0 for none.
  ///
  /// Gauss-Seidel: normal velocity at least the target, friction in the cone. What a plastic impact leaves undone the
  /// contact solver finishes, so it may stop earlier.
  func impulses(bounce: Double, tolerance: Double) -> InlineArray<4, Vector3> {
    var p = InlineArray<4, Vector3>(repeating: .zero)
    var r = Rates(a: velocityA, b: velocityB, spinA: spinA, spinB: spinB)
    for _ in 0..<60 {
      var change = 0.0
      for j in 0..<count where points[j].isActive {
        let q = points + j
        let v = ImpactBlock.speed(n, q.pointee.normal, r)
        let old = p[j]
        let normal = Swift.max(0, old.x - (v - q.pointee.target * bounce) * q.pointee.mass.normal)
        add(normal - old.x, n, q.pointee.normal, &r)
        change = Swift.max(change, (normal - old.x).magnitude / q.pointee.mass.normal)
        p[j].x = normal
        guard friction > 0 else { continue }
        let u1 = ImpactBlock.speed(t1, q.pointee.tangent1, r)
        let u2 = ImpactBlock.speed(t2, q.pointee.tangent2, r)
        let (x, y) = q.pointee.mass.friction(old.y, old.z, u1, u2, limit: friction * normal)
        add(x - old.y, t1, q.pointee.tangent1, &r)
        add(y - old.z, t2, q.pointee.tangent2, &r)
        p[j].y = x
        p[j].z = y
        change = Swift.max(change, ((x - old.y).magnitude + (y - old.z).magnitude) / q.pointee.mass.normal)
      }
      if change <= tolerance * fastest { break }
    }
    return p
  }

  /// Work of the impulses, J: each times the mean of the velocities before and after.
  func work(_ p: InlineArray<4, Vector3>) -> Double {
    let before = Rates(a: velocityA, b: velocityB, spinA: spinA, spinB: spinB)
    var after = before
    for j in 0..<count where points[j].isActive {
      add(p[j].x, n, points[j].normal, &after)
      add(p[j].y, t1, points[j].tangent1, &after)
      add(p[j].z, t2, points[j].tangent2, &after)
    }
    var work = 0.0
    for j in 0..<count where points[j].isActive {
      let q = points + j
      work += p[j].x * (ImpactBlock.speed(n, q.pointee.normal, before) + ImpactBlock.speed(n, q.pointee.normal, after))
      work +=
        p[j].y * (ImpactBlock.speed(t1, q.pointee.tangent1, before) + ImpactBlock.speed(t1, q.pointee.tangent1, after))
      work +=
        p[j].z * (ImpactBlock.speed(t2, q.pointee.tangent2, before) + ImpactBlock.speed(t2, q.pointee.tangent2, after))
    }
    return work * 0.5
  }

  /// Applies the impulses to the bodies at the time of impact.
  func apply(
    _ p: InlineArray<4, Vector3>, _ a: UnsafeMutablePointer<SolverBody>, _ b: UnsafeMutablePointer<SolverBody>,
    time: Double
  ) {
    var push = Vector3.zero
    var turnA = Vector3.zero
    var turnB = Vector3.zero
    for j in 0..<count where points[j].isActive {
      push += n * p[j].x + t1 * p[j].y + t2 * p[j].z
      let q = points + j
      turnA += q.pointee.normal.turnA * p[j].x + q.pointee.tangent1.turnA * p[j].y + q.pointee.tangent2.turnA * p[j].z
      turnB += q.pointee.normal.turnB * p[j].x + q.pointee.tangent1.turnB * p[j].y + q.pointee.tangent2.turnB * p[j].z
    }
    a.pointee.change(push * -massA, turnA * -1, time: time)
    b.pointee.change(push * massB, turnB, time: time)
  }

  func isActive(_ j: Int) -> Bool { points[j].isActive }

  /// Speed of b's point relative to a's along an axis.
  @inline(__always) private static func speed(_ d: Vector3, _ axis: ContactAxis, _ r: Rates) -> Double {
    dot(d, r.b - r.a) + dot(axis.leverB, r.spinB) - dot(axis.leverA, r.spinA)
  }

  @inline(__always) private func add(_ impulse: Double, _ d: Vector3, _ axis: ContactAxis, _ r: inout Rates) {
    if impulse == 0 { return }
    r.a -= d * (impulse * massA)
    r.b += d * (impulse * massB)
    r.spinA -= axis.turnA * impulse
    r.spinB += axis.turnB * impulse
  }
}
