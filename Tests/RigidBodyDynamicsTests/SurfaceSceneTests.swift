import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct SurfaceSceneTests {
  /// Bodies of all shapes thrown onto rough ground with a wall of triangles and a paddle of them.
  static func scene(seed: UInt64, allowSleep: Bool = false) -> Laboratory {
    var g = SeededGenerator(seed: seed, stage: "rough ground")
    var lab = Laboratory(allowSleep: allowSleep)
    let ground = Tessellation.field(halfWidth: 2, cells: 24) { x, z in
      0.1 * PortableMath.sine(3 * x) * PortableMath.cosine(2.5 * z) + 0.15 * (x * x + z * z)
    }
    _ = lab.add(
      BodyDefinition(name: "ground", shape: .heightField(ground), motion: .fixed, friction: g.uniform(0.2...1)))
    _ = lab.add(
      BodyDefinition(
        name: "block", shape: .mesh(Tessellation.box(Vector3(0.3, 0.2, 0.2))), motion: .fixed,
        position: Vector3(0.5, 0.2, 0.1), orientation: Quaternion(angle: 0.6, axis: Vector3(1, 1, 1).normalized)))
    for i in 0..<8 {
      let s = g.uniform(0.06...0.12)
      let shapes: [Shape] = [
        .sphere(radius: s), .box(halfExtents: Vector3(s, 0.5 * s, 0.8 * s)), .capsule(radius: 0.5 * s, halfHeight: s),
        .cylinder(radius: s, halfHeight: 0.5 * s), .cone(radius: s, height: 1.5 * s),
      ]
      let axis = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(0.1...1)).normalized
      _ = lab.add(
        BodyDefinition(
          name: "body \(i)", shape: shapes[g.index(5)],
          position: Vector3(g.uniform(-0.6...0.6), 0.9 + 0.35 * Double(i), g.uniform(-0.6...0.6)),
          orientation: Quaternion(angle: g.uniform(0...3), axis: axis),
          linearVelocity: Vector3(g.uniform(-2...2), g.uniform(-2...2), g.uniform(-2...2)),
          angularVelocity: Vector3(g.uniform(-9...9), g.uniform(-9...9), g.uniform(-9...9)), friction: g.uniform(0...1),
          restitution: g.uniform(0...0.8)))
    }
    return lab
  }

  /// Nothing falls through, no number is lost and no energy appears.
  @Test(arguments: 0..<12)
  func roughGroundGivesNoEnergy(seed: Int) {
    var lab = SurfaceSceneTests.scene(seed: UInt64(seed))
    let start = lab.totalEnergy
    var least = start
    var worst = 0.0
    for _ in 0..<20 {
      lab.run(seconds: 0.1)
      let energy = lab.totalEnergy
      #expect(energy.isFinite)
      worst = Swift.max(worst, (energy - least) / start)
      least = Swift.min(least, energy)
    }
    report("rough ground \(seed): energy gain", worst, target: 1e-4)
    #expect(worst < 1e-4, "seed \(seed)")
    for i in 2..<lab.world.bodyCount {
      let p = lab.position(BodyID(index: i))
      let isInside = p.x.magnitude < 2 && p.z.magnitude < 2
      #expect(!isInside || p.y > -0.1, "seed \(seed), body \(i) at \(p)")
    }
    let deepest = lab.world.contacts.map(\.depth).max() ?? 0
    #expect(deepest < 2e-3, "seed \(seed)")
  }

  /// The same from a snapshot, on one thread and on two, asleep or not.
  @Test(arguments: [false, true])
  func roughGroundIsRepeatable(allowSleep: Bool) {
    var lab = SurfaceSceneTests.scene(seed: 3, allowSleep: allowSleep)
    lab.run(seconds: 0.8)
    let snapshot = lab.world
    lab.run(seconds: 0.8)
    let hash = lab.world.stateHash()
    lab.world = snapshot
    lab.run(seconds: 0.8)
    #expect(lab.world.stateHash() == hash)
    var again = SurfaceSceneTests.scene(seed: 3, allowSleep: allowSleep)
    again.run(seconds: 1.6)
    #expect(again.world.stateHash() == hash)
  }
}
