import RigidBodyDynamics
import VectorMath

/// A scene whose motion is known to the bit: what it hashes to at a step, and the step at which all of it sleeps.
///
/// A change of any hash is a change of physics. `kinema bench physics --golden` prints the values of this build, in the
/// form of the table in `GoldenValues.swift`.
public struct GoldenScene: Sendable {
  /// What a run gives.
  public struct Outcome: Sendable, Equatable {
    /// `World.stateHash()` after `GoldenScene.hashedStep` steps.
    public var midway: UInt64
    /// The step after which every dynamic body sleeps; nil if some still moved when the run ended.
    public var sleepStep: Int?
    /// `World.stateHash()` after the last step.
    public var end: UInt64

    public init(midway: UInt64, sleepStep: Int?, end: UInt64) {
      self.midway = midway
      self.sleepStep = sleepStep
      self.end = end
    }
  }

  public var name: String
  /// The step whose state is hashed: the middle of the action.
  public var hashedStep: Int
  /// The run ends here if something still moves.
  public var lastStep: Int
  let makeWorld: @Sendable () throws -> World

  public func run() throws -> Outcome {
    var world = try makeWorld()
    var midway: UInt64 = 0
    while world.stepIndex < lastStep {
      world.step()
      if world.stepIndex == hashedStep { midway = world.stateHash() }
      if world.stepIndex >= hashedStep && world.isAsleep {
        return Outcome(midway: midway, sleepStep: world.stepIndex, end: world.stateHash())
      }
    }
    return Outcome(midway: midway, sleepStep: nil, end: world.stateHash())
  }

  public static let all = [fallingBoxes, mixedPile, wall, ragdolls, figures]

  /// Fifteen boxes of several sizes fall on a floor and on each other.
  static let fallingBoxes = GoldenScene(name: "falling boxes", hashedStep: 480, lastStep: 4800) {
    () throws in
    var chance = SeededGenerator(seed: 1, stage: "golden boxes")
    var world = World(WorldSettings(allowSleep: true))
    _ = try world.add(BodyDefinition(name: "floor", shape: .plane, motion: .fixed))
    for i in 0..<15 {
      let half = Vector3(chance.uniform(0.05...0.2), chance.uniform(0.05...0.2), chance.uniform(0.05...0.2))
      _ = try world.add(
        BodyDefinition(
          name: "box \(i)", shape: .box(halfExtents: half),
          position: Vector3(chance.uniform(-0.2...0.2), 0.5 + 0.7 * Double(i / 3), 0.75 * Double(i % 3 - 1)),
          orientation: chance.orientation(), restitution: 0.3))
    }
    return world
  }

  /// Twenty-four solids of all kinds poured into a box.
  static let mixedPile = GoldenScene(name: "mixed pile", hashedStep: 960, lastStep: 9600) { () throws in
    try MixedPour(count: 24, seed: 1).world
  }

  /// A wall of 300 cubes in 24 rows that a ball strikes: one island with enough contact points (2,300) to be solved on
  /// several threads.
  static let wall = GoldenScene(name: "wall", hashedStep: 25, lastStep: 50) { () throws in
    var world = World(WorldSettings(allowSleep: true))
    _ = try world.add(BodyDefinition(name: "floor", shape: .plane, motion: .fixed))
    for row in 0..<24 {
      for column in 0..<(24 - row) {
        _ = try world.add(
          BodyDefinition(
            name: "cube \(row),\(column)", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)),
            position: Vector3(0.21 * (Double(column) + 0.5 * Double(row) - 11.5), 0.1 + 0.2 * Double(row), 0)))
      }
    }
    _ = try world.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.3), position: Vector3(0.1, 0.9, -0.6), linearVelocity: Vector3(0, 1, 12),
        density: 3000))
    return world
  }

  /// The first two of the hundred ragdolls. (Not all come to rest: a neck may spin for ever between chest and head, as
  /// joints have no friction.)
  static let ragdolls = GoldenScene(name: "ragdolls", hashedStep: 900, lastStep: 4800) { () throws in
    var scene = ThroughputScene.ragdolls
    scene.bodies.removeLast(98 * 17)
    scene.joints.removeLast(98 * 16)
    return try scene.world(WorldSettings(allowSleep: true))
  }

  /// Loose solids of all kinds and chains on joints of all tree-forming kinds, which come to rest on rough ground.
  static let figures = GoldenScene(name: "figures", hashedStep: 400, lastStep: 4800) { () throws in
    var chance = SeededGenerator(seed: 3, stage: "golden figures")
    var world = World(WorldSettings(allowSleep: true))
    _ = try world.add(BodyDefinition(name: "floor", shape: .plane, motion: .fixed, friction: 0.8))
    let joints: [JointDefinition.Kind] = [
      .ball(swingLimit: 1, twistLimit: -0.7...0.7), .hinge(limits: -1...1), .fixed, .slider(limits: -0.05...0.05),
      .universal, .ball(),
    ]
    var former: BodyID?
    for (i, kind) in SolidKind.allCases.enumerated() {
      let position = Vector3(0.3 * Double(i) - 0.9, 0.4, i % 2 == 0 ? 0 : 0.25)
      for (name, height) in [("link", 0.0), ("loose", 0.5)] {
        let id = try world.add(
          BodyDefinition(
            name: "\(name) \(kind)", shape: kind.shape(reach: 0.12, &chance),
            position: position + Vector3(0, height, 0), orientation: chance.orientation(),
            density: chance.uniform(500...2000), friction: 0.8, rollingLever: 0.006))
        guard height == 0 else { continue }
        if let former {
          _ = try world.add(
            JointDefinition(
              name: "joint \(i)", kind: joints[i - 1], a: former, b: id,
              anchor: (world.state(of: former).position + position) * 0.5, axis: chance.unitVector(), in: world))
        }
        former = id
      }
    }
    return world
  }
}

extension World {
  /// Whether there are dynamic bodies and all of them sleep.
  fileprivate var isAsleep: Bool {
    (0..<bodyCount).map(BodyID.init(index:)).allSatisfy { motion(of: $0) != .dynamic || state(of: $0).isAsleep }
  }
}
