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

  /// A tub of eighteen pieces that falls flat meets the floor with all of them at once, so it rebounds flat to e^2 of its
  /// height, and comes to rest on its base in the time of a ball: t0 (1 + e) / (1 - e), t0 being that of the fall.
  @Test(arguments: [0.3, 0.5, 0.7], [0, 0.6] as [Double])
  func whatFallsFlatReboundsFlat(e: Double, friction: Double) {
    let height = 0.5
    var lab = Laboratory()
    lab.plane(friction: friction)
    let tub = lab.add(
      BodyDefinition(
        name: "tub", shape: .compound(Self.staves(18, radius: 0.3)), position: Vector3(0, 0.2 + height, 0),
        friction: friction, restitution: e))
    let start = lab.position(tub).y
    let fall: Double = (2 * height / 9.81).squareRoot()
    lab.run(seconds: fall * (1 + 0.8 * e))
    let spin = lab.world.state(of: tub).angularVelocity.length
    report("flat rebound at e = \(e), friction \(friction): spin", spin, target: 1e-6, "rad/s")
    #expect(spin < 1e-6)
    // At the top of its flight, of which the energy tells.
    let state = lab.world.state(of: tub)
    let rise: Double = state.position.y - (start - height) + state.linearVelocity.lengthSquared / (2 * 9.81)
    report("flat rebound at e = \(e), friction \(friction): height", rise / (e * e * height) - 1, target: 1e-6)
    #expect((rise / (e * e * height) - 1).magnitude < 1e-6)
    lab.run(seconds: fall * (1 + e) / (1 - e) - lab.world.time + 0.2)
    let end = lab.world.state(of: tub)
    #expect(end.linearVelocity.length + end.angularVelocity.length < 1e-6)
    #expect(end.orientation.rotate(.unitY).y > 1 - 1e-9)
  }

  /// Boxes 0.4 m high that stand in a ring, each turned its own way.
  private static func staves(_ count: Int, radius: Double) -> [Shape.Part] {
    (0..<count).map { i in
      let turn = Quaternion(angle: 2 * .pi * Double(i) / Double(count), axis: .unitY)
      return Shape.Part(
        .box(halfExtents: Vector3(0.02, 0.2, 0.05)),
        at: RigidTransform(rotation: turn, translation: turn.rotate(Vector3(radius, 0, 0))), density: 1)
    }
  }
}
