/// The account of every token; the first entry for a token stands.
struct Ledger {
  let tokens: [Token]
  private var entries: [(status: TokenAccount.Status, meaning: String)?]

  init(_ tokens: [Token]) {
    self.tokens = tokens
    entries = Array(repeating: nil, count: tokens.count)
  }

  mutating func note(_ range: Range<Int>, _ status: TokenAccount.Status, _ meaning: String) {
    for k in range where entries[k] == nil { entries[k] = (status, meaning) }
  }

  func text(_ range: Range<Int>) -> String { range.map { tokens[$0].text.lowercased() }.joined(separator: " ") }

  /// One account a token; what nobody noted was not understood.
  func accounts() -> [TokenAccount] {
    tokens.indices.map { k in
      var account = TokenAccount()
      account.text = tokens[k].text
      account.offset = tokens[k].offset
      account.length = tokens[k].length
      account.status = entries[k]?.status ?? .notUnderstood
      account.meaning = entries[k]?.meaning ?? Suggestions.unknownWord(tokens[k].word)
      return account
    }
  }
}
