import AssetLibrary
import SceneDescription

/// One meaning that a word or fixed phrase can have.
enum Sense: Hashable, Sendable {
  /// Index in `Noun.all`.
  case noun(Int, plural: Bool)
  case garment
  case colour(String)
  case material(String)
  case size(Entity.SizeClass)
  case quality(String)
  case pace(Action.Speed)
  /// An adjective of looks that nothing can show yet.
  case look
  /// "very", "dark": strengthens the adjective after it.
  case degree
  case number(Int, exact: Bool)
  case ordinal(Int)
  /// "a row of", "a pair of": how many if no number follows, and how they stand.
  case group(Int, arrangement: String?)
  /// "in a row", after its noun.
  case arranged(String)
  /// "the top of": a part that is not told apart from its thing.
  case part
  case one
  case other
  case determiner(Determiner)
  case pronoun(Pronoun)
  case reciprocal
  case relative
  case verb(Int, VerbForms)
  case auxiliary(Auxiliary)
  case negation
  case preposition(Preposition)
  case adverb(Adverb)
  case coordinator
  case link(Link)
  case existential
  /// Says nothing that is filmed: "a video of", "please".
  case filler
  case camera
  case film(FilmTerm)
  /// Camera language only where the camera is spoken of.
  case cameraVerb(FilmTerm)
  /// A word of time, sky or weather; all nil for "day", "light", which carry nothing alone.
  case light(LightTerm)
  /// Index in `Lexicon.places`.
  case place(Int)
}

extension Sense {
  /// Whether a word of this sense may name a thing as well: "glass", "orange", "stone".
  fileprivate var mayNameThing: Bool {
    switch self {
    case .noun, .colour, .material, .look, .quality, .arranged, .garment: true
    // "can": `NounPhraseReader` says where.
    case .auxiliary(.modal): true
    default: false
    }
  }
}

/// What words of light say.
struct LightTerm: Hashable, Sendable {
  var time: LightDirection.TimeOfDay?
  var sky: LightDirection.Sky?
  var weather: LightDirection.Weather?

  var saysSomething: Bool { time != nil || sky != nil || weather != nil }
}

enum Determiner: Hashable, Sendable { case bare, indefinite, definite, another, all, none }
enum Pronoun: Hashable, Sendable { case it, they, he, she }
/// `be` makes passives and progressives; `have` the perfect; `aspect` is "starts to".
enum Auxiliary: Hashable, Sendable { case be, get, have, modal, aspect }
/// How a clause stands in time to the one before it.
enum Link: Hashable, Sendable { case then, meanwhile, before, after }

struct Preposition: Hashable, Sendable {
  var name: String
  var relation: Relation.Kind?
  var direction: Action.Leg.Direction?
}

/// An adverb: a speed, a direction, or nothing that shows.
enum Adverb: Hashable, Sendable {
  case pace(Action.Speed)
  case direction(Action.Leg.Direction)
  case together
  case plain
}

/// Looks words and fixed phrases up; built once from the asset library's nouns, colours, materials and the word lists.
struct Lexicon: Sendable {
  struct Entry: Sendable {
    var parts: [String]
    var sense: Sense
  }
  static let shared = Lexicon()

  /// By first part, longest phrase first, then in order of the lists.
  private var entries: [String: [Entry]] = [:]
  /// Names to suggest for a misspelt thing or place, and for a misspelt verb.
  let thingNames: [String]
  let verbNames: [String]
  let adjectiveNames: [String]
  /// Names of the library's places.
  let places: [String]

  private init() {
    var all: [Entry] = []
    func add(_ phrase: String, _ sense: Sense) {
      let parts = phrase.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" }).map(String.init)
      if !parts.isEmpty { all.append(Entry(parts: parts, sense: sense)) }
    }
    func add(_ noun: Noun, number: Int, where isFree: (String) -> Bool) {
      for word in noun.singulars where isFree(word) { add(word, .noun(number, plural: false)) }
      for word in noun.plurals where isFree(word) { add(word, .noun(number, plural: true)) }
      for quality in noun.qualities { add(quality, .quality(quality)) }
    }
    for (i, noun) in Noun.all.enumerated() where !noun.isOfLibrary { add(noun, number: i) { _ in true } }
    for (name, _) in Colour.named { add(name, .colour(name)) }
    for material in Material.standard where WordLists.materialNames.contains(material.name) {
      add(material.name, .material(material.name))
    }
    for (words, sense) in WordLists.all { for word in words { add(word, sense) } }
    for (words, term) in FilmTerm.phrases { for word in words { add(word, .film(term)) } }
    for (words, term) in FilmTerm.cameraVerbs { for word in words { add(word, .cameraVerb(term)) } }
    for (words, term) in LightDirection.words { for word in words { add(word, .light(term)) } }
    for form in Verbs.forms { add(form.word, .verb(form.verb, form.forms)) }

    // A word that has a meaning in the grammar keeps it: "light" and "swing" name no thing.
    let grammar = Set(all.filter { $0.parts.count == 1 && !$0.sense.mayNameThing }.map { $0.parts[0] })
    for (i, noun) in Noun.all.enumerated() where noun.isOfLibrary {
      add(noun, number: i) { !grammar.contains($0.lowercased()) }
    }
    // A place yields to things of its name; `NounPhraseReader` says where it is meant all the same.
    let entries = (try? Library.standard())?.placeFiles ?? []
    places = entries.map(\.name)
    var placeWords: Set<String> = []
    for (i, entry) in entries.enumerated() {
      for word in entry.words where !grammar.contains(word.lowercased()) && placeWords.insert(word).inserted {
        add(word, .place(i))
      }
    }

    all.removeAll { entry in
      if case .material(let name) = entry.sense { return Material.standard(name) == nil }
      return false
    }
    let longest = all.map(\.parts.count).max() ?? 0
    for length in stride(from: longest, to: 0, by: -1) {
      for entry in all where entry.parts.count == length { self.entries[entry.parts[0], default: []].append(entry) }
    }
    var things: [String] = []
    for noun in Noun.all { things += noun.singulars + noun.plurals }
    thingNames = things + entries.flatMap(\.nouns)
    verbNames = Verbs.forms.map(\.word)
    adjectiveNames =
      Colour.named.map(\.name)
      + all.compactMap { entry in
        switch entry.sense {
        case .material, .size, .quality: entry.parts.joined(separator: " ")
        default: nil
        }
      }
  }

  /// The longest phrase at token `i` with a sense that `select` maps to something; `end` is the token after it.
  func match<T>(_ tokens: [Token], at i: Int, _ select: (Sense) -> T?) -> (value: T, end: Int)? {
    guard i < tokens.count, let list = entries[tokens[i].parts.first ?? ""] else { return nil }
    for entry in list {
      if let value = select(entry.sense), let end = Lexicon.end(of: entry.parts, in: tokens, at: i) {
        return (value, end)
      }
    }
    return nil
  }

  /// Whether the word alone means anything outside camera language.
  func knows(_ token: Token) -> Bool {
    let found = match([token], at: 0) { sense -> Bool? in
      if case .cameraVerb = sense { nil } else { true }
    }
    return found != nil
  }

  /// Phrases may run over tokens ("close up", "close-up"), but end where a token ends.
  private static func end(of parts: [String], in tokens: [Token], at start: Int) -> Int? {
    var token = start
    var part = 0
    for wanted in parts {
      if token < tokens.count, part == tokens[token].parts.count {
        token += 1
        part = 0
      }
      guard token < tokens.count, part < tokens[token].parts.count, tokens[token].parts[part] == wanted else {
        return nil
      }
      part += 1
    }
    return part == tokens[token].parts.count ? token + 1 : nil
  }
}
