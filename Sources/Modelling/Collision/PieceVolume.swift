import SceneDescription
import VectorMath

extension SolidShape.Compound.Part {
  /// Volume, m^3; of a hull the true one, where `SolidShape.volume` takes the box around it.
  public var volume: Double {
    guard case .hull(let hull) = shape else { return shape.volume }
    return ConvexHull(around: hull.points)?.volume ?? 0
  }
}
