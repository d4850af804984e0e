// Grammar over chunks, by recursive descent:
//
//   prompt      := (clause | film | light | setting | mark)*
//   clause      := link? (phrase ","?)* nouns predicates | nouns | predicates
//   nouns       := noun ((","|"and") noun)*
//   noun        := NP (phrase | relative | participle clause | "in a row")*
//   phrase      := P nouns?
//   predicates  := predicate ((","|"and"|"then")+ predicate)*
//   predicate   := VG (nouns | phrase | particle | adverb)*
//   relative    := ("that"|"which"|"who") (predicate | nouns predicate)
//
// Phrases before the verb hang on the nearest noun (right association); after a verb those of direction hang on the
// verb and those of place on the object. What fits nowhere is skipped, one chunk at a time, and the rest is still read.

/// Reads chunks into statements.
struct Grammar {
  let chunks: [Chunk]
  var p = 0
  /// Prompts may nest phrases without end; the stack may not.
  var depth = 0
  static let maximumDepth = 12

  static func statements(of chunks: [Chunk]) -> [Statement] {
    var grammar = Grammar(
      chunks: chunks.filter { if case .glue = $0 { false } else { true } })
    return grammar.prompt()
  }

  func chunk(_ k: Int) -> Chunk? { k < chunks.count ? chunks[k] : nil }
  var here: Chunk? { chunk(p) }

  func isNoun(_ k: Int) -> Bool { if case .noun = chunk(k) { true } else { false } }

  private mutating func prompt() -> [Statement] {
    var out: [Statement] = []
    var clause = Clause()
    var fronted: Link?  // of a subordinate clause that opened the sentence
    var hasClause = false
    func flush() {
      if !clause.opening.isEmpty || !clause.openingAdverbs.isEmpty { out.append(.clause(clause)) }
    }
    while let chunk = here {
      switch chunk {
      case .stop:
        flush()
        clause = Clause()
        (fronted, hasClause) = (nil, false)
        p += 1
      case .comma, .coordinator, .glue, .existential, .relative:
        p += 1
      case .link(let link, _):
        clause.link = link
        if !hasClause { fronted = link }
        p += 1
      case .film(let term, let range):
        p += 1
        var film = FilmPhrase(term: term, range: range)
        readSubjects(&film)
        out.append(.film(film))
      case .light(let term, let range):
        out.append(.light(term, range))
        p += 1
      case .setting(let why, let range):
        out.append(.setting(why, range))
        p += 1
      case .skipped(let why, let range):
        out.append(.skipped(why, range))
        p += 1
      case .adverb(let use):
        clause.openingAdverbs.append(use)
        p += 1
      case .arranged(_, let range):
        out.append(.skipped("no things stand before it", range))
        p += 1
      case .preposition:
        clause.opening.append(phrase(afterVerb: false))
      case .noun, .verb:
        if hasClause && clause.link == nil, let opener = fronted {
          // "When the ball hits, the block falls": the main clause follows; turned round for the others.
          clause.link = opener == .before ? .after : opener == .meanwhile ? .meanwhile : .then
          fronted = nil
        } else if !hasClause {
          clause.link = nil
        }
        clause.startsSentence = !hasClause
        read(&clause)
        out.append(.clause(clause))
        clause = Clause()
        hasClause = true
      }
    }
    flush()
    return out
  }

  /// What a film phrase is of: "close-up of the ball", "the camera orbits around them".
  private mutating func readSubjects(_ film: inout FilmPhrase) {
    while case .adverb(let use) = here {
      film.adverbs.append(use.range)
      p += 1
    }
    var k = p
    if case .preposition(_, let range) = chunk(k), isNoun(k + 1) {
      film.preposition = range
      k += 1
    }
    guard isNoun(k) else { return }
    if k == p, case .some(.verb) = chunk(k + 1) { return }  // "Close-up, a ball rolls" without its comma
    p = k
    film.subjects = nouns(.subject)
  }

  private mutating func read(_ clause: inout Clause) {
    if isNoun(p) { clause.subjects = nouns(.subject) }
    clause.predicates = predicates()
  }

  // MARK: Predicates

  /// Where the next predicate of the same subject starts, past "and", "then", commas and adverbs; nil if none does.
  private func nextPredicate(isFirst: Bool) -> (start: Int, link: Link)? {
    var k = p
    var link = Link.then
    var hasComma = false
    var hasJoint = false
    scan: while let chunk = chunk(k) {
      switch chunk {
      case .comma: hasComma = true
      case .coordinator: hasJoint = true
      case .link(let l, _):
        hasJoint = true
        link = l
      case .adverb: break
      case .verb(let group):
        // After a comma alone a finite verb goes on too: "falls, bounces, and rolls".
        return isFirst || hasJoint || hasComma || !group.isFinite ? (k, link) : nil
      default: break scan
      }
      k += 1
    }
    return nil
  }

  private mutating func predicates() -> [VerbPhrase] {
    var out: [VerbPhrase] = []
    while let (start, link) = nextPredicate(isFirst: out.isEmpty) {
      var adverbs: [AdverbUse] = []
      for k in p..<start { if case .adverb(let use) = chunks[k] { adverbs.append(use) } }
      p = start
      var predicate = verbPhrase(isRelative: false)
      predicate.link = link
      predicate.adverbs = adverbs + predicate.adverbs
      out.append(predicate)
    }
    return out
  }

  mutating func verbPhrase(isRelative: Bool) -> VerbPhrase {
    guard case .verb(let group) = here else { preconditionFailure("no verb at chunk \(p)") }
    p += 1
    var out = VerbPhrase(group: group)
    let entry: VerbEntry? = if case .known(let v) = group.main { Verbs.all[v] } else { nil }
    while let chunk = here {
      switch chunk {
      case .adverb(let use):
        // "slowly" may open the next clause after a comma, but never stands there without one.
        out.adverbs.append(use)
        p += 1
      case .arranged(let name, let range):
        out.arrangement = NounPhrase.Modifier(token: range, sense: .arranged(name))
        p += 1
      case .preposition(let preposition, let range):
        if let entry, takesParticle(entry, preposition, &out, range) { continue }
        let phrase = phrase(afterVerb: true)
        if phrase.preposition.name == "by", group.isPassive || mayBeReduced(out), !phrase.objects.isEmpty {
          out.agents += phrase.objects
          out.agentRange = phrase.range
        } else {
          out.phrases.append(phrase)
        }
      case .noun:
        guard out.objects.isEmpty, out.phrases.isEmpty, takesObject(entry, group) else { return out }
        out.objects = nouns(.object(entry))
      case .coordinator, .comma:
        // "off the ramp and into the box"
        guard case .preposition(let next, _) = self.chunk(p + 1), next.direction != nil, isNoun(p + 2),
          !out.phrases.isEmpty, !followedByVerb(p + 2)
        else { return out }
        p += 1
      default: return out
      }
    }
    return out
  }

  private func mayBeReduced(_ phrase: VerbPhrase) -> Bool {
    guard case .known(let v) = phrase.group.main, phrase.objects.isEmpty else { return false }
    return phrase.group.forms.contains(.participle) && Verbs.all[v].use.alone == nil
  }

  private func takesObject(_ entry: VerbEntry?, _ group: VerbGroup) -> Bool {
    guard let entry else { return true }
    if group.isPassive { return false }
    if entry.use.acting != nil || entry.particles.values.contains(where: { $0.acting != nil }) {
      // "A ball rolls a block falls": a missing comma, not an object.
      return entry.use.alone == nil || !followedByVerb(p)
    }
    return false
  }

  /// "over" of "knocks over three dominoes", "knocks them over", "falls over".
  private mutating func takesParticle(
    _ entry: VerbEntry, _ preposition: Preposition, _ out: inout VerbPhrase, _ range: Range<Int>
  ) -> Bool {
    guard out.particle == nil, out.phrases.isEmpty, let use = entry.particles[preposition.name] else { return false }
    let nounFollows = isNoun(p + 1)
    // With an object before it, or acting on the one after it; else "falls over the edge" is a path.
    guard
      !nounFollows || (out.objects.isEmpty && use.acting != nil && !out.group.isPassive && entry.use.alone == nil)
        || (out.objects.isEmpty && entry.lemma == "topple") || (out.objects.isEmpty && entry.lemma == "tip")
    else { return false }
    out.particle = preposition
    out.particleRange = range
    p += 1
    return true
  }
}
