import Imaging
import SceneDescription
import VectorMath

extension SceneAssembly {
  /// A lamp; one that is seen has a shape too. What it sends out is the light set's affair; it gives nothing back.
  mutating func add(_ lamp: Lamp, number i: Int) {
    let placed = PlacedLamp(lamp, number: i, seed: scene.seed, balance: sky.balance)
    lamps.append(placed)
    guard let shape = placed.shape else { return }
    let identity = hashText("lamp \(i + 1)")
    var part = PlacedPart(
      follows: .lamp(i, placed.pose), kind: .sphere, material: Int32(materials.count), owner: Int32(instances.count))
    let e = placed.emitter
    part.isFlame = e.isFlame
    switch shape {
    case .sphere: part.takeSphere(radius: e.radius)
    case .capsule: part.takeCapsule(radius: e.radius, halfHeight: e.halfHeight)
    case .mesh(let mesh):
      part.kind = .mesh
      (part.meshRoot, part.bounds) = store.add(mesh)
    }
    materials.append(SurfaceMaterial(.plain, colour: .zero, roughness: 1, identity: identity))
    instances.append(GuideInstance(name: "lamp \(i + 1)", identity: identity))
    parts.append(part)
  }
}
