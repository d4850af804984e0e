import RigidBodyDynamics
import Testing
import VectorMath

/// Mass, centre and inertia of solids by second routes.
@Suite struct MassPropertiesTests {
  /// Prisms and pyramids of many sides tend to the closed forms of cylinders and cones, with the error of the polygon.
  @Test func hullsTendToRoundSolids() throws {
    let n = 120
    let (r, h) = (0.3, 0.5)
    let ring = (0..<n).map { i -> Vector3 in
      let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(i) / Double(n))
      return Vector3(r * c, 0, r * s)
    }
    let up = Vector3(0, h, 0)
    let prism = Shape.hull(try ConvexHull(points: ring.map { $0 - up } + ring.map { $0 + up }))
    let pyramid = Shape.hull(try ConvexHull(points: ring.map { $0 - up * 0.5 } + [up * 1.5]))
    for (hull, round) in [
      (prism, Shape.cylinder(radius: r, halfHeight: h)), (pyramid, .cone(radius: r, height: 2 * h)),
    ] {
      let m = hull.massProperties(density: 700)
      let truth = round.massProperties(density: 700)
      // A regular polygon has sin(x)/x of the circle's area, x = 2 pi / n.
      let part = PortableMath.sine(2 * Double.pi / Double(n)) / (2 * Double.pi / Double(n))
      #expect((m.mass / truth.mass - part).magnitude < 1e-12)
      #expect(m.centreOfMass.length < 1e-12)
      #expect((m.inertia.c0.x / truth.inertia.c0.x - 1).magnitude < 2e-3)
      #expect((m.inertia.c1.y / truth.inertia.c1.y - 1).magnitude < 2e-3)
      #expect((m.inertia.c0.x - m.inertia.c2.z).magnitude < 1e-12 * m.inertia.c0.x)
    }
  }

  /// A box cut into a hull, and a hull shifted and turned, keep to the box's closed form.
  @Test func boxAsHull() throws {
    let half = Vector3(0.1, 0.2, 0.4)
    let truth = Shape.box(halfExtents: half).massProperties(density: 500)
    var g = SeededGenerator(seed: 3, stage: "mass")
    for _ in 0..<20 {
      let pose = ShapeSamples.pose(&g, at: Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1)))
      let corners = ShapeSamples.box(half).vertices.map(pose.apply)
      let hull = try ConvexHull(points: corners.shuffled(using: &g))
      #expect(hull.faces.count == 6 && hull.edges.count == 12 && hull.vertices.count == 8)
      let m = Shape.hull(hull).massProperties(density: 500)
      #expect((m.mass / truth.mass - 1).magnitude < 1e-12)
      #expect((m.centreOfMass - pose.translation).length < 1e-12)
      let turned = truth.placed(at: pose).inertia
      for (a, b) in [(m.inertia.c0, turned.c0), (m.inertia.c1, turned.c1), (m.inertia.c2, turned.c2)] {
        #expect((a - b).length < 1e-11 * truth.inertia.c0.x)
      }
      // Principal moments of the world's body, whatever their order.
      let moments = Shape.hull(hull).inertia(mass: truth.mass)
      let t = truth.inertia
      let expected = [t.c0.x, t.c1.y, t.c2.z].sorted()
      for (a, b) in zip([moments.x, moments.y, moments.z].sorted(), expected) {
        #expect((a / b - 1).magnitude < 1e-10)
      }
    }
  }

  /// Every closed form and hull against the mean over random points inside (Monte Carlo, 200,000 points, 4 sigma).
  @Test func monteCarlo() {
    for kind in 0..<6 {
      var g = SeededGenerator(seed: UInt64(kind), stage: "monte carlo")
      let shape = ShapeSamples.random(kind, &g)
      var world = World(WorldSettings())
      let m = shape.massProperties(density: 1)
      var count = 0.0
      var sum = Vector3.zero
      var square = Vector3.zero
      let samples = 200_000
      let side = 0.6
      for _ in 0..<samples {
        let p = Vector3(g.uniform(-side...side), g.uniform(-side...side), g.uniform(-side...side)) * 0.5
        guard inside(shape, p) else { continue }
        count += 1
        sum += p
        square += p.scaled(by: p)
      }
      let volume: Double = count / Double(samples) * side * side * side
      let sigma = 4 / count.squareRoot()
      report("kind \(kind): volume", (volume / m.mass - 1).magnitude, target: sigma)
      #expect((volume / m.mass - 1).magnitude < sigma)
      #expect((sum / count - m.centreOfMass).length < sigma * 0.2)
      let mean = square / count
      let c = m.centreOfMass
      let trace = Vector3(mean.y + mean.z, mean.x + mean.z, mean.x + mean.y)
      let central = trace - Vector3(c.y * c.y + c.z * c.z, c.x * c.x + c.z * c.z, c.x * c.x + c.y * c.y)
      let truth = Vector3(m.inertia.c0.x, m.inertia.c1.y, m.inertia.c2.z) / m.mass
      #expect((central - truth).length < 3 * sigma * truth.length)
      #expect(m.obeysTriangleInequality)
      _ = try? world.add(BodyDefinition(name: "solid", shape: shape))
      #expect(world.bodyCount == 1)
    }
  }

  private func inside(_ shape: Shape, _ p: Vector3) -> Bool {
    let across = (p.x * p.x + p.z * p.z).squareRoot()
    switch shape {
    case .sphere(let r): return p.length <= r
    case .box(let h): return p.x.magnitude <= h.x && p.y.magnitude <= h.y && p.z.magnitude <= h.z
    case .capsule(let r, let h): return (p - Vector3(0, Swift.min(h, Swift.max(-h, p.y)), 0)).length <= r
    case .cylinder(let r, let h): return across <= r && p.y.magnitude <= h
    case .cone(let r, let h): return p.y >= -h / 4 && across <= r * (0.75 * h - p.y) / h
    case .hull(let hull): return hull.faces.allSatisfy { dot($0.normal, p) <= $0.offset }
    case .compound, .plane, .mesh, .heightField: return false
    }
  }

  /// A dumb-bell by the parallel axis theorem, its parts of different density; and a box cut in two is the box.
  @Test func compounds() {
    let ball = Shape.sphere(radius: 0.1)
    let bell = Shape.compound([
      Shape.Part(ball, at: RigidTransform(translation: Vector3(-0.5, 0, 0))),
      Shape.Part(ball, at: RigidTransform(translation: Vector3(0.5, 0, 0)), density: 3),
    ])
    let m = bell.massProperties(density: 1000)
    let one = ball.massProperties(density: 1000).mass
    #expect((m.mass / (4 * one) - 1).magnitude < 1e-14)
    #expect((m.centreOfMass - Vector3(0.25, 0, 0)).length < 1e-15)
    let own: Double = 0.4 * 0.01 * 4 * one
    let across: Double = own + one * 0.75 * 0.75 + 3 * one * 0.25 * 0.25
    #expect((m.inertia.c0.x / own - 1).magnitude < 1e-13)
    #expect((m.inertia.c1.y / across - 1).magnitude < 1e-13)

    let whole = Shape.box(halfExtents: Vector3(0.2, 0.1, 0.3))
    let half = Shape.box(halfExtents: Vector3(0.1, 0.1, 0.3))
    let halves = Shape.compound([
      Shape.Part(half, at: RigidTransform(translation: Vector3(-0.1, 0, 0))),
      Shape.Part(half, at: RigidTransform(translation: Vector3(0.1, 0, 0))),
    ])
    let a = whole.inertia(mass: 2)
    let b = halves.inertia(mass: 2)
    #expect((a - b).length < 1e-15)
  }

  /// A compound turns about its centre of mass wherever its shape's origin is: a thrown club keeps energy and momentum,
  /// and its centre falls along a parabola.
  @Test func clubIsThrown() throws {
    var lab = Laboratory()
    let parts = [
      Shape.Part(.cylinder(radius: 0.02, halfHeight: 0.3), at: RigidTransform(translation: Vector3(0, 0.3, 0))),
      Shape.Part(
        .hull(ShapeSamples.box(Vector3(0.1, 0.05, 0.07))), at: RigidTransform(translation: Vector3(0.03, 0.6, 0))),
    ]
    let shape = Shape.compound(parts)
    let centre = shape.massProperties(density: 1000).centreOfMass
    let turn = Quaternion(angle: 0.7, axis: Vector3(1, 2, 3).normalized)
    let club = lab.add(
      BodyDefinition(
        name: "club", shape: shape, position: Vector3(1, 2, 3), orientation: turn, linearVelocity: Vector3(1, 5, 0),
        angularVelocity: Vector3(3, -6, 2)))
    let first = lab.world.state(of: club).pose
    #expect((first.translation - Vector3(1, 2, 3)).length < 1e-15)
    #expect((first.rotation.rotate(.unitX) - turn.rotate(.unitX)).length < 1e-15)
    let energy = lab.totalEnergy
    let momentum = lab.world.momentum.angular
    lab.run(seconds: 1)
    let pose = lab.world.state(of: club).pose
    let truth = first.apply(centre) + Vector3(1, 5 - 9.81 / 2, 0)
    report("club: centre of mass", (pose.apply(centre) - truth).length, target: 1e-9, "m")
    #expect((pose.apply(centre) - truth).length < 1e-9)
    #expect((lab.totalEnergy / energy - 1).magnitude < 1e-8)
    // The angular momentum about the origin changes with the weight's moment alone.
    let mass = lab.world.mass(of: club)
    let start = first.apply(centre)
    let moment = cross(start + Vector3(0.5, 2.5 - 9.81 / 6, 0), Vector3(0, -9.81 * mass, 0))
    #expect((lab.world.momentum.angular - momentum - moment).length < 1e-6 * momentum.length)
  }
}
