import SceneDescription
import TraceAnalysis
import TraceFormat
import VectorMath

extension SolidShape {
  /// The least width of the box around the shape, m; infinite for surfaces, which have no inside.
  var thickness: Double {
    guard !isSurface, let bounds = localBounds else { return .infinity }
    return (bounds.high - bounds.low).smallest
  }
}

extension TraceBody {
  var isBall: Bool {
    if case .sphere = shape { true } else { false }
  }
}

extension JointKind {
  /// Whether the joint can add energy or keep it where the sums over bodies do not see it.
  var drivesOrStores: Bool {
    switch self {
    case .spring: true
    case .hinge(let guided), .slider(let guided): guided.motor != nil
    case .ball, .fixed, .universal, .distance, .rope: false
    }
  }
}

/// Seven significant digits: what goldens keep.
func rounded7(_ v: Double) -> String { rounded(v, digits: 7) }
