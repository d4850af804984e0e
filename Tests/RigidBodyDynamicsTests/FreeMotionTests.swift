import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct FreeMotionTests {
  /// A free slab keeps its energy at any spin, far beyond a turn a step too.
  @Test(arguments: [30, 300, 3000, 30000] as [Double])
  func fastSpinKeepsEnergy(spin: Double) {
    var lab = Laboratory(stepRate: 240, gravity: .zero)
    _ = lab.add(
      BodyDefinition(
        name: "slab", shape: .box(halfExtents: Vector3(0.02, 0.1, 0.05)),
        angularVelocity: Vector3(0.6, 0.7, 0.4) * spin))
    let start = lab.totalEnergy
    lab.run(seconds: 1)
    let error = (lab.totalEnergy / start - 1).magnitude
    report("slab at \(spin) rad/s: energy", error, target: 1e-9)
    #expect(error < 1e-9)
  }
}
