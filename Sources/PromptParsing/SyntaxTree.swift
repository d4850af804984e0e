// The parts of speech of a prompt: what the grammar builds and the interpreter reads.
// Ranges are of tokens; a node's range covers its own words, not the phrases that hang on it.

/// "three small red balls", with the phrases and clauses that say more about them.
struct NounPhrase: Hashable, Sendable {
  enum Head: Hashable, Sendable {
    /// Index in `Noun.all`.
    case noun(Int)
    /// Index in `Lexicon.places`.
    case place(Int)
    case garment(String)
    case pronoun(Pronoun)
    case reciprocal
    case camera
    /// "the red one", "the other".
    case elliptic
    /// Adjectives alone: "red", "of wood".
    case none
    case unknown(String)
  }
  struct Modifier: Hashable, Sendable {
    var token: Range<Int>
    var sense: Sense?
  }
  struct Count: Hashable, Sendable {
    var value: Int
    var isExact: Bool
    var range: Range<Int>
  }
  /// "rolling" in "a rolling ball".
  struct Participle: Hashable, Sendable {
    var verb: Int
    var token: Range<Int>
  }

  var range: Range<Int>
  var determiner = Determiner.bare
  var isOther = false
  var count: Count?
  /// "row" of "a row of dominoes", and its tokens.
  var arrangement: String?
  var arrangementRange = 0..<0
  /// -1 is "last".
  var ordinal: Int?
  var ordinalRange = 0..<0
  var modifiers: [Modifier] = []
  var participles: [Participle] = []
  var head = Head.none
  var headRange = 0..<0
  var isPlural = false
  var phrases: [PrepositionalPhrase] = []
  var clauses: [RelativeClause] = []

  init(range: Range<Int>) { self.range = range }
}

/// "on a block"; without objects it is a particle: "rolls off".
struct PrepositionalPhrase: Hashable, Sendable {
  var preposition: Preposition
  var range: Range<Int>
  var objects: [NounPhrase] = []

  /// "towards each other"
  var isMutual: Bool { objects.contains { $0.head == .reciprocal } }
}

/// "that rolls", "standing on the floor"; with `subjects` the noun is what they act on ("that a man pushes").
struct RelativeClause: Hashable, Sendable {
  var range: Range<Int>
  var subjects: [NounPhrase] = []
  var predicates: [VerbPhrase] = []
}

/// Auxiliaries and main verb: "is slowly being pushed".
struct VerbGroup: Hashable, Sendable {
  enum Main: Hashable, Sendable {
    /// Index in `Verbs.all`.
    case known(Int)
    /// "is red", "are on".
    case copula
    case unknown(String)
  }
  var range: Range<Int>
  var main: Main
  var mainRange: Range<Int>
  var forms: VerbForms = []
  var isPassive = false
  var isNegated = false
  /// Has a tense of its own, unlike "rolling" alone or "to roll".
  var isFinite = true
  var adverbs: [AdverbUse] = []
}

struct AdverbUse: Hashable, Sendable {
  var adverb: Adverb
  var range: Range<Int>
}

struct VerbPhrase: Hashable, Sendable {
  var group: VerbGroup
  var objects: [NounPhrase] = []
  /// "over" of "knocks them over".
  var particle: Preposition?
  var particleRange = 0..<0
  var phrases: [PrepositionalPhrase] = []
  var adverbs: [AdverbUse] = []
  /// "in a row", said of the subject.
  var arrangement: NounPhrase.Modifier?
  /// "by a ball" in the passive.
  var agents: [NounPhrase] = []
  var agentRange = 0..<0
  var link = Link.then
}

/// "A ball rolls down a ramp and hits a block", or only "a ball on a block".
struct Clause: Hashable, Sendable {
  /// How it stands to the clause before; nil where nothing says so ("and", a new sentence).
  var link: Link?
  var startsSentence = true
  /// "On the floor, ..."
  var opening: [PrepositionalPhrase] = []
  var openingAdverbs: [AdverbUse] = []
  var subjects: [NounPhrase] = []
  var predicates: [VerbPhrase] = []
}

/// "close-up of the ball"
struct FilmPhrase: Hashable, Sendable {
  var term: FilmTerm
  var range: Range<Int>
  /// "around" of "orbits around the ball".
  var preposition = 0..<0
  /// "slowly" and "left" of "pans slowly left".
  var adverbs: [Range<Int>] = []
  var subjects: [NounPhrase] = []
}

enum Statement: Hashable, Sendable {
  case clause(Clause)
  case film(FilmPhrase)
  case light(LightTerm, Range<Int>)
  /// Settings that flags give; the text says which.
  case setting(String, Range<Int>)
  case skipped(String, Range<Int>)
}

/// What the chunker hands to the grammar: phrases without anything inside them (Abney, "Parsing by chunks", 1991).
enum Chunk: Hashable, Sendable {
  case noun(NounPhrase)
  case verb(VerbGroup)
  case preposition(Preposition, Range<Int>)
  case adverb(AdverbUse)
  case arranged(String, Range<Int>)
  case relative(Range<Int>)
  case coordinator(Range<Int>)
  case comma(Range<Int>)
  case link(Link, Range<Int>)
  case stop(Range<Int>)
  case existential(Range<Int>)
  case film(FilmTerm, Range<Int>)
  case light(LightTerm, Range<Int>)
  case setting(String, Range<Int>)
  /// Grammar only, such as quotes and "please".
  case glue(Range<Int>)
  case skipped(String, Range<Int>)
}
