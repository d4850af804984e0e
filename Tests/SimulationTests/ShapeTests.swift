import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

/// What scenes say of shapes and motions reaches the engine.
@Suite struct ShapeTests {
  /// Solids that stand on the ground, by the height of their origins above it.
  private static let standing: [(shape: SolidShape, height: Double)] = {
    var hull = SolidShape.Hull()
    // A brick whose origin is at a corner of its lower face.
    hull.points = (0..<8).map { Vector3($0 & 1 == 0 ? 0 : 0.2, $0 & 2 == 0 ? 0 : 0.1, $0 & 4 == 0 ? 0 : 0.3) }
    var table = SolidShape.Compound()
    for x in [-0.3, 0.3] {
      var leg = SolidShape.Compound.Part()
      leg.shape = .cylinder(radius: 0.05, halfHeight: 0.2)
      leg.position = Vector3(x, -0.2, 0)
      table.parts.append(leg)
    }
    var top = SolidShape.Compound.Part()
    top.shape = .box(halfExtents: Vector3(0.4, 0.02, 0.2))
    table.parts.append(top)
    return [
      (.cylinder(radius: 0.1, halfHeight: 0.15), 0.15), (.cone(radius: 0.2, height: 0.4), 0.1), (.hull(hull), 0),
      (.compound(table), 0.4),
    ]
  }()

  @Test(arguments: 0..<4)
  func solidsStandWhereTheyArePut(index: Int) throws {
    let (shape, height) = ShapeTests.standing[index]
    let trace = try simulate(
      scene(seconds: 1, [ground, body("solid", shape, at: Vector3(0, height, 0), restitution: 0)]))
    #expect(trace.header.bodies[1].shape == shape && trace.header.notes.isEmpty)
    for frame in trace.frames { #expect((frame.bodies[1].position - Vector3(0, height, 0)).length < 1e-4) }
  }

  /// Weights of shapes: density times volume, in closed form.
  @Test func massesFollowFromShapes() throws {
    let bodies = ShapeTests.standing.enumerated().map { i, item in
      body("solid \(i)", item.shape, at: Vector3(Double(i) * 2, item.height, 0))
    }
    let header = try Simulator(scene(seconds: 1, bodies)).header
    let table: Double = 2 * Double.pi * 0.0025 * 0.4 + 0.8 * 0.04 * 0.4
    let volumes = [Double.pi * 0.01 * 0.3, Double.pi * 0.04 * 0.4 / 3, 0.2 * 0.1 * 0.3, table]
    for (body, volume) in zip(header.bodies, volumes) { #expect(abs(body.mass / (volume * 650) - 1) < 1e-9) }
  }

  /// A kinematic body keeps its velocity, whatever lies in its way, and pushes it along.
  @Test func kinematicBodiesPush() throws {
    var pusher = body(
      "pusher", .box(halfExtents: Vector3(0.1, 0.1, 0.1)), at: Vector3(-0.5, 0.1, 0), motion: .kinematic)
    pusher.velocity = Vector3(1, 0, 0)
    let ball = body("ball", .sphere(radius: 0.1), at: Vector3(0, 0.1, 0), restitution: 0)
    let last = try #require(try simulate(scene(seconds: 2, [ground, pusher, ball])).frames.last)
    #expect((last.bodies[1].position - Vector3(last.time - 0.5, 0.1, 0)).length < 1e-9)
    #expect(last.bodies[2].position.x >= last.bodies[1].position.x + 0.2 - 1e-4)
  }

  /// A ball on a mesh and on a height field that are level lies as on a plane; what is not there is fallen past.
  @Test func surfacesCarry() throws {
    var mesh = SolidShape.Mesh()
    mesh.vertices = [Vector3(-1, 0, -1), Vector3(1, 0, -1), Vector3(1, 0, 1), Vector3(-1, 0, 1)]
    mesh.triangles = [SolidShape.Triangle(0, 3, 2), SolidShape.Triangle(0, 2, 1)]
    var field = SolidShape.HeightField()
    (field.columns, field.rows, field.spacing) = (3, 3, 1)
    field.heights = [Double](repeating: 0.5, count: 9)
    for (shape, height) in [(SolidShape.mesh(mesh), 0.0), (.heightField(field), 0.5)] {
      let film = scene(
        seconds: 1,
        [
          body("surface", shape, at: .zero, motion: .fixed, restitution: 0),
          body("on", .sphere(radius: 0.1), at: Vector3(0.3, height + 0.1, 0.2), restitution: 0),
          body("beside", .sphere(radius: 0.1), at: Vector3(3, height + 0.1, 0), restitution: 0),
        ])
      let last = try #require(try simulate(film).frames.last)
      #expect((last.bodies[1].position - Vector3(0.3, height + 0.1, 0.2)).length < 1e-4, "\(shape.tag)")
      #expect(last.bodies[2].position.y < -3, "\(shape.tag)")
    }
  }

  /// What only the engine can see to be wrong is told with the body's name.
  @Test func engineErrorsNameTheirThing() {
    var flat = SolidShape.Hull()
    flat.points = [.zero, .unitX, .unitZ, Vector3(1, 0, 1)]
    #expect {
      try simulate(scene(seconds: 1, [body("tile", .hull(flat), at: .zero)]))
    } throws: { "\($0)".contains("tile") }
  }

  /// Small cylinders and cones raise the step rate as small balls do.
  @Test func smallSolidsRaiseTheStepRate() throws {
    for shape in [SolidShape.cylinder(radius: 0.1, halfHeight: 0.001), .cone(radius: 0.002, height: 0.1)] {
      var coin = body("coin", shape, at: Vector3(0, 1, 0))
      coin.velocity = Vector3(5, 0, 0)
      let header = try Simulator(scene(seconds: 1, [coin])).header
      #expect(header.stepRate > 960 && header.notes.contains { $0.contains("coin") })
    }
  }
}
