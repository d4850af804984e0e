import Foundation
import LocatedJSON
import PromptParsing
import Testing
import VectorMath

/// Every character of a prompt is accounted for once, whatever the prompt.
struct AccountingTests {
  /// The tokens, in order, are slices of the text, and between them is white space only.
  static func coversText(_ storyboard: Storyboard) -> Bool {
    let scalars = Array(storyboard.prompt.unicodeScalars)
    var at = 0
    for token in storyboard.tokens {
      guard token.length > 0, token.offset >= at, token.offset + token.length <= scalars.count else { return false }
      guard scalars[at..<token.offset].allSatisfy(\.properties.isWhitespace) else { return false }
      let slice = scalars[token.offset..<token.offset + token.length]
      guard Array(token.text.unicodeScalars) == Array(slice), !token.meaning.isEmpty else { return false }
      at = token.offset + token.length
    }
    return scalars[at...].allSatisfy(\.properties.isWhitespace)
  }

  static let words =
    ("a an the two 3 several red blue wooden rubber small huge tall ball balls block boxes domino dominoes ramp floor man "
    + "people it they them she one other another rolls roll rolling falls hit hits knocks over down pushed walks stands is "
    + "are was being not doesn't on under next to in front of left right behind between towards off from into by of with "
    + "and then while as before after until when that which who , . ; : ! ( ) \" - camera orbits zooms close-up wide shot "
    + "at sunset cloudy morning slowly fast row stack pair of each top first last shirt wearing 4 seconds 16:9 1080p dargon "
    + "sneezes fluffy glorping there's it's ball's shiny very dark 🎈 é").split(separator: " ").map(String.init)

  /// 2,000 prompts of random words, seed 11.
  @Test func wordSaladsAreAccountedFor() {
    var random = SeededGenerator(seed: 11)
    for trial in 0..<2000 {
      let length = 1 + Int(random.next() % 40)
      var text = ""
      for _ in 0..<length {
        text += AccountingTests.words[Int(random.next() % UInt64(AccountingTests.words.count))]
        if random.next() % 8 != 0 { text += " " }
      }
      let (storyboard, _) = PromptParser().analyse(text)
      #expect(AccountingTests.coversText(storyboard), "trial \(trial): \(text)")
      expectConsistent(storyboard, text)
    }
  }

  /// Relations, actions and the camera name entities that are there, and the file form reads back.
  private func expectConsistent(_ storyboard: Storyboard, _ text: String) {
    for shot in storyboard.shots {
      let ids = shot.entities.map(\.id)
      #expect(Set(ids).count == ids.count, "\(text)")
      var named = shot.relations.flatMap { [$0.subject, $0.object] } + shot.actions.map(\.subject)
      named += shot.actions.flatMap { [$0.object].compactMap { $0 } + $0.path.compactMap(\.object) }
      named += [shot.camera.subject].compactMap { $0 }
      #expect(named.allSatisfy(ids.contains), "\(text)")
      #expect(shot.actions.allSatisfy { $0.order >= 0 }, "\(text)")
      #expect(shot.entities.allSatisfy { (1...200).contains($0.count) }, "\(text)")
    }
  }

  /// 500 texts of random scalars from all planes, seed 12.
  @Test func anyUnicodeIsAccountedFor() {
    var random = SeededGenerator(seed: 12)
    let limits: [UInt64] = [0x80, 0x300, 0x900, 0x3000, 0x11_0000]
    for trial in 0..<500 {
      var view = String.UnicodeScalarView()
      for _ in 0..<(1 + random.next() % 120) {
        let limit = limits[Int(random.next() % UInt64(limits.count))]
        if let scalar = Unicode.Scalar(UInt32(random.next() % limit)) { view.append(scalar) }
      }
      let (storyboard, _) = PromptParser().analyse(String(view))
      #expect(AccountingTests.coversText(storyboard), "trial \(trial)")
      for line in PromptParser().explanation(of: storyboard).unicodeScalars {
        #expect(line == "\n" || line.properties.generalCategory != .control, "trial \(trial)")
      }
    }
  }

  /// Texts made to provoke deep nesting and repeated attempts stay within seconds at the longest length allowed.
  @Test(arguments: [
    "a ball on ", "a red ", "rolling ", "9 ", "the ball falls. ", "a man that ", "slowly ", "top of ", "two dozen ",
    "a ball hits it and ", "a cat ", ", ", "day ", "\u{202E}a ", "x",
  ])
  func longTextTakesLinearTime(piece: String) {
    let size = PromptParser.maximumLength
    let count = size / piece.unicodeScalars.count
    // Of this thread: other work on the machine does not count.
    func processorSeconds() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    let start = processorSeconds()
    let (storyboard, _) = PromptParser().analyse(String(repeating: piece, count: count))
    let time = processorSeconds() - start
    #expect(AccountingTests.coversText(storyboard))
    #expect(time < 30, "'\(piece)' took \(time) s")
  }

  @Test func storyboardReadsBack() throws {
    let prompt = "Three blue \"blocks\" fall onto the floor\tand bounce 🎈 — at noon"
    let storyboard = try PromptParser().parse(prompt)
    let node = try JSONReader.parse(Array(storyboard.encoded().utf8), file: "storyboard.json")
    #expect(try Storyboard(json: node) == storyboard)
  }

  @Test func meaningsSayWhatBecameOfEachWord() throws {
    let storyboard = try PromptParser().parse("A red ball knocks over three fluffy dominos, 4 seconds")
    let rows = storyboard.tokens.map { "\($0.text)|\($0.status.rawValue)|\($0.meaning)" }
    #expect(
      rows == [
        "A|grammar|grammar", "red|used|colour of 'ball'", "ball|used|thing 'ball'",
        "knocks|used|verb 'knock over': 'ball' acts on 'domino'",
        "over|used|verb 'knock over': 'ball' acts on 'domino'",
        "three|used|count of 'domino': 3", "fluffy|notUnderstood|no quality 'fluffy'", "dominos|used|thing 'domino'",
        ",|grammar|grammar", "4|ignored|set by --seconds, not by the prompt",
        "seconds|ignored|set by --seconds, not by the prompt",
      ])
  }

  @Test func explanationIsATable() throws {
    let text = PromptParser().explanation(of: try PromptParser().parse("A red ball rolls"))
    #expect(
      text == """
        word   status   meaning
        A      grammar  grammar
        red    used     colour of 'ball'
        ball   used     thing 'ball'
        rolls  used     verb 'roll': 'ball' roll

        ball (red); 0: ball roll

        """)
  }
}
