import AssetLibrary
import Imaging
import Modelling
import Parallelism
import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

/// Bodies that look like assets, and copies of assets that nobody simulates.
@Suite struct ModelTests {
  private static let settings = RenderSettings(width: 120, height: 80, samples: 1, seed: 5)
  private static let place = Vector3(0.1, 0, 0.2)
  private static let turn = Quaternion(angle: 0.5, axis: .unitY)

  private static func studio() -> Studio {
    var s = Studio()
    s.scene.camera.position = Vector3(0.5, 1.4, 2.6)
    s.scene.camera.target = Vector3(0, 0.35, 0)
    s.add("floor", .plane(SolidShape.Plane()), "concrete")
    return s
  }

  private static func renderer(_ s: Studio, _ scenery: Scenery, limits: RenderLimits = RenderLimits())
    throws(RenderError) -> SceneRenderer
  {
    try SceneRenderer(scene: s.scene, header: s.header, scenery: scenery, limits: limits)
  }

  /// The studio with the fixture's table as a body, and the same with its triangles as a mesh.
  private static func tables() -> (model: Studio, mesh: Studio) {
    var asModel = studio()
    asModel.add("table", .sphere(radius: 0.1), at: place, turned: turn)
    asModel.scene.bodies[1].looks = ModelFixtures.looks(ModelFixtures.table)
    var shape = SolidShape.Mesh()
    for part in ModelFixtures.table.links[0].parts {
      let base = shape.vertices.count
      shape.vertices += part.mesh.positions
      shape.triangles += part.mesh.triangles.map {
        SolidShape.Triangle(base + Int($0.x), base + Int($0.y), base + Int($0.z))
      }
    }
    var asMesh = studio()
    asMesh.add("table", .mesh(shape), "oak", at: place, turned: turn)
    return (asModel, asMesh)
  }

  /// A model is where a mesh of its triangles is, to the bit; its parts are told apart, each within its own box.
  @Test func modelIsDrawnAsItsMesh() throws {
    let (asModel, asMesh) = ModelTests.tables()
    let scenery = ModelFixtures.scenery([ModelFixtures.table])
    let guide = try ModelTests.renderer(asModel, scenery).guides(
      asModel.frame(), previous: nil, settings: ModelTests.settings)
    let truth = asMesh.renderer().guides(asMesh.frame(), previous: nil, settings: ModelTests.settings)
    #expect(guide.depth == truth.depth && guide.instance == truth.instance && guide.surface == truth.surface)
    #expect(guide.instances[1].parts.map(\.name) == ["top", "legs"])
    #expect(guide.instances[1].low == truth.instances[1].low && guide.instances[1].high == truth.instances[1].high)
    var seen = [0, 0]
    for i in guide.instance.pixels.indices where guide.instance.pixels[i] == 2 {
      let part = Int(guide.part.pixels[i]) - 1
      seen[part] += 1
      let y = guide.surface.pixels[i].position.y
      #expect(part == 0 ? y > 0.699 : y < 0.72, "part \(part) at height \(y)")
    }
    #expect(seen[0] > 500 && seen[1] > 200, "\(seen)")
  }

  /// Each has its own material: oak's mean colour above, walnut's below.
  @Test func partsWearTheirOwnMaterials() throws {
    let (asModel, _) = ModelTests.tables()
    let guide = try ModelTests.renderer(asModel, ModelFixtures.scenery([ModelFixtures.table])).guides(
      asModel.frame(), previous: nil, settings: ModelTests.settings)
    var sums = [Float3.zero, .zero]
    var counts: [Float] = [0, 0]
    for i in guide.instance.pixels.indices where guide.instance.pixels[i] == 2 {
      sums[Int(guide.part.pixels[i]) - 1] += guide.albedo.pixels[i]
      counts[Int(guide.part.pixels[i]) - 1] += 1
    }
    let (top, legs) = (luminance(sums[0]) / counts[0], luminance(sums[1]) / counts[1])
    #expect(top > 1.8 * legs, "oak \(top), walnut \(legs)")
  }

  /// Copies are drawn as bodies at the same poses are; a copy of twice the size as a model of twice the size. They stand
  /// still in motion's channels, and their coordinates are the world's.
  @Test func dressingEqualsBodies() throws {
    var large = ModelFixtures.table
    large.name = "large table"
    for i in large.links[0].parts.indices {
      large.links[0].parts[i].mesh.positions = large.links[0].parts[i].mesh.positions.map { $0 * 2 }
    }
    let poses = [
      RigidTransform(rotation: ModelTests.turn, translation: ModelTests.place),
      RigidTransform(translation: Vector3(-1.2, 0, -2.5)),
    ]
    var scenery = ModelFixtures.scenery([ModelFixtures.table, large])
    var bodies = ModelTests.studio()
    for (i, pose) in poses.enumerated() {
      bodies.add("table \(i)", .sphere(radius: 0.1), at: pose.translation, turned: pose.rotation)
      bodies.scene.bodies[i + 1].looks = ModelFixtures.looks(i == 0 ? ModelFixtures.table : large)
    }
    let truth = try ModelTests.renderer(bodies, scenery).guides(
      bodies.frame(), previous: nil, settings: ModelTests.settings)
    scenery.dressing = [
      Dressing(
        looks: ModelFixtures.looks(ModelFixtures.table),
        copies: poses.enumerated().map { Dressing.Copy(pose: $1, scale: Double($0 + 1)) })
    ]
    var empty = ModelTests.studio()
    // The camera moves from frame to frame: what stands still must say so in the world.
    (empty.scene.camera.move, empty.scene.camera.rate) = (.orbit, 6)
    let renderer = try ModelTests.renderer(empty, scenery)
    let guide = renderer.guides(empty.frame(0), previous: nil, next: empty.frame(1), settings: ModelTests.settings)
    #expect(guide.instances.map(\.name) == ["floor", "dressing 1: table"])
    var (off, landed, moved) = (0, 0, 0)
    for (i, z) in guide.depth.pixels.enumerated() where guide.instance.pixels[i] == 2 {
      if abs(z - truth.depth.pixels[i]) > 1e-4 * z { off += 1 }
      moved += 1
      let x = guide.surface.pixels[i].position
      let view = View(empty.scene.camera, at: 1.0 / 24)
      let projection = View.Projection(view, width: 120, height: 80)
      let here = SIMD2(Float(i % 120) + 0.5, Float(i / 120) + 0.5) + guide.forwardMotion.pixels[i].offset
      if let there = projection.pixel(of: x - view.eye), length2(there - here) < 0.01 { landed += 1 }
    }
    #expect(off <= 4 && moved > 1000, "\(off) of \(moved)")
    #expect(landed == moved, "\(landed) of \(moved)")
  }

  @Test func threadsNeverChangeAPixel() throws {
    let (asModel, _) = ModelTests.tables()
    var scenery = ModelFixtures.scenery([ModelFixtures.table])
    scenery.dressing = [
      Dressing(
        looks: ModelFixtures.looks(ModelFixtures.table),
        copies: (0..<300).map {
          Dressing.Copy(
            pose: RigidTransform(translation: Vector3(Double($0 % 20) - 10, 0, -2 - Double($0 / 20))), scale: 0.3)
        })
    ]
    let usual = ThreadBudget.threads
    defer { ThreadBudget.threads = usual }
    var guides: [GuideFrame] = []
    for threads in [1, 3] {
      ThreadBudget.threads = threads
      guides.append(
        try ModelTests.renderer(asModel, scenery).guides(
          asModel.frame(1), previous: asModel.frame(0), settings: ModelTests.settings))
    }
    #expect(guides[0] == guides[1])
  }

  /// Copies and triangles are counted before anything is built: one mesh, however many copies.
  @Test func limitsCountCopies() throws {
    var scenery = ModelFixtures.scenery([ModelFixtures.table])
    let copies = [Dressing.Copy](repeating: Dressing.Copy(pose: .identity), count: 20_000)
    scenery.dressing = [Dressing(looks: ModelFixtures.looks(ModelFixtures.table), copies: copies)]
    let error = #expect(throws: RenderError.self) {
      try ModelTests.renderer(ModelTests.studio(), scenery, limits: RenderLimits(memory: 10_000_000))
    }
    guard case .memory(let instances, let triangles, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(instances == 20_001 && triangles == 60)
    #expect(throws: Never.self) {
      try ModelTests.renderer(ModelTests.studio(), scenery, limits: RenderLimits(memory: 12_000_000))
    }
  }

  /// What is missing is named.
  @Test func unknownNamesAreToldApart() {
    var studio = ModelTests.studio()
    studio.add("door", .sphere(radius: 0.1))
    studio.scene.bodies[1].looks = ModelFixtures.looks(ModelFixtures.table)
    studio.scene.bodies[1].looks!.link = "drawer"
    let scenery = ModelFixtures.scenery([ModelFixtures.table])
    #expect(throws: RenderError.unknownLink("drawer", asset: "table", body: "door")) {
      try ModelTests.renderer(studio, scenery)
    }
    var odd = ModelFixtures.table
    odd.links[0].parts[1].material = "unobtainium"
    studio.scene.bodies[1].looks!.link = ""
    #expect(throws: RenderError.unknownPartMaterial("unobtainium", part: "legs", of: "body 'door'")) {
      try ModelTests.renderer(studio, ModelFixtures.scenery([odd]))
    }
  }

  /// A lamp of an asset lights as a body of the same surface does.
  @Test func shiningPartsAreLookedFor() throws {
    var studio = Studio()
    var glow = Material()
    (glow.name, glow.luminance, glow.contrast) = ("glow", 160_000, 0)
    studio.scene.materials = [glow]
    studio.scene.camera.position = Vector3(0, 1.2, 1.5)
    studio.scene.camera.target = .zero
    studio.add("floor", .plane(SolidShape.Plane()), "plaster")
    studio.add("lamp", .box(halfExtents: Vector3(0.1, 0.02, 0.1)), "glow", at: Vector3(0, 0.5, 0))
    let settings = RenderSettings(width: 32, height: 20, seed: 1)
    func seen(_ renderer: SceneRenderer) -> Float {
      renderer.reference(studio.frame(), samples: 32, settings: settings).pixels.reduce(0) { $0 + $1.y }
    }
    let night = Sky(uniformRadiance: .zero)
    let truth = seen(try SceneRenderer(scene: studio.scene, header: studio.header, sky: night))
    let model = ModelFixtures.model(
      "lamp",
      [
        ModelFixtures.part("shade", "rubber", [ModelFixtures.block(Vector3(0.05, 0.3, 0.05), at: Vector3(0, 0.2, 0))]),
        ModelFixtures.part("panel", "glow", [ModelFixtures.block(Vector3(0.2, 0.04, 0.2), at: .zero)]),
      ])
    studio.scene.bodies[1].looks = ModelFixtures.looks(model)
    let renderer = try SceneRenderer(
      scene: studio.scene, header: studio.header, scenery: ModelFixtures.scenery([model]), sky: night)
    #expect(renderer.world(studio.frame()).emitters.filter { $0.power > 0 }.count == 12)
    let found = seen(renderer)
    #expect(abs(found / truth - 1) < 0.04, "\(found), expected \(truth)")
  }

  private func length2(_ v: SIMD2<Float>) -> Float { (v * v).sum() }
}

/// How pieces are cut from their material.
@Suite struct PieceFrameTests {
  /// Boards and legs each along their own length, also what leans; the layers across the thickness.
  @Test func grainFollowsEachPiece() {
    let lean = Quaternion(angle: 0.7, axis: .unitZ)
    var legs = TriangleMesh()
    for mesh in [
      ModelFixtures.block(Vector3(0.05, 0.7, 0.04), at: Vector3(0.4, 0.35, 0)),
      ModelFixtures.block(Vector3(0.9, 0.03, 0.2), at: Vector3(0, 0.7, 0)),
      ModelFixtures.block(Vector3(0.06, 0.8, 0.02), at: Vector3(0, 0.3, 0.1), turned: lean),
      ModelFixtures.block(Vector3(0.5, 0.5, 0.01), at: Vector3(0, 0, 1), turned: Quaternion(angle: 0.4, axis: .unitX)),
    ] { legs.append(mesh) }
    let (numbers, count) = legs.connectedPieces
    #expect(count == 4 && numbers == (0..<4).flatMap { [Int32](repeating: $0, count: 12) })
    var mesh = Mesh()
    mesh.append(legs, slot: 3, cut: true)
    let f = mesh.frames
    let expected: [(x: Vector3, y: Vector3, half: Float)] = [
      (.unitY, .unitZ, 0.02), (.unitX, .unitY, 0.015), (lean.rotate(.unitY), lean.rotate(.unitZ), 0.01),
      (.unitX, Quaternion(angle: 0.4, axis: .unitX).rotate(.unitZ), 0.005),
    ]
    for (frame, e) in zip(f, expected) {
      #expect(abs(dot(frame.axisX, e.x.float)) > 0.9999 && abs(dot(frame.axisY, e.y.float)) > 0.9999, "\(frame)")
      #expect(abs(frame.halfThickness - e.half) < 1e-5)
      #expect(length(cross(frame.axisX, frame.axisY) - frame.axisZ) < 1e-5)
    }
    #expect(length(f[1].centre - Float3(0, 0.7, 0)) < 1e-5)
    #expect(Set(f.map(\.seed)).count == 4)
  }
}
