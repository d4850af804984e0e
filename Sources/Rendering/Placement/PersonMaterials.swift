import SceneDescription
import VectorMath

extension HumanMesh.Slot {
  /// What a person wears there: cloth, leather and skin as the standard materials say, in the person's colours.
  func material(of person: Person) -> SurfaceMaterial {
    let identity = mixBits(person.identity &+ UInt64(rawValue))
    func made(of name: String, _ colour: Colour) -> SurfaceMaterial {
      guard let material = Material.standard(name) else { preconditionFailure("no standard material '\(name)'") }
      return SurfaceMaterial(material, colour: colour, identity: identity)
    }
    switch self {
    case .skin: return made(of: "skin", person.skin)
    case .hair: return SurfaceMaterial(.hair, colour: linear(person.hair), roughness: 0.55, identity: identity)
    case .shirt: return made(of: "cotton", person.shirt)
    case .trousers: return made(of: "canvas", person.trousers)
    case .shoes: return made(of: "leather", person.shoes)
    case .sole:
      return SurfaceMaterial(.rubber, colour: Float3(0.30, 0.29, 0.27), roughness: 0.8, identity: identity)
    case .eye:
      return SurfaceMaterial(
        .plain, colour: Float3(0.035, 0.028, 0.025), roughness: 0.15, coat: 1, identity: identity)
    case .lip:
      // Lips are skin through which more blood shows.
      var lip = made(of: "skin", person.skin)
      lip.base.albedo *= Float3(0.80, 0.50, 0.50)
      lip.base.roughness = 0.4
      return lip
    }
  }
}
