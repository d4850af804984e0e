import SceneDescription
import VectorMath

extension HumanMesh.Slot {
  /// What a person wears there.
  func material(of person: Person) -> SurfaceMaterial {
    let identity = mixBits(person.identity &+ UInt64(rawValue))
    func make(_ p: SurfaceMaterial.Pattern, _ c: Float3, _ roughness: Float, coat: Float = 0) -> SurfaceMaterial {
      SurfaceMaterial(p, colour: c, roughness: roughness, coat: coat, identity: identity)
    }
    switch self {
    case .skin: return make(.skin, linear(person.skin), 0.5)
    case .hair: return make(.hair, linear(person.hair), 0.55)
    case .shirt: return make(.fabric, linear(person.shirt), 0.95)
    case .trousers: return make(.fabric, linear(person.trousers), 0.95)
    case .shoes: return make(.plain, linear(person.shoes), 0.5, coat: 0.3)
    case .sole: return make(.rubber, Float3(0.30, 0.29, 0.27), 0.8)
    case .eye: return make(.plain, Float3(0.035, 0.028, 0.025), 0.15, coat: 1)
    case .lip: return make(.skin, linear(person.skin) * Float3(0.80, 0.50, 0.50), 0.45)
    }
  }
}
