import VectorMath

/// Where nothing from outside can get: the hollows that a surface closes off, such as the rooms of a locked house or
/// a hollow trunk. Whether collision solids fill these or not makes no difference to anything that happens.
///
/// The surface is drawn into a grid of cells, which is flooded from outside. Openings of up to two cells count as
/// closed (a morphological closing of the surface): 1/64 of the size at the usual fineness. What stands in the ground
/// is closed by it from below.
public struct SealedSpace: Sendable {
  public enum Cell: UInt8, Sendable { case sealed, wall, reached }

  /// Free cells around all.
  private static let margin = 3

  private let low: Vector3
  public let cell: Double
  private let counts: SIMD3<Int>
  private var cells: [Cell]
  private let ground: Double?

  /// - Parameters:
  ///   - fineness: cells along the longest side.
  ///   - ground: its height under what is built in it, m.
  public init(_ mesh: TriangleMesh, fineness: Int = 128, ground: Double? = nil) {
    self.ground = ground
    let bounds = mesh.bounds
    let size = bounds.high - bounds.low
    let cell = max(size.largest, 1e-9) / Double(fineness)
    self.cell = cell
    let margin = Double(SealedSpace.margin)
    low = bounds.low - Vector3(1, 1, 1) * (margin * cell)
    func count(_ length: Double) -> Int { Int((length / cell).rounded(.up)) + 2 * SealedSpace.margin + 1 }
    counts = SIMD3(count(size.x), count(size.y), count(size.z))
    cells = [Cell](repeating: .sealed, count: counts.x * counts.y * counts.z)
    for t in mesh.triangles {
      draw(mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
    }
    if let ground {
      for k in cells.indices where low.y + Double(k / counts.x % counts.y) * cell < ground { cells[k] = .wall }
    }
    flood()
  }

  /// State of the cell around a point; what lies outside of the grid is reached.
  public func state(at p: Vector3) -> Cell { index(of: p).map { cells[$0] } ?? .reached }

  /// Whether anything from outside comes within a cell of the point.
  public func isExposed(_ p: Vector3) -> Bool {
    for z in -1...1 {
      for y in -1...1 {
        for x in -1...1 where state(at: p + Vector3(Double(x), Double(y), Double(z)) * cell) == .reached { return true }
      }
    }
    return false
  }

  private func index(of p: Vector3) -> Int? {
    let q = (p - low) / cell
    guard q.x >= 0, q.y >= 0, q.z >= 0 else { return nil }
    let (x, y, z) = (Int(q.x), Int(q.y), Int(q.z))
    guard x < counts.x, y < counts.y, z < counts.z else { return nil }
    return (z * counts.y + y) * counts.x + x
  }

  /// Points at most half a cell apart, in rows along the longest edge: no way through a wall leads from face to face of
  /// free cells.
  private mutating func draw(_ a: Vector3, _ b: Vector3, _ c: Vector3) {
    let lengths = [(b - a).length, (c - b).length, (a - c).length]
    let longest = lengths.max() ?? 0
    let (foot, end, top) =
      lengths[0] == longest ? (a, b, c) : (lengths[1] == longest ? (b, c, a) : (c, a, b))
    let height = longest > 0 ? cross(end - foot, top - foot).length / longest : 0
    let rows = max(1, Int((2 * height / cell).rounded(.up)))
    for j in 0...rows {
      let v = Double(j) / Double(rows)
      let (from, to) = (mix(foot, top, v), mix(end, top, v))
      let steps = max(1, Int((2 * (1 - v) * longest / cell).rounded(.up)))
      for i in 0...steps {
        if let k = index(of: mix(from, to, Double(i) / Double(steps))) { cells[k] = .wall }
      }
    }
  }

  private mutating func flood() {
    let steps = [1, -1, counts.x, -counts.x, counts.x * counts.y, -counts.x * counts.y]
    // Cells that touch a wall, corners too.
    var isNarrow = cells.map { $0 == .wall }
    for step in [1, counts.x, counts.x * counts.y] {
      let before = isNarrow
      for k in step..<(cells.count - step) { isNarrow[k] = before[k] || before[k - step] || before[k + step] }
    }
    // From the top corner: the ground may take those below.
    var open = [cells.count - 1]
    cells[cells.count - 1] = .reached
    while let k = open.popLast() {
      for step in steps {
        let n = k + step
        // Off one side of the grid comes the other side's margin, which is outside too.
        if n < 0 || n >= cells.count || isNarrow[n] || cells[n] == .reached { continue }
        cells[n] = .reached
        open.append(n)
      }
    }
    // Back to the walls.
    for step in [1, counts.x, counts.x * counts.y] {
      let before = cells
      for k in step..<(cells.count - step) where before[k] == .sealed {
        if before[k - step] == .reached || before[k + step] == .reached { cells[k] = .reached }
      }
    }
  }
}

extension SealedSpace {
  /// The stretches of a line outside of `spans` that no one can get to.
  ///
  /// What is not reached only because it lies in a wall's cell is not told, unless it lies between two spans that are
  /// so near each other that nothing fits between.
  public func closed(
    from start: Vector3, along axis: Int, between spans: [ClosedRange<Double>]
  ) -> [ClosedRange<Double>] {
    var found: [ClosedRange<Double>] = []
    var spans = spans
    if let ground, axis == 1, let first = spans.first {
      let floor = ground - start.y
      if floor < first.lowerBound { spans.insert(floor...floor, at: 0) }
    }
    for (before, after) in zip(spans, spans.dropFirst()) {
      let gap = before.upperBound...after.lowerBound
      let width = gap.upperBound - gap.lowerBound
      if width <= 0 { continue }
      let count = max(1, Int((2 * width / cell).rounded(.up)))
      func place(_ k: Int) -> Double { gap.lowerBound + width * Double(k) / Double(count) }
      var first = 0
      var isHollow = false
      for k in 0...count {
        var state = Cell.reached
        if k < count {
          var p = start
          p[axis] += (place(k) + place(k + 1)) / 2
          state = self.state(at: p)
        }
        if state != .reached {
          if state == .sealed { isHollow = true }
          continue
        }
        if k > first && (isHollow || (first == 0 && k == count)) { found.append(place(first)...place(k)) }
        first = k + 1
        isHollow = false
      }
    }
    return found
  }
}
