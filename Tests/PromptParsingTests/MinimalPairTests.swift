import PromptParsing
import Testing

/// Replacing one word changes one field and no other.
struct MinimalPairTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    var from: String
    var to: String
    var edit: @Sendable (inout Shot) -> Void
    init(_ from: String, _ to: String, _ edit: @escaping @Sendable (inout Shot) -> Void) {
      (self.from, self.to, self.edit) = (from, to, edit)
    }
    var testDescription: String { "\(from) -> \(to)" }
  }

  static let sentence = "A small red ball on a wooden block rolls slowly towards three dominoes, wide shot, at sunset"

  static let pairs: [Pair] = [
    Pair("red", "blue") { $0.entities[0].colour = "blue" },
    Pair("small", "huge") { $0.entities[0].size = .huge },
    Pair("small ", "") { $0.entities[0].size = .normal },
    Pair("small", "rubber") {
      $0.entities[0].size = .normal
      $0.entities[0].material = "rubber"
    },
    Pair("wooden", "metal") { $0.entities[1].material = "metal" },
    Pair("wooden", "tall") {
      $0.entities[1].material = nil
      $0.entities[1].qualities = ["tall"]
    },
    Pair("three", "seven") { $0.entities[2].count = 7 },
    Pair("three", "12") { $0.entities[2].count = 12 },
    Pair("three dominoes", "a domino") { $0.entities[2].count = 1 },
    Pair("three dominoes", "a row of three dominoes") { $0.entities[2].qualities = ["row"] },
    Pair(" on a", " next to a") { $0.relations[0].kind = .nextTo },
    Pair(" on a", " behind a") { $0.relations[0].kind = .behind },
    Pair(" on a", " to the left of a") { $0.relations[0].kind = .leftOf },
    Pair(" on a", " on top of a") { _ in },
    Pair("rolls", "slides") { $0.actions[0].verb = .slide },
    Pair("rolls", "rolled") { _ in },
    Pair("rolls", "is rolling") { _ in },
    Pair("rolls", "starts to roll") { _ in },
    Pair("slowly", "quickly") { $0.actions[0].speed = .fast },
    Pair("slowly ", "") { $0.actions[0].speed = .normal },
    Pair("towards", "past") { $0.actions[0].path[0].direction = .past },
    Pair("towards", "away from") { $0.actions[0].path[0].direction = .away },
    Pair("wide shot", "close-up") { $0.camera.framing = .closeUp },
    Pair("wide shot", "orbiting camera") {
      $0.camera.framing = .medium
      $0.camera.move = .orbit
    },
    Pair("wide shot", "low angle") {
      $0.camera.framing = .medium
      $0.camera.angle = .low
    },
    Pair("at sunset", "at noon") { $0.light.time = .noon },
    Pair("at sunset", "on a cloudy morning") {
      $0.light.time = .morning
      $0.light.sky = .cloudy
    },
  ]

  @Test(arguments: pairs)
  func oneWordChangesOneField(pair: Pair) throws {
    let parser = PromptParser(strict: true)
    var expected = try parser.parse(MinimalPairTests.sentence).shots[0]
    #expect(MinimalPairTests.sentence.contains(pair.from))
    pair.edit(&expected)
    let changed = replace(pair.from, by: pair.to, in: MinimalPairTests.sentence)
    #expect(try parser.parse(changed).shots == [expected], "\(changed)")
  }

  /// Every colour, size word and count goes where it belongs, and nowhere else.
  @Test func attributesStayWithTheirNoun() throws {
    for colour in ["red", "green", "blue", "yellow", "purple", "black"] {
      for size in Entity.SizeClass.allCases where size != .normal {
        for (k, number) in ["two", "three", "nine", "twenty"].enumerated() {
          let count = [2, 3, 9, 20][k]
          let shot = try PromptParser(strict: true)
            .parse("A metal ball hits \(number) \(size.rawValue) \(colour) blocks next to a ramp").shots[0]
          #expect(
            shot.outline
              == "ball (metal), block ×\(count) (\(colour), \(size.rawValue)), ramp; block nextTo ramp; 0: ball hit block"
          )
        }
      }
    }
  }

  private func replace(_ from: String, by to: String, in text: String) -> String {
    guard let range = text.firstRange(of: from) else { return text }
    return text.replacingCharacters(in: range, with: to)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
    String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
