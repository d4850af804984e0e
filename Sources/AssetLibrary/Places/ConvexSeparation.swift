import SceneDescription
import VectorMath

/// A convex solid that stands somewhere in the world: points, perhaps swollen by a radius, or a round one about an axis.
package struct PlacedPiece: Sendable {
  /// Corners of a box or hull, ends of a capsule's axis, the centre of a sphere.
  private var points: [Vector3] = []
  private var radius = 0.0
  /// Middle, axis and half height of a cylinder; of a cone the base's middle and the way to the apex.
  private var round: (kind: Round, middle: Vector3, axis: Vector3, radius: Double, half: Double)?
  private enum Round { case cylinder, cone }
  /// Box along the world's axes.
  package private(set) var low: Vector3
  package private(set) var high: Vector3

  /// Nil for what is no convex solid.
  package init?(_ shape: SolidShape, at pose: RigidTransform) {
    switch shape {
    case .sphere(let s):
      points = [pose.translation]
      radius = s.radius
    case .capsule(let c):
      points = [-1.0, 1.0].map { pose.apply(Vector3(0, $0 * c.halfHeight, 0)) }
      radius = c.radius
    case .box(let b):
      points = (0..<8).map { i in
        pose.apply(
          Vector3(
            i & 1 == 0 ? -b.halfExtents.x : b.halfExtents.x, i & 2 == 0 ? -b.halfExtents.y : b.halfExtents.y,
            i & 4 == 0 ? -b.halfExtents.z : b.halfExtents.z))
      }
    case .hull(let h): points = h.points.map(pose.apply)
    case .cylinder(let c):
      round = (.cylinder, pose.translation, pose.rotation.rotate(.unitY), c.radius, c.halfHeight)
    case .cone(let c):
      let axis = pose.rotation.rotate(.unitY)
      round = (.cone, pose.translation - axis * (c.height / 4), axis, c.radius, c.height)
    case .compound, .mesh, .heightField, .plane: return nil
    }
    low = .zero
    high = .zero
    for k in 0..<3 {
      var axis = Vector3.zero
      axis[k] = 1
      high[k] = support(axis)[k]
      low[k] = support(-axis)[k]
    }
  }

  /// A triangle of a surface with what is `depth` metres below it; nil beyond a kilometre from the origin.
  init?(prismBelow a: Vector3, _ b: Vector3, _ c: Vector3, depth: Double) {
    guard Swift.max(a.length, Swift.max(b.length, c.length)) < 1e3 else { return nil }
    points = [a, b, c] + [a, b, c].map { $0 - Vector3(0, depth, 0) }
    low = points.dropFirst().reduce(a, min)
    high = points.dropFirst().reduce(a, max)
  }

  /// The pieces of a body's solid.
  package static func pieces(of solid: SolidShape.Compound, at pose: RigidTransform) -> [PlacedPiece] {
    solid.parts.compactMap {
      PlacedPiece(
        $0.shape, at: pose * RigidTransform(rotation: $0.orientation.normalized, translation: $0.position))
    }
  }

  /// The same piece elsewhere.
  package func moved(by step: Vector3) -> PlacedPiece {
    var copy = self
    copy.points = points.map { $0 + step }
    if let r = round { copy.round = (r.kind, r.middle + step, r.axis, r.radius, r.half) }
    copy.low += step
    copy.high += step
    return copy
  }

  /// The farthest point in a direction.
  func support(_ d: Vector3) -> Vector3 {
    if let r = round {
      let along = dot(d, r.axis)
      let across = (d - r.axis * along).normalized
      switch r.kind {
      case .cylinder: return r.middle + r.axis * (along >= 0 ? r.half : -r.half) + across * r.radius
      case .cone:
        let (apex, rim) = (r.middle + r.axis * r.half, r.middle + across * r.radius)
        return dot(d, apex) > dot(d, rim) ? apex : rim
      }
    }
    var best = points[0]
    var most = dot(best, d)
    for p in points.dropFirst() {
      let t = dot(p, d)
      if t > most { (best, most) = (p, t) }
    }
    return radius > 0 ? best + d.normalized * radius : best
  }

  func boundsOverlap(_ other: PlacedPiece, gap: Double) -> Bool {
    low.x - gap < other.high.x && other.low.x - gap < high.x && low.y - gap < other.high.y
      && other.low.y - gap < high.y && low.z - gap < other.high.z && other.low.z - gap < high.z
  }

  /// Whether two pieces are nearer than `gap`, m.
  ///
  /// Gilbert, Johnson & Keerthi 1988 in its yes-or-no form: the simplex in the difference of the two solids moves towards
  /// the origin until it holds it or a direction parts them. Undecided after 40 rounds counts as overlapping.
  package func isNearer(_ other: PlacedPiece, than gap: Double) -> Bool {
    guard boundsOverlap(other, gap: gap) else { return false }
    var d = (low + high - other.low - other.high) * 0.5
    if d.lengthSquared < 1e-18 { d = .unitX }
    var simplex: [Vector3] = []
    simplex.reserveCapacity(4)
    for _ in 0..<40 {
      let away = d.normalized
      if away == .zero { return true }
      // Towards the origin, the difference swollen by the gap.
      let p = support(-away) - other.support(away) - away * gap
      if dot(p, away) > 0 { return false }
      simplex.append(p)
      guard let next = PlacedPiece.towardsOrigin(&simplex) else { return true }
      d = -next
    }
    return true
  }

  /// Reduces the simplex to the part nearest to the origin; the direction from it to the origin, nil where it holds the
  /// origin.
  private static func towardsOrigin(_ s: inout [Vector3]) -> Vector3? {
    switch s.count {
    case 1: return -s[0]
    case 2: return line(&s)
    case 3: return triangle(&s)
    default: return tetrahedron(&s)
    }
  }

  private static func line(_ s: inout [Vector3]) -> Vector3? {
    let (a, b) = (s[1], s[0])
    let ab = b - a
    if dot(ab, -a) > 0 {
      let d = cross(cross(ab, -a), ab)
      return d.lengthSquared < 1e-24 ? ab.anyPerpendicular : d
    }
    s = [a]
    return -a
  }

  private static func triangle(_ s: inout [Vector3]) -> Vector3? {
    let (a, b, c) = (s[2], s[1], s[0])
    let (ab, ac, ao) = (b - a, c - a, -a)
    let n = cross(ab, ac)
    if n.lengthSquared < 1e-30 {
      s = [b, a]
      return line(&s)
    }
    if dot(cross(n, ac), ao) > 0 {
      if dot(ac, ao) > 0 {
        s = [c, a]
        return cross(cross(ac, ao), ac)
      }
      s = [b, a]
      return line(&s)
    }
    if dot(cross(ab, n), ao) > 0 {
      s = [b, a]
      return line(&s)
    }
    if dot(n, ao) > 0 { return n }
    s = [b, c, a]
    return -n
  }

  private static func tetrahedron(_ s: inout [Vector3]) -> Vector3? {
    let (a, b, c, d) = (s[3], s[2], s[1], s[0])
    for (p, q, rest) in [(b, c, d), (c, d, b), (d, b, c)] {
      var n = cross(p - a, q - a)
      // Outwards: away from the fourth corner.
      if dot(n, rest - a) > 0 { n = -n }
      if dot(n, -a) > 0 {
        s = dot(cross(p - a, q - a), n) > 0 ? [q, p, a] : [p, q, a]
        return triangle(&s)
      }
    }
    return nil
  }
}
