import AssetLibrary
import Imaging
import SceneDescription
import VectorMath

extension SceneAssembly {
  /// A body that is drawn as a link of a model.
  mutating func add(_ body: Body, number: Int, drawnAs model: AssetModel, link name: String) throws(RenderError) {
    guard let link = model.links.first(where: { $0.name == name }) else {
      throw .unknownLink(name, asset: model.name, body: body.name)
    }
    let (first, skin) = try wear(
      link.parts, of: body.looks!, isWhole: false, identity: body.identity, named: "body '\(body.name)'")
    let owner = Int32(instances.count)
    for shell in skin.shells {
      var part = PlacedPart(
        follows: .body(number), kind: .mesh, meshRoot: shell.root, material: first, owner: owner, bounds: shell.bounds)
      part.isOpen = shell.isOpen
      part.glow = glow(of: shell, first)
      parts.append(part)
    }
    instances.append(
      GuideInstance(
        name: body.name, identity: body.identity,
        parts: link.parts.isEmpty ? nil : link.parts.map { GuidePart(name: $0.name) },
        low: skin.shells.isEmpty ? .zero : skin.bounds.low, high: skin.shells.isEmpty ? .zero : skin.bounds.high))
  }

  /// Copies of a whole model that never move. They are one thing of the guide, whose coordinates are the world's.
  mutating func add(_ dressing: Dressing, number: Int) throws(RenderError) {
    guard let model = scenery.model(of: dressing.looks) else { throw .unknownAsset(dressing.looks.asset) }
    if dressing.copies.isEmpty { return }
    let identity = hashText("dressing \(number + 1)/\(model.name)")
    let modelParts = model.links.flatMap(\.parts)
    let (first, skin) = try wear(
      modelParts, of: dressing.looks, isWhole: true, identity: identity, named: "asset '\(model.name)'")
    let owner = Int32(instances.count)
    let glows = skin.shells.map { glow(of: $0, first) }
    var box = Bounds()
    for (k, copy) in dressing.copies.enumerated() {
      for (shell, glow) in zip(skin.shells, glows) {
        var instance = Instance(kind: .mesh, pose: copy.pose, material: first, owner: owner)
        instance.meshRoot = shell.root
        instance.scale = Float(copy.scale)
        instance.isOpen = shell.isOpen
        instance.isDressing = true
        // Never 0, which stands for no variation.
        instance.variation = hash32(UInt32(truncatingIfNeeded: mixBits(identity &+ UInt64(k)))) | 1
        let bounds = instance.worldBounds(shell.bounds)
        box.include(bounds)
        still.instances.append(instance)
        still.boxes.append(bounds)
        if let glow { still.glows.append((still.instances.count - 1, glow)) }
      }
    }
    instances.append(
      GuideInstance(
        name: "dressing \(number + 1): \(model.name)", identity: identity,
        parts: modelParts.isEmpty ? nil : modelParts.map { GuidePart(name: $0.name) },
        low: skin.shells.isEmpty ? .zero : box.low, high: skin.shells.isEmpty ? .zero : box.high))
  }

  /// The materials of a model's parts, one each from `first` on, and the skin that wears them.
  private mutating func wear(
    _ modelParts: [AssetModel.Part], of looks: Looks, isWhole: Bool, identity: UInt64, named what: String
  ) throws(RenderError) -> (first: Int32, skin: ModelSkin) {
    let first = Int32(materials.count)
    var traits: [ModelSkin.Traits] = []
    for (i, part) in modelParts.enumerated() {
      guard let material = scene.material(named: part.material) else {
        throw .unknownPartMaterial(part.material, part: part.name, of: what)
      }
      var surface = SurfaceMaterial(material, colour: part.colour, identity: mixBits(identity &+ UInt64(i)))
      surface.base.emission *= sky.balance
      surface.part = Int32(i)
      traits.append(ModelSkin.Traits(surface))
      materials.append(surface)
    }
    let key = ModelSkin.Key(looks: looks.unpainted, isWhole: isWhole, traits: traits)
    if let known = skins[key] { return (first, known) }
    let skin = ModelSkin(modelParts, traits, into: &store)
    skins[key] = skin
    return (first, skin)
  }

  private func glow(of shell: ModelSkin.Shell, _ firstMaterial: Int32) -> Emitter.Glow? {
    Emitter.Glow(
      materials[Int(firstMaterial) + shell.parts[0]], isClosed: shell.isClosed, triangles: shell.triangles)
  }
}
