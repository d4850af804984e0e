import RigidBodyDynamics
import Testing
import VectorMath

/// Cylinders, cones, hulls and compounds in motion against closed forms.
@Suite struct RoundBodyTests {
  /// A cylinder rolls down a slope with 2/3 g sin t, on a plane, a box or a hull, whatever way it points.
  @Test(arguments: [240, 960] as [Double], ["plane", "box", "hull"])
  func cylinderRollsDownSlope(rate: Double, ground: String) {
    var lab = Laboratory(stepRate: rate)
    let (s, c) = PortableMath.sineAndCosine(20 * Double.pi / 180)
    let normal = Vector3(s, c, 0)
    let r = 0.1
    let slope = Quaternion(from: .unitY, to: normal)
    let slab = Vector3(20, 0.5, 3)
    switch ground {
    case "plane": lab.plane(normal: normal, friction: 1)
    case "box":
      _ = lab.add(
        BodyDefinition(
          name: "slab", shape: .box(halfExtents: slab), motion: .fixed, position: normal * -0.5, orientation: slope,
          friction: 1))
    default:
      _ = lab.add(
        BodyDefinition(
          name: "slab", shape: .hull(ShapeSamples.box(slab)), motion: .fixed, position: normal * -0.5,
          orientation: slope, friction: 1))
    }
    let lying = slope * Quaternion(angle: Double.pi / 2, axis: .unitX)
    let roller = lab.add(
      BodyDefinition(
        name: "roller", shape: .cylinder(radius: r, halfHeight: 0.15), position: normal * r, orientation: lying,
        friction: 1))
    lab.run(seconds: 2)
    let moved = lab.position(roller) - normal * r
    let truth = 0.5 * 2.0 / 3 * 9.81 * s * 4
    let v = lab.velocity(roller).length
    let slip = 1 - lab.world.state(of: roller).angularVelocity.length * r / v
    report("cylinder rolling on a \(ground), \(rate) Hz", (moved.length / truth - 1).magnitude, target: 1e-4)
    report("slip", slip.magnitude, target: 1e-5)
    #expect((moved.length / truth - 1).magnitude < 1e-4)
    #expect(slip.magnitude < 1e-5)
    #expect(dot(moved, normal).magnitude < 1e-5)
    #expect(moved.z.magnitude < 1e-6)
  }

  /// Bodies on a flat base neither creep, turn nor sink in 10 s.
  @Test(arguments: ["cylinder", "cone", "hull", "coin", "table"])
  func standsStill(what: String) throws {
    for onBox in [false, true] {
      var lab = Laboratory(stepRate: 480)
      if onBox {
        _ = lab.add(
          BodyDefinition(
            name: "slab", shape: .box(halfExtents: Vector3(1, 0.1, 1)), motion: .fixed, position: Vector3(0, -0.1, 0)))
      } else {
        lab.plane()
      }
      let shape: Shape
      let height: Double
      switch what {
      case "cylinder": (shape, height) = (.cylinder(radius: 0.1, halfHeight: 0.15), 0.15)
      case "cone": (shape, height) = (.cone(radius: 0.1, height: 0.3), 0.075)
      case "coin": (shape, height) = (.cylinder(radius: 0.012, halfHeight: 0.001), 0.001)
      case "hull":
        let ring = (0..<24).map { i -> Vector3 in
          let (s, c) = PortableMath.sineAndCosine(Double(i / 2) * Double.pi / 6)
          return Vector3(0.1 * c, i & 1 == 0 ? 0 : 0.2, 0.1 * s)
        }
        (shape, height) = (.hull(try ConvexHull(points: ring)), 0)
      default:
        // A top on four legs, given by its top's centre.
        let legs = [(-1.0, -1.0), (-1, 1), (1, -1), (1, 1)].map { x, z in
          Shape.Part(
            .cylinder(radius: 0.02, halfHeight: 0.2),
            at: RigidTransform(translation: Vector3(0.3 * x, -0.22, 0.2 * z)))
        }
        (shape, height) = (.compound([Shape.Part(.box(halfExtents: Vector3(0.4, 0.02, 0.3)))] + legs), 0.42)
      }
      let start = Vector3(0.1, height, 0.05)
      let turn = Quaternion(angle: 0.3, axis: .unitY)
      let body = lab.add(BodyDefinition(name: what, shape: shape, position: start, orientation: turn))
      lab.run(seconds: 10)
      let state = lab.world.state(of: body)
      let creep = (state.position - start).length
      let turned = (state.orientation * turn.conjugate).vector.length * 2
      report("\(what) standing 10 s on a \(onBox ? "box" : "plane"): creep", creep * 1000, target: 0.01, "mm")
      #expect(creep < 1e-5)
      #expect(turned < 1e-4)
      #expect(lab.world.contacts.count >= 1)
    }
  }

  /// A coin that spins on its rim and falls over: it rolls on for ever, or with rolling resistance ends flat. Its
  /// energy never grows.
  @Test(arguments: [480, 960] as [Double], [0, 0.03] as [Double])
  func coinSpinsDown(rate: Double, resistance: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0.5)
    let (r, h) = (0.0125, 0.001)
    let lean = Quaternion(angle: Double.pi / 2 - 0.2, axis: .unitX)
    let up = lean.rotate(.unitY)
    let coin = lab.add(
      BodyDefinition(
        name: "coin", shape: .cylinder(radius: r, halfHeight: h),
        position: Vector3(0, h * up.y + r * (1 - up.y * up.y).squareRoot(), 0), orientation: lean,
        angularVelocity: Vector3(0, 30, 0), density: 8000, friction: 0.5, rollingLever: resistance * r))
    let start = lab.totalEnergy
    var least = start
    var gain = 0.0
    for _ in 0..<300 {
      lab.run(seconds: 0.02)
      gain = Swift.max(gain, (lab.totalEnergy - least) / start)
      least = Swift.min(least, lab.totalEnergy)
    }
    let state = lab.world.state(of: coin)
    report("coin, \(rate) Hz, resistance \(resistance): energy gain", gain, target: 1e-4)
    #expect(gain < 1e-4)
    guard resistance > 0 else { return }
    report("coin: height", (state.position.y / h - 1).magnitude, target: 1e-3)
    #expect((state.position.y / h - 1).magnitude < 1e-3)
    #expect(state.linearVelocity.length < 1e-4 && state.angularVelocity.length < 1e-2)
  }

  /// An upright disc keeps its speed.
  @Test func discRollsStraight() {
    var lab = Laboratory()
    lab.plane(friction: 1)
    let disc = lab.add(
      BodyDefinition(
        name: "disc", shape: .cylinder(radius: 0.2, halfHeight: 0.01), position: Vector3(0, 0.2, 0),
        orientation: Quaternion(angle: Double.pi / 2, axis: .unitX), linearVelocity: Vector3(1, 0, 0),
        angularVelocity: Vector3(0, 0, -5), friction: 1))
    let energy = lab.totalEnergy
    lab.run(seconds: 4)
    report("disc rolling 4 s: distance", (lab.position(disc).x - 4).magnitude, target: 1e-6, "m")
    report("energy", (lab.totalEnergy / energy - 1).magnitude, target: 1e-9)
    #expect((lab.position(disc).x - 4).magnitude < 1e-6)
    #expect((lab.totalEnergy / energy - 1).magnitude < 1e-9)
  }

  /// A leaning disc rolls on its rim in a circle: after one turn it is back where it began.
  ///
  /// With the axis e3 at the angle b to the vertical, e1 square to it upwards, the rate W of the circle, A and C the
  /// moments across and along the axis: angular momentum C w3 e3 + A W sin b e1 turns at W about the vertical under the
  /// torque of the ground's force at -h e3 - r e1, which carries the weight and holds the centre on its circle of radius
  /// (r w3 - h W sin b) / W. The component along e3 x e1 gives w3.
  @Test(arguments: [480, 960] as [Double])
  func discRollsInACircle(rate: Double) {
    let (r, h, lean, turn) = (0.2, 0.01, 65.0, 2.5)
    let (sine, cosine) = PortableMath.sineAndCosine(lean * Double.pi / 180)
    let across: Double = r * r / 4 + h * h / 3
    let along: Double = r * r / 2
    let lever = r * sine + h * cosine
    let weight: Double = 9.81 * (r * cosine - h * sine)
    let centrifugal: Double = turn * turn * sine * (across * cosine + h * lever)
    let spin = (centrifugal - weight) / (turn * (r * lever + along * sine))
    let radius = (r * spin - h * turn * sine) / turn
    let e3 = Vector3(-sine, cosine, 0)
    let e1 = Vector3(cosine, sine, 0)
    let start = Vector3(radius, r * sine + h * cosine, 0)
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 2)
    let disc = lab.add(
      BodyDefinition(
        name: "disc", shape: .cylinder(radius: r, halfHeight: h), position: start,
        orientation: Quaternion(from: .unitY, to: e3), linearVelocity: Vector3(0, 0, -turn * radius),
        angularVelocity: e3 * spin + e1 * (turn * sine), friction: 2))
    let energy = lab.totalEnergy
    lab.run(seconds: 2 * Double.pi / turn)
    // The last step need not end just after one turn.
    let (s, c) = PortableMath.sineAndCosine(turn * lab.world.time)
    let truth = Vector3(radius * c, start.y, -radius * s)
    let miss = (lab.position(disc) - truth).length
    report("leaning disc, circle of \(radius) m at \(rate) Hz: miss", miss, target: 1e-3, "m")
    report("leaning disc: energy", (lab.totalEnergy / energy - 1).magnitude, target: 1e-5)
    #expect(miss < 1e-3)
    #expect((lab.totalEnergy / energy - 1).magnitude < 1e-5)
  }

  /// Dice of all kinds of hull fall and come to rest on a face.
  @Test func diceSettleOnFaces() {
    for seed in 0..<6 {
      var g = SeededGenerator(seed: UInt64(seed), stage: "dice")
      var lab = Laboratory(stepRate: 480)
      lab.plane()
      let hull = ShapeSamples.hull(points: 8 + g.index(8), size: 0.1, &g)
      let pose = ShapeSamples.pose(&g, at: Vector3(0, 0.3, 0))
      let die = lab.add(
        BodyDefinition(
          name: "die", shape: .hull(hull), position: pose.translation, orientation: pose.rotation,
          angularVelocity: Vector3(g.uniform(-5...5), g.uniform(-5...5), g.uniform(-5...5))))
      lab.run(seconds: 5)
      let state = lab.world.state(of: die)
      let down = state.orientation.inverseRotate(Vector3(0, -1, 0))
      let best = hull.faces.map { dot($0.normal, down) }.max()!
      report("die \(seed): tilt of its face", PortableMath.arcCosine(Swift.min(1, best)), target: 1e-3, "rad")
      #expect(best > 1 - 1e-6, "seed \(seed)")
      #expect(state.linearVelocity.length < 1e-4)
    }
  }

  /// A cone that lies on its side rolls about its apex and comes back.
  @Test func coneRollsAboutItsApex() {
    var lab = Laboratory()
    lab.plane(friction: 1)
    let (r, height) = (0.1, 0.3)
    let slant = (r * r + height * height).squareRoot()
    // Axis raised by the half angle, apex at the origin; d points from base to apex.
    let (sine, cosine) = (r / slant, height / slant)
    let d = Vector3(-cosine, -sine, 0)
    let spin = 4.0
    // Rolling without slipping: the line of contact is at rest, so the spin is along it.
    let omega = Vector3(spin, 0, 0)
    let centre = d * (-0.75 * height)
    let cone = lab.add(
      BodyDefinition(
        name: "cone", shape: .cone(radius: r, height: height), position: centre,
        orientation: Quaternion(from: .unitY, to: d), linearVelocity: cross(omega, centre), angularVelocity: omega,
        friction: 1))
    let energy = lab.totalEnergy
    // The axis d moves at cross(omega, d), on a circle of radius cos(half angle).
    let rate = cross(omega, d).length / cosine
    let period = 2 * Double.pi / rate
    lab.run(seconds: period)
    let p = lab.position(cone)
    report("cone rolling: back after a round", (p - centre).length, target: 1e-3, "m")
    report("energy", (lab.totalEnergy / energy - 1).magnitude, target: 1e-4)
    #expect((p.y - centre.y).magnitude < 1e-5)
    #expect((lab.totalEnergy / energy - 1).magnitude < 1e-4)
    #expect((p - centre).length < 5e-3)
  }

  /// Small cylinders, cones and hulls that arrive flat at 200 m/s do not pass a wall of 10 mm, in whatever part of a
  /// step that is.
  @Test func bulletsDoNotPass() {
    var g = SeededGenerator(seed: 4, stage: "bullets")
    var passed = 0
    for trial in 0..<60 {
      var lab = Laboratory(gravity: .zero)
      let slab = Vector3(0.005, 0.5, 0.5)
      let wall: Shape = trial % 2 == 0 ? .box(halfExtents: slab) : .hull(ShapeSamples.box(slab))
      _ = lab.add(BodyDefinition(name: "wall", shape: wall, motion: .fixed))
      let shape: Shape
      switch trial % 3 {
      case 0: shape = .cylinder(radius: 0.01, halfHeight: 0.004)
      case 1: shape = .cone(radius: 0.008, height: 0.03)
      default: shape = .hull(ShapeSamples.box(Vector3(0.01, 0.008, 0.006)))
      }
      let turn = Quaternion(angle: Double.pi / 2, axis: .unitZ) * Quaternion(angle: g.uniform(0...3), axis: .unitY)
      let bullet = lab.add(
        BodyDefinition(
          name: "bullet", shape: shape,
          position: Vector3(-0.5 - g.uniform(0...0.25), g.uniform(-0.1...0.1), g.uniform(-0.1...0.1)),
          orientation: turn, linearVelocity: Vector3(200, 0, 0), density: 8000))
      lab.run(seconds: 0.05)
      if lab.position(bullet).x > -0.004 { passed += 1 }
    }
    report("bullets of 60 through a wall", Double(passed), target: 0)
    #expect(passed == 0)
  }
}
