import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct SurfaceTests {
  enum Floor: String, CaseIterable, CustomStringConvertible {
    case mesh, looseMesh, heightField
    var description: String { rawValue }
    var shape: Shape {
      switch self {
      case .mesh: .mesh(Tessellation.plane(halfWidth: 6, cells: 37, seed: 3))
      case .looseMesh: .mesh(Tessellation.plane(halfWidth: 6, cells: 37, seed: 4, loose: true))
      case .heightField: .heightField(Tessellation.field(halfWidth: 6, cells: 41) { _, _ in 0 })
      }
    }
  }

  static let sliders: [(name: String, shape: Shape, height: Double)] = [
    ("ball", .sphere(radius: 0.1), 0.1),
    ("box", .box(halfExtents: Vector3(0.2, 0.1, 0.15)), 0.1),
    ("capsule", .capsule(radius: 0.1, halfHeight: 0.2), 0.3),
    ("cylinder", .cylinder(radius: 0.1, halfHeight: 0.05), 0.05),
  ]

  /// A body that slides and rolls over the triangles goes as over one plane, and nothing lifts it.
  @Test(arguments: Floor.allCases, 0..<4)
  func seamsAreNotFelt(floor: Floor, slider: Int) {
    let (name, shape, height) = SurfaceTests.sliders[slider]
    func slide(on ground: Shape) -> (end: BodyState, lift: Double) {
      var lab = Laboratory()
      _ = lab.add(BodyDefinition(name: "floor", shape: ground, motion: .fixed))
      let body = lab.add(
        BodyDefinition(
          name: name, shape: shape, position: Vector3(-2, height, 0.1), linearVelocity: Vector3(4, 0, 1.3),
          friction: 0.3))
      var lift = 0.0
      for _ in 0..<960 {
        lab.world.step()
        // A standing capsule tips over; its centre is only to come down.
        let above = lab.position(body).y - height
        lift = Swift.max(lift, slider == 2 ? above : above.magnitude)
      }
      return (lab.world.state(of: body), lift)
    }
    let plane = slide(on: .plane)
    let triangles = slide(on: floor.shape)
    let way = (plane.end.position - Vector3(-2, height, 0.1)).length
    let error = (triangles.end.position - plane.end.position).length / way
    report("\(name) on \(floor): distance against that on a plane", error, target: 1e-6)
    report("\(name) on \(floor): lift", triangles.lift, target: 1e-6, "m")
    #expect(way > 1)
    #expect(error < 1e-6)
    #expect(triangles.lift < 1e-6)
  }

  /// Bodies that lie half over the edge of a table, tip and fall do so alike whether the table is a box or a mesh of one.
  @Test(arguments: [0.35, 0.42])
  func edgesOfAMeshAreThoseOfABox(start: Double) {
    let half = Vector3(0.5, 0.2, 0.4)
    let shapes: [(String, Shape, Double)] = [
      ("box", .box(halfExtents: Vector3(0.2, 0.05, 0.1)), 0.05),
      ("ball", .sphere(radius: 0.1), 0.1),
      ("cylinder", .cylinder(radius: 0.15, halfHeight: 0.04), 0.04),
    ]
    for (name, shape, height) in shapes {
      func fall(over table: Shape) -> [Vector3] {
        var lab = Laboratory()
        _ = lab.add(BodyDefinition(name: "table", shape: table, motion: .fixed, position: Vector3(0, -0.2, 0)))
        let body = lab.add(
          BodyDefinition(
            name: name, shape: shape, position: Vector3(start, height, 0.03), linearVelocity: Vector3(0.5, 0, 0),
            friction: 0.4))
        return (0..<12).map { _ in
          lab.run(seconds: 0.05)
          return lab.position(body)
        }
      }
      let onBox = fall(over: .box(halfExtents: half))
      let onMesh = fall(over: .mesh(Tessellation.box(half)))
      let error = zip(onBox, onMesh).map { ($0 - $1).length }.max()!
      let drop = height - onBox.last!.y
      report("\(name) over the edge from \(start): drop", drop, target: 0.1, "m")
      report("\(name) over the edge from \(start): mesh against box", error * 1000, target: 1, "mm")
      #expect(error < 1e-3)
    }
  }

  /// A box that slides against a low step trips over it as over a plane with a block, and is not lifted onto the tread.
  @Test(arguments: [0.004, 0.02, 0.1])
  func aLowStepStopsABox(step: Double) {
    // Floor, riser and tread as one mesh, each two triangles wide.
    let v = [
      Vector3(-2, 0, 1), Vector3(-2, 0, -1), Vector3(0, 0, 1), Vector3(0, 0, -1), Vector3(0, step, 1),
      Vector3(0, step, -1), Vector3(2, step, 1), Vector3(2, step, -1),
    ]
    let t: [SIMD3<Int32>] = [
      SIMD3(0, 2, 1), SIMD3(1, 2, 3), SIMD3(2, 4, 3), SIMD3(3, 4, 5), SIMD3(4, 6, 5), SIMD3(5, 6, 7),
    ]
    func slide(_ ground: [(Shape, Vector3)]) -> [Vector3] {
      var lab = Laboratory()
      for (shape, position) in ground {
        _ = lab.add(BodyDefinition(name: "ground", shape: shape, motion: .fixed, position: position, friction: 0.1))
      }
      let box = lab.add(
        BodyDefinition(
          name: "box", shape: .box(halfExtents: Vector3(0.2, 0.1, 0.2)), position: Vector3(-0.5, 0.1, 0),
          linearVelocity: Vector3(1.0, 0, 0), friction: 0.1))
      return (0..<48).map { _ in
        lab.run(seconds: 1.0 / 48)
        return lab.position(box)
      }
    }
    let onMesh = slide([(.mesh(Tessellation.mesh(v, t)), .zero)])
    let onBlock = slide([
      (.plane, .zero), (.box(halfExtents: Vector3(1, step / 2, 1)), Vector3(1, step / 2, 0)),
    ])
    let error = zip(onMesh, onBlock).map { ($0 - $1).length }.max()!
    let lift = onMesh.map(\.y).max()! - 0.1
    report("box at a step of \(step) m: lift", lift * 1000, target: 10, "mm")
    report("box at a step of \(step) m: mesh against block", error * 1000, target: 1, "mm")
    #expect(error < 1e-3)
  }

  /// A slab lies on the top of a post that is smaller than itself and on the points of a bed of nails.
  @Test func slabsLieOnPostsAndNails() {
    var nails: [Vector3] = []
    var triangles: [SIMD3<Int32>] = []
    for j in 0..<5 {
      for i in 0..<5 {
        let c = Vector3(Double(i) * 0.1 - 0.2, 0, Double(j) * 0.1 - 0.2)
        let n = Int32(nails.count)
        nails += [
          c + Vector3(0, 0.1, 0), c + Vector3(0.02, 0, 0.02), c + Vector3(0.02, 0, -0.02), c + Vector3(-0.02, 0, -0.02),
          c + Vector3(-0.02, 0, 0.02),
        ]
        for k in 0..<4 { triangles.append(SIMD3(n, n + 1 + Int32(k), n + 1 + Int32((k + 1) % 4))) }
      }
    }
    let supports: [(String, Shape, Double)] = [
      ("post", .mesh(Tessellation.box(Vector3(0.1, 0.1, 0.1))), 0.1),
      ("nails", .mesh(Tessellation.mesh(nails, triangles)), 0.1),
    ]
    for (name, support, top) in supports {
      for (kind, shape) in [
        ("box", Shape.box(halfExtents: Vector3(0.25, 0.03, 0.25))),
        ("cylinder", .cylinder(radius: 0.25, halfHeight: 0.03)),
      ] {
        var lab = Laboratory()
        _ = lab.add(BodyDefinition(name: name, shape: support, motion: .fixed))
        let slab = lab.add(BodyDefinition(name: "slab", shape: shape, position: Vector3(0.02, top + 0.05, 0.01)))
        lab.run(seconds: 2)
        let s = lab.world.state(of: slab)
        report("\(kind) on \(name): height", (s.position.y - top - 0.03) * 1000, target: 0.1, "mm")
        report("\(kind) on \(name): speed", s.linearVelocity.length * 1000, target: 0.1, "mm/s")
        #expect((s.position.y - top - 0.03).magnitude < 1e-4)
        #expect(s.linearVelocity.length < 1e-4 && s.angularVelocity.length < 1e-3)
      }
    }
  }

  /// A ball swings in a hollow y = k x^2 + k z^2 with the period of that bowl, found by an integral.
  @Test func ballInABowlOfHeights() {
    let k = 0.25
    let r = 0.05
    // The centre of the ball is at distance r from the bowl, on a curve parallel to it.
    let start = 0.4
    func centre(_ x: Double) -> Vector3 {
      let slope = 2 * k * x
      let n = Vector3(-slope, 1, 0).normalized
      return Vector3(x, k * x * x, 0) + n * r
    }
    var lab = Laboratory()
    _ = lab.add(
      BodyDefinition(
        name: "bowl", shape: .heightField(Tessellation.field(halfWidth: 1, cells: 400) { x, z in k * (x * x + z * z) }),
        motion: .fixed, friction: 0))
    let ball = lab.add(
      BodyDefinition(name: "ball", shape: .sphere(radius: r), position: centre(start), friction: 0))
    // Without friction it slides: speed from energy, time from the length of the centre's curve.
    var quarter = 0.0
    let n = 20_000
    for i in 0..<n {
      // x = start cos u smooths the ends of the integral.
      let u = (Double(i) + 0.5) / Double(n) * Double.pi / 2
      let (s, c) = PortableMath.sineAndCosine(u)
      let x = start * c
      let slope = 2 * k * x
      let stretch: Double = (1 + slope * slope).squareRoot()
      let ds: Double = stretch * (1 - r * 2 * k / (stretch * stretch * stretch))
      let v: Double = (2 * 9.81 * (centre(start).y - centre(x).y)).squareRoot()
      quarter += ds * start * s / v * Double.pi / 2 / Double(n)
    }
    var crossings: [Double] = []
    while crossings.count < 3 && lab.world.time < 5 {
      let before = lab.position(ball).x
      lab.world.step()
      let after = lab.position(ball).x
      if (before < 0) != (after < 0) {
        crossings.append(lab.world.time - lab.world.settings.timeStep * after / (after - before))
      }
    }
    report("bowl: time to the bottom", crossings[0] / quarter - 1, target: 5e-3)
    report("bowl: half a period", (crossings[2] - crossings[0]) / (4 * quarter) - 1, target: 5e-3)
    report("bowl: sideways", lab.position(ball).z.magnitude * 1000, target: 1, "mm")
    #expect((crossings[0] / quarter - 1).magnitude < 5e-3)
    #expect(((crossings[2] - crossings[0]) / (4 * quarter) - 1).magnitude < 5e-3)
  }

  /// Of two hundred bullets at a wall of triangles, thinner than what they fly in a step, none comes through.
  @Test func bulletsDoNotPassAMesh() {
    let shapes: [Shape] = [
      .sphere(radius: 0.01), .box(halfExtents: Vector3(0.01, 0.01, 0.02)), .capsule(radius: 0.005, halfHeight: 0.01),
      .cylinder(radius: 0.01, halfHeight: 0.01), .cone(radius: 0.01, height: 0.03),
    ]
    let wall = Tessellation.plane(halfWidth: 1, cells: 9, seed: 8)
    let seed: UInt64 = 21
    print("bullets: seed \(seed)")
    var g = SeededGenerator(seed: seed, stage: "bullets")
    var through = 0
    var lost = 0
    for i in 0..<200 {
      var lab = Laboratory(gravity: .zero)
      // The plane of the mesh looks along -x, towards the bullets.
      _ = lab.add(
        BodyDefinition(
          name: "wall", shape: .mesh(wall), motion: .fixed, orientation: Quaternion(angle: Double.pi / 2, axis: .unitZ))
      )
      let axis = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(0.1...1)).normalized
      let bullet = lab.add(
        BodyDefinition(
          name: "bullet", shape: shapes[i % shapes.count],
          position: Vector3(-0.5 + g.uniform(0...0.2), g.uniform(-0.4...0.4), g.uniform(-0.4...0.4)),
          orientation: Quaternion(angle: g.uniform(0...3), axis: axis),
          linearVelocity: Vector3(g.uniform(100...400), g.uniform(-50...50), g.uniform(-50...50)),
          angularVelocity: axis * g.uniform(-50...50), friction: 0.3, restitution: 0.5))
      lab.run(seconds: 0.02)
      if lab.position(bullet).x > 0 {
        through += 1
        print("bullet \(i), shape \(i % shapes.count) came through")
      }
      if lab.velocity(bullet).x >= 0 { lost += 1 }
    }
    report("bullets through a mesh", Double(through), target: 0)
    #expect(through == 0)
    #expect(lost == 0)
  }

  /// What is wrong with a surface is named.
  @Test func badSurfacesAreNamed() {
    func refusal(_ vertices: [Vector3], _ triangles: [SIMD3<Int32>]) -> String {
      do {
        _ = try TriangleMesh(vertices: vertices, triangles: triangles)
        return "accepted"
      } catch { return "\(error)" }
    }
    let v = [Vector3.zero, .unitX, .unitZ]
    #expect(refusal(v, [SIMD3(0, 2, 1)]) == "accepted")
    #expect(refusal(v, []) == "triangles must be at least 1, got 0")
    #expect(refusal([.zero, .unitX, Vector3(0, .nan, 0)], [SIMD3(0, 1, 2)]) == "vertices[2].y must be finite, got nan")
    #expect(refusal(v, [SIMD3(0, 1, 3)]).hasPrefix("triangles[0][2] must be within 0.0...2.0"))
    #expect(refusal(v, [SIMD3(0, 1, 2), SIMD3(0, 1, 1)]).hasPrefix("triangles[1] must span a thickness"))
    func field(_ columns: Int, _ spacing: Double, _ heights: [Double]) -> String {
      do {
        _ = try HeightField(columns: columns, rows: 2, spacing: spacing, heights: heights)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(field(2, 1, [0, 0, 0, 0]) == "accepted")
    #expect(field(1, 1, [0, 0]) == "columns must be at least 2, got 1")
    #expect(field(2, 0, [0, 0, 0, 0]) == "spacing must be above 0, got 0.0")
    #expect(field(2, 1, [0, 0, 0]) == "heights must be at least 4, got 3")
    #expect(field(2, 1, [0, .infinity, 0, 0]) == "heights[1] must be finite, got inf")
    var world = World(WorldSettings())
    do {
      _ = try world.add(BodyDefinition(name: "hill", shape: .mesh(Tessellation.box(Vector3(1, 1, 1)))))
      Issue.record("a dynamic mesh was accepted")
    } catch { #expect("\(error)" == "body 'hill': motion of a mesh or height field must be fixed or kinematic") }
  }

  /// A body under the ground comes up; one that hangs below an open sheet is left alone.
  @Test func groundIsSolidAndSheetsAreNot() {
    var lab = Laboratory()
    _ = lab.add(
      BodyDefinition(
        name: "ground", shape: .heightField(Tessellation.field(halfWidth: 2, cells: 10) { _, _ in 0 }), motion: .fixed))
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0.03, -0.3, 0.02)))
    lab.run(seconds: 2)
    report("ball from under ground", lab.position(ball).y - 0.1, target: 1e-4, "m")
    #expect((lab.position(ball).y - 0.1).magnitude < 1e-4)
    var sheet = Laboratory()
    _ = sheet.add(
      BodyDefinition(name: "sheet", shape: .mesh(Tessellation.plane(halfWidth: 2, cells: 4, seed: 1)), motion: .fixed))
    let below = sheet.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, -0.05, 0)))
    sheet.run(seconds: 0.5)
    #expect((sheet.position(below).y + 0.05 + 0.5 * 9.81 * 0.25).magnitude < 1e-9)
  }
}
