import VectorMath

/// Where to cut a region: the two halves' hulls are judged by the points that lie farthest in some directions, all
/// cuts across an axis in one pass over the surface.
struct SliceChoice {
  /// nil where the region is flat.
  private(set) var best: (axis: Int, place: Double)?

  /// Farthest points by direction.
  private struct Extremes {
    var heights = [Double](repeating: -.infinity, count: SliceChoice.directions.count)
    var points = [Vector3](repeating: .zero, count: SliceChoice.directions.count)

    mutating func include(_ p: Vector3) {
      for (k, d) in SliceChoice.directions.enumerated() {
        let height = dot(d, p)
        if height > heights[k] {
          heights[k] = height
          points[k] = p
        }
      }
    }

    mutating func include(_ other: Extremes) {
      for k in heights.indices where other.heights[k] > heights[k] {
        heights[k] = other.heights[k]
        points[k] = other.points[k]
      }
    }

    var volume: Double { heights[0].isFinite ? ConvexHull(around: points)?.volume ?? 0 : 0 }
  }

  init(_ region: SliceRegion) {
    var least = Double.infinity
    for axis in 0..<3 {
      let cuts = SliceChoice.places(in: region, axis)
      if cuts.isEmpty { continue }
      let bins = SliceChoice.bins(of: region, axis, cuts.map(\.at))
      var above = [Extremes](repeating: Extremes(), count: bins.count)
      above[bins.count - 1] = bins[bins.count - 1]
      for k in (0..<bins.count - 1).reversed() {
        above[k] = bins[k]
        above[k].include(above[k + 1])
      }
      var below = Extremes()
      for (k, cut) in cuts.enumerated() {
        below.include(bins[k])
        // No one cut makes a hollow less: the planes of its walls are worth a bonus.
        let volume = (below.volume + above[k + 1].volume) * (cut.isFace ? 1 : 1.04)
        if volume < least * (1 - 1e-9) {
          least = volume
          best = (axis, cut.at)
        }
      }
    }
  }

  /// Extremes between one cut and the next.
  private static func bins(of region: SliceRegion, _ axis: Int, _ cuts: [Double]) -> [Extremes] {
    var bins = [Extremes](repeating: Extremes(), count: cuts.count + 1)
    let slack = 1e-7 * (region.high - region.low).largest
    // In which stretch each vertex was counted last.
    var counted = [Int32](repeating: -1, count: region.vertices.count)
    func number(below p: Double) -> Int { cuts.firstIndex { $0 > p } ?? cuts.count }
    for t in region.triangles {
      let corners = [region.vertices[Int(t.x)], region.vertices[Int(t.y)], region.vertices[Int(t.z)]]
      let low = min(corners[0][axis], min(corners[1][axis], corners[2][axis]))
      let high = max(corners[0][axis], max(corners[1][axis], corners[2][axis]))
      // A face on a cut bounds the matter behind it; other triangles belong to what they reach into.
      let isFlat = high - low <= 2 * slack
      let faces = isFlat ? (cross(corners[1] - corners[0], corners[2] - corners[0])[axis] > 0 ? -slack : slack) : 0
      let (first, last) = (number(below: low + slack + 2 * faces), number(below: high - slack + 2 * faces))
      for k in 0..<3 {
        let p = corners[k]
        let bin = Swift.min(Swift.max(number(below: p[axis]), first), Swift.max(first, last))
        if counted[Int(t[k])] == Int32(bin) { continue }
        counted[Int(t[k])] = Int32(bin)
        bins[bin].include(p)
      }
      for cut in first..<Swift.max(first, last) {
        for k in 0..<3 {
          let (a, b) = (corners[k], corners[(k + 1) % 3])
          let (da, db) = (a[axis] - cuts[cut], b[axis] - cuts[cut])
          if (da < 0) == (db < 0) { continue }
          let p = mix(a, b, da / (da - db))
          bins[cut].include(p)
          bins[cut + 1].include(p)
        }
      }
    }
    for p in region.corners { bins[number(below: p[axis])].include(p) }
    return bins
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

  /// Towards corners, edges and faces of a cube.
  private static let directions: [Vector3] = {
    var list: [Vector3] = []
    for k in -1...1 {
      for j in -1...1 {
        for i in -1...1 where i != 0 || j != 0 || k != 0 {
          list.append(Vector3(Double(i), Double(j), Double(k)).normalized)
        }
      }
    }
    return list
  }()
}
