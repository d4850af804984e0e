import RigidBodyDynamics
import Testing
import VectorMath

/// Random scenes of all convex shapes.
@Suite struct ConvexSceneTests {
  /// A few bodies of all kinds thrown about over a floor, a ramp or a slab; none overlaps another at the start.
  static func scene(seed: UInt64, rate: Double = 960) -> Laboratory {
    var g = SeededGenerator(seed: seed, stage: "convex scene")
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: g.uniform(0...1), restitution: 0)
    if g.uniform() < 0.5 {
      let slab = Vector3(1, 0.05, 1)
      let shape: Shape = g.uniform() < 0.5 ? .hull(ShapeSamples.box(slab)) : .cylinder(radius: 1, halfHeight: 0.05)
      _ = lab.add(
        BodyDefinition(
          name: "ramp", shape: shape, motion: .fixed, position: Vector3(0, 0.3, 0),
          orientation: Quaternion(angle: g.uniform(-0.5...0.5), axis: .unitZ), friction: g.uniform(0...1)))
    }
    for i in 0..<3 + g.index(5) {
      var shape = ShapeSamples.random(g.index(6), &g)
      if g.uniform() < 0.15 {
        let other = ShapeSamples.random(g.index(6), &g)
        shape = .compound([Shape.Part(shape), Shape.Part(other, at: ShapeSamples.pose(&g, at: Vector3(0.1, 0, 0)))])
      }
      let pose = ShapeSamples.pose(&g, at: Vector3(g.uniform(-0.6...0.6), 1.4 + 1.1 * Double(i), g.uniform(-0.6...0.6)))
      _ = lab.add(
        BodyDefinition(
          name: "body \(i)", shape: shape, position: pose.translation, orientation: pose.rotation,
          linearVelocity: Vector3(g.uniform(-3...3), g.uniform(-3...1), g.uniform(-3...3)),
          angularVelocity: Vector3(g.uniform(-9...9), g.uniform(-9...9), g.uniform(-9...9)),
          density: g.uniform(100...8000), friction: g.uniform(0...1),
          restitution: g.uniform() < 0.3 ? 0 : g.uniform(0...1), rollingLever: g.uniform() < 0.3 ? 0.001 : 0))
    }
    return lab
  }

  /// Neither energy nor nonsense appears, and nothing sinks through the floor.
  @Test func energyNeverGrows() {
    var worst = 0.0
    var deepest = 0.0
    for seed in 0..<UInt64(100) {
      var lab = ConvexSceneTests.scene(seed: seed)
      let start = lab.totalEnergy
      var least = start
      for _ in 0..<10 {
        lab.run(seconds: 0.2)
        let energy = lab.totalEnergy
        #expect(energy.isFinite, "seed \(seed)")
        let gain = (energy - least) / start
        least = Swift.min(least, energy)
        worst = Swift.max(worst, gain)
        #expect(gain < 1e-3, "seed \(seed): energy grew by \(gain) of that at the start")
      }
      for i in 1..<lab.world.bodyCount {
        #expect(lab.position(BodyID(index: i)).y > -0.2, "seed \(seed), body \(i)")
      }
      let deep = lab.world.contacts.map(\.depth).max() ?? 0
      if deep > 1e-3 { print("deep", seed, deep) }
      deepest = Swift.max(deepest, deep)
    }
    report("convex scenes: energy gain", worst, target: 1e-3)
    report("convex scenes: overlap", deepest * 1000, target: 2, "mm")
    #expect(deepest < 2e-3)
  }
}
