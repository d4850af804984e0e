import RigidBodyDynamics
import VectorMath

/// A heavy load for the engine: what is in it, and how long it runs by default.
///
/// A scene is a list of definitions and not a world, so that other engines can be given exactly the same one.
public struct ThroughputScene: Sendable {
  /// Two bodies held together at one point, free to turn about it.
  public struct BallJoint: Sendable {
    /// Indices into `bodies`.
    public var a: Int
    public var b: Int
    /// The common point at the start, world axes, m.
    public var anchor: Vector3
  }

  public var name: String
  public var title: String
  /// Simulated time of one run, s.
  public var seconds: Double
  public var bodies: [BodyDefinition] = []
  public var joints: [BallJoint] = []

  /// Number of bodies that move: those that count as body-steps.
  public var movingCount: Int { bodies.count { $0.motion == .dynamic } }

  /// A fresh world with the scene at its start; settings are the defaults, which never sleep.
  public func world(_ settings: WorldSettings = WorldSettings()) throws -> World {
    var world = World(settings)
    let ids = try bodies.map { try world.add($0) }
    for (i, joint) in joints.enumerated() {
      _ = try world.add(
        JointDefinition(
          name: "ball \(i)", kind: .ball(), a: ids[joint.a], b: ids[joint.b], anchor: joint.anchor, in: world))
    }
    return world
  }

  mutating func addFixedBox(_ name: String, halfExtents: Vector3, at position: Vector3) {
    bodies.append(
      BodyDefinition(name: name, shape: .box(halfExtents: halfExtents), motion: .fixed, position: position))
  }

  /// A slab whose upper side is the plane y = 0.
  mutating func addFloor(halfSide: Double) {
    addFixedBox("floor", halfExtents: Vector3(halfSide, 0.5, halfSide), at: Vector3(0, -0.5, 0))
  }

  /// Four walls about a square of this half side, standing on y = 0.
  mutating func addWalls(halfSide: Double, height: Double) {
    let thickness = 0.5
    for (name, side) in [("west", -1.0), ("east", 1)] {
      addFixedBox(
        "\(name) wall", halfExtents: Vector3(thickness, height / 2, halfSide + 2 * thickness),
        at: Vector3(side * (halfSide + thickness), height / 2, 0))
    }
    for (name, side) in [("north", -1.0), ("south", 1)] {
      addFixedBox(
        "\(name) wall", halfExtents: Vector3(halfSide, height / 2, thickness),
        at: Vector3(0, height / 2, side * (halfSide + thickness)))
    }
  }
}
