import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ConvexHullTests {
  /// Every point is inside, faces are convex polygons with all corners in their plane, and Euler's formula holds, for
  /// point sets of all sorts: clouds, lattices with many coplanar points, points on a sphere, prisms, noise on a cube.
  @Test(arguments: 0..<60)
  func hullsAreClosedAndConvex(seed: Int) throws {
    var g = SeededGenerator(seed: UInt64(seed), stage: "hulls")
    var points: [Vector3] = []
    let pose = ShapeSamples.pose(&g, at: Vector3(g.uniform(-2...2), 1, 0))
    switch seed % 6 {
    case 0: for _ in 0..<300 { points.append(Vector3(g.normal(), g.normal(), g.normal())) }
    case 1:
      for i in 0..<216 { points.append(pose.apply(Vector3(Double(i % 6), Double(i / 6 % 6), Double(i / 36)) * 0.2)) }
    case 2:
      for _ in 0..<100 { points.append(pose.apply(Vector3(g.normal(), g.normal(), g.normal()).normalized)) }
    case 3:
      let n = 3 + g.index(60)
      for i in 0..<2 * n {
        let (s, c) = PortableMath.sineAndCosine(Double(i / 2) * 2 * Double.pi / Double(n))
        points.append(pose.apply(Vector3(c, i & 1 == 0 ? 0 : 0.01, s)))
      }
    case 4:
      // Faces of a cube strewn with points that stand out by rounding, or by a little more than a corner must.
      let noise = [1e-16, 1e-9, 1e-7, 1e-6][g.index(4)]
      for _ in 0..<200 {
        var p = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1))
        p[g.index(3)] = (g.uniform() < 0.5 ? -1 : 1) * (1 + noise * g.uniform(-1...1))
        points.append(pose.apply(p))
      }
    default:
      // Corners twice, and points inside.
      for i in 0..<40 {
        let corner = Vector3(i & 1 == 0 ? 0 : 1, i & 2 == 0 ? 0 : 1, i & 4 == 0 ? 0 : 1)
        points.append(pose.apply(i < 16 ? corner : Vector3(g.uniform(), g.uniform(), g.uniform())))
      }
    }
    let hull = try ConvexHull(points: points)
    let reach = points.map(\.length).max()!
    for f in hull.faces {
      #expect((f.normal.length - 1).magnitude < 1e-14)
      for p in points { #expect(dot(f.normal, p) <= f.offset + 4e-6 * reach) }
      for v in f.loop { #expect((dot(f.normal, hull.vertices[v]) - f.offset).magnitude < 4e-6 * reach) }
      for i in f.loop.indices {
        let n = f.loop.count
        let (a, b, c) = (f.loop[i], f.loop[(i + 1) % n], f.loop[(i + 2) % n])
        let turn = cross(hull.vertices[b] - hull.vertices[a], hull.vertices[c] - hull.vertices[b])
        #expect(dot(turn, f.normal) > 0, "seed \(seed): a face turns the wrong way")
      }
    }
    #expect(hull.vertices.count - hull.edges.count + hull.faces.count == 2)
    #expect(hull.faces.reduce(0) { $0 + $1.loop.count } == 2 * hull.edges.count)
    if seed % 6 == 1 || seed % 6 == 5 { #expect(hull.vertices.count == 8 && hull.faces.count == 6) }
    // The order of the points does not matter.
    let again = try ConvexHull(points: points.shuffled(using: &g))
    if seed % 6 != 4 {
      #expect(again.vertices.count == hull.vertices.count && again.faces.count == hull.faces.count)
    }
    let (m, n) = (Shape.hull(hull).massProperties(density: 1), Shape.hull(again).massProperties(density: 1))
    #expect((m.mass / n.mass - 1).magnitude < 1e-5)
  }

  @Test func badPointsAreNamed() {
    func error(_ points: [Vector3]) -> ShapeError? {
      do {
        _ = try ConvexHull(points: points)
        return nil
      } catch { return error }
    }
    let cube = ShapeSamples.box(Vector3(1, 1, 1)).vertices
    #expect(error(Array(cube.prefix(3)))?.reason == .tooFew(4))
    #expect(error(Array(cube.prefix(4)))?.reason == .flat(limit: 1e-4))
    #expect(error(cube.map { Vector3($0.x, 0.4e-4 * $0.y, $0.z) })?.reason == .flat(limit: 1e-4))
    #expect(error(cube.map { _ in Vector3(1, 2, 3) })?.reason == .flat(limit: 1e-4))
    #expect(error(cube.map { Vector3($0.x, $0.x, $0.x) })?.reason == .flat(limit: 1e-4))
    #expect(error(cube + [Vector3(0, .nan, 0)])?.field == "points[8].y")
    #expect(error(cube + [Vector3(0, .nan, 0)])?.reason == .notFinite)
    #expect(error(cube + [Vector3(-2e5, 0, 0)])?.reason == .outOfRange(-1e5...1e5))
    var g = SeededGenerator(seed: 1, stage: "sphere")
    let sphere = (0..<400).map { _ in Vector3(g.normal(), g.normal(), g.normal()).normalized }
    #expect(error(sphere)?.reason == .tooMany(256))
    #expect("\(error(sphere)!)" == "corners must be at most 256, got 400")
    #expect(error(cube) == nil)
  }

  /// Rays into solids meet the surface where a bisection along them does.
  @Test func raysAgainstBisection() {
    var hits = 0
    for kind in 3..<6 {
      var g = SeededGenerator(seed: UInt64(kind), stage: "rays")
      for _ in 0..<300 {
        let shape = ShapeSamples.random(kind, &g)
        let pose = ShapeSamples.pose(&g)
        let from = Vector3(g.normal(), g.normal(), g.normal()).normalized
        let aim = Vector3(g.uniform(-0.15...0.15), g.uniform(-0.15...0.15), g.uniform(-0.15...0.15))
        let d = (aim - from).normalized
        var world = World(WorldSettings(timeStep: 0.001))
        _ = try? world.add(
          BodyDefinition(
            name: "solid", shape: shape, motion: .fixed, position: pose.translation, orientation: pose.rotation))
        let hit = world.rayCast(from: from, direction: d)
        // Distance of a tiny ball from the shape, marched along the ray.
        let probe = Shape.sphere(radius: 1e-4)
        var t = 0.0
        var gap = 1.0
        for _ in 0..<2000 where gap > 1e-9 && t < 3 {
          gap = probe.separation(at: RigidTransform(translation: from + d * t), from: shape, at: pose).gap
          t += Swift.max(gap, 0)
        }
        if let hit {
          hits += 1
          #expect((hit.normal.length - 1).magnitude < 1e-12)
          #expect(dot(hit.normal, d) < 0)
          // The ball touches a little before the ray does, at grazing rays a good deal.
          #expect(t <= hit.distance + 1e-7)
          #expect(hit.distance - t < 1e-4 / -dot(hit.normal, d) * 1.01 + 1e-6, "kind \(kind) \(shape) \(hit) \(t)")
        } else {
          #expect(gap > 0 || t > 3 || gap > -1e-3, "kind \(kind)")
        }
      }
    }
    #expect(hits > 300)
  }

  /// Volume and centroid below a plane: parts of both sides of it make up the whole, and Archimedes' closed forms.
  @Test func submergedParts() {
    for kind in 0..<6 {
      var g = SeededGenerator(seed: UInt64(kind), stage: "submerged")
      for _ in 0..<60 {
        let shape = ShapeSamples.random(kind, &g)
        let pose = ShapeSamples.pose(&g, at: Vector3(0.1, 0.2, 0.3))
        let n = Vector3(g.normal(), g.normal(), g.normal()).normalized
        let whole = shape.massProperties(density: 1)
        let centre = pose.apply(whole.centreOfMass)
        let offset = dot(n, centre) + g.uniform(-0.25...0.25)
        let below = shape.submerged(at: pose, below: n, offset: offset)
        let above = shape.submerged(at: pose, below: -n, offset: -offset)
        #expect(below.volume >= 0 && above.volume >= 0)
        let sum = below.volume + above.volume
        #expect((sum / whole.mass - 1).magnitude < 1e-6, "\(shape) \(n) \(offset): \(sum / whole.mass)")
        let mean = (below.centroid * below.volume + above.centroid * above.volume) / sum
        #expect((mean - centre).length < 1e-6 * 0.2, "\(shape)")
        if below.volume > 0 { #expect(dot(n, below.centroid) <= offset + 1e-12) }
      }
    }
    // A cylinder on its side, half under water: a half disc's centroid is 4 r / 3 pi below.
    let lying = RigidTransform(rotation: Quaternion(angle: Double.pi / 2, axis: .unitX))
    let half = Shape.cylinder(radius: 0.3, halfHeight: 1).submerged(at: lying, below: .unitY, offset: 0)
    #expect((half.volume / (Double.pi * 0.09) - 1).magnitude < 1e-9)
    #expect((half.centroid.y + 0.4 / Double.pi).magnitude < 1e-9)
    // A cone with its apex down to the depth of half its height: an eighth of it.
    let down = RigidTransform(rotation: Quaternion(angle: Double.pi, axis: .unitX), translation: Vector3(0, 0.75, 0))
    let tip = Shape.cone(radius: 0.3, height: 1).submerged(at: down, below: .unitY, offset: 0.5)
    #expect((tip.volume / (Double.pi * 0.09 / 3 / 8) - 1).magnitude < 1e-6)
    #expect((tip.centroid.y - 0.375).magnitude < 1e-6)
  }
}
