import SceneDescription
import VectorMath

/// How a rigid thing that is let go on a level floor comes to lie there: it tips over what it stands on, again and again, until
/// its centre of mass is above that.
///
/// The way is that of slow tipping: about the edge or corner of its foot that is nearest below the centre of mass, until
/// another point touches the floor. The centre of mass sinks with each turn, so it ends.
struct Tipping {
  /// Corners of its solids; round ones have so many that a polygon stands for them.
  private var points: [Vector3] = []
  private var centre = Vector3.zero
  private let reach: Double

  /// Sides of the polygons that stand for circles: 128 leave a rim of 5 cm within 0.015 mm.
  private static let sides = 128
  /// Foot and centre of mass are known to this share of its reach.
  private static let precision = 1e-5
  /// What tips by more than this does not stand at all, degrees from upright.
  static let greatestTilt = 20.0
  /// A way that nobody sees and no contact feels, m.
  private static let least = 5e-4

  /// Joints count as stiff. Nil where nothing collides.
  init?(_ model: AssetModel) {
    var mass = 0.0
    for link in model.links {
      guard let solid = link.solid else { continue }
      centre += solid.centreOfMass * link.mass
      mass += link.mass
      points += solid.parts.flatMap(Tipping.points)
    }
    guard mass > 0 else { return nil }
    centre = centre / mass
    let about = centre
    reach = points.reduce(0) { Swift.max($0, ($1 - about).length) }
  }

  /// The turn to how it lies; nil where it stays as it is, and where it falls over.
  func turn() -> Quaternion? {
    var (points, centre) = (self.points, self.centre)
    var turn = Quaternion.identity
    let least = PortableMath.cosine(Tipping.greatestTilt * Double.pi / 180)
    for _ in 0..<1000 {
      guard let (pivot, way) = fall(points, centre) else { break }
      var angle = Double.infinity
      for point in points {
        let (out, height) = (dot(point - pivot, way), point.y - pivot.y)
        if out > Tipping.precision * reach {
          angle = Swift.min(angle, PortableMath.arcTangent(y: Swift.max(0, height), x: out))
        }
      }
      guard angle < Double.pi / 2 else { return nil }
      let step = Quaternion(angle: angle, axis: cross(.unitY, way))
      for i in points.indices { points[i] = step.rotate(points[i] - pivot) }
      centre = step.rotate(centre - pivot)
      turn = (step * turn).normalized
      if turn.rotate(.unitY).y < least { return nil }
    }
    let farthest = self.points.reduce(0) { Swift.max($0, (turn.rotate($1 - self.centre) - ($1 - self.centre)).length) }
    return farthest > Tipping.least ? turn : nil
  }

  /// About which point of its foot it falls, and which level way; nil where it stands.
  private func fall(_ points: [Vector3], _ centre: Vector3) -> (pivot: Vector3, way: Vector3)? {
    let slack = Tipping.precision * reach
    let lowest = points.reduce(Double.infinity) { Swift.min($0, $1.y) }
    let foot = Tipping.outline(points.filter { $0.y < lowest + slack })
    var nearest = (pivot: foot[0], away: Double.infinity, way: Vector3.zero)
    var isInside = foot.count > 2
    for (i, a) in foot.enumerated() {
      let b = foot[(i + 1) % foot.count]
      let edge = Vector3(b.x - a.x, 0, b.z - a.z)
      let to = Vector3(centre.x - a.x, 0, centre.z - a.z)
      if cross(edge, to).y > 0 { isInside = false }
      let share = edge.lengthSquared > 0 ? Swift.min(1, Swift.max(0, dot(to, edge) / edge.lengthSquared)) : 0
      let apart = to - edge * share
      if apart.length < nearest.away { nearest = (a + (b - a) * share, apart.length, apart.normalized) }
    }
    return isInside || nearest.away <= slack ? nil : (nearest.pivot, nearest.way)
  }

  /// The corners of the convex outline of points seen from above, counter-clockwise in (x, z) (Andrew 1979).
  private static func outline(_ points: [Vector3]) -> [Vector3] {
    let sorted = points.sorted { ($0.x, $0.z) < ($1.x, $1.z) }
    if sorted.count < 3 { return sorted }
    func half(_ points: some Sequence<Vector3>) -> [Vector3] {
      var chain: [Vector3] = []
      for p in points {
        while chain.count > 1 {
          let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
          if (b.x - a.x) * (p.z - a.z) - (b.z - a.z) * (p.x - a.x) > 0 { break }
          chain.removeLast()
        }
        chain.append(p)
      }
      return chain.dropLast()
    }
    return half(sorted) + half(sorted.reversed())
  }

  private static func points(of part: SolidShape.Compound.Part) -> [Vector3] {
    func ring(_ radius: Double, _ y: Double) -> [Vector3] {
      (0..<sides).map { k in
        let (s, c) = PortableMath.sineAndCosine(Double(k) / Double(sides) * 2 * Double.pi)
        return Vector3(c * radius, y, s * radius)
      }
    }
    /// Rings of a ball from pole to pole.
    func ball(_ radius: Double, _ shift: Double) -> [Vector3] {
      (0...sides / 4).flatMap { k in
        let (s, c) = PortableMath.sineAndCosine(Double(k) / Double(sides / 4) * Double.pi)
        return ring(s * radius, c * radius + shift)
      }
    }
    let local: [Vector3]
    switch part.shape {
    case .hull(let h): local = h.points
    case .box(let b):
      let h = b.halfExtents
      local = [-h.x, h.x].flatMap { x in [-h.y, h.y].flatMap { y in [-h.z, h.z].map { Vector3(x, y, $0) } } }
    case .sphere(let s): local = ball(s.radius, 0)
    case .capsule(let c): local = ball(c.radius, -c.halfHeight) + ball(c.radius, c.halfHeight)
    case .cylinder(let c): local = ring(c.radius, -c.halfHeight) + ring(c.radius, c.halfHeight)
    case .cone(let c): local = ring(c.radius, -c.height / 4) + [Vector3(0, c.height * 0.75, 0)]
    case .compound, .mesh, .heightField, .plane: preconditionFailure("\(part.shape.tag) is no convex piece")
    }
    let turn = part.orientation.normalized
    return local.map { part.position + turn.rotate($0) }
  }
}
