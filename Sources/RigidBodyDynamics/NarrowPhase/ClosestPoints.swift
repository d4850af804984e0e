import VectorMath

// Distance of two convex cores by the GJK algorithm: the point of A - B that is nearest to the origin, as the nearest
// point of a growing simplex of support points. Gilbert, Johnson & Keerthi, IEEE J. Robotics Automation 4 (1988); the
// nearest point of a simplex by signed volumes after Montanari, Petrinic & Barbieri, "Improving the GJK algorithm for
// faster and more reliable distance queries between convex objects", ACM Trans. Graph. 36 (2017).

/// Nearest points of two cores in the frame of A.
struct ClosestPoints {
  var onA: Vector3
  var onB: Vector3
  /// From A to B, unit length; zero where the cores overlap.
  var normal: Vector3
  var distance: Double
  @inline(__always) var overlap: Bool { normal == .zero }
}

/// A support point of A - B and what it comes from.
private struct SimplexPoint {
  var w = Vector3.zero
  var onA = Vector3.zero
  var onB = Vector3.zero
}

private struct Simplex {
  var points = InlineArray<4, SimplexPoint>(repeating: SimplexPoint())
  var weights = InlineArray<4, Double>(repeating: 0)
  var count = 0

  var nearest: Vector3 {
    var v = Vector3.zero
    for i in 0..<count { v += points[i].w * weights[i] }
    return v
  }
  var onA: Vector3 {
    var v = Vector3.zero
    for i in 0..<count { v += points[i].onA * weights[i] }
    return v
  }
  var onB: Vector3 {
    var v = Vector3.zero
    for i in 0..<count { v += points[i].onB * weights[i] }
    return v
  }
}

/// Nearest points of the cores of a pair.
///
/// - Parameters:
///   - start: a guess at the direction from A to B, not zero.
///   - shift: moves B by this much first; the points come back where B is then.
///   - shrink: scales A - B by 1 - shrink about the difference of the two origins first, so that the cores come apart
///     when they overlap by less; the points are then of no use, but the normal is near that of the true pair.
///   - precision: relative error of the squared distance that will do.
///   - limit: distance beyond which the points may be any that show that the cores are farther apart.
func closestPoints(
  _ pair: ConvexPair, start: Vector3, shift: Vector3 = .zero, shrink: Double = 0, limit: Double = .infinity,
  precision: Double = 1e-10
) -> ClosestPoints {
  var s = Simplex()
  var v = -start
  var size = Double.infinity
  // Rounding of the coordinates that enter: no difference below it means anything.
  var scale = 0.0
  for _ in 0..<100 {
    let d = -v
    var p = SimplexPoint()
    p.onA = pair.supportA(d)
    p.onB = pair.supportB(d) + shift
    p.w = p.onA - p.onB
    if shrink > 0 { p.w = p.w * (1 - shrink) - (pair.offset + shift) * shrink }
    scale = Swift.max(scale, p.w.lengthSquared)
    // v is nearest as soon as no support point is nearer along it.
    // A support point beyond the plane through the origin proves that the cores are apart.
    var isApart = false
    if size < .infinity {
      let along = dot(v, p.w)
      if size - along <= precision * size + 1e-16 * (size * scale).squareRoot() { break }
      isApart = along > 0
      if isApart && along * along > limit * limit * size { break }
    }
    var known = false
    for i in 0..<s.count where s.points[i].w == p.w { known = true }
    if known { break }
    let former = s
    s.points[s.count] = p
    s.count += 1
    reduce(&s, isApart: isApart)
    let next = s.nearest
    let nextSize = next.lengthSquared
    if s.count == 4 || nextSize <= 1e-28 * scale {
      return ClosestPoints(onA: s.onA, onB: s.onB, normal: .zero, distance: 0)
    }
    if nextSize >= size {
      s = former
      break
    }
    let gain = size - nextSize
    v = next
    size = nextSize
    // On curved surfaces the last digits are slow to come, and worth nothing.
    if gain <= precision * size { break }
  }
  let distance = size.squareRoot()
  return ClosestPoints(onA: s.onA, onB: s.onB, normal: v * (-1 / distance), distance: distance)
}

/// The part of a simplex that is nearest to the origin: up to three of its points, their weights, and how near.
private struct NearestPart {
  var i = 0
  var j = 0
  var k = 0
  var count = 1
  var weights = (1.0, 0.0, 0.0)
  var point: Vector3

  @inline(__always) var size: Double { point.lengthSquared }
}

/// Keeps the points of the simplex that carry its nearest point to the origin, with their weights.
@inline(__always) private func reduce(_ s: inout Simplex, isApart: Bool) {
  let part: NearestPart
  switch s.count {
  case 1:
    s.weights[0] = 1
    return
  case 2: part = nearestOnSegment(s, 0, 1)
  case 3: part = nearestOnTriangle(s, 0, 1, 2)
  default:
    guard let face = nearestOnTetrahedron(&s, isApart: isApart) else { return }
    part = face
  }
  // i < j < k, so that no point is overwritten before it has moved.
  s.points[0] = s.points[part.i]
  if part.count > 1 { s.points[1] = s.points[part.j] }
  if part.count > 2 { s.points[2] = s.points[part.k] }
  s.weights[0] = part.weights.0
  s.weights[1] = part.weights.1
  s.weights[2] = part.weights.2
  s.count = part.count
}

@inline(__always) private func nearestOnSegment(_ s: borrowing Simplex, _ i: Int, _ j: Int) -> NearestPart {
  let a = s.points[i].w
  let b = s.points[j].w
  let t = b - a
  let tt = t.lengthSquared
  let along: Double = -dot(a, t)
  if along <= 0 || tt == 0 { return NearestPart(i: i, point: a) }
  if along >= tt { return NearestPart(i: j, point: b) }
  let (wa, wb) = (dot(b, t) / tt, along / tt)
  return NearestPart(i: i, j: j, count: 2, weights: (wa, wb, 0), point: a * wa + b * wb)
}

@inline(__always) private func sameSign(_ a: Double, _ b: Double) -> Bool { (a > 0 && b > 0) || (a < 0 && b < 0) }

private func nearestOnTriangle(_ s: borrowing Simplex, _ i: Int, _ j: Int, _ k: Int) -> NearestPart {
  let a = s.points[i].w
  let b = s.points[j].w
  let c = s.points[k].w
  let n = cross(b - a, c - a)
  // Areas of the triangles that the foot of the perpendicular makes with the edges, seen along n; together the whole.
  let wa = dot(n, cross(b, c))
  let wb = dot(n, cross(c, a))
  let wc = dot(n, cross(a, b))
  if wa > 0 && wb > 0 && wc > 0 {
    let sum = wa + wb + wc
    let weights = (wa / sum, wb / sum, wc / sum)
    return NearestPart(
      i: i, j: j, k: k, count: 3, weights: weights, point: a * weights.0 + b * weights.1 + c * weights.2)
  }
  // Outside: the nearest of the edges.
  var best = nearestOnSegment(s, i, j)
  let second = nearestOnSegment(s, i, k)
  if second.size < best.size { best = second }
  let third = nearestOnSegment(s, j, k)
  if third.size < best.size { best = third }
  return best
}

/// Nil where the origin is inside; the weights of the four points are then set. A flat tetrahedron cannot tell by its
/// volumes: where the origin is known to be outside, all faces are looked at.
private func nearestOnTetrahedron(_ s: inout Simplex, isApart: Bool) -> NearestPart? {
  if isApart {
    let best = nearer(nearestOnTriangle(s, 1, 2, 3), nearestOnTriangle(s, 0, 2, 3))
    return nearer(nearer(best, nearestOnTriangle(s, 0, 1, 3)), nearestOnTriangle(s, 0, 1, 2))
  }
  let a = s.points[0].w
  let b = s.points[1].w
  let c = s.points[2].w
  let d = s.points[3].w
  // Volumes of the tetrahedra that the origin makes with the faces; together the whole.
  let va = dot(b, cross(c, d))
  let vb = -dot(a, cross(c, d))
  let vc = dot(a, cross(b, d))
  let vd = -dot(a, cross(b, c))
  let whole = va + vb + vc + vd
  if sameSign(whole, va) && sameSign(whole, vb) && sameSign(whole, vc) && sameSign(whole, vd) {
    s.weights[0] = va / whole
    s.weights[1] = vb / whole
    s.weights[2] = vc / whole
    s.weights[3] = vd / whole
    return nil
  }
  // The nearest face is one that the origin is beyond.
  var best = nearestOnTriangle(s, 1, 2, 3)
  if !sameSign(whole, vb) { best = nearer(best, nearestOnTriangle(s, 0, 2, 3)) }
  if !sameSign(whole, vc) { best = nearer(best, nearestOnTriangle(s, 0, 1, 3)) }
  if !sameSign(whole, vd) { best = nearer(best, nearestOnTriangle(s, 0, 1, 2)) }
  return best
}

@inline(__always) private func nearer(_ a: NearestPart, _ b: NearestPart) -> NearestPart {
  b.size < a.size ? b : a
}
