import SceneDescription
import VectorMath

/// A scene whose things and place have given way to bodies and joints, and what is drawn beyond its bodies.
public struct FurnishedScene: Sendable {
  /// Without things and place.
  public var scene: Scene
  public var scenery: Scenery
  /// Level ground where things and people can act.
  public var freeAreas: [FreeArea]
  /// What found no room, a line each.
  public var notes: [String] = []

  public init(scene: Scene, scenery: Scenery = Scenery(), freeAreas: [FreeArea] = []) {
    self.scene = scene
    self.scenery = scenery
    self.freeAreas = freeAreas
  }
}

/// What the renderer needs of the library for one scene.
public struct Scenery: Sendable {
  /// The models that bodies and dressing name; `Looks.link` is left empty in the keys.
  public var models: [Looks: AssetModel] = [:]
  /// What is drawn and never touched: grass, far trees, hills.
  public var dressing: [Dressing] = []
  public init() {}
}

/// Copies of one model that stand in the scene without being simulated.
public struct Dressing: Sendable {
  public var looks: Looks
  public var copies: [Copy]

  public init(looks: Looks, copies: [Copy]) {
    self.looks = looks
    self.copies = copies
  }

  public struct Copy: Sendable {
    public var pose: RigidTransform
    public var scale: Double

    public init(pose: RigidTransform, scale: Double = 1) {
      self.pose = pose
      self.scale = scale
    }
  }
}

/// A level rectangle that is kept free.
public struct FreeArea: Sendable, Hashable {
  public var name: String
  public var centre: Vector3
  /// Along X and Z.
  public var width: Double
  public var depth: Double
}
