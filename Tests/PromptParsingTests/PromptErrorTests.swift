import PromptParsing
import Testing

/// What cannot be filmed is refused with one clear line; what is only partly understood is not.
struct PromptErrorTests {
  private func error(_ prompt: String, strict: Bool = false) -> PromptError? {
    PromptParser(strict: strict).analyse(prompt).error
  }

  @Test(arguments: ["", "   ", "\n\t", "...", " , ; ! ", "🎈"])
  func emptyPromptIsAUsageError(prompt: String) {
    #expect(error(prompt) == .empty)
    #expect(error(prompt)?.exitCode == 2)
  }

  @Test func nothingKnownNamesTheNearest() {
    #expect(error("A bal sneezes")?.description == "prompt: no known thing in 'A bal sneezes'; nearest: ball")
    let far = error("A quuxify\nsneezes")
    #expect(far?.description.hasPrefix("prompt: no known thing in 'A quuxify sneezes'; known: ") == true)
    #expect(far?.exitCode == 65)
    #expect(error("close-up, at sunset")?.exitCode == 65)
  }

  @Test func unknownVerbAloneIsAnErrorBesideAKnownOneAWarning() throws {
    #expect(error("A ball sneezes") == .unknownVerb(word: "sneezes", nearest: nil))
    #expect(error("A ball roles")?.description == "prompt: no verb 'roles'; did you mean 'rolls'?")
    #expect(error("A ball is bonced") == .unknownVerb(word: "bonced", nearest: "bounced"))
    let storyboard = try PromptParser().parse("A ball sneezes and rolls")
    #expect(storyboard.shots[0].outline == "ball; 0: ball roll")
    #expect(storyboard.tokens.filter { $0.status == .notUnderstood }.map(\.text) == ["sneezes"])
  }

  @Test func lengthHasALimit() {
    let most = String(repeating: "a", count: PromptParser.maximumLength)
    #expect(error(most)?.exitCode == 65)
    #expect(error(most + "a") == .tooLong(length: 65_537, limit: 65_536))
    #expect(error(most + "a")?.exitCode == 4)
  }

  @Test func strictRefusesTheFirstWordNotUnderstood() throws {
    #expect(error("A fluffy ball rolls") == nil)
    #expect(
      error("A fluffy ball rolls", strict: true)
        == .notUnderstood(word: "fluffy", offset: 2, meaning: "no quality 'fluffy'"))
    _ = try PromptParser(strict: true)
      .parse("A red rubber ball rolls down a wooden ramp and knocks over three dominoes")
  }

  @Test(arguments: ["\u{1B}[31m dargon", "dargon \u{0} x", String(repeating: "dargon\n", count: 50)])
  func errorsAreOneLine(prompt: String) {
    let line = error(prompt)?.description ?? ""
    #expect(!line.isEmpty && line.count < 400)
    #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
  }

  /// An unknown head keeps its adjectives and its complement to itself.
  @Test(arguments: [
    ("A fluffy red dargon hits a ball", "ball"), ("A ball next to a huge green dargon", "ball"),
    ("A red box dirigible beside a ball", "ball"), ("A man in a red shirt walks", "person (shirt red); 0: person walk"),
    ("A statue of a man and a red block", "block (red)"), ("A ball with red stripes rolls", "ball; 0: ball roll"),
    ("A wooden walk and a ball", "ball"),
  ])
  func unknownHeadLeaksNothing(prompt: String, outline: String) {
    #expect(PromptParser().analyse(prompt).storyboard.shots[0].outline == outline, "\(prompt)")
  }

  /// Each form of a verb, with the auxiliaries that go with it, is the same action.
  @Test(arguments: [
    (["falls", "fell", "is falling", "has fallen", "will fall", "drops", "dropped", "is dropped"], Action.Verb.fall),
    (["rolls", "rolled", "is rolling", "rolling", "has rolled", "begins to roll", "can roll"], .roll),
    (["slides", "slid", "is sliding", "glides", "slipped", "slipping"], .slide),
    (["bounces", "bounced", "bouncing", "rebounds"], .bounce),
    (
      ["topples", "toppled", "topples over", "falls over", "fell over", "tips over", "tipped over", "is knocked over"],
      .topple
    ),
    (["walks", "walked", "is walking", "strolls", "strode"], .walk),
    (["stands", "stood", "is standing", "standing"], .stand),
    (["rests", "sits", "sat", "lies", "lay", "is lying", "stays", "comes to rest", "leans", "stops"], .rest),
  ])
  func formsOfAVerbAreOneAction(forms: [String], verb: Action.Verb) throws {
    for form in forms {
      let shot = try PromptParser(strict: true).parse("A block \(form)").shots[0]
      #expect(shot.actions.map(\.verb) == [verb], "\(form)")
    }
  }

  @Test(arguments: [
    (
      [
        "hits", "hit", "is hitting", "strikes", "struck", "has struck", "crashes into", "crashed into", "collides with",
        "bumps", "bumped into", "is bumping into", "knocks", "smashes into", "slammed into", "runs into", "ran into",
      ], Action.Verb.hit
    ),
    (
      [
        "knocks over", "knocked over", "is knocking over", "knocks down", "topples", "tips over", "pushes over",
        "overturns",
      ], .knockOver
    ),
    (["pushes", "pushed", "is pushing", "shoves", "nudged"], .push),
  ])
  func transitiveFormsAreOneAction(forms: [String], verb: Action.Verb) throws {
    for form in forms {
      let shot = try PromptParser(strict: true).parse("A ball \(form) a block").shots[0]
      #expect(shot.actions.map(\.verb) == [verb], "\(form)")
      #expect(shot.actions.map(\.object) == ["block"], "\(form)")
    }
  }
}
