import PromptParsing
import Testing

/// Each construction of the grammar, with the whole shot that it must give.
struct SentenceTests {
  @Test(arguments: sentences)
  func sentenceGivesShot(prompt: String, outline: String) throws {
    let storyboard = try PromptParser().parse(prompt)
    #expect(storyboard.shots.map(\.outline) == [outline], "\(prompt)")
  }

  static let sentences: [(String, String)] = [
    // "can" is a thing after an article, and an auxiliary after a thing.
    ("A can rolls down a ramp", "can, ramp; 0: can roll down ramp"),
    ("A tin can can roll down a ramp", "can, ramp; 0: can roll down ramp"),
    ("A red ball can roll", "ball (red); 0: ball roll"),
    ("The camera shows a marble that can fall", "marble; 0: marble fall; camera at marble"),
    (
      "A red rubber ball rolls down a wooden ramp and knocks over three dominoes",
      "ball (red, rubber), ramp (wood), domino ×3; 0: ball roll down ramp; 1: ball knockOver domino"
    ),
    (
      "Three blue blocks fall onto the floor and bounce",
      "block ×3 (blue), floor; 0: block fall onto floor; 1: block bounce"
    ),
    (
      "A small wooden ball on a large green block rolls off and hits a yellow block",
      "ball (wood, small), block (green, large), block 2 (yellow); ball on block; 0: ball roll off block; 1: ball hit block 2"
    ),
    (
      "A woman walks past a tall red block, wide shot",
      "person, block (red, tall); 0: person walk past block; camera wide"
    ),
    (
      "Two metal balls are next to a plastic block. The camera orbits around them.",
      "ball ×2 (metal), block (plastic); ball nextTo block; camera orbit at ball"
    ),
    (
      "a ball to the left of a ramp, a block behind it, close-up",
      "ball, ramp, block; ball leftOf ramp; block behind ball; camera closeUp"
    ),
    (
      "A blue cube slides down a steep ramp, hitting two dominoes in front of it",
      "block (blue), ramp (steep), domino ×2; domino inFrontOf block; 0: block slide down ramp; 1: block hit domino"
    ),
    ("A man in a red shirt walks towards a box", "person (shirt red), block; 0: person walk towards block"),
    ("A ball that rolls down a ramp hits a block.", "ball, ramp, block; 0: ball roll down ramp; 1: ball hit block"),
    ("A ball rolling down a ramp hits a block.", "ball, ramp, block; 0: ball roll down ramp; 1: ball hit block"),
    ("A block hit by a ball falls onto the floor.", "block, ball, floor; 0: ball hit block; 1: block fall onto floor"),
    ("A yellow block is hit by a blue ball.", "block (yellow), ball (blue); 0: ball hit block"),
    ("Three dominoes are knocked over by a small ball.", "domino ×3, ball (small); 0: ball knockOver domino"),
    (
      "A man pushes a box. It slides across the floor.",
      "person, block, floor; 0: person push block; 1: block slide across floor"
    ),
    ("A woman drops a ball and it bounces.", "person, ball; 0: ball fall; 1: ball bounce"),
    ("The ball knocks them over.", "ball"),
    (
      "A big ball hits three dominoes and knocks them over.",
      "ball (large), domino ×3; 0: ball hit domino; 1: ball knockOver domino"
    ),
    (
      "A ball knocks over three dominoes and a block.",
      "ball, domino ×3, block; 0: ball knockOver domino; 0: ball knockOver block"
    ),
    (
      "A ball and a block fall onto the floor.",
      "ball, block, floor; 0: ball fall onto floor; 0: block fall onto floor"
    ),
    ("A ball hits a block and the block topples.", "ball, block; 0: ball hit block; 1: block topple"),
    ("A red ball and a blue ball collide.", "ball (red), ball 2 (blue); 0: ball hit ball 2"),
    ("Two balls collide.", "ball ×2; 0: ball hit ball"),
    ("Two balls roll towards each other.", "ball ×2; 0: ball roll towards ball"),
    ("Two balls hit each other.", "ball ×2; 0: ball hit ball"),
    ("A ball crashes into a tower of five blocks.", "ball, block ×5 (stack); 0: ball hit block"),
    (
      "A row of dominoes stands on the floor; a metal ball rolls slowly towards the dominoes and topples the first domino.",
      "domino ×5 (row), floor, ball (metal); domino on floor; 0: domino stand; 0: ball roll towards domino, slow; 1: ball knockOver domino"
    ),
    (
      "A stack of three wooden blocks stands next to a ramp.",
      "block ×3 (wood, stack), ramp; block nextTo ramp; 0: block stand"
    ),
    ("A dozen marbles roll across the floor quickly.", "marble ×12, floor; 0: marble roll across floor, fast"),
    ("A couple of boxes fall off a large block.", "block ×2, block 2 (large); 0: block fall off block 2"),
    ("A row of seven dominoes falls.", "domino ×7 (row); 0: domino topple"),
    ("A stack of books falls down.", "book ×3 (stack); 0: book topple"),
    ("A row of cups falls off a table.", "cup ×5 (row), table; 0: cup fall off table"),
    ("Three dominoes fall onto the floor.", "domino ×3, floor; 0: domino fall onto floor"),
    ("A row of balls falls.", "ball ×5 (row); 0: ball fall"),
    ("There is a ball between two blocks.", "ball, block ×2; ball between block"),
    (
      "A ball is between a red block and a blue block.",
      "ball, block (red), block 2 (blue); ball between block; ball between block 2"
    ),
    (
      "While a man walks past a box, a ball rolls down a ramp.",
      "person, block, ball, ramp; 0: person walk past block; 0: ball roll down ramp"
    ),
    (
      "A ball rolls down a ramp while a man walks past.",
      "ball, ramp, person; 0: ball roll down ramp; 0: person walk past"
    ),
    ("Before the ball hits the block, the block falls.", "ball, block; 1: ball hit block; 0: block fall"),
    ("A ball bounces after hitting a block.", "ball, block; 1: ball bounce; 0: ball hit block"),
    ("A ball falls, then rolls, then hits a domino.", "ball, domino; 0: ball fall; 1: ball roll; 2: ball hit domino"),
    ("When a ball hits a block, the block falls over.", "ball, block; 0: ball hit block; 1: block topple"),
    ("A ball rolls until it hits a block.", "ball, block; 0: ball roll; 1: ball hit block"),
    ("The ball is red. It rolls down the ramp.", "ball (red), ramp; 0: ball roll down ramp"),
    ("A ball made of rubber falls from a tall block.", "ball (rubber), block (tall); 0: ball fall from block"),
    ("A rolling ball hits a stationary block.", "ball, block; 0: ball roll; 1: ball hit block"),
    (
      "Close-up of a red ball rolling down a ramp at sunset.",
      "ball (red), ramp; 0: ball roll down ramp; camera closeUp at ball; light sunset"
    ),
    (
      "On a cloudy morning, two people walk towards a block, low angle.",
      "person ×2, block; 0: person walk towards block; camera low; light morning cloudy"
    ),
    ("A camera pans left as a ball rolls", "ball; 0: ball roll"),
    ("A man doesn't push the box.", "person, block"),
    ("A ball lands on a block and comes to rest.", "ball, block; 0: ball fall onto block; 1: ball rest"),
    ("One red ball rolls and another ball follows.", "ball (red), ball 2; 0: ball roll"),
    (
      "A red ball rolls. A blue ball falls. The red one bounces.",
      "ball (red), ball 2 (blue); 0: ball roll; 1: ball 2 fall; 2: ball bounce"
    ),
    (
      "A red ball and a green ball roll. The second ball hits a block.",
      "ball (red), ball 2 (green), block; 0: ball roll; 0: ball 2 roll; 1: ball 2 hit block"
    ),
    (
      "A man and a woman walk towards each other. The woman stops.",
      "person, person 2; 0: person walk towards person 2; 0: person 2 walk towards person; 1: person 2 rest"
    ),
    ("A 4-second clip of two balls falling, 1080p, 16:9", "ball ×2; 0: ball fall"),
    ("Drop a ball onto the floor.", "ball, floor; 0: ball fall onto floor"),
    ("A light blue ball, a dark red block and a ramp.", "ball (blue), block (red), ramp"),
    ("A big, red, shiny ball rolls", "ball (red, large); 0: ball roll"),
    ("A black and white ball rolls", "ball (black); 0: ball roll"),
    ("a golden ball", "ball (golden)"),
    ("wooden floor with a ball", "floor (wooden floor), ball; ball on floor"),
    ("A ball rolls over the edge of a block", "ball, block; 0: ball roll over block"),
    ("A man puts a ball on a block.", "person, ball, block; ball on block; 0: ball rest"),
    ("A ball balanced on a block falls off.", "ball, block; ball on block; 0: ball rest; 1: ball fall off block"),
    ("A fluffy dargon next to a red ball", "ball (red)"),
    ("no balls, one block", "block"),
    ("0 balls and a block", "block"),
    ("500 balls fall", "ball ×200; 0: ball fall"),
    ("Two blocks are next to each other.", "block ×2 (row)"),
    ("A ball hits a block and it falls over.", "ball, block; 0: ball hit block; 1: block topple"),
    ("A ball that a man pushes rolls down a ramp.", "ball, person, ramp; 0: person push ball; 1: ball roll down ramp"),
    (
      "A man with a ball stands on the floor.",
      "person, ball, floor; person nextTo ball; person on floor; 0: person stand"
    ),
    ("The camera follows a ball that rolls.", "ball; 0: ball roll; camera at ball"),
    (
      "A ball rolls down a ramp, wide shot, golden hour, slow motion, 4k",
      "ball, ramp; 0: ball roll down ramp; camera wide; light sunset"
    ),
    (
      "A static camera films a ball falling onto a block from above.",
      "ball, block; 0: ball fall onto block; camera overhead"
    ),
    ("Seen from above, three balls roll.", "ball ×3; 0: ball roll; camera overhead"),
    (
      "Shot from a low angle, a tall man walks slowly across the floor.",
      "person (tall), floor; 0: person walk across floor, slow; camera low"
    ),
    ("A person knocks a ball off a block.", "person, ball, block; 0: person hit ball off block"),
    (
      "A woman rolls a ball down a ramp and it knocks over the dominoes at the bottom of the ramp.",
      "person, ball, ramp, domino ×3; domino nextTo ramp; 0: person push ball; 0: ball roll down ramp; 1: ball knockOver domino"
    ),
    ("The man's ball rolls.", "ball; 0: ball roll"),
    ("A ball is rolling. It's hitting a block.", "ball, block; 0: ball roll; 1: ball hit block"),
    ("A ball will fall.", "ball; 0: ball fall"),
    ("A ball has fallen off a block.", "ball, block; 0: ball fall off block"),
    ("A ball begins to roll down a ramp.", "ball, ramp; 0: ball roll down ramp"),
    ("Five dominoes standing in a row fall one after another.", "domino ×5 (row); 0: domino stand; 1: domino topple"),
    ("Dominoes fall.", "domino ×3; 0: domino topple"),
    (
      "A woman wearing a blue dress and a hat stands behind a block.",
      "person (dress blue, hat), block; person behind block; 0: person stand"
    ),
    ("A marble rolls off the ramp and into a box.", "marble, ramp, block; 0: marble roll off ramp into block"),
    (
      "Two small red balls and one large blue ball fall.",
      "ball ×2 (red, small), ball 2 (blue, large); 0: ball fall; 0: ball 2 fall"
    ),
    ("A ball rolls past a block towards a domino.", "ball, block, domino; 0: ball roll past block towards domino"),
    ("A ball slides under a block.", "ball, block; ball under block; 0: ball slide"),
    ("A tiny ball sits on top of a huge block", "ball (tiny), block (huge); ball on block; 0: ball rest"),
    (
      "a ball in front of a block, a ramp to the right of the block",
      "ball, block, ramp; ball inFrontOf block; ramp rightOf block"
    ),
    ("A man walks towards the camera.", "person; 0: person walk towards"),
    ("Some blocks are stacked on the floor.", "block ×3 (stack), floor; block on floor"),
    ("Stacked blocks fall.", "block ×3 (stack); 0: block topple"),
    (
      "A tower of blocks topples when a ball crashes into it.",
      "block ×3 (stack), ball; 1: block topple; 0: ball hit block"
    ),
    ("A ball hits the top of a tower of three blocks.", "ball, block ×3 (stack); 0: ball hit block"),
    (
      "A purple ball bounced on the floor, hit a cube and stopped.",
      "ball (purple), floor, block; 0: ball bounce onto floor; 1: ball hit block; 2: ball rest"
    ),
    ("Three balls, two blocks and a domino on the floor", "ball ×3, block ×2, domino, floor; domino on floor"),
    ("A ball rolls and a man walks.", "ball, person; 0: ball roll; 0: person walk"),
    (
      "a woman and two men stand behind a ramp",
      "person, person 2 ×2, ramp; person behind ramp; person 2 behind ramp; 0: person stand; 0: person 2 stand"
    ),
    ("A green ball smashing into a stack of boxes", "ball (green), block ×3 (stack); 0: ball hit block"),
    ("A man runs into a block", "person, block; 0: person hit block"),
    ("Timelapse of a ball rolling", "ball; 0: ball roll; camera at ball"),
    ("In the morning, a ball rolls", "ball; 0: ball roll; light morning"),
    (
      "A cloudy day, a ball rolls down a steep wooden ramp",
      "ball, ramp (wood, steep); 0: ball roll down ramp; light cloudy"
    ),
    ("overcast sky; two blocks", "block ×2; light overcast"),
    ("A ball rolls very quickly down a long ramp", "ball, ramp (long); 0: ball roll down ramp, fast"),
    ("A slow ball and a fast block collide.", "ball, block; 0: ball hit block, slow"),
    ("This ball hits that block.", "ball, block; 0: ball hit block"),
    ("A ball, which is red, rolls.", "ball (red); 0: ball roll"),
    ("a ball and a ball", "ball, ball 2"),
    ("🎈 a ball rolls 🎈", "ball; 0: ball roll"),
    ("A ball rolls... then it hits \"a block\"!", "ball, block; 0: ball roll; 1: ball hit block"),
    ("A BALL ROLLS DOWN A RAMP", "ball, ramp; 0: ball roll down ramp"),
    ("a ball rolls down a ramp a block falls", "ball, ramp, block; 0: ball roll down ramp; 0: block fall"),
    ("A static camera films a ball falling onto a block.", "ball, block; 0: ball fall onto block"),
    ("The dominoes at the bottom of the ramp fall.", "domino ×3, ramp; domino nextTo ramp; 0: domino topple"),
    ("A ball falls to the floor.", "ball, floor; 0: ball fall onto floor"),
    ("Wide shot of a rolling ball", "ball; 0: ball roll; camera wide at ball"),
    (
      "A yellow ball on the floor and a red block on the ramp",
      "ball (yellow), floor, block (red), ramp; ball on floor; block on ramp"
    ),
    ("The ball isn't red.", "ball"),
    (
      "A metal ball, a rubber ball and a wooden ball roll down a ramp.",
      "ball (metal), ball 2 (rubber), ball 3 (wood), ramp; 0: ball roll down ramp; 0: ball 2 roll down ramp; 0: ball 3 roll down ramp"
    ),
    (
      "A ball rolls down the ramp as the camera zooms in on it.",
      "ball, ramp; 0: ball roll down ramp; camera pushIn at ball"
    ),
    (
      "Zoom out. Two people stand beside a tower of blocks.",
      "person ×2, block ×3 (stack); person nextTo block; 0: person stand; camera pullOut"
    ),
    ("Bird's-eye view of five blocks", "block ×5; camera overhead at block"),
    ("two dozen dominoes", "domino ×24"),
    ("a block with red stripes", "block"),
    (
      "A man in a blue jacket pushes a large box towards a woman in a green dress.",
      "person (jacket blue), block (large), person 2 (dress green); 0: person push block towards person 2"
    ),
    ("Two balls stand on a block. Both balls fall.", "ball ×2, block; ball on block; 0: ball stand; 1: ball fall"),
    ("all the dominoes fall", "domino ×3; 0: domino topple"),
    ("A ball leans against a block", "ball, block; ball against block; 0: ball rest"),
    ("A ball, camera static, at noon", "ball; light noon"),
    ("a ball under a block, above a ramp", "ball, block, ramp; ball under block; ball above ramp"),
    ("another ball hits the floor", "ball, floor; 0: ball hit floor"),
    ("A girl and a ball. She walks.", "child, ball; 0: child walk"), ("A witch and a ball. She walks.", "ball"),
    (
      "A woman stands next to a man. He walks. She follows him.",
      "person, person 2; person nextTo person 2; 0: person stand; 0: person 2 walk"
    ),
  ]
}
