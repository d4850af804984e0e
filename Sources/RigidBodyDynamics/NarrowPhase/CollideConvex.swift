import VectorMath

// Manifolds of convex shapes in general: the direction that separates them, then points. Where a flat face of one looks
// along that direction, it gives the normal and the points of the other above it; otherwise two lines that run side by
// side make contact at the ends of their common stretch, and all else at the points that are nearest.

/// What a manifold's normal comes from; kept from step to step so that equal choices do not alternate.
private enum ReferenceAxis {
  static let faceOfA: UInt8 = 1
  static let faceOfB: UInt8 = 2
  static let nearestPoints: UInt8 = 3
}

/// - Parameters: as for `collide`; the points are in world axes.
func collideConvex(
  _ shapeA: ConvexShape, _ a: Placed, _ shapeB: ConvexShape, _ b: Placed, margin: Double, cachedAxis: UInt8,
  cachedNormal: Vector3 = .zero, tolerance: Double, into out: inout CandidateManifold
) {
  out.count = 0
  let pair = ConvexPair(shapeA, a, shapeB, b)
  guard
    let s = pair.separation(
      limit: margin + pair.radii, accepted: 20 * tolerance, guess: a.rotation.transposeMultiply(cachedNormal))
  else { return }
  let inverse = pair.turn.transpose

  // The face that the contact refers to: one that looks along the normal and separates nearly as well.
  // The face of the step before stays unless the other is clearly better: a change drops the impulses.
  let depth = Swift.max(0, -s.gap)
  let loyalty: Double = tolerance > 0 ? Swift.max(tolerance, 1e-3 * pair.size) : 0
  var score = -Double.infinity
  var axis = ReferenceAxis.nearestPoints
  var faceA = -1
  var faceB = -1
  if let f = shapeA.face(along: s.normal) {
    let n = shapeA.faceNormal(f)
    let gap = pair.gap(n)
    let slack = pair.b.slack(on: inverse * -n, size: pair.size, depth: depth, tolerance: tolerance)
    if dot(n, s.normal) > FaceContacts.facing && gap >= s.gap - slack {
      score = gap + (cachedAxis == ReferenceAxis.faceOfA ? loyalty : 0)
      axis = ReferenceAxis.faceOfA
      faceA = f
    }
  }
  if let f = shapeB.face(along: inverse * -s.normal) {
    let local = shapeB.faceNormal(f)
    let n = -(pair.turn * local)
    let gap = pair.gap(n)
    let slack = pair.a.slack(on: n, size: pair.size, depth: depth, tolerance: tolerance)
    let own = gap - 0.5 * tolerance + (cachedAxis == ReferenceAxis.faceOfB ? loyalty : 0)
    if dot(n, s.normal) > FaceContacts.facing && gap >= s.gap - slack && own > score {
      axis = ReferenceAxis.faceOfB
      faceB = f
    }
  }
  if axis == ReferenceAxis.faceOfA {
    collideFace(pair, faceA, a, margin, tolerance, &out)
  } else if axis == ReferenceAxis.faceOfB {
    collideFace(pair.swapped, faceB, b, margin, tolerance, &out)
    out.swapBodies()
  }
  if out.count == 0 {
    axis = ReferenceAxis.nearestPoints
    collideNearest(pair, s, a, margin, &out)
  }
  out.axisA = a.rotation.c1
  out.axisB = b.rotation.c1
  out.axis = axis
}

extension ConvexShape {
  /// How much worse than the best direction a face along `n` may separate this shape, for the face to be preferred.
  ///
  /// What lies on a face over a length or an area does so whatever the edges say; a single point that touches it must
  /// follow its true normal. What is deep is better pushed out over an area than turned about one point.
  fileprivate func slack(on n: Vector3, size: Double, depth: Double, tolerance: Double) -> Double {
    let least: Double = 1e-9 * size
    let most: Double = tolerance > 0 ? 0.01 * size + 0.5 * depth : least
    switch kind {
    case .point: return least
    case .segment: return n.y.magnitude < 0.1 ? most : least
    case .cylinder: return n.y.magnitude < 0.1 || n.y.magnitude > FaceContacts.facing ? most : least
    case .cone: return sideTilt(n).magnitude < 0.1 || n.y < -FaceContacts.facing ? most : least
    case .box, .hull, .triangle: return most
    }
  }

  /// Cosine of the angle between n and the line of the side of a cone that looks along n.
  fileprivate func sideTilt(_ n: Vector3) -> Double {
    let across: Double = (n.x * n.x + n.z * n.z).squareRoot()
    let height = size.y + size.z
    return (n.y * height - across * size.x) / (height * height + size.x * size.x).squareRoot()
  }
}

/// Contact of B on a face of A.
private func collideFace(
  _ pair: ConvexPair, _ f: Int, _ a: Placed, _ margin: Double, _ tolerance: Double, _ out: inout CandidateManifold
) {
  let normal = pair.a.faceNormal(f)
  let offset = pair.a.faceOffset(f)
  func finish(_ outline: FaceRegion.Outline, corners: Int, _ out: inout CandidateManifold) {
    collideRegion(
      FaceRegion(normal: normal, offset: offset, outline: outline), corners: corners, pair.b, turn: pair.turn,
      origin: pair.offset, a, margin, tolerance, &out)
  }
  if pair.a.isRevolved {
    finish(.disc(radius: pair.a.size.x), corners: 4, &out)
    return
  }
  let count = pair.a.cornerCount(ofFace: f)
  withUnsafeTemporaryAllocation(of: Vector3.self, capacity: count) { corners in
    for k in 0..<count { corners.initializeElement(at: k, to: pair.a.corner(k, ofFace: f).point) }
    finish(.polygon(UnsafeBufferPointer(corners)), corners: count, &out)
  }
}

/// Contact of a shape on a face, both in the frame of `a`, which has the face; the normal is the face's.
func collideRegion(
  _ face: FaceRegion, corners: Int, _ shape: ConvexShape, turn: Matrix3, origin: Vector3, _ a: Placed,
  _ margin: Double, _ tolerance: Double, _ out: inout CandidateManifold
) {
  withUnsafeTemporaryAllocation(of: Candidate.self, capacity: FaceContacts.capacity(shape, corners: corners)) {
    storage in
    var contacts = FaceContacts(
      face, shape, turn: turn, origin: origin, margin: margin, flatness: 3 * tolerance,
      buffer: CandidateBuffer(points: storage))
    contacts.collect()
    let points = contacts.buffer.points
    let n = reduceToFour(points, count: contacts.buffer.count, normal: face.normal)
    out.reset(normal: a.rotation * face.normal, owner: .a, radiusA: 0, radiusB: contacts.radius)
    for i in 0..<n {
      var p = points[i]
      p.onA = a.toWorld(p.onA)
      p.onB = a.toWorld(p.onB)
      out.points[i] = p
    }
    out.count = n
  }
}

/// Contact along two lines side by side, or at the nearest points.
private func collideNearest(
  _ pair: ConvexPair, _ s: Separation, _ a: Placed, _ margin: Double, _ out: inout CandidateManifold
) {
  let n = s.normal
  let inverse = pair.turn.transpose
  if let p = pair.a.line(along: n), var q = pair.b.line(along: inverse * -n) {
    q.from = pair.turn * q.from + pair.offset
    q.to = pair.turn * q.to + pair.offset
    let d = p.to - p.from
    let e = q.to - q.from
    let length = d.length
    let direction = d / length
    if cross(direction, e).length < 3e-3 * e.length {
      let (t0, t1) = (dot(q.from - p.from, direction), dot(q.to - p.from, direction))
      let low = Swift.max(0, Swift.min(t0, t1))
      let high = Swift.min(length, Swift.max(t0, t1))
      if high - low > 1e-3 * Swift.min(length, e.length) {
        out.reset(normal: a.rotation * n, owner: .world, radiusA: p.radius, radiusB: q.radius)
        for (i, t) in [low, high].enumerated() {
          var onA = p.from + direction * t
          var onB = q.from + e * ((t - t0) / (t1 - t0))
          let gap = dot(onB - onA, n) - p.radius - q.radius
          guard gap < margin else { continue }
          // Push and counterpush along one line, though the two lines may cross at a small angle.
          let aside = (onB - onA - n * dot(onB - onA, n)) * 0.5
          onA += aside
          onB -= aside
          out.append(a.toWorld(onA), a.toWorld(onB), gap, UInt32(i + 1))
          out.points[out.count - 1].rolling = (pair.a.isRevolved ? 1 : 0) | (pair.b.isRevolved ? 2 : 0)
        }
        if out.count > 0 { return }
      }
    }
  }
  // Gap and levers of the true surfaces, whatever the nearest points leave open by rounding.
  var onA = s.onA
  var onB = s.onB
  let stray = (dot(onB - onA, n) - s.gap) * 0.5
  onA += n * stray
  onB -= n * stray
  let radiusA = pair.a.liftToAxis(&onA, outward: n, axis: .unitY, origin: .zero)
  let radiusB = pair.b.liftToAxis(&onB, outward: -n, axis: pair.turn.c1, origin: pair.offset)
  out.reset(normal: a.rotation * n, owner: .world, radiusA: radiusA, radiusB: radiusB)
  out.append(a.toWorld(onA), a.toWorld(onB), s.gap - pair.radii, 0)
  out.points[0].rolling = (pair.a.isRevolved ? 1 : 0) | (pair.b.isRevolved ? 2 : 0)
}

/// A straight line of a shape's surface, or of its core.
private struct SurfaceLine {
  var from: Vector3
  var to: Vector3
  /// Distance of the surface from it along the direction asked for.
  var radius: Double
}

extension ConvexShape {
  /// The line of the surface that is farthest along d, where there is one: d is then nearly square to it.
  fileprivate func line(along d: Vector3) -> SurfaceLine? {
    let limit = 0.01
    switch kind {
    case .point: return nil
    case .segment:
      guard d.y.magnitude < limit else { return nil }
      return SurfaceLine(from: Vector3(0, -size.y, 0), to: Vector3(0, size.y, 0), radius: radius)
    case .cylinder:
      guard d.y.magnitude < limit else { return nil }
      // Points of the axis whose distance to the side along d is the same for all; see `FaceContacts`.
      let sine = (1 - d.y * d.y).squareRoot()
      let shift: Double = -size.x * d.y / sine
      return SurfaceLine(
        from: Vector3(0, shift - size.y, 0), to: Vector3(0, shift + size.y, 0), radius: size.x / sine)
    case .cone:
      guard sideTilt(d).magnitude < limit else { return nil }
      let across: Double = (d.x * d.x + d.z * d.z).squareRoot()
      return SurfaceLine(
        from: Vector3(size.x * d.x / across, -size.y, size.x * d.z / across), to: Vector3(0, size.z, 0), radius: 0)
    case .box:
      let m = d.magnitudes
      let axis = m.x <= m.y && m.x <= m.z ? 0 : (m.y <= m.z ? 1 : 2)
      guard m[axis] < limit else { return nil }
      var from = support(d)
      var to = from
      from[axis] = -size[axis]
      to[axis] = size[axis]
      return SurfaceLine(from: from, to: to, radius: 0)
    case .triangle:
      let p = support(d)
      var best: SurfaceLine?
      var least = limit
      for q in [corner0, corner1, corner2] where q != p {
        let tilt = dot(q - p, d).magnitude / (q - p).length
        if tilt < least {
          least = tilt
          best = SurfaceLine(from: p, to: q, radius: 0)
        }
      }
      return best
    case .hull:
      let t = hull!
      let v = t.pointee.support(d)
      let p = t.pointee.vertices[v]
      var best: SurfaceLine?
      var least = limit
      for k in Int(t.pointee.neighbourStart[v])..<Int(t.pointee.neighbourStart[v + 1]) {
        let q = t.pointee.vertices[Int(t.pointee.neighbours[k])]
        let tilt = dot(q - p, d).magnitude / (q - p).length
        if tilt < least {
          least = tilt
          best = SurfaceLine(from: p, to: q, radius: 0)
        }
      }
      return best
    }
  }

  /// Moves a point of a round surface to the point of the axis below it, where that is a steady thing to do; returns
  /// how far that is. Swollen cores keep their radius.
  fileprivate func liftToAxis(_ p: inout Vector3, outward n: Vector3, axis d: Vector3, origin: Vector3) -> Double {
    guard isRevolved else { return radius }
    let cosine = dot(n, d)
    let sine = Swift.max(0, 1 - cosine * cosine).squareRoot()
    guard sine > 0.5 else { return 0 }
    let r = p - origin
    let lift = (r - d * dot(r, d)).length / sine
    p -= n * lift
    return lift
  }
}
