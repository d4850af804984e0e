/// The shapes a word can be of its verb; "hit" is three of them.
struct VerbForms: OptionSet, Hashable, Sendable {
  let rawValue: Int
  static let base = VerbForms(rawValue: 1)
  static let thirdPerson = VerbForms(rawValue: 2)
  static let past = VerbForms(rawValue: 4)
  /// Past participle: "fallen", "knocked".
  static let participle = VerbForms(rawValue: 8)
  /// "rolling".
  static let gerund = VerbForms(rawValue: 16)
}

/// A verb of the lexicon and what the storyboard makes of its uses.
struct VerbEntry: Hashable, Sendable {
  /// What "subject verb object" means.
  enum Effect: Hashable, Sendable {
    /// The subject acts on the object: hits, pushes.
    case acts(Action.Verb)
    /// The object does it: "drops a ball" is the ball falling.
    case makes(Action.Verb)
    /// The subject pushes and the object does it: "rolls a ball down a ramp".
    case drives(Action.Verb)
  }
  struct Use: Hashable, Sendable {
    var alone: Action.Verb?
    var acting: Effect?
  }

  var lemma: String
  var use: Use
  /// Uses with a particle: "knock over", "fall over".
  var particles: [String: Use] = [:]
  /// Prepositions whose object is the one acted on: "crash into", "collide with".
  var obliques: [String] = []
  /// With these, "on" says where it ends up: "drops a ball on a block".
  var takesGoal = false

  func use(particle: String?) -> Use {
    if let particle, let special = particles[particle] { return special }
    return use
  }
}

/// Every verb and its inflected forms.
enum Verbs {
  static let all: [VerbEntry] = rows.map(\.entry)

  /// (form, index in `all`, which forms it is), in a fixed order.
  static let forms: [(word: String, verb: Int, forms: VerbForms)] = {
    var out: [(String, Int, VerbForms)] = []
    for (i, row) in rows.enumerated() {
      var own: [(String, VerbForms)] = []
      func add(_ word: String, _ form: VerbForms) {
        if let k = own.firstIndex(where: { $0.0 == word }) {
          own[k].1.insert(form)
        } else {
          own.append((word, form))
        }
      }
      let stem = row.entry.lemma
      add(stem, .base)
      add(thirdPerson(stem), .thirdPerson)
      add(row.gerund ?? suffixed(stem, "ing", doubles: row.doubles), .gerund)
      let past = row.past ?? suffixed(stem, "ed", doubles: row.doubles)
      add(past, .past)
      add(row.participle ?? past, .participle)
      out += own.map { ($0.0, i, $0.1) }
    }
    return out
  }()

  /// One verb for each thing that can be done, to name in errors.
  static let principal = [
    "fall", "roll", "slide", "hit", "knock over", "bounce", "walk", "push", "topple", "stand", "rest",
  ]

  static func thirdPerson(_ stem: String) -> String {
    if ["s", "x", "z", "ch", "sh"].contains(where: stem.hasSuffix) { return stem + "es" }
    return stem + "s"
  }

  static func suffixed(_ stem: String, _ suffix: String, doubles: Bool) -> String {
    if stem.hasSuffix("e") { return stem.dropLast() + suffix }
    return doubles ? stem + String(stem.last!) + suffix : stem + suffix
  }

  private struct Row {
    var entry: VerbEntry
    var past: String?
    var participle: String?
    var gerund: String?
    var doubles: Bool
  }

  private static func verb(
    _ lemma: String, _ alone: Action.Verb?, _ acting: VerbEntry.Effect? = nil,
    particles: [String: VerbEntry.Use] = [:], obliques: [String] = [], goal: Bool = false, past: String? = nil,
    participle: String? = nil, gerund: String? = nil, doubles: Bool = false
  ) -> Row {
    Row(
      entry: VerbEntry(
        lemma: lemma, use: VerbEntry.Use(alone: alone, acting: acting), particles: particles, obliques: obliques,
        takesGoal: goal), past: past, participle: participle, gerund: gerund, doubles: doubles)
  }

  private static let tip = VerbEntry.Use(alone: .topple, acting: .acts(.knockOver))
  private static let tips: [String: VerbEntry.Use] = ["over": tip, "down": tip]
  private static let falls: [String: VerbEntry.Use] = ["over": VerbEntry.Use(alone: .topple, acting: nil)]
  private static let into = ["into", "against", "with"]

  private static let rows: [Row] = [
    verb("fall", .fall, particles: falls, past: "fell", participle: "fallen"),
    verb("drop", .fall, .makes(.fall), goal: true, doubles: true),
    verb("plummet", .fall),
    verb("plunge", .fall),
    verb("tumble", .fall, particles: falls),
    verb("land", .fall, goal: true),
    verb("roll", .roll, .drives(.roll)),
    verb("slide", .slide, .drives(.slide), past: "slid"),
    verb("glide", .slide),
    verb("slip", .slide, doubles: true),
    verb("hit", nil, .acts(.hit), past: "hit", doubles: true),
    verb("strike", nil, .acts(.hit), past: "struck"),
    verb("crash", nil, nil, obliques: into),
    verb("smash", nil, .acts(.hit), obliques: into),
    verb("slam", nil, nil, obliques: into, doubles: true),
    verb("bang", nil, nil, obliques: into),
    verb("collide", nil, nil, obliques: into),
    verb("bump", nil, .acts(.hit), particles: ["over": tip], obliques: into),
    verb("run", nil, nil, obliques: ["into"], past: "ran", participle: "run", doubles: true),
    verb("knock", nil, .acts(.hit), particles: tips, obliques: into),
    verb("topple", .topple, .acts(.knockOver), particles: tips),
    verb("tip", .topple, .acts(.knockOver), particles: tips, doubles: true),
    verb("overturn", .topple, .acts(.knockOver)),
    verb("collapse", .topple),
    verb("bounce", .bounce, .makes(.bounce), goal: true),
    verb("rebound", .bounce),
    verb("walk", .walk),
    verb("stroll", .walk),
    verb("stride", .walk, past: "strode", participle: "stridden"),
    verb("march", .walk),
    verb("stand", .stand, past: "stood"),
    verb("push", nil, .acts(.push), particles: tips),
    verb("shove", nil, .acts(.push), particles: tips),
    verb("nudge", nil, .acts(.push), particles: tips),
    verb("rest", .rest),
    verb("stop", .rest, doubles: true),
    verb("sit", .rest, past: "sat", doubles: true),
    verb("lie", .rest, past: "lay", participle: "lain", gerund: "lying"),
    verb("lean", .rest),
    verb("remain", .rest),
    verb("stay", .rest),
    verb("balance", .rest, .makes(.rest), goal: true),
    verb("perch", .rest, goal: true),
    verb("place", nil, .makes(.rest), goal: true),
    verb("put", nil, .makes(.rest), goal: true, past: "put", doubles: true),
    verb("set", nil, .makes(.rest), goal: true, past: "set", doubles: true),
    verb("position", nil, .makes(.rest), goal: true),
    verb("seat", nil, .makes(.rest), goal: true),
  ]
}
