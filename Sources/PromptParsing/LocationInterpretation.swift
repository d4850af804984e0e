import AssetLibrary
import SceneDescription

/// Where the whole shot is: "in a kitchen", "across the beach", and the ground that words of material name.
extension Interpreter {
  /// The shot is in this place, unless it is in another already.
  mutating func set(place k: Int, _ noun: NounPhrase) {
    if noun.determiner == .none || noun.count?.value == 0 {
      ledger.note(noun.range, .ignored, "said not to be there")
      return
    }
    set(place: k, noun.headRange)
    for modifier in noun.modifiers {
      switch modifier.sense {
      case nil, .look: noteUnknownModifier(modifier)
      case .place(let other): set(place: other, modifier.token)
      default: ledger.note(modifier.token, .ignored, "a place keeps its own looks")
      }
    }
    if let count = noun.count { ledger.note(count.range, .ignored, "one place a shot") }
    ledger.note(noun.ordinalRange, .ignored, "one place a shot")
    ledger.note(noun.arrangementRange, .ignored, "one place a shot")
  }

  mutating func set(place k: Int, _ range: Range<Int>) {
    let name = Lexicon.shared.places[k]
    if shot.place == nil || shot.place == name {
      shot.place = name
      ledger.note(range, .used, "place: \(name)")
    } else {
      ledger.note(range, .ignored, "one place a shot; the first counts")
    }
  }

  /// Whether a phrase only says in what place the shot is; its preposition is then accounted for.
  mutating func saysWhere(_ phrase: PrepositionalPhrase) -> Bool {
    let isWhere = !phrase.objects.isEmpty && phrase.objects.allSatisfy(\.isPlace)
    if isWhere { ledger.note(phrase.range, .grammar, "says where") }
    return isWhere
  }

  private static let prepositionsOfGround: Set<String> = ["on", "onto", "across", "over", "along", "in", "through"]

  /// "On grass", "across the sand": the ground is of that material. "On a grass" names the tuft.
  func grounded(_ phrase: PrepositionalPhrase) -> PrepositionalPhrase {
    guard Interpreter.prepositionsOfGround.contains(phrase.preposition.name), phrase.objects.count == 1,
      phrase.objects[0].determiner == .bare || phrase.objects[0].determiner == .definite,
      phrase.objects[0].count == nil, !phrase.objects[0].isPlural,
      let floor = Noun.all.firstIndex(where: { $0.name == "floor" })
    else { return phrase }
    var ground = phrase.objects[0]
    switch ground.head {
    case .none:
      let isMaterial = ground.modifiers.contains { if case .material = $0.sense { true } else { false } }
      guard isMaterial else { return phrase }
    case .noun(let n):
      let word = ledger.text(ground.headRange)
      guard Noun.all[n].isOfLibrary, WordLists.materialNames.contains(word), Material.standard(word) != nil else {
        return phrase
      }
      ground.modifiers.append(NounPhrase.Modifier(token: ground.headRange, sense: .material(word)))
      ground.headRange = 0..<0
    default: return phrase
    }
    ground.head = .noun(floor)
    var out = phrase
    out.objects = [ground]
    return out
  }
}

extension NounPhrase {
  var isPlace: Bool { if case .place = head { true } else { false } }
}
