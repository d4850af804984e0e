import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// The ground and what each thing must stand out from: what lets a stranger tell things apart.
///
/// Words come first: what has a colour or material by name keeps it, and the ground is chosen to set it off; then things
/// whose look is left open stand out from the ground, from the bare materials that words name, and from those before
/// them. The colour that a word gives one thing never changes another: prompts that differ in it give films that do. It
/// is made once for all shots, so that things keep their looks.
struct Palette {
  /// The floor, at y = 0.
  let ground: Body
  private var seen: [(id: String, surroundings: [Colour])] = []

  /// A thing's shadow and edge help to set it off from the ground: less will do than between things.
  private static let groundDifference = 0.1

  /// Grounds that suit people, and things, in the open.
  private static let forPeople: [(material: String, colour: Colour?)] = [
    ("grass", nil), ("concrete", Colour(hex: 0x9F9C95)), ("tiles", Colour(hex: 0xA8967C)), ("grass", nil),
    ("asphalt", Colour(hex: 0x5A5A5C)),
  ]
  private static let forThings: [(material: String, colour: Colour?)] = [
    ("wooden floor", nil), ("concrete", Colour(hex: 0x9F9C95)), ("tiles", Colour(hex: 0xB39E82)),
    ("wooden floor", Colour(hex: 0x8A8276)), ("tiles", Colour(hex: 0x62605C)), ("concrete", Colour(hex: 0xB4B0A6)),
  ]

  /// - Parameters:
  ///   - given: the place's ground; nil: one is chosen.
  ///   - backdrop: what else the place shows behind things.
  init(_ storyboard: Storyboard, _ settings: FilmSettings, ground given: Body? = nil, backdrop: [Colour] = []) {
    var entities: [Entity] = []
    for entity in storyboard.shots.flatMap(\.entities) where !entities.contains(where: { $0.id == entity.id }) {
      entities.append(entity)
    }
    func isPlace(_ e: Entity) -> Bool { Noun.named(e.noun)?.isPlace ?? false }
    func isPerson(_ e: Entity) -> Bool { e.noun == "person" || e.noun == "child" }
    func colours(_ e: Entity, _ surroundings: [Colour]) -> [Colour] {
      var request = AssetRequest(e, settings)
      request.surroundings = surroundings
      var found: [Colour] = []
      // A few of many equal things show the colours of all.
      for k in 0..<Swift.min(e.count, 8) {
        request.copy = k
        request.individualSeed = settings.individualSeed(e, copy: k)
        if let colour = Asset.make(request)?.mainColour, !found.contains(colour) { found.append(colour) }
      }
      return found
    }
    let things = entities.filter { !isPlace($0) }
    // Plastic comes in any paint.
    func isOpen(_ e: Entity) -> Bool { e.colour == nil && (e.material == nil || e.material == "plastic") }
    let named = things.filter { !isOpen($0) }
    let toSetOff = named.flatMap { colours($0, []) }

    var request = AssetRequest(noun: "floor")
    if let place = entities.first(where: isPlace), place.material != nil || place.colour != nil {
      request = AssetRequest(place, settings)
    } else {
      let choices = things.contains(where: isPerson) ? Palette.forPeople : Palette.forThings
      var chance = settings.chance(things.map(\.id).joined(separator: ","), "ground")
      let first = chance.index(choices.count)
      // From the seed's choice on, the first that sets everything off; where none does, the one that does most.
      let inTurn = choices.indices.map { choices[(first + $0) % choices.count] }
      func contrast(_ c: (material: String, colour: Colour?)) -> Double {
        let own = c.colour ?? Material.standard(c.material)?.colour ?? Colour(hex: 0x808080)
        return Swift.min(Palette.groundDifference, toSetOff.map { own.difference(from: $0) }.min() ?? .infinity)
      }
      let chosen =
        inTurn.first { contrast($0) >= Palette.groundDifference } ?? inTurn.max { contrast($0) < contrast($1) }!
      request.material = chosen.material
      request.colour = chosen.colour
    }
    guard var floor = given ?? Asset.make(request)?.parts.first else { preconditionFailure("the library has no floor") }
    floor.entity = "floor"
    ground = floor
    var present = named.filter { $0.colour == nil }.flatMap { colours($0, []) }
    present.append(floor.colour ?? Material.standard(floor.material)?.colour ?? Colour(hex: 0x808080))
    present += backdrop
    for entity in things {
      seen.append((entity.id, present))
      if isOpen(entity) { present += colours(entity, present) }
    }
  }

  /// The colours around an entity.
  func surroundings(of id: String) -> [Colour] { seen.first { $0.id == id }?.surroundings ?? [] }
}
