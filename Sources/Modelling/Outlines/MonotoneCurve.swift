import VectorMath

/// Cubic curves through rows of numbers at given levels that nowhere overshoot (Fritsch & Carlson 1980).
struct MonotoneCurve {
  private let levels: [Double]
  private let rows: [[Double]]
  /// Slope of each number at each row.
  private var slopes: [[Double]]

  /// - Parameter levels: not falling; where two are equal the curve starts anew.
  init(levels: [Double], rows: [[Double]]) {
    self.levels = levels
    self.rows = rows
    let count = levels.count
    slopes = rows.map { [Double](repeating: 0, count: $0.count) }
    for c in rows[0].indices {
      let secants = (0..<count - 1).map { k -> Double? in
        levels[k + 1] - levels[k] > 1e-9 ? (rows[k + 1][c] - rows[k][c]) / (levels[k + 1] - levels[k]) : nil
      }
      for k in 0..<count {
        let before = k > 0 ? secants[k - 1] : nil
        let after = k < count - 1 ? secants[k] : nil
        switch (before, after) {
        case (let a?, let b?):
          // Weighted harmonic mean (Fritsch & Butland 1984): zero at extremes.
          guard a * b > 0 else { continue }
          let (h, i) = (levels[k] - levels[k - 1], levels[k + 1] - levels[k])
          slopes[k][c] = 3 * (h + i) / ((2 * i + h) / a + (i + 2 * h) / b)
        case (let a?, nil): slopes[k][c] = a
        case (nil, let b?): slopes[k][c] = b
        case (nil, nil): continue
        }
      }
    }
  }

  /// The numbers between rows `k` and `k + 1`.
  func values(_ k: Int, at level: Double) -> [Double] {
    let h = levels[k + 1] - levels[k]
    let t = (level - levels[k]) / h
    let (a, b) = ((1 + 2 * t) * (1 - t) * (1 - t), t * t * (3 - 2 * t))
    let (c, d) = (t * (1 - t) * (1 - t) * h, t * t * (t - 1) * h)
    return rows[k].indices.map { i in
      a * rows[k][i] + b * rows[k + 1][i] + c * slopes[k][i] + d * slopes[k + 1][i]
    }
  }

  /// Steps from row `k` to the next in which no number turns by more than about 7.5 degrees.
  func steps(_ k: Int) -> Int {
    let h = levels[k + 1] - levels[k]
    var most = 0.0
    for i in rows[k].indices {
      let secant = (rows[k + 1][i] - rows[k][i]) / h
      let angles = [slopes[k][i], secant, slopes[k + 1][i]].map { PortableMath.arcTangent(y: $0, x: 1) }
      most = max(most, (angles[1] - angles[0]).magnitude + (angles[2] - angles[1]).magnitude)
    }
    return min(16, max(1, Int((most * (180 / Double.pi) / 7.5).rounded(.up))))
  }
}
