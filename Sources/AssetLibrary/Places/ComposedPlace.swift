import SceneDescription
import VectorMath

/// A place laid out by a seed: what the simulator collides, what the renderer draws, where the action can be.
public struct ComposedPlace: Sendable {
  /// Ground, walls, roads: static.
  public var bodies: [Body] = []
  /// What stands there, as assets of the library.
  public var things: [Thing] = []
  /// Models of the structure and of what is only drawn, and its copies.
  public var scenery = Scenery()
  /// The main one first.
  public var freeAreas: [FreeArea] = []
  public var cameras: [Camera] = []
  public var light: Light?
  /// What found no room, a line each.
  public var notes: [String] = []
}
