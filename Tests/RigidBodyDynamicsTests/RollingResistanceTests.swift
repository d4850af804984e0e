import RigidBodyDynamics
import Testing
import VectorMath

/// Rolling friction is a lever arm f: its torque is at most f times the normal force, whatever the shape that rolls.
@Suite struct RollingResistanceTests {
  private let f = 0.002

  /// A solid of radius r that rolls with v = 1 m/s and gyration radius k stops after v^2 (r^2 + k^2) / (2 f g r).
  private func distanceRolled(_ shape: Shape, radius r: Double, levers: (body: Double, floor: Double)) -> Double {
    var lab = Laboratory()
    _ = lab.add(
      BodyDefinition(name: "floor", shape: .plane, motion: .fixed, friction: 1, rollingLever: levers.floor))
    let body = lab.add(
      BodyDefinition(
        name: "body", shape: shape, position: Vector3(0, r, 0), linearVelocity: Vector3(1, 0, 0),
        angularVelocity: Vector3(0, 0, -1 / r), friction: 1, rollingLever: levers.body))
    lab.run(seconds: 9)
    #expect(lab.velocity(body).length < 1e-6)
    return lab.position(body).x
  }

  /// A pair has the larger lever, so that soft ground brakes a hard ball.
  @Test func groundBrakesBall() {
    let r = 0.1
    let rolled = distanceRolled(.sphere(radius: r), radius: r, levers: (0, f))
    let truth = 1.4 * r / (2 * f * 9.81)
    report("ball on soft ground: distance", (rolled / truth - 1).magnitude, target: 1e-3)
    #expect((rolled / truth - 1).magnitude < 1e-3)
  }

  /// Two wheels in one body, which used to roll on for ever: k^2 = r^2 / 2.
  @Test func compoundComesToRest() {
    let r = 0.05
    let across = Quaternion(angle: Double.pi / 2, axis: .unitX)
    let wheels = [-0.1, 0.1].map { z in
      Shape.Part(
        .cylinder(radius: r, halfHeight: 0.02), at: RigidTransform(rotation: across, translation: Vector3(0, 0, z)))
    }
    let rolled = distanceRolled(.compound(wheels), radius: r, levers: (f, 0))
    let truth = 1.5 * r / (2 * f * 9.81)
    report("two wheels in one body: distance", (rolled / truth - 1).magnitude, target: 1e-3)
    #expect((rolled / truth - 1).magnitude < 1e-3)
  }

  /// A prism of n sides lies on a slope as long as its weight acts behind its front edge and the lever of rolling
  /// friction: with apothem a and half side s, tan(slope) < (s + f) / a.
  @Test(arguments: [0, 0.004, 0.01])
  func prismTipsOnSlope(lever: Double) throws {
    let n = 24
    let r = 0.1
    let half = Double.pi / Double(n)
    let (sine, cosine) = PortableMath.sineAndCosine(half)
    let apothem = r * cosine
    let critical = (r * sine + lever) / apothem
    var points: [Vector3] = []
    for i in 0..<n {
      let angle = (2 * Double(i) + 1) * half - Double.pi / 2
      let (y, x) = PortableMath.sineAndCosine(angle)
      for z in [-0.1, 0.1] { points.append(Vector3(r * x, r * y, z)) }
    }
    let hull = try ConvexHull(points: points)
    for (part, tips) in [(0.98, false), (1.02, true)] {
      let slope = critical * part
      let down = Vector3(slope, -1, 0).normalized
      var lab = Laboratory(gravity: down * 9.81)
      lab.plane(friction: 1)
      let prism = lab.add(
        BodyDefinition(
          name: "prism", shape: .hull(hull), position: Vector3(0, apothem, 0), friction: 1, rollingLever: lever))
      lab.run(seconds: 2)
      let moved = (lab.position(prism) - Vector3(0, apothem, 0)).length
      #expect(tips ? moved > r : moved < 1e-4, "lever \(lever) m, \(part) of the critical slope: moved \(moved) m")
    }
  }

  /// Symptom: footballs, melons and helmets, whose collision shapes are hulls, rocked and rolled on for longer than 5 s.
  @Test func eggOfManyCornersComesToRest() throws {
    var g = SeededGenerator(seed: 11)
    var points: [Vector3] = []
    for _ in 0..<120 {
      points.append(Vector3(g.normal(), g.normal(), g.normal()).normalized.scaled(by: Vector3(0.14, 0.085, 0.085)))
    }
    var lab = Laboratory()
    lab.plane(friction: 0.6)
    let egg = lab.add(
      BodyDefinition(
        name: "egg", shape: .hull(try ConvexHull(points: points)), position: Vector3(0, 0.5, 0),
        orientation: Quaternion(angle: 0.6, axis: Vector3(1, 0.3, 0.5).normalized), density: 100, friction: 0.6,
        restitution: 0.3, rollingLever: f))
    lab.run(seconds: 5)
    let state = lab.world.state(of: egg)
    report("egg of 120 corners after 5 s: speed", state.linearVelocity.length * 1000, target: 1, "mm/s")
    #expect(state.linearVelocity.length < 1e-3 && state.angularVelocity.length < 1e-2)
  }
}
