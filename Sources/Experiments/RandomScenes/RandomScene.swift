import RigidBodyDynamics
import VectorMath

/// A few bodies of all kinds, loose and in jointed figures, thrown about over a floor, with random sizes, densities and
/// surfaces: a passive scene, in which nothing but gravity does work.
///
/// None overlaps another at the start: pushing them apart would take work from nowhere. The floor is the plane y = 0
/// and the lowest thing of all, so potential energy counts from there (as `World.energy` does) and the energy at the
/// start is a fair scale.
public enum RandomScene {
  /// - Parameters:
  ///   - seed: of everything in the scene.
  ///   - rate: steps a second.
  ///   - allowSleep: whether quiet bodies may sleep.
  public static func world(seed: UInt64, rate: Double = 960, allowSleep: Bool = false) throws -> World {
    var chance = SeededGenerator(seed: seed, stage: "random scene")
    var world = World(WorldSettings(timeStep: 1 / rate, allowSleep: allowSleep))
    // Half of the scenes are about a metre large, the others anything from centimetres to tens of metres, with the
    // speeds of bodies that fell as many times their size.
    let scale = chance.uniform() < 0.5 ? 1 : PortableMath.power(10, chance.uniform(-1...1.5))
    let pace = scale.squareRoot()
    _ = try world.add(
      BodyDefinition(name: "floor", shape: .plane, motion: .fixed, friction: chance.uniform(0...1)))
    if chance.uniform() < 0.5 {
      _ = try world.add(
        BodyDefinition(
          name: "ramp", shape: .box(halfExtents: Vector3(1, 0.05, 1) * scale), motion: .fixed,
          position: Vector3(0, 0.3, 0) * scale,
          orientation: Quaternion(angle: chance.uniform(-0.5...0.5), axis: .unitZ), friction: chance.uniform(0...1)))
    }
    var former = (position: Vector3.zero, reach: 0.0)
    for i in 0..<(3 + chance.index(6)) {
      let reach = chance.uniform(0.03...0.35)
      let kind = SolidKind.allCases[chance.index(SolidKind.allCases.count)]
      var position: Vector3
      repeat {
        // Bodies two layers apart are always clear of each other, and 1.2 m is clear of the steepest ramp.
        position = Vector3(chance.uniform(-0.6...0.6), 1.2 + 0.5 * Double(i), chance.uniform(-0.6...0.6))
      } while i > 0 && (position - former.position).length < reach + former.reach
      former = (position, reach)
      _ = try world.add(solid(kind, "\(kind) \(i)", reach: reach * scale, at: position * scale, pace: pace, &chance))
    }
    // The figures lie above the loose bodies, each clear of what is below it.
    for i in 0..<chance.index(3) {
      let height: Double = former.position.y + 0.6 + 0.5 * Double(i)
      try addFigure("figure \(i)", to: &world, height: height, scale: scale, pace: pace, &chance)
    }
    return world
  }

  /// A tree of up to six solids on joints with or without limits, in one level; a third of them hang on a hook.
  private static func addFigure(
    _ name: String, to world: inout World, height: Double, scale: Double, pace: Double, _ chance: inout SeededGenerator
  ) throws {
    var ids: [BodyID] = []
    let place = Vector3(chance.uniform(-0.6...0), height, chance.uniform(-0.3...0))
    for i in 0..<(2 + chance.index(5)) {
      let kind = SolidKind.allCases[chance.index(SolidKind.allCases.count)]
      // In a zigzag, so that no two touch at the start.
      let position = place + Vector3(0.33 * Double(i), 0, i % 2 == 0 ? 0 : 0.3)
      let id = try world.add(
        solid(
          kind, "\(name) \(kind) \(i)", reach: chance.uniform(0.05...0.2) * scale, at: position * scale, pace: pace,
          &chance))
      if i > 0 {
        let carrier = ids[i - 1 - (i > 1 && chance.uniform() < 0.3 ? 1 : 0)]
        let kinds: [(name: String, kind: JointDefinition.Kind)] = [
          ("ball", .ball()), ("limited ball", .ball(swingLimit: 1, twistLimit: -0.7...0.7)), ("hinge", .hinge()),
          ("limited hinge", .hinge(limits: -1...1)), ("slider", .slider(limits: -0.1 * scale...0.1 * scale)),
          ("weld", .fixed),
        ]
        let joint = kinds[chance.index(kinds.count)]
        let anchor = (world.state(of: carrier).position + position * scale) * 0.5
        _ = try world.add(
          JointDefinition(
            name: "\(name) \(joint.name) \(i)", kind: joint.kind, a: carrier, b: id, anchor: anchor,
            axis: chance.unitVector(), in: world))
      }
      ids.append(id)
    }
    guard chance.uniform() < 1.0 / 3 else { return }
    _ = try world.add(
      JointDefinition(
        name: "\(name) hook", kind: .ball(), b: ids[0], anchor: (place + Vector3(0, 0.2, 0)) * scale, in: world))
  }

  private static func solid(
    _ kind: SolidKind, _ name: String, reach: Double, at position: Vector3, pace: Double,
    _ chance: inout SeededGenerator
  ) -> BodyDefinition {
    BodyDefinition(
      name: name, shape: kind.shape(reach: reach, &chance), position: position,
      orientation: chance.orientation(), linearVelocity: chance.vector(within: 3 * pace),
      angularVelocity: chance.vector(within: 9 / pace), density: chance.uniform(100...8000),
      friction: chance.uniform(0...1), restitution: chance.uniform() < 0.3 ? 0 : chance.uniform(),
      rollingLever: chance.uniform() < 0.3 ? 0.01 * reach : 0)
  }
}
