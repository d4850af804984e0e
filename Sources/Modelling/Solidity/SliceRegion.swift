import VectorMath

/// What lies of a solid in a box: its surface there, and the box's corners that are inside.
struct SliceRegion {
  let low: Vector3
  let high: Vector3
  private(set) var vertices: [Vector3]
  private(set) var triangles: [SIMD3<Int32>]
  /// Corners of the box that lie in the solid.
  private(set) var corners: [Vector3] = []
  private(set) var hullVolume = 0.0
  private(set) var matterVolume = 0.0
  /// No cut makes it better.
  var isWhole = false

  var points: [Vector3] { vertices + corners }
  /// By which its hull exceeds what it holds, m^3.
  var excess: Double { Swift.max(0, hullVolume - matterVolume) }

  /// About its least width: volume over the area that its two longer sides span, m.
  var thickness: Double {
    var (least, most) = (Vector3(1, 1, 1) * Double.infinity, Vector3(1, 1, 1) * -Double.infinity)
    for p in points {
      least = min(least, p)
      most = max(most, p)
    }
    let sides = [most.x - least.x, most.y - least.y, most.z - least.z].sorted()
    return hullVolume / Swift.max(sides[1] * sides[2], 1e-12)
  }

  init(
    low: Vector3, high: Vector3, vertices: [Vector3], triangles: [SIMD3<Int32>], corners: [Vector3] = [],
    _ matter: MatterGrid
  ) {
    self.low = low
    self.high = high
    self.vertices = vertices
    self.triangles = triangles
    self.corners = corners
    hullVolume = ConvexHull(around: points)?.volume ?? 0
    matterVolume = matter.volume(low, high)
  }

  /// Cut across an axis; one where the rest is only a face that lies on the cut, none where nothing can be cut.
  func halves(axis: Int, at place: Double, _ matter: MatterGrid) -> [SliceRegion] {
    var below = SlicedSurface(of: vertices.count)
    var above = SlicedSurface(of: vertices.count)
    let slack = 1e-7 * (high - low).largest
    for t in triangles {
      let side = sides(of: t, axis, place, slack: slack)
      if side == .zero {
        // A face that lies on the cut bounds the matter behind it.
        let (a, b, c) = (vertices[Int(t.x)], vertices[Int(t.y)], vertices[Int(t.z)])
        if cross(b - a, c - a)[axis] > 0 { below.add(t, vertices) } else { above.add(t, vertices) }
      } else if side.max() <= 0 {
        below.add(t, vertices)
      } else if side.min() >= 0 {
        above.add(t, vertices)
      } else {
        below.addClipped(t, vertices, axis, place, sign: -1)
        above.addClipped(t, vertices, axis, place, sign: 1)
      }
    }
    var (middleHigh, middleLow) = (high, low)
    middleHigh[axis] = place
    middleLow[axis] = place
    // The cut's own corners belong to both.
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
    var fresh: [Vector3] = []
    for k in 0..<4 {
      var p = low
      p[axis] = place
      if k & 1 == 1 { p[u] = high[u] }
      if k & 2 == 2 { p[v] = high[v] }
      let middle = (low + high) * 0.5
      var (under, over) = (middle, middle)
      under[axis] = low[axis]
      over[axis] = high[axis]
      if matter.fills(p, towards: under) && matter.fills(p, towards: over) { fresh.append(p) }
    }
    let lower = SliceRegion(
      low: low, high: middleHigh, vertices: below.vertices, triangles: below.triangles,
      corners: corners.filter { $0[axis] <= place } + fresh, matter)
    let upper = SliceRegion(
      low: middleLow, high: high, vertices: above.vertices, triangles: above.triangles,
      corners: corners.filter { $0[axis] >= place } + fresh, matter)
    return [lower, upper].filter { $0.hullVolume > 0 }
  }

  /// On which side of a plane a triangle's corners lie: -1, 0 or 1.
  private func sides(of t: SIMD3<Int32>, _ axis: Int, _ place: Double, slack: Double) -> SIMD3<Int> {
    var sides = SIMD3<Int>.zero
    for k in 0..<3 {
      let height = vertices[Int(t[k])][axis] - place
      sides[k] = height > slack ? 1 : (height < -slack ? -1 : 0)
    }
    return sides
  }
}

/// A part of a surface under way.
private struct SlicedSurface {
  var vertices: [Vector3] = []
  var triangles: [SIMD3<Int32>] = []
  private var numberOf: [Int32]

  init(of count: Int) { numberOf = [Int32](repeating: -1, count: count) }

  private mutating func number(_ k: Int32, _ all: [Vector3]) -> Int32 {
    if numberOf[Int(k)] < 0 {
      numberOf[Int(k)] = Int32(vertices.count)
      vertices.append(all[Int(k)])
    }
    return numberOf[Int(k)]
  }

  mutating func add(_ t: SIMD3<Int32>, _ all: [Vector3]) {
    triangles.append(SIMD3(number(t.x, all), number(t.y, all), number(t.z, all)))
  }

  /// What of a triangle lies on one side of a plane: three or four corners (I. Sutherland & G. Hodgman 1974).
  mutating func addClipped(_ t: SIMD3<Int32>, _ all: [Vector3], _ axis: Int, _ place: Double, sign: Double) {
    var polygon: [Int32] = []
    for k in 0..<3 {
      let (i, j) = (t[k], t[(k + 1) % 3])
      let (a, b) = (all[Int(i)], all[Int(j)])
      let (da, db) = ((a[axis] - place) * sign, (b[axis] - place) * sign)
      if da >= 0 { polygon.append(number(i, all)) }
      if (da > 0 && db < 0) || (da < 0 && db > 0) {
        var p = mix(a, b, da / (da - db))
        p[axis] = place
        polygon.append(Int32(vertices.count))
        vertices.append(p)
      }
    }
    for k in 2..<Swift.max(2, polygon.count) { triangles.append(SIMD3(polygon[0], polygon[k - 1], polygon[k])) }
  }
}
