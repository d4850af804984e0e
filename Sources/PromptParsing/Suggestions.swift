import LocatedJSON

/// Wording for words that are not understood, with the nearest known one.
enum Suggestions {
  /// The nearest name at most two letters longer or shorter; comparing fewer names keeps long prompts quick.
  static func nearest(_ word: String, among names: [String]) -> String? {
    let length = word.unicodeScalars.count
    guard length >= 3, length <= 24 else { return nil }
    return nearestName(word, among: names.filter { abs($0.unicodeScalars.count - length) <= 2 })
  }

  static func thing(_ word: String) -> String {
    "no thing '\(word)'" + hint(nearest(word, among: Lexicon.shared.thingNames))
  }
  static func verb(_ word: String) -> String {
    "no verb '\(word)'" + hint(nearest(word, among: Lexicon.shared.verbNames))
  }
  static func adjective(_ word: String) -> String {
    "no quality '\(word)'" + hint(nearest(word, among: Lexicon.shared.adjectiveNames))
  }
  static func unknownWord(_ word: String) -> String {
    let lexicon = Lexicon.shared
    return "not known here" + hint(nearest(word, among: lexicon.thingNames + lexicon.verbNames))
  }

  private static func hint(_ name: String?) -> String { name.map { "; did you mean '\($0)'?" } ?? "" }
}
