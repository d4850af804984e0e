import VectorMath

/// Lets bodies come to rest, one group after the other, among what stands still.
///
/// Who sets things down knows where they fit; the simulator knows how they lie there. This is what the one asks of the other.
public protocol RestFinder {
  /// What stays where it is from now on: bodies with their materials, whatever their motion and velocity.
  mutating func add(still scene: Scene) throws

  /// Where the bodies of a scene, held by its joints, come to rest from where they are.
  ///
  /// - Returns: worldFromBody of each, in the scene's order; nil for what does not come to rest or goes away, and for what is so light or
  ///   heavy that it cannot move in one scene with what moves there already.
  func settled(_ scene: Scene) throws -> [RigidTransform]?
}
