/// Stretches of a line, apart and in order.
public struct Spans: Sendable {
  public private(set) var ranges: [ClosedRange<Double>] = []

  /// Of any stretches; those that touch are joined.
  public init(_ any: [ClosedRange<Double>]) {
    for range in any.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        ranges.append(range)
      }
    }
  }

  public var length: Double { ranges.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }

  public func union(_ other: Spans) -> Spans { Spans(ranges + other.ranges) }

  /// What lies in both.
  public func common(_ other: Spans) -> Spans {
    var found: [ClosedRange<Double>] = []
    for a in ranges {
      for b in other.ranges where a.overlaps(b) {
        found.append(max(a.lowerBound, b.lowerBound)...min(a.upperBound, b.upperBound))
      }
    }
    return Spans(found)
  }
}
