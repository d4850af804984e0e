extension Chunker {
  /// Verb group := "to"? (auxiliary | adverb | "not")* main verb. Nil, with nothing consumed, if none stands here.
  mutating func verbGroup() -> VerbGroup? {
    let start = i
    var at = i
    var auxiliaries: [Auxiliary] = []
    var lastAuxiliary = 0..<0
    var group = VerbGroup(range: start..<start, main: .copula, mainRange: start..<start)
    if isInfinitive(at) {
      at += 1
      group.isFinite = false
    }
    while at < tokens.count {
      if let (auxiliary, end) = sense(at, { if case .auxiliary(let a) = $0 { a } else { nil } }) {
        auxiliaries.append(auxiliary)
        lastAuxiliary = at..<end
        at = end
      } else if let (_, end) = sense(at, { $0 == .negation ? true : nil }) {
        group.isNegated = true
        auxiliaries.append(["isn't", "aren't", "wasn't", "weren't"].contains(tokens[at].word) ? .be : .modal)
        lastAuxiliary = at..<end
        at = end
      } else if let (adverb, end) = sense(at, { if case .adverb(let a) = $0 { a } else { nil } }),
        leadsOn(end, afterAuxiliary: !auxiliaries.isEmpty)
      {
        group.adverbs.append(AdverbUse(adverb: adverb, range: at..<end))
        at = end
      } else {
        break
      }
    }
    if let (verb, forms, end) = knownVerb(at), auxiliaries.isEmpty ? !isPrenominal(at, end) : true {
      group.main = .known(verb)
      group.forms = forms
      group.mainRange = at..<end
      at = end
      let helper = auxiliaries.last { $0 != .aspect }
      if forms.contains(.participle), helper == .be || helper == .get {
        let entry = Verbs.all[verb]
        group.isPassive = entry.use.acting != nil || !entry.obliques.isEmpty
      }
      if auxiliaries.isEmpty, forms == .gerund || forms == .participle { group.isFinite = false }
    } else if !auxiliaries.isEmpty {
      let unknownFollows = at < tokens.count && tokens[at].kind == .word && !lexicon.knows(tokens[at])
      let helper = auxiliaries.last
      if helper == .be {
        if unknownFollows, Chunker.participleEndings.contains(where: tokens[at].word.hasSuffix) {
          group.main = .unknown(tokens[at].word)
          group.mainRange = at..<at + 1
          at += 1
        } else {
          group.mainRange = lastAuxiliary
        }
      } else if unknownFollows {
        group.main = .unknown(tokens[at].word)
        group.mainRange = at..<at + 1
        at += 1
      } else {
        group.main = .unknown(tokens[lastAuxiliary.lowerBound].word)
        group.mainRange = lastAuxiliary
      }
    } else if isUnknownVerb(at) {
      group.main = .unknown(tokens[at].word)
      group.mainRange = at..<at + 1
      group.isFinite = group.isFinite && !tokens[at].word.hasSuffix("ing")
      at += 1
    } else {
      return nil
    }
    i = at
    group.range = start..<at
    return group
  }

  private static let participleEndings = ["ing", "ed", "wn", "ught", "ung", "oken", "iven"]

  func knownVerb(_ at: Int) -> (Int, VerbForms, Int)? {
    guard
      let (value, end) = sense(
        at, { s -> (Int, VerbForms)? in if case .verb(let v, let f) = s { (v, f) } else { nil } })
    else { return nil }
    return (value.0, value.1, end)
  }

  /// "to roll", unlike "to the block".
  func isInfinitive(_ at: Int) -> Bool {
    guard at + 1 < tokens.count, tokens[at].word == "to", let (_, forms, _) = knownVerb(at + 1) else { return false }
    return forms.contains(.base)
  }

  private func leadsOn(_ start: Int, afterAuxiliary: Bool) -> Bool {
    var at = start
    while at < start + Chunker.maximumPhrase, let (_, end) = sense(at, { if case .adverb = $0 { true } else { nil } }) {
      at = end
    }
    if knownVerb(at) != nil || sense(at, { if case .auxiliary = $0 { true } else { nil } }) != nil { return true }
    guard afterAuxiliary, at < tokens.count, tokens[at].kind == .word else { return false }
    return !lexicon.knows(tokens[at])
  }

  /// An unknown word where only a verb can stand.
  private func isUnknownVerb(_ at: Int) -> Bool {
    guard at < tokens.count, tokens[at].kind == .word, !lexicon.knows(tokens[at]) else { return false }
    let word = tokens[at].word
    var k = chunks.count - 1
    while k >= 0, case .adverb = chunks[k] { k -= 1 }
    guard k >= 0 else { return false }
    switch chunks[k] {
    case .noun(let phrase):
      let plural = phrase.isPlural || phrase.head == .pronoun(.they)
      return plural || looksLikeVerb(word)
    case .relative: return true
    case .coordinator, .comma, .link:
      return looksLikeVerb(word) && sentenceHasVerb && !verbFollows(at + 1)
    default: return false
    }
  }

  private func verbFollows(_ at: Int) -> Bool {
    knownVerb(at) != nil || sense(at, { if case .auxiliary = $0 { true } else { nil } }) != nil
  }

  private var sentenceHasVerb: Bool {
    for chunk in chunks.suffix(24).reversed() {
      switch chunk {
      case .verb: return true
      case .stop: return false
      default: break
      }
    }
    return false
  }

  /// By its ending, or as one of the irregular pasts that prompts use.
  func looksLikeVerb(_ word: String) -> Bool {
    if Chunker.irregularPasts.contains(word) { return true }
    if word.hasSuffix("ss") || word.hasSuffix("us") || word.hasSuffix("is") { return false }
    return word.count > 3 && (word.hasSuffix("s") || word.hasSuffix("ed") || word.hasSuffix("ing"))
  }

  private static let irregularPasts: Set<String> = [
    "flew", "went", "sang", "spun", "swung", "came", "took", "made", "broke", "caught", "threw", "ate", "drove",
    "rode", "rose", "held", "kept", "left", "sank", "swam", "became", "grew", "spoke", "wrote", "woke", "blew", "drew",
    "gave", "shook", "stuck", "tore", "wore", "won", "sprang", "crept", "leapt", "slept", "swept", "bent", "built",
    "sent", "fled", "fed", "led", "met", "shot", "burst", "split", "spread", "shut", "eats", "flies", "sees", "go",
    "does", "goes", "has",
  ]

  /// "rolling" of "a rolling ball": a participle between a noun phrase's start and its noun.
  func isPrenominal(_ at: Int, _ end: Int) -> Bool {
    guard let (verb, forms, _) = knownVerb(at), forms == .gerund, Verbs.all[verb].use.alone != nil, isAtBoundary,
      !isAfterVerbAndComma
    else { return false }
    return nounFollows(end)
  }

  private var isAfterVerbAndComma: Bool { if case .comma = last { sentenceHasVerb } else { false } }

  /// Whether adjectives, at most six words of any kind, lead from here to a known noun.
  func nounFollows(_ start: Int) -> Bool {
    var at = start
    while at < min(tokens.count, start + 6) {
      if isNounWord(at) { return true }
      if at > start, [",", "and"].contains(tokens[at].word), adjective(at + 1) != nil {
        at += 1
        continue
      }
      guard let end = adjective(at)?.end ?? (lexicon.knows(tokens[at]) || tokens[at].kind != .word ? nil : at + 1)
      else {
        return false
      }
      at = end
    }
    return false
  }
}
