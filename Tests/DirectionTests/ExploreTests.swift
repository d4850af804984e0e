import Direction
import PromptParsing
import SceneDescription
import Testing

@Test func explore() throws {
  let boards: [Storyboard] = [
    ballRampDominoes(),
    ballRampDominoes(count: 10),
    storyboard("ball rolls into tower", [thing("ball"), thing("blocks", "block", count: 4, "tower")], [],
      [does("ball", .roll, nil, (.into, "blocks")), does("ball", .knockOver, "blocks", order: 1)]),
    storyboard("five blocks fall", [thing("blocks", "block", count: 5)], [], [does("blocks", .fall)]),
    storyboard("ball bounces", [thing("ball")], [], [does("ball", .fall), does("ball", .bounce)]),
    storyboard("ball falls on block", [thing("ball"), thing("block")], [], [does("ball", .fall, nil, (.onto, "block"))]),
    storyboard("block slides down ramp", [thing("block"), thing("ramp")], [], [does("block", .slide, nil, (.down, "ramp"))]),
    storyboard("block slides", [thing("block")], [], [does("block", .slide)]),
    storyboard("red ball hits blue ball", [thing("red", "ball", colour: "red"), thing("blue", "ball", colour: "blue")], [],
      [does("red", .hit, "blue")]),
    storyboard("two balls collide", [thing("red", "ball", colour: "red"), thing("blue", "ball", colour: "blue")], [],
      [does("red", .hit, "blue"), does("blue", .hit, "red")]),
    storyboard("ball rolls off table", [thing("ball"), thing("table")], [relation("ball", .on, "table")],
      [does("ball", .roll, nil, (.off, "table"))]),
    storyboard("domino topples", [thing("dominoes", "domino", count: 5)], [], [does("dominoes", .topple)]),
    storyboard("chain", [thing("ball"), thing("block"), thing("dominoes", "domino", count: 4)], [],
      [does("ball", .roll, nil, (.into, "block")), does("block", .knockOver, "dominoes", order: 1)]),
    storyboard("stairs", [thing("ball"), thing("stairs")], [], [does("ball", .bounce, nil, (.down, "stairs"))]),
    storyboard("wall", [thing("ball"), thing("wall")], [], [does("ball", .bounce, "wall")]),
    storyboard("wall", [thing("ball"), thing("wall")], [], [does("ball", .roll, nil, (.towards, "wall")), does("ball", .bounce, nil, (.off, "wall"))]),
    storyboard("three balls down ramp", [thing("balls", "ball", count: 3), thing("ramp")], [], [does("balls", .roll, nil, (.down, "ramp"))]),
    storyboard("ball on block between", [thing("ball"), thing("b", "block"), thing("c", "block"), thing("person")],
      [relation("ball", .between, "b"), relation("ball", .between, "c"), relation("person", .behind, "b")], []),
  ]
  for board in boards {
    for seed in [UInt64(0), 1] {
      var settings = FilmSettings()
      settings.seed = seed
      do {
        let start = ContinuousClock.now
        let staged = try Director(settings: settings).stage(board)[0]
        print("=== \(board.prompt) seed \(seed) \(ContinuousClock.now - start)")
        print(staged.report.lines.joined(separator: "\n"))
        for b in staged.scene.bodies where b.motion == .dynamic { print("   ", b.name, b.position, b.velocity) }
      } catch { print("=== \(board.prompt) seed \(seed) ERROR \(error)") }
    }
  }
}
