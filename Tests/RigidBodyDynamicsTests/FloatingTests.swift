import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct FloatingTests {
  /// Times at which a value passes zero upwards, by linear interpolation between steps.
  private func period(of lab: inout Laboratory, swings: Int, _ value: (World) -> Double) -> Double {
    var crossings: [Double] = []
    var before = value(lab.world)
    while crossings.count <= swings {
      lab.world.step()
      precondition(lab.world.time < 60, "no \(swings) swings in a minute")
      let now = value(lab.world)
      if before < 0 && now >= 0 {
        crossings.append(lab.world.time - lab.world.settings.timeStep * now / (now - before))
      }
      before = now
    }
    return (crossings[swings] - crossings[0]) / Double(swings)
  }

  private func raft(rate: Double, position: Vector3, tilt: Double) -> (Laboratory, BodyID) {
    var lab = Laboratory(stepRate: rate)
    lab.fields([.water(Water(level: 2))])
    let id = lab.add(
      BodyDefinition(
        name: "raft", shape: .box(halfExtents: Vector3(0.4, 0.1, 0.6)), position: Vector3(0, 2, 0) + position,
        orientation: Quaternion(angle: tilt, axis: .unitZ), density: 500, dragCoefficient: 0,
        angularDragCoefficient: 0))
    return (lab, id)
  }

  /// A box of height H and density s of the water bobs like a spring: T = 2 pi sqrt(s H / g). It keeps its energy.
  @Test(arguments: [240, 960] as [Double])
  func bobbing(rate: Double) {
    var (lab, id) = raft(rate: rate, position: Vector3(0, 0.05, 0), tilt: 0)
    let truth: Double = 2 * Double.pi * (0.5 * 0.2 / 9.81).squareRoot()
    let error = (period(of: &lab, swings: 10) { $0.state(of: id).position.y - 2 } / truth - 1).magnitude
    report("period of bobbing at \(rate) Hz", error, target: 1e-3)
    #expect(error < 1e-3)
    var highest = 0.0
    for _ in 0..<Int(rate) {
      lab.world.step()
      highest = Swift.max(highest, lab.position(id).y - 2)
    }
    report("height of bobbing at \(rate) Hz", highest / 0.05 - 1, target: 1e-3)
    #expect((highest / 0.05 - 1).magnitude < 1e-3)
  }

  /// A small roll swings with w^2 = m g GM / I, where the metacentric height GM is b^2 / (12 draught) - BG for width b.
  @Test func rolling() {
    var (lab, id) = raft(rate: 960, position: .zero, tilt: 0.002)
    let metacentric: Double = 0.8 * 0.8 / (12 * 0.1) - 0.05
    let inertia: Double = (0.8 * 0.8 + 0.2 * 0.2) / 12
    let truth: Double = 2 * Double.pi * (inertia / (9.81 * metacentric)).squareRoot()
    let measured = period(of: &lab, swings: 5) { $0.state(of: id).orientation.z }
    report("period of rolling", (measured / truth - 1).magnitude, target: 1e-3)
    #expect((measured / truth - 1).magnitude < 1e-3)
  }

  /// A ball of half the water's density comes to rest half under, sleeps there, and wakes when the water falls.
  @Test func comesToRest() {
    var lab = Laboratory(allowSleep: true)
    lab.fields([.water(Water(level: 0)), .air(Air())])
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.2), position: Vector3(0, 1, 0), density: 500, linearDamping: 0.5))
    lab.run(seconds: 20)
    report("floating ball", lab.position(ball).y, target: 1e-4, "m")
    #expect(lab.position(ball).y.magnitude < 2e-3)
    #expect(lab.world.state(of: ball).isAsleep)
    lab.fields([.water(Water(level: -1))])
    lab.run(seconds: 0.3)
    #expect(lab.position(ball).y < -0.3)
  }

  /// A ball of wood rises, and one of glass sinks, at sqrt(2 V g |rho_w - rho_b| / (rho_w Cd A)), along the current.
  @Test(arguments: [600, 2500] as [Double])
  func terminalSpeedInWater(density: Double) {
    var lab = Laboratory()
    lab.fields([.water(Water(level: 100, current: Vector3(0.7, 0, 0)))])
    let r = 0.02
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: r), density: density))
    lab.run(seconds: 3)
    let speed: Double = (8.0 / 3 * r * 9.81 * (1 - density / 1000).magnitude / 0.47).squareRoot()
    let error = (lab.velocity(ball).y.magnitude / speed - 1).magnitude
    report("terminal speed in water", error, target: 1e-4)
    #expect(error < 1e-4)
    #expect((lab.velocity(ball).y > 0) == (density < 1000))
    #expect((lab.velocity(ball).x - 0.7).magnitude < 1e-3)
  }
}
