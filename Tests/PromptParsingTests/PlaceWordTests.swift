import AssetLibrary
import PromptParsing
import Testing

/// Places of the library, ground words and weather in prompts.
struct PlaceWordTests {
  @Test(arguments: sentences)
  func sentenceGivesShot(prompt: String, outline: String) throws {
    let storyboard = try PromptParser(strict: true).parse(prompt)
    #expect(storyboard.shots.map(\.outline) == [outline], "\(prompt)")
  }

  static let sentences: [(String, String)] = [
    ("A ball rolls in a kitchen", "ball; 0: ball roll; in kitchen"),
    ("In a kitchen, a ball rolls", "ball; 0: ball roll; in kitchen"),
    ("A ball rolls. It is in the kitchen.", "ball; 0: ball roll; in kitchen"),
    ("A person walks along the beach at sunset", "person; 0: person walk; in beach; light sunset"),
    ("A woman walks across a city street at night", "person; 0: person walk; in city street; light night"),
    ("Five dominoes stand on a stage", "domino ×5; 0: domino stand; in stage"),
    ("A ball bounces outdoors in the park on a cloudy morning", "ball; 0: ball bounce; in park; light morning cloudy"),
    ("A ball rolls on the kitchen floor", "ball, floor; 0: ball roll along floor; in kitchen"),
    ("A ball rolls off a kitchen table", "ball, table; 0: ball roll off table"),
    (
      "In a kitchen with a table, a ball rolls off the table", "table, ball; 0: ball roll off table; in kitchen"
    ),
    // A place whose name says more than a thing's.
    ("A ball rolls on a table top", "ball; 0: ball roll; in table top"),
    ("A forest at dawn", "in forest; light sunrise"),
    ("A ball rolls through the woods in the fog", "ball; 0: ball roll; in forest; light fog"),
    ("A man walks to a box in the middle of a field", "person, block; 0: person walk towards block; in meadow"),
    ("A block falls in the rain", "block; 0: block fall; light rain"),
    // Words that are both: a place after "in" or "on", a material else.
    ("A ball rolls in the snow", "ball; 0: ball roll; in snow field"),
    ("A ball of wood rolls in the wood", "ball (wood); 0: ball roll; in forest"),
    // Ground by its material alone.
    ("A ball bounces on grass", "ball, floor (grass); 0: ball bounce onto floor"),
    ("A ball rolls across the sand", "ball, floor (sand); 0: ball roll across floor"),
  ]

  /// Every noun of every place means that place.
  @Test func everyNounOfEveryPlaceIsUnderstood() throws {
    let places = try Library.standard().placeFiles
    #expect(places.count >= 16)
    var taken: Set<String> = []
    for place in places {
      for noun in place.nouns where taken.insert(noun).inserted {
        let (board, _) = PromptParser().analyse("A ball rolls in the \(noun)")
        let found = board.shots[0].place

        #expect(found == place.name || (found == nil && PlaceWordTests.verbs.contains(noun)), "\(noun)")
      }
    }
  }
  /// Words that mean something to the grammar keep that.
  static let verbs = ["land", "track"]

  @Test func oneUnknownPlaceIsToldWithTheNearest() throws {
    let (board, error) = PromptParser(strict: true).analyse("A ball rolls in a kitchn")
    #expect(board.shots[0].place == nil)
    #expect("\(try #require(error))".contains("did you mean 'kitchen'?"))
  }

  @Test func theFirstPlaceCounts() throws {
    let board = try PromptParser().parse("A ball rolls in a kitchen. A block falls on the beach.")
    #expect(board.shots[0].place == "kitchen")
    let beach = try #require(board.tokens.first { $0.text == "beach" })
    #expect(beach.status == .ignored && beach.meaning.contains("one place a shot"))
  }

  @Test func noPlaceIsNoPlace() throws {
    #expect(try PromptParser().parse("A ball rolls").shots[0].place == nil)
    #expect(try PromptParser().parse("A ball rolls over a block of stone").shots[0].place == nil)
  }
}
