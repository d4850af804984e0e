import SceneDescription
import VectorMath

extension SolidShape.Compound.Part {
  /// Most corners that a hull made here has.
  public static let mostHullPoints = 64

  /// The convex solid around some points; nil where they lie in a plane.
  ///
  /// Where it would have more than `mostHullPoints` corners it gets the ones that matter most and is then grown, its
  /// lowest point kept, until its volume is again that of the whole hull.
  public static func hull(around cloud: [Vector3]) -> SolidShape.Compound.Part? {
    guard let core = ConvexHull(around: cloud, limit: mostHullPoints) else { return nil }
    var points = core.points
    if points.count == mostHullPoints, let whole = ConvexHull(around: cloud), whole.points.count > points.count {
      let growth = PortableMath.power(whole.volume / core.volume, 1.0 / 3)
      var low = points[0]
      var high = points[0]
      for p in points {
        low = min(low, p)
        high = max(high, p)
      }
      let centre = Vector3((low.x + high.x) / 2, low.y, (low.z + high.z) / 2)
      points = points.map { centre + ($0 - centre) * growth }
    }
    return hull(corners: points)
  }

  /// A hull whose corners are known to be such; its origin is their middle.
  static func hull(corners: [Vector3]) -> SolidShape.Compound.Part {
    var sum = Vector3.zero
    for p in corners { sum += p }
    let middle = sum / Double(corners.count)
    var hull = SolidShape.Hull()
    hull.points = corners.map { $0 - middle }
    return SolidShape.Compound.Part(.hull(hull), at: middle)
  }

  init(_ shape: SolidShape, at position: Vector3 = .zero, turned orientation: Quaternion = .identity) {
    self.init()
    self.shape = shape
    self.position = position
    self.orientation = orientation
  }

  /// Its corners, or for round solids points around it whose hull has about its volume.
  var outlinePoints: [Vector3] { localPoints.map { position + orientation.rotate($0) } }

  private var localPoints: [Vector3] {
    switch shape {
    case .hull(let h): return h.points
    case .box(let b):
      // Well-rounded corners get seven points each.
      let isRound = b.edgeRadius > 0.1 * b.halfExtents.smallest
      let r = b.edgeRadius
      return (0..<8).flatMap { k in
        let signs = Vector3(k & 1 == 0 ? -1 : 1, k & 2 == 0 ? -1 : 1, k & 4 == 0 ? -1 : 1)
        if !isRound { return [b.halfExtents.scaled(by: signs)] }
        let inner = b.halfExtents - Vector3(r, r, r)
        return (1..<8).map { m in
          let d = Vector3(m & 1 == 0 ? 0 : 1, m & 2 == 0 ? 0 : 1, m & 4 == 0 ? 0 : 1).normalized
          return (inner + d * r).scaled(by: signs)
        }
      }
    case .sphere(let s): return HullDirections.sphere.map { $0 * s.radius }
    case .capsule(let c):
      return HullDirections.sphere.map { d in
        // The directions on the equator go to both ends.
        Vector3(d.x * c.radius, d.y * c.radius + (d.y < 0 ? -c.halfHeight : c.halfHeight), d.z * c.radius)
      }
    case .cylinder(let c):
      return HullDirections.ring(24).flatMap { d in
        [Vector3(d.x * c.radius, -c.halfHeight, d.z * c.radius), Vector3(d.x * c.radius, c.halfHeight, d.z * c.radius)]
      }
    case .cone(let c):
      return HullDirections.ring(24).map { Vector3($0.x * c.radius, -c.height / 4, $0.z * c.radius) }
        + [Vector3(0, c.height * 0.75, 0)]
    case .compound, .mesh, .heightField, .plane: preconditionFailure("\(shape.tag) is no convex piece")
    }
  }
}

/// Directions around round solids.
enum HullDirections {
  /// Points of a ring in the xz plane whose polygon has the unit circle's area.
  static func ring(_ count: Int) -> [Vector3] {
    let step = 360 / Double(count)
    // Area of the polygon of radius 1: n/2 sin(step).
    let radius = (2 * Double.pi / (Double(count) * sineAndCosine(degrees: step).sine)).squareRoot()
    return (0..<count).map { k in
      let (s, c) = sineAndCosine(degrees: step * Double(k))
      return Vector3(c * radius, 0, s * radius)
    }
  }

  /// 62 points about the unit sphere, poles included, whose hull has its volume.
  static let sphere: [Vector3] = {
    var points = [Vector3.unitY, -Vector3.unitY]
    for ring in 0..<6 {
      let (rise, radius) = sineAndCosine(degrees: -75 + 30 * Double(ring))
      let count = ring == 0 || ring == 5 ? 6 : 12
      for k in 0..<count {
        let (s, c) = sineAndCosine(degrees: 360 / Double(count) * (Double(k) + (ring % 2 == 0 ? 0 : 0.5)))
        points.append(Vector3(c * radius, rise, s * radius))
      }
    }
    guard let hull = ConvexHull(around: points) else { preconditionFailure("the sphere's points span a solid") }
    let growth = PortableMath.power(4 * Double.pi / 3 / hull.volume, 1.0 / 3)
    return points.map { $0 * growth }
  }()
}
