/// Instances that stand at the same place in every frame: placed once, and copied into each frame's world.
struct StillThings: Sendable {
  var instances: [Instance] = []
  /// In the world, one an instance.
  var boxes: [Bounds] = []
  /// What shines of them, by the instance's number.
  var glows: [(instance: Int, glow: Emitter.Glow)] = []
}
