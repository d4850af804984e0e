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
func closestPoints(_ pair: ConvexPair, start: Vector3, shift: Vector3 = .zero, shrink: Double = 0) -> ClosestPoints {
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
    if size < .infinity && size - dot(v, p.w) <= 1e-14 * size + 1e-17 * (size * scale).squareRoot() { break }
    var known = false
    for i in 0..<s.count where s.points[i].w == p.w { known = true }
    if known { break }
    let former = s
    s.points[s.count] = p
    s.count += 1
    reduce(&s)
    let next = s.nearest
    let nextSize = next.lengthSquared
    if s.count == 4 || nextSize <= 1e-28 * scale {
      return ClosestPoints(onA: s.onA, onB: s.onB, normal: .zero, distance: 0)
    }
    if nextSize >= size {
      s = former
      break
    }
    v = next
    size = nextSize
  }
  let distance = size.squareRoot()
  return ClosestPoints(onA: s.onA, onB: s.onB, normal: v * (-1 / distance), distance: distance)
}

/// Keeps the points of the simplex that carry its nearest point to the origin, with their weights.
@inline(__always) private func reduce(_ s: inout Simplex) {
  switch s.count {
  case 1: s.weights[0] = 1
  case 2: reduceSegment(&s)
  case 3: reduceTriangle(&s)
  default: reduceTetrahedron(&s)
  }
}

@inline(__always) private func sameSign(_ a: Double, _ b: Double) -> Bool { (a > 0 && b > 0) || (a < 0 && b < 0) }

/// The sub-simplex of some points of another.
@inline(__always) private func pick(_ s: Simplex, _ i: Int, _ j: Int, _ k: Int = -1) -> Simplex {
  var t = Simplex()
  t.points[0] = s.points[i]
  t.points[1] = s.points[j]
  t.count = 2
  if k >= 0 {
    t.points[2] = s.points[k]
    t.count = 3
  }
  return t
}

private func reduceSegment(_ s: inout Simplex) {
  let a = s.points[0].w
  let b = s.points[1].w
  let t = b - a
  let tt = t.lengthSquared
  // Weight of b at the foot of the perpendicular from the origin.
  let along: Double = -dot(a, t)
  if along <= 0 || tt == 0 {
    s.count = 1
    s.weights[0] = 1
  } else if along >= tt {
    s.points[0] = s.points[1]
    s.count = 1
    s.weights[0] = 1
  } else {
    s.weights[1] = along / tt
    s.weights[0] = dot(b, t) / tt
  }
}

private func reduceTriangle(_ s: inout Simplex) {
  let a = s.points[0].w
  let b = s.points[1].w
  let c = s.points[2].w
  let n = cross(b - a, c - a)
  let nn = n.lengthSquared
  if nn > 0 {
    let foot = n * (dot(n, a) / nn)
    // Signed areas in the coordinate plane that shows the triangle largest.
    let m = n.magnitudes
    let x = m.x >= m.y && m.x >= m.z ? 1 : (m.y >= m.z ? 2 : 0)
    let y = (x + 1) % 3
    let whole = n[(x + 2) % 3]
    @inline(__always) func area(_ p: Vector3, _ q: Vector3) -> Double {
      (p[x] - foot[x]) * (q[y] - foot[y]) - (p[y] - foot[y]) * (q[x] - foot[x])
    }
    let wa = area(b, c)
    let wb = area(c, a)
    let wc = area(a, b)
    if sameSign(whole, wa) && sameSign(whole, wb) && sameSign(whole, wc) {
      let sum = wa + wb + wc
      s.weights[0] = wa / sum
      s.weights[1] = wb / sum
      s.weights[2] = wc / sum
      return
    }
  }
  // Outside: the nearest of the edges.
  var best = pick(s, 0, 1)
  reduceSegment(&best)
  var least = best.nearest.lengthSquared
  for k in 0..<2 {
    var other = pick(s, k, 2)
    reduceSegment(&other)
    let size = other.nearest.lengthSquared
    if size < least {
      least = size
      best = other
    }
  }
  s = best
}

private func reduceTetrahedron(_ s: inout Simplex) {
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
    return
  }
  var best = Simplex()
  var least = Double.infinity
  func consider(_ i: Int, _ j: Int, _ k: Int) {
    var face = pick(s, i, j, k)
    reduceTriangle(&face)
    let size = face.nearest.lengthSquared
    if size < least {
      least = size
      best = face
    }
  }
  consider(0, 1, 2)
  consider(0, 1, 3)
  consider(0, 2, 3)
  consider(1, 2, 3)
  s = best
}
