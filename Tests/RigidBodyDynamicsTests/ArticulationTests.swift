import RigidBodyDynamics
import Testing
import VectorMath

extension Laboratory {
  @discardableResult
  mutating func join(_ definition: JointDefinition) -> JointID {
    do { return try world.add(definition) } catch { preconditionFailure("\(error)") }
  }
  /// A joint at a world point at the poses of now.
  @discardableResult
  mutating func join(
    _ kind: JointDefinition.Kind, _ a: BodyID?, _ b: BodyID, at anchor: Vector3, axis: Vector3 = .unitX,
    secondAxis: Vector3? = nil, motor: Motor? = nil
  ) -> JointID {
    do {
      var d = try JointDefinition(
        name: "joint \(world.jointCount)", kind: kind, a: a, b: b, anchor: anchor, axis: axis, secondAxis: secondAxis,
        in: world)
      d.motor = motor
      return try world.add(d)
    } catch { preconditionFailure("\(error)") }
  }
}

/// The complete elliptic integral K(k) by the arithmetic-geometric mean.
private func ellipticK(_ k: Double) -> Double {
  var a = 1.0
  var b = (1 - k * k).squareRoot()
  for _ in 0..<40 { (a, b) = ((a + b) / 2, (a * b).squareRoot()) }
  return Double.pi / (2 * a)
}

@Suite struct ArticulationTests {
  /// A rod on a pin: moment of inertia about the pin and distance of its centre are those of the box.
  private func pendulum(
    rate: Double, angle: Double, kind: JointDefinition.Kind, gravity: Vector3 = Vector3(0, -9.81, 0)
  ) -> (lab: Laboratory, rod: BodyID, pin: Vector3) {
    var lab = Laboratory(stepRate: rate, gravity: gravity)
    let q = Quaternion(angle: angle, axis: .unitZ)
    let pin = Vector3(0.3, 2, -0.1)
    let rod = lab.add(
      BodyDefinition(
        name: "rod", shape: .box(halfExtents: Vector3(0.03, 0.5, 0.02)), position: pin + q.rotate(Vector3(0, -0.5, 0)),
        orientation: q))
    lab.join(kind, nil, rod, at: pin, axis: .unitZ)
    return (lab, rod, pin)
  }

  /// 60 degrees of swing: period 4 sqrt(I / m g L) K(sin(a / 2)), on a hinge and on a ball joint.
  @Test(arguments: [(240.0, false), (960, false), (960, true)])
  func pendulumPeriod(rate: Double, isBall: Bool) {
    let a = Double.pi / 3
    var (lab, rod, pin) = pendulum(rate: rate, angle: a, kind: isBall ? .ball() : .hinge())
    let mass = lab.world.mass(of: rod)
    let inertia: Double = mass / 3 * (0.03 * 0.03 + 0.5 * 0.5) + mass * 0.25
    let truth: Double = 4 * (inertia / (mass * 9.81 * 0.5)).squareRoot() * ellipticK(PortableMath.sine(a / 2))
    // Ten swings through the lowest point from one side.
    var crossings: [Double] = []
    var before = lab.position(rod).x - pin.x
    while crossings.count < 11 {
      lab.world.step()
      let after = lab.position(rod).x - pin.x
      if before < 0 && after >= 0 { crossings.append(lab.world.time - after / (after - before) / rate) }
      before = after
    }
    let error = ((crossings[10] - crossings[0]) / 10 / truth - 1).magnitude
    report("pendulum period at \(rate) Hz, \(isBall ? "ball" : "hinge")", error, target: 1e-5)
    #expect(error < 1e-5)
  }

  /// After 60 s the energy is that of the start, and the arm is no longer.
  @Test(arguments: [(60.0, 1e-4), (960, 1e-9)])
  func pendulumKeepsEnergy(rate: Double, target: Double) {
    var (lab, rod, pin) = pendulum(rate: rate, angle: Double.pi / 3, kind: .hinge())
    let start = lab.totalEnergy
    let swing: Double = lab.world.mass(of: rod) * 9.81 * 0.5 * (1 - 0.5)
    var stretch = 0.0
    for _ in 0..<Int(60 * rate) {
      lab.world.step()
      stretch = Swift.max(stretch, ((lab.position(rod) - pin).length - 0.5).magnitude)
    }
    let drift = ((lab.totalEnergy - start) / swing).magnitude
    report("pendulum energy after 60 s at \(rate) Hz", drift, target: target)
    report("pendulum stretch", stretch * 1000, target: 0.01, "mm")
    #expect(drift < target)
    #expect(stretch < 1e-12)
  }

  /// A level gyroscope on a pivot goes round at exactly m g l / (I3 w3), without nodding.
  @Test(arguments: [960.0])
  func levelGyroscopePrecesses(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    let half = Vector3(0.02, 0.1, 0.1)
    let l = 0.15
    let spin = 40.0
    let mass = 2.0
    let axial: Double = mass / 3 * (half.y * half.y + half.z * half.z)
    let precession: Double = mass * 9.81 * l / (axial * spin)
    let wheel = lab.add(
      BodyDefinition(
        name: "wheel", shape: .box(halfExtents: half), position: Vector3(l, 0, 0),
        linearVelocity: Vector3(0, 0, -precession * l), angularVelocity: Vector3(spin, precession, 0), mass: mass))
    lab.join(.ball(), nil, wheel, at: .zero)
    lab.run(seconds: 5)
    let p = lab.position(wheel)
    let tilt = PortableMath.arcSine(p.y / l) * 180 / Double.pi
    let turned = PortableMath.arcTangent(y: -p.z, x: p.x)
    let whole = ((precession * 5 - turned) / (2 * Double.pi)).rounded() * 2 * Double.pi
    let error = ((turned + whole) / (precession * 5) - 1).magnitude
    report("gyroscope rate at \(rate) Hz", error, target: 1e-3)
    report("gyroscope false tilt", tilt.magnitude, target: 0.1, "deg")
    #expect(error < 1e-6)
    #expect(tilt.magnitude < 1e-4)
  }

  /// A chaotic double pendulum keeps its energy, on hinges and on ball joints.
  @Test(arguments: [false, true])
  func doublePendulumKeepsEnergy(isBall: Bool) {
    var (lab, rod, pin) = pendulum(rate: 960, angle: 2, kind: isBall ? .ball() : .hinge())
    let q = Quaternion(angle: 2, axis: .unitZ)
    let elbow = pin + q.rotate(Vector3(0, -1, 0))
    let second = lab.add(
      BodyDefinition(
        name: "second", shape: .box(halfExtents: Vector3(0.02, 0.4, 0.03)),
        position: elbow + q.rotate(Vector3(0, -0.4, 0)), orientation: q,
        angularVelocity: isBall ? q.rotate(Vector3(0, 6, 0)) : .zero))
    lab.join(isBall ? .ball() : .hinge(), rod, second, at: elbow, axis: .unitZ)
    let start = lab.totalEnergy
    lab.run(seconds: 10)
    let size: Double = (lab.world.mass(of: rod) + lab.world.mass(of: second)) * 9.81
    let drift = ((lab.totalEnergy - start) / size).magnitude
    report("double pendulum energy, \(isBall ? "ball" : "hinge")", drift, target: 1e-8)
    #expect(drift < 1e-8)
  }

  /// A slider on an incline falls with g sin(a).
  @Test func sliderOnAnIncline() {
    var lab = Laboratory(stepRate: 240)
    let a = 0.4
    let axis = Vector3(PortableMath.cosine(a), -PortableMath.sine(a), 0)
    let box = lab.add(BodyDefinition(name: "box", shape: .box(halfExtents: Vector3(0.1, 0.2, 0.3)), position: .unitY))
    let joint = lab.join(.slider(), nil, box, at: .zero, axis: axis)
    lab.run(seconds: 2)
    let truth: Double = 9.81 * PortableMath.sine(a) * 2
    let s = lab.world.jointState(of: joint)
    report("slider travel", (s.coordinate / truth - 1).magnitude, target: 1e-12)
    #expect((s.coordinate / truth - 1).magnitude < 1e-12)
    #expect((s.speed / truth - 1).magnitude < 1e-12)
    #expect((lab.position(box) - Vector3.unitY - axis * truth).length < 1e-12)
    // The rail bears the weight's part across it.
    let force = s.force
    let bearing: Double = lab.world.mass(of: box) * 9.81 * PortableMath.cosine(a)
    report("slider bearing", (force.length / bearing - 1).magnitude, target: 1e-9)
    #expect((force.length / bearing - 1).magnitude < 1e-9)
    #expect(dot(force, axis).magnitude < 1e-9 * bearing)
  }

  /// Two shafts at an angle b joined by a cardan: tan(out) = tan(in) / cos(b), uneven though the input is even.
  ///
  /// Closes a loop: both shafts turn in bearings of the world.
  @Test func cardanSpeedRelation() {
    var lab = Laboratory(stepRate: 960, gravity: .zero)
    let bend = 0.6
    let out = Vector3(PortableMath.cosine(bend), PortableMath.sine(bend), 0)
    let first = lab.add(
      BodyDefinition(
        name: "in", shape: .cylinderLike, position: Vector3(-0.5, 0, 0), angularVelocity: Vector3(3, 0, 0), mass: 1e5))
    let second = lab.add(
      BodyDefinition(
        name: "out", shape: .cylinderLike, position: out * 0.5, orientation: Quaternion(from: .unitX, to: out),
        angularVelocity: out * (3 / PortableMath.cosine(bend)), mass: 0.2))
    let bearing = lab.join(.hinge(), nil, first, at: Vector3(-0.5, 0, 0), axis: .unitX)
    let driven = lab.join(.hinge(), nil, second, at: out * 0.5, axis: out)
    // The yoke of the first shaft lies in the plane of both; the second's is square to it.
    let across = Vector3.unitZ
    let frame = { (x: Vector3, y: Vector3) in Quaternion(matrix: Matrix3(columns: x, y, cross(x, y))) }
    let poseA = lab.world.state(of: first).pose
    let poseB = lab.world.state(of: second).pose
    // X of A and Y of B are the arms of the cross.
    let armA = Vector3.unitY
    lab.join(
      JointDefinition(
        name: "cardan", kind: .universal, a: first, b: second,
        frameA: poseA.inverse * RigidTransform(rotation: frame(armA, across), translation: .zero),
        frameB: poseB.inverse * RigidTransform(rotation: frame(cross(across, out), across), translation: .zero)))
    var worst = 0.0
    for _ in 0..<1920 {
      lab.world.step()
      let a = lab.world.jointState(of: bearing)
      let b = lab.world.jointState(of: driven)
      // With A's arm in the plane of the shafts at angle 0: speed ratio cos(b) / (1 - sin^2(b) cos^2(a)).
      let s = PortableMath.cosine(a.coordinate) * PortableMath.sine(bend)
      let ratio: Double = PortableMath.cosine(bend) / (1 - s * s)
      worst = Swift.max(worst, (b.speed / (a.speed * ratio) - 1).magnitude)
    }
    report("cardan speed relation", worst, target: 1e-3)
    #expect(worst < 1e-3)
  }

  /// The same cardan as a tree: the driven link turns freely in space, and keeps X of A square to Y of B.
  @Test func cardanAsATree() {
    var lab = Laboratory()
    let post = lab.add(
      BodyDefinition(name: "post", shape: .cylinderLike, motion: .fixed, position: Vector3(0, 3, 0)))
    let arm = lab.add(
      BodyDefinition(name: "arm", shape: .box(halfExtents: Vector3(0.3, 0.05, 0.1)), position: Vector3(0.3, 2, 0)))
    let joint = JointDefinition(
      name: "cardan", kind: .universal, a: post, b: arm,
      frameA: RigidTransform(translation: Vector3(0, -1, 0)), frameB: RigidTransform(translation: Vector3(-0.3, 0, 0)))
    lab.join(joint)
    lab.world.setState(
      BodyState(position: Vector3(0.3, 2, 0), orientation: .identity, angularVelocity: Vector3(2, 0, 1)), of: arm)
    lab.world.step()
    let start = lab.totalEnergy
    var worst = 0.0
    var gap = 0.0
    for _ in 0..<9600 {
      lab.world.step()
      let s = lab.world.state(of: arm)
      worst = Swift.max(worst, s.orientation.rotate(.unitY).x.magnitude)
      gap = Swift.max(gap, (s.pose.apply(Vector3(-0.3, 0, 0)) - Vector3(0, 2, 0)).length)
    }
    report("cardan axes", worst, target: 1e-12)
    report("cardan gap", gap, target: 1e-12, "m")
    report("cardan energy", ((lab.totalEnergy - start) / start).magnitude, target: 1e-9)
    #expect(worst < 1e-12)
    #expect(gap < 1e-12)
    #expect(((lab.totalEnergy - start) / start).magnitude < 1e-9)
  }

  /// A chain in free flight keeps momentum, angular momentum and energy.
  @Test(arguments: [240.0, 960, 3840])
  func floatingChainKeepsMomentum(rate: Double) {
    var lab = Laboratory(stepRate: rate, gravity: .zero)
    var former: BodyID?
    var g = SeededGenerator(seed: 5, stage: "chain")
    for i in 0..<6 {
      let link = lab.add(
        BodyDefinition(
          name: "link \(i)", shape: .box(halfExtents: Vector3(0.1, 0.03, 0.05)),
          position: Vector3(Double(i) * 0.24, 0, 0),
          linearVelocity: Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1)),
          angularVelocity: Vector3(g.uniform(-5...5), g.uniform(-5...5), g.uniform(-5...5)),
          collisionGroup: 1))
      if let former {
        let kinds: [JointDefinition.Kind] = [.ball(), .hinge(), .ball(), .universal, .slider()]
        lab.join(
          kinds[i - 1], former, link, at: Vector3(Double(i) * 0.24 - 0.12, 0, 0),
          axis: i == 5 ? .unitX : Vector3(0.2, 0.5, 1), secondAxis: Vector3(1, 0.3, 0))
      }
      former = link
    }
    _ = lab.world.fitVelocitiesToJoints()
    let start = lab.world.momentum
    let energy = lab.totalEnergy
    lab.run(seconds: 2)
    let end = lab.world.momentum
    report("chain at \(rate) Hz: momentum", (end.linear - start.linear).length / start.linear.length, target: 1e-9)
    report("chain: angular momentum", (end.angular - start.angular).length / start.angular.length, target: 1e-7)
    report("chain: energy", (lab.totalEnergy / energy - 1).magnitude, target: 1e-6)
    // A fourth-order method: four times the rate, 1/256 of the error.
    let target = rate == 240 ? 1e-5 : rate == 960 ? 1e-7 : 1e-9
    #expect((end.linear - start.linear).length < target * start.linear.length)
    #expect((end.angular - start.angular).length < target * start.angular.length)
    #expect((lab.totalEnergy / energy - 1).magnitude < target)
  }
}

extension Shape {
  /// A short square bar along X with equal moments across.
  static var cylinderLike: Shape { .box(halfExtents: Vector3(0.2, 0.05, 0.05)) }
}
