import RigidBodyDynamics
import Testing
import VectorMath

extension Laboratory {
  mutating func fields(_ fields: [Field]) {
    do { try world.setFields(fields) } catch { preconditionFailure("\(error)") }
  }
}

/// tanh, by its definition.
private func tanh(_ x: Double) -> Double {
  let e = PortableMath.exponential(-2 * x)
  return (1 - e) / (1 + e)
}

@Suite struct DragTests {
  private static let density = 1.2
  private static let radius = 0.1

  private func ball(mass: Double, rate: Double, velocity: Vector3 = .zero, wind: Vector3 = .zero) -> (
    Laboratory, BodyID
  ) {
    var lab = Laboratory(stepRate: rate)
    lab.fields([.air(Air(density: Self.density, wind: wind))])
    let id = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: Self.radius), linearVelocity: velocity, mass: mass, dragCoefficient: 0.47))
    return (lab, id)
  }
  /// Terminal speed sqrt(2 m g / (rho Cd A)).
  private func terminal(_ mass: Double) -> Double {
    (2 * mass * 9.81 / (Self.density * 0.47 * Double.pi * Self.radius * Self.radius)).squareRoot()
  }

  /// A fall through air: v = vt tanh(g t / vt), and vt in the end.
  @Test(arguments: [60, 240, 960] as [Double])
  func fallFollowsTheHyperbolicTangent(rate: Double) {
    var (lab, id) = ball(mass: 0.1, rate: rate)
    let vt = terminal(0.1)
    var worst = 0.0
    for _ in 0..<20 {
      lab.run(seconds: 0.1)
      worst = Swift.max(worst, (lab.velocity(id).y + vt * tanh(9.81 * lab.world.time / vt)).magnitude / vt)
    }
    report("fall with drag at \(rate) Hz", worst, target: 1e-5)
    #expect(worst < 1e-5)
    lab.run(seconds: 20)
    let error = (-lab.velocity(id).y / vt - 1).magnitude
    report("terminal speed at \(rate) Hz", error, target: 1e-4)
    #expect(error < 1e-4)
  }

  /// Thrown up, it turns at (vt^2 / 2 g) ln(1 + v0^2 / vt^2) after (vt / g) atan(v0 / vt).
  @Test func thrownUp() {
    let v0 = 30.0
    var (lab, id) = ball(mass: 0.05, rate: 960, velocity: Vector3(0, v0, 0))
    let vt = terminal(0.05)
    var highest = 0.0
    while lab.velocity(id).y > 0 {
      lab.world.step()
      highest = Swift.max(highest, lab.position(id).y)
    }
    let truth: Double = vt * vt / (2 * 9.81) * PortableMath.logarithm(1 + v0 * v0 / (vt * vt))
    let time: Double = vt / 9.81 * PortableMath.arcTangent(y: v0, x: vt)
    report("height of a throw with drag", (highest / truth - 1).magnitude, target: 1e-5)
    #expect((highest / truth - 1).magnitude < 1e-5)
    #expect((lab.world.time - time).magnitude < 1.5 / 960)
  }

  /// Thrown across the wind there is no closed form: halving the step quarters the error.
  @Test func crossWindIsOfSecondOrder() {
    func end(_ rate: Double) -> Vector3 {
      var (lab, id) = ball(mass: 0.02, rate: rate, velocity: Vector3(15, 10, 0), wind: Vector3(0, 0, 12))
      lab.run(seconds: 1)
      return lab.position(id)
    }
    let truth = end(7680)
    let coarse = (end(120) - truth).length
    let fine = (end(240) - truth).length
    report("throw in cross wind: order", coarse / fine, target: 4)
    report("throw in cross wind at 960 Hz", (end(960) - truth).length, target: 5e-5, "m")
    #expect(coarse / fine > 3.7 && coarse / fine < 4.3)
    #expect((end(960) - truth).length < 5e-5)
  }

  /// However strong drag and damping are, a body ends in the wind and gains nothing on the way there.
  @Test(arguments: [1, 1e4, 1e8, 1e12] as [Double])
  func strongDragIsStable(strength: Double) {
    var lab = Laboratory(stepRate: 60, gravity: .zero)
    lab.fields([.air(Air(density: 1, wind: Vector3(3, 0, 0)))])
    let brick = lab.add(
      BodyDefinition(
        name: "brick", shape: .box(halfExtents: Vector3(0.05, 0.3, 0.1)), linearVelocity: Vector3(-40, 20, 0),
        angularVelocity: Vector3(5, 30, -60), mass: 1, dragCoefficient: 1, dragArea: Swift.min(1e10, strength),
        angularDragCoefficient: Swift.min(1000, strength)))
    let damped = lab.add(
      BodyDefinition(
        name: "damped", shape: .sphere(radius: 0.1), position: Vector3(50, 0, 0), linearVelocity: Vector3(9, 0, 0),
        angularVelocity: Vector3(0, 7, 0), linearDamping: Swift.min(1e6, strength),
        angularDamping: Swift.min(1e6, strength), dragCoefficient: 0, angularDragCoefficient: 0))
    var speed = Double.infinity
    // The tumbling changes the spin by itself, but not its energy.
    let moments = lab.world.shape(of: brick).inertia(mass: 1)
    var energy = Double.infinity
    for _ in 0..<240 {
      lab.world.step()
      let s = lab.world.state(of: brick)
      let slip = (s.linearVelocity - Vector3(3, 0, 0)).length
      #expect(slip <= speed * (1 + 1e-12))
      speed = slip
      let w = s.orientation.inverseRotate(s.angularVelocity)
      let now = dot(w, w.scaled(by: moments))
      #expect(now <= energy * (1 + 1e-9))
      energy = now
    }
    #expect(speed < 0.6)
    #expect(lab.velocity(damped).length < 9 * 0.0184)
  }

  /// Linear damping alone: v = v0 e^(-c t); with weight v = g / c (1 - e^(-c t)). Exact at any step.
  @Test(arguments: [30, 960] as [Double])
  func dampingIsExponential(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    let c = 2.5
    let falling = lab.add(BodyDefinition(name: "falling", shape: .sphere(radius: 0.1), linearDamping: c))
    let coasting = lab.add(
      BodyDefinition(
        name: "coasting", shape: .sphere(radius: 0.1), position: Vector3(9, 0, 0), linearVelocity: Vector3(4, 0, 0),
        angularVelocity: Vector3(0, 3, 0), gravityScale: 0, linearDamping: c, angularDamping: c))
    lab.run(seconds: 1)
    let left = PortableMath.exponential(-c)
    let errors = [
      (lab.velocity(falling).y + 9.81 / c * (1 - left)).magnitude, (lab.velocity(coasting).x - 4 * left).magnitude,
      (lab.world.state(of: coasting).angularVelocity.y - 3 * left).magnitude,
    ]
    report("damping at \(rate) Hz", errors.max()!, target: 1e-12, "m/s")
    #expect(errors.max()! < 1e-12)
  }

  /// A wheel in still air: w = w0 / (1 + k w0 t) with k = 1/2 rho Cm R^5 / I.
  @Test func spinDecaysLikeTheReciprocal() {
    var lab = Laboratory(gravity: .zero)
    lab.fields([.air(Air(density: 2))])
    let wheel = lab.add(
      BodyDefinition(
        name: "wheel", shape: .cylinder(radius: 0.3, halfHeight: 0.02), angularVelocity: Vector3(0, 80, 0), mass: 0.2,
        angularDragCoefficient: 0.5))
    lab.run(seconds: 2)
    let r5 = PortableMath.power(0.3 * 0.3 + 0.02 * 0.02, 2.5)
    let k: Double = 0.5 * 2 * 0.5 * r5 / (0.5 * 0.2 * 0.09)
    let truth: Double = 80 / (1 + k * 80 * 2)
    let error = (lab.world.state(of: wheel).angularVelocity.y / truth - 1).magnitude
    report("spin in air", error, target: 1e-9)
    #expect(error < 1e-9)
  }

  /// The shadow of a cone is that of a hull of many sides; over all directions shadows average a quarter of the surface.
  @Test func shadows() throws {
    let sides = 80
    let ring = (0..<sides).map { i -> Vector3 in
      let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(i) / Double(sides))
      return Vector3(0.3 * c, -0.1, 0.3 * s)
    }
    let cone = Shape.cone(radius: 0.3, height: 0.4)
    let polygon = Shape.hull(try ConvexHull(points: ring + [Vector3(0, 0.3, 0)]))
    let slant = 0.5
    let solids: [(Shape, Double)] = [
      (cone, Double.pi * 0.3 * (0.3 + slant)),
      (.box(halfExtents: Vector3(0.1, 0.2, 0.3)), 8 * (0.02 + 0.03 + 0.06)),
      (.cylinder(radius: 0.2, halfHeight: 0.3), 2 * Double.pi * 0.2 * (0.2 + 0.6)),
      (.capsule(radius: 0.2, halfHeight: 0.3), 4 * Double.pi * 0.2 * (0.2 + 0.3)),
    ]
    var sums = Array(repeating: 0.0, count: solids.count)
    let count = 4000
    for i in 0..<count {
      // Fibonacci's points on the sphere.
      let y: Double = 1 - (2 * Double(i) + 1) / Double(count)
      let (s, c) = PortableMath.sineAndCosine(2.399_963_229_728_653 * Double(i))
      let rim = (1 - y * y).squareRoot()
      let d = Vector3(rim * c, y, rim * s)
      for (j, solid) in solids.enumerated() { sums[j] += solid.0.projectedArea(along: d) / Double(count) }
      #expect((cone.projectedArea(along: d) / polygon.projectedArea(along: d) - 1).magnitude < 2e-3)
    }
    for (sum, solid) in zip(sums, solids) {
      report("mean shadow over a quarter of the surface", sum / (solid.1 / 4) - 1, target: 1e-4)
      #expect((sum / (solid.1 / 4) - 1).magnitude < 1e-4)
    }
  }
}
