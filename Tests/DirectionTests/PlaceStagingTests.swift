import AssetLibrary
import Direction
import PromptParsing
import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

/// Prompts that name places: from the sentence to a scene in which what was asked for happens and is seen.
@Suite struct PlaceStagingTests {
  private func stage(_ prompt: String, seed: UInt64 = 0, seconds: Double = 2) throws -> StagedShot {
    var settings = FilmSettings()
    settings.seed = seed
    settings.seconds = seconds
    settings.rehearsals = 3
    return try Director(settings: settings).stage(PromptParser(strict: true).parse(prompt))[0]
  }

  static let prompts: [(String, String, UInt64)] = [
    ("A ball rolls off the table in a kitchen", "kitchen", 0),
    ("A ball rolls down a ramp and knocks over three dominoes on a stage", "stage", 3),
    ("A person walks in a meadow at sunset", "meadow", 1),
    ("A crate falls on a stage", "stage", 0),
    ("A vase falls from a shelf in a living room", "living room", 2),
    ("A ball bounces in the snow", "snow field", 4),
    ("A ball hits a stack of three blocks in a classroom", "classroom", 5),
  ]

  /// Every goal is reached in the furnished scene; nothing that the shot brings overlaps the place or floats above its
  /// floor; what acts is in the picture and in sight when it starts and when its last goal is reached; the lens is clear.
  @Test(arguments: prompts) func theActionHappensAndIsSeen(prompt: String, place: String, seed: UInt64) throws {
    let shot = try stage(prompt, seed: seed)
    let scene = shot.scene
    #expect(scene.place?.name == place && scene.place?.seed == seed)
    #expect(!scene.bodies.contains { if case .plane = $0.shape { true } else { false } }, "a second floor")
    #expect(shot.report.goals.allSatisfy { $0.isReached }, "\(shot.report.goals)")
    #expect(!shot.report.goals.isEmpty)

    let furnished = try Library.standard().furnish(scene).scene
    #expect(Array(furnished.bodies.prefix(scene.bodies.count)) == scene.bodies)
    let trace = try simulate(furnished)
    let overlaps = trace.header.notes.filter { note in
      note.contains("overlaps") && scene.bodies.contains { note.contains("'\($0.name)'") }
    }
    #expect(overlaps.isEmpty, "\(overlaps)")
    let others = pieces(of: furnished.bodies.dropFirst(scene.bodies.count))
    for body in scene.bodies where body.motion == .dynamic {
      for piece in pieces(of: [body]) {
        #expect(!others.contains { $0.isNearer(piece.moved(by: Vector3(0, 1e-3, 0)), than: 0) }, "\(body.name)")
      }
    }

    let end = shot.report.goals.compactMap(\.time).max() ?? 0
    for frame in [trace.frames[0], try #require(trace.frames.last { $0.time <= end })] {
      let eye = scene.camera.pose(at: frame.time).translation
      let lens = try #require(PlacedPiece(.sphere(radius: 0.05), at: RigidTransform(translation: eye)))
      #expect(!others.contains { $0.isNearer(lens, than: 0) }, "the lens is in something")
      var subjects = scene.bodies.indices.filter { scene.bodies[$0].motion == .dynamic }
        .map { frame.bodies[$0].pose.apply(scene.bodies[$0].shape.centreOfMass) }
      subjects += frame.people.map { $0.bones[0].translation }
      var seen = 0
      for p in subjects {
        let picture = try #require(position(of: p, in: scene, at: frame.time))
        #expect(picture.x.magnitude < 1 && picture.y.magnitude < 1, "out of the picture at \(frame.time) s")
        if isClear(from: eye, to: p, others) { seen += 1 }
      }
      #expect(2 * seen > subjects.count, "hidden at \(frame.time) s: \(seen) of \(subjects.count) seen")
    }
  }

  private func pieces(of bodies: some Sequence<Body>) -> [PlacedPiece] {
    bodies.flatMap { body -> [PlacedPiece] in
      let pose = RigidTransform(rotation: body.orientation, translation: body.position)
      if case .compound(let solid) = body.shape { return PlacedPiece.pieces(of: solid, at: pose) }
      return PlacedPiece(body.shape, at: pose).map { [$0] } ?? []
    }
  }

  private func isClear(from eye: Vector3, to p: Vector3, _ others: [PlacedPiece]) -> Bool {
    let way = p - eye
    let turn = Quaternion(from: .unitY, to: way.normalized)
    let ray = PlacedPiece(
      .capsule(radius: 1e-3, halfHeight: way.length / 2 - 0.02),
      at: RigidTransform(rotation: turn, translation: eye + way * 0.5))!
    return !others.contains { $0.isNearer(ray, than: 0) }
  }

  private func position(of point: Vector3, in scene: Scene, at time: Double) -> (x: Double, y: Double)? {
    let p = scene.camera.pose(at: time).applyInverse(point)
    guard p.z < 0 else { return nil }
    let focal = scene.camera.focalPixels(width: scene.width, height: scene.height)
    return (focal * p.x / -p.z / Double(scene.width) * 2, focal * p.y / -p.z / Double(scene.height) * 2)
  }

  /// What is carried out of a place goes into the file, and is not there when that is read.
  @Test func whatIsLeftOutStaysOut() throws {
    let library = try Library.standard()
    var scene = Scene()
    var choice = PlaceChoice()
    choice.name = "stage"
    let things = try library.compose(choice).things.map(\.name)
    choice.without = [try #require(things.first)]
    scene.place = choice
    let read = try library.scene(decoding: Array(scene.encoded().utf8), file: "scene.json")
    #expect(read.place == choice)
    let names = try library.furnish(read).scene.bodies.map(\.name)
    #expect(!names.contains(things[0]) && things.dropFirst().allSatisfy { names.contains($0) })
    scene.place?.without = ["piano"]
    #expect(throws: LibraryError.self) { try library.furnish(scene) }
  }

  @Test func theSameWordsGiveTheSameScene() throws {
    let prompt = "A ball rolls across a stage"
    let one = try stage(prompt, seed: 6)
    #expect(try stage(prompt, seed: 6) == one)
    #expect(try stage(prompt, seed: 7).scene.place?.seed == 7)
  }

  /// The place's own furniture is used unless the words ask for some that it need not have.
  @Test func aTableOfThePlaceIsUsed() throws {
    let own = try stage("A mug falls off the counter in a kitchen")
    #expect(own.scene.bodies.map { $0.entity } == ["mug"])
    #expect(own.report.entities.contains { $0.contains("the place's own") })
    #expect(own.report.goals.allSatisfy { $0.isReached })
    let brought = try stage("A cup falls off a red table in a park")
    #expect(Set(brought.scene.bodies.map { $0.entity }) == ["cup", "table"])
  }

  /// What has no room in a place is staged without it, and told.
  @Test func whatHasNoRoomIsStagedOnAPlainGround() throws {
    let shot = try stage("Twenty people walk in a kitchen", seconds: 0.5)
    #expect(shot.scene.place == nil)
    #expect(shot.report.warnings.contains { $0.contains("the kitchen has no room for this") })
  }

  @Test func lightFollowsTheWordsElseThePlace() throws {
    let plain = try stage("A ball rolls in a meadow", seconds: 0.5).scene
    #expect(plain.place?.light == true)
    let evening = try stage("A ball rolls in a meadow at sunset", seconds: 0.5).scene
    #expect(evening.place?.light == false && evening.light.sunElevation < 10)
    let night = try stage("A ball rolls in a meadow at night", seconds: 0.5).scene
    #expect(night.light.moon != nil && night.light.sunElevation < 0)
    let fog = try stage("A ball rolls in a foggy meadow", seconds: 0.5).scene
    #expect(fog.light.fog != nil)
    // Lamps light a stage, at any hour.
    let stage = try stage("A ball rolls on a stage at noon", seconds: 0.5)
    #expect(stage.scene.place?.light == true)
    #expect(stage.report.warnings.contains { $0.contains("lit by its own lamps") })
  }

  /// A place alone is filmed through one of its own views.
  @Test func aPlaceAloneIsAShot() throws {
    let scene = try stage("A stage").scene
    var choice = PlaceChoice()
    choice.name = "stage"
    let views = try Library.standard().compose(choice).cameras
    #expect(scene.bodies.isEmpty && views.contains(scene.camera))
  }
}
