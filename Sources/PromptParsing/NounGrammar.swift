extension Grammar {
  /// Where a list of nouns stands, which decides what may join it and hang on it.
  enum Role {
    case subject
    /// Of this verb; nil if the verb is unknown.
    case object(VerbEntry?)
    case phraseObject(Preposition, afterVerb: Bool)
  }

  mutating func nouns(_ role: Role) -> [NounPhrase] {
    depth += 1
    defer { depth -= 1 }
    var out = [noun(role)]
    while let next = conjunct(role, joined: out.count) {
      p = next
      out.append(noun(role))
    }
    return out
  }

  /// The chunk of the next noun of the list, if the list goes on.
  private func conjunct(_ role: Role, joined: Int) -> Int? {
    var k = p
    var hasJoint = false
    while true {
      if case .comma = chunk(k) {
        k += 1
      } else if case .coordinator = chunk(k) {
        hasJoint = true
        k += 1
      } else {
        break
      }
    }
    guard k > p, case .noun(let phrase) = chunk(k) else { return nil }
    switch role {
    case .subject: return k
    case .object: return followedByVerb(k) ? nil : k
    case .phraseObject(let preposition, let afterVerb):
      if preposition.relation == .between && joined == 1 && hasJoint { return k }
      if case .garment = phrase.head, preposition.name == "in" || preposition.name == "wearing" { return k }
      guard afterVerb, hasJoint, !followedByVerb(k) else { return nil }
      if case .preposition = chunk(k + 1) { return nil }
      return k
    }
  }

  /// Whether the noun at chunk `k`, with its phrases, is the subject of a verb.
  func followedByVerb(_ k: Int) -> Bool {
    var k = k + 1
    for _ in 0..<12 {
      switch chunk(k) {
      case .preposition where isNoun(k + 1): k += 2
      case .adverb: k += 1
      case .verb(let group): return group.isFinite
      default: return false
      }
    }
    return false
  }

  private mutating func noun(_ role: Role) -> NounPhrase {
    guard case .noun(var noun) = here else { preconditionFailure("no noun at chunk \(p)") }
    p += 1
    guard depth <= Grammar.maximumDepth else { return noun }
    while let chunk = here {
      switch chunk {
      case .preposition(let preposition, _):
        guard isNoun(p + 1), attaches(preposition, to: noun, role) else { return noun }
        noun.phrases.append(phrase(afterVerb: false))
      case .arranged(let name, let range):
        guard noun.arrangement == nil else { return noun }
        noun.arrangement = name
        noun.arrangementRange = range
        p += 1
      case .relative(let range):
        guard let clause = relativeClause(range) else { return noun }
        noun.clauses.append(clause)
      case .comma:
        // "a block, which falls, ..."
        guard case .relative(let range) = self.chunk(p + 1) else { return noun }
        let comma = p
        p += 1
        guard let clause = relativeClause(range) else {
          p = comma
          return noun
        }
        noun.clauses.append(clause)
      case .verb(let group):
        guard isReduced(group, role) else { return noun }
        let start = group.range.lowerBound
        noun.clauses.append(
          RelativeClause(range: start..<start, predicates: [verbPhrase(isRelative: true)]))
      default: return noun
      }
    }
    return noun
  }

  private func attaches(_ preposition: Preposition, to noun: NounPhrase, _ role: Role) -> Bool {
    if noun.head == .reciprocal || preposition.name == "by" && !isStatic(preposition) { return false }
    if preposition.name == "in", case .noun(let object) = chunk(p + 1), case .garment = object.head { return true }
    switch role {
    case .subject:
      if case .pronoun = noun.head { return false }
      return true
    case .object(let entry):
      if preposition.name == "of" || preposition.name == "wearing" { return true }
      if case .pronoun = noun.head { return false }
      if preposition.relation == .on && preposition.direction != nil && entry?.takesGoal == true { return false }
      if entry?.particles[preposition.name] != nil { return isNoun(p + 1) && isStatic(preposition) }
      return isStatic(preposition)
    case .phraseObject:
      return isStatic(preposition) || preposition.name == "of"
    }
  }

  /// Says where a thing stands rather than where one goes.
  private func isStatic(_ preposition: Preposition) -> Bool {
    preposition.relation != nil && preposition.name != "onto" && preposition.name != "over"
      && preposition.name != "against"
  }

  mutating func phrase(afterVerb: Bool) -> PrepositionalPhrase {
    guard case .preposition(let preposition, let range) = here else { preconditionFailure("no preposition at \(p)") }
    p += 1
    var out = PrepositionalPhrase(preposition: preposition, range: range)
    if isNoun(p), depth <= Grammar.maximumDepth {
      out.objects = nouns(.phraseObject(preposition, afterVerb: afterVerb))
    }
    return out
  }

  private mutating func relativeClause(_ range: Range<Int>) -> RelativeClause? {
    var clause = RelativeClause(range: range)
    let start = p
    p += 1
    if isNoun(p), followedByVerb(p) { clause.subjects = nouns(.subject) }
    guard case .verb = here else {
      p = start
      return nil
    }
    clause.predicates = [verbPhrase(isRelative: true)]
    return clause
  }

  /// A participle that tells of the noun before it: "a ball rolling down a ramp", "a block hit by a ball".
  private func isReduced(_ group: VerbGroup, _ role: Role) -> Bool {
    guard depth < Grammar.maximumDepth else { return false }
    if !group.isFinite {
      guard case .subject = role else {
        // Of the nearest noun if it says how that stands; what is done belongs to the clause's subject.
        if case .object = role { return group.forms != .base }
        guard case .known(let v) = group.main, let alone = Verbs.all[v].use.alone else { return false }
        return alone == .rest || alone == .stand
      }
      // Without another verb the participle is the clause's own: "a ball rolling down a ramp".
      return group.forms != .base && clauseHasLaterVerb
    }
    return isReducedPassive(group)
  }

  private var clauseHasLaterVerb: Bool {
    for k in p + 1..<min(chunks.count, p + 24) where k < chunks.count {
      switch chunks[k] {
      case .verb(let group) where group.isFinite: return true
      case .stop, .link, .coordinator: return false
      default: break
      }
    }
    return false
  }

  /// "hit by a ball" with a later verb; alone it is the clause's own predicate.
  private func isReducedPassive(_ group: VerbGroup) -> Bool {
    guard group.forms.contains(.participle), !group.isPassive, case .known(let v) = group.main,
      group.range == group.mainRange, Verbs.all[v].use.alone == nil
    else { return false }
    var k = p + 1
    if case .preposition(let particle, _) = chunk(k), !isNoun(k + 1), particle.name != "by" { k += 1 }
    guard case .preposition(let by, _) = chunk(k), by.name == "by", isNoun(k + 1) else { return false }
    return clauseHasLaterVerb
  }
}
