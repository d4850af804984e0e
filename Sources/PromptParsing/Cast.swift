import AssetLibrary
import SceneDescription

/// The things met so far, and which of them a later phrase means.
struct Cast {
  /// How prominent a mention is; pronouns look for subjects first (Grosz, Joshi & Weinstein, "Centering", 1995).
  enum Rank: Int, Comparable {
    case other, object, subject
    static func < (a: Rank, b: Rank) -> Bool { a.rawValue < b.rawValue }
  }
  private struct Mention {
    var entity: Int
    var clause: Int
    var rank: Rank
  }

  private(set) var entities: [Entity] = []
  /// The noun's word as written and its adjective of speed, by entity.
  private var words: [String] = []
  private(set) var paces: [Action.Speed] = []
  private var numberOfNoun: [Int]
  private var mentions: [Mention] = []
  /// Subjects named together, latest last: what "they" can mean.
  private var groups: [[Int]] = []
  var clause = 0

  init() { numberOfNoun = Array(repeating: 0, count: Noun.all.count) }

  func id(_ k: Int) -> String { entities[k].id }

  mutating func add(noun: Int, word: String, count: Int) -> Int {
    numberOfNoun[noun] += 1
    var entity = Entity()
    entity.noun = Noun.all[noun].name
    entity.id = numberOfNoun[noun] == 1 ? entity.noun : "\(entity.noun) \(numberOfNoun[noun])"
    entity.count = count
    entities.append(entity)
    words.append(word)
    paces.append(.normal)
    return entities.count - 1
  }

  mutating func update(_ k: Int, _ change: (inout Entity) -> Void) { change(&entities[k]) }
  mutating func setPace(_ k: Int, _ pace: Action.Speed) { paces[k] = pace }

  mutating func mention(_ k: Int, _ rank: Rank) {
    mentions.append(Mention(entity: k, clause: clause, rank: rank))
  }
  mutating func group(_ list: [Int]) { if list.count > 1 { groups.append(list) } }

  /// Entities by prominence: latest clause, then rank, then first mentioned. Looks back over 64 mentions.
  func salient() -> [Int] {
    let recent = Array(mentions.suffix(64).enumerated()).sorted { a, b in
      if a.element.clause != b.element.clause { return a.element.clause > b.element.clause }
      if a.element.rank != b.element.rank { return a.element.rank > b.element.rank }
      return a.offset < b.offset
    }
    var out: [Int] = []
    for m in recent where !out.contains(m.element.entity) { out.append(m.element.entity) }
    return out
  }

  /// What a pronoun means; `excluded` are those that it cannot be, such as the verb's own subject.
  func referents(of pronoun: Pronoun, excluding excluded: [Int]) -> [Int] {
    let candidates = salient().filter { !excluded.contains($0) && !isPlace($0) }
    switch pronoun {
    case .it:
      let things = candidates.filter { !isAnimate($0) }
      return [things.first { entities[$0].count == 1 } ?? things.first ?? candidates.first].compactMap { $0 }
    case .he, .she:
      let own = pronoun == .he ? "woman" : "man"
      let people = candidates.filter { isAnimate($0) }
      return [people.first { words[$0] != own } ?? people.first].compactMap { $0 }
    case .they:
      if let many = candidates.first(where: { entities[$0].count > 1 }) {
        // A list named later than the group wins.
        if let list = groups.last(where: { !$0.contains(where: excluded.contains) }), list.contains(many) {
          return list
        }
        return [many]
      }
      if let list = groups.last(where: { !$0.contains(where: excluded.contains) }) { return list }
      return Array(candidates.prefix(2).sorted())
    }
  }

  private func isPlace(_ k: Int) -> Bool { Noun.named(entities[k].noun)?.isPlace ?? false }
  private func isAnimate(_ k: Int) -> Bool { Noun.named(entities[k].noun)?.isAnimate ?? false }

  /// The adjectives that a phrase gives, to tell one thing from another.
  struct Traits {
    var colour: String?
    var material: String?
    var size: Entity.SizeClass?
    var qualities: [String] = []
    var pace: Action.Speed?

    func fit(_ entity: Entity) -> Bool {
      if let colour, entity.colour.flatMap(Colour.named) != Colour.named(colour) { return false }
      if let material, entity.material != material { return false }
      if let size, entity.size != size { return false }
      return qualities.allSatisfy(entity.qualities.contains)
    }
  }

  /// The existing entities that "the red ball" means, most likely first; a nil noun fits all ("the red one").
  func matches(noun: Int?, word: String, traits: Traits) -> [Int] {
    let canonical = noun.map { Noun.all[$0].name }
    let fitting = entities.indices.filter { k in
      (canonical == nil || entities[k].noun == canonical) && traits.fit(entities[k])
        && (noun == nil || Cast.sameKind(words[k], word, Noun.all[noun!]))
    }
    guard fitting.count > 1 else { return fitting }
    let salient = salient()
    return fitting.sorted { a, b in
      let exactA = words[a] == word
      let exactB = words[b] == word
      if exactA != exactB { return exactA }
      let rankA = salient.firstIndex(of: a) ?? salient.count
      let rankB = salient.firstIndex(of: b) ?? salient.count
      return rankA != rankB ? rankA < rankB : a < b
    }
  }

  /// "the block" can be the cube, but "the woman" is not the man: two special words differ, a general one fits.
  private static func sameKind(_ a: String, _ b: String, _ noun: Noun) -> Bool {
    func isGeneral(_ word: String) -> Bool { word == noun.singulars.first || word == noun.plurals.first }
    func singular(_ word: String) -> String {
      guard let k = noun.plurals.firstIndex(of: word), noun.singulars.indices.contains(k) else { return word }
      return noun.singulars[k]
    }
    return noun.isPlace || a == b || isGeneral(a) || isGeneral(b) || singular(a) == singular(b)
  }
}
