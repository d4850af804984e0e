import SceneDescription
import VectorMath

extension Revolution {
  /// Wedges of a full turn where the solid is hollow: fewer for what is small beside a hand's breadth, one a flat.
  private var wedges: Int {
    if hasFlats { return sides }
    var radius = 0.0
    for p in section { radius = max(radius, p.x) }
    return radius < 0.075 ? 12 : 16
  }
  /// More wedges are made of a coarser section.
  private static let mostWedges = 36

  /// Convex pieces: one where the solid is convex, a stack where it is full to the axis, else wedges around a hollow.
  var pieces: [CollisionPiece] {
    let outline = doubleArea(section) < 0 ? Array(section.reversed()) : section
    var low = outline[0]
    var high = outline[0]
    for p in outline {
      low = Point2(min(low.x, p.x), min(low.y, p.y))
      high = Point2(max(high.x, p.x), max(high.y, p.y))
    }
    let extent = max(high.x, high.y - low.y)
    let detail = min(0.004, 0.03 * extent)
    guard degrees >= 360 else {
      return ConvexPartition.coarsest(outline, detail: detail, measure: Self.volume).flatMap(wedgesOf)
    }

    // Filled to the axis: its own convex half section.
    let filled = ConvexPartition.convexHull(outline + outline.map { Point2(0, $0.y) })
    let own = Self.volume(outline)
    if Self.volume(filled) <= 1.025 * own { return [turned(filled, volume: own)] }
    if let stack = fullStack(simplified(outline, tolerance: 0.1 * detail)) { return stack }
    var parts = ConvexPartition.coarsest(outline, detail: detail, measure: Self.volume)
    if parts.count * wedges > Self.mostWedges {
      let coarse = ConvexPartition.coarsest(outline, detail: 1.5 * detail, within: 0.06, measure: Self.volume)
      if coarse.count < parts.count { parts = coarse }
    }
    return parts.flatMap { polygon -> [CollisionPiece] in
      let disc = ConvexPartition.convexHull(polygon + polygon.map { Point2(0, $0.y) })
      // A floor that reaches the axis over nearly its whole thickness is a disc.
      let onAxis = polygon.filter { $0.x == 0 }.map(\.y)
      let heights = polygon.map(\.y)
      if let first = onAxis.min(), let last = onAxis.max(), let bottom = heights.min(), let top = heights.max(),
        last > first, max(first - bottom, top - last) <= max(detail, 0.002)
      {
        return [turned(disc, volume: Self.volume(disc))]
      }
      return wedgesOf(polygon)
    }
  }

  /// A chain of wedges of a convex section.
  var wedgePieces: [CollisionPiece] { wedgesOf(section) }

  /// A convex solid of revolution of a given volume: a ball, a cylinder, or a hull of rings; with flats, of its corners.
  private func turned(_ half: [Point2], volume: Double) -> CollisionPiece {
    let heights = half.map(\.y)
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 0)
    let radius = half.map(\.x).max() ?? 0
    let middle = Vector3(0, (low + high) / 2, 0)
    func hull(_ points: [Vector3]) -> CollisionPiece {
      .hull(around: points + half.filter { $0.x == 0 }.map { Vector3(0, $0.y, 0) })
        ?? CollisionPiece(.cylinder(radius: radius, halfHeight: (high - low) / 2), at: middle)
    }
    if hasFlats {
      return hull(
        (0..<sides).flatMap { k in
          half.filter { $0.x > 0 }.map { direction(Double(k) / Double(sides)) * $0.x + Vector3(0, $0.y, 0) }
        })
    }
    // What a bevel takes off a cylinder is less than what looks wrong.
    if volume >= 0.97 * Double.pi * radius * radius * (high - low) {
      return CollisionPiece(.cylinder(radius: radius, halfHeight: (high - low) / 2), at: middle)
    }
    if ((high - low) - 2 * radius).magnitude < 0.01 * radius,
      (volume / (4 * Double.pi / 3 * radius * radius * radius) - 1).magnitude < 0.02
    {
      return CollisionPiece(.sphere(radius: radius), at: middle)
    }
    // As many corners as leave 12 to 24 points a ring among 64.
    var profile = half.filter { $0.x > 0 }
    if profile.count > 5 {
      profile = simplified(half, tolerance: 0, atMost: 7, keep: { $0.x == 0 }).filter { $0.x > 0 }
    }
    let kept = profile + half.filter { $0.x == 0 }
    let growth = (volume / Self.volume(ConvexPartition.convexHull(kept + kept.map { Point2(0, $0.y) }))).squareRoot()
    let count = profile.count <= 2 ? 24 : (profile.count == 3 ? 20 : (profile.count == 4 ? 15 : 12))
    return hull(HullDirections.ring(count).flatMap { d in profile.map { d * ($0.x * growth) + Vector3(0, $0.y, 0) } })
  }

  /// Where each level line meets the section in one stretch from the axis: a stack of convex solids.
  private func fullStack(_ outline: [Point2]) -> [CollisionPiece]? {
    // Counter-clockwise and to the right of the axis: from the lowest axis point up.
    guard let start = outline.indices.filter({ outline[$0].x == 0 }).min(by: { outline[$0].y < outline[$1].y }) else {
      return nil
    }
    var chain = (0..<outline.count).map { outline[(start + $0) % outline.count] }
    while chain.count > 1, chain[chain.count - 1].x == 0, chain[chain.count - 2].x == 0 { chain.removeLast() }
    guard chain.last?.x == 0, chain.dropFirst().dropLast().allSatisfy({ $0.x > 0 }) else { return nil }
    for (a, b) in zip(chain, chain.dropFirst()) where b.y < a.y - 0.002 { return nil }
    // Stretches of the chain that bulge outwards, as long as filling them in adds little.
    var stack: [CollisionPiece] = []
    var from = 0
    while from < chain.count - 1 {
      var to = from + 1
      while to + 1 < chain.count {
        let stretch = Array(chain[from...(to + 1)])
        let closed = [Point2(0, stretch[0].y)] + stretch + [Point2(0, stretch[stretch.count - 1].y)]
        let hull = ConvexPartition.convexHull(closed)
        if Self.volume(hull) > 1.02 * Self.volume(closed) { break }
        to += 1
      }
      let stretch = Array(chain[from...to])
      let closed = [Point2(0, stretch[0].y)] + stretch + [Point2(0, stretch[stretch.count - 1].y)]
      let hull = ConvexPartition.convexHull(closed)
      if hull.count >= 3, Self.volume(hull) > 0 { stack.append(turned(hull, volume: Self.volume(hull))) }
      from = to
    }
    return stack.count <= 24 ? stack : nil
  }

  /// A convex part of the section, turned in steps; radii grown so that the steps' chords keep the volume.
  private func wedgesOf(_ polygon: [Point2]) -> [CollisionPiece] {
    let count = degrees >= 360 ? wedges : max(1, Int((Double(wedges) * degrees / 360).rounded(.up)))
    let step = min(degrees, 360) / Double(count) * (Double.pi / 180)
    let growth = hasFlats ? 1 : (step / PortableMath.sine(step)).squareRoot()
    var corners = polygon
    if corners.count > 24 { corners = simplified(corners, tolerance: 0, atMost: 24) }
    return (0..<count).compactMap { k in
      let near = direction(Double(k) / Double(count))
      let far = direction(Double(k + 1) / Double(count))
      return .hull(
        around: corners.flatMap { p in
          [near * (p.x * growth) + Vector3(0, p.y, 0), far * (p.x * growth) + Vector3(0, p.y, 0)]
        })
    }
  }
}
