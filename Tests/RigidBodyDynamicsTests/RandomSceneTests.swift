import RigidBodyDynamics
import Testing
import VectorMath

/// A few bodies of all shapes thrown about over a floor with random materials.
///
/// None overlaps another at the start: pushing them apart would take work from nowhere.
func randomScene(seed: UInt64, rate: Double = 960, restitutionLimit: Double = 1) -> Laboratory {
  var g = SeededGenerator(seed: seed, stage: "random scene")
  var lab = Laboratory(stepRate: rate)
  lab.plane(friction: g.uniform(0...1), restitution: 0)
  if g.uniform() < 0.5 {
    _ = lab.add(
      BodyDefinition(
        name: "ramp", shape: .box(halfExtents: Vector3(1, 0.05, 1)), motion: .fixed, position: Vector3(0, 0.3, 0),
        orientation: Quaternion(angle: g.uniform(-0.5...0.5), axis: .unitZ), friction: g.uniform(0...1)))
  }
  let count = 3 + g.index(6)
  var former = (position: Vector3.zero, reach: 0.0)
  for i in 0..<count {
    let size = g.uniform(0.05...0.2)
    let shape: Shape
    switch g.index(3) {
    case 0: shape = .sphere(radius: size)
    case 1: shape = .box(halfExtents: Vector3(size, g.uniform(0.3...1) * size, g.uniform(0.3...1) * size))
    default: shape = .capsule(radius: 0.6 * size, halfHeight: g.uniform(0.3...1.5) * size)
    }
    let axis = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(0.1...1)).normalized
    // The longest capsule reaches 2.1 sizes from its centre; 1.2 m is clear of the steepest ramp.
    let reach: Double = 2.1 * size
    var position = Vector3.zero
    repeat {
      position = Vector3(g.uniform(-0.6...0.6), 1.2 + 0.5 * Double(i), g.uniform(-0.6...0.6))
    } while i > 0 && (position - former.position).length < reach + former.reach
    former = (position, reach)
    _ = lab.add(
      BodyDefinition(
        name: "body \(i)", shape: shape,
        position: position,
        orientation: Quaternion(angle: g.uniform(0...3), axis: axis),
        linearVelocity: Vector3(g.uniform(-3...3), g.uniform(-3...3), g.uniform(-3...3)),
        angularVelocity: Vector3(g.uniform(-9...9), g.uniform(-9...9), g.uniform(-9...9)),
        density: g.uniform(100...8000), friction: g.uniform(0...1),
        restitution: g.uniform() < 0.3 ? 0 : g.uniform(0...restitutionLimit),
        rollingResistance: g.uniform() < 0.3 ? 0.01 : 0))
  }
  return lab
}

@Suite struct RandomSceneTests {
  /// In 200 random scenes no number is lost, nothing sinks through the floor and no energy appears.
  ///
  /// Energy is measured against the least so far, so that a gain cannot hide behind what friction took before.
  @Test func neitherEnergyNorNonsenseAppears() {
    var worst = 0.0
    var deepest = 0.0
    for seed in 0..<UInt64(200) {
      var lab = randomScene(seed: seed)
      let start = lab.totalEnergy
      var least = start
      for _ in 0..<10 {
        lab.run(seconds: 0.2)
        let energy = lab.totalEnergy
        #expect(energy.isFinite, "seed \(seed)")
        let gain = (energy - least) / start
        least = Swift.min(least, energy)
        worst = Swift.max(worst, gain)
        #expect(gain < 1e-5, "seed \(seed): energy grew by \(gain) of that at the start")
      }
      for i in 1..<lab.world.bodyCount {
        let id = BodyID(index: i)
        #expect(lab.position(id).y > 0, "seed \(seed), body \(i)")
      }
      deepest = Swift.max(deepest, lab.world.contacts.map(\.depth).max() ?? 0)
    }
    report("random scenes: energy gain", worst, target: 1e-5)
    report("random scenes: overlap", deepest * 1000, target: 1, "mm")
    #expect(deepest < 2e-3)
  }

  /// A copy of a world goes on exactly as the world itself, with sleeping allowed or not.
  @Test(arguments: 0..<10)
  func snapshotContinuesTheSame(seed: Int) {
    var lab = randomScene(seed: UInt64(seed))
    lab.run(seconds: 0.7)
    let snapshot = lab.world
    lab.run(seconds: 0.7)
    let hash = lab.world.stateHash()
    lab.world = snapshot
    #expect(lab.world.stateHash() != hash)
    lab.run(seconds: 0.7)
    #expect(lab.world.stateHash() == hash)
    var again = randomScene(seed: UInt64(seed))
    again.run(seconds: 1.4)
    #expect(again.world.stateHash() == hash)
  }
}
