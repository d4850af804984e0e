import AssetLibrary
import LocatedJSON
import SceneDescription
import VectorMath

/// The place that a shot is staged in, and where in it the stage lies.
///
/// Things are staged about the stage's origin, whose floor is at y = 0; what stands in the place is asked for in the same
/// coordinates. Poses and points marked "world" are the scene's.
struct Location {
  let name: String
  let seed: UInt64
  /// What the place gives a scene that has nothing of its own.
  let bodies: [Body]
  let things: [Thing]
  let freeAreas: [FreeArea]
  let views: [Camera]
  let light: Light?
  /// For each body, the thing that it belongs to; nil for ground and structure.
  private let thingOfBody: [Int?]
  private let library: Library
  private let overgrowth: Overgrowth
  private var solids = PlacedSolids()
  /// For each piece of `solids`, its body.
  private var owners: [Int] = []

  /// Where the stage lies.
  var worldFromStage = RigidTransform.identity
  /// Names of the place's things that are left out to make room.
  private(set) var without: [String] = []

  /// - Throws: `LibraryError`, `JSONError` where a file of the library is at fault.
  init(_ name: String, seed: UInt64, library: Library) throws {
    var choice = PlaceChoice()
    choice.name = name
    choice.seed = seed
    let place = try library.compose(choice)
    var empty = Scene()
    empty.place = choice
    let furnished = try library.furnish(empty)
    self.name = name
    self.seed = seed
    self.library = library
    bodies = furnished.scene.bodies
    things = place.things
    freeAreas = place.freeAreas
    views = place.cameras
    light = place.light
    backdrop = Location.colours(of: place)
    overgrowth = Overgrowth(
      furnished.scenery,
      // What is not grown collides where it is seen.
      place.things.filter { (try? library.entry(named: $0.looks.asset))?.category == .plants }.map { thing in
        var looks = thing.looks
        looks.link = ""
        return (looks, thing.pose)
      }, near: place.freeAreas.first?.centre ?? .zero)
    var numbers: [String: Int] = [:]
    for (i, thing) in place.things.enumerated() { numbers[thing.name] = i }
    thingOfBody = bodies.map { body in
      numbers[body.name] ?? numbers[String(body.name.prefix { $0 != "/" })]
    }
    gatherSolids()
    if let main = freeAreas.first { worldFromStage.translation = middle(of: main) }
  }

  /// What a scene names to be set here.
  var choice: PlaceChoice {
    var choice = PlaceChoice()
    choice.name = name
    choice.seed = seed
    choice.without = without
    return choice
  }

  /// Of the structure's large parts, most of all walls.
  private static func colours(of place: ComposedPlace) -> [Colour] {
    var found: [Colour] = []
    for body in place.bodies {
      guard var looks = body.looks else { continue }
      looks.link = ""
      guard let model = place.scenery.models[looks], model.bounds.size.largest > 3,
        let part = model.links.first?.parts.first,
        let colour = part.colour ?? Material.standard(part.material)?.colour, !found.contains(colour)
      else { continue }
      found.append(colour)
    }
    return found
  }

  private mutating func gatherSolids() {
    solids = PlacedSolids()
    owners = []
    for (i, body) in bodies.enumerated() {
      if let k = thingOfBody[i], without.contains(things[k].name) { continue }
      let pose = RigidTransform(rotation: body.orientation, translation: body.position)
      let pieces = PlacedPiece.pieces(of: body.shape, at: pose)
      solids.add(pieces)
      owners += pieces.map { _ in i }
    }
  }

  /// What things are seen against: the floor of the stage, walls and whatever else of the structure is large.
  let backdrop: [Colour]

  // MARK: What is in the way

  /// The same location with the stage elsewhere.
  func at(_ worldFromStage: RigidTransform) -> Location {
    var copy = self
    copy.worldFromStage = worldFromStage
    return copy
  }

  /// Bodies that share space with an asset; what is fixed may reach into the floor.
  func obstacles(to asset: Asset, at pose: RigidTransform) -> [Int] {
    let world = worldFromStage * pose
    var pieces = asset.parts.flatMap { part in
      PlacedPiece.pieces(
        of: part.shape, at: world * RigidTransform(rotation: part.orientation, translation: part.position))
    }
    if let person = asset.person {
      let radius = Asset.personRadius(height: person.height)
      pieces += PlacedPiece.pieces(
        of: .capsule(radius: radius, halfHeight: person.height / 2 - radius),
        at: RigidTransform(translation: world.translation + Vector3(0, person.height / 2, 0)))
    }
    // What rests on something touches it.
    return obstacles(pieces.map { $0.moved(by: Vector3(0, 1e-3, 0)) }, ignoresFloor: asset.isFixed)
  }

  /// Bodies that share space with a box along the stage's axes.
  func obstacles(in bounds: AxisBounds) -> [Int] {
    let box = SolidShape.box(halfExtents: max(bounds.size * 0.5, Vector3(1e-3, 1e-3, 1e-3)))
    return obstacles(
      PlacedPiece.pieces(of: box, at: worldFromStage * RigidTransform(translation: bounds.centre)),
      ignoresFloor: false)
  }

  private func obstacles(_ pieces: [PlacedPiece], ignoresFloor: Bool) -> [Int] {
    let floor = worldFromStage.translation.y + 2e-3
    var found: [Int] = []
    for piece in pieces {
      for k in solids.near(piece.low, piece.high, gap: 0) where !found.contains(owners[k]) {
        let other = solids.pieces[k]
        if ignoresFloor && other.high.y < floor { continue }
        if other.isNearer(piece, than: 0) { found.append(owners[k]) }
      }
    }
    return found.sorted()
  }

  /// Whether a body is part of the place itself, a wall or its ground.
  func isStructure(_ body: Int) -> Bool { thingOfBody[body] == nil }

  /// Whether a level floor carries the whole foot of a box along the stage's axes.
  func hasFloor(under bounds: AxisBounds) -> Bool {
    for i in 0...2 {
      for j in 0...2 {
        let local = Vector3(
          bounds.min.x + bounds.size.x * Double(i) / 2, 0, bounds.min.z + bounds.size.z * Double(j) / 2)
        if !isFloor(worldFromStage.apply(local)) { return false }
      }
    }
    return true
  }

  /// Whether a surface lies within 4 mm of a point, and none of the ground's above it.
  private func isFloor(_ p: Vector3) -> Bool {
    let tolerance = 4e-3
    let highest = surfaceHeight(at: p)
    if highest > p.y + tolerance { return false }
    if highest >= p.y - tolerance { return true }
    return solids.isNear(
      PlacedPiece.pieces(
        of: .sphere(radius: 1e-3), at: RigidTransform(translation: p - Vector3(0, 1e-3, 0))), gap: tolerance)
  }

  /// A free area's middle on the surface that is there: a road lies a little above its ground.
  func middle(of area: FreeArea) -> Vector3 {
    let height = surfaceHeight(at: area.centre)
    var middle = area.centre
    if height > middle.y && height < middle.y + 0.3 { middle.y = height }
    return middle
  }

  /// Height of the highest ground or road over or below a point, world coordinates.
  private func surfaceHeight(at p: Vector3) -> Double {
    var highest = -Double.infinity
    for body in bodies {
      switch body.shape {
      case .heightField(let field):
        highest = Swift.max(highest, body.position.y + field.height(p.x - body.position.x, p.z - body.position.z))
      case .mesh(let mesh):
        let pose = RigidTransform(rotation: body.orientation, translation: body.position)
        if let y = mesh.height(at: p, pose) { highest = Swift.max(highest, y) }
      default: break
      }
    }
    return highest
  }

  /// What the floor of the stage is of, for friction and contrast.
  var ground: Body {
    let p = worldFromStage.translation
    let below = PlacedPiece.pieces(
      of: .sphere(radius: 1e-3), at: RigidTransform(translation: p - Vector3(0, 1e-3, 0)))
    for piece in below {
      for k in solids.near(piece.low, piece.high, gap: 4e-3) where solids.pieces[k].isNearer(piece, than: 4e-3) {
        return bodies[owners[k]]
      }
    }
    for body in bodies.reversed() {
      if case .mesh(let mesh) = body.shape,
        mesh.height(at: p, RigidTransform(rotation: body.orientation, translation: body.position)) != nil
      {
        return body
      }
    }
    return bodies.first { if case .heightField = $0.shape { true } else { false } } ?? bodies.first ?? Body()
  }

  /// Whether convex pieces, world coordinates, come nearer than `gap` to anything that stands here.
  func isNear(_ pieces: [PlacedPiece], gap: Double) -> Bool { solids.isNear(pieces, gap: gap) }

  /// Whether a point, world coordinates, is among leaves or in what else is only drawn.
  func isOvergrown(_ p: Vector3) -> Bool { overgrowth.contains(p) }

  // MARK: Making room

  /// kg; heavier things stay where they are.
  private static let portable = 40.0

  /// Leaves out the things that these bodies belong to, and what stands on them.
  ///
  /// - Returns: their names; nil where something of them cannot be carried out, which is then left as it is.
  mutating func clear(_ obstacles: [Int]) -> [String]? {
    var numbers: [Int] = []
    for body in obstacles {
      guard let k = thingOfBody[body] else { return nil }
      if !numbers.contains(k) { numbers.append(k) }
    }
    var next = 0
    while next < numbers.count {
      let host = bounds(ofThing: numbers[next])
      for k in things.indices where !numbers.contains(k) && !without.contains(things[k].name) {
        let other = bounds(ofThing: k)
        if other.isEmpty || host.isEmpty { continue }
        let c = other.centre
        let isOn =
          c.x > host.min.x && c.x < host.max.x && c.z > host.min.z && c.z < host.max.z
          && other.min.y > host.min.y + 0.01 && other.min.y < host.max.y + 0.01
        if isOn { numbers.append(k) }
      }
      next += 1
    }
    for k in numbers where mass(ofThing: k) > Location.portable { return nil }
    let names = numbers.sorted().map { things[$0].name }
    without = (without + names).sorted()
    gatherSolids()
    return names
  }

  private func bounds(ofThing k: Int) -> AxisBounds {
    var bounds = AxisBounds.empty
    for (i, body) in bodies.enumerated() where thingOfBody[i] == k { bounds.include(PlacedSolid.bounds(of: body)) }
    return bounds
  }

  private func mass(ofThing k: Int) -> Double {
    bodies.indices.filter { thingOfBody[$0] == k }.reduce(0) { $0 + (bodies[$1].mass ?? 0) }
  }

  func model(of thing: Thing) throws -> AssetModel { try library.model(of: thing.looks) }

  /// A scene with the bodies of its things and its place.
  func furnish(_ scene: Scene) throws -> Scene { try library.furnish(scene).scene }

  // MARK: Furniture of the place

  /// Furniture of the place that a word can mean, what has free room on it first, then what is nearer to the stage.
  func fixtures(for noun: String) throws -> [Fixture] {
    var found: [(fixture: Fixture, cost: Double)] = []
    let main = freeAreas.first?.centre ?? .zero
    for thing in things {
      let asset = thing.looks.asset
      guard asset == noun || asset.hasSuffix(noun) else { continue }
      let own = bodies.filter { $0.name == thing.name || $0.name.hasPrefix(thing.name + "/") }
      guard own.contains(where: { $0.motion == .fixed }) else { continue }
      let model = try model(of: thing)
      var fixture = Fixture(
        thing: thing.name, asset: Asset(noun: noun, model, thing.looks, isFixed: true), pose: thing.pose)
      guard !fixture.asset.supports.isEmpty else { continue }
      fixture.clearing = freeAreas.first { area in
        let p = thing.pose.applyInverse(area.centre)
        return fixture.asset.supports.contains { s in
          (p.y - s.centre.y).magnitude < 0.02 && (p.x - s.centre.x).magnitude <= s.halfWidth
            && (p.z - s.centre.z).magnitude <= s.halfDepth
        }
      }
      let away = (thing.position - main).length
      found.append((fixture, away + (fixture.clearing == nil ? 1e3 : 0) + (asset == noun ? 0 : 1e4)))
    }
    return found.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }
      .map(\.element.fixture)
  }
}

/// A piece of the place's own furniture that the action uses.
struct Fixture: Hashable {
  /// Name of the thing, and of its root body.
  var thing: String
  var asset: Asset
  /// worldFromAsset.
  var pose: RigidTransform
  /// Where nothing stands on it, world coordinates.
  var clearing: FreeArea?
}

extension PlacedPiece {
  /// The convex pieces of any shape; surfaces have none.
  static func pieces(of shape: SolidShape, at pose: RigidTransform) -> [PlacedPiece] {
    if case .compound(let compound) = shape { return pieces(of: compound, at: pose) }
    return PlacedPiece(shape, at: pose).map { [$0] } ?? []
  }
}

extension SolidShape.Mesh {
  /// Height of its highest surface over a point, world coordinates; nil where there is none.
  fileprivate func height(at p: Vector3, _ pose: RigidTransform) -> Double? {
    var highest: Double?
    for t in triangles {
      let (a, b, c) = (pose.apply(vertices[t.a]), pose.apply(vertices[t.b]), pose.apply(vertices[t.c]))
      let (ux, uz) = (b.x - a.x, b.z - a.z)
      let (vx, vz) = (c.x - a.x, c.z - a.z)
      let area = ux * vz - uz * vx
      if area.magnitude < 1e-12 { continue }
      let (px, pz) = (p.x - a.x, p.z - a.z)
      let s = (px * vz - pz * vx) / area
      let r = (ux * pz - uz * px) / area
      if s < 0 || r < 0 || s + r > 1 { continue }
      let y: Double = a.y + (b.y - a.y) * s + (c.y - a.y) * r
      highest = Swift.max(highest ?? y, y)
    }
    return highest
  }
}
