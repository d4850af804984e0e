import VectorMath

/// The skin of a tree's skeleton: a tube for each branch, which begins on its parent's axis and widens where it
/// leaves the parent's bark.
struct BranchSurface {
  /// Widening of the stem's foot over its radius.
  var flare = 0.5
  /// Round the stem's foot; branches have fewer.
  var sides = 16
  var seed: UInt64 = 0

  /// A cross-section on the way along a branch.
  struct Ring {
    var centre: Vector3
    var along: Vector3
    var radius: Double
    /// Metres from the branch's start.
    var travelled: Double
  }

  func mesh(of tree: TreeSkeleton) -> TriangleMesh {
    var mesh = TriangleMesh()
    for i in tree.branches.indices { addTube(rings(of: i, tree), tree, number: i, to: &mesh) }
    return mesh
  }

  /// Cross-sections along a branch, as many as it needs to look smooth.
  func rings(of number: Int, _ tree: TreeSkeleton) -> [Ring] {
    let branch = tree.branches[number]
    let bearer = branch.parent < 0 ? 0 : tree.branches[branch.parent].radii[branch.parentPoint]
    return rings(of: branch, bearer: bearer, stemRadius: tree.branches[0].radii[0])
  }

  private func rings(of branch: TreeSkeleton.Branch, bearer: Double, stemRadius: Double) -> [Ring] {
    let points = branch.points
    let segments = points.count - 1
    let step = branch.length / Double(segments)
    let isStout = branch.radii[0] > 0.1 * stemRadius
    // Where to cut across, in segments.
    var places: [Double] = []
    for k in 0...segments {
      places.append(Double(k))
      if k < segments && (branch.level < 2 && isStout) { places.append(Double(k) + 0.5) }
    }
    let near = branch.level == 0 ? branch.radii[0] : bearer
    if (branch.level < 2 || isStout) && near > 0 {
      for s in branch.parent < 0 ? [0.35, 0.8, 1.4, 2.2, 3.2] : [0.8, 1.1, 1.5, 2.1] {
        places.append(Swift.min(s * near / step, 0.45 * Double(segments)))
      }
      places.sort()
    }
    var rings: [Ring] = []
    for place in places {
      let k = Swift.min(Int(place), segments - 1)
      let t = place - Double(k)
      let (centre, along) = BranchSurface.spline(points, k, t)
      let travelled = place * step
      if let last = rings.last, travelled - last.travelled < 0.02 * step { continue }
      var radius = branch.radii[k] + (branch.radii[k + 1] - branch.radii[k]) * t
      if branch.parent >= 0 {
        // The collar, never wider than the wood that bears it; leaders of a fork begin as wide as the stem ends.
        let isLeader = branch.level == 0
        let outside = Swift.max(0, travelled - (isLeader ? 0 : bearer))
        let reach = isLeader ? 1.5 * bearer : 1.2 * branch.radii[0]
        let collar = 1 + (isLeader ? 1.5 : 0.7) * PortableMath.exponential(-outside / Swift.max(1e-9, reach))
        radius = Swift.min(radius * collar, Swift.max(radius, (isLeader ? 0.96 : 0.9) * bearer))
      }
      rings.append(Ring(centre: centre, along: along, radius: radius, travelled: travelled))
    }
    // Branches end in a point; the stem leaves the ring before its last something to close upon.
    let (last, before) = (rings[rings.count - 1].radius, rings[rings.count - 2].radius)
    rings[rings.count - 1].radius = branch.parent < 0 ? Swift.max(last, 0.25 * before) : 0
    return branch.parent < 0
      ? rings : BranchSurface.needed(rings, tolerance: (branch.level < 2 ? 0.01 : 0.03) * stemRadius)
  }

  /// Those without which the tube would be off by an eighth of its radius, or by what shows on so large a tree.
  private static func needed(_ rings: [Ring], tolerance: Double) -> [Ring] {
    var kept = [rings[0]]
    var skipped: [Ring] = []
    for k in 1..<rings.count - 1 {
      skipped.append(rings[k])
      let (from, to) = (kept[kept.count - 1], rings[k + 1])
      let isStraight = skipped.allSatisfy { ring in
        let t = (ring.travelled - from.travelled) / (to.travelled - from.travelled)
        let allowed = Swift.max(0.125 * ring.radius, tolerance)
        let sideways = (mix(from.centre, to.centre, t) - ring.centre).length
        return Swift.max(sideways, (from.radius + (to.radius - from.radius) * t - ring.radius).magnitude) <= allowed
      }
      if isStraight { continue }
      kept.append(rings[k])
      skipped.removeAll(keepingCapacity: true)
    }
    return kept + [rings[rings.count - 1]]
  }

  /// Catmull-Rom between points k and k + 1: place and direction.
  private static func spline(_ p: [Vector3], _ k: Int, _ t: Double) -> (Vector3, Vector3) {
    let (a, b) = (p[k], p[k + 1])
    let before = k > 0 ? p[k - 1] : a * 2 - b
    let after = k + 2 < p.count ? p[k + 2] : b * 2 - a
    let (m0, m1) = ((b - before) * 0.5, (after - a) * 0.5)
    let (t2, t3) = (t * t, t * t * t)
    let place = a * (2 * t3 - 3 * t2 + 1) + m0 * (t3 - 2 * t2 + t) + b * (3 * t2 - 2 * t3) + m1 * (t3 - t2)
    let slope = a * (6 * t2 - 6 * t) + m0 * (3 * t2 - 4 * t + 1) + b * (6 * t - 6 * t2) + m1 * (3 * t2 - 2 * t)
    return (place, slope.lengthSquared > 0 ? slope.normalized : .unitY)
  }

  /// Sides go by the square root of the radius, so that facets of thin and thick wood look alike from where both are
  /// seen.
  func sideCount(of branch: TreeSkeleton.Branch, stemRadius: Double) -> Int {
    let share = Swift.min(1, branch.radii[0] / Swift.max(stemRadius, 1e-9))
    let fewer = Swift.max(3, Swift.min(sides, Int((Double(sides) * share.squareRoot()).rounded())))
    return branch.level == 0 ? sides : Swift.min(fewer, branch.level == 1 ? 8 : 5)
  }

  /// Over a ring's radius, at an angle: the stem is not round.
  func unevenness(_ ring: Ring, _ turn: Double, of branch: TreeSkeleton.Branch, number: Int) -> Double {
    if branch.parent >= 0 { return 1 }
    let phase = 0.1 * Double(mixBits(seed &+ UInt64(number)) >> 58)
    return footing(ring, turn, phase, branch.radii[0])
  }

  private func addTube(_ rings: [Ring], _ tree: TreeSkeleton, number: Int, to mesh: inout TriangleMesh) {
    let branch = tree.branches[number]
    let sides = sideCount(of: branch, stemRadius: tree.branches[0].radii[0])
    let first = Int32(mesh.positions.count)
    var side = rings[0].along.anyPerpendicular
    let circles = branch.parent < 0 ? rings.count : rings.count - 1
    for (k, ring) in rings.prefix(circles).enumerated() {
      // Carried along without turning about the branch.
      side = (side - ring.along * dot(side, ring.along))
      side = side.lengthSquared > 1e-12 ? side.normalized : ring.along.anyPerpendicular
      let other = cross(ring.along, side)
      let next = rings[Swift.min(k + 1, rings.count - 1)]
      let last = rings[Swift.max(k - 1, 0)]
      for s in 0..<sides {
        let turn = 2 * .pi * Double(s) / Double(sides)
        let (sine, cosine) = PortableMath.sineAndCosine(turn)
        let out = side * cosine + other * sine
        func radius(_ r: Ring) -> Double { r.radius * unevenness(r, turn, of: branch, number: number) }
        let rise = (radius(next) - radius(last)) / Swift.max(1e-9, next.travelled - last.travelled)
        mesh.positions.append(ring.centre + out * radius(ring))
        mesh.normals.append((out - ring.along * rise).normalized)
      }
    }
    func vertex(_ ring: Int, _ s: Int) -> Int32 { first + Int32(ring * sides + s % sides) }
    for k in 0..<circles - 1 {
      for s in 0..<sides {
        mesh.triangles.append(SIMD3(vertex(k, s), vertex(k, s + 1), vertex(k + 1, s + 1)))
        mesh.triangles.append(SIMD3(vertex(k, s), vertex(k + 1, s + 1), vertex(k + 1, s)))
      }
    }
    let end = rings[rings.count - 1]
    let tip = Int32(mesh.positions.count)
    mesh.positions.append(end.centre + end.along * end.radius)
    mesh.normals.append(end.along)
    for s in 0..<sides { mesh.triangles.append(SIMD3(tip, vertex(circles - 1, s), vertex(circles - 1, s + 1))) }
    if branch.parent >= 0 {
      // Within the wood that bears it.
      for s in 1..<sides - 1 { mesh.triangles.append(SIMD3(vertex(0, 0), vertex(0, s + 1), vertex(0, s))) }
      return
    }
    mesh.positions.append(rings[0].centre)
    mesh.normals.append(-rings[0].along)
    for s in 0..<sides { mesh.triangles.append(SIMD3(tip + 1, vertex(0, s + 1), vertex(0, s))) }
  }

  /// The stem's section: it spreads towards its roots, and is not quite round anywhere.
  private func footing(_ ring: Ring, _ turn: Double, _ phase: Double, _ radius: Double) -> Double {
    let fall = PortableMath.exponential(-ring.travelled / (1.3 * radius))
    let roots = 1 + 0.45 * PortableMath.cosine(5 * turn + phase) + 0.25 * PortableMath.cosine(3 * turn + 2.3 * phase)
    let wave: Double = 0.035 * PortableMath.cosine(2 * turn + phase + 0.7 * ring.travelled / radius)
    return 1 + flare * fall * roots + (flare > 0 ? wave : 0)
  }
}
