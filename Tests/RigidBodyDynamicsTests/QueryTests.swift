import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct QueryTests {
  /// A yard of all shapes, fixed, some of them turned.
  static func yard(seed: UInt64) -> Laboratory {
    var g = SeededGenerator(seed: seed, stage: "yard")
    var lab = Laboratory()
    lab.plane(at: Vector3(0, -3, 0))
    func turn() -> Quaternion {
      Quaternion(angle: g.uniform(0...3), axis: Vector3(g.uniform(-1...1), g.uniform(-1...1), 0.3).normalized)
    }
    for i in 0..<60 {
      let s = g.uniform(0.1...0.4)
      let shapes: [Shape] = [
        .sphere(radius: s), .box(halfExtents: Vector3(s, 0.5 * s, 2 * s)), .capsule(radius: 0.5 * s, halfHeight: s),
        .cylinder(radius: s, halfHeight: 0.6 * s), .cone(radius: s, height: 2 * s),
        .mesh(Tessellation.box(Vector3(s, 0.7 * s, 1.2 * s))),
      ]
      _ = lab.add(
        BodyDefinition(
          name: "body \(i)", shape: shapes[i % 6], motion: i % 6 == 5 ? .fixed : .dynamic,
          position: Vector3(g.uniform(-3...3), g.uniform(-2...2), g.uniform(-3...3)), orientation: turn(),
          layers: i % 3 == 0 ? 2 : 1))
    }
    return lab
  }

  /// Rays and what they meet: nothing before the hit, something just behind it.
  @Test func raysAgreeWithSampling() {
    let seed: UInt64 = 11
    print("rays: seed \(seed)")
    var g = SeededGenerator(seed: seed, stage: "rays")
    let lab = QueryTests.yard(seed: seed)
    var hits = 0
    for i in 0..<400 {
      let from = Vector3(g.uniform(-4...4), g.uniform(-2.5...4), g.uniform(-4...4))
      let direction = Vector3(g.uniform(-1...1), g.uniform(-1...0.5), g.uniform(-1...1)).normalized
      let dot = Shape.sphere(radius: 1e-4)
      func touched(at t: Double) -> [BodyID] {
        lab.world.overlaps(dot, at: RigidTransform(translation: from + direction * t))
      }
      guard touched(at: 0).isEmpty else { continue }
      let hit = lab.world.rayCast(from: from, direction: direction, limit: 8)
      let end = hit?.distance ?? 8
      for k in 0..<40 {
        let t = end * Double(k) / 40 - (k == 0 ? 0 : 1e-3)
        // The dot has a size: near misses of other bodies do not count as long as the ray itself is clear.
        for id in touched(at: t) where id == hit?.body { #expect(t > end - 0.02, "ray \(i) at \(t) of \(end)") }
      }
      let all = lab.world.rayCastAll(from: from, direction: direction, limit: 8)
      #expect(all.first == hit, "ray \(i)")
      #expect(all.map(\.distance) == all.map(\.distance).sorted())
      #expect(Set(all.map(\.body)).count == all.count)
      guard let hit else { continue }
      hits += 1
      #expect(touched(at: hit.distance).contains(hit.body), "ray \(i)")
      #expect((hit.point - from - direction * hit.distance).length < 1e-12)
      #expect((hit.normal.length - 1).magnitude < 1e-9 && VectorMath.dot(hit.normal, direction) < 0)
      #expect(lab.world.rayCast(from: from, direction: direction, ignoring: hit.body)?.body != hit.body)
      for h in all {
        let alone = lab.world.rayCastAll(from: from, direction: direction, limit: h.distance + 1e-9)
        #expect(alone.contains(h), "ray \(i)")
      }
    }
    #expect(hits > 150)
  }

  /// A box of triangles is met where a box is; a field of heights where a mesh of the same triangles is.
  @Test func surfacesAreMetWhereTheSolidsAre() {
    var g = SeededGenerator(seed: 12, stage: "rays")
    let half = Vector3(0.7, 0.4, 0.9)
    let cells = 30
    let heights = (0...cells).map { _ in (0...cells).map { _ in g.uniform(-0.5...0.5) } }
    let field = Tessellation.field(halfWidth: 3, cells: cells) { x, z in
      heights[Int(((z + 3) * 5).rounded())][Int(((x + 3) * 5).rounded())]
    }
    var vertices: [Vector3] = []
    for j in 0...cells {
      for i in 0...cells { vertices.append(Vector3(Double(i) * 0.2 - 3, heights[j][i], Double(j) * 0.2 - 3)) }
    }
    var triangles: [SIMD3<Int32>] = []
    for j in 0..<cells {
      for i in 0..<cells {
        let a = Int32(j * (cells + 1) + i)
        let n = Int32(cells + 1)
        triangles += [SIMD3(a, a + n, a + n + 1), SIMD3(a, a + n + 1, a + 1)]
      }
    }
    let turn = Quaternion(angle: 0.7, axis: Vector3(1, 2, 3).normalized)
    func world(_ shape: Shape) -> World {
      var lab = Laboratory()
      _ = lab.add(BodyDefinition(name: "target", shape: shape, motion: .fixed, orientation: turn))
      return lab.world
    }
    let pairs = [
      (world(.box(halfExtents: half)), world(.mesh(Tessellation.box(half)))),
      (world(.mesh(Tessellation.mesh(vertices, triangles))), world(.heightField(field))),
    ]
    var worst = 0.0
    var hits = 0
    for (solid, surface) in pairs {
      for i in 0..<300 {
        let from = turn.rotate(Vector3(g.uniform(-4...4), g.uniform(0.6...3), g.uniform(-4...4)))
        let to = turn.rotate(Vector3(g.uniform(-1...1), g.uniform(-0.4...0.4), g.uniform(-1...1)))
        let a = solid.rayCast(from: from, direction: to - from)
        let b = surface.rayCast(from: from, direction: to - from)
        #expect((a == nil) == (b == nil), "ray \(i)")
        if let a, let b {
          hits += 1
          worst = Swift.max(worst, (a.distance - b.distance).magnitude)
          #expect((a.normal - b.normal).length < 1e-9)
        }
        let ball = Shape.sphere(radius: 0.15)
        let c = solid.shapeCast(ball, from: RigidTransform(translation: from), along: (to - from) * 2)
        let d = surface.shapeCast(ball, from: RigidTransform(translation: from), along: (to - from) * 2)
        #expect((c == nil) == (d == nil), "ball \(i)")
        if let c, let d { worst = Swift.max(worst, (c.distance - d.distance).magnitude) }
      }
    }
    report("surfaces against solids: distance", worst, target: 1e-8, "m")
    #expect(worst < 1e-8)
    #expect(hits > 300)
  }

  /// Casts of balls against the closed forms for a ball, a plane and the corner of a box.
  @Test func shapeCastsHaveClosedForms() {
    var lab = Laboratory()
    let floor = lab.plane()
    let ball = lab.add(BodyDefinition(name: "ball", shape: .sphere(radius: 0.5), position: Vector3(0, 2, 0)))
    let box = lab.add(
      BodyDefinition(name: "box", shape: .box(halfExtents: Vector3(0.5, 0.5, 0.5)), position: Vector3(5, 2, 0)))
    func cast(_ shape: Shape, _ from: Vector3, _ along: Vector3) -> RayHit? {
      lab.world.shapeCast(shape, from: RigidTransform(translation: from), along: along)
    }
    let small = Shape.sphere(radius: 0.25)
    // Off centre by 0.45: the centres are 0.75 apart at the touch.
    let onBall = cast(small, Vector3(-3, 2.45, 0), Vector3(10, 0, 0))
    let distance: Double = 3 - (0.75 * 0.75 - 0.45 * 0.45).squareRoot()
    #expect(onBall?.body == ball && ((onBall?.distance ?? 0) - distance).magnitude < 1e-9)
    let n = Vector3(-0.6, 0.6 * 0.75, 0).normalized
    #expect(((onBall?.normal ?? .zero) - Vector3(-0.8, 0.6, 0)).length < 1e-8, "\(n)")
    let onFloor = cast(small, Vector3(-3, 3, 1), Vector3(1, -1, 0) * 5)
    #expect(onFloor?.body == floor && ((onFloor?.distance ?? 0) - 2.75 * 2.0.squareRoot()).magnitude < 1e-9)
    #expect(((onFloor?.point ?? .zero) - Vector3(-0.25, 0, 1)).length < 1e-9)
    // Along the diagonal of the box onto its corner.
    let corner = Vector3(4.5, 2.5, 0.5)
    let d = Vector3(1, -1, -1).normalized
    let onCorner = cast(small, corner - d * 2, d * 3)
    #expect(onCorner?.body == box && ((onCorner?.distance ?? 0) - 1.75).magnitude < 1e-9)
    // A box that slides past at a distance, and one that starts inside.
    #expect(cast(.box(halfExtents: Vector3(0.1, 0.1, 0.1)), Vector3(-3, 2.601, 0), Vector3(12, 0, 0)) == nil)
    #expect(cast(.box(halfExtents: Vector3(0.1, 0.1, 0.1)), Vector3(5, 2, 0), Vector3(0, 1, 0))?.distance == 0)
    #expect(cast(small, Vector3(-3, 2, 0), Vector3(2.2, 0, 0)) == nil)
    #expect(lab.world.overlaps(small, at: RigidTransform(translation: Vector3(-0.74, 2, 0))) == [ball])
    #expect(lab.world.overlaps(small, at: RigidTransform(translation: Vector3(-0.76, 2, 0))) == [])
    #expect(lab.world.overlaps(BoundingBox(low: Vector3(-1, -1, -1), high: Vector3(5, 2, 1))) == [floor, ball, box])
    #expect(lab.world.overlaps(BoundingBox(low: Vector3(-1, 0.1, -1), high: Vector3(1, 1.4, 1))) == [])
  }

  /// Shapes cast through a yard: clear all the way to the hit, touching at it.
  @Test func shapeCastsAgreeWithSampling() {
    let seed: UInt64 = 13
    print("shape casts: seed \(seed)")
    var g = SeededGenerator(seed: seed, stage: "casts")
    let lab = QueryTests.yard(seed: seed)
    let shapes: [Shape] = [
      .sphere(radius: 0.1), .box(halfExtents: Vector3(0.1, 0.2, 0.05)), .capsule(radius: 0.05, halfHeight: 0.2),
      .cylinder(radius: 0.1, halfHeight: 0.1), .cone(radius: 0.1, height: 0.2),
    ]
    var hits = 0
    for i in 0..<240 {
      let shape = shapes[i % shapes.count]
      let from = RigidTransform(
        rotation: Quaternion(angle: g.uniform(0...3), axis: Vector3(0.5, g.uniform(-1...1), 1).normalized),
        translation: Vector3(g.uniform(-4...4), g.uniform(-2...4), g.uniform(-4...4)))
      let motion = Vector3(g.uniform(-4...4), g.uniform(-4...2), g.uniform(-4...4))
      func touched(at t: Double) -> [BodyID] {
        var pose = from
        pose.translation += motion.normalized * t
        return lab.world.overlaps(shape, at: pose)
      }
      let start = touched(at: 0)
      let hit = lab.world.shapeCast(shape, from: from, along: motion)
      // From the inside a mesh is not met; it is the last of the six kinds of bodies.
      if start.contains(where: { $0.index % 6 != 0 }) { #expect(hit?.distance == 0, "cast \(i)") }
      if !start.isEmpty { continue }
      let end = hit?.distance ?? motion.length
      for k in 0..<40 { #expect(touched(at: end * (Double(k) / 40) * (1 - 1e-6)).isEmpty, "cast \(i)") }
      if let hit {
        hits += 1
        #expect(touched(at: hit.distance + 1e-5).contains(hit.body), "cast \(i), \(hit)")
      }
    }
    #expect(hits > 60)
  }

  /// Layers and the ignored body are left out of every query.
  @Test func queriesSeeTheirLayersOnly() {
    let lab = QueryTests.yard(seed: 14)
    let box = BoundingBox(low: Vector3(-9, -2.9, -9), high: Vector3(9, 9, 9))
    let all = lab.world.overlaps(box)
    #expect(all.count == 60)
    let second = lab.world.overlaps(box, layers: 2)
    #expect(second == all.filter { ($0.index - 1) % 3 == 0 })
    #expect(!lab.world.overlaps(box, ignoring: all[4]).contains(all[4]))
    for id in second {
      let from = RigidTransform(translation: lab.position(id) + Vector3(0, 3, 0))
      let hit = lab.world.shapeCast(.sphere(radius: 0.05), from: from, along: Vector3(0, -6, 0), layers: 2)
      #expect(hit.map { second.contains($0.body) } ?? false)
    }
  }
}
