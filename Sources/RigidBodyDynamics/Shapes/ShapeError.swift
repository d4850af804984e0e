/// A shape that cannot be made: which value is at fault, and why.
public struct ShapeError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    case notFinite
    case notPositive
    case outOfRange(ClosedRange<Double>)
    /// Fewer than this many.
    case tooFew(Int)
    /// More than this many.
    case tooMany(Int)
    /// Without volume: all points within this many metres of one plane.
    case flat(limit: Double)
  }
  /// Such as "points[3].y"; "points" for the whole list.
  public var field: String
  public var value: Double
  public var reason: Reason

  public init(field: String, value: Double, reason: Reason) {
    self.field = field
    self.value = value
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .notFinite: "\(field) must be finite, got \(value)"
    case .notPositive: "\(field) must be above 0, got \(value)"
    case .outOfRange(let range): "\(field) must be within \(range.lowerBound)...\(range.upperBound), got \(value)"
    case .tooFew(let least): "\(field) must be at least \(least), got \(Int(value))"
    case .tooMany(let most): "\(field) must be at most \(most), got \(Int(value))"
    case .flat(let limit): "\(field) must span a thickness of at least \(limit) m, got \(value)"
    }
  }
}
