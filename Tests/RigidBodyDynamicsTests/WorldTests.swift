import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct WorldTests {
  @Test func badBodiesAreNamed() {
    var world = World(WorldSettings(timeStep: 1.0 / 960))
    func refusal(_ change: (inout BodyDefinition) -> Void) -> String {
      var d = BodyDefinition(name: "ball", shape: .sphere(radius: 0.1))
      change(&d)
      do {
        _ = try world.add(d)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal { $0.position.y = .nan } == "body 'ball': position.y must be finite, got nan")
    #expect(refusal { $0.mass = 0 } == "body 'ball': mass must be above 0, got 0.0")
    #expect(refusal { $0.mass = -.infinity } == "body 'ball': mass must be finite, got -inf")
    #expect(refusal { $0.shape = .sphere(radius: -1) } == "body 'ball': shape.radius must be above 0, got -1.0")
    #expect(refusal { $0.shape = .plane } == "body 'ball': motion of a plane must be fixed")
    #expect(refusal { $0.friction = -0.1 } == "body 'ball': friction must not be negative, got -0.1")
    #expect(refusal { $0.restitution = 1.1 } == "body 'ball': restitution must be within 0.0...1.0, got 1.1")
    #expect(refusal { $0.orientation.w = 2 } == "body 'ball': orientation must be a unit quaternion, got length 2.0")
    #expect(refusal { $0.angularVelocity.z = .infinity }.contains("angularVelocity.z must be finite"))
    #expect(world.bodyCount == 0)
    #expect(refusal { _ in } == "accepted")
  }

  /// A block pushed by a kinematic wall moves with it; the wall does not notice.
  @Test func kinematicWallPushes() {
    var lab = Laboratory()
    lab.plane()
    let wall = lab.add(
      BodyDefinition(
        name: "wall", shape: .box(halfExtents: Vector3(0.05, 0.3, 0.3)), motion: .kinematic,
        position: Vector3(-0.5, 0.3, 0)))
    let block = lab.add(
      BodyDefinition(name: "block", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: Vector3(0, 0.1, 0)))
    for i in 1...960 {
      lab.world.setKinematicTarget(
        RigidTransform(translation: Vector3(-0.5 + Double(i) / 960, 0.3, 0)), of: wall)
      lab.world.step()
    }
    #expect((lab.position(wall).x - 0.5).magnitude < 1e-12)
    report("pushed block", (lab.position(block).x - 0.65) * 1000, target: 0.1, "mm")
    #expect((lab.position(block).x - 0.65).magnitude < 1e-4)
    #expect((lab.velocity(block).x - 1).magnitude < 1e-6)
    lab.world.step()
    #expect(lab.velocity(wall) == .zero)
    lab.run(seconds: 1)
    #expect((lab.position(block).x - 0.65 - 1 / (2 * 0.5 * 9.81)).magnitude < 2e-4)
  }

  /// A standing capsule tips over and comes to rest on its side; a lying one stays.
  @Test func capsuleLiesDown() {
    var lab = Laboratory()
    lab.plane()
    let capsule = lab.add(
      BodyDefinition(
        name: "capsule", shape: .capsule(radius: 0.1, halfHeight: 0.3), position: Vector3(0, 0.4, 0),
        orientation: Quaternion(angle: 0.05, axis: .unitX), friction: 0.5, rollingLever: 0.002))
    lab.run(seconds: 5)
    let axis = lab.world.state(of: capsule).orientation.rotate(.unitY)
    report("capsule tilt", axis.y.magnitude, target: 1e-3)
    report("capsule height", (lab.position(capsule).y - 0.1) * 1000, target: 0.1, "mm")
    #expect(axis.y.magnitude < 1e-3)
    #expect((lab.position(capsule).y - 0.1).magnitude < 1e-4)
    #expect(lab.velocity(capsule).length < 1e-3)
  }

  /// A sphere with rolling resistance c slows by 5/7 c g.
  @Test func rollingResistance() {
    var lab = Laboratory()
    lab.plane(friction: 1)
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 0.1, 0), linearVelocity: Vector3(1, 0, 0),
        angularVelocity: Vector3(0, 0, -10), friction: 1, rollingLever: 0.005))
    lab.run(seconds: 4)
    let truth = 1 / (2 * 5.0 / 7 * 0.05 * 9.81)
    report("rolling resistance distance", lab.position(ball).x / truth - 1, target: 1e-3)
    #expect((lab.position(ball).x / truth - 1).magnitude < 1e-3)
  }

  /// A quiet stack sleeps as a whole, costs nothing, and wakes as a whole when struck.
  @Test func stackSleepsAndWakes() {
    var lab = Laboratory(allowSleep: true)
    lab.plane()
    let boxes = (0..<3).map { i in
      lab.add(
        BodyDefinition(
          name: "box \(i)", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)),
          position: Vector3(0, 0.1 + 0.2 * Double(i), 0)))
    }
    lab.run(seconds: 0.4)
    #expect(boxes.allSatisfy { !lab.world.state(of: $0).isAsleep })
    lab.run(seconds: 0.4)
    #expect(boxes.allSatisfy { lab.world.state(of: $0).isAsleep })
    #expect(lab.world.contacts.count == 3)
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.1), position: Vector3(-2, 0.5, 0), linearVelocity: Vector3(8, 1, 0)))
    lab.run(seconds: 0.1)
    #expect(boxes.allSatisfy { lab.world.state(of: $0).isAsleep })
    lab.run(seconds: 0.5)
    #expect(boxes.allSatisfy { !lab.world.state(of: $0).isAsleep })
    #expect(lab.position(boxes[2]).x > 0.01)
    _ = ball
  }

  /// A sleeping body falls when what it rests on is taken away.
  @Test func sleeperFallsWhenItsSupportLeaves() {
    var lab = Laboratory(allowSleep: true)
    let shelf = lab.add(
      BodyDefinition(
        name: "shelf", shape: .box(halfExtents: Vector3(1, 0.1, 1)), motion: .kinematic, position: Vector3(0, -0.1, 0)))
    let box = lab.add(
      BodyDefinition(name: "box", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: Vector3(0, 0.1, 0)))
    lab.run(seconds: 1)
    #expect(lab.world.state(of: box).isAsleep)
    lab.world.setState(BodyState(position: Vector3(10, -0.1, 0), orientation: .identity), of: shelf)
    lab.run(seconds: 1)
    #expect(lab.position(box).y < -4)
  }

  @Test func eventsTellOfBeginningImpactAndEnd() {
    var lab = Laboratory()
    let floor = lab.plane(restitution: 0.5)
    let ball = lab.add(
      BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 1.1, 0), mass: 2))
    lab.run(seconds: 0.6)
    let events = lab.world.drainEvents()
    #expect(events.map(\.kind) == [.impact, .begin, .end])
    let speed = (2 * 9.81 * 1.0).squareRoot()
    #expect((events[0].normalSpeed - speed).magnitude < 1e-9)
    #expect((events[0].impulse - 2 * 1.5 * speed).magnitude < 1e-9)
    #expect(events[0].a == floor && events[0].b == ball)
    #expect((events[0].normal - .unitY).length < 1e-12)
    #expect(events[0].step == Int((speed / 9.81 * 960).rounded(.down)))
    #expect(lab.world.drainEvents().isEmpty)
  }

  @Test func bodiesOfOneGroupPassThroughEachOther() {
    for (group, layers) in [(1, UInt32(0)), (0, 1), (0, 0)] {
      var lab = Laboratory(gravity: .zero)
      let a = lab.add(
        BodyDefinition(
          name: "a", shape: .sphere(radius: 0.1), position: Vector3(-1, 0, 0), linearVelocity: Vector3(2, 0, 0),
          collisionGroup: group))
      _ = lab.add(
        BodyDefinition(name: "b", shape: .sphere(radius: 0.1), collisionGroup: group, ignoredLayers: layers))
      lab.run(seconds: 1)
      let passes = group != 0 || layers != 0
      #expect(((lab.position(a).x - 1).magnitude < 1e-9) == passes)
    }
  }

  @Test func raysFindTheNearestSurface() {
    var lab = Laboratory()
    let floor = lab.plane()
    let box = lab.add(
      BodyDefinition(
        name: "box", shape: .box(halfExtents: Vector3(0.5, 0.2, 0.3)), position: Vector3(0, 1, 0),
        orientation: Quaternion(angle: Double.pi / 2, axis: .unitY)))
    let capsule = lab.add(
      BodyDefinition(name: "capsule", shape: .capsule(radius: 0.2, halfHeight: 0.5), position: Vector3(3, 1, 0)))
    let down = Vector3(0, -2, 0)
    let onBox = lab.world.rayCast(from: Vector3(0.29, 3, 0.49), direction: down)
    #expect(onBox?.body == box && ((onBox?.distance ?? 0) - 1.8).magnitude < 1e-12)
    #expect(lab.world.rayCast(from: Vector3(0.31, 3, 0), direction: down)?.body == floor)
    let onSide = lab.world.rayCast(from: Vector3(2, 1.2, 0), direction: .unitX)
    #expect(onSide?.body == capsule && ((onSide?.distance ?? 0) - 0.8).magnitude < 1e-12)
    let onCap = lab.world.rayCast(from: Vector3(3, 3, 0), direction: down)
    #expect(((onCap?.distance ?? 0) - 1.3).magnitude < 1e-12 && ((onCap?.normal ?? .zero) - .unitY).length < 1e-12)
    #expect(lab.world.rayCast(from: Vector3(3, 3, 0), direction: down, limit: 1) == nil)
    #expect(lab.world.rayCast(from: Vector3(3, 3, 0), direction: down, ignoring: capsule)?.body == floor)
  }

  /// A rod that tips over about its foot keeps its energy: m g h (1 - cos) becomes rotation about the edge.
  @Test(arguments: [240, 960] as [Double])
  func tippingKeepsEnergy(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 1000)
    let rod = lab.add(
      BodyDefinition(
        name: "rod", shape: .box(halfExtents: Vector3(0.02, 0.25, 0.05)), position: Vector3(0, 0.25, 0),
        angularVelocity: .zero, friction: 1000))
    let h = 0.25
    // Just beyond balance over the edge at x = 0.02.
    let tilt = PortableMath.arcTangent(y: 0.02, x: h) + 0.05
    let q = Quaternion(angle: -tilt, axis: .unitZ)
    let edge = Vector3(0.02, -h, 0)
    lab.world.setState(BodyState(position: -q.rotate(edge), orientation: q), of: rod)
    let e0 = lab.totalEnergy
    while lab.world.state(of: rod).orientation.rotate(.unitY).y > 0.3 { lab.world.step() }
    let s = lab.world.state(of: rod)
    let drift = (lab.totalEnergy - e0) / lab.world.energy.kinetic
    report("tipping rod energy at \(rate) Hz", drift, target: 1e-3)
    let slip = (s.orientation.rotate(edge).x + s.position.x).magnitude
    report("tipping rod foot slip", slip, target: 1e-4, "m")
    #expect(drift.magnitude < 1e-3)
    #expect(slip < 1e-4)
  }
}
