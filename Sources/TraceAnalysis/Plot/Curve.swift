/// One curve, kept as the span of values in each column of the picture: memory does not grow with the trace.
package struct Curve {
  package let name: String
  /// Lowest, highest, first and last value of each column.
  private(set) var columns: [(low: Double, high: Double, first: Double, last: Double)?]
  package private(set) var low = Double.infinity
  package private(set) var high = -Double.infinity

  package init(name: String, columns count: Int) {
    self.name = name
    columns = Array(repeating: nil, count: count)
  }

  /// - Parameter place: Where along the axis, 0...1.
  package mutating func add(_ value: Double, at place: Double) {
    guard value.isFinite else { return }
    low = Swift.min(low, value)
    high = Swift.max(high, value)
    let k = Swift.max(0, Swift.min(columns.count - 1, Int(place * Double(columns.count - 1) + 0.5)))
    guard let c = columns[k] else {
      columns[k] = (value, value, value, value)
      return
    }
    columns[k] = (Swift.min(c.low, value), Swift.max(c.high, value), c.first, value)
  }

  /// Points to join, in order: column and value.
  package var points: [(column: Int, value: Double)] {
    var points: [(column: Int, value: Double)] = []
    for (k, column) in columns.enumerated() {
      guard let c = column else { continue }
      for value in [c.first, c.low, c.high, c.last] where points.last.map({ $0 != (k, value) }) ?? true {
        points.append((k, value))
      }
    }
    return points
  }
}
