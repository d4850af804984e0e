import RigidBodyDynamics
import Testing
import VectorMath

/// What stands on a corner or turns between two of them is slowed by the patch that it stands on.
@Suite struct SpinningResistanceTests {
  /// Symptom: of a thousand solids poured into a box none fell asleep. Cause: one box was held by a wall and a neighbour
  /// at one corner each and turned about the line between them for ever; friction at a point does not act on a spin about
  /// it. Expectation: corners touch with a patch of 2 % of the inner radius, whose friction slows the spin.
  ///
  /// A cube of half side h that spins upright on its corner, as a sleeping top: I = 2/3 m h^2 about any axis, so it slows
  /// by mu (0.02 h) g m / I = 0.03 mu g / h.
  @Test(arguments: [480, 960] as [Double])
  func cubeOnItsCornerSlowsDown(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0.4)
    let h = 0.1
    let upright = Quaternion(from: Vector3(1, 1, 1).normalized, to: .unitY)
    let cube = lab.add(
      BodyDefinition(
        name: "cube", shape: .box(halfExtents: Vector3(h, h, h)), position: Vector3(0, h * 3.0.squareRoot(), 0),
        orientation: upright, angularVelocity: Vector3(0, 100, 0), friction: 0.9))
    lab.run(seconds: 0.1)
    let start = lab.world.state(of: cube).angularVelocity.y
    lab.run(seconds: 0.5)
    let lost = start - lab.world.state(of: cube).angularVelocity.y
    let truth = 0.03 * 0.6 * 9.81 / h * 0.5
    report("spin lost by a cube on its corner, \(rate) Hz", (lost / truth - 1).magnitude, target: 0.01)
    #expect((lost / truth - 1).magnitude < 0.01)
  }

  /// A ball that is given no rolling resistance keeps its spin: it touches at a point.
  @Test func ballKeepsItsSpin() {
    var lab = Laboratory()
    lab.plane()
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 0.1, 0), angularVelocity: Vector3(0, 20, 0)))
    lab.run(seconds: 1)
    #expect((lab.world.state(of: ball).angularVelocity.y - 20).magnitude < 1e-9)
  }

  /// What is round spins on a patch: its lever is a tenth of that of rolling, and neither takes anything from the other.
  /// A ball that rolls and spins loses 5/2 f g / (7/2 r^2) of its rolling and 5/2 (f / 10) g / r^2 of its spinning.
  @Test func ballLosesRollingAndSpinning() {
    var lab = Laboratory()
    lab.plane(friction: 1)
    let (r, f) = (0.1, 0.002)
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: r), position: Vector3(0, r, 0), linearVelocity: Vector3(1, 0, 0),
        angularVelocity: Vector3(0, 20, -10), friction: 1, rollingLever: f))
    lab.run(seconds: 2)
    let state = lab.world.state(of: ball)
    let rolling = 10 - f * 9.81 / (1.4 * r * r) * 2
    let spinning = 20 - 0.1 * f * 9.81 / (0.4 * r * r) * 2
    report("ball that rolls and spins: rolling", (-state.angularVelocity.z / rolling - 1).magnitude, target: 1e-3)
    report("ball that rolls and spins: spinning", (state.angularVelocity.y / spinning - 1).magnitude, target: 1e-3)
    #expect((-state.angularVelocity.z / rolling - 1).magnitude < 1e-3)
    #expect((state.angularVelocity.y / spinning - 1).magnitude < 1e-3)
  }
}
