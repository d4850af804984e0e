import VectorMath

/// Which body's frame a contact normal turns with.
enum NormalOwner: UInt8, Sendable {
  case a, b, world
}

/// One possible contact point: a point on the core of each body, in world axes.
///
/// The core of a sphere is its centre, of a capsule its axis, of a box or plane the shape itself; the surface is the
/// core swollen by the shape's radius. So a core point is fixed in its body even while the body rolls.
struct Candidate: Sendable {
  var onA: Vector3
  var onB: Vector3
  /// Gap along the normal between the surfaces, m; negative where they overlap.
  var separation: Double
  /// Names the geometric features that made the point; the same from step to step.
  var feature: UInt32
  /// The bodies on whose round surface or rim the point runs rather than being fixed to it: 1 for a, 2 for b.
  var rolling: UInt8 = 0
}

/// What the narrow phase finds for one pair: a normal and the points along it.
struct CandidateManifold: Sendable {
  /// From body a to body b, unit length.
  var normal = Vector3.unitY
  var owner = NormalOwner.world
  var radiusA: Double = 0
  var radiusB: Double = 0
  /// The separating axis of a box pair, kept so that the next step prefers the same one; 0 for none.
  var axis: UInt8 = 0
  /// Axes of revolution of the bodies, world axes; of use where a point is `rolling`.
  var axisA = Vector3.unitY
  var axisB = Vector3.unitY
  var count = 0
  var points = InlineArray<16, Candidate>(
    repeating: Candidate(onA: .zero, onB: .zero, separation: 0, feature: 0))

  @inline(__always) mutating func reset(normal: Vector3, owner: NormalOwner, radiusA: Double, radiusB: Double) {
    self.normal = normal
    self.owner = owner
    self.radiusA = radiusA
    self.radiusB = radiusB
    count = 0
  }

  @inline(__always) mutating func append(_ onA: Vector3, _ onB: Vector3, _ separation: Double, _ feature: UInt32) {
    guard count < 16 else { return }
    points[count] = Candidate(onA: onA, onB: onB, separation: separation, feature: feature)
    count += 1
  }

  /// Exchanges the roles of the two bodies.
  mutating func swapBodies() {
    normal = -normal
    owner = owner == .a ? .b : (owner == .b ? .a : .world)
    swap(&radiusA, &radiusB)
    swap(&axisA, &axisB)
    for i in 0..<count { points[i].swapBodies() }
  }

  /// Adds points of the same contact, found with a larger margin, up to four in all.
  mutating func fill(from other: CandidateManifold) {
    guard dot(normal, other.normal) > 1 - 1e-9 else { return }
    let known = count
    for i in 0..<other.count where count < 4 {
      var isNew = true
      for j in 0..<known where points[j].feature == other.points[i].feature { isNew = false }
      if isNew {
        points[count] = other.points[i]
        count += 1
      }
    }
  }

  /// Keeps at most four points; see `reduceToFour(_:count:normal:)`.
  @inline(__always) mutating func reduceToFour() {
    guard count > 4 else { return }
    let (n, normal) = (count, normal)
    count = withUnsafeMutablePointer(to: &points) { p in
      let first = UnsafeMutableRawPointer(p).assumingMemoryBound(to: Candidate.self)
      return RigidBodyDynamics.reduceToFour(
        UnsafeMutableBufferPointer(start: first, count: n), count: n, normal: normal)
    }
  }
}

extension Candidate {
  /// Exchanges the roles of the two bodies.
  @inline(__always) mutating func swapBodies() {
    swap(&onA, &onB)
    rolling = rolling >> 1 | (rolling & 1) << 1
  }
}

/// Keeps at most four points: the deepest, the one farthest from it, and the two that span the most area. Returns how
/// many, moved to the front in their order.
func reduceToFour(_ points: UnsafeMutableBufferPointer<Candidate>, count: Int, normal: Vector3) -> Int {
  guard count > 4 else { return count }
  // A tie within this length goes to the earlier point, so that noise does not exchange equal points.
  let tie = 1e-7
  var deepest = 0
  for i in 1..<count where points[i].separation < points[deepest].separation - tie { deepest = i }
  let p0 = points[deepest].onB
  var far = -1
  var farDistance = -1.0
  for i in 0..<count where i != deepest {
    let d = (points[i].onB - p0).length
    if d > farDistance + tie {
      farDistance = d
      far = i
    }
  }
  let along = points[far].onB - p0
  let across = cross(normal, along)
  var left = -1
  var right = -1
  var leftDistance = 0.0
  var rightDistance = 0.0
  for i in 0..<count where i != deepest && i != far {
    let d = dot(points[i].onB - p0, across)
    if d > leftDistance + tie * farDistance {
      leftDistance = d
      left = i
    }
    if d < rightDistance - tie * farDistance {
      rightDistance = d
      right = i
    }
  }
  var keep = InlineArray<4, Int>(repeating: -1)
  keep[0] = deepest
  keep[1] = far
  keep[2] = left
  keep[3] = right
  var kept = InlineArray<4, Candidate>(repeating: points[0])
  var n = 0
  for i in 0..<count where i == keep[0] || i == keep[1] || i == keep[2] || i == keep[3] {
    kept[n] = points[i]
    n += 1
  }
  for i in 0..<n { points[i] = kept[i] }
  return n
}
