import VectorMath

/// Where to cut a region: the two halves' hulls are judged by the points that lie farthest in some directions, all
/// cuts across an axis in one pass over the surface.
struct SliceChoice {
  /// nil where the region is flat.
  private(set) var best: (axis: Int, place: Double)?

  /// Points that lie farthest towards the corners, edges and faces of a cube, for several stretches of an axis.
  private struct Extremes {
    /// Of each stretch and direction.
    private var heights: [Double]
    private var points: [Vector3]
    /// A direction and its opposite share a number's halves.
    private static let pairs = 13

    init(stretches: Int) {
      heights = [Double](repeating: -.infinity, count: 2 * Extremes.pairs * stretches)
      points = [Vector3](repeating: .zero, count: 2 * Extremes.pairs * stretches)
    }

    @inline(__always)
    mutating func include(_ p: Vector3, in stretch: Int) {
      let first = 2 * Extremes.pairs * stretch
      heights.withUnsafeMutableBufferPointer { heights in
        points.withUnsafeMutableBufferPointer { points in
          @inline(__always) func reach(_ k: Int, _ height: Double) {
            let here = first + 2 * k
            if height > heights[here] { (heights[here], points[here]) = (height, p) }
            if -height > heights[here + 1] { (heights[here + 1], points[here + 1]) = (-height, p) }
          }
          reach(0, p.x)
          reach(1, p.y)
          reach(2, p.z)
          reach(3, p.x + p.y)
          reach(4, p.x - p.y)
          reach(5, p.y + p.z)
          reach(6, p.y - p.z)
          reach(7, p.z + p.x)
          reach(8, p.z - p.x)
          reach(9, p.x + p.y + p.z)
          reach(10, p.x + p.y - p.z)
          reach(11, p.x - p.y + p.z)
          reach(12, -p.x + p.y + p.z)
        }
      }
    }

    /// Adds those of a stretch of another to one of this.
    mutating func include(_ other: Extremes, _ from: Int, in to: Int) {
      let (a, b) = (2 * Extremes.pairs * from, 2 * Extremes.pairs * to)
      for k in 0..<2 * Extremes.pairs where other.heights[a + k] > heights[b + k] {
        heights[b + k] = other.heights[a + k]
        points[b + k] = other.points[a + k]
      }
    }

    /// Of the hull around them.
    func volume(of stretch: Int) -> Double {
      let first = 2 * Extremes.pairs * stretch
      guard heights[first].isFinite else { return 0 }
      return ConvexHull(around: Array(points[first..<first + 2 * Extremes.pairs]))?.volume ?? 0
    }
  }

  init(_ region: SliceRegion) {
    var least = Double.infinity
    for axis in 0..<3 {
      let cuts = SliceChoice.places(in: region, axis)
      if cuts.isEmpty { continue }
      let between = SliceChoice.extremes(of: region, axis, cuts.map(\.at))
      var above = between
      for k in (0..<cuts.count).reversed() { above.include(above, k + 1, in: k) }
      var below = Extremes(stretches: 1)
      for (k, cut) in cuts.enumerated() {
        below.include(between, k, in: 0)
        // No one cut makes a hollow less: the planes of its walls are worth a bonus.
        let volume = (below.volume(of: 0) + above.volume(of: k + 1)) * (cut.isFace ? 1 : 1.04)
        if volume < least * (1 - 1e-9) {
          least = volume
          best = (axis, cut.at)
        }
      }
    }
  }

  /// Extremes between one cut and the next.
  private static func extremes(of region: SliceRegion, _ axis: Int, _ cuts: [Double]) -> Extremes {
    var extremes = Extremes(stretches: cuts.count + 1)
    let slack = 1e-7 * (region.high - region.low).largest
    // In which stretch each vertex was counted last.
    var counted = [Int32](repeating: -1, count: region.vertices.count)
    func number(below p: Double) -> Int {
      var k = 0
      while k < cuts.count && cuts[k] <= p { k += 1 }
      return k
    }
    for t in region.triangles {
      let (a, b, c) = (region.vertices[Int(t.x)], region.vertices[Int(t.y)], region.vertices[Int(t.z)])
      let low = min(a[axis], min(b[axis], c[axis]))
      let high = max(a[axis], max(b[axis], c[axis]))
      // A face on a cut bounds the matter behind it; other triangles belong to what they reach into.
      let isFlat = high - low <= 2 * slack
      let shift = isFlat ? (cross(b - a, c - a)[axis] > 0 ? -2 * slack : 2 * slack) : 0
      let first = number(below: low + slack + shift)
      let last = Swift.max(first, number(below: high - slack + shift))
      for k in 0..<3 {
        let p = k == 0 ? a : (k == 1 ? b : c)
        let stretch = Swift.min(Swift.max(number(below: p[axis]), first), last)
        if counted[Int(t[k])] == Int32(stretch) { continue }
        counted[Int(t[k])] = Int32(stretch)
        extremes.include(p, in: stretch)
      }
      for cut in first..<last {
        for k in 0..<3 {
          let (p, q) = k == 0 ? (a, b) : (k == 1 ? (b, c) : (c, a))
          let (dp, dq) = (p[axis] - cuts[cut], q[axis] - cuts[cut])
          if (dp < 0) == (dq < 0) { continue }
          let crossing = mix(p, q, dp / (dp - dq))
          extremes.include(crossing, in: cut)
          extremes.include(crossing, in: cut + 1)
        }
      }
    }
    for p in region.corners { extremes.include(p, in: number(below: p[axis])) }
    return extremes
  }

  /// Where to try cuts: in eighths, and in the planes of the largest flat faces across the axis.
  private static func places(in region: SliceRegion, _ axis: Int) -> [(at: Double, isFace: Bool)] {
    var (low, high) = (Double.infinity, -Double.infinity)
    for p in region.points {
      low = min(low, p[axis])
      high = max(high, p[axis])
    }
    let width = high - low
    guard width > 1e-9 else { return [] }
    var places = (1..<8).map { (at: low + Double($0) / 8 * width, isFace: false) }
    let bins = 64
    var areas = [Double](repeating: 0, count: bins)
    var moments = [Double](repeating: 0, count: bins)
    for t in region.triangles {
      let (a, b, c) = (region.vertices[Int(t.x)], region.vertices[Int(t.y)], region.vertices[Int(t.z)])
      let normal = cross(b - a, c - a)
      let length = normal.length
      guard normal[axis].magnitude > 0.98 * length, length > 0 else { continue }
      let middle: Double = (a[axis] + b[axis] + c[axis]) / 3
      let bin = Swift.min(bins - 1, Swift.max(0, Int((middle - low) / width * Double(bins))))
      areas[bin] += length
      moments[bin] += length * middle
    }
    var order = Array(0..<bins)
    order.sort { (-areas[$0], $0) < (-areas[$1], $1) }
    for bin in order.prefix(5) where areas[bin] > 0 {
      let place = moments[bin] / areas[bin]
      if place > low + 0.01 * width && place < high - 0.01 * width { places.append((place, true)) }
    }
    return places.sorted { ($0.at, $0.isFace ? 0 : 1) < ($1.at, $1.isFace ? 0 : 1) }
  }
}
