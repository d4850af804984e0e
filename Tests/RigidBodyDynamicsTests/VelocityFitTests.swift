import RigidBodyDynamics
import Testing
import VectorMath

/// Velocities that bodies on joints are given from outside: what the joints allow stays, the rest goes as in a plastic
/// impact.
@Suite struct VelocityFitTests {
  private let radius = 0.1

  /// A ball of 1 kg, 1 m below its pivot.
  private func pendulum(_ kind: JointDefinition.Kind, velocity: Vector3, spin: Vector3 = .zero) -> (Laboratory, BodyID)
  {
    var lab = Laboratory()
    let bob = lab.add(
      BodyDefinition(
        name: "bob", shape: .sphere(radius: radius), position: Vector3(0, -1, 0), linearVelocity: velocity,
        angularVelocity: spin, mass: 1))
    lab.join(kind, nil, bob, at: .zero, axis: .unitZ)
    return (lab, bob)
  }

  /// A bob that is pushed sideways swings with the angular momentum about the pivot that it was given, m L v, and rises to
  /// the height of its energy.
  @Test(arguments: [JointDefinition.Kind.ball(), .hinge()])
  func aPushedBobSwings(kind: JointDefinition.Kind) {
    var (lab, bob) = pendulum(kind, velocity: Vector3(1, 0, 0))
    let inertia: Double = 1 + 0.4 * radius * radius
    let rate: Double = 1 / inertia
    #expect(lab.world.fitVelocitiesToJoints() == [bob])
    let s = lab.world.state(of: bob)
    #expect((s.angularVelocity - Vector3(0, 0, rate)).length < 1e-14)
    #expect((s.linearVelocity - Vector3(rate, 0, 0)).length < 1e-14)
    let energy = lab.totalEnergy
    var highest = -1.0
    for _ in 0..<1920 {
      lab.world.step()
      highest = Swift.max(highest, lab.position(bob).y)
    }
    let rise: Double = 0.5 * inertia * rate * rate / 9.81
    report("pushed bob: rise", (highest + 1) / rise - 1, target: 1e-5)
    #expect(((highest + 1) / rise - 1).magnitude < 1e-5)
    #expect((lab.totalEnergy / energy - 1).magnitude < 1e-9)
  }

  /// Velocities that fit stay; a velocity along the arm goes altogether, and so it does after `setState`.
  @Test func whatJointsAllowStays() {
    var (fitting, bob) = pendulum(.ball(), velocity: Vector3(1, 0, -2), spin: Vector3(2, 5, 1))
    #expect(fitting.world.fitVelocitiesToJoints().isEmpty)
    #expect((fitting.velocity(bob) - Vector3(1, 0, -2)).length < 1e-14)
    var (falling, other) = pendulum(.ball(), velocity: Vector3(0, -3, 0))
    #expect(falling.world.fitVelocitiesToJoints() == [other])
    #expect(falling.velocity(other).length < 1e-14)
    #expect(falling.world.fitVelocitiesToJoints().isEmpty)
    falling.world.setState(
      BodyState(position: Vector3(0, -1, 0), orientation: .identity, linearVelocity: Vector3(0, 7, 2)), of: other)
    #expect(falling.world.fitVelocitiesToJoints() == [other])
    #expect((falling.velocity(other) - Vector3(0, 0, 2 / (1 + 0.4 * radius * radius))).length < 1e-14)
  }

  /// A figure in free flight keeps the momenta of the velocities that its bodies are given. What is lost of the energy is
  /// the energy of the difference: the fit is a projection that is square in the metric of the masses.
  @Test(arguments: 0..<8) func aThrownFigureKeepsItsMomentum(seed: Int) {
    var g = SeededGenerator(seed: UInt64(seed), stage: "thrown figure")
    var lab = Laboratory(gravity: .zero)
    var ids: [BodyID] = []
    let kinds: [JointDefinition.Kind] = [.ball(), .hinge(), .universal, .slider(), .fixed]
    for i in 0..<7 {
      func vector(_ size: Double) -> Vector3 {
        Vector3(g.uniform(-size...size), g.uniform(-size...size), g.uniform(-size...size))
      }
      let place = Vector3(0.4 * Double(i), 0.1 * g.uniform(), 0)
      let id = lab.add(
        BodyDefinition(
          name: "link \(i)", shape: .box(halfExtents: Vector3(0.1, 0.03, 0.05)), position: place,
          orientation: Quaternion(angle: g.uniform(0...3), axis: (vector(1) + Vector3(0, 0, 2)).normalized),
          linearVelocity: vector(2), angularVelocity: vector(6), density: g.uniform(100...8000)))
      if i > 0 {
        let carrier = ids[g.index(i)]
        let anchor = (lab.position(carrier) + place) * 0.5
        lab.join(
          kinds[g.index(kinds.count)], carrier, id, at: anchor, axis: Vector3(1, g.uniform(), g.uniform()),
          secondAxis: Vector3(0, 1, g.uniform()))
      }
      ids.append(id)
    }
    let given = lab.world
    #expect(!lab.world.fitVelocitiesToJoints().isEmpty)
    let (p, q) = (given.momentum, lab.world.momentum)
    #expect((p.linear - q.linear).length < 1e-12 * p.linear.length, "seed \(seed)")
    #expect((p.angular - q.angular).length < 1e-12 * p.angular.length, "seed \(seed)")
    var lost = given
    for id in ids {
      var s = given.state(of: id)
      s.linearVelocity -= lab.velocity(id)
      s.angularVelocity -= lab.world.state(of: id).angularVelocity
      lost.setState(s, of: id)
    }
    let all = given.energy.kinetic
    #expect((lab.world.energy.kinetic + lost.energy.kinetic - all).magnitude < 1e-12 * all, "seed \(seed)")
    #expect(lab.world.fitVelocitiesToJoints().isEmpty, "seed \(seed)")
  }

  /// A pendulum under a trolley that speeds up by a has its rest at the angle atan(a / g) and swings to twice that.
  @Test(arguments: [JointDefinition.Kind.ball(), .hinge()])
  func underATrolleyThatSpeedsUp(kind: JointDefinition.Kind) {
    var lab = Laboratory()
    let trolley = lab.add(
      BodyDefinition(name: "trolley", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), motion: .kinematic))
    let bob = lab.add(
      BodyDefinition(name: "bob", shape: .sphere(radius: radius), position: Vector3(0, -0.5, 0), mass: 2))
    lab.join(kind, trolley, bob, at: .zero, axis: .unitZ)
    let acceleration = 3.0
    let h = lab.world.settings.timeStep
    var greatest = 0.0
    for i in 1...1920 {
      let t = Double(i) * h
      let x: Double = 0.5 * acceleration * t * t
      lab.world.setKinematicTarget(RigidTransform(translation: Vector3(x, 0, 0)), of: trolley)
      lab.world.step()
      let p = lab.position(bob)
      greatest = Swift.max(greatest, PortableMath.arcTangent(y: x - p.x, x: -p.y))
    }
    let expected: Double = 2 * PortableMath.arcTangent(y: acceleration, x: 9.81)
    report("pendulum under a trolley: greatest angle", greatest / expected - 1, target: 1e-4)
    #expect((greatest / expected - 1).magnitude < 1e-4)
  }

  /// A joint bears m (g + a) under a lift that speeds up by a.
  @Test func underALift() {
    var lab = Laboratory()
    let lift = lab.add(
      BodyDefinition(name: "lift", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), motion: .kinematic))
    let load = lab.add(
      BodyDefinition(name: "load", shape: .sphere(radius: radius), position: Vector3(0, -0.5, 0), mass: 2))
    let hook = lab.join(.ball(), lift, load, at: .zero)
    let h = lab.world.settings.timeStep
    for i in 1...480 {
      let t = Double(i) * h
      lab.world.setKinematicTarget(RigidTransform(translation: Vector3(0, 1.5 * t * t, 0)), of: lift)
      lab.world.step()
    }
    let force = lab.world.jointState(of: hook).force
    #expect((force - Vector3(0, 2 * (9.81 + 3), 0)).length < 1e-6)
  }

  /// Two worlds that are alike but for what a rope bore in the step before move apart, and their hashes know it at once.
  @Test func hashesKnowWhatJointsBore() {
    func world(taut: Bool) -> World {
      var lab = Laboratory()
      let arm = lab.add(
        BodyDefinition(name: "arm", shape: .box(halfExtents: Vector3(0.5, 0.1, 0.1)), position: Vector3(0.5, 0, 0)))
      lab.join(.ball(), nil, arm, at: .zero)
      lab.join(
        JointDefinition(
          name: "rope", kind: .rope(length: 1), b: arm, frameA: RigidTransform(translation: Vector3(1, 1, 0)),
          frameB: RigidTransform(translation: Vector3(0.5, 0, 0))))
      let home = lab.world.state(of: arm)
      let raised = Quaternion(angle: 0.2, axis: .unitZ)
      if !taut {
        lab.world.setState(BodyState(position: raised.rotate(home.position), orientation: raised), of: arm)
      }
      lab.world.step()
      lab.world.setState(home, of: arm)
      return lab.world
    }
    var taut = world(taut: true)
    var slack = world(taut: false)
    #expect(taut.state(of: BodyID(index: 0)) == slack.state(of: BodyID(index: 0)))
    #expect(taut.stateHash() != slack.stateHash())
    #expect(taut.stateHash() == world(taut: true).stateHash())
    for _ in 0..<2 {
      taut.step()
      slack.step()
    }
    #expect(taut.stateHash() != slack.stateHash())
  }
}
