import AssetLibrary
import LocatedJSON
import SceneDescription
import Testing
import VectorMath

@Suite struct PlaceTests {
  /// A box of 0.4 x 0.5 x 0.4 m with a support on top, and a ball of 5 cm.
  private static func model(_ looks: Looks) throws -> AssetModel {
    let isBall = looks.asset == "ball"
    guard isBall || looks.asset == "box" else {
      throw LibraryError.unknown(kind: "asset", name: looks.asset, hint: "known: ball, box")
    }
    var part = SolidShape.Compound.Part()
    part.shape = isBall ? .sphere(radius: 0.05) : .box(halfExtents: Vector3(0.2, 0.25, 0.2))
    part.position = Vector3(0, isBall ? 0.05 : 0.25, 0)
    var solid = SolidShape.Compound()
    solid.parts = [part]
    let reach = isBall ? Vector3(0.05, 0.1, 0.05) : Vector3(0.2, 0.5, 0.2)
    return AssetModel(
      name: looks.asset,
      links: [AssetModel.Link(name: "", parts: [], solid: solid, mass: 1, material: "wood")],
      supports: isBall
        ? []
        : [.init(name: "top", centre: Vector3(0, 0.5, 0), width: 0.4, depth: 0.4)],
      bounds: AxisBounds(min: Vector3(-reach.x, 0, -reach.z), max: reach))
  }

  private static func place(_ rules: String, terrain: String = "") throws -> PlaceFile {
    let text = """
      {"name": "yard", \(terrain)
       "arrange": [\(rules)],
       "free": [{"name": "middle", "size": [2, 2]}],
       "cameras": [{"position": [0, 1.2, 5], "target": [0, 0.3, 0]}]}
      """
    return try PlaceFile(decoding: Array(text.utf8), file: "yard.json", materials: ["grass", "wood"])
  }

  /// The ground is cut by the path's depth, here 0: the paving's top is its thickness above it.
  @Test func whatStandsOnARoadStandsOnItsPaving() throws {
    let terrain = """
      "terrain": {"size": 40, "spacing": 0.5, "material": "grass", "paths": [
        {"name": "road", "through": [[-15, 0], [15, 0]], "straight": true, "width": 8, "depth": 0,
         "surface": {"material": "wood", "width": 6, "thickness": 0.06}}]},
      """
    let file = try Self.place(
      #"{"name": "crate", "asset": "box", "at": [0, 0], "inFree": true, "heading": 30}, "#
        + #"{"name": "ball", "asset": "ball", "at": [3, 7]}"#, terrain: terrain)
    let things = try file.compose(seed: 1, models: Self.model).things
    #expect(things.count == 2)
    #expect((things[0].position.y - 0.06).magnitude < 2e-5)
    #expect(things[0].motion == nil)
    #expect(things[1].position.y.magnitude < 1e-12)
  }

  private static let crowd =
    #"{"name": "boxes", "asset": "box", "area": {"size": [7, 7]}, "count": 40, "heading": "random"}"#
  private static let balls = #"{"name": "balls", "asset": "ball", "on": "boxes", "count": 30}"#

  private static func compose(_ file: PlaceFile, seed: UInt64) throws -> ComposedPlace {
    try file.compose(seed: seed, models: model)
  }

  @Test(arguments: [0, 1, 7] as [UInt64]) func theSameSeedGivesTheSamePlace(seed: UInt64) throws {
    let file = try Self.place(Self.crowd + "," + Self.balls)
    let (a, b) = (try Self.compose(file, seed: seed), try Self.compose(file, seed: seed))
    #expect(a.things == b.things && a.cameras == b.cameras && a.bodies == b.bodies)
    #expect(try Self.compose(file, seed: seed + 1).things != a.things)
  }

  /// A city street took 4.7 s, most of it one thread building models one after the other as they were asked for. All that
  /// the rules will ask for is told before, and no place changes by that.
  @Test(arguments: [0, 5] as [UInt64]) func modelsAreForetold(seed: UInt64) throws {
    let file = try Self.place(
      Self.crowd + "," + Self.balls
        + #", {"name": "same", "asset": ["box", {"asset": "ball", "scale": 2}], "same": true, "count": 3, "size": [1, 2], "#
        + #""area": {"size": [9, 9]}}, {"name": "never", "if": "0", "asset": "nothing", "at": [0, 0]}"#)
    var told: Set<Looks> = []
    var asked: [Looks] = []
    let place = try file.compose(
      seed: seed,
      models: {
        asked.append($0)
        return try Self.model($0)
      }, prepare: { told.formUnion($0) })
    #expect(!asked.isEmpty && asked.allSatisfy(told.contains), "seed \(seed)")
    #expect(told.isSubset(of: asked))
    #expect(place.things == (try Self.compose(file, seed: seed).things))
  }

  @Test func aFurtherRuleShiftsNoChoice() throws {
    let alone = try Self.compose(Self.place(Self.crowd), seed: 3).things
    let more = try Self.compose(Self.place(Self.crowd + "," + Self.balls), seed: 3).things
    #expect(Array(more.prefix(alone.count)) == alone)
  }

  /// Boxes of any heading are apart by the gap: checked by the separating axes of their footprints, a second route.
  @Test(arguments: [0, 1, 2, 3] as [UInt64]) func nothingOverlaps(seed: UInt64) throws {
    let things = try Self.compose(Self.place(Self.crowd), seed: seed).things
    #expect(things.count > 15)
    func corners(_ t: Thing) -> [Vector3] {
      let turn = Quaternion(angle: t.heading * Double.pi / 180, axis: .unitY)
      return [(-0.2, -0.2), (0.2, -0.2), (0.2, 0.2), (-0.2, 0.2)].map {
        t.position + turn.rotate(Vector3($0.0, 0, $0.1))
      }
    }
    for (i, a) in things.enumerated() {
      for b in things[..<i] {
        let (p, q) = (corners(a), corners(b))
        let axes = [p[1] - p[0], p[3] - p[0], q[1] - q[0], q[3] - q[0]].map(\.normalized)
        let apart = axes.map { axis in
          let (s, t) = (p.map { dot($0, axis) }, q.map { dot($0, axis) })
          return max(s.min()! - t.max()!, t.min()! - s.max()!)
        }.max()!
        #expect(apart > 0, "\(a.name) and \(b.name) of seed \(seed)")
      }
      // Out of the free area.
      #expect(corners(a).allSatisfy { max($0.x.magnitude, $0.z.magnitude) > 1 })
    }
  }

  @Test func thingsTouchWhatTheyStandOn() throws {
    let things = try Self.compose(Self.place(Self.crowd + "," + Self.balls), seed: 5).things
    let balls = things.filter { $0.looks.asset == "ball" }
    #expect(balls.count > 10)
    for ball in balls { #expect((ball.position.y - 0.5).magnitude < 2e-5) }
    for box in things where box.looks.asset == "box" { #expect(box.position.y == 0) }
  }

  @Test(arguments: [0, 9] as [UInt64]) func aClearingIsLevelAndPathsAreCut(seed: UInt64) throws {
    let terrain = """
      "terrain": {"size": 40, "spacing": 0.5, "material": "grass", "relief": [{"kind": "hills", "height": 3, "size": 9}],
        "clearings": [{"size": [4, 3], "blend": 4}],
        "paths": [{"name": "way", "through": [[-18, 12], [0, 8], [18, 12]], "width": 2}]},
      """
    let place = try Self.compose(Self.place("", terrain: terrain), seed: seed)
    guard case .heightField(let field)? = place.bodies.first?.shape else {
      Issue.record("no height field")
      return
    }
    var others = 0
    for j in 0..<field.rows {
      for i in 0..<field.columns {
        let (x, z) = (Double(i) * 0.5 - 20, Double(j) * 0.5 - 20)
        let y = field.heights[j * field.columns + i]
        if x.magnitude <= 2.5 && z.magnitude <= 2 {
          #expect(y == 0, "at \(x), \(z)")
        } else if y.magnitude > 0.2 {
          others += 1
        }
      }
    }
    #expect(others > 500)
  }

  @Test func farGroundMeetsTheGrid() throws {
    let terrain = """
      "terrain": {"size": 20, "spacing": 0.5, "material": "grass", "relief": [{"kind": "hills", "height": 2, "size": 8}],
        "far": {"to": 500}},
      """
    let place = try Self.compose(Self.place("", terrain: terrain), seed: 1)
    guard case .heightField(let field)? = place.bodies.first?.shape else { return }
    let first = place.scenery.models.first { $0.key.asset == "place/yard/far 0" }?.value
    let mesh = try #require(first?.links.first?.parts.first?.mesh)
    // The first ring is the grid's rim.
    for p in mesh.positions.prefix(4 * (field.columns - 1)) {
      let (i, j) = (Int(((p.x + 10) / 0.5).rounded()), Int(((p.z + 10) / 0.5).rounded()))
      #expect(p.y == field.heights[j * field.columns + i])
    }
    // Its faces look up.
    for t in mesh.triangles {
      let (a, b, c) = (mesh.positions[Int(t.x)], mesh.positions[Int(t.y)], mesh.positions[Int(t.z)])
      #expect(cross(b - a, c - a).y > 0)
    }
  }

  @Test(arguments: [
    (#"{"name": "a", "asset": "box", "on": "b"}"#, "yard.json:2:50: no rule 'b' before this one"),
    (#"{"name": "a", "asset": "box"}"#, "expected one of at, against"),
    (#"{"name": "a", "asset": "bax", "at": [3, 3]}"#, "yard.json:2:37: no asset 'bax'"),
    (#"{"name": "a", "asset": "box", "at": [3, "3 + wide"]}"#, "no parameter 'wide'"),
    (#"{"name": "a", "asset": "box", "att": [3, 3]}"#, "unknown key \"att\""),
  ]) func mistakesAreTold(rule: String, expected: String) {
    do {
      _ = try Self.compose(Self.place(rule), seed: 0)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  /// Distances of two boxes face to face, edge to edge and corner to corner: closed forms.
  @Test func separationIsExact() throws {
    let box = SolidShape.box(halfExtents: Vector3(0.5, 0.5, 0.5))
    func piece(_ x: Double, _ y: Double, _ z: Double, turn: Double = 0) throws -> PlacedPiece {
      try #require(
        PlacedPiece(
          box,
          at: RigidTransform(
            rotation: Quaternion(angle: turn * Double.pi / 180, axis: .unitY), translation: Vector3(x, y, z))))
    }
    let base = try piece(0, 0, 0)
    for (other, distance) in [
      (try piece(1.1, 0, 0), 0.1), (try piece(1.1, 1.1, 0), 0.1 * 2.0.squareRoot()),
      (try piece(1.1, 1.1, 1.1), 0.1 * 3.0.squareRoot()), (try piece(1.3, 0.2, 0.1, turn: 45), 0.8 - 0.5.squareRoot()),
    ] {
      #expect(!base.isNearer(other, than: distance - 1e-6))
      #expect(base.isNearer(other, than: distance + 1e-6))
    }
    #expect(base.isNearer(try piece(0.9, 0.9, 0.9), than: 0))
    #expect(!base.isNearer(try piece(1.0001, 0, 0), than: 0))
  }
}
