import VectorMath

/// A surface of triangles as the narrow phase sees it: corners counter-clockwise from outside, neighbours across sides.
///
/// Side k of a triangle runs from its corner k to the next. Neighbours run along their common side the other way, so a
/// surface has one outside; where no such neighbour is, the surface has a border. Implementations are trivial values:
/// what they point to belongs to a shape that the caller keeps alive.
protocol TriangleSurface {
  var triangleCount: Int { get }
  func corner(_ k: Int, of triangle: Int) -> Int
  func vertex(_ v: Int) -> Vector3
  /// The triangle across a side; -1 at the border.
  func neighbour(_ side: Int, of triangle: Int) -> Int
  /// What its features are good for; see `SurfaceFeatures`.
  func features(of triangle: Int) -> SurfaceFeatures
  /// The lowest number among the triangles of one flat piece of the surface.
  func region(of triangle: Int) -> Int
  /// Calls `body` with the triangles whose boxes overlap a box.
  func query(_ box: BoundingBox, _ body: (Int) -> Void)
  /// Calls `body` with the triangles whose boxes a moving box may meet; as `DynamicTree.cast`.
  func cast(
    from origin: Vector3, direction: Vector3, halfExtents: Vector3, limit: Double, _ body: (Int, Double) -> Double)
  /// Whether everything below the surface is solid, however deep.
  var isSolidBelow: Bool { get }
  /// The triangle above or below a point; -1 beside the surface. Only asked of solid surfaces.
  func triangle(under p: Vector3) -> Int
}

extension TriangleSurface {
  @inline(__always) func point(_ k: Int, of triangle: Int) -> Vector3 { vertex(corner(k, of: triangle)) }

  /// Unit normal of the outside.
  @inline(__always) func normal(of triangle: Int) -> Vector3 {
    let a = point(0, of: triangle)
    return cross(point(1, of: triangle) - a, point(2, of: triangle) - a).normalized
  }

  func box(of triangle: Int) -> BoundingBox {
    let a = point(0, of: triangle)
    return BoundingBox(low: a, high: a).including(point(1, of: triangle)).including(point(2, of: triangle))
  }

  /// Which corner of a triangle a vertex is.
  @inline(__always) func cornerIndex(of vertex: Int, in triangle: Int) -> Int {
    corner(0, of: triangle) == vertex ? 0 : (corner(1, of: triangle) == vertex ? 1 : 2)
  }

  /// Calls `body` with the triangles around a corner of one, and which corner it is of each, until it returns false.
  @inline(__always) func walk(around k: Int, of triangle: Int, _ body: (Int, Int) -> Bool) {
    let v = corner(k, of: triangle)
    var t = triangle
    var c = k
    // One way round, and from the border, if there is one, the other way.
    while true {
      guard body(t, c) else { return }
      let next = neighbour((c + 2) % 3, of: t)
      if next == triangle { return }
      if next < 0 { break }
      t = next
      c = cornerIndex(of: v, in: t)
    }
    t = neighbour(k, of: triangle)
    while t >= 0 && t != triangle {
      c = cornerIndex(of: v, in: t)
      guard body(t, c) else { return }
      t = neighbour(c, of: t)
    }
  }
}

/// How the sides of a triangle meet their neighbours, and which of its sides and corners stick out.
///
/// Only what sticks out can be touched other than on a face: a side between faces that bend away from it, or at the
/// border, and a corner where such sides meet. Nothing else makes contacts, so bodies pass over the seams of a flat
/// or hollow surface without a bump.
struct SurfaceFeatures: OptionSet, Sendable {
  let rawValue: UInt16
  /// Sides that stick out, k = 0...2. Both neighbours have them.
  static func ridge(_ k: Int) -> SurfaceFeatures { SurfaceFeatures(rawValue: 1 << UInt16(k)) }
  /// Sides within a flat region.
  static func seam(_ k: Int) -> SurfaceFeatures { SurfaceFeatures(rawValue: 8 << UInt16(k)) }
  /// Corners that stick out and that this triangle answers for: the lowest of those around it.
  static func peak(_ k: Int) -> SurfaceFeatures { SurfaceFeatures(rawValue: 64 << UInt16(k)) }
}

/// Regions and features of a surface.
struct SurfaceAnalysis {
  var regions: [Int32] = []
  var features: [SurfaceFeatures] = []

  /// Normals closer than this count as the same, rad.
  static let angle = 1e-3
  /// Vertices closer than this part of the largest coordinate to a plane count as in it: noise of single precision.
  static let flatness = 2e-7

  init(_ s: some TriangleSurface) {
    findRegions(s)
    features = [SurfaceFeatures](repeating: [], count: s.triangleCount)
    for t in 0..<s.triangleCount {
      for k in 0..<3 {
        let other = s.neighbour(k, of: t)
        if other >= 0 && regions[other] == regions[t] {
          features[t].insert(.seam(k))
        } else if other < 0 || isRidge(s, t, k, other) {
          features[t].insert(.ridge(k))
        }
      }
    }
    for t in 0..<s.triangleCount {
      for k in 0..<3 where isPeak(s, t, k) { features[t].insert(.peak(k)) }
    }
  }

  /// Spreads each region from its lowest triangle over neighbours in the same plane as that one.
  private mutating func findRegions(_ s: some TriangleSurface) {
    let n = s.triangleCount
    regions = [Int32](repeating: -1, count: n)
    var largest = 0.0
    for t in 0..<n {
      for k in 0..<3 { largest = Swift.max(largest, s.point(k, of: t).magnitudes.largest) }
    }
    let thickness = largest * SurfaceAnalysis.flatness
    let cosine = 1 - SurfaceAnalysis.angle * SurfaceAnalysis.angle / 2
    var pending: [Int] = []
    for seed in 0..<n where regions[seed] < 0 {
      let normal = s.normal(of: seed)
      let height = dot(normal, s.point(0, of: seed))
      regions[seed] = Int32(seed)
      pending.append(seed)
      while let t = pending.popLast() {
        for k in 0..<3 {
          let other = s.neighbour(k, of: t)
          guard other >= 0 && regions[other] < 0 && dot(s.normal(of: other), normal) > cosine else { continue }
          var isFlat = true
          for j in 0..<3 where (dot(normal, s.point(j, of: other)) - height).magnitude > thickness { isFlat = false }
          if isFlat {
            regions[other] = Int32(seed)
            pending.append(other)
          }
        }
      }
    }
  }

  /// Whether the neighbour bends away from the outside.
  private func isRidge(_ s: some TriangleSurface, _ t: Int, _ k: Int, _ other: Int) -> Bool {
    let a = s.point(k, of: t)
    let b = s.point((k + 1) % 3, of: t)
    let n = s.normal(of: t)
    let m = s.normal(of: other)
    // The sine of the angle by which the normal turns over the side, from this triangle to the other.
    let turn = dot(cross(n, m), (b - a).normalized)
    // A fold back on itself has a sine of 0 too, and sticks out.
    return turn.magnitude < 1e-9 ? dot(n, m) < 0 : turn > 0
  }

  /// Whether a corner sticks out: at least two ridges meet there, other than as one straight line.
  private func isPeak(_ s: some TriangleSurface, _ t: Int, _ k: Int) -> Bool {
    var lowest = t
    var count = 0
    var first = Vector3.zero
    var isStraight = false
    func note(_ triangle: Int, _ side: Int, from v: Vector3, to other: Int) {
      count += 1
      let d = (s.vertex(other) - v).normalized
      if count == 1 { first = d } else { isStraight = count == 2 && dot(first, d) < -1 + 1e-9 }
    }
    let v = s.point(k, of: t)
    s.walk(around: k, of: t) { triangle, c in
      lowest = Swift.min(lowest, triangle)
      if features[triangle].contains(.ridge(c)) { note(triangle, c, from: v, to: s.corner((c + 1) % 3, of: triangle)) }
      // A side at the border has no triangle beyond that would name it as its own next side.
      let back = (c + 2) % 3
      if s.neighbour(back, of: triangle) < 0 { note(triangle, back, from: v, to: s.corner(back, of: triangle)) }
      return true
    }
    return lowest == t && count >= 2 && !isStraight
  }
}
