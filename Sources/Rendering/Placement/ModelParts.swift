import AssetLibrary
import Imaging
import Parallelism
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
    let surfaces = try surfaces(of: modelParts, identity: identity, named: what)
    materials += surfaces
    let key = ModelSkin.Key(looks: looks.unpainted, isWhole: isWhole, traits: surfaces.map(ModelSkin.Traits.init))
    if let known = skins[key] { return (first, known) }
    let skin = ModelSkin(built.removeValue(forKey: key) ?? ModelSkin.Built(modelParts, key.traits), into: &store)
    skins[key] = skin
    return (first, skin)
  }

  private func surfaces(of modelParts: [AssetModel.Part], identity: UInt64, named what: String) throws(RenderError)
    -> [SurfaceMaterial]
  {
    var surfaces: [SurfaceMaterial] = []
    for (i, part) in modelParts.enumerated() {
      guard let material = scene.material(named: part.material) else {
        throw .unknownPartMaterial(part.material, part: part.name, of: what)
      }
      var surface = SurfaceMaterial(material, colour: part.colour, identity: mixBits(identity &+ UInt64(i)))
      surface.base.emission *= sky.balance
      surface.part = Int32(i)
      surfaces.append(surface)
    }
    return surfaces
  }

  /// Builds the different skins of all models side by side; placing them afterwards, one by one, decides their order.
  mutating func buildSkins() {
    var known: Set<ModelSkin.Key> = []
    var wanted: [(key: ModelSkin.Key, parts: [AssetModel.Part], triangles: Int)] = []
    func want(_ parts: [AssetModel.Part], _ looks: Looks, isWhole: Bool) {
      // What lacks a material is told where it is placed.
      guard let surfaces = try? surfaces(of: parts, identity: 0, named: looks.asset) else { return }
      let key = ModelSkin.Key(looks: looks.unpainted, isWhole: isWhole, traits: surfaces.map(ModelSkin.Traits.init))
      if known.insert(key).inserted {
        wanted.append((key, parts, parts.reduce(0) { $0 + $1.mesh.triangles.count }))
      }
    }
    for body in scene.bodies {
      guard let looks = body.looks, let link = scenery.model(of: looks)?.links.first(where: { $0.name == looks.link })
      else { continue }
      want(link.parts, looks, isWhole: false)
    }
    for dressing in scenery.dressing where !dressing.copies.isEmpty {
      guard let model = scenery.model(of: dressing.looks) else { continue }
      want(model.links.flatMap(\.parts), dressing.looks, isWhole: true)
    }
    // The largest first, so that none is left to one thread at the end.
    wanted = wanted.enumerated().sorted { ($1.element.triangles, $0.offset) < ($0.element.triangles, $1.offset) }
      .map(\.element)
    if wanted.isEmpty { return }
    let made = wanted
    var results = [ModelSkin.Built?](repeating: nil, count: made.count)
    results.withUnsafeMutableBufferPointer { results in
      let out = OutputPointer(pointer: results.baseAddress!)
      parallelFor(made.count) { i in out[i] = ModelSkin.Built(made[i].parts, made[i].key.traits) }
    }
    for (want, result) in zip(made, results) { built[want.key] = result }
  }

  private func glow(of shell: ModelSkin.Shell, _ firstMaterial: Int32) -> Emitter.Glow? {
    Emitter.Glow(
      materials[Int(firstMaterial) + shell.parts[0]], isClosed: shell.isClosed, triangles: shell.triangles)
  }
}
