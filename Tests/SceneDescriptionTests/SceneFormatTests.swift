import Foundation
import LocatedJSON
import SceneDescription
import Testing
import VectorMath

/// A scene with every field away from its default.
func fullScene() -> Scene {
  var scene = Scene()
  scene.title = "Everything \"at once\" \u{1F600}"
  scene.purpose = "round trip"
  scene.prompt = "a ball"
  scene.seed = UInt64.max
  scene.seconds = 1.5
  scene.frameRate = 30
  scene.stepRate = 1200
  scene.gravity = Vector3(0.1, -1.62, 0)
  scene.light.sunElevation = 12.25
  scene.camera.move = .orbit
  scene.camera.rate = -20
  (scene.camera.sensor, scene.camera.fNumber, scene.camera.blades) = (23.5, 1.8, 7)
  (scene.camera.focusDistance, scene.camera.shutterAngle) = (1.0 / 3, 172.8)
  scene.camera.focusPull = [.init(time: 0, distance: 2), .init(time: 1.5, distance: 0.7)]
  var material = Material()
  material.name = "jade"
  material.pattern = .stone
  scene.materials = [material]
  var ball = Body()
  ball.name = "ball"
  ball.shape = .sphere(radius: 0.1 + 1e-17)
  ball.material = "jade"
  ball.colour = Colour(1, 2, 3)
  ball.position = Vector3(1.0 / 3, 1e-7, -0.0)
  ball.orientation = Quaternion(angle: 0.3, axis: .unitX)
  ball.mass = 0.2
  var floor = Body()
  floor.name = "floor"
  floor.shape = .plane(SolidShape.Plane())
  floor.motion = .fixed
  floor.material = "wooden floor"
  var box = Body()
  box.name = "box"
  box.shape = .box(halfExtents: Vector3(0.1, 0.2, 0.3), edgeRadius: 0.01)
  var pill = Body()
  pill.name = "pill"
  pill.shape = .capsule(radius: 0.1, halfHeight: 0.2)
  scene.bodies = [ball, floor, box, pill] + listedBodies()
  scene.joints = joints()
  var person = Person()
  person.name = "anna"
  var walk = Person.Walk()
  walk.path = [Vector3(1, 0, 2)]
  person.walk = walk
  scene.people = [person]
  return scene
}

/// A body of each shape that lists describe, and of each further primitive.
private func listedBodies() -> [Body] {
  var hull = SolidShape.Hull()
  hull.points = [.zero, .unitX, .unitY, Vector3(0, 0, 1.0 / 3)]
  var part = SolidShape.Compound.Part()
  part.shape = .hull(hull)
  part.position = Vector3(0.1, -0.2, 0)
  part.orientation = Quaternion(angle: 1, axis: .unitY)
  part.density = 2.5
  var compound = SolidShape.Compound()
  compound.parts = [part, SolidShape.Compound.Part()]
  var mesh = SolidShape.Mesh()
  mesh.vertices = [.zero, .unitX, .unitZ]
  mesh.triangles = [SolidShape.Triangle(0, 2, 1)]
  var field = SolidShape.HeightField()
  (field.columns, field.rows, field.spacing) = (2, 3, 0.5)
  field.heights = [0, 0.1, 0.2, 0, -0.1, 1e-3]
  let shapes: [SolidShape] = [
    .cylinder(radius: 0.1, halfHeight: 0.2), .cone(radius: 0.3, height: 0.4), .hull(hull), .compound(compound),
    .mesh(mesh), .heightField(field),
  ]
  return shapes.map { shape in
    var body = Body()
    body.name = shape.tag
    body.shape = shape
    body.motion = shape.tag == "heightField" ? .fixed : .kinematic
    body.rollingResistance = 0.001
    return body
  }
}

/// A joint of each kind with every field away from its default.
private func joints() -> [Joint] {
  var ball = JointKind.Ball()
  ball.swingLimit = 0.5
  ball.twistLimits = Interval(-0.1, 1.0 / 3)
  var hinge = JointKind.Guided()
  hinge.limits = Interval(-1, 2)
  hinge.motor = JointKind.Motor()
  hinge.motor?.speed = 3
  hinge.motor?.maximum = 40
  var slider = JointKind.Guided()
  slider.motor = JointKind.Motor()
  slider.motor?.position = 0.2
  slider.motor?.stiffness = 100
  slider.motor?.damping = 5
  var length = JointKind.Length()
  length.length = 0.7
  var spring = JointKind.Spring()
  spring.stiffness = 55
  spring.damping = 0.5
  let kinds: [JointKind] = [
    .ball(ball), .hinge(hinge), .slider(slider), .fixed(JointKind.Plain()), .universal(JointKind.Plain()),
    .distance(length), .rope(JointKind.Length()), .spring(spring),
  ]
  return kinds.enumerated().map { i, kind in
    var joint = Joint()
    joint.name = "joint \(i)"
    joint.kind = kind
    joint.a = i % 2 == 0 ? "ball" : nil
    joint.b = "box"
    joint.anchor = Vector3(0, Double(i), 0)
    joint.anchorOnB = i > 4 ? Vector3(1, 0, 0) : nil
    joint.axis = Vector3(0, 1, 0.5)
    joint.crossAxis = .unitX
    joint.breakingForce = 1e3
    joint.breakingTorque = 2e3
    joint.collideConnected = i % 3 == 0
    return joint
  }
}

/// A scene text with these bodies and joints.
private func text(bodies: String, joints: String = "") -> String {
  "{\"title\": \"x\", \"bodies\": [\(bodies)], \"joints\": [\(joints)]}"
}
private func ballText(_ name: String, _ shape: String = "{\"sphere\": {\"radius\": 1}}") -> String {
  "{\"name\": \"\(name)\", \"position\": [0,1,0], \"shape\": \(shape)}"
}

@Suite struct SceneFormatTests {
  /// Mistakes that shapes and joints can hold are refused, each in words.
  @Test(arguments: [
    (text(bodies: ballText("b", "{\"hull\": {\"points\": [[0,0,0]]}}")), "expected \"points\" to be 4 to 256 points"),
    (
      text(bodies: ballText("b", "{\"mesh\": {\"vertices\": [[0,0,0],[1,0,0],[0,1,0]], \"triangles\": [[0,1,3]]}}")),
      "triangle 0 names a vertex that is not there; there are 3"
    ),
    (
      text(bodies: ballText("b", "{\"mesh\": {\"vertices\": [[0,0,0],[1,0,0],[0,1,0]], \"triangles\": [[0,1,2]]}}")),
      "expected \"motion\" to be \"static\" or \"kinematic\" for a mesh"
    ),
    (
      text(
        bodies: ballText("b", "{\"heightField\": {\"columns\": 2, \"rows\": 2, \"spacing\": 1, \"heights\": [0,0,0]}}")),
      "expected \"heights\" to hold 2 x 2 = 4 numbers, found 3"
    ),
    (
      text(bodies: ballText("b", "{\"compound\": {\"parts\": [{\"shape\": {\"plane\": {}}}]}}")),
      "expected \"shape\" to be a sphere, box, capsule, cylinder, cone or hull"
    ),
    (
      text(
        bodies: ballText("ball"),
        joints: "{\"name\": \"j\", \"kind\": {\"ball\": {}}, \"b\": \"bal\", \"anchor\": [0,0,0]}"),
      "no body 'bal'; did you mean 'ball'?"
    ),
    (
      text(
        bodies: ballText("ball"),
        joints: "{\"name\": \"j\", \"kind\": {\"hing\": {}}, \"b\": \"ball\", \"anchor\": [0,0,0]}"),
      "no joint 'hing'; did you mean 'hinge'?"
    ),
    (
      text(
        bodies: ballText("ball"),
        joints: "{\"name\": \"j\", \"kind\": {\"ball\": {}}, \"a\": \"ball\", \"b\": \"ball\", \"anchor\": [0,0,0]}"),
      "expected two different bodies, found 'ball' twice"
    ),
    (
      text(
        bodies: ballText("ball"),
        joints: "{\"name\": \"j\", \"kind\": {\"hinge\": {\"limits\": [1, -1]}}, \"b\": \"ball\", \"anchor\": [0,0,0]}"),
      "expected [low, high] with low at most high"
    ),
    (
      text(
        bodies: ballText("ball"),
        joints: "{\"name\": \"j\", \"kind\": {\"hinge\": {\"motor\": {}}}, \"b\": \"ball\", \"anchor\": [0,0,0]}"),
      "expected \"motor\" to be a motor with either a speed or a position"
    ),
  ])
  func shapesAndJointsAreChecked(text: String, message: String) {
    #expect(throws: JSONError.self) { try Scene(decoding: Array(text.utf8), file: "s.json") }
    do { _ = try Scene(decoding: Array(text.utf8), file: "s.json") } catch {
      #expect(error.message.hasPrefix(message), "\(error)")
    }
  }

  @Test func decodeEncodeDecodeIsTheIdentity() throws {
    let scene = fullScene()
    for pretty in [true, false] {
      let text = scene.encoded(pretty: pretty)
      let decoded = try Scene(decoding: Array(text.utf8), file: "full.json")
      #expect(decoded == scene)
      #expect(decoded.encoded(pretty: pretty) == text)
      #expect(decoded.contentHash == scene.contentHash)
    }
  }

  @Test func foundationReadsWhatWeWrite() throws {
    let object = try JSONSerialization.jsonObject(with: Data(fullScene().encoded().utf8)) as? [String: Any]
    #expect((object?["bodies"] as? [Any])?.count == 10)
  }

  /// Each mistake names its line and column and what was expected.
  @Test(arguments: [
    ("{\"title\": \"x\",\n  \"secnds\": 4}", "s.json:2:3: unknown key \"secnds\"; did you mean 'seconds'?"),
    ("{\"title\": \"x\", \"seconds\": -1}", "s.json:1:27: expected \"seconds\" to be 0.04 to 3600.0"),
    ("{\"title\": \"x\", \"seconds\": \"4\"}", "s.json:1:27: expected a number, found a string"),
    ("{\"title\": \"x\", \"width\": 511}", "s.json:1:25: expected \"width\" to be an even number from 16 to 8192"),
    ("{\"title\": \"x\"", "s.json:1:14: expected ',' or '}' after the value of \"title\", found the end of the text"),
    ("{\"title\": \"x\", \"title\": \"y\"}", "s.json:1:16: duplicate key \"title\""),
    (
      "{\"title\": \"x\", \"seconds\": 1e999}",
      "s.json:1:27: expected a number within the range of double precision, found 1e999"
    ),
    ("[]", "s.json:1:1: expected an object, found an array"),
    ("", "s.json:1:1: expected a JSON value, found the end of the text"),
    (
      "{\"title\": \"x\", \"stepRate\": 1000}",
      "s.json:1:28: expected \"stepRate\" to be a multiple of the frame rate 24, such as 1008"
    ),
    (
      "{\"title\": \"x\", \"bodies\": [{\"name\": \"b\", \"position\": [0,1,0], \"shape\": {\"sphere\": {\"radius\": 1}}, \"material\": \"wod\"}]}",
      "s.json:1:110: no material 'wod'; did you mean 'wood'?"
    ),
    (
      "{\"title\": \"x\", \"bodies\": [{\"name\": \"b\", \"position\": [0,1,0], \"shape\": {\"spere\": {\"radius\": 1}}}]}",
      "s.json:1:72: no shape 'spere'; did you mean 'sphere'?"
    ),
    (
      "{\"title\": \"x\", \"bodies\": [{\"name\": \"b\", \"position\": [0,1], \"shape\": {\"sphere\": {\"radius\": 1}}}]}",
      "s.json:1:53: expected [x, y, z], found 2 numbers"
    ),
  ])
  func mistakesAreLocated(text: String, message: String) {
    #expect(throws: JSONError.self) { try Scene(decoding: Array(text.utf8), file: "s.json") }
    do { _ = try Scene(decoding: Array(text.utf8), file: "s.json") } catch { #expect(error.description == message) }
  }

  /// Random damage to a valid file is refused or read, never a crash.
  @Test func mutantsNeverCrash() {
    let original = Array(fullScene().encoded().utf8)
    var random = SeededGenerator(seed: 99)
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0..<(1 + random.index(3)) {
        let at = random.index(bytes.count)
        switch random.index(4) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(bytes[random.index(bytes.count)], at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + random.index(40)))
        }
        if bytes.isEmpty { break }
      }
      if (try? Scene(decoding: bytes, file: "m")) != nil { accepted += 1 }
    }
    #expect(accepted < 20_000)
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONReader.parse(Array(text.utf8), file: "deep") }
  }

  /// The documentation's tables are generated from the field lists; `make docs` rewrites them.
  @Test func documentationListsEveryField() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/scene-format.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    #expect(text.contains(Scene.formatTables()), "docs/scene-format.md is out of date: run `make docs`")
  }
}

@Suite struct CameraTests {
  @Test func cameraLooksAtItsTargetThroughoutAnOrbit() {
    var camera = Camera()
    camera.move = .orbit
    camera.rate = 30
    for t in [0.0, 0.7, 3.1] {
      let pose = camera.pose(at: t)
      let local = pose.applyInverse(camera.target)
      #expect(abs(local.x) < 1e-12 && abs(local.y) < 1e-12 && local.z < 0)
      #expect(abs((pose.translation - camera.target).length - (camera.position - camera.target).length) < 1e-12)
    }
  }

  /// The focus rests before the first and after the last point, and eases from each to the next.
  @Test func focusIsPulledFromPointToPoint() throws {
    var camera = Camera()
    camera.position = Vector3(0, 0.4, 5)
    #expect(camera.focusDistance(at: 1) == 5)
    camera.focusDistance = 2
    #expect(camera.focusDistance(at: 1) == 2)
    camera.focusPull = [.init(time: 1, distance: 4), .init(time: 2, distance: 1), .init(time: 4, distance: 3)]
    #expect([0, 1, 1.5, 2, 3, 4, 9].map { camera.focusDistance(at: $0) } == [4, 4, 2.5, 1, 2, 3, 3])
    #expect(abs(camera.focusDistance(at: 1 + 1e-4) - 4) < 1e-6)
    var scene = Scene()
    camera.focusPull[1].time = 1
    scene.camera = camera
    #expect(throws: JSONError.self) { try Scene(decoding: Array(scene.encoded().utf8), file: "s.json") }
  }
}
