import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ContactTests {
  /// A block sliding at v stops after v^2 / 2 mu g, in any direction.
  @Test(arguments: [0, 45, 190] as [Double], [240, 960] as [Double])
  func slidingBlockStops(degrees: Double, rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0.5)
    let (s, c) = PortableMath.sineAndCosine(degrees * Double.pi / 180)
    let block = lab.add(
      BodyDefinition(
        name: "block", shape: .box(halfExtents: Vector3(0.1, 0.05, 0.1)), position: Vector3(0, 0.05, 0),
        linearVelocity: Vector3(c, 0, s) * 2, friction: 0.5))
    lab.run(seconds: 1)
    let p = lab.position(block)
    let distance = Vector3(p.x, 0, p.z).length
    let truth = 4 / (2 * 0.5 * 9.81)
    report("slide \(degrees) deg, \(rate) Hz", (distance / truth - 1).magnitude, target: 1e-4)
    #expect((distance / truth - 1).magnitude < 1e-4)
    #expect(lab.velocity(block).length < 1e-9)
  }

  /// A ball rolls down a slope with 5/7 g sin t.
  @Test(arguments: [20, 35] as [Double], [240, 960] as [Double])
  func ballRollsDownSlope(degrees: Double, rate: Double) {
    var lab = Laboratory(stepRate: rate)
    let (s, c) = PortableMath.sineAndCosine(degrees * Double.pi / 180)
    let normal = Vector3(s, c, 0)
    lab.plane(normal: normal, friction: 1)
    let ball = lab.add(
      BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: normal * 0.1, friction: 1))
    lab.run(seconds: 2)
    let moved = lab.position(ball) - normal * 0.1
    let truth = 0.5 * 5.0 / 7 * 9.81 * s * 4
    let v = lab.velocity(ball).length
    let slip = 1 - lab.world.state(of: ball).angularVelocity.length * 0.1 / v
    report("rolling \(degrees) deg, \(rate) Hz", (moved.length / truth - 1).magnitude, target: 1e-4)
    report("slip", slip.magnitude, target: 1e-5)
    #expect((moved.length / truth - 1).magnitude < 1e-4)
    #expect(slip.magnitude < 1e-5)
  }

  /// A block of mu = 0.5 holds at 26.5 degrees without creeping and slides at 26.63 (critical 26.565).
  @Test func criticalIncline() {
    for (degrees, holds) in [(25.0, true), (26.5, true), (26.63, false)] {
      var lab = Laboratory()
      let (s, c) = PortableMath.sineAndCosine(degrees * Double.pi / 180)
      let normal = Vector3(s, c, 0)
      lab.plane(normal: normal, friction: 0.5)
      let block = lab.add(
        BodyDefinition(
          name: "block", shape: .box(halfExtents: Vector3(0.1, 0.05, 0.1)), position: normal * 0.05,
          orientation: Quaternion(from: .unitY, to: normal), friction: 0.5))
      lab.run(seconds: 5)
      let moved = (lab.position(block) - normal * 0.05).length
      report("incline \(degrees) deg moved", moved, target: holds ? 1e-5 : 0.01, "m")
      if holds { #expect(moved < 1e-5) } else { #expect(moved > 0.005) }
    }
  }

  /// A leaning top on a smooth floor keeps its energy and its angular momentum about the vertical.
  @Test(arguments: [480, 960] as [Double])
  func topOnSmoothFloor(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0)
    let lean = Quaternion(angle: 0.4, axis: .unitX)
    _ = lab.add(
      BodyDefinition(
        name: "top", shape: .capsule(radius: 0.1, halfHeight: 0.05),
        position: Vector3(0, 0.1 + lean.rotate(Vector3(0, 0.05, 0)).y, 0), orientation: lean,
        angularVelocity: lean.rotate(Vector3(0, 80, 0))))
    let energy = lab.totalEnergy
    let momentum = lab.world.momentum.angular.y
    lab.run(seconds: 1.5)
    let energyError = (lab.totalEnergy / energy - 1).magnitude
    let momentumError = (lab.world.momentum.angular.y / momentum - 1).magnitude
    report("top on smooth floor, \(rate) Hz: energy", energyError, target: 2e-5)
    report("vertical momentum", momentumError, target: 2e-4)
    #expect(lab.world.contacts.count == 1)
    #expect(energyError < 2e-5)
    #expect(momentumError < 2e-4)
  }

  @Test(arguments: [10, 20]) func stackStands(count: Int) {
    for reversed in [false, true] {
      var lab = Laboratory()
      lab.plane()
      let h = 0.1
      let order = reversed ? Array((0..<count).reversed()) : Array(0..<count)
      var ids = [BodyID](repeating: BodyID(index: 0), count: count)
      for i in order {
        ids[i] = lab.add(
          BodyDefinition(
            name: "box \(i)", shape: .box(halfExtents: Vector3(h, h, h)), position: Vector3(0, h + 2 * h * Double(i), 0)
          ))
      }
      lab.run(seconds: 3)
      let top = lab.position(ids[count - 1])
      let sag = h + 2 * h * Double(count - 1) - top.y
      let speed = ids.map { lab.velocity($0).length }.max()!
      report("stack \(count) sag", sag * 1000, target: count == 10 ? 0.5 : 1, "mm")
      report("stack \(count) drift", Vector3(top.x, 0, top.z).length * 1000, target: 0.5, "mm")
      report("stack \(count) speed", speed * 1000, target: 0.1, "mm/s")
      #expect(sag.magnitude < (count == 10 ? 0.5e-3 : 1e-3))
      #expect(speed < 1e-4)
      #expect(Vector3(top.x, 0, top.z).length < 0.5e-3)
    }
  }

  @Test func massRatio() {
    for light in [1, 9] {
      var lab = Laboratory()
      lab.plane()
      let h = 0.1
      var ids: [BodyID] = []
      for i in 0...light {
        ids.append(
          lab.add(
            BodyDefinition(
              name: "box \(i)", shape: .box(halfExtents: Vector3(h, h, h)),
              position: Vector3(0, h + 2 * h * Double(i), 0), mass: i == light ? 1000 : 1)))
      }
      lab.run(seconds: 3)
      let overlap = lab.world.contacts.map(\.depth).max() ?? .infinity
      let top = lab.position(ids[light])
      report("\(light) x 1 kg under 1000 kg overlap", overlap * 1000, target: light == 1 ? 0.5 : 1, "mm")
      report("sag", (h + 2 * h * Double(light) - top.y) * 1000, target: 5, "mm")
      #expect(overlap < (light == 1 ? 0.5e-3 : 1e-3))
      #expect(Vector3(top.x, 0, top.z).length < 0.01)
    }
  }
}
