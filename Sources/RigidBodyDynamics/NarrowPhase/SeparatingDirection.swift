import VectorMath

// The direction along which two convex cores are farthest apart or least deep in each other: the greatest
// s(n) = min n.b - max n.a over unit vectors n. For cores that are apart it is the one of their nearest points. For
// cores that overlap s may have several local maxima, and the search is in two parts.
//
// Start: the best of the directions that tend to win (flat faces, across the axes of round shapes) and, where that one
// is deep, of a pair shrunk about its centres until it comes apart.
//
// Ascent: B is moved along n until the cores are apart by a set length d, and n1 is the direction of their nearest
// points there. Then s(n1) >= s(n): with t the move, n1 separates the moved cores by their full distance e >= d, so
// s(n1) = e - t n.n1 >= d - t = s(n). So every pass is a gain, and where it ends n is a local maximum, to the precision
// of the nearest points, on flat and on curved surfaces alike. Near the solution the error shrinks by
// (depth + d) / (radius of curvature of A - B + d) a pass: at once for faces and edges.

/// What tells two cores apart, in the frame of A.
struct Separation {
  /// From A to B, unit length.
  var normal: Vector3
  /// Gap of the cores along it, m; negative for overlap. Never more than their distance.
  var gap: Double
  /// The points of the cores that face each other.
  var onA: Vector3
  var onB: Vector3
}

extension ConvexPair {
  /// The length that the tolerances of the pair scale with: the smaller of the inner radii.
  var size: Double { Swift.min(a.thickness, b.thickness) }

  /// - Parameters:
  ///   - limit: gap of the cores from which on the pair is of no interest; nil is returned there.
  ///   - accepted: depth up to which the first local maximum found will do.
  ///   - guess: a direction that is likely near the solution, such as that of the step before; zero for none.
  func separation(limit: Double, accepted: Double, guess: Vector3 = .zero) -> Separation? {
    if guess != .zero {
      let gap = gap(guess)
      if gap >= limit { return nil }
      if gap > -0.05 * size {
        let near = ascend(from: guess, gap, limit: limit, isLikely: true)
        if near.gap >= -accepted { return near.gap < limit ? near : nil }
      }
    }
    let (start, gap) = bestStart
    if gap >= limit { return nil }
    var best = ascend(from: start, gap, limit: limit)
    if best.gap < -accepted {
      for shrunk in 0..<3 {
        let reach = dot(best.normal, offset) - best.gap
        guard best.gap < -accepted, reach > 0 else { break }
        let shrink = Swift.min(0.98, (1.5 + 3 * Double(shrunk)) * -best.gap / reach)
        let apart = closestPoints(self, start: best.normal, shrink: shrink)
        if apart.overlap { continue }
        let s = self.gap(apart.normal)
        if s > best.gap { best = ascend(from: apart.normal, s, limit: limit) }
      }
    }
    return best.gap < limit ? best : nil
  }

  private func ascend(from start: Vector3, _ startGap: Double, limit: Double, isLikely: Bool = false) -> Separation {
    let apart: Double = 0.02 * size
    var n = start
    var gap = startGap
    var best = Separation(normal: n, gap: gap, onA: supportA(n), onB: supportB(n))
    // The first passes of a long way need not be exact.
    var precision = isLikely ? 1e-10 : 1e-4
    for _ in 0..<24 {
      let move = gap < apart ? n * (apart - gap) : .zero
      let near = closestPoints(
        self, start: n, shift: move, limit: gap < apart ? .infinity : limit,
        precision: gap < apart ? precision : 1e-10)
      // Not apart after all, by rounding.
      if near.overlap { break }
      let next = self.gap(near.normal)
      if next > best.gap {
        best.normal = near.normal
        best.gap = next
      }
      best.onA = near.onA
      best.onB = near.onB - move
      let settled = next <= gap + 3e-8 * size
      if gap >= apart || (settled && precision == 1e-10) { break }
      if next <= gap + 1e-3 * size { precision = 1e-10 }
      if next > gap {
        n = near.normal
        gap = next
      }
    }
    return best
  }

  private var bestStart: (normal: Vector3, gap: Double) {
    var best = offset.lengthSquared > 0 ? offset.normalized : .unitY
    var most = gap(best)
    @inline(__always) func consider(_ n: Vector3) {
      let g = gap(n)
      if g > most {
        most = g
        best = n
      }
    }
    for i in 0..<a.faceCount { consider(a.faceNormal(i)) }
    for i in 0..<b.faceCount { consider(-(turn * b.faceNormal(i))) }
    if let n = a.side(towards: offset) { consider(n) }
    if let n = b.side(towards: turn.transposeMultiply(-offset)) { consider(-(turn * n)) }
    if a.isLong && b.isLong {
      let across = cross(.unitY, turn.c1)
      let l = across.length
      if l > 1e-9 { consider(across * ((dot(across, offset) < 0 ? -1 : 1) / l)) }
    }
    return (best, most)
  }
}

extension ConvexShape {
  /// Whether it extends along its Y axis with the same or a steadily changing section.
  fileprivate var isLong: Bool { kind == .segment || kind == .cylinder || kind == .cone }

  /// Outward normal of the side of a long shape that looks towards a point.
  fileprivate func side(towards p: Vector3) -> Vector3? {
    guard isLong else { return nil }
    let across: Double = (p.x * p.x + p.z * p.z).squareRoot()
    guard across > 0 else { return nil }
    let radial = Vector3(p.x / across, 0, p.z / across)
    return kind == .cone ? sideNormal(radial) : radial
  }

  /// Outward normal of the side of a cone in the direction of a unit vector across its axis.
  func sideNormal(_ radial: Vector3) -> Vector3 {
    let height = size.y + size.z
    let slant = (height * height + size.x * size.x).squareRoot()
    return radial * (height / slant) + Vector3(0, size.x / slant, 0)
  }

  /// Radius of a ball that fits inside; infinite for a triangle, which has no inside.
  var thickness: Double {
    switch kind {
    case .point, .segment: radius
    case .box: size.smallest
    case .cylinder: Swift.min(size.x, size.y)
    case .cone: Swift.min(size.x, size.y)
    case .hull: hull!.pointee.innerRadius
    case .triangle: .infinity
    }
  }
}
