import VectorMath

extension Expression {
  /// What can be called in an expression.
  enum Function: String, CaseIterable, Sendable {
    case sqrt, sin, cos, tan, atan, min, max, abs, floor, ceil, round, mod, mix, clamp, `if`, random

    /// How many arguments it takes.
    var arguments: ClosedRange<Int> {
      switch self {
      case .sqrt, .sin, .cos, .tan, .abs, .floor, .ceil, .round, .random: 1...1
      case .atan, .mod: 2...2
      case .mix, .clamp, .if: 3...3
      case .min, .max: 2...16
      }
    }

    /// nil where it has none. `if` is not decided here: only one of its branches is evaluated.
    func value(_ v: [Double], _ scope: Scope) -> Double? {
      switch self {
      case .sqrt: return v[0] >= 0 ? v[0].squareRoot() : nil
      case .sin: return turns(v[0])?.sine
      case .cos: return turns(v[0])?.cosine
      case .tan: return turns(v[0]).flatMap { $0.cosine == 0 ? nil : $0.sine / $0.cosine }
      case .atan: return PortableMath.arcTangent(y: v[0], x: v[1]) * (180 / Double.pi)
      case .min: return v.min()
      case .max: return v.max()
      case .abs: return v[0].magnitude
      case .floor: return v[0].rounded(.down)
      case .ceil: return v[0].rounded(.up)
      case .round: return v[0].rounded()
      case .mod: return v[1] == 0 ? nil : v[0] - v[1] * (v[0] / v[1]).rounded(.down)
      case .mix: return v[0] * (1 - v[2]) + v[1] * v[2]
      case .clamp: return Swift.min(v[2], Swift.max(v[1], v[0]))
      case .random: return scope.random(v[0])
      case .if: return nil
      }
    }

    /// Sine and cosine of degrees; exact at the quarters.
    private func turns(_ degrees: Double) -> (sine: Double, cosine: Double)? {
      guard degrees.magnitude <= 1e6 else { return nil }
      return sineAndCosine(degrees: degrees)
    }
  }
}

/// Sine and cosine of an angle in degrees, exact at the multiples of 90.
func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
  let quarter = (degrees / 90).rounded(.toNearestOrEven)
  let (s, c) = PortableMath.sineAndCosine((degrees - quarter * 90) * (Double.pi / 180))
  switch Int(quarter) & 3 {
  case 0: return (s, c)
  case 1: return (c, -s)
  case 2: return (-s, -c)
  default: return (-c, s)
  }
}
