import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct FreeMotionTests {
  /// Two seconds of fall are 19.62 m at any step size.
  @Test(arguments: [60, 240, 960, 1920] as [Double])
  func freeFallIsAParabola(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1)))
    lab.run(seconds: 2)
    let error = (lab.position(ball).y + 19.62).magnitude
    report("free fall at \(rate) Hz", error, target: 1e-9, "m")
    #expect(error < 1e-9)
  }

  /// Twenty metres a second at 45 degrees carry v^2 / g, whatever direction is down.
  @Test(arguments: [Vector3(0, -9.81, 0), Vector3(9.81, 0, 0)])
  func projectileRange(gravity: Vector3) {
    var lab = Laboratory(gravity: gravity)
    let up = -gravity.normalized
    let along = Vector3.unitZ
    let speed = 20.0
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .box(halfExtents: Vector3(0.1, 0.2, 0.3)),
        linearVelocity: (up + along) * (speed / 2.0.squareRoot())))
    let truth = speed * speed / 9.81
    var before = lab.position(ball)
    while true {
      lab.world.step()
      let after = lab.position(ball)
      if dot(after, up) < 0 {
        let f = dot(before, up) / (dot(before, up) - dot(after, up))
        let range = dot(mix(before, after, f), along)
        report("projectile range", (range / truth - 1).magnitude, target: 1e-6)
        #expect((range / truth - 1).magnitude < 1e-6)
        return
      }
      before = after
    }
  }

  /// A brick spun about its middle axis tumbles, and keeps its energy and the direction of its angular momentum.
  @Test(arguments: [240, 960] as [Double])
  func freeTopKeepsEnergyAndAngularMomentum(rate: Double) {
    var lab = Laboratory(stepRate: rate, gravity: .zero)
    _ = lab.add(
      BodyDefinition(
        name: "top", shape: .box(halfExtents: Vector3(0.1, 0.15, 0.2)), angularVelocity: Vector3(0.2, 6, 0.1), mass: 1))
    let e0 = lab.totalEnergy
    let l0 = lab.world.momentum.angular
    lab.run(seconds: 20)
    let drift = (lab.totalEnergy / e0 - 1).magnitude
    let l1 = lab.world.momentum.angular
    let tilt = PortableMath.arcTangent(y: cross(l0, l1).length, x: dot(l0, l1)) * 180 / Double.pi
    report("free top energy at \(rate) Hz", drift, target: 1e-6)
    report("free top direction of L at \(rate) Hz", tilt, target: 0.01, "deg")
    #expect(drift < 1e-6)
    #expect(tilt < 0.01)
  }

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
