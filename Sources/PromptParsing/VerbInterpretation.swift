import AssetLibrary

extension Interpreter {
  /// One predicate. `gap` are things that the verb acts on though they stand before it ("a ball that a man pushes").
  mutating func read(_ predicate: VerbPhrase, subjects: [Int], hasUnknownDoer: Bool, gap: [Int] = []) {
    let group = predicate.group
    defer {
      ledger.note(group.range, .grammar, "grammar")
      for use in predicate.adverbs + group.adverbs { ledger.note(use.range, .ignored, "no effect here") }
    }
    if let arrangement = predicate.arrangement {
      apply([arrangement], to: subjects)
    }
    switch group.main {
    case .unknown(let word): readUnknown(word, predicate, subjects)
    case .copula: readCopula(predicate, subjects)
    case .known(let verb):
      knownVerbs += 1
      if group.isNegated {
        ledger.note(group.range, .ignored, "negated: it does not happen")
        _ = resolveAll(predicate.objects, .object, excluding: subjects)
        for phrase in predicate.phrases { path(of: subjects, phrase, .stand, isIgnored: true) }
        return
      }
      read(Verbs.all[verb], predicate, subjects, hasUnknownDoer, gap)
    }
  }

  private mutating func readUnknown(_ word: String, _ predicate: VerbPhrase, _ subjects: [Int]) {
    unknownVerbs.append(word)
    ledger.note(predicate.group.mainRange, .notUnderstood, Suggestions.verb(word))
    _ = resolveAll(predicate.objects, .object, excluding: subjects)
    _ = resolveAll(predicate.agents, .other, excluding: subjects)
    for phrase in predicate.phrases {
      if (phrase.preposition.relation != nil && phrase.preposition.name != "over") || wears(phrase),
        !phrase.objects.isEmpty, !subjects.isEmpty
      {
        place(subjects, phrase)
      } else {
        _ = resolveAll(phrase.objects, .other, excluding: subjects)
        if saysWhere(phrase) { continue }
        ledger.note(phrase.range, .ignored, "belongs to '\(word)', which is not known")
      }
    }
  }

  private mutating func readCopula(_ predicate: VerbPhrase, _ subjects: [Int]) {
    knownVerbs += 1
    ledger.note(predicate.group.mainRange, .grammar, "grammar")
    for object in predicate.objects {
      if object.head == .none || object.head == .elliptic && object.determiner != .definite {
        if predicate.group.isNegated {
          ledger.note(object.range, .ignored, "negated")
        } else {
          apply(object.modifiers, to: subjects)
        }
        ledger.note(
          object.range, subjects.isEmpty ? .ignored : .grammar, subjects.isEmpty ? "of nothing known" : "grammar")
      } else if case .noun(let n) = object.head, object.determiner == .indefinite,
        let first = subjects.first, cast.entities[first].noun == Noun.all[n].name
      {
        apply(object.modifiers, to: subjects)
        ledger.note(object.range, .grammar, "grammar")
        attach(object, to: subjects)
      } else {
        _ = resolve(object, .object, excluding: subjects)
      }
    }
    for phrase in predicate.phrases { place(subjects, phrase) }
  }

  // MARK: Known verbs

  private mutating func read(
    _ entry: VerbEntry, _ predicate: VerbPhrase, _ subjects: [Int], _ hasUnknownDoer: Bool, _ gap: [Int]
  ) {
    let use = entry.use(particle: predicate.particle?.name)
    let label = predicate.particle.map { "\(entry.lemma) \($0.name)" } ?? entry.lemma
    var phrases = predicate.phrases
    var objects = gap
    var objectIsNamed = !gap.isEmpty
    var isReciprocal = false
    for object in predicate.objects {
      if object.head == .reciprocal { isReciprocal = true }
      objectIsNamed = true
      objects += resolve(object, .object, excluding: subjects)
    }
    var effect = use.acting
    if let k = phrases.firstIndex(where: { entry.obliques.contains($0.preposition.name) && !$0.objects.isEmpty }),
      objects.isEmpty
    {
      let phrase = phrases.remove(at: k)
      isReciprocal = phrase.objects.contains { $0.head == .reciprocal }
      objects = resolveAll(phrase.objects, .object, excluding: subjects)
      objectIsNamed = true
      effect = .acts(.hit)
      ledger.note(phrase.range, .used, "what '\(label)' acts on")
    }
    let isAgentless = use.alone == nil && !objectIsNamed && predicate.group.forms.contains(.participle)
    var doers = subjects
    ledger.note(predicate.agentRange, .grammar, "names the doer")
    if predicate.group.isPassive || !predicate.agents.isEmpty || (isAgentless && !isMutual(entry, subjects)) {
      objects = subjects
      doers = resolveAll(predicate.agents, .subject, excluding: subjects)
      if effect == nil, !entry.obliques.isEmpty { effect = .acts(.hit) }
      effect = effect.flatMap { doers.isEmpty ? passive($0) : $0 }
      objectIsNamed = true
      if effect == nil {
        note(predicate, .ignored, "'\(label)' by what? it names no doer")
        for phrase in phrases { path(of: [], phrase, .stand, isIgnored: true) }
        return
      }
    }
    if isReciprocal || (!objectIsNamed && isMutual(entry, subjects)) {
      effect = .acts(.hit)
      objects = subjects.count > 1 ? Array(subjects.dropFirst()) : subjects
      doers = Array(subjects.prefix(1))
      objectIsNamed = true
    }
    perform(
      label, alone: use.alone, effect, predicate, phrases, doers: doers, objects: objects,
      objectIsNamed: objectIsNamed, hasUnknownDoer: hasUnknownDoer)
  }

  /// "two balls collide": each hits the other.
  private func isMutual(_ entry: VerbEntry, _ subjects: [Int]) -> Bool {
    entry.use.acting == nil && entry.use.alone == nil && entry.obliques.contains("with")
      && (subjects.count > 1 || subjects.contains { cast.entities[$0].count > 1 })
  }

  /// What is left of an effect when nobody is named who causes it.
  private func passive(_ effect: VerbEntry.Effect) -> VerbEntry.Effect? {
    switch effect {
    case .acts(.push): .makes(.slide)
    case .acts(.knockOver): .makes(.topple)
    case .acts: nil
    case .makes(let verb), .drives(let verb): .makes(verb)
    }
  }

  private mutating func perform(
    _ label: String, alone: Action.Verb?, _ effect: VerbEntry.Effect?, _ predicate: VerbPhrase,
    _ phrases: [PrepositionalPhrase], doers: [Int], objects: [Int], objectIsNamed: Bool, hasUnknownDoer: Bool
  ) {
    func legs(_ movers: [Int], _ verb: Action.Verb) -> [Action.Leg] {
      var out = directions(predicate)
      for phrase in phrases { out += path(of: movers, phrase, verb, isIgnored: false) }
      return out
    }
    if objectIsNamed, let effect {
      guard !objects.isEmpty else {
        note(predicate, .ignored, "what '\(label)' acts on is not known")
        _ = legs(doers, .stand)
        return
      }
      switch effect {
      case .acts(let verb):
        let movers = verb == .push ? objects : doers
        let way = legs(movers, verb)
        guard !doers.isEmpty else {
          note(predicate, .ignored, hasUnknownDoer ? "who does it is not known" : "it names no doer")
          return
        }
        for doer in doers {
          for object in objects {
            act(verb, doer, object: object, path: way, speed: speed(predicate, doer))
          }
        }
        note(predicate, .used, "verb '\(label)': \(names(doers)) acts on \(names(objects))")
      case .makes(let verb):
        let way = legs(objects, verb)
        for object in objects { act(verb, object, object: nil, path: way, speed: speed(predicate, object)) }
        note(predicate, .used, "verb '\(label)': \(names(objects)) \(verb.rawValue)")
      case .drives(let verb):
        let way = legs(objects, verb)
        for object in objects {
          for doer in doers where doer != object {
            act(.push, doer, object: object, path: [], speed: speed(predicate, doer))
          }
          act(verb, object, object: nil, path: way, speed: speed(predicate, object))
        }
        note(predicate, .used, "verb '\(label)': \(names(objects)) \(verb.rawValue)")
      }
      return
    }
    guard let alone else {
      note(predicate, .ignored, "'\(label)' needs a thing to act on")
      _ = legs(doers, .stand)
      return
    }
    let way = legs(doers, alone)
    guard !doers.isEmpty else {
      note(predicate, .ignored, hasUnknownDoer ? "who does it is not known" : "it names no doer")
      return
    }
    for doer in doers {
      let mutual = phrases.flatMap { mutualLegs(doer, among: doers, $0) }
      act(alone, doer, object: nil, path: way + mutual, speed: speed(predicate, doer))
    }
    note(predicate, .used, "verb '\(label)': \(names(doers)) \(alone.rawValue)")
  }

  private mutating func note(_ predicate: VerbPhrase, _ status: TokenAccount.Status, _ meaning: String) {
    ledger.note(predicate.group.mainRange, status, meaning)
    ledger.note(predicate.particleRange, status, meaning)
  }

  mutating func act(
    _ verb: Action.Verb, _ subject: Int, object: Int?, path: [Action.Leg], speed: Action.Speed
  ) {
    var action = Action()
    action.verb = verb
    action.subject = cast.id(subject)
    action.object = object.map(cast.id)
    action.path = path
    action.speed = speed
    action.order = clauseOrder
    clauseActions.append(action)
  }

  private func speed(_ predicate: VerbPhrase, _ doer: Int) -> Action.Speed {
    for use in predicate.adverbs + predicate.group.adverbs {
      if case .pace(let pace) = use.adverb { return pace }
    }
    return cast.paces[doer]
  }

  private mutating func directions(_ predicate: VerbPhrase) -> [Action.Leg] {
    var out: [Action.Leg] = []
    for use in predicate.group.adverbs + predicate.adverbs {
      switch use.adverb {
      case .pace(let pace): ledger.note(use.range, .used, "speed: \(pace.rawValue)")
      case .direction(let direction):
        var leg = Action.Leg()
        leg.direction = direction
        out.append(leg)
        ledger.note(use.range, .used, "direction: \(direction.rawValue)")
      case .together: ledger.note(use.range, .used, "at the same time")
      case .plain: break
      }
    }
    return out
  }

  // MARK: Paths

  /// "roll towards each other": each towards the others, the things of one group towards their own.
  private mutating func mutualLegs(
    _ doer: Int, among doers: [Int], _ phrase: PrepositionalPhrase
  ) -> [Action.Leg] {
    guard phrase.isMutual, let direction = phrase.preposition.direction else { return [] }
    let others = doers.count > 1 ? doers.filter { $0 != doer } : doers
    ledger.note(phrase.range, .used, "direction: \(direction.rawValue) each other")
    return others.map { other in
      var leg = Action.Leg()
      leg.direction = direction
      leg.object = cast.id(other)
      return leg
    }
  }

  /// The legs that a phrase adds to a movement; where it tells a standing place instead, the relation is made.
  @discardableResult
  mutating func path(
    of movers: [Int], _ phrase: PrepositionalPhrase, _ verb: Action.Verb, isIgnored: Bool
  ) -> [Action.Leg] {
    let phrase = grounded(phrase)
    let preposition = phrase.preposition
    if wears(phrase) || preposition.name == "of" || (Interpreter.isStative(verb) && !isIgnored) {
      place(movers, phrase)
      return []
    }
    var leg = Action.Leg()
    if phrase.objects.contains(where: { $0.head == .camera }), let direction = preposition.direction {
      for object in phrase.objects { _ = resolve(object, .other, excluding: []) }
      leg.direction = direction
      ledger.note(phrase.range, .used, "direction: \(direction.rawValue) the camera")
      return [leg]
    }
    let others = resolveAll(phrase.objects, .other, excluding: movers)
    if phrase.isMutual, preposition.direction != nil, !isIgnored { return [] }
    if saysWhere(phrase) { return [] }
    if isIgnored || (others.isEmpty && !phrase.objects.isEmpty) {
      ledger.note(phrase.range, .ignored, isIgnored ? "belongs to a verb without effect" : "the place is not known")
      return []
    }
    guard let direction = direction(preposition, verb, others) else {
      if let kind = preposition.relation, !others.isEmpty {
        relate(movers, kind, others, phrase.range)
      } else {
        ledger.note(phrase.range, .ignored, "'\(preposition.name)' says no way that can be staged")
      }
      return []
    }
    leg.direction = direction
    if others.isEmpty {
      // "a ball on a block rolls off": off what it stands on.
      if direction == .off || direction == .down, let mover = movers.first {
        leg.object = shot.relations.last { $0.kind == .on && $0.subject == cast.id(mover) }?.object
      }
      ledger.note(phrase.range, .used, "direction: \(direction.rawValue)")
      return [leg]
    }
    ledger.note(phrase.range, .used, "direction: \(direction.rawValue) \(names(others))")
    return others.map { other in
      leg.object = cast.id(other)
      return leg
    }
  }

  private func direction(
    _ preposition: Preposition, _ verb: Action.Verb, _ others: [Int]
  ) -> Action.Leg.Direction? {
    let isPlace = others.contains { Noun.named(cast.entities[$0].noun)?.isPlace ?? false }
    let travels = verb == .roll || verb == .slide || verb == .walk
    switch preposition.name {
    case "on": return others.isEmpty ? .forward : travels ? .along : .onto
    case "in": return isPlace ? (travels ? .along : .onto) : .into
    case "to": return verb == .fall || verb == .bounce ? .onto : .towards
    case "above": return travels ? .over : nil
    default: return preposition.direction
    }
  }
}
