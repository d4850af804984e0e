import AssetLibrary
import SceneDescription

/// Turns statements into one shot, noting what became of each token.
struct Interpreter {
  var ledger: Ledger
  var cast = Cast()
  var shot = Shot()
  var unknownThings: [String] = []
  var unknownVerbs: [String] = []
  var knownVerbs = 0

  /// Actions of the clause being read, with orders from 0; `finishClause` puts them into the shot's time.
  var clauseActions: [Action] = []
  var clauseOrder = 0
  /// The shot's actions of the clause before.
  var previousActions = 0..<0
  var lastSubjects: [Int] = []
  var hasMove = false
  var hasFraming = false
  var hasAngle = false

  init(_ tokens: [Token]) { ledger = Ledger(tokens) }

  mutating func read(_ statements: [Statement], chunks: [Chunk]) {
    for statement in statements {
      switch statement {
      case .clause(let clause): read(clause)
      case .film(let phrase): read(phrase)
      case .light(let term, let range): readLight(term, range)
      case .setting(let why, let range): ledger.note(range, .ignored, why)
      case .skipped(let why, let range): ledger.note(range, .notUnderstood, why)
      }
    }
    for chunk in chunks {
      switch chunk {
      case .comma(let r), .stop(let r), .glue(let r), .coordinator(let r), .existential(let r), .relative(let r):
        ledger.note(r, .grammar, "grammar")
      case .link(_, let r): ledger.note(r, .used, "order in time")
      default: break
      }
    }
    shot.entities = cast.entities
    arrangedThingsTopple()
  }

  /// "A row of dominoes falls", a stack, a tower: what has been set up stands first, and falls over. What falls off, from
  /// or onto something does not.
  private mutating func arrangedThingsTopple() {
    for k in shot.actions.indices where shot.actions[k].verb == .fall {
      let action = shot.actions[k]
      guard action.path.allSatisfy({ $0.direction == .down && $0.object == nil }),
        !shot.relations.contains(where: { $0.subject == action.subject && $0.kind == .above }),
        let entity = shot.entities.first(where: { $0.id == action.subject }), entity.count > 1,
        entity.noun == "domino"
          || (!["ball", "marble", "person"].contains(entity.noun)
            && entity.qualities.contains { ["row", "stack"].contains($0) })
      else { continue }
      shot.actions[k].verb = .topple
      shot.actions[k].path = []
    }
  }

  // MARK: Clauses

  private mutating func read(_ clause: Clause) {
    cast.clause += 1
    clauseActions = []
    clauseOrder = 0
    let known = cast.entities.count
    var subjects: [Int] = []
    var mentioned = 0
    // "In a kitchen with a table, a mug falls off the table": the place comes first.
    for phrase in clause.opening where phrase.objects.contains(where: \.isPlace) { place([], phrase) }
    for noun in clause.subjects {
      let list = affected(noun, clause) ?? resolve(noun, .subject, excluding: [])
      mentioned += list.filter { $0 < known }.count
      subjects += list
      // "A forest with a ball": what is in the place is what the sentence is about.
      if noun.isPlace { subjects += Array(known..<cast.entities.count) }
    }
    cast.group(subjects)
    if clause.subjects.isEmpty { subjects = lastSubjects }
    let hasUnknownDoer = !clause.subjects.isEmpty && subjects.isEmpty
    for phrase in clause.opening where !phrase.objects.contains(where: \.isPlace) {
      if clause.predicates.isEmpty || phrase.preposition.relation != nil || subjects.isEmpty {
        place(subjects, phrase)
      }
    }
    for (k, predicate) in clause.predicates.enumerated() {
      var predicate = predicate
      if k == 0 {
        predicate.adverbs = clause.openingAdverbs + predicate.adverbs
        predicate.phrases += clause.opening.filter {
          $0.preposition.relation == nil && !subjects.isEmpty && !$0.objects.contains(where: \.isPlace)
        }
      } else {
        step(predicate.link)
      }
      read(predicate, subjects: subjects, hasUnknownDoer: hasUnknownDoer)
    }
    for use in clause.openingAdverbs { ledger.note(use.range, .ignored, "nothing here moves") }
    if !subjects.isEmpty { lastSubjects = subjects }
    finishClause(clause, subjectsAreNew: mentioned == 0)
  }

  /// In "a ball hits a block and it falls over", what falls is what was hit, though the ball is more prominent.
  private mutating func affected(_ noun: NounPhrase, _ clause: Clause) -> [Int]? {
    guard case .pronoun(let pronoun) = noun.head, pronoun == .it || pronoun == .they,
      case .known(let verb)? = clause.predicates.first?.group.main, let last = shot.actions[previousActions].last,
      [.hit, .push, .knockOver].contains(last.verb),
      let object = cast.entities.firstIndex(where: { $0.id == last.object })
    else { return nil }
    let does = Verbs.all[verb].use(particle: clause.predicates[0].particle?.name).alone
    guard does == .fall || does == .topple, (cast.entities[object].count > 1) == (pronoun == .they) else { return nil }
    ledger.note(noun.range, .used, "means \(names([object]))")
    cast.mention(object, .subject)
    return [object]
  }

  /// Moves on within a clause: the next predicate comes after this one, with it, or before it.
  mutating func step(_ link: Link) {
    switch link {
    case .then, .before: clauseOrder = (clauseActions.map(\.order).max() ?? -1) + 1
    case .meanwhile: break
    case .after:
      for k in clauseActions.indices where clauseActions[k].order >= clauseOrder { clauseActions[k].order += 1 }
    }
  }

  static func isStative(_ verb: Action.Verb) -> Bool { verb == .stand || verb == .rest }

  /// Highest order of an action that takes time; -1 before the first.
  private var lastOrder: Int {
    shot.actions.filter { !Interpreter.isStative($0.verb) }.map(\.order).max() ?? -1
  }

  private mutating func finishClause(_ clause: Clause, subjectsAreNew: Bool) {
    guard !clauseActions.isEmpty else { return }
    let span = (clauseActions.map(\.order).max() ?? 0) + 1
    let previous = shot.actions[previousActions].map(\.order)
    var base = lastOrder + 1
    switch clause.link {
    case .meanwhile where !previous.isEmpty: base = previous.max()!
    case .after where !previous.isEmpty:
      base = previous.min()!
      for k in shot.actions.indices where shot.actions[k].order >= base { shot.actions[k].order += span }
    case nil where !clause.startsSentence && subjectsAreNew && !previous.isEmpty:
      base = previous.min()!  // "a ball rolls and a man walks": nothing says that one waits for the other
    default: break
    }
    if clauseActions.allSatisfy({ Interpreter.isStative($0.verb) }), clause.link == nil,
      !clauseActions.contains(where: { new in
        shot.actions.contains { $0.subject == new.subject && !Interpreter.isStative($0.verb) }
      })
    {
      base = 0  // how things stand from the start
    }
    if clause.link != .after, let first = clauseActions.first, !Interpreter.isStative(first.verb) {
      // What rested must have stopped resting before it moves.
      for action in shot.actions where Interpreter.isStative(action.verb) && action.subject == first.subject {
        base = max(base, action.order + 1)
      }
    }
    let start = shot.actions.count
    for var action in clauseActions {
      action.order += base
      shot.actions.append(action)
    }
    previousActions = start..<shot.actions.count
  }

  // MARK: Camera and light

  private mutating func read(_ phrase: FilmPhrase) {
    cast.clause += 1
    clauseActions = []
    clauseOrder = 0
    defer { finishClause(Clause(), subjectsAreNew: true) }
    var subjects: [Int] = []
    for noun in phrase.subjects { subjects += resolve(noun, .subject, excluding: []) }
    cast.group(subjects)
    ledger.note(phrase.preposition, .grammar, "grammar")
    for range in phrase.adverbs { ledger.note(range, .ignored, "the camera keeps its own pace and way") }
    func conflict(_ known: Bool, _ what: String) -> Bool {
      if known { ledger.note(phrase.range, .ignored, "one \(what) a shot; the first counts") }
      return known
    }
    switch phrase.term {
    case .move(let move):
      if conflict(hasMove && shot.camera.move != move, "camera move") { break }
      shot.camera.move = move
      hasMove = true
      ledger.note(phrase.range, .used, phrase.term.meaning)
    case .framing(let framing):
      if conflict(hasFraming && shot.camera.framing != framing, "framing") { break }
      shot.camera.framing = framing
      hasFraming = true
      ledger.note(phrase.range, .used, phrase.term.meaning)
    case .angle(let angle):
      if conflict(hasAngle && shot.camera.angle != angle, "camera angle") { break }
      shot.camera.angle = angle
      hasAngle = true
      ledger.note(phrase.range, .used, phrase.term.meaning)
    case .aim: ledger.note(phrase.range, .grammar, "the camera")
    case .unsupported(let why): ledger.note(phrase.range, .ignored, why)
    }
    if subjects.count == 1 { shot.camera.subject = cast.id(subjects[0]) }
    if !subjects.isEmpty { lastSubjects = subjects }
  }

  private mutating func readLight(_ term: LightTerm, _ range: Range<Int>) {
    var said: [String] = []
    func take<Value: RawRepresentable & Equatable>(_ new: Value?, _ old: inout Value?, _ what: String)
    where Value.RawValue == String {
      guard let new, old == nil || old == new else { return }
      old = new
      said.append("\(what): \(new.rawValue)")
    }
    take(term.time, &shot.light.time, "time of day")
    take(term.sky, &shot.light.sky, "sky")
    take(term.weather, &shot.light.weather, "weather")
    if said.isEmpty {
      ledger.note(range, .ignored, "one light a shot; the first counts")
    } else {
      ledger.note(range, .used, said.joined(separator: ", "))
    }
  }
}
