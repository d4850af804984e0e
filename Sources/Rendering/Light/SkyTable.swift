import VectorMath

/// Draws directions in proportion to a map of radiance over all directions.
///
/// The map is of equal areas: rows in height (y from -1 to 1), columns in azimuth. Rows by their sums, then columns within
/// the row, then evenly within the cell (Pharr, Jakob & Humphreys, Physically Based Rendering, 4th ed., 12.5).
struct SkyTable: Sendable {
  private let width: Int
  private let height: Int
  /// Running shares of the rows, and of each row's cells; both end at 1.
  private let rows: FixedBuffer<Float>
  private let cells: FixedBuffer<Float>
  /// Per steradian.
  private let densities: FixedBuffer<Float>

  /// - Parameter below: what the lower half counts for: mostly there is ground before it.
  init(_ map: [Float3], width: Int, height: Int, below: Double = 0.1) {
    precondition(map.count == width * height, "\(map.count) cells of \(width)x\(height)")
    self.width = width
    self.height = height
    var weights = map.map { Double(luminance($0)) }
    let mean = weights.reduce(0, +) / Double(weights.count)
    // No direction is left out, or its light would be missed.
    for i in weights.indices { weights[i] = (weights[i] + 0.05 * mean + 1e-12) * (i / width < height / 2 ? below : 1) }
    let total = weights.reduce(0, +)
    var rowShares: [Float] = []
    var cellShares: [Float] = []
    var running = 0.0
    for y in 0..<height {
      let row = weights[y * width..<(y + 1) * width]
      let sum = row.reduce(0, +)
      running += sum
      rowShares.append(y == height - 1 ? 1 : Float(running / total))
      var along = 0.0
      for (x, w) in row.enumerated() {
        along += w
        cellShares.append(x == width - 1 ? 1 : Float(along / sum))
      }
    }
    rows = FixedBuffer(rowShares)
    cells = FixedBuffer(cellShares)
    // The density that `sample` has: from the rounded shares, not from the weights.
    let area = 4 * Double.pi / Double(width * height)
    var out: [Float] = []
    for y in 0..<height {
      let share = Double(rowShares[y]) - (y > 0 ? Double(rowShares[y - 1]) : 0)
      for x in 0..<width {
        let i = y * width + x
        out.append(Float(share * (Double(cellShares[i]) - (x > 0 ? Double(cellShares[i - 1]) : 0)) / area))
      }
    }
    densities = FixedBuffer(out)
  }

  /// The first of `count` running shares above `u`, and how far `u` is into it.
  @inline(__always) private func find(_ shares: UnsafePointer<Float>, _ count: Int, _ u: Float) -> (Int, Float) {
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] > u { high = middle } else { low = middle + 1 }
    }
    let start: Float = low > 0 ? shares[low - 1] : 0
    let width: Float = shares[low] - start
    return (low, width > 0 ? min(0.999_999_94, (u - start) / width) : 0.5)
  }

  @inline(__always) func sample(_ u: SIMD2<Float>) -> (direction: Float3, density: Float) {
    let (row, v) = find(rows.pointer, height, u.y)
    let (column, t) = find(cells.pointer + row * width, width, u.x)
    let y: Float = (Float(row) + v) / Float(height) * 2 - 1
    let r: Float = max(0, (1 - y) * (1 + y)).squareRoot()
    let (c, s) = circlePoint((Float(column) + t) / Float(width))
    return (Float3(r * c, y, r * s), densities.pointer[row * width + column])
  }

  /// - Parameter cell: the map's cell that holds the direction (`Sky.cell`).
  @inline(__always) func density(cell: Int) -> Float { densities.pointer[cell] }
}
