import LocatedJSON
import Modelling
import Parallelism
import SceneDescription
import VectorMath

extension PlaceFile {
  /// Lays the place out.
  ///
  /// The same file, seed and models give the same place, bit for bit; each rule draws from a generator of its own.
  /// - Parameter prepare: told beforehand what `models` will be asked for, so that it can be built side by side.
  /// - Throws: `JSONError` with the place in the file of what has no value or names an unknown asset, and what `models`
  ///   throws.
  public func compose(
    seed: UInt64, material: @escaping (String) -> Material? = { Material.standard($0) }, models: @escaping ModelSource,
    prepare: ([Looks]) -> Void = { _ in }
  ) throws -> ComposedPlace {
    try compose(seed: seed, material: material, models: models, prepare: prepare, adding: { _ in })
  }

  /// - Parameter adding: sets down more things when all of the file's stand.
  func compose(
    seed: UInt64, material: @escaping (String) -> Material?, models: @escaping ModelSource,
    prepare: ([Looks]) -> Void, adding: (inout Arranger) throws -> Void
  ) throws -> ComposedPlace {
    let scope = try structure(nil).scope(variant: seed, qualities: [])
    var out = ComposedPlace()
    var solids = PlacedSolids()
    let built = parallelMap(parts.count) { i in Result { try structure(parts[i], seed, material) } }
    for (part, model) in zip(parts, built) {
      if let model = try model.get() { add(part, model, seed, to: &out, &solids) }
    }
    var ground = try terrain.map { t throws(JSONError) in try Ground(t, seed: seed, scope: scope) } ?? Ground()
    if let terrain { try add(terrain, &ground, scope, seed, to: &out, &solids) }

    var arranger = Arranger(
      place: name, seed: seed, scope: scope, ground: ground, solids: solids, models: models)
    prepare(arrange.flatMap(arranger.looks))
    for area in free where area.on == nil { try arranger.addFree(area) }
    for rule in arrange {
      try arranger.arrange(rule)
      for area in free where area.on?.value == rule.name.value { try arranger.addFree(area) }
    }
    try adding(&arranger)
    out.things = arranger.things
    out.notes = arranger.notes
    // In the file's order: the first is the main one.
    out.freeAreas = free.compactMap { f in arranger.freeAreas.first { $0.name == f.name } }

    let dresser = Dresser(
      place: name, seed: seed, scope: scope, ground: ground,
      freeAreas: out.freeAreas.filter { $0.centre.y.magnitude < 1e3 })
    let dressed = try parallelMap(dress.count) { i in
      Result { try dresser.dress(dress[i], line: arranger.line(dress[i].along, in: scope)) }
    }.map { try $0.get() }
    prepare(dressed.joined().map(\.looks))
    for (rule, dressings) in zip(dress, dressed) {
      for dressing in dressings {
        if out.scenery.models[dressing.looks] == nil {
          do { out.scenery.models[dressing.looks] = try models(dressing.looks) } catch let error as LibraryError {
            throw rule.name.error("\(error)")
          }
        }
        out.scenery.dressing.append(dressing)
      }
    }
    let finder = ViewFinder(
      place: name, seed: seed, scope: scope, ground: ground, freeAreas: out.freeAreas, solids: arranger.solids)
    for (i, rule) in cameras.enumerated() { out.cameras.append(try finder.camera(rule, number: i)) }
    if !lights.isEmpty {
      var random = SeededGenerator(seed: seed, stage: "\(name)/light")
      out.light = lights[random.index(lights.count)]
    }
    return out
  }

  /// The file of one part, as an asset's; without one, only for its parameters.
  private func structure(_ part: AssetFile.Part?) -> AssetFile {
    var file = AssetFile()
    file.name = part.map { "place/\(name)/\($0.name)" } ?? name
    file.parameters = parameters
    file.finishes = finishes
    file.isFixed = true
    if let part { file.parts = [part] }
    return file
  }

  private func looks(of part: AssetFile.Part, _ seed: UInt64) -> Looks {
    var looks = Looks()
    looks.asset = "place/\(name)/\(part.name)"
    looks.variant = seed
    return looks
  }

  /// The model of a part; nil where its condition leaves it out.
  private func structure(
    _ part: AssetFile.Part, _ seed: UInt64, _ material: @escaping (String) -> Material?
  ) throws -> AssetModel? {
    let builder = try ModelBuilder(
      structure(part), looks: looks(of: part, seed), material: material,
      loadMesh: { file, node throws(JSONError) in throw node.error("no mesh '\(file)': places are made of shapes") })
    if let condition = part.condition, try condition.evaluate(in: builder.scope) <= 0 { return nil }
    return try builder.build()
  }

  private func add(
    _ part: AssetFile.Part, _ model: AssetModel, _ seed: UInt64, to out: inout ComposedPlace,
    _ solids: inout PlacedSolids
  ) {
    let looks = looks(of: part, seed)
    out.scenery.models[looks] = model
    guard let link = model.links.first, let solid = link.solid else {
      out.scenery.dressing.append(.once(looks))
      return
    }
    var body = Body()
    body.name = "\(name) \(part.name)"
    body.entity = name
    body.shape = .compound(solid)
    body.motion = .fixed
    body.material = link.material
    body.looks = looks
    out.bodies.append(body)
    solids.add(PlacedPiece.pieces(of: solid, at: .identity))
  }

  private func add(
    _ terrain: TerrainRule, _ ground: inout Ground, _ scope: Scope, _ seed: UInt64, to out: inout ComposedPlace,
    _ solids: inout PlacedSolids
  ) throws {
    guard let field = ground.field else { return }
    let own = try look(terrain.finish, terrain.material, terrain.colour, seed) ?? ("grass", nil)
    var body = Body()
    body.name = "\(name) ground"
    body.entity = name
    body.shape = .heightField(field)
    body.motion = .fixed
    (body.material, body.colour) = own
    out.bodies.append(body)
    for (path, rule) in zip(ground.relief?.paths ?? [], terrain.paths) {
      if let surface = rule.surface { try pave(path, surface, &ground, scope, to: &out, &solids) }
    }
    if let far = terrain.far {
      let look = try look(far.finish, far.material, far.colour, seed) ?? own
      let covers = try far.covers.map { c throws(JSONError) in try PlacedCover(c, seed: seed, scope: scope) }
      let bands = ground.farBands(to: try far.to.evaluate(in: scope))
      // What lies on each band, the last cover first, and what of it stays bare.
      let divided = parallelMap(bands.count) { i in
        var bare = bands[i].mesh
        var covered: [TriangleMesh] = []
        for cover in covers.reversed() {
          let parts = bare.divided(by: cover.depth)
          covered.append(parts.inside)
          bare = parts.outside
        }
        return (covered: covered, bare: bare)
      }
      for (i, band) in bands.enumerated() {
        func draw(_ mesh: TriangleMesh, _ name: String, _ material: String, _ colour: Colour?) {
          if mesh.triangles.isEmpty { return }
          var colour = colour
          if let haze = far.haze {
            let plain = colour ?? Material.standard(material)?.colour ?? Colour(hex: 0x808080)
            colour = haze.applied(to: plain, at: band.distance)
          }
          out.draw(mesh, "place/\(self.name)/\(name)", material, colour)
        }
        for ((k, cover), mesh) in zip(covers.enumerated().reversed(), divided[i].covered) {
          draw(mesh, "far \(i) cover \(k)", cover.material, cover.colour)
        }
        draw(divided[i].bare, "far \(i)", look.0, look.1)
      }
    }
  }

  private func look(
    _ finish: Located<String>?, _ material: Located<String>?, _ colour: Colour?, _ seed: UInt64
  ) throws(JSONError) -> (String, Colour?)? {
    if let finish, let choices = finishes[finish.value], !choices.isEmpty {
      var chance = SeededGenerator(seed: seed, stage: "finish/" + finish.value)
      let choice = choices[seed == 0 ? 0 : chance.index(choices.count)]
      return (choice.material.value, choice.colour)
    }
    return material.map { ($0.value, colour) }
  }

  private func pave(
    _ path: PlacedPath, _ surface: TerrainRule.Path.Surface, _ ground: inout Ground, _ scope: Scope,
    to out: inout ComposedPlace, _ solids: inout PlacedSolids
  ) throws(JSONError) {
    let width = try surface.width?.evaluate(in: scope) ?? 2 * path.halfWidth
    let thickness = try surface.thickness.evaluate(in: scope)
    let band = path.band(offset: 0, width: width, lift: thickness, skirt: thickness + 0.3)
    var mesh = SolidShape.Mesh()
    mesh.vertices = band.positions
    mesh.triangles = band.triangles.map { SolidShape.Triangle(Int($0.x), Int($0.y), Int($0.z)) }
    var body = Body()
    body.name = "\(name) \(path.name)"
    body.entity = name
    body.shape = .mesh(mesh)
    ground.pave(path, width: width, thickness: thickness)
    // What stands near on it is set down on its very triangles.
    let top = path.band(offset: 0, width: width, lift: thickness, skirt: 0)
    solids.add(
      top.triangles.compactMap { t in
        PlacedPiece(
          prismBelow: top.positions[Int(t.x)], top.positions[Int(t.y)], top.positions[Int(t.z)], depth: thickness)
      })
    body.motion = .fixed
    body.material = surface.material.value
    body.colour = surface.colour
    out.bodies.append(body)
    for (i, line) in surface.lines.enumerated() {
      let offset = try line.offset.evaluate(in: scope)
      let wide = try line.width.evaluate(in: scope)
      var paint = TriangleMesh()
      if let dash = try line.dash?.size(in: scope) {
        var start = 0.0
        while start + dash.width < path.length {
          paint.append(
            path.band(
              offset: offset, width: wide, lift: thickness + 0.003, skirt: 0, stretch: start...(start + dash.width)))
          start += dash.width + dash.depth
        }
      } else {
        paint = path.band(offset: offset, width: wide, lift: thickness + 0.003, skirt: 0)
      }
      out.draw(paint, "place/\(name)/\(path.name) line \(i)", line.material.value, line.colour)
    }
  }
}

extension ComposedPlace {
  /// Adds a surface that is drawn and never touched.
  fileprivate mutating func draw(_ mesh: TriangleMesh, _ asset: String, _ material: String, _ colour: Colour?) {
    var looks = Looks()
    looks.asset = asset
    var bounds = AxisBounds.empty
    for p in mesh.positions { bounds.include(p) }
    let part = AssetModel.Part(name: asset, material: material, colour: colour, mesh: mesh)
    let link = AssetModel.Link(name: "", parts: [part], solid: nil, mass: 0, material: material, joint: nil)
    scenery.models[looks] = AssetModel(
      name: asset, links: [link], supports: [], spaces: [], holds: [], isFixed: true, bounds: bounds)
    scenery.dressing.append(.once(looks))
  }
}

extension Dressing {
  /// One copy where its model says.
  fileprivate static func once(_ looks: Looks) -> Dressing {
    Dressing(looks: looks, copies: [Copy(pose: .identity, scale: 1)])
  }
}
