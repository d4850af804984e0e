import AssetLibrary
import Direction
import PromptParsing
import SceneDescription
import Testing
import VectorMath

/// One shot staged with the default film settings and a seed.
func staged(_ board: Storyboard, seed: UInt64 = 0, rehearsals: Int = 6, seconds: Double = 4) throws -> StagedShot {
  var settings = FilmSettings()
  settings.seed = seed
  settings.rehearsals = rehearsals
  settings.seconds = seconds
  return try Director(settings: settings).stage(board)[0]
}

extension Scene {
  func body(_ name: String) throws -> Body { try #require(bodies.first { $0.name == name }, "no body '\(name)'") }
}

/// Half the size along the world's axes; for bodies that are not tilted beyond the vertical axis.
private func half(_ body: Body) -> Vector3 {
  switch body.shape {
  case .sphere(let s): return Vector3(s.radius, s.radius, s.radius)
  case .box(let b):
    let m = body.orientation.matrix
    return m.c0.magnitudes * b.halfExtents.x + m.c1.magnitudes * b.halfExtents.y + m.c2.magnitudes * b.halfExtents.z
  default: return .zero  // no test stages another
  }
}

/// What the body of a model takes up in the world.
private func bounds(_ body: Body) -> AxisBounds {
  AxisBounds(of: body.shape, at: RigidTransform(rotation: body.orientation, translation: body.position))
}

@Suite struct RelationTests {
  /// Each directional relation puts the subject wholly on its side of the object, in line with it, and the picture
  /// shows it there.
  @Test(arguments: [
    (Relation.Kind.leftOf, Vector3(-1, 0, 0)), (.rightOf, Vector3(1, 0, 0)), (.inFrontOf, Vector3(0, 0, 1)),
    (.behind, Vector3(0, 0, -1)),
  ])
  func sidesAreExact(kind: Relation.Kind, way: Vector3) throws {
    for seed in UInt64(0)..<5 {
      let board = storyboard("", [thing("ball"), thing("block")], [relation("ball", kind, "block")])
      let scene = try staged(board, seed: seed, seconds: 0.1).scene
      let ball = try scene.body("ball")
      let block = try scene.body("block")
      let reach: Double = dot(half(ball) + half(block), way.magnitudes)
      #expect(dot(ball.position - block.position, way) >= reach, "seed \(seed)")
      let across = Vector3(1, 0, 1) - way.magnitudes
      #expect(dot(ball.position - block.position, across).magnitude < 1e-9)
      let camera = scene.camera.pose(at: 0)
      let a = camera.applyInverse(ball.position)
      let b = camera.applyInverse(block.position)
      if way.x != 0 {
        #expect((a.x / -a.z - b.x / -b.z) * way.x > 0, "seen on the other side, seed \(seed)")
      } else {
        #expect((a.z - b.z) * way.z > 0, "seen at the wrong depth, seed \(seed)")
      }
      #expect(scene.overlapsAtStart.isEmpty)
    }
  }

  @Test func onMeansRestingOnTheTop() throws {
    for seed in UInt64(0)..<5 {
      let board = storyboard(
        "", [thing("block"), thing("table"), thing("ball")],
        [relation("block", .on, "table"), relation("ball", .on, "block")])
      let scene = try staged(board, seed: seed, seconds: 0.1).scene
      let table = try bounds(scene.body("table"))
      let block = try scene.body("block")
      let ball = try scene.body("ball")
      let gapBelowBlock = block.position.y - half(block).y - table.max.y
      let gapBelowBall = ball.position.y - half(ball).y - (block.position.y + half(block).y)
      #expect(gapBelowBlock >= 0 && gapBelowBlock < 1e-4)
      #expect(gapBelowBall >= 0 && gapBelowBall < 1e-4)
      #expect((block.position - table.centre).x.magnitude <= table.size.x / 2 - half(block).x + 1e-9)
      #expect(scene.overlapsAtStart.isEmpty)
    }
  }

  /// "A block under a ball" is a ball on a block; under a table is below its top.
  @Test func underIsTheOtherWayRound() throws {
    let turned = try staged(storyboard("", [thing("block"), thing("ball")], [relation("block", .under, "ball")])).scene
    #expect(try turned.body("ball").position.y > turned.body("block").position.y)
    let below = try staged(storyboard("", [thing("ball"), thing("table")], [relation("ball", .under, "table")])).scene
    let ball = try below.body("ball")
    let table = try bounds(below.body("table"))
    // Within its outline and lower than it, it is below the top where the two share no space.
    #expect(ball.position.y + half(ball).y < table.max.y)
    #expect((ball.position - table.centre).x.magnitude < table.size.x / 2)
    #expect((ball.position - table.centre).z.magnitude < table.size.z / 2)
    #expect(below.overlapsAtStart.isEmpty)
  }

  @Test func betweenIsInTheMiddle() throws {
    let apart = storyboard(
      "", [thing("ball"), thing("a", "block"), thing("b", "pillar")],
      [relation("ball", .between, "a"), relation("ball", .between, "b")])
    let scene = try staged(apart).scene
    let middle = try (scene.body("a").position + scene.body("b").position) * 0.5
    #expect(try (scene.body("ball").position - middle).x.magnitude < 1e-9)
    #expect(scene.overlapsAtStart.isEmpty)
    let pair = storyboard(
      "", [thing("ball"), thing("blocks", "block", count: 2)], [relation("ball", .between, "blocks")])
    let two = try staged(pair).scene
    let centre = try (two.body("blocks #1").position + two.body("blocks #2").position) * 0.5
    #expect(try (two.body("ball").position - centre).x.magnitude < 1e-9)
    #expect(two.overlapsAtStart.isEmpty)
  }

  @Test(arguments: ["block", "ball", "domino", "person", "brick", "plank"], ["", "stack", "circle", "pyramid"])
  func anyCountStandsApart(noun: String, arrangement: String) throws {
    for count in 1...12 {
      let board = storyboard("", [thing("things", noun, count: count, arrangement)])
      let scene = try staged(board, rehearsals: 1, seconds: 0.1).scene
      let found = scene.bodies.count { $0.entity.hasPrefix("things") } + scene.people.count
      #expect(found == count)
      #expect(scene.overlapsAtStart.isEmpty, "\(count) x \(noun) \(arrangement): \(scene.overlapsAtStart)")
    }
  }

  /// Crowded storyboards of random things and relations: staged without overlap, or refused with a reason.
  @Test func randomStoryboardsNeverOverlap() throws {
    let nouns = ["ball", "block", "domino", "table", "ramp", "person", "pillar", "plank", "wall", "platform", "stairs"]
    var g = SeededGenerator(seed: 99)
    var stagedCount = 0
    for round in 0..<80 {
      var things: [Entity] = []
      for k in 0..<(2 + g.index(4)) {
        things.append(thing("t\(k)", nouns[g.index(nouns.count)], count: 1 + g.index(3)))
      }
      var relations: [Relation] = []
      for k in 1..<things.count where g.uniform() < 0.6 {
        let kind = Relation.Kind.allCases[g.index(Relation.Kind.allCases.count)]
        if kind != .between { relations.append(relation("t\(k)", kind, "t\(g.index(k))")) }
      }
      do {
        let shot = try staged(storyboard("", things, relations), seed: UInt64(round), rehearsals: 1, seconds: 0.1)
        stagedCount += 1
        #expect(shot.scene.overlapsAtStart.isEmpty, "round \(round): \(shot.scene.overlapsAtStart)")
      } catch let error as DirectionError {
        #expect(error.exitCode == 65, "round \(round): \(error)")
      }
    }
    #expect(stagedCount > 50, "\(stagedCount) of 80 could be staged")
  }

  @Test func circlesAndUnknownNamesAreRefused() {
    let circle = storyboard(
      "", [thing("a", "block"), thing("b", "block")], [relation("a", .on, "b"), relation("b", .on, "a")])
    #expect(throws: DirectionError(.circular(["a", "b", "a"]))) { try staged(circle) }
    #expect(throws: DirectionError.self) { try staged(storyboard("", [thing("x", "dragon")])) }
    #expect(throws: DirectionError.self) { try staged(storyboard("", [thing("ball")], [relation("ball", .on, "sky")])) }
    let crowd = storyboard("", [thing("balls", "ball", count: 150), thing("blocks", "block", count: 150)])
    #expect(throws: DirectionError(.tooManyThings(300, limit: 200))) { try staged(crowd) }
    #expect(DirectionError(.tooManyThings(300, limit: 200)).exitCode == 4)
  }
}
