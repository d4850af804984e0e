/// One number that an experiment found, beside what it should be.
public struct Measurement: Sendable, Equatable {
  /// How far a value may be from the truth.
  public enum Target: Sendable, Equatable {
    case absolute(Double)
    /// As a part of the truth.
    case relative(Double)

    public var limit: Double {
      switch self {
      case .absolute(let x), .relative(let x): x
      }
    }
    public var isRelative: Bool { if case .relative = self { true } else { false } }
  }

  /// What was measured: "distance".
  public var quantity: String
  public var value: Double
  public var truth: Double
  public var target: Target
  /// Unit of value and truth; empty for a bare number.
  public var unit: String

  public init(_ quantity: String, _ value: Double, truth: Double, within target: Target, unit: String = "") {
    self.quantity = quantity
    self.value = value
    self.truth = truth
    self.target = target
    self.unit = unit
  }

  /// A statement that must hold.
  public init(_ quantity: String, isTrue: Bool) {
    self.init(quantity, isTrue ? 1 : 0, truth: 1, within: .absolute(0))
  }

  /// The distance from the truth, in the terms of the target.
  public var error: Double {
    switch target {
    case .absolute: (value - truth).magnitude
    case .relative: (value / truth - 1).magnitude
    }
  }

  /// Whether the error is at most the target; a value that is no number does not pass.
  public var passes: Bool { error <= target.limit }
}
