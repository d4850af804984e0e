import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct SensorTests {
  private func zone(_ shape: Shape, motion: Motion = .fixed, at position: Vector3 = .zero) -> BodyDefinition {
    BodyDefinition(name: "zone", shape: shape, motion: motion, position: position, isSensor: true)
  }

  /// A ball falls through a box: it comes in at sqrt(2 d / g), goes out in time, and falls as if nothing were there.
  @Test func fallThroughAZone() {
    var lab = Laboratory()
    let sensor = lab.add(zone(.box(halfExtents: Vector3(1, 0.5, 1))))
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 2, 0)))
    lab.run(seconds: 0.6)
    #expect(lab.world.visitors(of: sensor) == [ball])
    lab.run(seconds: 0.4)
    let events = lab.world.drainSensorEvents()
    #expect(events.map(\.kind) == [.begin, .end])
    #expect(events.allSatisfy { $0.sensor == sensor && $0.visitor == ball })
    for (event, drop) in zip(events, [1.4, 2.6]) {
      let time: Double = (2 * drop / 9.81).squareRoot()
      #expect(event.step == Int(time * 960), "drop of \(drop) m")
    }
    #expect((lab.position(ball).y - (2 - 4.905)).magnitude < 1e-9)
    #expect(lab.world.drainEvents().isEmpty && lab.world.drainSensorEvents().isEmpty)
    #expect(lab.world.rayCast(from: Vector3(0, 3, 0), direction: Vector3(0, -1, 0), limit: 3) == nil)
    #expect(lab.world.overlaps(.sphere(radius: 0.1), at: .identity).isEmpty)
  }

  /// What sleeps in a zone stays in it; taken away it leaves, and set back it comes in again.
  @Test func sleepersStayInside() {
    var lab = Laboratory(allowSleep: true)
    lab.plane()
    let sensor = lab.add(zone(.sphere(radius: 0.5)))
    let box = lab.add(
      BodyDefinition(name: "box", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: Vector3(0, 0.1, 0)))
    lab.run(seconds: 2)
    #expect(lab.world.state(of: box).isAsleep)
    #expect(lab.world.drainSensorEvents().map(\.kind) == [.begin])
    let home = lab.world.state(of: box)
    lab.world.setState(BodyState(position: Vector3(5, 0.1, 0), orientation: .identity), of: box)
    lab.run(seconds: 1)
    #expect(lab.world.drainSensorEvents().map(\.kind) == [.end])
    lab.world.setState(home, of: box)
    lab.world.step()
    #expect(lab.world.drainSensorEvents().map(\.kind) == [.begin])
    // A copy goes on with the same visitors.
    var copy = lab.world
    copy.step()
    #expect(copy.drainSensorEvents().isEmpty && copy.visitors(of: sensor) == [box])
  }

  /// Zones that move and bodies of every motion: fixed pairs, other sensors and ignored layers do not count.
  @Test func whoSensesWhom() {
    func pairs(_ first: Motion, _ second: Motion, bothSensors: Bool = false, layers: UInt32 = 1) -> Int {
      var lab = Laboratory(gravity: .zero)
      var a = zone(.box(halfExtents: Vector3(0.2, 0.2, 0.2)), motion: first)
      a.ignoredLayers = 2
      let sensor = lab.add(a)
      _ = lab.add(
        BodyDefinition(
          name: "visitor", shape: .capsule(radius: 0.1, halfHeight: 0.1), motion: second, layers: layers,
          isSensor: bothSensors))
      lab.run(seconds: 0.1)
      #expect(lab.velocity(sensor) == .zero)
      return lab.world.visitors(of: sensor).count
    }
    let motions: [Motion] = [.fixed, .kinematic, .dynamic]
    for a in motions {
      for b in motions {
        #expect(pairs(a, b) == (a == .fixed && b == .fixed ? 0 : 1), "\(a) senses \(b)")
        #expect(pairs(a, b, bothSensors: true) == 0)
        #expect(pairs(a, b, layers: 2) == 0)
      }
    }
  }

  /// A kinematic hand sweeps over a row of pegs: each comes and goes in turn.
  @Test func sweepingHand() throws {
    var lab = Laboratory()
    let pegs = (0..<4).map { i in
      lab.add(
        BodyDefinition(
          name: "peg", shape: .cylinder(radius: 0.05, halfHeight: 0.2), motion: .fixed,
          position: Vector3(Double(i), 0, 0)))
    }
    let hand = lab.add(
      zone(
        .compound([
          .init(.sphere(radius: 0.1)), .init(.cone(radius: 0.1, height: 0.2), at: RigidTransform(translation: .unitZ)),
        ]), motion: .kinematic, at: Vector3(-1, 0, 0)))
    lab.world.setState(
      BodyState(position: Vector3(-1, 0, 0), orientation: .identity, linearVelocity: Vector3(5, 0, 0)), of: hand)
    lab.run(seconds: 1)
    let events = lab.world.drainSensorEvents()
    #expect(events.map(\.visitor) == pegs.flatMap { [$0, $0] })
    #expect(events.enumerated().allSatisfy { $1.kind == ($0 % 2 == 0 ? .begin : .end) })
    for (i, event) in events.enumerated() {
      // It is within reach from 0.15 m before to 0.15 m behind each.
      let x: Double = Double(i / 2) + (i % 2 == 0 ? -0.15 : 0.15)
      #expect((Double(event.step) - (x + 1) / 5 * 960).magnitude <= 1, "\(event)")
    }
  }

  /// A half space and a mesh are zones too.
  @Test func surfacesAsZones() throws {
    var lab = Laboratory()
    let below = lab.add(zone(.plane))
    let sheet = lab.add(
      zone(
        .mesh(
          try TriangleMesh(
            vertices: [Vector3(-5, 1, -5), Vector3(5, 1, -5), Vector3(0, 1, 5)], triangles: [SIMD3(0, 2, 1)]))))
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 2, 0)))
    lab.run(seconds: 1)
    let events = lab.world.drainSensorEvents()
    #expect(events.map(\.kind) == [.begin, .end, .begin])
    #expect(events.map(\.sensor) == [sheet, sheet, below])
    #expect(lab.world.visitors(of: below) == [ball] && lab.world.visitors(of: sheet).isEmpty)
    _ = ball
  }
}
