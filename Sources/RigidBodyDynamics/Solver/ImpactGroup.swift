import VectorMath

/// The impact of two bodies at one time: the points of all their contacts that meet together, solved by themselves.
///
/// A compound comes down on many pieces at once. One after the other they would tip it over: what falls flat must rebound
/// flat. So the contacts of a pair of bodies that are closed at the time of the impact are one group.
///
/// It works on its own copy of the velocities and on axes that are made once; the impulses that it finds are applied to
/// the bodies in one go.
struct ImpactGroup {
  struct Point {
    var normal = ContactAxis()
    var tangent1 = ContactAxis()
    var tangent2 = ContactAxis()
    // Directions and friction of its block.
    var n = Vector3.zero
    var t1 = Vector3.zero
    var t2 = Vector3.zero
    var friction = 0.0
    var mass = PointMass()
    var target = 0.0
    /// Its place among the spots.
    var spot = 0
    /// Index of its block.
    var block = 0
    /// Along normal and tangents.
    var impulse = Vector3.zero
    var elastic = Vector3.zero
    var plastic = Vector3.zero
  }
  private static let mostPasses = 240
  private let massA: Double
  private let massB: Double
  private var count = 0
  /// Places that the caller lends.
  private let points: UnsafeMutablePointer<Point>
  private let a: UnsafeMutablePointer<SolverBody>
  private let b: UnsafeMutablePointer<SolverBody>
  private let time: Double
  /// Velocities at the time of impact, before it.
  private let start: Rates
  private var fastest = 0.0
  private(set) var bounces = false

  /// Velocities of the pair while the impulses are looked for.
  private struct Rates {
    var a: Vector3
    var b: Vector3
    var spinA: Vector3
    var spinB: Vector3
  }

  /// A group without points, of the bodies of a block.
  @inline(__always) init(
    _ k: UnsafePointer<ContactBlock>, _ a: UnsafeMutablePointer<SolverBody>, _ b: UnsafeMutablePointer<SolverBody>,
    time: Double, in points: UnsafeMutablePointer<Point>
  ) {
    self.points = points
    self.a = a
    self.b = b
    self.time = time
    massA = k.pointee.massA
    massB = k.pointee.massB
    start = Rates(
      a: a.pointee.velocity + a.pointee.gravity * time, b: b.pointee.velocity + b.pointee.gravity * time,
      spinA: a.pointee.spin, spinB: b.pointee.spin)
  }

  /// Adds the points of a block that are closed at the time of the impact.
  ///
  /// - Returns: The greatest speed at which they approach, m/s; nil if there is none.
  @inline(__always) mutating func add(
    _ k: UnsafePointer<ContactBlock>, index: Int, _ spots: UnsafePointer<ContactSpot>
  ) -> Double? {
    var approach: Double?
    for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
      let spot = spots + j
      let gap = spot.pointee.gap(along: k.pointee.normal, a.pointee, b.pointee, at: time).gap
      guard gap <= k.pointee.closeness else { continue }
      let rA = spot.pointee.rA
      let rB = spot.pointee.rB
      var p = Point()
      p.spot = j
      p.block = index
      p.friction = k.pointee.friction
      p.n = k.pointee.normal
      p.t1 = k.pointee.tangent1
      p.t2 = k.pointee.tangent2
      p.normal = ContactAxis(p.n, rA, rB, a, b)
      p.tangent1 = ContactAxis(p.t1, rA, rB, a, b)
      p.tangent2 = ContactAxis(p.t2, rA, rB, a, b)
      let m = massA + massB
      p.mass = PointMass(
        k: m + p.normal.response(p.normal), k11: m + p.tangent1.response(p.tangent1),
        k12: p.tangent1.response(p.tangent2), k22: m + p.tangent2.response(p.tangent2))
      let v = ImpactGroup.speed(p.n, p.normal, start)
      if v < -k.pointee.restingSpeed { p.target = -k.pointee.restitution * v }
      if k.pointee.restitution > 0 { bounces = true }
      approach = Swift.max(approach ?? 0, -v)
      let u1 = ImpactGroup.speed(p.t1, p.tangent1, start)
      let u2 = ImpactGroup.speed(p.t2, p.tangent2, start)
      fastest = Swift.max(fastest, (v * v + u1 * u1 + u2 * u2).squareRoot())
      points[count] = p
      count += 1
    }
    return approach
  }

  /// Finds the impulses of the impact.
  func resolve() {
    solve(bounce: 1, tolerance: bounces ? 1e-10 : 1e-6)
    guard bounces && work() > 0 else { return }
    // Rebound with friction (Kane's paradox) or beside a point that parts already can gain energy; a plastic impact
    // never does. Blend back to balance.
    for j in 0..<count { points[j].elastic = points[j].impulse }
    solve(bounce: 0, tolerance: 1e-10)
    for j in 0..<count { points[j].plastic = points[j].impulse }
    var low = 0.0
    var high = 1.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      blend(middle)
      if work() > 0 { high = middle } else { low = middle }
    }
    blend(low)
  }

  private func blend(_ part: Double) {
    for j in 0..<count {
      let plastic = points[j].plastic
      points[j].impulse = plastic + (points[j].elastic - plastic) * part
    }
  }

  /// The impulses (normal, tangents) at the points for a restitution scaled by `bounce`, 1 for all of it, 0 for none.
  ///
  /// Gauss-Seidel: normal velocity at least the target, friction in the cone. What a plastic impact leaves undone the
  /// contact solver finishes, so it may stop earlier. A hundred points of a compound that falls flat share its six
  /// velocities: passes are cheap, and each leaves about a fifth less of the spin that the order of the points makes.
  private func solve(bounce: Double, tolerance: Double) {
    for j in 0..<count { points[j].impulse = .zero }
    var r = start
    for _ in 0..<ImpactGroup.mostPasses {
      var change = 0.0
      for j in 0..<count {
        let q = points + j
        let v = ImpactGroup.speed(q.pointee.n, q.pointee.normal, r)
        let old = q.pointee.impulse
        let normal = Swift.max(0, old.x - (v - q.pointee.target * bounce) * q.pointee.mass.normal)
        add(normal - old.x, q.pointee.n, q.pointee.normal, &r)
        change = Swift.max(change, (normal - old.x).magnitude / q.pointee.mass.normal)
        q.pointee.impulse.x = normal
        guard q.pointee.friction > 0 else { continue }
        let u1 = ImpactGroup.speed(q.pointee.t1, q.pointee.tangent1, r)
        let u2 = ImpactGroup.speed(q.pointee.t2, q.pointee.tangent2, r)
        let (x, y) = q.pointee.mass.friction(old.y, old.z, u1, u2, limit: q.pointee.friction * normal)
        add(x - old.y, q.pointee.t1, q.pointee.tangent1, &r)
        add(y - old.z, q.pointee.t2, q.pointee.tangent2, &r)
        q.pointee.impulse.y = x
        q.pointee.impulse.z = y
        change = Swift.max(change, ((x - old.y).magnitude + (y - old.z).magnitude) / q.pointee.mass.normal)
      }
      if change <= tolerance * fastest { break }
    }
  }

  /// Work of the impulses, J: each times the mean of the velocities before and after.
  private func work() -> Double {
    var after = start
    for j in 0..<count {
      let q = points + j
      add(q.pointee.impulse.x, q.pointee.n, q.pointee.normal, &after)
      add(q.pointee.impulse.y, q.pointee.t1, q.pointee.tangent1, &after)
      add(q.pointee.impulse.z, q.pointee.t2, q.pointee.tangent2, &after)
    }
    var work = 0.0
    for j in 0..<count {
      let q = points + j
      let p = q.pointee.impulse
      let (n, t1, t2) = (q.pointee.n, q.pointee.t1, q.pointee.t2)
      work += p.x * (ImpactGroup.speed(n, q.pointee.normal, start) + ImpactGroup.speed(n, q.pointee.normal, after))
      work +=
        p.y * (ImpactGroup.speed(t1, q.pointee.tangent1, start) + ImpactGroup.speed(t1, q.pointee.tangent1, after))
      work +=
        p.z * (ImpactGroup.speed(t2, q.pointee.tangent2, start) + ImpactGroup.speed(t2, q.pointee.tangent2, after))
    }
    return work * 0.5
  }

  /// Applies the impulses to the bodies at the time of impact, and tells of each point and its normal impulse.
  func apply(_ tell: (Point) -> Void) {
    var push = Vector3.zero
    var turnA = Vector3.zero
    var turnB = Vector3.zero
    for j in 0..<count {
      let q = points + j
      let p = q.pointee.impulse
      push += q.pointee.n * p.x + q.pointee.t1 * p.y + q.pointee.t2 * p.z
      turnA += q.pointee.normal.turnA * p.x + q.pointee.tangent1.turnA * p.y + q.pointee.tangent2.turnA * p.z
      turnB += q.pointee.normal.turnB * p.x + q.pointee.tangent1.turnB * p.y + q.pointee.tangent2.turnB * p.z
      tell(q.pointee)
    }
    a.pointee.change(push * -massA, turnA * -1, time: time)
    b.pointee.change(push * massB, turnB, time: time)
  }

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
