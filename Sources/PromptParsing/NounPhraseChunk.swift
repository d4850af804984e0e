import AssetLibrary

extension Chunker {
  /// Noun phrase := pronoun | part* determiner? (ordinal | "other" | number | adjective | participle | group | noun)* head.
  ///
  /// The head is the last noun; where unknown words stand last, the head is unknown and the phrase names no thing.
  mutating func nounPhrase() -> NounPhrase? {
    if let phrase = pronounPhrase() { return phrase }
    var reader = NounPhraseReader(chunker: self, start: i)
    guard let phrase = reader.read() else {
      if sense(i, { if case .determiner = $0 { true } else { nil } }) != nil { return demonstrative() }
      return nil
    }
    i = phrase.range.upperBound
    return phrase
  }

  private mutating func pronounPhrase() -> NounPhrase? {
    let found = sense(i) { sense -> NounPhrase.Head? in
      switch sense {
      case .pronoun(let p): .pronoun(p)
      case .reciprocal: .reciprocal
      default: nil
      }
    }
    guard let (head, end) = found else { return nil }
    // "her ball": a determiner.
    if sense(i, { if case .determiner = $0 { true } else { nil } }) != nil, nounFollows(end) { return nil }
    return headed(head, end)
  }

  /// "this", "those" alone.
  private mutating func demonstrative() -> NounPhrase? {
    switch tokens[i].word {
    case "this", "that": headed(.pronoun(.it), i + 1)
    case "these", "those", "both": headed(.pronoun(.they), i + 1)
    default: nil
    }
  }

  private mutating func headed(_ head: NounPhrase.Head, _ end: Int) -> NounPhrase {
    var phrase = NounPhrase(range: i..<end)
    phrase.head = head
    phrase.headRange = i..<end
    phrase.isPlural = head == .pronoun(.they)
    i = end
    return phrase
  }

  func adjective(_ at: Int) -> (value: Sense, end: Int)? {
    let found = sense(at) { sense -> Sense? in
      switch sense {
      case .colour, .material, .size, .quality, .pace, .look, .degree: sense
      case .arranged(let name) where name == "stack": sense
      default: nil
      }
    }
    guard let found else { return nil }
    // "light" is a shade before a colour and a weight elsewhere.
    if found.value == .look, sense(at, { $0 == .degree ? true : nil }) != nil,
      sense(found.end, { if case .colour = $0 { true } else { nil } }) != nil
    {
      return (.degree, found.end)
    }
    return found
  }
}

/// Reads one noun phrase; a value of its own so that a failed try leaves the chunker as it was.
private struct NounPhraseReader {
  let chunker: Chunker
  let start: Int
  var at: Int
  var phrase: NounPhrase
  /// Unknown words since the last known adjective or noun, in order.
  var unknown: [Int] = []
  var mayTakeDeterminer = true

  init(chunker: Chunker, start: Int) {
    self.chunker = chunker
    self.start = start
    at = start
    phrase = NounPhrase(range: start..<start)
  }

  var tokens: [Token] { chunker.tokens }
  var isAtStart: Bool { at == start }

  mutating func read() -> NounPhrase? {
    let limit = min(tokens.count, start + Chunker.maximumPhrase)
    while at < limit, phrase.headRange.isEmpty {
      if determiner() || quantity() || participle() || noun() || adjective() || joint() || unknownWord() { continue }
      break
    }
    if phrase.headRange.isEmpty { chooseHead() }
    let saysSomething =
      !phrase.headRange.isEmpty || !phrase.modifiers.isEmpty || phrase.ordinal != nil || phrase.isOther
    guard saysSomething else { return nil }
    phrase.range = start..<at
    return phrase
  }

  private mutating func chooseHead() {
    if let last = unknown.last {
      phrase.head = .unknown(tokens[last].word)
      phrase.headRange = last..<last + 1
      phrase.modifiers.removeAll { $0.token == last..<last + 1 }
      phrase.isPlural = tokens[last].word.hasSuffix("s") && phrase.determiner != .indefinite
    } else if phrase.ordinal != nil || phrase.isOther {
      phrase.head = .elliptic
    } else {
      phrase.head = .none
    }
  }

  private mutating func determiner() -> Bool {
    if let (_, end) = chunker.sense(at, { $0 == .part ? true : nil }), mayTakeDeterminer || isAtStart || unknown.isEmpty
    {
      at = end
      mayTakeDeterminer = true
      phrase.determiner = .bare
      return true
    }
    guard mayTakeDeterminer else { return false }
    guard let (d, end) = chunker.sense(at, { if case .determiner(let d) = $0 { d } else { nil } }), end < tokens.count
    else { return false }
    if phrase.arrangement == nil { phrase.determiner = d }
    at = end
    mayTakeDeterminer = false
    return true
  }

  private mutating func quantity() -> Bool {
    if let (_, end) = chunker.sense(at, { $0 == .other ? true : nil }) {
      phrase.isOther = true
      at = end
      return true
    }
    if let (_, end) = chunker.sense(at, { $0 == .one ? true : nil }), endsAtOne(end) {
      phrase.head = .elliptic
      phrase.headRange = at..<end
      at = end
      return true
    }
    if let ((size, name), end) = chunker.sense(
      at,
      { s -> (Int, String?)? in
        if case .group(let n, let name) = s { (n, name) } else { nil }
      })
    {
      // "a pair" alone, or "a couple" as two people, is no count.
      guard tokens[end - 1].word == "of" || chunker.nounFollows(end) || followsNumber(end) else { return false }
      if phrase.count == nil || name != nil {
        phrase.count = NounPhrase.Count(value: size, isExact: name == nil && size == 2, range: at..<end)
      }
      if let name {
        phrase.arrangement = name
        phrase.arrangementRange = at..<end
      }
      at = end
      mayTakeDeterminer = true
      return true
    }
    if let (ordinal, end) = chunker.sense(at, { if case .ordinal(let k) = $0 { k } else { nil } }) {
      phrase.ordinal = ordinal
      phrase.ordinalRange = at..<end
      at = end
      return true
    }
    return number()
  }

  private func followsNumber(_ at: Int) -> Bool {
    chunker.sense(at, { if case .number = $0 { true } else { nil } }) != nil
  }

  private func endsAtOne(_ end: Int) -> Bool {
    !(phrase.modifiers.isEmpty && (chunker.nounFollows(end) || chunker.adjective(end) != nil || isUnknown(end)))
  }

  private mutating func number() -> Bool {
    guard chunker.setting(at: at) == nil else { return false }
    let found =
      tokens[at].integer.map { (value: ($0, true), end: at + 1) }
      ?? chunker.sense(at) { s -> (Int, Bool)? in if case .number(let n, let exact) = s { (n, exact) } else { nil } }
    guard let ((value, isExact), end) = found else { return false }
    if let count = phrase.count, count.range.upperBound == at, phrase.arrangement == nil {
      // "two dozen"
      guard tokens[at].integer == nil else { return false }
      phrase.count = NounPhrase.Count(
        value: min(1_000_000, count.value * value), isExact: isExact, range: count.range.lowerBound..<end)
    } else {
      let from = phrase.arrangement == nil ? at : phrase.count?.range.lowerBound ?? at
      phrase.count = NounPhrase.Count(
        value: value, isExact: isExact, range: (phrase.arrangement == nil ? at : from)..<end)
    }
    at = end
    mayTakeDeterminer = false
    return true
  }

  /// "rolling ball", "fallen domino".
  private mutating func participle() -> Bool {
    guard let (verb, forms, end) = chunker.knownVerb(at), !isNoun(at) else { return false }
    if !forms.isDisjoint(with: [.gerund, .participle]), !isAtStart || chunker.isPrenominal(at, end),
      chunker.nounFollows(end), unknown.isEmpty
    {
      if forms == .gerund, Verbs.all[verb].use.alone != nil {
        phrase.participles.append(NounPhrase.Participle(verb: verb, token: at..<end))
      } else {
        phrase.modifiers.append(NounPhrase.Modifier(token: at..<end, sense: .look))
      }
      at = end
      return true
    }
    // "a fall", "the walk": nouns that name no thing.
    if forms.contains(.base), unknown.isEmpty, phrase.determiner != .bare, phrase.modifiers.isEmpty {
      unknown.append(at)
      at = end
      return true
    }
    return false
  }

  private func isNoun(_ at: Int) -> Bool { chunker.isNounWord(at) }

  private func isUnknown(_ at: Int) -> Bool {
    at < tokens.count && tokens[at].kind == .word && !chunker.lexicon.knows(tokens[at])
  }

  private func isModal(_ at: Int) -> Bool {
    chunker.sense(at) { $0 == .auxiliary(.modal) ? true : nil } != nil
  }

  private mutating func noun() -> Bool {
    if place() { return true }
    // "A can rolls", "can roll": a thing only after what belongs to a noun, and never after one. "A ball that can roll" is a ball.
    if isModal(at) && (isAtStart || tokens[at - 1].word == "that") { return false }
    let found = chunker.sense(at) { s -> (NounPhrase.Head, Bool)? in
      switch s {
      case .noun(let n, let plural): (.noun(n), plural)
      case .garment: (.garment(""), false)
      case .camera: (.camera, false)
      default: nil
      }
    }
    guard let ((head, plural), end) = found else { return false }
    let range = at..<end
    let next = chunker.sense(end) { s -> Bool? in
      switch s {
      case .noun, .garment, .place: true
      default: nil
      }
    }
    if next != nil && !plural && !isModal(end) {  // a compound: "marble ball", "orange chair"
      let look = chunker.sense(at) { sense -> Sense? in
        switch sense {
        case .material, .colour: sense
        default: nil
        }
      }
      phrase.modifiers.append(NounPhrase.Modifier(token: range, sense: look?.value))
      unknown = []
      at = end
      return true
    }
    if !plural, isUnknown(end), isCompound(end) {
      phrase.modifiers.append(NounPhrase.Modifier(token: range, sense: nil))
      at = end
      return true
    }
    phrase.head = head
    if case .garment = head { phrase.head = .garment(tokens[range].map(\.word).joined(separator: " ")) }
    phrase.headRange = range
    phrase.isPlural = plural
    at = end
    return true
  }

  private static let prepositionsOfPlace: Set<String> = ["on", "across", "over", "along", "at"]

  /// A place of the library. "Barn" may be both: it is the place after "in", else the thing; a place whose name says more
  /// than the thing's is meant wherever something is said to be: "on a table top", but "off the table top". Nor is a word
  /// that also says what things are like a place by itself: "in the wood", but "wood ball" and "of wood".
  private mutating func place() -> Bool {
    guard let (k, end) = chunker.sense(at, { if case .place(let k) = $0 { k } else { nil } }) else { return false }
    let preposition: String? = if case .preposition(let p, _) = chunker.last { p.name } else { nil }
    if let thing = chunker.sense(at, { if case .noun = $0 { true } else { nil } }) {
      let isWhere = thing.end < end && NounPhraseReader.prepositionsOfPlace.contains(preposition ?? "")
      if thing.end > end || preposition != "in" && !isWhere { return false }
    }
    if chunker.adjective(at) != nil, preposition == nil || preposition == "of" || preposition == "wearing" {
      return false
    }
    let range = at..<end
    if chunker.isNounWord(end) {  // "kitchen table": tells of the thing after it
      phrase.modifiers.append(NounPhrase.Modifier(token: range, sense: .place(k)))
      unknown = []
    } else {
      phrase.head = .place(k)
      phrase.headRange = range
    }
    at = end
    return true
  }

  /// "box truck": the unknown word is the head unless it can be the verb.
  private func isCompound(_ at: Int) -> Bool { !chunker.looksLikeVerb(tokens[at].word) }

  private mutating func adjective() -> Bool {
    guard let (sense, end) = chunker.adjective(at) else { return false }
    if case .arranged = sense, !chunker.nounFollows(end) { return false }
    phrase.modifiers.append(NounPhrase.Modifier(token: at..<end, sense: sense))
    unknown = []
    at = end
    mayTakeDeterminer = false
    return true
  }

  /// The comma of "big, red ball", the "and" of "black and white ball".
  private mutating func joint() -> Bool {
    guard let last = phrase.modifiers.last, last.token.upperBound == at, last.sense != nil,
      tokens[at].word == "," || tokens[at].word == "and", chunker.adjective(at + 1) != nil, chunker.nounFollows(at + 1)
    else { return false }
    at += 1
    return true
  }

  private mutating func unknownWord() -> Bool {
    let token = tokens[at]
    guard chunker.setting(at: at) == nil else { return false }
    guard token.kind == .word || (token.kind == .number && token.integer == nil) else { return false }
    let mayBeNoun =
      isUnknown(at) || token.kind == .number
      || chunker.sense(at, { if case .light = $0 { true } else { nil } }) != nil
    guard mayBeNoun else { return false }
    if !unknown.isEmpty, endsNoun(token.word) { return false }
    unknown.append(at)
    phrase.modifiers.append(NounPhrase.Modifier(token: at..<at + 1, sense: nil))
    at += 1
    mayTakeDeterminer = false
    return true
  }

  /// After one unknown word, whether this one reads as the verb: "a dog runs", not "traffic lights".
  private func endsNoun(_ word: String) -> Bool {
    guard chunker.looksLikeVerb(word) else { return false }
    if word.hasSuffix("s"), phrase.determiner == .bare {
      return chunker.sense(
        at + 1,
        { s in
          switch s {
          case .determiner, .pronoun: true
          default: nil
          }
        }) != nil
    }
    return true
  }
}
