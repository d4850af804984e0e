import AssetLibrary
import LocatedJSON
import SceneDescription
import Simulation
import Testing
import VectorMath

/// Things of a scene and the bodies and joints that they stand for.
@Suite struct FurnishingTests {
  private func scene(_ things: String, bodies: String = "[]") -> [UInt8] {
    Array(
      """
      {"title": "t", "bodies": \(bodies), "camera": {"position": [0, 1, 3], "target": [0, 0, 0]},
       "things": \(things)}
      """.utf8)
  }

  private func furnished(_ text: [UInt8]) throws -> FurnishedScene {
    try withShelf { shelf in
      try shelf.put(cabinet, at: "assets/furniture/cabinet.json")
      let library = try shelf.library()
      return try library.furnish(library.scene(decoding: text, file: "s.json"))
    }
  }

  @Test func aSceneWithoutThingsIsLeftAlone() throws {
    var plain = Scene()
    plain.title = "plain"
    var body = Body()
    body.name = "ball"
    plain.bodies = [body]
    let out = try withShelf { try $0.library().furnish(plain) }
    #expect(out.scene == plain && out.scene.contentHash == plain.contentHash)
    #expect(out.scenery.models.isEmpty && out.scenery.dressing.isEmpty)
  }

  @Test func anOpenDoorStandsWhereItsHingePutsIt() throws {
    let out = try furnished(
      scene(
        """
        [{"name": "c", "looks": {"asset": "cabinet"}, "position": [1, 0, 2], "heading": 90,
          "open": [{"part": "door", "value": 30}]}]
        """))
    #expect(out.scene.things.isEmpty)
    #expect(out.scene.bodies.map(\.name) == ["c", "c/door"])
    #expect(out.scene.bodies.map(\.entity) == ["c", "c"])
    #expect(out.scene.bodies.map { $0.looks?.link } == ["", "door"])
    #expect(out.scenery.models.count == 1)
    // Facing +X: what is at (x, y, z) in the asset is at (1 + z, y, 2 - x).
    let joint = out.scene.joints[0]
    #expect((joint.anchor - Vector3(1.171, 0, 1.8)).length < 1e-9)
    #expect((joint.axis - .unitY).length < 1e-12)
    guard case .hinge(let guided) = joint.kind, let limits = guided.limits else {
      Issue.record("no hinge with limits: \(joint.kind)")
      return
    }
    // 0 to 110 degrees, counted from 30.
    #expect((limits.low + Double.pi / 6).magnitude < 1e-12)
    #expect((limits.high - 80 * Double.pi / 180).magnitude < 1e-12)
    #expect(guided.motor?.speed == 0 && guided.motor?.maximum == 0.05)
    // The door's free edge, 0.4 m from the hinge line, has swung by 30 degrees about it, towards +Z of the asset.
    let door = RigidTransform(rotation: out.scene.bodies[1].orientation, translation: out.scene.bodies[1].position)
    let edge = door.apply(Vector3(-0.2, 0, 0.171))
    let swung = Vector3(0.2 - 0.4 * PortableMath.cosine(Double.pi / 6), 0, 0.171 + 0.4 * 0.5)
    #expect((edge - Vector3(1 + swung.z, 0, 2 - swung.x)).length < 1e-9)
  }

  /// In the simulator the hinge holds: the door's near edge stays where it is.
  @Test func theDoorSwingsOnItsHinge() throws {
    var scene = try furnished(
      scene(
        """
        [{"name": "c", "looks": {"asset": "cabinet"}, "position": [0, 0, 0], "motion": "static",
          "open": [{"part": "door", "value": 10}]}]
        """)
    ).scene
    scene.seconds = 1
    scene.gravity = Vector3(0, -9.81, 0)
    scene.bodies[1].angularVelocity = Vector3(0, 1.2, 0)
    scene.bodies[1].velocity = cross(Vector3(0, 1.2, 0), Vector3(-0.2, 0, 0))
    let trace = try simulate(scene)
    let joint = scene.joints[0]
    let start = trace.frames[0].bodies[1].pose.applyInverse(joint.anchor)
    var turned = 0.0
    for frame in trace.frames {
      let pose = frame.bodies[1].pose
      #expect((pose.apply(start) - joint.anchor).length < 1e-3)
      turned = max(turned, 2 * PortableMath.arcCosine(min(1, pose.rotation.w.magnitude)) * 180 / Double.pi)
    }
    #expect(turned > 30 && turned < 111, "turned to \(turned) degrees")
  }

  /// Two parts that move for themselves and share space stay at rest: parts of one thing never touch.
  @Test func movingPartsOfOneThingNeverTouch() throws {
    let text = cabinet.replacing(
      "\"supports\"",
      with: "\"painted\": \"body\", \"supports\""
    ).replacing(
      "{\"name\": \"knob\", \"material\"",
      with: """
        {"name": "second door", "material": "pine", "shape":
          {"box": {"size": ["width", "height", "wall"], "bevel": 0}, "at": [0, 0, "depth / 2 + wall / 2 + 0.001"]},
         "joint": {"kind": "hinge", "at": ["-width / 2", 0, "depth / 2 + wall"], "axis": [0, 1, 0], "limits": [-110, 0]}},
        {"name": "knob", "material"
        """)
    let furnished = try withShelf { shelf in
      try shelf.put(text, at: "assets/furniture/cabinet.json")
      let library = try shelf.library()
      return try library.furnish(
        library.scene(
          decoding: scene("[{\"name\": \"c\", \"looks\": {\"asset\": \"cabinet\"}, \"position\": [0, 0, 0]}]"),
          file: "s.json"))
    }
    var still = furnished.scene
    still.gravity = .zero
    still.seconds = 1
    #expect(still.bodies.map(\.name) == ["c", "c/door", "c/second door"])
    let trace = try simulate(still)
    for body in try #require(trace.frames.last).bodies {
      #expect(body.position.length < 1e-9 && body.velocity.length < 1e-9)
    }
  }

  /// Every point of a turning thing moves as one rigid body does.
  @Test func velocitiesAreThoseOfOneBody() throws {
    let out = try furnished(
      scene(
        """
        [{"name": "c", "looks": {"asset": "cabinet"}, "position": [0, 5, 0], "velocity": [1, 0, 0],
          "angularVelocity": [0, 2, 0], "mass": 10}]
        """))
    let (a, b) = (out.scene.bodies[0], out.scene.bodies[1])
    #expect((a.mass! + b.mass! - 10).magnitude < 1e-9)
    let momentum = (a.velocity * a.mass! + b.velocity * b.mass!) / 10
    #expect((momentum - Vector3(1, 0, 0)).length < 1e-9)
    let arm = (b.shape.centreOfMass - a.shape.centreOfMass)
    #expect((b.velocity - a.velocity - cross(Vector3(0, 2, 0), arm)).length < 1e-9)
  }

  @Test(arguments: [
    ("\"cabinett\"", "", "s.json:2:28: no asset 'cabinett'; did you mean 'cabinet'?"),
    (
      "\"cabinet\"", ", \"open\": [{\"part\": \"dor\", \"value\": 3}]",
      "s.json:2:86: no moving part 'dor'; did you mean 'door'?"
    ),
    (
      "\"cabinet\"", ", \"open\": [{\"part\": \"door\", \"value\": 200}]",
      "s.json:2:86: thing 'c': expected 'door' open from 0 to 110, found 200"
    ),
  ])
  func mistakesAreFoundWhereTheyStand(asset: String, rest: String, expected: String) throws {
    let text = scene("[{\"name\": \"c\", \"looks\": {\"asset\": \(asset)}, \"position\": [0, 0, 0]\(rest)}]")
    let told = message { _ = try furnished(text) }
    // Columns are those of the list's own line.
    let tail = expected.split(separator: " ", maxSplits: 1)[1]
    #expect(told.hasPrefix("s.json:2:") && told.hasSuffix(tail), "\(told)")
  }

  @Test func namesAreUniqueAmongBodiesAndThings() throws {
    let bodies = "[{\"name\": \"c\", \"shape\": {\"sphere\": {\"radius\": 0.1}}, \"position\": [0, 3, 0]}]"
    let told = message {
      _ = try furnished(
        scene("[{\"name\": \"c\", \"looks\": {\"asset\": \"cabinet\"}, \"position\": [0, 0, 0]}]", bodies: bodies))
    }
    #expect(told.hasSuffix("expected unique names, found 'c' twice"), "\(told)")
  }

  @Test func unfurnishedThingsAreNotSimulated() throws {
    var scene = Scene()
    scene.things = [Thing()]
    #expect(throws: SimulationError.self) { try Simulator(scene) }
  }
}
