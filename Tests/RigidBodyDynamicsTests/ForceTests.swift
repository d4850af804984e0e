import Parallelism
import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ForceTests {
  /// A satellite on an ellipse comes back after 2 pi sqrt(a^3 / mu), and its energy does not drift.
  @Test func ellipse() {
    var lab = Laboratory(gravity: .zero)
    let mu = 40.0
    lab.fields([.attractor(Attractor(position: Vector3(1, 2, 3), strength: mu, core: 1e-4))])
    // At the far end of an ellipse with a = 1.5 and e = 1/3.
    let start = Vector3(3, 2, 3)
    let speed: Double = (mu * (2 / 2.0 - 1 / 1.5)).squareRoot()
    let moon = lab.add(
      BodyDefinition(name: "moon", shape: .sphere(radius: 0.05), position: start, linearVelocity: Vector3(0, speed, 0)))
    func energy() -> Double {
      0.5 * lab.velocity(moon).lengthSquared - mu / (lab.position(moon) - Vector3(1, 2, 3)).length
    }
    let e0 = energy()
    let period: Double = 2 * Double.pi * (1.5 * 1.5 * 1.5 / mu).squareRoot()
    let steps = Int(period * 960)
    for _ in 0..<10 * steps { lab.world.step() }
    let rest: Double = 10 * period - lab.world.time
    let miss = (lab.position(moon) + lab.velocity(moon) * rest - start).length
    report("ellipse after 10 turns: energy", (energy() / e0 - 1).magnitude, target: 1e-5)
    report("ellipse after 10 turns: miss", miss, target: 0.01, "m")
    #expect((energy() / e0 - 1).magnitude < 1e-5)
    #expect(miss < 0.01)
  }

  /// An updraught in a box, a force that depends on mass, and bodies with a gravity of their own.
  @Test func pushesAndGravityScale() {
    var lab = Laboratory()
    let lift = BoundingBox(low: Vector3(-1, -100, -1), high: Vector3(1, 100, 1))
    lab.fields([
      .push(Push(.acceleration(Vector3(0, 12, 0)), in: lift)),
      .push(Push(.force(Vector3(3, 0, 0)), in: BoundingBox(low: Vector3(9, -100, -1), high: Vector3(11, 100, 1)))),
    ])
    func ball(_ x: Double, scale: Double = 1) -> BodyID {
      lab.add(
        BodyDefinition(
          name: "ball", shape: .sphere(radius: 0.1), position: Vector3(x, 0, 0), mass: 6, gravityScale: scale))
    }
    let (lifted, free, pushed, still, rising) = (ball(0), ball(5), ball(10), ball(20, scale: 0), ball(30, scale: -2))
    lab.run(seconds: 1)
    #expect((lab.position(lifted).y - 0.5 * (12 - 9.81)).magnitude < 1e-9)
    #expect((lab.position(free).y + 0.5 * 9.81).magnitude < 1e-9)
    #expect((lab.position(pushed) - Vector3(10.25, -0.5 * 9.81, 0)).length < 1e-9)
    #expect(lab.position(still) == Vector3(20, 0, 0))
    #expect((lab.position(rising).y - 9.81).magnitude < 1e-9)
  }

  /// A force applied in every step for a second: F t / m and F t^2 / 2 m; off the centre it also turns the body.
  @Test func appliedForces() {
    var lab = Laboratory(gravity: .zero, allowSleep: true)
    let disc = lab.add(
      BodyDefinition(name: "disc", shape: .cylinder(radius: 0.5, halfHeight: 0.1), mass: 4))
    lab.run(seconds: 1)
    #expect(lab.world.state(of: disc).isAsleep)
    for _ in 0..<960 {
      lab.world.applyForce(Vector3(2, 0, 0), at: lab.position(disc), to: disc)
      lab.world.applyForce(Vector3(0, 0, -1), at: lab.position(disc) + Vector3(0.25, 0, 0), to: disc)
      lab.world.applyForce(Vector3(0, 0, 1), at: lab.position(disc) - Vector3(0.25, 0, 0), to: disc)
      lab.world.step()
    }
    let s = lab.world.state(of: disc)
    #expect((s.linearVelocity - Vector3(0.5, 0, 0)).length < 1e-12)
    #expect((s.position - Vector3(0.25, 0, 0)).length < 1e-12)
    #expect((s.angularVelocity - Vector3(0, 0.5 / (0.5 * 4 * 0.25), 0)).length < 1e-12)
    lab.run(seconds: 0.1)
    #expect(lab.velocity(disc) == s.linearVelocity)
  }

  /// A block stands in the wind as long as the drag is below friction, and slides with the difference above.
  @Test func windAgainstFriction() {
    for wind in [10.0, 20] {
      var lab = Laboratory()
      lab.plane(friction: 0.5)
      lab.fields([.air(Air(density: 1.2, wind: Vector3(wind, 0, 0)))])
      let block = lab.add(
        BodyDefinition(
          name: "block", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: Vector3(0, 0.1, 0), mass: 0.8,
          friction: 0.5, dragCoefficient: 1.05))
      lab.run(seconds: 0.1)
      let force: Double = 0.5 * 1.2 * 1.05 * 0.04 * wind * wind
      // Air passes it at u = W - v with u' = mu g - k u^2, while it slides.
      let k: Double = force / (0.8 * wind * wind)
      let q = (0.5 * 9.81 * k).squareRoot()
      let e = PortableMath.exponential(-2 * q * 0.1)
      let t: Double = (1 - e) / ((1 + e) * q)
      let slip: Double = wind - (wind + 0.5 * 9.81 * t) / (1 + k * wind * t)
      let truth = Swift.max(0, slip)
      report("block in wind \(wind)", lab.velocity(block).x - truth, target: 3e-4, "m/s")
      #expect((lab.velocity(block).x - truth).magnitude < 3e-4)
    }
  }

  /// A bob hangs in the wind at atan(drag / weight); its joint carries the resultant of both.
  @Test(arguments: [false, true])
  func pendulumInTheWind(isBall: Bool) {
    var lab = Laboratory()
    let wind = 8.0
    lab.fields([.air(Air(density: 1.2, wind: Vector3(wind, 0, 0)))])
    let bob = lab.add(
      BodyDefinition(
        name: "bob", shape: .sphere(radius: 0.1), position: Vector3(0, -1, 0), mass: 0.3, linearDamping: 8,
        dragCoefficient: 0.47))
    let joint = lab.join(isBall ? .ball() : .hinge(), nil, bob, at: .zero, axis: .unitZ)
    lab.run(seconds: 12)
    let force: Double = 0.5 * 1.2 * 0.47 * Double.pi * 0.01 * wind * wind
    let truth = PortableMath.arcTangent(y: force, x: 0.3 * 9.81)
    let angle = PortableMath.arcTangent(y: lab.position(bob).x, x: -lab.position(bob).y)
    report("pendulum in the wind", angle / truth - 1, target: 1e-6)
    #expect((angle / truth - 1).magnitude < 1e-6)
    let load = lab.world.jointState(of: joint).force.length
    let resultant: Double = (force * force + 0.3 * 0.3 * 9.81 * 9.81).squareRoot()
    report("its joint", load / resultant - 1, target: 1e-6)
    #expect((load / resultant - 1).magnitude < 1e-6)
  }

  /// A pendulum under a quarter of the weight swings with twice the period: forces reach links at every pose.
  @Test func pendulumOfLessWeight() {
    func zeroCrossing(_ scale: Double) -> Double {
      var lab = Laboratory()
      let rod = lab.add(
        BodyDefinition(
          name: "rod", shape: .box(halfExtents: Vector3(0.02, 0.5, 0.02)), position: Vector3(0.5, 0, 0),
          orientation: Quaternion(angle: Double.pi / 2, axis: .unitZ), gravityScale: scale))
      lab.join(.hinge(), nil, rod, at: .zero, axis: .unitZ)
      while true {
        let before = lab.position(rod).x
        lab.world.step()
        let now = lab.position(rod).x
        if now < 0 { return lab.world.time - now / (now - before) / 960 }
      }
    }
    let ratio = zeroCrossing(0.25) / zeroCrossing(1)
    report("quarter weight: period", ratio - 2, target: 1e-5)
    #expect((ratio - 2).magnitude < 1e-5)
  }

  /// A storm over a pond: the same bits for any number of threads, and after a snapshot with forces under way.
  @Test func sameBits() {
    func run(_ threads: Int) -> [UInt64] {
      let former = ThreadBudget.threads
      defer { ThreadBudget.threads = former }
      ThreadBudget.threads = threads
      var lab = Laboratory()
      lab.plane(at: Vector3(0, -1, 0))
      lab.fields([
        .water(Water(level: 0, current: Vector3(0.5, 0, 0))), .air(Air(wind: Vector3(9, 1, -4))),
        .attractor(Attractor(position: Vector3(0, 4, 0), strength: 10, core: 0.5)),
      ])
      for i in 0..<150 {
        let place = Vector3(0.5 * Double(i % 10), 0.4 * Double(i / 50), 0.5 * Double((i / 10) % 5))
        let shape: Shape =
          i % 2 == 0 ? .box(halfExtents: Vector3(0.1, 0.15, 0.2)) : .capsule(radius: 0.1, halfHeight: 0.1)
        _ = lab.add(BodyDefinition(name: "body \(i)", shape: shape, position: place, density: 400 + 8 * Double(i)))
      }
      lab.run(seconds: 0.2)
      lab.world.applyForce(Vector3(500, 0, 0), at: Vector3(0, 1, 0), to: BodyID(index: 3))
      var copy = lab.world
      lab.world.step()
      #expect(copy.stateHash() != lab.world.stateHash())
      copy.step()
      #expect(copy.stateHash() == lab.world.stateHash())
      lab.run(seconds: 0.1)
      return [copy.stateHash(), lab.world.stateHash()]
    }
    let one = run(1)
    #expect(run(2) == one)
    #expect(run(4) == one)
  }

  @Test func badFieldsAreNamed() {
    var world = World(WorldSettings())
    func refusal(_ fields: [Field]) -> String {
      do {
        try world.setFields(fields)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal([.air(Air(density: .nan))]) == "field 0: air.density must be finite, got nan")
    #expect(
      refusal([.air(Air()), .water(Water(level: 0, normal: Vector3(0, 2, 0)))])
        == "field 1: water.normal must be a unit vector, got length 2.0")
    #expect(refusal([.air(Air(density: -1))]) == "field 0: air.density must be within 0.0...100000.0, got -1.0")
    #expect(
      refusal([.attractor(Attractor(position: .zero, strength: 1, core: 0))])
        == "field 0: attractor.core must be within 0.0001...1000000.0, got 0.0")
    let box = BoundingBox(low: .unitX, high: .zero)
    #expect(refusal([.push(Push(.force(.unitX), in: box))]).contains("push.region must not lie below its low corner"))
    #expect(world.fields.isEmpty)
    #expect(refusal([.air(Air())]) == "accepted" && world.fields.count == 1)
  }
}
