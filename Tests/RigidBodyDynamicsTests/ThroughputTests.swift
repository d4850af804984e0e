import Foundation
import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ThroughputTests {
  /// Two hundred boxes fall into a heap; prints body-steps per CPU second while they fall and once they lie.
  @Test func pileOfBoxes() {
    var g = SeededGenerator(seed: 1, stage: "pile")
    var lab = Laboratory(stepRate: 960)
    lab.plane()
    for (x, z) in [(-1.0, 0.0), (1, 0), (0, -1), (0, 1)] {
      lab.plane(normal: Vector3(-x, 0, -z), at: Vector3(x, 0, z) * 0.8)
    }
    for i in 0..<200 {
      let at = Vector3(
        Double(i % 5) * 0.3 - 0.6 + g.uniform(-0.01...0.01), 0.15 + Double(i / 25) * 0.3,
        Double(i / 5 % 5) * 0.3 - 0.6 + g.uniform(-0.01...0.01))
      _ = lab.add(
        BodyDefinition(
          name: "box \(i)", shape: .box(halfExtents: Vector3(0.08, 0.06, 0.1)), position: at,
          orientation: Quaternion(angle: g.uniform(0...1), axis: Vector3(1, 1, 0).normalized)))
    }
    let seconds = [0.3, 0.25]
    for (part, duration) in seconds.enumerated() {
      let start = clock()
      lab.run(seconds: duration)
      let used = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      let rate = 200 * duration * 960 / used
      report("pile of 200 boxes, part \(part): body-steps per CPU second", rate, target: 50_000)
    }
    let deepest = lab.world.contacts.map(\.depth).max() ?? 0
    report("pile overlap", deepest * 1000, target: 1, "mm")
    #expect(deepest < 2e-3)
    #expect(lab.world.energy.kinetic.isFinite)
  }
}
