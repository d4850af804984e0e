import Direction
import PromptParsing
import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

@Suite struct ActionTests {
  /// The ball leaves the ramp, and every domino falls by a chain of touches that the ball began.
  @Test func ballRollsDownAndKnocksOverThreeDominoes() throws {
    for seed in UInt64(0)..<20 {
      let shot = try staged(ballRampDominoes(), seed: seed)
      #expect(shot.report.allGoalsReached, "seed \(seed): \(shot.report.lines)")
      #expect(shot.scene.overlapsAtStart.isEmpty, "seed \(seed)")
      // Seen in the trace itself, not by the director's own judgement.
      let trace = try simulate(shot.scene)
      let last = try #require(trace.frames.last)
      let dominoes = shot.scene.bodies.indices.filter { shot.scene.bodies[$0].entity.hasPrefix("dominoes") }
      #expect(dominoes.count == 3)
      for d in dominoes { #expect(last.bodies[d].orientation.rotate(.unitY).y < 0.5, "seed \(seed)") }
      let ball = try #require(shot.scene.bodies.firstIndex { $0.name == "ball" })
      guard case .sphere(let sphere) = shot.scene.bodies[ball].shape else { return }
      let landed = try #require(
        trace.frames.firstIndex { $0.bodies[ball].position.y < sphere.radius + 0.003 }, "seed \(seed): on the floor")
      let fallen = try #require(shot.report.goals.last?.time)
      #expect(fallen < 0.85 * shot.scene.seconds)
      // It leaves the ramp without a jolt: between the floor and the first domino it hops less than 5 mm.
      let strike = trace.frames.flatMap(\.events).first { event in
        dominoes.contains { d in
          event.a == .body(d) && event.b == .body(ball) || event.b == .body(d) && event.a == .body(ball)
        }
      }
      let time = try #require(strike?.time)
      let hop = trace.frames[landed...].filter { $0.time < time }.map { $0.bodies[ball].position.y }.max() ?? 0
      #expect(hop < sphere.radius + 0.005, "seed \(seed): \(hop - sphere.radius) m")
    }
  }

  static let boards: [Storyboard] = [
    ballRampDominoes(count: 10),
    storyboard("tower", [thing("blocks", "block", count: 4, "tower")], [], [does("blocks", .topple)]),
    storyboard("falling", [thing("blocks", "block", count: 5)], [], [does("blocks", .fall)]),
    storyboard("bounce", [thing("ball")], [], [does("ball", .fall), does("ball", .bounce)]),
    storyboard("onto", [thing("ball"), thing("block")], [], [does("ball", .fall, nil, (.onto, "block"))]),
    storyboard("slope", [thing("block"), thing("ramp")], [], [does("block", .slide, nil, (.down, "ramp"))]),
    storyboard("slide", [thing("block")], [], [does("block", .slide)]),
    storyboard("hit", [thing("a", "ball"), thing("b", "ball")], [], [does("a", .hit, "b")]),
    storyboard("head on", [thing("a", "ball"), thing("b", "ball")], [], [does("a", .hit, "b"), does("b", .hit, "a")]),
    storyboard("each other", [thing("balls", "ball", count: 2)], [], [does("balls", .hit, "balls")]),
    storyboard("off", [thing("ball"), thing("table")], [], [does("ball", .roll, nil, (.off, "table"))]),
    storyboard("row", [thing("dominoes", "domino", count: 8)], [], [does("dominoes", .topple)]),
    storyboard("stairs", [thing("ball"), thing("stairs")], [], [does("ball", .bounce, nil, (.down, "stairs"))]),
    storyboard("wall", [thing("ball"), thing("wall")], [], [does("ball", .bounce, nil, (.off, "wall"))]),
    storyboard(
      "many", [thing("balls", "ball", count: 3), thing("ramp")], [], [does("balls", .roll, nil, (.down, "ramp"))]),
    storyboard("walk", [thing("person")], [], [does("person", .walk)]),
    storyboard("walk to", [thing("person"), thing("block")], [], [does("person", .walk, nil, (.towards, "block"))]),
    storyboard("push", [thing("person"), thing("block")], [], [does("person", .push, "block")]),
    storyboard(
      "gate", [thing("ball"), thing("blocks", "block", count: 2)], [], [does("ball", .roll, nil, (.between, "blocks"))]),
    storyboard("rest", [thing("ball"), thing("block")], [relation("ball", .on, "block")], [does("ball", .rest)]),
    storyboard(
      "chain", [thing("ball"), thing("block"), thing("dominoes", "domino", count: 4)], [],
      [does("ball", .roll, nil, (.into, "block")), does("block", .knockOver, "dominoes", order: 1)]),
  ]

  /// Every verb does what it says, for three seeds each.
  @Test(arguments: boards.indices) func actionsHappen(index: Int) throws {
    let board = ActionTests.boards[index]
    for seed in UInt64(0)..<3 {
      let shot = try staged(board, seed: seed)
      #expect(!shot.report.goals.isEmpty)
      #expect(shot.report.allGoalsReached, "\(board.prompt), seed \(seed): \(shot.report.lines)")
      #expect(shot.scene.overlapsAtStart.isEmpty, "\(board.prompt), seed \(seed): \(shot.scene.overlapsAtStart)")
    }
  }

  /// What cannot happen is said, and the scene delivered all the same: a ball topples no stone pillar.
  @Test func failuresAreReported() throws {
    let board = storyboard("", [thing("ball"), thing("pillar")], [], [does("ball", .knockOver, "pillar")])
    let shot = try staged(board)
    #expect(!shot.report.allGoalsReached)
    #expect(shot.report.warnings.contains { $0.contains("ball knocks over pillar") })
    #expect(shot.scene.bodies.count >= 3)
  }

  @Test func sameStoryboardSameBits() throws {
    for board in ActionTests.boards.prefix(4) {
      #expect(try staged(board, seed: 5) == staged(board, seed: 5))
    }
    #expect(try staged(ballRampDominoes(), seed: 1).scene != staged(ballRampDominoes(), seed: 2).scene)
  }

  /// One word changed changes that thing and leaves the rest where it is.
  @Test func minimalPairsDifferWhereTheyShould() throws {
    let red = try staged(ballRampDominoes(colour: "red")).scene
    var blue = try staged(ballRampDominoes(colour: "blue")).scene
    #expect(try blue.body("ball").colour == Colour.named("blue"))
    for k in blue.bodies.indices where blue.bodies[k].name == "ball" { blue.bodies[k].colour = Colour.named("red") }
    #expect(red == blue)

    let five = try staged(ballRampDominoes(count: 5)).scene
    for body in red.bodies {
      var same = try five.body(body.name)
      #expect((same.position - body.position).length < 1e-9, "\(body.name) moved")
      same.position = body.position
      same.orientation = body.orientation
      #expect(same == body)
    }

    func beside(_ kind: Relation.Kind) throws -> Scene {
      try staged(storyboard("", [thing("block"), thing("ball")], [relation("ball", kind, "block")])).scene
    }
    let left = try beside(.leftOf)
    let right = try beside(.rightOf)
    #expect(try left.body("block") == right.body("block"))
    let sum = try left.body("ball").position + right.body("ball").position - left.body("block").position * 2
    #expect(Vector3(sum.x, 0, sum.z).length < 1e-9, "mirror images about the block")
  }

  @Test func wordsOfColourMaterialAndSizeAct() throws {
    let board = storyboard(
      "", [thing("ball", colour: "green", material: "steel", size: .large), thing("small", "ball", size: .small)])
    let scene = try staged(board).scene
    let large = try scene.body("ball")
    #expect(large.material == "steel" && large.colour == Colour.named("green"))
    guard case .sphere(let a) = large.shape, case .sphere(let b) = try scene.body("small").shape else { return }
    #expect(a.radius > 1.8 * b.radius)
    let steep = try staged(ballRampDominoes(rampQualities: "steep")).scene.body("ramp: plank")
    let gentle = try staged(ballRampDominoes(rampQualities: "gentle")).scene.body("ramp: plank")
    func tilt(_ body: Body) -> Double { body.orientation.rotate(.unitY).y }
    #expect(tilt(steep) < tilt(gentle) - 0.05)
  }
}
