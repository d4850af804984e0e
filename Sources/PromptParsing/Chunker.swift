import AssetLibrary

/// Cuts tokens into chunks from left to right: noun phrases without attachments, verb groups, and the small words
/// between them. Every token lies in exactly one chunk.
///
/// A word of several classes ("fall", "left", "that") is decided by the chunk before it and the words after it.
struct Chunker {
  let tokens: [Token]
  let lexicon = Lexicon.shared
  private(set) var chunks: [Chunk] = []
  var i = 0
  /// The words after "the camera" are read as camera language until the next stop.
  private var followsCamera = false
  /// Tokens that a phrase may run over; without a limit, a text of words that lead nowhere takes quadratic time.
  static let maximumPhrase = 24

  init(_ tokens: [Token]) { self.tokens = tokens }

  static func chunks(of tokens: [Token]) -> [Chunk] {
    var chunker = Chunker(tokens)
    while chunker.i < tokens.count {
      let start = chunker.i
      let chunk = chunker.next()
      precondition(chunker.i > start, "the chunker stands still at token \(start)")
      chunker.chunks.append(chunk)
    }
    return chunker.chunks
  }

  func sense<T>(_ at: Int, _ select: (Sense) -> T?) -> (value: T, end: Int)? {
    lexicon.match(tokens, at: at, select)
  }

  private mutating func next() -> Chunk {
    let start = i
    if tokens[i].kind == .punctuation, !["'s", "'re", "'ll", "'ve", "'d", "'m"].contains(tokens[i].word) {
      return punctuation()
    }
    if tokens[i].kind == .symbol && tokens[i].text != "&" {
      i += 1
      return .skipped("no word", start..<i)
    }
    if let setting = setting() { return setting }
    if let film = film() { return film }
    if let light = light() { return light }
    if let (_, end) = sense(i, { $0 == .existential ? true : nil }), !isAfterNoun {
      i = end
      if let of = sense(i, { $0 == .filler ? true : nil })?.end { i = of }
      return .existential(start..<i)
    }
    if let filler = filler() { return filler }
    if let small = smallWord() { return small }
    if let group = verbGroup() { return .verb(group) }
    if let phrase = nounPhrase() { return .noun(phrase) }
    if let (_, end) = sense(i, { if case .determiner = $0 { true } else { nil } }) {
      i = end
      return .glue(start..<end)
    }
    i += 1
    return .skipped(reason(for: tokens[start]), start..<i)
  }

  // MARK: What came before

  var last: Chunk? { chunks.last }
  var isAfterNoun: Bool { if case .noun = last { true } else { false } }
  var isAfterVerb: Bool { if case .verb = last { true } else { false } }
  /// At the start of a clause or of a part of one.
  var isAtBoundary: Bool {
    switch last {
    case nil, .comma, .stop, .coordinator, .link, .film, .light, .setting, .glue: true
    default: false
    }
  }

  // MARK: Marks, settings, film and light

  private mutating func punctuation() -> Chunk {
    let start = i
    i += 1
    switch tokens[start].text {
    case ",", ";", ":", "\u{2014}", "\u{2013}", "-", "(", ")", "[", "]":
      if tokens[start].text != "," && tokens[start].text != ")" { followsCamera = false }
      return .comma(start..<i)
    case ".", "!", "?", "\u{2026}":
      followsCamera = false
      return .stop(start..<i)
    default: return .glue(start..<i)
    }
  }

  private static let units: [String: String] = [
    "second": "--seconds", "seconds": "--seconds", "sec": "--seconds", "secs": "--seconds", "s": "--seconds",
    "minute": "--seconds", "minutes": "--seconds", "fps": "--fps", "frames": "--fps",
  ]
  private static let shapes: [String: String] = [
    "hd": "--size", "4k": "--size", "8k": "--size", "uhd": "--size", "widescreen": "--aspect", "2k": "--size",
  ]

  /// "4 seconds", "1080p", "16:9": not for prose to say.
  private mutating func setting() -> Chunk? {
    let start = i
    guard let (flag, end) = setting(at: i) else { return nil }
    i = end
    return .setting("set by \(flag), not by the prompt", start..<end)
  }

  func setting(at i: Int) -> (flag: String, end: Int)? {
    func made(_ end: Int, _ flag: String) -> (String, Int) { (flag, end) }
    let words = tokens[i].parts
    if let flag = Chunker.shapes[tokens[i].word] { return made(i + 1, flag) }
    guard tokens[i].kind == .number || sense(i, { if case .number = $0 { true } else { nil } }) != nil else {
      return nil
    }
    if words.count == 2, let flag = Chunker.units[words[1]] { return made(i + 1, flag) }
    if i + 1 < tokens.count, let flag = Chunker.units[tokens[i + 1].word], tokens[i + 1].word != "s" {
      return made(i + 2, flag)
    }
    guard tokens[i].kind == .number else { return nil }
    let word = tokens[i].word
    let digits = word.prefix { $0.isNumber }
    let rest = String(word.dropFirst(digits.count))
    if let flag = Chunker.units[rest] { return made(i + 1, flag) }
    if rest == "p" || rest == "k" { return made(i + 1, "--size") }
    if let mark = rest.first, "x\u{D7}".contains(mark), rest.count > 1, rest.dropFirst().allSatisfy(\.isNumber) {
      return made(i + 1, "--size")
    }
    if rest.first == ":", rest.dropFirst().allSatisfy(\.isNumber) { return made(i + 1, "--aspect") }
    return nil
  }

  private func isArticle(_ at: Int) -> Bool {
    at < tokens.count && ["a", "an", "the"].contains(tokens[at].word)
  }

  private mutating func film() -> Chunk? {
    let start = i
    let at = isArticle(i) ? i + 1 : i
    if let (_, end) = sense(at, { $0 == .camera ? true : nil }) {
      if case .preposition = last { return nil }
      followsCamera = true
      // "Static camera", "camera: static" and "the camera orbits" all read on from here.
      i = end
      while let aux = sense(i, { if case .auxiliary = $0 { true } else { nil } }) ?? adverb(at: i) { i = aux.end }
      if let (term, end) = cameraTerm(at: i) {
        i = end
        return .film(term, start..<i)
      }
      return .film(.aim, start..<i)
    }
    if let (term, end) = sense(at, { if case .film(let term) = $0 { term } else { nil } }) {
      if case .angle = term, isAfterVerb, at == i { return nil }
      i = end
      while i < tokens.count, FilmTerm.tails.contains(tokens[i].word) { i += 1 }
      followsCamera = tokens[start..<i].contains { $0.word == "camera" }
      return .film(term, start..<i)
    }
    if followsCamera, !isAfterPreposition, let (term, end) = cameraTerm(at: i) {
      i = end
      return .film(term, start..<i)
    }
    return nil
  }

  private var isAfterPreposition: Bool { if case .preposition = last { true } else { false } }

  private func adverb(at: Int) -> (value: Bool, end: Int)? {
    sense(at) { sense in
      switch sense {
      case .adverb(.pace), .adverb(.plain): true
      default: nil
      }
    }
  }

  private func cameraTerm(at start: Int) -> (value: FilmTerm, end: Int)? {
    sense(start) { if case .cameraVerb(let term) = $0 { term } else { nil } }
      ?? sense(start) { if case .film(let term) = $0 { term } else { nil } }
  }

  /// "at sunset", "on a sunny morning", "under a clear blue sky": preposition, article, words of light.
  private mutating func light() -> Chunk? {
    let start = i
    var at = i
    if ["at", "on", "in", "under", "during"].contains(tokens[at].word) { at += 1 }
    if isArticle(at) { at += 1 }
    var said = LightTerm()
    while at < i + Chunker.maximumPhrase,
      let (word, end) = sense(at, { if case .light(let term) = $0 { term } else { nil } })
    {
      said.time = said.time ?? word.time
      said.sky = said.sky ?? word.sky
      said.weather = said.weather ?? word.weather
      at = end
    }
    guard said.saysSomething else { return nil }
    i = at
    return .light(said, start..<at)
  }

  // MARK: Small words

  private mutating func filler() -> Chunk? {
    let start = i
    let at = isArticle(i) ? i + 1 : i
    guard let (_, end) = sense(at, { $0 == .filler ? true : nil }) else { return nil }
    i = end
    return .glue(start..<end)
  }

  private mutating func smallWord() -> Chunk? {
    let start = i
    func take(_ end: Int, _ chunk: (Range<Int>) -> Chunk) -> Chunk {
      i = end
      return chunk(start..<end)
    }
    // A word right after an article or adjective is a noun whatever else it could be; noun phrases see to that.
    if let (name, end) = sense(i, { if case .arranged(let name) = $0 { name } else { nil } }),
      isAfterNoun || isAfterVerb
    {
      return take(end) { .arranged(name, $0) }
    }
    if isAfterNoun || isAfterComma, let (_, end) = sense(i, { $0 == .relative ? true : nil }), startsRelative(end) {
      return take(end) { .relative($0) }
    }
    // The longest phrase of any of these classes: "next to" before "next", "to the left" before "to".
    let found = sense(i) { sense -> Sense? in
      switch sense {
      case .link, .preposition, .coordinator, .adverb: sense
      default: nil
      }
    }
    if let (_, end) = sense(i, { $0 == .degree ? true : nil }),
      let (pace, last) = sense(end, { if case .adverb(.pace(let p)) = $0 { p } else { nil } })
    {
      return take(last) { .adverb(AdverbUse(adverb: .pace(pace), range: $0)) }
    }
    guard let found, !isInfinitive(i) else { return nil }
    switch found.value {
    case .link(let link): return take(found.end) { .link(link, $0) }
    case .preposition(let preposition): return take(found.end) { .preposition(preposition, $0) }
    case .coordinator: return take(found.end) { .coordinator($0) }
    case .adverb(let adverb) where !leadsToVerb(found.end):
      return take(found.end) { .adverb(AdverbUse(adverb: adverb, range: $0)) }
    default: break
    }
    return nil
  }

  private var isAfterComma: Bool {
    guard case .comma = last, chunks.count >= 2, case .noun = chunks[chunks.count - 2] else { return false }
    return true
  }

  /// "that" opens a clause before a verb or a new subject, otherwise it points ("that ball").
  private func startsRelative(_ at: Int) -> Bool {
    guard at < tokens.count else { return false }
    return !isNounWord(at) || isArticle(at)
  }

  /// Adverbs before a verb belong to its group.
  private func leadsToVerb(_ start: Int) -> Bool {
    var at = start
    while at < start + Chunker.maximumPhrase, let (_, end) = sense(at, { if case .adverb = $0 { true } else { nil } }) {
      at = end
    }
    return sense(at) { sense in
      switch sense {
      case .verb, .auxiliary, .negation: true
      default: nil
      }
    } != nil
  }

  func isNounWord(_ at: Int) -> Bool {
    sense(at) { sense in
      switch sense {
      case .noun, .garment, .place: true
      default: nil
      }
    } != nil
  }

  /// Why a word alone is not understood, with the nearest known one.
  func reason(for token: Token) -> String { Suggestions.unknownWord(token.word) }
}
