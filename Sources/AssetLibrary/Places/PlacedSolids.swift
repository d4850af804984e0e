import VectorMath

/// The convex pieces of all that stands in a place, found by where they are.
package struct PlacedSolids: Sendable {
  package init() {}
  package private(set) var pieces: [PlacedPiece] = []
  /// Of each piece the number of the thing that it moves with; nil where it stays put.
  private var loose: [Int?] = []
  /// Numbers of pieces by the cells of a grid of 2 m that their bounds touch; only ever asked for one cell.
  private var cells: [Cell: [Int]] = [:]
  /// Pieces that span too many cells: floors, walls.
  private var large: [Int] = []

  private struct Cell: Hashable, Sendable {
    var i: Int
    var j: Int
  }
  private static let size = 2.0

  /// - Parameter thing: number of the thing, where it can move.
  package mutating func add(_ new: [PlacedPiece], loose thing: Int? = nil) {
    for piece in new {
      let number = pieces.count
      pieces.append(piece)
      loose.append(thing)
      let span = PlacedSolids.span(piece.low, piece.high)
      if (span.i.count) * (span.j.count) > 24 {
        large.append(number)
      } else {
        for i in span.i { for j in span.j { cells[Cell(i: i, j: j), default: []].append(number) } }
      }
    }
  }

  private static func span(_ low: Vector3, _ high: Vector3) -> (i: ClosedRange<Int>, j: ClosedRange<Int>) {
    func cell(_ v: Double) -> Int { Int((Swift.min(1e6, Swift.max(-1e6, v)) / size).rounded(.down)) }
    return (cell(low.x)...cell(high.x), cell(low.z)...cell(high.z))
  }

  /// The pieces whose bounds may come near a box, each once, in order.
  package func near(_ low: Vector3, _ high: Vector3, gap: Double) -> [Int] {
    // Where things may overlap, gaps are below 0; what is thinner than that still has its cells.
    let reach = Swift.max(0, gap)
    let margin = Vector3(reach, reach, reach)
    let span = PlacedSolids.span(low - margin, high + margin)
    var found = large
    if span.i.count * span.j.count > 4096 {
      found = Array(pieces.indices)
    } else {
      for i in span.i { for j in span.j { found += cells[Cell(i: i, j: j)] ?? [] } }
      found.sort()
    }
    var last = -1
    return found.filter { k in
      defer { last = k }
      let p = pieces[k]
      return k != last && p.low.x < high.x + gap && p.high.x > low.x - gap && p.low.y < high.y + gap
        && p.high.y > low.y - gap && p.low.z < high.z + gap && p.high.z > low.z - gap
    }
  }

  /// Whether any of `others` is nearer than `gap` to what stands here.
  package func isNear(_ others: [PlacedPiece], gap: Double) -> Bool {
    others.contains { piece in
      near(piece.low, piece.high, gap: gap).contains { pieces[$0].isNearer(piece, than: gap) }
    }
  }

  /// Whether others stand on something that can move, but for the things of these numbers.
  func isOnLoose(_ others: [PlacedPiece], but bearers: [Int]) -> Bool {
    // Beyond the precision of `rest`.
    let sink = Vector3(0, -5e-5, 0)
    return others.contains { piece in
      let lower = piece.moved(by: sink)
      return near(lower.low, lower.high, gap: 0).contains { k in
        guard let thing = loose[k], !bearers.contains(thing) else { return false }
        return pieces[k].isNearer(lower, than: 0)
      }
    }
  }

  /// How far others can sink, below 0, or must rise, above 0, to just touch what is below them, m; nil where nothing is
  /// within `reach` below, or even `reach` higher they would overlap.
  func rest(of others: [PlacedPiece], reach: Double) -> Double? {
    func overlaps(_ lift: Double) -> Bool { isNear(others.map { $0.moved(by: Vector3(0, lift, 0)) }, gap: 0) }
    guard !overlaps(reach), overlaps(-reach) else { return nil }
    var (low, high) = (-reach, reach)
    // To a hundredth of a millimetre: below what contacts let bodies overlap.
    while high - low > 1e-5 {
      let middle = (low + high) / 2
      if overlaps(middle) { low = middle } else { high = middle }
    }
    return high
  }
}
