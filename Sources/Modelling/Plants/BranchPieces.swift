import VectorMath

/// Convex pieces of a tree's wood: each branch a chain of frusta of the volume of what is drawn, thick wood first, until
/// nearly all of the wood is in them.
struct BranchPieces {
  let surface: BranchSurface
  let tree: TreeSkeleton
  /// How many there may be.
  let most: Int

  /// What is fixed in the ground can have many.
  static let usual = 144
  /// Share of the wood that may be left to twigs without pieces.
  private static let left = 0.012

  /// From one ring to another of a branch.
  private struct Frustum {
    var branch: Int
    var from: BranchSurface.Ring
    var to: BranchSurface.Ring
    /// Of what is drawn between them.
    var volume: Double
  }

  var pieces: [CollisionPiece] {
    let rings = tree.branches.indices.map { surface.rings(of: $0, tree) }
    let volumes = tree.branches.indices.map { i in
      zip(rings[i], rings[i].dropFirst()).reduce(0) { $0 + volume(i, $1.0, $1.1) }
    }
    let order = volumes.indices.sorted { (-volumes[$0], $0) < (-volumes[$1], $1) }
    let total = volumes.reduce(0, +)
    // As fine as the number allows: first how far an axis may pass beside a bent branch's.
    var tolerance = 0.1
    while true {
      var chosen: [Frustum] = []
      var rest = total
      for i in order where rest > BranchPieces.left * total && chosen.count < most {
        chosen += frusta(i, rings[i], tolerance: tolerance)
        rest -= volumes[i]
      }
      if chosen.count <= most && (rest <= BranchPieces.left * total || tolerance > 3) {
        return chosen.compactMap(hull)
      }
      if tolerance > 3 { return chosen.prefix(most).compactMap(hull) }
      tolerance *= 1.5
    }
  }

  /// A branch's rings joined as far as its axis stays within the tolerance.
  private func frusta(_ number: Int, _ rings: [BranchSurface.Ring], tolerance: Double) -> [Frustum] {
    var frusta: [Frustum] = []
    var start = 0
    while start < rings.count - 1 {
      var end = start + 1
      while end < rings.count - 1 && isStraight(rings, start, end + 1, tolerance) { end += 1 }
      let inside = (start..<end).reduce(0) { $0 + volume(number, rings[$1], rings[$1 + 1]) }
      frusta.append(Frustum(branch: number, from: rings[start], to: rings[end], volume: inside))
      start = end
    }
    return frusta
  }

  private func isStraight(_ rings: [BranchSurface.Ring], _ start: Int, _ end: Int, _ tolerance: Double) -> Bool {
    let (a, b) = (rings[start], rings[end])
    return (start + 1..<end).allSatisfy { k in
      let t = (rings[k].travelled - a.travelled) / (b.travelled - a.travelled)
      let sideways = (mix(a.centre, b.centre, t) - rings[k].centre).length
      let swelling = (a.radius + (b.radius - a.radius) * t - rings[k].radius).magnitude
      // Thin wood may be off by more of its radius than thick.
      let stem = tree.branches[0].radii[0]
      return Swift.max(sideways, swelling) <= tolerance * (rings[k].radius * stem).squareRoot()
    }
  }

  /// Of a section as it is drawn, with its corners.
  private func area(_ number: Int, _ ring: BranchSurface.Ring) -> Double {
    let branch = tree.branches[number]
    let sides = surface.sideCount(of: branch, stemRadius: tree.branches[0].radii[0])
    let step = 2 * .pi / Double(sides)
    let radii = (0..<sides).map { k in
      ring.radius * surface.unevenness(ring, step * Double(k), of: branch, number: number)
    }
    let products = (0..<sides).reduce(0) { $0 + radii[$1] * radii[($1 + 1) % sides] }
    return 0.5 * PortableMath.sine(step) * products
  }

  private func volume(_ number: Int, _ a: BranchSurface.Ring, _ b: BranchSurface.Ring) -> Double {
    let (p, q) = (area(number, a), area(number, b))
    return (b.centre - a.centre).length * (p + q + (p * q).squareRoot()) / 3
  }

  /// Around its two rings, widened or narrowed until it holds the volume.
  private func hull(_ frustum: Frustum) -> CollisionPiece? {
    let sides = tree.branches[frustum.branch].parent < 0 ? 12 : 8
    func cloud(_ growth: Double) -> [Vector3] {
      [frustum.from, frustum.to].flatMap { ring -> [Vector3] in
        let side = ring.along.anyPerpendicular
        let other = cross(ring.along, side)
        return (0..<sides).map { s in
          let (sine, cosine) = PortableMath.sineAndCosine(2 * .pi * Double(s) / Double(sides))
          return ring.centre + (side * cosine + other * sine) * (ring.radius * growth)
        }
      }
    }
    guard let hull = ConvexHull(around: cloud(1)), hull.volume > 0 else { return nil }
    return CollisionPiece.hull(around: cloud((frustum.volume / hull.volume).squareRoot()))
  }
}
