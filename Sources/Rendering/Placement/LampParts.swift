import Imaging
import SceneDescription
import VectorMath

extension SceneAssembly {
  /// A lamp and, but for openings, its shape. What it sends out is the light set's affair; it gives nothing back.
  mutating func add(_ lamp: Lamp, number i: Int) {
    let placed = PlacedLamp(lamp, number: i, seed: scene.seed, balance: sky.balance)
    lamps.append(placed)
    guard let shape = placed.shape else { return }
    let e = placed.emitter
    let identity = hashText("lamp \(i + 1)")
    var part = PlacedPart(
      follows: .lamp(i, placed.pose), kind: .sphere, material: Int32(materials.count),
      owner: e.isUnseen ? -1 : Int32(instances.count))
    part.isUnseen = e.isUnseen
    part.isPassed = e.isFlame || e.isUnseen
    switch shape {
    case .sphere: part.takeSphere(radius: e.radius)
    case .capsule: part.takeCapsule(radius: e.radius, halfHeight: e.halfHeight)
    case .mesh(let mesh):
      part.kind = .mesh
      (part.meshRoot, part.bounds) = store.add(mesh)
    }
    materials.append(SurfaceMaterial(.plain, colour: .zero, roughness: 1, identity: identity))
    if !e.isUnseen { instances.append(GuideInstance(name: "lamp \(i + 1)", identity: identity)) }
    parts.append(part)
  }
}
