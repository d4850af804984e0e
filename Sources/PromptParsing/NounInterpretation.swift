import AssetLibrary
import SceneDescription

extension Interpreter {
  /// The entities that a noun phrase means, new or met before; empty, with the reason noted, if it means none.
  mutating func resolve(_ noun: NounPhrase, _ rank: Cast.Rank, excluding excluded: [Int]) -> [Int] {
    var found: [Int]
    switch noun.head {
    case .noun(let n):
      if noun.determiner == .none || noun.count?.value == 0 {
        ledger.note(noun.range, .ignored, "said not to be there")
        found = []
      } else {
        found = things(n, noun)
      }
    case .place(let k):
      set(place: k, noun)
      found = []
    case .elliptic: found = elliptic(noun, excluding: excluded)
    case .none:
      found = noun.determiner == .definite ? elliptic(noun, excluding: excluded) : []
      if found.isEmpty { ledger.note(noun.range, .notUnderstood, "no thing follows that it could describe") }
    case .pronoun(let pronoun):
      found = cast.referents(of: pronoun, excluding: excluded)
      if found.isEmpty {
        ledger.note(noun.range, .notUnderstood, "no thing before it that '\(ledger.text(noun.headRange))' could mean")
      } else {
        ledger.note(noun.range, .used, "means \(names(found))")
      }
    case .reciprocal, .camera:
      ledger.note(noun.range, .grammar, "grammar")
      found = []
    case .garment(let word):
      discard(noun, head: word)
      found = []
    case .unknown(let word):
      discard(noun, head: word)
      found = []
    }
    for k in found { cast.mention(k, rank) }
    attach(noun, to: found)
    ledger.note(noun.range, .grammar, "grammar")
    return found
  }

  func names(_ list: [Int]) -> String { list.map { "'\(cast.id($0))'" }.joined(separator: " and ") }

  /// A phrase whose head is not known: nothing of it may describe anything else.
  private mutating func discard(_ noun: NounPhrase, head word: String) {
    ledger.note(noun.headRange, .notUnderstood, Suggestions.thing(word))
    if !unknownThings.contains(word) { unknownThings.append(word) }
    let why = "belongs to '\(word)', which is not known"
    for modifier in noun.modifiers { ledger.note(modifier.token, .notUnderstood, why) }
    for participle in noun.participles { ledger.note(participle.token, .notUnderstood, why) }
    if let count = noun.count { ledger.note(count.range, .notUnderstood, why) }
    ledger.note(noun.ordinalRange, .notUnderstood, why)
    ledger.note(noun.arrangementRange, .notUnderstood, why)
  }

  /// Notes all of a phrase that cannot mean anything here, with all that hangs on it.
  mutating func discardWhole(_ noun: NounPhrase, _ why: String) {
    if case .unknown(let word) = noun.head { discard(noun, head: word) }
    ledger.note(noun.range, .notUnderstood, why)
    for phrase in noun.phrases {
      ledger.note(phrase.range, .notUnderstood, why)
      for object in phrase.objects { discardWhole(object, why) }
    }
    attach(NounPhrase(clausesOf: noun), to: [])
  }

  // MARK: Known nouns

  private mutating func things(_ n: Int, _ noun: NounPhrase) -> [Int] {
    let entry = Noun.all[n]
    let word = ledger.text(noun.headRange)
    let traits = self.traits(noun, entry)
    let refers =
      entry.isPlace || noun.determiner == .definite || noun.determiner == .all || noun.isOther || noun.ordinal != nil
    if refers, noun.determiner != .indefinite || entry.isPlace, noun.determiner != .another {
      var matches = cast.matches(noun: n, word: word, traits: traits)
      if noun.isOther, matches.count > 1 { matches.removeFirst() }
      if let count = noun.count?.value, noun.determiner != .all {
        let exact = matches.filter { cast.entities[$0].count == count }
        if !exact.isEmpty {
          matches = exact
        } else if matches.count != count {
          matches = []
        }
      }
      if let chosen = choose(matches, noun) {
        ledger.note(noun.headRange, .used, "means \(names(chosen))")
        noteReference(noun, isOneOfSeveral: matches.count > 1)
        return chosen
      }
    }
    return [introduce(n, word: word, noun)]
  }

  /// Which of the fitting entities a phrase means: the k-th, all of them for a plural, else the likeliest.
  private func choose(_ matches: [Int], _ noun: NounPhrase) -> [Int]? {
    guard let first = matches.first else { return nil }
    if let ordinal = noun.ordinal, matches.count > 1 {
      let inOrder = matches.sorted()
      return ordinal == -1 ? [inOrder[inOrder.count - 1]] : ordinal <= inOrder.count ? [inOrder[ordinal - 1]] : nil
    }
    if noun.isPlural || noun.determiner == .all {
      if let group = matches.first(where: { cast.entities[$0].count > 1 }), noun.determiner != .all { return [group] }
      return matches.sorted()
    }
    return [first]
  }

  private mutating func noteReference(_ noun: NounPhrase, isOneOfSeveral: Bool) {
    for modifier in noun.modifiers {
      if modifier.sense == nil || modifier.sense == .look {
        noteUnknownModifier(modifier)
      } else {
        ledger.note(modifier.token, .used, "tells which one is meant")
      }
    }
    if let count = noun.count { ledger.note(count.range, .used, "tells which ones are meant") }
    if noun.ordinal != nil, isOneOfSeveral {
      ledger.note(noun.ordinalRange, .used, "tells which one is meant")
    } else {
      ledger.note(noun.ordinalRange, .ignored, "several equal things are not told apart")
    }
  }

  private mutating func introduce(_ n: Int, word: String, _ noun: NounPhrase) -> Int {
    let entry = Noun.all[n]
    let told = noun.count?.value
    let count = entry.isPlace ? 1 : min(200, max(1, told ?? (noun.isPlural ? 3 : 1)))
    let k = cast.add(noun: n, word: word, count: count)
    let id = cast.id(k)
    let guessed = told == nil && count > 1 ? "; taken as \(count)" : ""
    ledger.note(noun.headRange, .used, "thing '\(id)'\(guessed)")
    if entry.qualities.contains(word) { cast.update(k) { $0.qualities.append(word) } }
    if let c = noun.count {
      let limit = c.value > 200 ? " (limit)" : c.isExact ? "" : " (roughly)"
      ledger.note(c.range, .used, "count of '\(id)': \(count)\(limit)")
    }
    if let ordinal = noun.ordinal {
      ledger.note(noun.ordinalRange, .ignored, "there is no number \(ordinal) of them")
    }
    if let arrangement = noun.arrangement {
      cast.update(k) { $0.qualities.append(arrangement) }
      ledger.note(noun.arrangementRange, .used, "arrangement of '\(id)': \(arrangement)")
    }
    apply(noun.modifiers, to: [k])
    for participle in noun.participles {
      guard let verb = Verbs.all[participle.verb].use.alone else { continue }
      knownVerbs += 1
      act(verb, k, object: nil, path: [], speed: cast.paces[k])
      clauseOrder += 1
      ledger.note(participle.token, .used, "verb '\(Verbs.all[participle.verb].lemma)': '\(id)' does it")
    }
    return k
  }

  /// "the red one", "the other": a thing met before; "another one": one more of the latest kind.
  private mutating func elliptic(_ noun: NounPhrase, excluding excluded: [Int]) -> [Int] {
    let traits = self.traits(noun, nil)
    if noun.determiner == .indefinite || noun.determiner == .another || noun.determiner == .bare && noun.count != nil {
      guard let latest = cast.salient().first,
        let n = Noun.all.firstIndex(where: { $0.name == cast.entities[latest].noun })
      else { return [] }
      return [introduce(n, word: Noun.all[n].singulars[0], noun)]
    }
    let matches = cast.matches(noun: nil, word: "", traits: traits).filter { !excluded.contains($0) }
    guard let chosen = choose(matches, noun) else {
      ledger.note(noun.headRange, .notUnderstood, "no thing before it fits")
      return []
    }
    ledger.note(noun.headRange, .used, "means \(names(chosen))")
    noteReference(noun, isOneOfSeveral: matches.count > 1)
    return chosen
  }

  // MARK: Adjectives

  private func traits(_ noun: NounPhrase, _ entry: Noun?) -> Cast.Traits {
    var out = Cast.Traits()
    for modifier in noun.modifiers {
      switch modifier.sense {
      case .colour(let name): out.colour = out.colour ?? name
      case .material(let name): out.material = out.material ?? material(name, for: entry)
      case .size(let size): out.size = out.size ?? size
      case .quality(let name) where entry?.qualities.contains(name) ?? true: out.qualities.append(name)
      default: break
      }
    }
    return out
  }

  /// "wooden" of a floor is the material "wooden floor", where the library has such a one.
  private func material(_ name: String, for noun: Noun?) -> String {
    guard let noun else { return name }
    let special = Material.standard.first { m in
      noun.singulars.contains { word in
        m.name.hasSuffix(" " + word) && m.name.dropLast(word.count + 1).hasPrefix(name)
      }
    }
    return special?.name ?? name
  }

  /// Gives adjectives to things, noting those that a thing already has or cannot have.
  mutating func apply(_ modifiers: [NounPhrase.Modifier], to list: [Int]) {
    for modifier in modifiers {
      guard let sense = modifier.sense else {
        noteUnknownModifier(modifier)
        continue
      }
      for k in list { apply(sense, modifier.token, to: k) }
    }
  }

  private mutating func apply(_ sense: Sense, _ range: Range<Int>, to k: Int) {
    let id = cast.id(k)
    let entity = cast.entities[k]
    switch sense {
    case .colour(let name):
      guard entity.colour == nil || entity.colour == name else {
        ledger.note(range, .ignored, "'\(id)' is \(entity.colour ?? "") already; one colour a thing")
        return
      }
      cast.update(k) { $0.colour = name }
      ledger.note(range, .used, "colour of '\(id)'")
    case .material(let word):
      let name = material(word, for: Noun.named(entity.noun))
      guard entity.material == nil || entity.material == name else {
        ledger.note(range, .ignored, "'\(id)' is \(entity.material ?? "") already; one material a thing")
        return
      }
      cast.update(k) { $0.material = name }
      ledger.note(range, .used, "material of '\(id)': \(name)")
    case .size(let size):
      guard entity.size == .normal || entity.size == size else {
        ledger.note(range, .ignored, "'\(id)' is \(entity.size.rawValue) already; one size a thing")
        return
      }
      cast.update(k) { $0.size = size }
      ledger.note(range, .used, "size of '\(id)': \(size.rawValue)")
    case .quality(let name):
      guard Noun.named(entity.noun)?.qualities.contains(name) ?? false else {
        ledger.note(range, .ignored, "'\(entity.noun)' has no quality '\(name)'")
        return
      }
      if !entity.qualities.contains(name) { cast.update(k) { $0.qualities.append(name) } }
      ledger.note(range, .used, "quality of '\(id)': \(name)")
    case .arranged(let name):
      if !entity.qualities.contains(name) { cast.update(k) { $0.qualities.append(name) } }
      ledger.note(range, .used, "arrangement of '\(id)': \(name)")
    case .pace(let pace):
      cast.setPace(k, pace)
      ledger.note(range, .used, "speed of '\(id)': \(pace.rawValue)")
    case .place(let place):
      // "On the kitchen floor" is in the kitchen; "a kitchen chair" may stand anywhere.
      if Noun.named(entity.noun)?.isPlace ?? false {
        set(place: place, range)
      } else {
        ledger.note(range, .ignored, "does not change the thing after it")
      }
    case .degree: ledger.note(range, .ignored, "shades of meaning are not shown")
    case .look: ledger.note(range, .ignored, "this look is not supported")
    default: ledger.note(range, .ignored, "no effect on '\(id)'")
    }
  }

  mutating func noteUnknownModifier(_ modifier: NounPhrase.Modifier) {
    if modifier.sense == .look {
      ledger.note(modifier.token, .ignored, "this look is not supported")
      return
    }
    let word = ledger.text(modifier.token)
    let isKnown = ledger.tokens[modifier.token].allSatisfy { token in
      // "the man's ball": whose it is changes nothing.
      var stem = token
      if token.word.hasSuffix("'s") { stem.parts = [String(token.word.dropLast(2))] }
      return Lexicon.shared.knows(stem)
    }
    if isKnown {
      ledger.note(modifier.token, .ignored, "does not change the thing after it")
    } else {
      ledger.note(modifier.token, .notUnderstood, Suggestions.adjective(word))
    }
  }
}

extension NounPhrase {
  /// Only the clauses of another phrase.
  init(clausesOf other: NounPhrase) {
    self.init(range: other.range)
    clauses = other.clauses
  }
}
