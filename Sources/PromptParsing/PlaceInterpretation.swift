import AssetLibrary

extension Interpreter {
  /// What hangs on a noun phrase: where its things stand, what they are made of, wear and do.
  mutating func attach(_ noun: NounPhrase, to list: [Int]) {
    if noun.arrangement != nil {
      for k in list where !cast.entities[k].qualities.contains(noun.arrangement!) {
        cast.update(k) { $0.qualities.append(noun.arrangement!) }
      }
      ledger.note(noun.arrangementRange, .used, "arrangement: \(noun.arrangement!)")
    }
    for phrase in noun.phrases {
      if phrase.preposition.name == "of", case .unknown(let word) = noun.head {
        ledger.note(phrase.range, .notUnderstood, "belongs to '\(word)', which is not known")
        for object in phrase.objects { discardWhole(object, "belongs to '\(word)', which is not known") }
      } else if noun.isPlace, list.isEmpty, !resolveAll(phrase.objects, .other, excluding: []).isEmpty {
        ledger.note(phrase.range, .grammar, "what is there")
      } else {
        place(list, phrase)
      }
    }
    for clause in noun.clauses {
      ledger.note(clause.range, .grammar, "grammar")
      var doers: [Int] = []
      for subject in clause.subjects { doers += resolve(subject, .subject, excluding: list) }
      for predicate in clause.predicates {
        if clause.subjects.isEmpty {
          read(predicate, subjects: list, hasUnknownDoer: list.isEmpty)
        } else {
          read(predicate, subjects: doers, hasUnknownDoer: doers.isEmpty, gap: list)
        }
        clauseOrder = (clauseActions.map(\.order).max() ?? -1) + 1
      }
    }
  }

  /// A phrase that says where things stand, what they are of, or what they wear.
  mutating func place(_ list: [Int], _ phrase: PrepositionalPhrase) {
    let phrase = grounded(phrase)
    let preposition = phrase.preposition
    if preposition.name == "of" || wears(phrase) {
      for object in phrase.objects { describe(list, phrase, object) }
      return
    }
    var list = list
    var others = resolveAll(phrase.objects, .other, excluding: list)
    if phrase.isMutual, list.count > 1 {
      others = Array(list.dropFirst())
      list = Array(list.prefix(1))
    } else if phrase.isMutual, preposition.relation == .nextTo {
      // Equal things beside each other stand in a row.
      apply([NounPhrase.Modifier(token: phrase.range, sense: .arranged("row"))], to: list)
      return
    }
    if saysWhere(phrase) { return }
    guard !list.isEmpty else {
      ledger.note(phrase.range, .ignored, "what stands there is not known")
      return
    }
    guard !others.isEmpty else {
      ledger.note(phrase.range, .ignored, phrase.objects.isEmpty ? "of nothing named" : "the place is not known")
      return
    }
    let isPlace = others.allSatisfy { Noun.named(cast.entities[$0].noun)?.isPlace ?? false }
    let kind: Relation.Kind?
    switch preposition.name {
    case "in", "at", "across", "along", "down", "up":
      kind =
        isPlace || preposition.name == "down" || preposition.name == "up"
        ? .on : preposition.name == "at" ? .nextTo : nil
    default: kind = preposition.relation
    }
    guard let kind else {
      ledger.note(phrase.range, .ignored, "'\(preposition.name)' says no standing place that can be staged")
      return
    }
    if preposition.name == "with", list.allSatisfy({ Noun.named(cast.entities[$0].noun)?.isPlace ?? false }) {
      relate(others, .on, list, phrase.range)  // "a floor with a ball"
    } else {
      relate(list, kind, others, phrase.range)
    }
  }

  mutating func relate(_ list: [Int], _ kind: Relation.Kind, _ others: [Int], _ range: Range<Int>) {
    for s in list {
      for o in others where o != s {
        var relation = Relation()
        relation.kind = kind
        relation.subject = cast.id(s)
        relation.object = cast.id(o)
        if !shot.relations.contains(relation) { shot.relations.append(relation) }
        ledger.note(range, .used, "'\(cast.id(s))' \(kind.rawValue) '\(cast.id(o))'")
      }
    }
    ledger.note(range, .ignored, "a thing cannot stand \(kind.rawValue) itself")
  }

  mutating func resolveAll(_ nouns: [NounPhrase], _ rank: Cast.Rank, excluding: [Int]) -> [Int] {
    var out: [Int] = []
    for noun in nouns { for k in resolve(noun, rank, excluding: excluding) where !out.contains(k) { out.append(k) } }
    return out
  }

  func wears(_ phrase: PrepositionalPhrase) -> Bool {
    if phrase.preposition.name == "wearing" { return true }
    guard phrase.preposition.name == "in", let first = phrase.objects.first else { return false }
    if case .garment = first.head { return true }
    return false
  }

  /// "of rubber", "in a red shirt": the object is no thing of its own but tells of the ones before it.
  private mutating func describe(_ list: [Int], _ phrase: PrepositionalPhrase, _ object: NounPhrase) {
    if case .garment(let word) = object.head, !list.isEmpty, wears(phrase) {
      let colour = object.modifiers.lazy.compactMap { m in if case .colour(let c) = m.sense { c } else { nil } }.first
      let quality = colour.map { "\(word) \($0)" } ?? word
      for k in list { cast.update(k) { $0.qualities.append(quality) } }
      ledger.note(phrase.range, .grammar, "grammar")
      ledger.note(object.headRange, .used, "clothing of \(names(list))")
      for modifier in object.modifiers {
        if case .colour(let c) = modifier.sense, c == colour {
          ledger.note(modifier.token, .used, "colour of \(names(list))'s \(word)")
        } else {
          ledger.note(modifier.token, .ignored, "clothing has colour only")
        }
      }
      ledger.note(object.range, .grammar, "grammar")
      attach(NounPhrase(clausesOf: object), to: list)
    } else if object.head == .none, !list.isEmpty,
      object.modifiers.contains(where: { if case .material = $0.sense { true } else { false } })
    {
      ledger.note(phrase.range, .grammar, "grammar")
      apply(object.modifiers, to: list)
      ledger.note(object.range, .grammar, "grammar")
    } else {
      ledger.note(phrase.range, .notUnderstood, "joins words that are not understood")
      discardWhole(object, "'\(phrase.preposition.name)' joins it to nothing that can be staged")
    }
  }
}
