import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ImpactTests {
  /// A ball without restitution stays where it fell; what bounces is in the physics suite.
  @Test(arguments: [240, 960] as [Double])
  func plasticBallStays(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane()
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 1.1, 0)))
    lab.run(seconds: 0.5)
    for _ in 0..<Int(rate) {
      lab.world.step()
      #expect((lab.position(ball).y - 0.1).magnitude < 1e-4)
    }
  }

  /// A tumbling box that bounces on a smooth elastic floor keeps its energy at any step, over some ten bounces.
  @Test(arguments: [240, 960] as [Double])
  func tumblingBoxKeepsEnergy(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0, restitution: 1)
    let box = lab.add(
      BodyDefinition(
        name: "box", shape: .box(halfExtents: Vector3(0.06, 0.1, 0.17)), position: Vector3(0, 1, 0),
        linearVelocity: Vector3(1, 0, 0), angularVelocity: Vector3(20, 15, 10), restitution: 1))
    let start = lab.totalEnergy
    let spin = lab.world.state(of: box).angularVelocity
    var worst = 0.0
    for _ in 0..<40 {
      lab.run(seconds: 0.1)
      worst = Swift.max(worst, (lab.totalEnergy / start - 1).magnitude)
    }
    #expect(!lab.world.drainEvents().filter { $0.kind == .impact }.isEmpty)
    #expect((lab.world.state(of: box).angularVelocity - spin).length > 1)
    report("tumbling box energy at \(rate) Hz", worst, target: 1e-8)
    #expect(worst < 1e-8)
  }
}
