import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct JointTests {
  @Test func badJointsAreNamed() {
    var lab = Laboratory()
    let floor = lab.plane()
    let post = lab.add(
      BodyDefinition(name: "post", shape: .box(halfExtents: Vector3(1, 1, 1)), motion: .kinematic))
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 2, 0)))
    let other = lab.add(BodyDefinition(name: "other", shape: .sphere(radius: 0.1), position: Vector3(0, 2.2, 0)))
    func refusal(_ change: (inout JointDefinition) -> Void) -> String {
      var d = JointDefinition(
        name: "pin", kind: .hinge(), a: ball, b: other, frameA: RigidTransform(translation: Vector3(0, 0.1, 0)),
        frameB: RigidTransform(translation: Vector3(0, -0.1, 0)))
      change(&d)
      do {
        _ = try lab.world.add(d)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(refusal { $0.b = BodyID(index: 9) } == "joint 'pin': b is body 9 of a world of 4 bodies")
    #expect(refusal { $0.a = BodyID(index: -1) } == "joint 'pin': a is body -1 of a world of 4 bodies")
    #expect(refusal { $0.a = $0.b } == "joint 'pin': a is body 3 on both sides")
    #expect(
      refusal {
        $0.a = floor
        $0.b = post
      } == "joint 'pin': a and b: at least one of the bodies must be dynamic")
    #expect(refusal { $0.frameA.translation.y = .nan } == "joint 'pin': frameA.translation.y must be finite, got nan")
    #expect(
      refusal { $0.frameB.rotation.w = 2 } == "joint 'pin': frameB.rotation must be a unit quaternion, got length 2.0")
    #expect(refusal { $0.kind = .rope(length: -1) } == "joint 'pin': length must be above 0, got -1.0")
    #expect(refusal { $0.kind = .distance(length: .nan) } == "joint 'pin': length must be finite, got nan")
    #expect(
      refusal { $0.kind = .spring(length: 1, stiffness: 0) } == "joint 'pin': stiffness must be above 0, got 0.0")
    #expect(
      refusal { $0.kind = .spring(length: 1, stiffness: 1, damping: -2) }
        == "joint 'pin': damping must not be negative, got -2.0")
    #expect(refusal { $0.kind = .hinge(limits: 0...9) }.contains("limits.upperBound must be within"))
    #expect(refusal { $0.kind = .ball(swingLimit: -1) }.contains("swingLimit must be within"))
    #expect(refusal { $0.breakingForce = 0 } == "joint 'pin': breakingForce must be above 0, got 0.0")
    #expect(
      refusal {
        $0.kind = .ball()
        $0.motor = Motor(target: .speed(1))
      } == "joint 'pin': motor needs a hinge or a slider")
    #expect(refusal { $0.motor = Motor(target: .speed(.infinity)) }.contains("motor.speed must be finite"))
    #expect(refusal { $0.motor = Motor(target: .speed(1), maximum: .nan) }.contains("motor.maximum must be finite"))
    #expect(refusal { $0.frameB.translation.y = -0.2 }.contains("origins of the frames do not meet: off by 0.1"))
    #expect(
      refusal { $0.frameB.rotation = Quaternion(angle: 0.5, axis: .unitZ) }
        .contains("axes of the frames do not meet"))
    #expect(lab.world.jointCount == 0)
    func axisRefusal(_ axis: Vector3) -> String {
      do {
        _ = try JointDefinition(
          name: "pin", kind: .hinge(), b: ball, anchor: .zero, axis: axis, in: lab.world)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(axisRefusal(.zero) == "joint 'pin': axis has no direction of its own, got length 0.0")
    #expect(axisRefusal(Vector3(.nan, 0, 0)).contains("axis has no direction"))
    #expect(refusal { _ in } == "accepted")
  }

  /// A mass on a spring: period 2 pi sqrt(m / k), and the energy stays, undamped.
  @Test(arguments: [(4.0, 1e-4), (400, 1e-3)])
  func springPeriod(stiffness: Double, target: Double) {
    var lab = Laboratory()
    let ball = lab.add(
      BodyDefinition(name: "ball", shape: .sphere(radius: 0.05), position: Vector3(0, -1.3, 0), mass: 1))
    lab.join(JointDefinition(name: "spring", kind: .spring(length: 1, stiffness: stiffness), b: ball))
    let rest: Double = -1 - 9.81 / stiffness
    let start = lab.totalEnergy
    let truth: Double = 2 * Double.pi / stiffness.squareRoot()
    var crossings: [Double] = []
    var before: Double = lab.position(ball).y - rest
    while crossings.count < 6 {
      lab.world.step()
      let after: Double = lab.position(ball).y - rest
      if before < 0 && after >= 0 { crossings.append(lab.world.time - after / (after - before) / 960) }
      before = after
    }
    let error = ((crossings[5] - crossings[0]) / 5 / truth - 1).magnitude
    let amplitude: Double = -1.3 - rest
    let size: Double = 0.5 * stiffness * amplitude * amplitude
    let drift = ((lab.totalEnergy - start) / size).magnitude
    report("spring of \(stiffness) N/m: period", error, target: target)
    report("spring: energy", drift, target: 1e-9)
    #expect(error < target)
    #expect(drift < 1e-9)
  }

  /// However stiff and damped, a spring brings its mass to rest where weight and force balance.
  @Test(arguments: [1e3, 1e6, 1e9])
  func stiffSpringSettles(stiffness: Double) {
    var lab = Laboratory()
    let ball = lab.add(
      BodyDefinition(name: "ball", shape: .sphere(radius: 0.05), position: Vector3(0.3, -1, 0), mass: 2))
    let joint = lab.join(
      JointDefinition(
        name: "spring", kind: .spring(length: 1, stiffness: stiffness, damping: 2 * (2 * stiffness).squareRoot()),
        b: ball))
    lab.world.setState(BodyState(position: Vector3(0, -1, 0), orientation: .identity), of: ball)
    lab.run(seconds: 3)
    let truth: Double = 1 + 2 * 9.81 / stiffness
    let s = lab.world.jointState(of: joint)
    report("spring of \(stiffness) N/m: length", s.coordinate / truth - 1, target: 1e-7)
    #expect((s.coordinate / truth - 1).magnitude < 1e-7)
    #expect((s.force.y / (2 * 9.81) - 1).magnitude < 1e-6)
  }

  /// A ball on a rigid rod of no mass swings like the simple pendulum; on a rope it flies free while that is slack.
  @Test func distanceAndRope() {
    var lab = Laboratory()
    let bob = lab.add(BodyDefinition(name: "bob", shape: .sphere(radius: 0.02), position: Vector3(0.8, 3 - 0.6, 0)))
    let rod = lab.join(
      JointDefinition(
        name: "rod", kind: .distance(length: 1), b: bob, frameA: RigidTransform(translation: Vector3(0, 3, 0))))
    let start = lab.totalEnergy
    let swing: Double = lab.world.mass(of: bob) * 9.81 * 0.4
    var stretch = 0.0
    for _ in 0..<9600 {
      lab.world.step()
      stretch = Swift.max(stretch, (lab.world.jointState(of: rod).coordinate - 1).magnitude)
    }
    let drift: Double = (lab.totalEnergy - start) / swing
    report("bob on a rod: energy after 10 s", drift, target: 1e-3)
    report("rod stretch", stretch * 1000, target: 0.01, "mm")
    #expect(drift.magnitude < 1e-3)
    #expect(stretch < 1e-5)

    var slack = Laboratory()
    let stone = slack.add(BodyDefinition(name: "stone", shape: .sphere(radius: 0.02), position: Vector3(0, 2.5, 0)))
    let rope = slack.join(
      JointDefinition(
        name: "rope", kind: .rope(length: 1.5), b: stone, frameA: RigidTransform(translation: Vector3(0, 3, 0))))
    slack.run(seconds: 0.4)
    #expect((slack.position(stone).y - (2.5 - 0.5 * 9.81 * 0.16)).magnitude < 1e-9)
    slack.run(seconds: 1)
    let s = slack.world.jointState(of: rope)
    report("rope over its length", (s.coordinate - 1.5) * 1000, target: 0.1, "mm")
    #expect((s.coordinate - 1.5).magnitude < 1e-4)
    #expect((s.force.y / (slack.world.mass(of: stone) * 9.81) - 1).magnitude < 1e-3)
  }

  /// A motor brings a flywheel to its speed with its largest torque, and holds an arm level against its weight.
  @Test func motors() throws {
    var lab = Laboratory(gravity: .zero)
    let wheel = lab.add(BodyDefinition(name: "wheel", shape: .box(halfExtents: Vector3(0.1, 0.5, 0.5)), mass: 3))
    let axle = lab.join(
      .hinge(), nil, wheel, at: .zero, axis: .unitX, motor: Motor(target: .speed(10), maximum: 2))
    let inertia: Double = 3.0 / 3 * 0.5
    lab.run(seconds: 1)
    report("motor at full torque", lab.world.jointState(of: axle).speed / (2 / inertia) - 1, target: 1e-9)
    #expect((lab.world.jointState(of: axle).speed / (2 / inertia) - 1).magnitude < 1e-9)
    lab.run(seconds: 3)
    #expect((lab.world.jointState(of: axle).speed - 10).magnitude < 1e-9)
    try lab.world.setMotor(nil, of: axle)
    lab.run(seconds: 1)
    #expect((lab.world.jointState(of: axle).speed - 10).magnitude < 1e-9)

    var other = Laboratory()
    let arm = other.add(
      BodyDefinition(
        name: "arm", shape: .box(halfExtents: Vector3(0.4, 0.05, 0.05)), position: Vector3(0.4, 0, 0), mass: 2))
    let stiffness = 2000.0
    let elbow = other.join(
      .hinge(), nil, arm, at: .zero, axis: .unitZ,
      motor: Motor(target: .position(0.3, stiffness: stiffness, damping: 100)))
    other.run(seconds: 4)
    // k (0.3 - a) = m g l cos a.
    var a = 0.3
    for _ in 0..<50 { a = 0.3 - 2 * 9.81 * 0.4 * PortableMath.cosine(a) / stiffness }
    let s = other.world.jointState(of: elbow)
    report("servo angle", s.coordinate - a, target: 1e-6, "rad")
    #expect((s.coordinate - a).magnitude < 1e-6)
    let torque: Double = stiffness * (0.3 - a)
    #expect((s.torque.z / torque - 1).magnitude < 1e-6)
  }

  /// A door stops at its limit, and a limb at the cone and twist of its shoulder.
  @Test func limits() {
    var lab = Laboratory()
    let door = lab.add(
      BodyDefinition(
        name: "door", shape: .box(halfExtents: Vector3(0.4, 0.9, 0.02)), position: Vector3(0.4, 1, 0),
        angularVelocity: Vector3(0, 3, 0)))
    let hinge = lab.join(.hinge(limits: -0.5...1.2), nil, door, at: Vector3(0, 1, 0), axis: .unitY)
    var most = 0.0
    for _ in 0..<1920 {
      lab.world.step()
      most = Swift.max(most, lab.world.jointState(of: hinge).coordinate)
    }
    report("door beyond its limit", most - 1.2, target: 1e-3, "rad")
    #expect(most > 1.2 - 1e-6 && most < 1.2 + 2e-3)
    #expect(lab.world.energy.kinetic < 1e-6)

    let limb = lab.add(
      BodyDefinition(
        name: "limb", shape: .box(halfExtents: Vector3(0.3, 0.05, 0.05)), position: Vector3(5.3, 2, 0),
        angularVelocity: Vector3(4, 0, 0)))
    let shoulder = lab.join(
      .ball(swingLimit: 0.4, twistLimit: -0.3...0.3), nil, limb, at: Vector3(5, 2, 0), axis: .unitX)
    var swing = 0.0
    var twist = 0.0
    for _ in 0..<4800 {
      lab.world.step()
      swing = Swift.max(swing, lab.world.jointState(of: shoulder).coordinate)
      let q = lab.world.state(of: limb).orientation
      twist = Swift.max(twist, 2 * PortableMath.arcTangent(y: q.x.magnitude, x: q.w.magnitude))
    }
    report("swing beyond its limit", swing - 0.4, target: 5e-3, "rad")
    report("twist beyond its limit", twist - 0.3, target: 5e-3, "rad")
    #expect(swing > 0.399 && swing < 0.405)
    #expect(twist < 0.305)
    #expect(lab.velocity(limb).length < 1e-3)
  }

  /// A parallelogram of four bars closes a loop: it swings like one pendulum, and the loop stays shut.
  @Test func parallelogramSwingsAsOnePendulum() {
    var lab = Laboratory()
    let a = 0.5
    let q = Quaternion(angle: a, axis: .unitZ)
    let down = q.rotate(Vector3(0, -1, 0))
    let shape = Shape.box(halfExtents: Vector3(0.02, 0.5, 0.02))
    let left = lab.add(BodyDefinition(name: "left", shape: shape, position: down * 0.5, orientation: q, mass: 1))
    let right = lab.add(
      BodyDefinition(name: "right", shape: shape, position: Vector3(0.6, 0, 0) + down * 0.5, orientation: q, mass: 1))
    let bar = lab.add(
      BodyDefinition(
        name: "bar", shape: .box(halfExtents: Vector3(0.3, 0.02, 0.02)), position: Vector3(0.3, 0, 0) + down, mass: 2))
    lab.join(.hinge(), nil, left, at: .zero, axis: .unitZ)
    lab.join(.hinge(), nil, right, at: Vector3(0.6, 0, 0), axis: .unitZ)
    lab.join(.hinge(), left, bar, at: down, axis: .unitZ)
    lab.join(.hinge(), right, bar, at: Vector3(0.6, 0, 0) + down, axis: .unitZ)
    let start = lab.totalEnergy
    let inertia: Double = 2 * (1.0 / 3 * (0.25 + 0.0004) + 0.25) + 2
    let weight: Double = 2 * 9.81 * 0.5 + 2 * 9.81
    let swing: Double = weight * (1 - PortableMath.cosine(a))
    var gap = 0.0
    var crossings: [Double] = []
    var before = lab.position(bar).x - 0.3
    while crossings.count < 6 {
      lab.world.step()
      gap = Swift.max(gap, lab.worstGap)
      let after = lab.position(bar).x - 0.3
      if before < 0 && after >= 0 { crossings.append(lab.world.time - after / (after - before) / 960) }
      before = after
    }
    // Small-angle series of the elliptic integral: 1 + a^2/16 + 11 a^4/3072 + 173 a^6/737280.
    let series: Double = 1 + a * a / 16 + 11 * a * a * a * a / 3072 + 173 * a * a * a * a * a * a / 737_280
    let truth: Double = 2 * Double.pi * (inertia / weight).squareRoot() * series
    let error = ((crossings[5] - crossings[0]) / 5 / truth - 1).magnitude
    report("parallelogram period", error, target: 1e-4)
    report("parallelogram energy", (lab.totalEnergy - start) / swing, target: 1e-3)
    report("parallelogram gap", gap * 1000, target: 0.01, "mm")
    #expect(error < 1e-4)
    #expect(((lab.totalEnergy - start) / swing).magnitude < 1e-3)
    #expect(gap < 1e-5)
  }

  /// Weights hang on a chain: each joint bears what is below, and the weakest breaks when one more is hung on.
  @Test func jointsBearAndBreak() throws {
    var lab = Laboratory()
    var bodies: [BodyID] = []
    var joints: [JointID] = []
    for i in 0..<4 {
      let id = lab.add(
        BodyDefinition(
          name: "weight \(i)", shape: .box(halfExtents: Vector3(0.05, 0.1, 0.05)),
          position: Vector3(0, 5 - 0.1 - 0.2 * Double(i), 0), mass: 1 + Double(i)))
      var d = try JointDefinition(
        name: "joint \(i)", kind: i == 2 ? .fixed : .ball(), a: bodies.last, b: id,
        anchor: Vector3(0, 5 - 0.2 * Double(i), 0), in: lab.world)
      if i == 1 { d.breakingForce = 9 * 9.81 * 1.01 }
      joints.append(lab.join(d))
      bodies.append(id)
    }
    lab.run(seconds: 0.5)
    for (i, below) in [10.0, 9, 7, 4].enumerated() {
      let s = lab.world.jointState(of: joints[i])
      report("load of joint \(i)", s.force.y / (below * 9.81) - 1, target: 1e-9)
      #expect((s.force.y / (below * 9.81) - 1).magnitude < 1e-9)
      #expect(s.torque.length < 1e-9)
    }
    #expect(lab.world.drainJointEvents().isEmpty)
    lab.world.applyImpulse(Vector3(0, -0.02, 0), at: lab.position(bodies[3]), to: bodies[3])
    lab.run(seconds: 0.1)
    #expect(lab.world.drainJointEvents().isEmpty)
    // A blow adds its impulse to that of the weight in one step.
    let extra = lab.add(
      BodyDefinition(
        name: "extra", shape: .sphere(radius: 0.02), position: lab.position(bodies[3]) - Vector3(0, 0.1, 0), mass: 1))
    lab.join(.ball(), bodies[3], extra, at: lab.position(bodies[3]) - Vector3(0, 0.1, 0))
    lab.world.step()
    let events = lab.world.drainJointEvents()
    #expect(events.map(\.joint) == [joints[1]])
    #expect(((events.first?.force ?? 0) / (10 * 9.81) - 1).magnitude < 1e-6)
    #expect(lab.world.jointState(of: joints[1]).isBroken)
    let from = lab.position(bodies[1]).y
    let speed = lab.velocity(bodies[1]).y
    lab.run(seconds: 0.5)
    #expect((lab.position(bodies[1]).y - (from + speed * 0.5 - 0.125 * 9.81)).magnitude < 1e-6)
    #expect((lab.position(bodies[0]).y - 4.9).magnitude < 1e-6)
  }

  /// A blow on the tip of a chain moves all links at once, with the momentum of the blow, and no joint opens.
  @Test func blowOnAFreeChain() {
    var lab = Laboratory(gravity: .zero)
    var ids: [BodyID] = []
    for i in 0..<5 {
      let id = lab.add(
        BodyDefinition(
          name: "link \(i)", shape: .box(halfExtents: Vector3(0.1, 0.03, 0.05)),
          position: Vector3(Double(i) * 0.24, 0, 0)))
      if let last = ids.last {
        lab.join(i == 3 ? .hinge() : .ball(), last, id, at: Vector3(Double(i) * 0.24 - 0.12, 0, 0), axis: .unitY)
      }
      ids.append(id)
    }
    let impulse = Vector3(0.3, 0.4, 2)
    let point = Vector3(1, 0.02, 0)
    lab.world.applyImpulse(impulse, at: point, to: ids[4])
    let p = lab.world.momentum
    report("blow: momentum", (p.linear - impulse).length, target: 1e-12)
    report("blow: angular momentum", (p.angular - cross(point, impulse)).length, target: 1e-12)
    #expect((p.linear - impulse).length < 1e-12)
    #expect((p.angular - cross(point, impulse)).length < 1e-12)
    // The work of the blow is the impulse times the mean velocity of its point.
    let s = lab.world.state(of: ids[4])
    let v = s.linearVelocity + cross(s.angularVelocity, point - s.position)
    #expect((lab.totalEnergy - 0.5 * dot(v, impulse)).magnitude < 1e-12)
    #expect(lab.velocity(ids[0]).length > 1e-3)
  }

  /// A pendulum on a kinematic support that is jerked along keeps to its pivot; a chain sleeps as one and wakes as one.
  @Test func movingBaseAndSleep() {
    var lab = Laboratory(allowSleep: true)
    let trolley = lab.add(
      BodyDefinition(
        name: "trolley", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), motion: .kinematic,
        position: Vector3(0, 3, 0)))
    var ids: [BodyID] = []
    for i in 0..<3 {
      let id = lab.add(
        BodyDefinition(
          name: "link \(i)", shape: .capsule(radius: 0.03, halfHeight: 0.1),
          position: Vector3(0, 2.8 - 0.3 * Double(i), 0)))
      lab.join(.ball(), ids.last ?? trolley, id, at: Vector3(0, 2.95 - 0.3 * Double(i), 0))
      ids.append(id)
    }
    lab.run(seconds: 1)
    #expect(ids.allSatisfy { lab.world.state(of: $0).isAsleep })
    for i in 1...480 {
      lab.world.setKinematicTarget(
        RigidTransform(
          rotation: Quaternion(angle: Double(i) / 480, axis: .unitZ), translation: Vector3(Double(i) / 480, 3, 0)),
        of: trolley)
      lab.world.step()
      #expect(lab.worstGap < 1e-12)
    }
    #expect(ids.allSatisfy { !lab.world.state(of: $0).isAsleep })
    #expect(lab.position(ids[2]).x > 0.1)
  }

  /// Bodies that a joint ties together do not touch unless they are told to.
  @Test(arguments: [false, true])
  func connectedBodies(collide: Bool) throws {
    var lab = Laboratory(gravity: .zero)
    let a = lab.add(BodyDefinition(name: "a", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), motion: .fixed))
    let b = lab.add(
      BodyDefinition(
        name: "b", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: Vector3(0.201, 0, 0),
        linearVelocity: Vector3(-1, 0, 0)))
    var d = try JointDefinition(name: "rail", kind: .slider(), a: a, b: b, anchor: Vector3(0.201, 0, 0), in: lab.world)
    d.collideConnected = collide
    lab.join(d)
    lab.run(seconds: 0.5)
    if collide {
      #expect(lab.position(b).x > 0.199)
    } else {
      #expect((lab.position(b).x + 0.299).magnitude < 1e-9)
    }
  }
}
