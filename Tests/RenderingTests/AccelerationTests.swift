import Parallelism
import Testing
import VectorMath

@testable import Rendering

@Suite struct AccelerationTests {
  private func same(_ a: Hit, _ b: Hit) -> Bool {
    a.instance == b.instance && a.triangle == b.triangle && a.distance.bitPattern == b.distance.bitPattern
      && a.u.bitPattern == b.u.bitPattern && a.v.bitPattern == b.v.bitPattern
  }

  /// Every instruction set gives the same bits.
  @Test func kernelLevelsAgreeToTheBit() {
    var g = SeededGenerator(seed: 3)
    let mesh = Mesh.soup(2000, &g)
    let range = ShootingRange([mesh])
    range.withCaster { caster in
      var portable = caster
      portable.level = 0
      var hits = 0
      for i in 0..<20_000 {
        let ray = mesh.ray(i, &g)
        let (a, b) = (caster.closestHit(ray), portable.closestHit(ray))
        hits += a.instance >= 0 ? 1 : 0
        #expect(same(a, b) && caster.isOccluded(ray) == portable.isOccluded(ray), "ray \(i)")
      }
      #expect(hits > 5000, "\(hits) hits")
    }
  }

  /// Rays from inside a closed mesh, aimed at its corners and at points on its edges, never slip out; near and far from
  /// the origin of coordinates, and for any size.
  @Test(arguments: [(1, 0), (1, 300), (0x1p-20, 0), (0x1p20, 0)] as [(Float, Float)])
  func noRaySlipsBetweenTriangles(scale: Float, offset: Float) {
    var mesh = Mesh.ellipsoid(centre: .zero, radii: Float3(1, 0.7, 0.4))
    mesh.positions = mesh.positions.map { ($0 + Float3(offset, -offset, offset * 0.5)) * scale }
    let centre: Float3 = Float3(offset, -offset, offset * 0.5) * scale
    let range = ShootingRange([mesh])
    let seed: UInt64 = 11
    var g = SeededGenerator(seed: seed)
    range.withCaster { caster in
      var lost = 0
      for i in 0..<30_000 {
        let (a, b, c) = mesh.triangles[g.index(mesh.triangles.count)]
        let (p, q, r) = (mesh.positions[Int(a)], mesh.positions[Int(b)], mesh.positions[Int(c)])
        let t = Float(g.uniform())
        let target: Float3 = i % 3 == 0 ? p : (i % 3 == 1 ? p + (q - p) * t : q + (r - q) * t)
        let origin: Float3 = centre + g.point(0.2) * scale
        let ray = Ray(origin: origin, direction: normalize(target - origin))
        if caster.closestHit(ray).instance < 0 || !caster.isOccluded(ray) { lost += 1 }
      }
      #expect(lost == 0, "\(lost) of 30000 rays lost, seed \(seed)")
    }
  }

  /// Scaling a scene by a power of two scales every distance exactly.
  @Test(arguments: [0x1p-18, 0x1p20] as [Float]) func hitsScaleWithTheScene(by scale: Float) {
    var g = SeededGenerator(seed: 21)
    let mesh = Mesh.soup(500, &g)
    var scaled = mesh
    scaled.positions = mesh.positions.map { $0 * scale }
    let (range, other) = (ShootingRange([mesh]), ShootingRange([scaled]))
    range.withCaster { caster in
      for i in 0..<3000 {
        let ray = mesh.ray(i, &g)
        let a = caster.closestHit(ray)
        let b = other.withCaster { $0.closestHit(Ray(origin: ray.origin * scale, direction: ray.direction)) }
        #expect((a.instance >= 0) == (b.instance >= 0), "ray \(i)")
        if a.instance >= 0 && b.instance >= 0 {
          #expect(a.distance * scale == b.distance && a.u == b.u && a.v == b.v, "ray \(i)")
        }
      }
    }
  }

  /// Triangles without area are never met and do no harm to those around them.
  @Test func trianglesWithoutAreaAreNotMet() {
    var g = SeededGenerator(seed: 5)
    let mesh = Mesh.soup(300, &g)
    var littered = mesh
    for _ in 0..<100 {
      let (a, b) = (g.point(1), g.point(1))
      littered.addFace(a, a, a)
      littered.addFace(a, b, b)
      littered.addFace(b, a, b)
    }
    let (range, other) = (ShootingRange([mesh]), ShootingRange([littered]))
    range.withCaster { clean in
      other.withCaster { caster in
        for i in 0..<3000 {
          // Also straight at what has no area.
          let ray = i % 2 == 0 ? mesh.ray(i, &g) : littered.ray(i, &g)
          let (a, b) = (clean.closestHit(ray), caster.closestHit(ray))
          #expect((a.instance >= 0) == (b.instance >= 0), "ray \(i)")
          if a.instance >= 0 { #expect(a.distance == b.distance && a.u == b.u && a.v == b.v, "ray \(i)") }
        }
      }
    }
    // Nothing but litter, all in one place.
    var heap = Mesh()
    for _ in 0..<1000 { heap.addFace(.zero, .zero, .zero) }
    ShootingRange([heap]).withCaster { caster in
      #expect(!caster.isOccluded(Ray(origin: Float3(0, 0, 1), direction: Float3(0, 0, -1))))
    }
  }

  /// A thousand coincident triangles: a tree that cannot separate them still answers, with the lowest number.
  @Test func coincidentTrianglesGiveTheFirst() {
    var pile = Mesh()
    for _ in 0..<1000 { pile.addFace(Float3(-1, -1, 0), Float3(1, -1, 0), Float3(0, 1, 0)) }
    ShootingRange([pile]).withCaster { caster in
      let hit = caster.closestHit(Ray(origin: Float3(0, 0, 2), direction: Float3(0, 0, -1)))
      #expect(hit.instance == 0 && hit.triangle == 0 && hit.distance == 2)
    }
  }

  /// A tree fitted to where things have gone answers as one built there does, bit for bit: after small moves, which it
  /// follows, and after large ones, for which it is built anew. Things lie inside each other, so that ties happen.
  @Test(arguments: [0.05, 8] as [Double]) func fittedTreeAnswersLikeANewOne(travel: Double) {
    let seed = UInt64(travel * 100)
    var g = SeededGenerator(seed: seed)
    let meshes = [Mesh.soup(20, &g), Mesh.ellipsoid(centre: .zero, radii: Float3(0.3, 0.2, 0.5))]
    let poses = (0..<200).map { _ in g.pose(6) }
    let moved = poses.map {
      RigidTransform(rotation: $0.rotation, translation: $0.translation + Vector3(g.point(travel)))
    }
    func place(_ poses: [RigidTransform], _ made: [(root: Int32, bounds: Bounds)]) -> [(Instance, Bounds)] {
      // Every tenth stands exactly where its forerunner does.
      poses.indices.map { i in
        let k = i % 10 == 9 ? i - 1 : i
        return (Instance.mesh(made[k % 2].root, at: poses[k]), made[k % 2].bounds)
      }
    }
    var before: [Bounds] = []
    let fresh = ShootingRange(meshes) { place(moved, $0) }
    _ = ShootingRange(meshes) { made in
      let placed = place(poses, made)
      before = placed.map { $0.0.worldBounds($0.1) }
      return placed
    }
    let fitted = ShootingRange(meshes, treeOf: before) { place(moved, $0) }
    var hits = 0
    fresh.withCaster { a in
      fitted.withCaster { b in
        for i in 0..<5000 {
          let origin = g.point(12)
          let target = moved[i % moved.count].translation.float + g.point(0.3)
          let ray = Ray(origin: origin, direction: normalize(target - origin))
          let (x, y) = (a.closestHit(ray), b.closestHit(ray))
          hits += x.instance >= 0 ? 1 : 0
          #expect(same(x, y), "ray \(i), seed \(seed)")
          #expect(a.isOccluded(ray) == b.isOccluded(ray))
        }
      }
    }
    #expect(hits > 2000, "\(hits) hits")
  }

  /// Equal items give equal trees on any number of threads.
  @Test func treeDoesNotDependOnThreads() {
    let mesh = Mesh.bumpyTorus(around: 120, across: 60)
    let boxes = mesh.triangles.map { t in
      var b = Bounds()
      for v in [t.0, t.1, t.2] { b.include(mesh.positions[Int(v)]) }
      return b
    }
    let before = ThreadBudget.threads
    defer { ThreadBudget.threads = before }
    ThreadBudget.threads = 1
    let one = BoundingHierarchy(boxes, leafSize: 8)
    ThreadBudget.threads = 3
    let three = BoundingHierarchy(boxes, leafSize: 8)
    #expect(one.order == three.order && one.leaves == three.leaves && one.cost == three.cost)
    #expect(Set(one.order).count == boxes.count)
  }

  /// A moving instance is where the still one would be at any time of the shutter; at its ends, and turning between.
  @Test func movingInstanceFollowsItsPoses() {
    let seed: UInt64 = 31
    var g = SeededGenerator(seed: seed)
    let mesh = Mesh.soup(40, &g)
    var (hits, differing) = (0, 0)
    for _ in 0..<40 {
      let open = g.pose(2)
      let turn = Quaternion(rotationVector: Vector3(g.point(1.7)))
      let close = RigidTransform(
        rotation: turn * open.rotation, translation: open.translation + Vector3(g.point(1.5)))
      let moving = ShootingRange([mesh]) { made in
        var i = Instance.mesh(made[0].root, at: open)
        i.move(from: open, to: close)
        return [(i, made[0].bounds)]
      }
      for time in [0, 0.3, 0.5, 1] as [Double] {
        let now = RigidTransform(
          rotation: Quaternion.slerp(open.rotation, close.rotation, time),
          translation: open.translation + (close.translation - open.translation) * time)
        let still = ShootingRange([mesh]) { [(Instance.mesh($0[0].root, at: now), $0[0].bounds)] }
        for i in 0..<50 {
          let (p, q, r) = mesh.triangles[i % mesh.triangles.count]
          let middle: Float3 = (mesh.positions[Int(p)] + mesh.positions[Int(q)] + mesh.positions[Int(r)]) / 3
          let target = still.instances.pointer[0].worldPoint(middle)
          let origin: Float3 = target + g.point(4)
          let ray = Ray(origin: origin, direction: normalize(target - origin), time: Float(time))
          let a = still.withCaster { $0.closestHit(ray) }
          let b = moving.withCaster { $0.closestHit(ray) }
          if a.instance >= 0 { hits += 1 }
          // Rounding may decide otherwise at the rim of a triangle and where a ray grazes one.
          if a.instance != b.instance || a.triangle != b.triangle || abs(a.distance - b.distance) > 1e-4 {
            differing += 1
          }
        }
      }
    }
    #expect(hits > 1000 && differing <= hits / 200, "seed \(seed): \(differing) of \(hits) hits differ")
  }
}
