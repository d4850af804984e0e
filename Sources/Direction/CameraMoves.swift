import PromptParsing
import SceneDescription
import VectorMath

extension Camera {
  /// Looks at `centre` from `distance` metres away in the unit direction `side`, and makes the move in a shot of `seconds`.
  ///
  /// Moving in it comes from a third farther away, as far as it is told to stand; an orbit goes on by `turn` degrees a
  /// second.
  mutating func take(
    _ move: CameraDirection.Move, of centre: Vector3, from side: Vector3, distance: Double, turn: Double,
    seconds: Double
  ) {
    target = centre
    position = centre + side * distance
    switch move {
    case .fixed: break
    case .orbit:
      self.move = .orbit
      rate = turn
    case .pushIn:
      self.move = .dolly
      position = centre + side * (distance * 1.35)
      rate = 0.35 * distance / seconds
    case .pullOut:
      self.move = .dolly
      rate = -0.4 * distance / seconds
    }
  }
}
