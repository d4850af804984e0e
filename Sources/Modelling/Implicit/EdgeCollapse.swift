import VectorMath

/// A closed manifold surface with fewer triangles: edges are collapsed into one of their ends until each further one
/// would move the surface too far.
///
/// After Garland & Heckbert 1997, but with vertices that stay where they are, on the solid, and keep their normals. A
/// collapse must keep the surface manifold (the link condition of T. Dey et al. 1999), turn no face over, and leave
/// faces whose corners lie in each other's tangent planes: what is flat loses all inner vertices, straight edges theirs,
/// and no normal of a rounding is stretched over a flat face beside it. Passes over the vertices in order instead of a
/// queue by cost: each vertex takes in one other a pass, so that faces grow evenly.
struct EdgeCollapse: ~Copyable {
  struct Limits {
    /// Root of the mean squared distance from the planes that were there, m.
    var distance: Double
    /// How far a corner may lie off another's tangent plane, m.
    var rise: Double
    /// Only edges shorter than this, m.
    var length = Double.infinity
  }

  private struct Spoke {
    var triangle: Int32
    /// The star's centre is followed by a, then b.
    var a: Int32
    var b: Int32
    var cost: Double
  }

  private let vertices: UnsafeMutablePointer<CreasedVertex>
  private let vertexCount: Int
  /// x is -1 where it is gone.
  private let triangles: UnsafeMutablePointer<SIMD3<Int32>>
  private let triangleCount: Int
  private let quadrics: UnsafeMutablePointer<PlaneQuadric>
  /// Of each vertex the first of its corners, 4 t + k, and of each corner the next of the same vertex.
  private let firstCorner: UnsafeMutablePointer<Int32>
  private let nextCorner: UnsafeMutablePointer<Int32>
  /// When a vertex was last seen by a search, and last took in another.
  private let seen: UnsafeMutablePointer<Int32>
  private let grown: UnsafeMutablePointer<Int32>
  /// Whether something around it changed since it was looked at.
  private let isPending: UnsafeMutablePointer<Bool>
  private let star: UnsafeMutablePointer<Spoke>
  private var search: Int32 = 0
  private var pass: Int32 = 0

  /// Vertices with more neighbours make poor fans.
  private static let mostSpokes = 32

  /// The triangles that are left, of the same vertices.
  ///
  /// - Parameters:
  ///   - vertices: without normals (`normalCount` 0) faces may turn as far as `distance` lets them.
  ///   - stages: limits in the order in which they are gone to.
  static func simplified(_ vertices: [CreasedVertex], _ triangles: [SIMD3<Int32>], stages: [Limits]) -> [SIMD3<Int32>] {
    // Where only short edges go, a large face beside them shall not hide what they lose.
    let length = stages.map(\.length).max() ?? 0
    var collapse = EdgeCollapse(vertices, triangles, heaviest: length * length)
    for limits in stages { collapse.run(limits) }
    return (0..<triangles.count).map { collapse.triangles[$0] }.filter { $0.x >= 0 }
  }

  private init(_ corners: [CreasedVertex], _ faces: [SIMD3<Int32>], heaviest: Double) {
    vertexCount = corners.count
    triangleCount = faces.count
    vertices = .allocate(capacity: vertexCount)
    triangles = .allocate(capacity: triangleCount)
    quadrics = .allocate(capacity: vertexCount)
    firstCorner = .allocate(capacity: vertexCount)
    nextCorner = .allocate(capacity: 4 * triangleCount)
    seen = .allocate(capacity: vertexCount)
    grown = .allocate(capacity: vertexCount)
    isPending = .allocate(capacity: vertexCount)
    quadrics.initialize(repeating: PlaneQuadric(), count: vertexCount)
    firstCorner.initialize(repeating: -1, count: vertexCount)
    nextCorner.initialize(repeating: -1, count: 4 * triangleCount)
    seen.initialize(repeating: 0, count: vertexCount)
    grown.initialize(repeating: -1, count: vertexCount)
    isPending.initialize(repeating: true, count: vertexCount)
    for i in corners.indices { (vertices + i).initialize(to: corners[i]) }
    var spokes = [Int](repeating: 0, count: vertexCount)
    for (i, t) in faces.enumerated() {
      (triangles + i).initialize(to: t)
      let (a, b, c) = (corners[Int(t.x)].position, corners[Int(t.y)].position, corners[Int(t.z)].position)
      let normal = cross(b - a, c - a)
      let length = normal.length
      for k in 0..<3 {
        let v = Int(t[k])
        if length > 0 { quadrics[v].add(through: a, normal: normal / length, weight: Swift.min(length, heaviest)) }
        nextCorner[4 * i + k] = firstCorner[v]
        firstCorner[v] = Int32(4 * i + k)
        spokes[v] += 1
      }
    }
    star = .allocate(capacity: 2 * Swift.max(EdgeCollapse.mostSpokes, spokes.max() ?? 0))
  }

  deinit {
    vertices.deallocate()
    triangles.deallocate()
    quadrics.deallocate()
    firstCorner.deallocate()
    nextCorner.deallocate()
    seen.deallocate()
    grown.deallocate()
    isPending.deallocate()
    star.deallocate()
  }

  private mutating func run(_ limits: Limits) {
    for v in 0..<vertexCount { isPending[v] = true }
    for _ in 0..<40 {
      pass += 1
      var changes = 0
      for v in 0..<vertexCount where isPending[v] && firstCorner[v] >= 0 {
        isPending[v] = false
        if grown[v] == pass {
          isPending[v] = true
        } else if collapse(v, limits) {
          changes += 1
        }
      }
      if changes * 500 < vertexCount { break }
    }
  }

  /// The triangles around a vertex; unlinks those that are gone.
  private func gather(_ v: Int) -> Int {
    var count = 0
    var last: Int32 = -1
    var corner = firstCorner[v]
    while corner >= 0 {
      let t = triangles[Int(corner >> 2)]
      let following = nextCorner[Int(corner)]
      if t.x < 0 {
        if last < 0 { firstCorner[v] = following } else { nextCorner[Int(last)] = following }
      } else {
        let k = corner & 3
        star[count] = Spoke(
          triangle: corner >> 2, a: k == 0 ? t.y : (k == 1 ? t.z : t.x), b: k == 0 ? t.z : (k == 1 ? t.x : t.y),
          cost: .infinity)
        count += 1
        last = corner
      }
      corner = following
    }
    return count
  }

  /// Whether a star's triangles close around its centre: not at borders and where surfaces touch.
  private mutating func isRing(_ count: Int) -> Bool {
    search += 1
    for i in 0..<count {
      if seen[Int(star[i].a)] == search { return false }
      seen[Int(star[i].a)] = search
    }
    for i in 0..<count where seen[Int(star[i].b)] != search { return false }
    return true
  }

  /// Into the neighbour where it costs least, if any will do.
  private mutating func collapse(_ u: Int, _ limits: Limits) -> Bool {
    let count = gather(u)
    if count < 3 || !isRing(count) { return false }
    let origin = vertices[u].position
    let bound = limits.distance * limits.distance
    var isBlocked = false
    for i in 0..<count {
      let v = Int(star[i].a)
      let squared = (vertices[v].position - origin).lengthSquared
      if squared >= limits.length * limits.length { continue }
      let error = quadrics[u].mean(at: vertices[v].position)
      if error > bound { continue }
      if grown[v] == pass {
        isBlocked = true
        continue
      }
      // Of those that cost nothing the nearest.
      star[i].cost = error + 1e-4 * squared
    }
    for _ in 0..<4 {
      var best = 0
      for i in 1..<count where star[i].cost < star[best].cost { best = i }
      if star[best].cost == .infinity { break }
      star[best].cost = .infinity
      let v = Int(star[best].a)
      if allows(u, v, count, limits) {
        perform(u, v, count)
        return true
      }
    }
    if isBlocked { isPending[u] = true }
    return false
  }

  private mutating func allows(_ u: Int, _ v: Int, _ count: Int, _ limits: Limits) -> Bool {
    // The link condition: the two ends have no neighbours in common but those across from the edge.
    search += 1
    for i in 0..<count { seen[Int(star[i].a)] = search }
    var common = 0
    var spokes = 0
    var corner = firstCorner[v]
    while corner >= 0 {
      let t = triangles[Int(corner >> 2)]
      if t.x >= 0 {
        let k = corner & 3
        if seen[Int(k == 0 ? t.y : (k == 1 ? t.z : t.x))] == search { common += 1 }
        spokes += 1
      }
      corner = nextCorner[Int(corner)]
    }
    if common != 2 || spokes + count - 4 > EdgeCollapse.mostSpokes { return false }
    let target = vertices + v
    let origin = vertices[u].position - target.pointee.position
    var depth = Double.infinity
    for i in 0..<count where Int(star[i].a) != v && Int(star[i].b) != v {
      let a = vertices + Int(star[i].a)
      let b = vertices + Int(star[i].b)
      let new = EdgeCollapse.shape(target, a, b)
      let old = EdgeCollapse.shape(vertices + u, a, b)
      if new.roundness < 0.02 && new.roundness < old.roundness { return false }
      if new.roundness == 0 { return false }
      if old.roundness > 1e-4 && dot(new.normal, old.normal) < 0.5 * new.normal.length * old.normal.length {
        return false
      }
      depth = Swift.min(depth, dot(new.normal, origin).magnitude / new.normal.length)
      if target.pointee.normalCount == 0 { continue }
      let rise = EdgeCollapse.rise(target, a, b, new.normal)
      if rise > limits.rise && rise > EdgeCollapse.rise(vertices + u, a, b, old.normal) { return false }
    }
    // The vertex that goes lay so far off the faces that cover its place.
    return depth <= limits.distance
  }

  /// Normal of the length of twice the area, and height over the longest edge.
  @inline(__always) private static func shape(
    _ a: UnsafeMutablePointer<CreasedVertex>, _ b: UnsafeMutablePointer<CreasedVertex>,
    _ c: UnsafeMutablePointer<CreasedVertex>
  ) -> (normal: Vector3, roundness: Double) {
    let ab = b.pointee.position - a.pointee.position
    let ac = c.pointee.position - a.pointee.position
    let longest = Swift.max(ab.lengthSquared, Swift.max(ac.lengthSquared, (ac - ab).lengthSquared))
    let normal = cross(ab, ac)
    return (normal, longest > 0 ? normal.length / longest : 0)
  }

  /// The farthest that a corner lies off another's tangent plane; infinite where a normal is not that of the face at all.
  @inline(__always) private static func rise(
    _ a: UnsafeMutablePointer<CreasedVertex>, _ b: UnsafeMutablePointer<CreasedVertex>,
    _ c: UnsafeMutablePointer<CreasedVertex>, _ normal: Vector3
  ) -> Double {
    let na = a.pointee.nearest(to: normal).normal
    let nb = b.pointee.nearest(to: normal).normal
    let nc = c.pointee.nearest(to: normal).normal
    let least = Swift.min(dot(na, normal), Swift.min(dot(nb, normal), dot(nc, normal)))
    if least < 0.9 * normal.length { return 1e9 - least }
    let ab = b.pointee.position - a.pointee.position
    let bc = c.pointee.position - b.pointee.position
    let ca = a.pointee.position - c.pointee.position
    let first = Swift.max(dot(na, ab).magnitude, dot(na, ca).magnitude)
    let second = Swift.max(dot(nb, bc).magnitude, dot(nb, ab).magnitude)
    let third = Swift.max(dot(nc, ca).magnitude, dot(nc, bc).magnitude)
    return Swift.max(first, Swift.max(second, third))
  }

  private mutating func perform(_ u: Int, _ v: Int, _ count: Int) {
    for i in 0..<count {
      let t = Int(star[i].triangle)
      isPending[Int(star[i].a)] = true
      if Int(star[i].a) == v || Int(star[i].b) == v {
        triangles[t].x = -1
        continue
      }
      let k = triangles[t].x == Int32(u) ? 0 : (triangles[t].y == Int32(u) ? 1 : 2)
      triangles[t][k] = Int32(v)
      nextCorner[4 * t + k] = firstCorner[v]
      firstCorner[v] = Int32(4 * t + k)
    }
    firstCorner[u] = -1
    quadrics[v].add(quadrics[u])
    grown[v] = pass
    // Around the larger star everything is to be looked at anew.
    let spokes = gather(v)
    isPending[v] = true
    for i in 0..<spokes { isPending[Int(star[i].a)] = true }
  }
}
