/// A word, a number, a mark or a run of other characters of the prompt.
struct Token: Hashable, Sendable {
  enum Kind: Sendable { case word, number, punctuation, symbol }
  var text: String
  /// Offset and length in Unicode scalars.
  var offset: Int
  var length: Int
  var kind: Kind
  /// Lower-cased pieces between hyphens, apostrophes made plain: "Close-up" is ["close", "up"]. The lexicon matches these.
  var parts: [String]

  var word: String { parts.joined(separator: "-") }

  /// The whole number that the token writes in digits, any script's; nil for anything else or above a million.
  var integer: Int? {
    guard kind == .number else { return nil }
    var value = 0
    for s in text.unicodeScalars {
      guard s.properties.numericType == .decimal, let digit = s.properties.numericValue else { return nil }
      value = value * 10 + Int(digit)
      if value > 1_000_000 { return nil }
    }
    return value
  }
}

/// Splits a text so that tokens, in order, cover each scalar that is not white space exactly once.
struct Lexer {
  private let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  var length: Int { scalars.count }

  func tokens() -> [Token] {
    var out: [Token] = []
    var i = 0
    while i < scalars.count {
      if scalars[i].properties.isWhitespace {
        i += 1
        continue
      }
      let start = i
      let kind: Token.Kind
      switch category(scalars[i]) {
      case .letter:
        kind = .word
        i = endOfWord(from: i)
      case .digit:
        kind = .number
        i = endOfNumber(from: i)
      case .mark:
        kind = .punctuation
        i += 1
        if let end = endOfClitic(from: start), out.last?.offset == start - (out.last?.length ?? 0) { i = end }
      case .other:
        kind = .symbol
        while i < scalars.count, category(scalars[i]) == .other, !scalars[i].properties.isWhitespace { i += 1 }
      }
      out.append(token(kind, start..<i))
    }
    return out
  }

  private enum Category { case letter, digit, mark, other }

  private func category(_ s: Unicode.Scalar) -> Category {
    switch s.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
      .nonspacingMark, .spacingMark, .enclosingMark:
      return .letter
    case .decimalNumber: return .digit
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return .mark
    default: return .other
    }
  }

  private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]
  private static let hyphens: Set<Unicode.Scalar> = ["-", "\u{2010}", "\u{2011}"]
  /// Words whose "'s", "'re" is a verb ("it's rolling"), never a possessive.
  private static let contracting: Set<String> = [
    "it", "he", "she", "that", "there", "they", "we", "who", "which", "what", "here", "i", "you",
  ]

  private func isWordPart(_ i: Int) -> Bool {
    guard i < scalars.count else { return false }
    let c = category(scalars[i])
    return c == .letter || c == .digit
  }

  private func endOfWord(from start: Int) -> Int {
    var i = start
    while i < scalars.count {
      if isWordPart(i) {
        i += 1
      } else if Lexer.apostrophes.contains(scalars[i]), isWordPart(i + 1) {
        if Lexer.contracting.contains(string(start..<i).lowercased()) { return i }
        i += 1
      } else if Lexer.hyphens.contains(scalars[i]), isWordPart(i + 1) {
        i += 1
      } else {
        break
      }
    }
    return i
  }

  /// "'s" and "'re" as a token of their own, after a word that `endOfWord` cut before it.
  private func endOfClitic(from start: Int) -> Int? {
    guard Lexer.apostrophes.contains(scalars[start]), isWordPart(start + 1) else { return nil }
    var i = start + 1
    while isWordPart(i) { i += 1 }
    return ["s", "re", "ll", "ve", "d", "m"].contains(string(start + 1..<i).lowercased()) ? i : nil
  }

  private static let innerMarks: Set<Unicode.Scalar> = [".", ",", ":", "\u{D7}", "/"]

  private func endOfNumber(from start: Int) -> Int {
    var i = start
    while i < scalars.count {
      if isWordPart(i) {
        i += 1
      } else if Lexer.innerMarks.contains(scalars[i]), i + 1 < scalars.count, category(scalars[i + 1]) == .digit {
        i += 1
      } else if Lexer.hyphens.contains(scalars[i]), isWordPart(i + 1) {
        i += 1
      } else {
        break
      }
    }
    return i
  }

  private func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  private func token(_ kind: Token.Kind, _ range: Range<Int>) -> Token {
    let text = string(range)
    var plain = String.UnicodeScalarView()
    for s in scalars[range] {
      plain.append(Lexer.apostrophes.contains(s) ? "'" : Lexer.hyphens.contains(s) ? "-" : s)
    }
    let lowered = String(plain).lowercased()
    let splits = kind == .word || kind == .number
    let parts = splits ? lowered.split(separator: "-").map(String.init) : [lowered]
    return Token(text: text, offset: range.lowerBound, length: range.count, kind: kind, parts: parts)
  }
}
