import VectorMath

/// Draws directions in proportion to a map of radiance over all directions.
///
/// The map is of equal areas: rows in height (y from -1 to 1), columns in azimuth. Rows by their sums, then columns within
/// the row, then evenly within the cell (Pharr, Jakob & Humphreys, Physically Based Rendering, 4th ed., 12.5).
struct SkyTable: Sendable {
  /// Running shares of the rows, and of each row's cells; both end at 1.
  private let rows: FixedBuffer<Float>
  private let cells: FixedBuffer<Float>
  /// Where in `rows` and in a row's `cells` to begin to look.
  private let rowGuide: FixedBuffer<UInt8>
  private let cellGuide: FixedBuffer<UInt8>
  /// Of each cell the map's radiance and, as `w`, the density per steradian: who asks for one asks for the other, and
  /// here they come from one line of the cache.
  let looks: FixedBuffer<SIMD4<Float>>
  /// What inner loops read; valid as long as the table.
  let view: View

  /// - Parameter below: what the lower half counts for: mostly there is ground before it.
  init(_ map: [Float3], width: Int, height: Int, below: Double = 0.1) {
    precondition(map.count == width * height, "\(map.count) cells of \(width)x\(height)")
    precondition(max(width, height) <= 256, "\(width)x\(height) cells: a guide's entry is a byte")
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
    rowGuide = FixedBuffer(SkyTable.guide(rowShares[...]))
    cellGuide = FixedBuffer((0..<height).flatMap { SkyTable.guide(cellShares[$0 * width..<($0 + 1) * width]) })
    // The density that `sample` has: from the rounded shares, not from the weights.
    let area = 4 * Double.pi / Double(width * height)
    var out: [SIMD4<Float>] = []
    for y in 0..<height {
      let share = Double(rowShares[y]) - (y > 0 ? Double(rowShares[y - 1]) : 0)
      for x in 0..<width {
        let i = y * width + x
        let density = share * (Double(cellShares[i]) - (x > 0 ? Double(cellShares[i - 1]) : 0)) / area
        out.append(SIMD4(map[i], Float(density)))
      }
    }
    looks = FixedBuffer(out)
    view = View(
      width: width, height: height, rows: rows.pointer, cells: cells.pointer, rowGuide: rowGuide.pointer,
      cellGuide: cellGuide.pointer, looks: looks.pointer)
  }

  /// Parts of the guide for each share.
  private static let finer = 2

  /// For each of `finer` times as many equal parts of 0...1 as there are running shares, the first share above its
  /// beginning: from there it is a step at most to nearly any (Chen & Asau, "On generating random variates from an
  /// empirical distribution", 1974).
  private static func guide(_ shares: ArraySlice<Float>) -> [UInt8] {
    var next = shares.startIndex
    let parts = finer * shares.count
    return (0..<parts).map { k in
      let start = Float(k) / Float(parts)
      while next < shares.endIndex - 1 && shares[next] <= start { next += 1 }
      return UInt8(next - shares.startIndex)
    }
  }

  /// The table without its ownership.
  struct View: @unchecked Sendable {
    fileprivate let width: Int
    fileprivate let height: Int
    fileprivate let rows: UnsafePointer<Float>
    fileprivate let cells: UnsafePointer<Float>
    fileprivate let rowGuide: UnsafePointer<UInt8>
    fileprivate let cellGuide: UnsafePointer<UInt8>
    fileprivate let looks: UnsafePointer<SIMD4<Float>>

    /// The first of `count` running shares above `u`, and how far `u` is into it.
    @inline(__always)
    private func find(
      _ shares: UnsafePointer<Float>, _ guide: UnsafePointer<UInt8>, _ count: Int, _ u: Float
    ) -> (Int, Float) {
      let parts = SkyTable.finer * count
      var i = Int(guide[min(parts - 1, Int(u * Float(parts)))])
      // Back: the product may have been rounded up.
      while i > 0 && shares[i - 1] > u { i -= 1 }
      // One step on is as likely as none: no branch. The last share is 1, above any `u`; more steps are rare.
      i += shares[i] <= u ? 1 : 0
      while i < count - 1 && shares[i] <= u { i += 1 }
      let start: Float = i > 0 ? shares[i - 1] : 0
      let width: Float = shares[i] - start
      return (i, width > 0 ? min(0.999_999_94, (u - start) / width) : 0.5)
    }

    /// A direction in proportion to the map, and the cell that it lies in.
    @inline(__always) func sample(_ u: SIMD2<Float>) -> (direction: Float3, cell: Int) {
      let (row, v) = find(rows, rowGuide, height, u.y)
      let (column, t) = find(cells + row * width, cellGuide + row * SkyTable.finer * width, width, u.x)
      let y: Float = (Float(row) + v) / Float(height) * 2 - 1
      let r: Float = max(0, (1 - y) * (1 + y)).squareRoot()
      let (c, s) = circlePoint((Float(column) + t) / Float(width))
      return (Float3(r * c, y, r * s), row * width + column)
    }

    /// - Parameter cell: the map's cell that holds the direction (`Sky.cell`).
    @inline(__always) func density(cell: Int) -> Float { looks[cell].w }
  }
}
