import VectorMath

/// How much of a solid lies in any box: shares of cells, summed up from one corner (a summed-area table in space,
/// F. Crow 1984).
struct MatterGrid {
  private let low: Vector3
  private let cell: Vector3
  private let counts: SIMD3<Int>
  /// Volume between `low` and each corner of the cells.
  private var sums: [Double]

  /// Lines through each cell along a side of it.
  private static let linesPerCell = 2

  /// - Parameters:
  ///   - fineness: cells along the longest side.
  ///   - sealed: whose hollows count as matter.
  init(_ mesh: TriangleMesh, fineness: Int, sealed: SealedSpace?) {
    let bounds = mesh.bounds
    let size = bounds.high - bounds.low
    func count(_ length: Double) -> Int {
      Swift.max(1, Int((length / Swift.max(size.largest, 1e-9) * Double(fineness)).rounded(.up)))
    }
    let counts = SIMD3(count(size.x), count(size.y), count(size.z))
    low = bounds.low
    self.counts = counts
    cell = Vector3(size.x / Double(counts.x), size.y / Double(counts.y), size.z / Double(counts.z))
    sums = [Double](repeating: 0, count: (counts.x + 1) * (counts.y + 1) * (counts.z + 1))
    let fine = MatterGrid.linesPerCell
    let grid = LineGrid(low: bounds.low, high: bounds.high, axis: 1, lines: (counts.z * fine, counts.x * fine))
    for (line, spans) in grid.intervals(of: mesh).enumerated() {
      var matter = spans
      if let sealed {
        matter = spans.union(Spans(sealed.closed(from: grid.point(line, 0), along: 1, between: spans.ranges)))
      }
      let column = corner(line / grid.lines.u / fine + 1, 0, line % grid.lines.u / fine + 1)
      for span in matter.ranges {
        var k = Swift.min(counts.y - 1, Swift.max(0, Int(span.lowerBound / cell.y)))
        while k < counts.y {
          let from = Swift.max(span.lowerBound, Double(k) * cell.y)
          let to = Swift.min(span.upperBound, Double(k + 1) * cell.y)
          if to <= from { break }
          sums[column + k + 1] += (to - from) * grid.cell
          k += 1
        }
      }
    }
    sumUp()
  }

  /// Of a corner of the cells; those along y lie beside each other.
  private func corner(_ x: Int, _ y: Int, _ z: Int) -> Int { (x * (counts.z + 1) + z) * (counts.y + 1) + y }

  private mutating func sumUp() {
    for x in 1...counts.x {
      for z in 1...counts.z {
        for y in 1...counts.y {
          let before: Double =
            sums[corner(x - 1, y, z)] + sums[corner(x, y - 1, z)] + sums[corner(x, y, z - 1)]
            - sums[corner(x - 1, y - 1, z)] - sums[corner(x - 1, y, z - 1)] - sums[corner(x, y - 1, z - 1)]
            + sums[corner(x - 1, y - 1, z - 1)]
          sums[corner(x, y, z)] += before
        }
      }
    }
  }

  /// Between `low` and a point; within a cell its matter counts as spread evenly.
  private func sum(to p: Vector3) -> Double {
    func split(_ k: Int) -> (Int, Double) {
      if cell[k] <= 0 { return (0, 1) }
      let place = Swift.min(Swift.max((p[k] - low[k]) / cell[k], 0), Double(counts[k]))
      let whole = Swift.min(Int(place), counts[k] - 1)
      return (whole, place - Double(whole))
    }
    let (x, fx) = split(0)
    let (y, fy) = split(1)
    let (z, fz) = split(2)
    func row(_ x: Int, _ z: Int) -> Double {
      let k = corner(x, y, z)
      return sums[k] + (sums[k + 1] - sums[k]) * fy
    }
    let near = row(x, z) + (row(x, z + 1) - row(x, z)) * fz
    let far = row(x + 1, z) + (row(x + 1, z + 1) - row(x + 1, z)) * fz
    return near + (far - near) * fx
  }

  /// Matter in a box, m^3.
  func volume(_ a: Vector3, _ b: Vector3) -> Double {
    let upper: Double =
      sum(to: b) - sum(to: Vector3(a.x, b.y, b.z)) - sum(to: Vector3(b.x, a.y, b.z)) + sum(to: Vector3(a.x, a.y, b.z))
    let lower: Double =
      sum(to: Vector3(b.x, b.y, a.z)) - sum(to: Vector3(a.x, b.y, a.z)) - sum(to: Vector3(b.x, a.y, a.z)) + sum(to: a)
    return Swift.max(0, upper - lower)
  }

  var total: Double { sums[sums.count - 1] }

  /// Whether a cell-sized box on the inner side of a corner of `box` is mostly matter.
  func fills(_ p: Vector3, towards middle: Vector3) -> Bool {
    var far = p
    for k in 0..<3 { far[k] += (middle[k] > p[k] ? 0.5 : -0.5) * cell[k] }
    let size = (far - p).magnitudes
    return volume(min(p, far), max(p, far)) > 0.5 * size.x * size.y * size.z
  }
}
