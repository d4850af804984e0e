import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Builds one variant of an asset from its file.
///
/// The same file, looks and materials give the same model, bit for bit.
struct ModelBuilder {
  let file: AssetFile
  let looks: Looks
  /// Materials by name; only ever asked for one name.
  let material: (String) -> Material?
  let scope: Scope
  private let context: ModelContext
  /// The parts of this variant, in the file's order, and the link that each belongs to.
  private let parts: [AssetFile.Part]
  private let links: [Int]
  /// Of each link, the part that it begins with.
  private let heads: [Int]

  init(
    _ file: AssetFile, looks: Looks, material: @escaping (String) -> Material?,
    loadMesh: @escaping ModelContext.MeshLoader
  ) throws(JSONError) {
    self.file = file
    self.looks = looks
    self.material = material
    scope = try file.scope(variant: looks.variant, qualities: looks.qualities)
    context = ModelContext(parts: file.parts.map { ($0.name, $0.shape) }, loadMesh: loadMesh)
    var present: [AssetFile.Part] = []
    for part in file.parts {
      if let condition = part.condition, try condition.evaluate(in: scope) <= 0 { continue }
      present.append(part)
    }
    parts = present
    (links, heads) = try ModelBuilder.links(of: present)
  }

  /// Groups parts into links: a joint begins one, and what rides on a part belongs to that part's.
  ///
  /// Links are numbered from the root so that each comes after the one that it hangs on.
  private static func links(of parts: [AssetFile.Part]) throws(JSONError) -> (links: [Int], heads: [Int]) {
    func host(_ i: Int) throws(JSONError) -> Int {
      guard let on = parts[i].on else { return 0 }
      guard let host = parts.firstIndex(where: { $0.name == on.value }) else {
        throw on.error("part '\(on.value)' is left out by its \"if\" where '\(parts[i].name)' rides on it")
      }
      return host
    }
    var links = [Int](repeating: -1, count: parts.count)
    var heads = [0]
    links[0] = 0
    // A part's host may come after it in the file.
    var settled = 1
    while settled < parts.count {
      for i in parts.indices where links[i] < 0 {
        let on = links[try host(i)]
        if on < 0 { continue }
        if parts[i].joint != nil {
          links[i] = heads.count
          heads.append(i)
        } else {
          links[i] = on
        }
        settled += 1
      }
    }
    return (links, heads)
  }

  func build() throws(JSONError) -> AssetModel {
    var model = AssetModel(
      name: file.name, links: [], supports: [], spaces: [], holds: [], isFixed: file.isFixed, bounds: .empty)
    for (number, head) in heads.enumerated() {
      model.links.append(try link(number, head: head))
    }
    for place in file.supports {
      guard let link = try linkName(place.on) else { continue }
      model.supports.append(
        AssetModel.Support(
          name: place.name, link: link, centre: try place.at.evaluate(in: scope),
          width: try positive(place.size.first), depth: try positive(place.size.second),
          clearance: try place.clearance?.evaluate(in: scope) ?? .infinity))
    }
    for space in file.spaces {
      guard let link = try linkName(space.on) else { continue }
      model.spaces.append(
        AssetModel.Space(
          name: space.name, link: link, floor: try space.at.evaluate(in: scope),
          size: Vector3(try positive(space.size.x), try positive(space.size.y), try positive(space.size.z))))
    }
    for hold in file.holds {
      guard let link = try linkName(hold.on) else { continue }
      model.holds.append(
        AssetModel.Hold(
          name: hold.name, link: link, position: try hold.at.evaluate(in: scope),
          along: try direction(hold.along), width: try hold.width?.evaluate(in: scope) ?? AssetModel.Hold.handWidth))
    }
    for part in model.links.flatMap(\.parts) { for p in part.mesh.positions { model.bounds.include(p) } }
    if !file.isFixed && file.stands != .wall && file.stands != .ceiling {
      // Files draw things level: a screwdriver lies on its handle and the tip of its blade.
      if let turn = Tipping(model)?.turn() { model.turn(by: turn) }
      // Rough shapes do not know their lowest point beforehand.
      if model.bounds.min.y != 0 { model.move(by: Vector3(0, -model.bounds.min.y, 0)) }
    }
    return looks.scale == 1 ? model : model.scaled(by: looks.scale)
  }

  /// The name of the link that a part belongs to; nil where the variant is without the part.
  private func linkName(_ part: Located<String>?) throws(JSONError) -> String? {
    guard let part else { return "" }
    guard let i = parts.firstIndex(where: { $0.name == part.value }) else { return nil }
    return name(ofLink: links[i])
  }

  private func name(ofLink number: Int) -> String { number == 0 ? "" : parts[heads[number]].name }

  private func positive(_ expression: Expression) throws(JSONError) -> Double {
    let value = try expression.evaluate(in: scope)
    guard value > 0 else { throw expression.error("expected a size above 0, found \(value)") }
    return value
  }

  private func direction(_ expression: VectorExpression) throws(JSONError) -> Vector3 {
    let v = try expression.evaluate(in: scope)
    guard v.length > 1e-6 else { throw expression.x.error("expected a direction, found [0, 0, 0]") }
    return v.normalized
  }

  // MARK: Links

  private func link(_ number: Int, head: Int) throws(JSONError) -> AssetModel.Link {
    var link = AssetModel.Link(
      name: name(ofLink: number), parts: [], solid: nil, mass: 0, material: "", joint: nil)
    var heaviest = -1.0
    var made: [(part: AssetFile.Part, mesh: TriangleMesh, mass: Double)] = []
    for (i, part) in parts.enumerated() where links[i] == number {
      let finish = try finish(of: part)
      let mesh = try part.shape.mesh(in: scope, context: context)
      if mesh.triangles.isEmpty {
        // Shapes that an `if` leaves out make no part.
        continue
      }
      link.parts.append(
        AssetModel.Part(name: part.name, material: finish.material, colour: finish.colour, mesh: mesh))
      guard let substance = material(finish.material) else {
        preconditionFailure("material '\(finish.material)' was known when the file was read")
      }
      let fill = try part.fill.evaluate(in: scope)
      guard fill > 0 && fill <= 1 else { throw part.fill.error("expected a share from above 0 to 1, found \(fill)") }
      let mass = max(0, mesh.volume) * substance.density * fill
      link.mass += mass
      if mass > heaviest {
        heaviest = mass
        link.material = finish.material
      }
      made.append((part, mesh, mass))
    }
    var solid = SolidShape.Compound()
    for (part, mesh, mass) in made {
      if case .fitted(let fitting) = part.collision {
        var drawn = [(mesh, mass)]
        for other in made where other.part.name != part.name {
          if try isFitted(other.part, with: fitting) { drawn.append((other.mesh, other.mass)) }
        }
        solid.parts += try pieces(fitting, around: drawn)
      } else {
        solid.parts += try pieces(of: part, mesh, mass: mass)
      }
      if solid.parts.count > ShapeNode.mostPieces {
        throw part.fill.error(
          "expected at most \(ShapeNode.mostPieces) collision pieces in what moves as one, found \(solid.parts.count) "
            + "with part '\(part.name)'; give parts a \"collision\"")
      }
    }
    if !solid.parts.isEmpty { link.solid = solid }
    if let joint = parts[head].joint {
      if solid.parts.isEmpty {
        throw joint.at.x.error("expected part '\(link.name)' to collide: it moves; its \"collision\" gives no solid")
      }
      link.joint = try self.joint(joint, of: head)
    }
    return link
  }

  /// What the part is finished with, the painted finish replaced by what was asked for.
  private func finish(of part: AssetFile.Part) throws(JSONError) -> (material: String, colour: Colour?) {
    let painted = file.painted?.value ?? file.parts[0].finish?.value
    guard let name = part.finish?.value, let choices = file.finishes[name] else {
      // Without finishes, paint goes where the first part's material is.
      let own = part.material?.value ?? ""
      let isPainted = painted == nil && own == file.parts[0].material?.value && part.colour == file.parts[0].colour
      return isPainted ? repainted(own, part.colour) : (own, part.colour)
    }
    var choice = 0
    if looks.variant != 0 {
      var chance = SeededGenerator(seed: looks.variant, stage: "finish/" + name)
      choice = chance.index(choices.count)
    }
    let look = choices[choice]
    return name == painted ? repainted(look.material.value, look.colour) : (look.material.value, look.colour)
  }

  /// Another material comes in its own colour; another colour is on the same material.
  private func repainted(_ own: String, _ colour: Colour?) -> (material: String, colour: Colour?) {
    (looks.material ?? own, looks.colour ?? (looks.material == nil ? colour : nil))
  }

  // MARK: Collision

  /// Convex solids of a part, each of which weighs what its material does.
  private func pieces(
    of part: AssetFile.Part, _ mesh: TriangleMesh, mass: Double
  ) throws(JSONError) -> [SolidShape.Compound.Part] {
    var pieces: [SolidShape.Compound.Part]
    switch part.collision {
    case .none, .fitted: return []
    case .hull: pieces = SolidShape.Compound.Part.hull(around: mesh.positions).map { [$0] } ?? []
    case .pieces: pieces = try part.shape.pieces(in: scope, context: context)
    case .shapes(let shapes): pieces = try shapes.pieces(in: scope, context: context)
    }
    return weighed(pieces, mass: mass)
  }

  /// Whether pieces are to go around another part of the same link too.
  private func isFitted(_ other: AssetFile.Part, with fitting: AssetFile.Fitting) throws(JSONError) -> Bool {
    if let named = fitting.with { return named.contains { $0.value == other.name } }
    // Leaves and cloth give way.
    guard case .none = other.collision else { return false }
    return material(try finish(of: other).material)?.givesWay != true
  }

  /// Found by slicing some of the link's meshes, hollows that are closed off filled.
  private func pieces(
    _ fitting: AssetFile.Fitting, around drawn: [(mesh: TriangleMesh, mass: Double)]
  ) throws(JSONError) -> [SolidShape.Compound.Part] {
    var slicing = ConvexSlicing()
    slicing.mostPieces = try fitting.most.count(in: scope, "pieces", 1...128)
    slicing.tolerance = 0.015
    slicing.fillsHollows = true
    if file.isFixed && file.stands == .ground { slicing.ground = 0 }
    var mesh = TriangleMesh()
    for other in drawn { mesh.append(other.mesh) }
    return weighed(slicing.pieces(of: mesh), mass: drawn.reduce(0) { $0 + $1.mass })
  }

  private func weighed(_ pieces: [SolidShape.Compound.Part], mass: Double) -> [SolidShape.Compound.Part] {
    let volume = pieces.reduce(0) { $0 + $1.volume }
    guard volume > 0 else { return [] }
    // Relative to water, within what the scene format allows.
    let density = min(max(mass / volume / 1000, 1e-6), 1e6)
    var pieces = pieces
    for i in pieces.indices { pieces[i].density = density }
    return pieces
  }

  // MARK: Joints

  private func joint(_ joint: AssetFile.Joint, of head: Int) throws(JSONError) -> AssetModel.Joint {
    let isTurn = joint.kind == .hinge || joint.kind == .ball
    let unit = isTurn ? Double.pi / 180 : 1
    var limits: Interval?
    if let given = joint.limits {
      let low = try given.first.evaluate(in: scope)
      let high = try given.second.evaluate(in: scope)
      guard low <= high else {
        throw given.first.error("expected [low, high] with low at most high, found [\(low), \(high)]")
      }
      if joint.kind == .hinge, low < -180 || high > 180 {
        throw given.first.error("expected limits of a hinge within -180 to 180 degrees, found [\(low), \(high)]")
      }
      limits = Interval(low * unit, high * unit)
    }
    let kind: JointKind
    switch joint.kind {
    case .hinge, .slider:
      var guided = JointKind.Guided()
      guided.limits = limits
      guided.motor = try resistance(of: joint)
      kind = joint.kind == .hinge ? .hinge(guided) : .slider(guided)
    case .ball:
      var ball = JointKind.Ball()
      if let limits {
        guard limits.high >= 0 && limits.high <= Double.pi else {
          throw joint.limits!.second.error("expected a ball's swing from 0 to 180 degrees, found \(limits.high / unit)")
        }
        ball.swingLimit = limits.high
      }
      kind = .ball(ball)
    case .fixed: kind = .fixed(JointKind.Plain())
    }
    return AssetModel.Joint(
      to: try linkName(parts[head].on) ?? "", kind: kind, anchor: try joint.at.evaluate(in: scope),
      axis: try direction(joint.axis), open: try (joint.open?.evaluate(in: scope) ?? 0) * unit)
  }

  /// Damping is a motor that holds the joint's speed at 0 by a force that grows with it; friction one whose force has a bound.
  private func resistance(of joint: AssetFile.Joint) throws(JSONError) -> JointKind.Motor? {
    func strength(_ expression: Expression) throws(JSONError) -> Double {
      let value = try expression.evaluate(in: scope)
      guard value >= 0 && value <= 1e9 else {
        throw expression.error("expected a number from 0 to 1e9, found \(value)")
      }
      return value
    }
    var motor = JointKind.Motor()
    if let damping = joint.damping {
      motor.position = 0
      motor.damping = try strength(damping)
    } else if let friction = joint.friction {
      motor.speed = 0
      motor.maximum = try strength(friction)
    } else {
      return nil
    }
    return motor
  }
}

extension AssetFile {
  /// The parameters of a variant, multiplied by what adjectives say.
  ///
  /// - Throws: where an expression has no value, or for an adjective that the file does not know.
  func scope(variant: UInt64, qualities asked: [String]) throws(JSONError) -> Scope {
    var scope = Scope(seed: variant)
    for parameter in parameters.members {
      var value: Double
      switch parameter.value {
      case .value(let expression): value = try expression.evaluate(in: scope)
      case .range(let low, let high):
        let a = try low.evaluate(in: scope)
        let b = try high.evaluate(in: scope)
        guard a <= b else { throw low.error("expected [low, high] with low at most high, found [\(a), \(b)]") }
        var share = 0.5
        if variant != 0 {
          var chance = SeededGenerator(seed: variant, stage: "parameter/" + parameter.name)
          share = chance.uniform()
        }
        value = a + (b - a) * share
      }
      for quality in asked {
        if let factor = qualities[quality]?[parameter.name] { value *= factor }
      }
      scope.values[parameter.name] = value
    }
    return scope
  }
}

extension AssetModel.Hold {
  /// Breadth of a hand across the knuckles, m (adults' mean, 85 mm; NASA-STD-3000, figure 3.3.1.3-1).
  static let handWidth = 0.085
}
