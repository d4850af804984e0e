import AssetLibrary
import LocatedJSON
import PromptParsing
import SceneDescription
import VectorMath

/// An entity of the storyboard with its built copies, how they stand to each other, and, once placed, where.
struct Actor {
  let entity: Entity
  var copies: [Asset]
  /// clusterFromAsset of each copy; the cluster's +Z is its front.
  var offsets: [RigidTransform] = []
  /// worldFromCluster; nil until placed.
  var pose: RigidTransform?
  /// Start velocities of each copy, world axes; empty: at rest.
  var starts: [MotionStart] = []
  /// Where a person walks; one path a copy.
  var walks: [Person.Walk] = []
  /// Height of the surface it stands on.
  var base = 0.0
  /// The actor whose top it stands on; nil: the floor.
  var standsOn: Int?
  /// It is the place's own, which the scene need not bring.
  var fixture: Fixture?
  /// How it rolls, if it can; its copies are laid so that they do where it is said to.
  var rolling: Rolling?

  var id: String { entity.id }
  var asset: Asset { copies[0] }
  var isPerson: Bool { asset.person != nil }

  func name(ofCopy k: Int) -> String { copies.count == 1 ? id : "\(id) #\(k + 1)" }

  /// Bounds of all copies with the cluster at `pose`.
  func bounds(at pose: RigidTransform) -> AxisBounds {
    var bounds = AxisBounds.empty
    for (asset, offset) in zip(copies, offsets) { bounds.include(asset.bounds(at: pose * offset)) }
    return bounds
  }
  /// Bounds where it is placed.
  var placedBounds: AxisBounds { bounds(at: pose ?? .identity) }

  /// Its solids with the cluster at `pose`.
  func solids(at pose: RigidTransform) -> [PlacedSolid] {
    var solids: [PlacedSolid] = []
    for (asset, offset) in zip(copies, offsets) {
      let place = pose * offset
      if rolling?.laying != nil {
        // The box along its own axes: those of its parts lean where its side tapers.
        let bounds = asset.closeBounds
        let box = SolidShape.box(halfExtents: bounds.size * 0.5)
        solids.append(PlacedSolid(shape: box, pose: place * RigidTransform(translation: bounds.centre)))
        continue
      }
      for part in asset.parts {
        solids += PlacedSolid.solids(
          of: part.shape, at: place * RigidTransform(rotation: part.orientation, translation: part.position))
      }
      if var person = asset.person {
        person.position = place.translation
        solids.append(PlacedSolid(person))
      }
    }
    return solids
  }
}

/// A velocity to start with: of the whole copy's centre of mass, and its turning about that.
struct MotionStart: Hashable {
  var velocity = Vector3.zero
  var angularVelocity = Vector3.zero
}

extension FilmSettings {
  /// A generator that belongs to one entity and purpose: other entities never shift it.
  func chance(_ id: String, _ purpose: String) -> SeededGenerator {
    SeededGenerator(seed: mixBits(seed) ^ hashText(id), stage: purpose)
  }
  func individualSeed(_ entity: Entity, copy k: Int) -> UInt64 { chance(entity.id, "copy \(k)").nextValue }
}

extension AssetRequest {
  /// What the words say of an entity, unknown names left out, and its seed.
  init(_ entity: Entity, _ settings: FilmSettings) {
    self.init(noun: entity.noun)
    size = Size(rawValue: entity.size.rawValue) ?? .normal
    qualities = entity.qualities
    seed = settings.chance(entity.id, "asset").nextValue
    colour = entity.colour.flatMap { Colour.named($0.lowercased()) }
    material = entity.material.flatMap { Material.standard($0)?.name }
  }
}

extension Shot {
  /// Builds every entity's copies. What must slide or ride decides how steep and wide a ramp is.
  func cast(
    _ settings: FilmSettings, _ lanes: [Lane], _ palette: Palette, in location: Location?, fixtures: [Int: Fixture],
    _ report: inout StagingReport
  ) throws(DirectionError) -> [Actor] {
    var actors = [Actor?](repeating: nil, count: entities.count)
    // Riders first: ramps are fitted to them.
    let order = entities.indices.sorted { (isRampLike($0) ? 1 : 0, $0) < (isRampLike($1) ? 1 : 0, $1) }
    for i in order {
      let entity = entities[i]
      if let fixture = fixtures[i] {
        var actor = Actor(entity: entity, copies: [fixture.asset])
        actor.fixture = fixture
        // What stands in the place is not laid down.
        actor.rolling = Rolling(fixture.asset).flatMap { $0.laying == nil ? $0 : nil }
        actors[i] = actor
        report.entities.append("\(entity.id): the place's own, '\(fixture.thing)'")
        continue
      }
      if let location, isPlace(i) {
        actors[i] = Actor(entity: entity, copies: [Asset(noun: entity.noun)])
        report.entities.append("\(entity.id): that of the \(location.name)")
        if entity.material ?? palette.ground.material != palette.ground.material || entity.colour != nil {
          report.warnings.append("the \(location.name) has its own floor: '\(entity.id)' keeps the looks of that")
        }
        continue
      }
      var request = AssetRequest(entity, settings)
      request.surroundings = palette.surroundings(of: entity.id)
      request.isActing = actions.contains { $0.subject == entity.id || $0.object == entity.id }
      request.shouldBounce = actions.contains { $0.verb == .bounce && $0.subject == entity.id }
      request.shouldStrike = actions.contains { a in
        a.subject == entity.id && (a.verb == .knockOver || a.verb == .push)
          && index(of: a.object).map { entities[$0].noun != "domino" } ?? false
      }
      if Arrangement(named: entity.qualities, isFile: false, falls: false).isStacked { request.stacked = entity.count }
      if let name = entity.colour, request.colour == nil {
        throw DirectionError(.unknown("colour", name: name, hint: nearestHint(name, among: Colour.named.map(\.name))))
      }
      if let name = entity.material, Material.standard(name) == nil {
        throw DirectionError(
          .unknown("material", name: name, hint: nearestHint(name, among: Material.standard.map(\.name))))
      }
      if Noun.named(entity.noun)?.isPlace ?? false {
        request.material = palette.ground.material
        request.colour = palette.ground.colour
      }
      for lane in lanes where lane.ramp == i {
        guard let rider = actors[lane.mover] else { continue }
        let size = rider.asset.bounds().size
        request.clearWidth = Swift.max(request.clearWidth, size.x + 0.08)
        request.minimumLength = Swift.max(request.minimumLength, Double(rider.copies.count) * 1.5 * size.largest + 0.25)
        if lane.verb == .slide || rider.rolling == nil {
          let grip = friction(rider.asset.parts.first, Asset.make(request)?.parts.first)
          let needed = PortableMath.arcTangent(y: grip, x: 1) + 7 * Double.pi / 180
          request.minimumSlope = Swift.max(request.minimumSlope, Swift.min(needed, 50 * Double.pi / 180))
        }
      }
      do { try Asset.check(request) } catch { throw DirectionError(.library("\(error)")) }
      var copies: [Asset] = []
      for k in 0..<entity.count {
        request.copy = k
        request.individualSeed = settings.individualSeed(entity, copy: k)
        guard let asset = Asset.make(request) else {
          throw DirectionError(
            .unknown("thing", name: entity.noun, hint: nearestHint(entity.noun, among: Noun.all.map(\.name))))
        }
        copies.append(asset)
      }
      var actor = Actor(entity: entity, copies: copies)
      actor.rolling = Rolling(copies[0])
      if let laying = actor.rolling?.laying {
        if actions.contains(where: { $0.verb == .roll && ($0.object ?? $0.subject) == entity.id }) {
          actor.copies = copies.map { $0.laid(Rolling($0)?.laying ?? laying) }
          report.choices.append("'\(entity.id)' lies on its side, to roll")
        } else {
          actor.rolling = nil
        }
      }
      if mustStand(entity.id), let standing = copies[0].standing {
        actor.copies = copies.map { $0.laid(standing) }
        report.choices.append("'\(entity.id)' stands on its end, to topple")
      }
      actors[i] = actor
      report.entities.append(summary(of: actor.copies[0], entity))
    }
    return actors.compactMap { $0 }
  }

  /// It is to go over, by itself or struck.
  private func mustStand(_ id: String) -> Bool {
    actions.contains { $0.verb == .topple && $0.subject == id || $0.verb == .knockOver && $0.object == id }
  }

  private func isRampLike(_ i: Int) -> Bool { entities[i].noun == "ramp" || entities[i].noun == "stairs" }

  private func summary(of asset: Asset, _ entity: Entity) -> String {
    let size = asset.bounds().size
    let what =
      asset.person.map { "\(rounded($0.height)) m tall" }
      ?? (size.x.isFinite ? "\(rounded(size.x)) x \(rounded(size.y)) x \(rounded(size.z)) m" : "everywhere")
    let material = asset.parts.first.map { ", \($0.material)" } ?? ""
    let mass = asset.isFixed || asset.parts.isEmpty ? "" : ", \(rounded(asset.weight)) kg"
    return "\(entity.id): \(entity.count) x \(entity.noun), \(what)\(material)\(mass)"
  }
}

/// The friction coefficient of a pair of bodies: the geometric mean, as the scene format says.
func friction(_ a: Body?, _ b: Body?) -> Double {
  func own(_ body: Body?) -> Double { body?.friction ?? Material.standard(body?.material ?? "")?.friction ?? 0.5 }
  return (own(a) * own(b)).squareRoot()
}
/// The restitution of a pair of bodies: the larger of the two.
func restitution(_ a: Body?, _ b: Body?) -> Double {
  func own(_ body: Body?) -> Double {
    body?.restitution ?? Material.standard(body?.material ?? "")?.restitution ?? 0.3
  }
  return Swift.max(own(a), own(b))
}

extension Body {
  /// Mass in kg: its own, or volume times density.
  var weight: Double { mass ?? shape.volume * (Material.standard(material)?.density ?? 1000) }
}

extension SeededGenerator {
  /// The first value of a fresh generator.
  var nextValue: UInt64 {
    var copy = self
    return copy.next()
  }
}
