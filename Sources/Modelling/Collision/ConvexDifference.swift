import SceneDescription
import VectorMath

/// Convex solids without what convex solids take from them: cut along the planes of the taken ones' faces into slabs
/// around the hole.
struct ConvexDifference {
  /// More are worse than pieces found otherwise.
  static let mostPieces = 64
  /// Slabs below this share of the whole are left out.
  private static let least = 0.002

  /// Pieces of `from` outside of all `taken`; nil where that takes too many.
  static func pieces(from: [CollisionPiece], taken: [CollisionPiece]) -> [CollisionPiece]? {
    guard !from.isEmpty, !taken.isEmpty, from.count <= 32, taken.count <= 32 else { return nil }
    let solids = from.compactMap { ConvexHull(around: $0.outlinePoints) }
    let whole = solids.reduce(0) { $0 + $1.volume }
    // Pieces that nothing is taken from stay what they are.
    var untouched: [CollisionPiece] = []
    var rest: [ConvexHull] = []
    var holes: [[CuttingPlane]] = []
    for piece in taken {
      guard let hull = ConvexHull(around: piece.cuttingPoints) else { continue }
      holes.append(CuttingPlane.faces(of: hull))
    }
    for (piece, solid) in zip(from, solids) {
      var parts = [solid]
      for hole in holes {
        parts = parts.flatMap { cut($0, hole, least: least * whole) }
        if parts.count + rest.count > mostPieces { return nil }
      }
      if parts.count == 1, parts[0].volume > (1 - 1e-9) * solid.volume {
        untouched.append(piece)
      } else {
        rest += parts
      }
    }
    guard untouched.count + rest.count <= mostPieces else { return nil }
    return untouched + rest.compactMap { CollisionPiece.hull(around: $0.points) }
  }

  /// The largest slab beyond one of the hole's planes, then the largest of what is left, until only the hole is.
  private static func cut(_ solid: ConvexHull, _ hole: [CuttingPlane], least: Double) -> [ConvexHull] {
    var core: ConvexHull? = solid
    for plane in hole { core = core.flatMap { $0.side(of: plane, inside: true) } }
    guard let core, core.volume > least else { return [solid] }
    var out: [ConvexHull] = []
    var rest = solid
    var planes = hole
    while !planes.isEmpty {
      var best: (index: Int, slab: ConvexHull)?
      var idle: [Int] = []
      for (i, plane) in planes.enumerated() {
        guard let slab = rest.side(of: plane, inside: false), slab.volume > 0 else {
          idle.append(i)
          continue
        }
        if slab.volume > best?.slab.volume ?? 0 { best = (i, slab) }
      }
      guard let best, let inner = rest.side(of: planes[best.index], inside: true) else { break }
      if best.slab.volume > least { out.append(best.slab) }
      rest = inner
      for i in (idle + [best.index]).sorted().reversed() { planes.remove(at: i) }
    }
    return out
  }
}

/// A plane with its normal out of the solid that it bounds.
struct CuttingPlane {
  var normal: Vector3
  var offset: Double

  func height(_ p: Vector3) -> Double { dot(normal, p) - offset }

  /// Of a hull's faces, those that lie in one plane taken once.
  static func faces(of hull: ConvexHull) -> [CuttingPlane] {
    var planes: [CuttingPlane] = []
    var areas: [Double] = []
    for t in hull.triangles {
      let a = hull.points[Int(t.x)]
      let area = cross(hull.points[Int(t.y)] - a, hull.points[Int(t.z)] - a)
      let normal = area.normalized
      if normal == .zero { continue }
      if let known = planes.firstIndex(where: { dot($0.normal, normal) > 0.9998 }) {
        // The larger triangle knows the plane better.
        if area.length <= areas[known] { continue }
        areas[known] = area.length
        planes[known] = CuttingPlane(normal: normal, offset: dot(normal, a))
      } else {
        planes.append(CuttingPlane(normal: normal, offset: dot(normal, a)))
        areas.append(area.length)
      }
    }
    return planes
  }
}

extension ConvexHull {
  /// The part on one side of a plane; nil where nothing solid is there.
  fileprivate func side(of plane: CuttingPlane, inside: Bool) -> ConvexHull? {
    let heights = points.map { inside ? plane.height($0) : -plane.height($0) }
    // Heights above 0 go.
    if !heights.contains(where: { $0 > 0 }) { return self }
    if !heights.contains(where: { $0 < 0 }) { return nil }
    var kept: [Vector3] = []
    for (k, h) in heights.enumerated() where h <= 0 { kept.append(points[k]) }
    for t in triangles {
      for e in 0..<3 {
        let (i, j) = (Int(t[e]), Int(t[(e + 1) % 3]))
        if i < j, heights[i] * heights[j] < 0 {
          kept.append(mix(points[i], points[j], heights[i] / (heights[i] - heights[j])))
        }
      }
    }
    return ConvexHull(around: kept)
  }
}

extension SolidShape.Compound.Part {
  /// Points around it whose hull has few faces and about its volume: what it takes from others is taken by planes.
  fileprivate var cuttingPoints: [Vector3] {
    switch shape {
    case .cylinder(let c):
      return HullDirections.ring(8).flatMap { d in
        [-c.halfHeight, c.halfHeight].map { position + orientation.rotate(d * c.radius + Vector3(0, $0, 0)) }
      }
    case .box(var b):
      // Its rounded edges are no planes of their own.
      b.edgeRadius = 0
      return SolidShape.Compound.Part(.box(b), at: position, turned: orientation).outlinePoints
    default:
      let cloud = outlinePoints
      guard let few = ConvexHull(around: cloud, limit: 16), let whole = ConvexHull(around: cloud) else { return cloud }
      if few.points.count == whole.points.count { return whole.points }
      let middle = few.points.reduce(Vector3.zero, +) / Double(few.points.count)
      let growth = PortableMath.power(whole.volume / few.volume, 1.0 / 3)
      return few.points.map { middle + ($0 - middle) * growth }
    }
  }
}
