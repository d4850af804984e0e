import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Meshes of solids against closed forms.
@Suite struct SolidMeshTests {
  /// From a grain to a boulder: closed, turned outwards, and as large as the solid but for its eased edges.
  @Test(arguments: [0.01, 0.3, 10]) func meshesFillTheirSolids(size: Double) throws {
    var g = SeededGenerator(seed: 7)
    for solid in ExactSolid.all(size: size) {
      let mesh = try Mesh(solid.shape)
      expectClosed(mesh, "\(solid)")
      expectOutward(mesh, "\(solid)")
      let (volume, area) = mesh.volumeAndArea
      #expect(abs(volume - solid.volume) < 0.01 * solid.volume, "\(solid): \(volume) m3 against \(solid.volume)")
      // Easing takes 8 % of a grain's half extents off its edges.
      let tolerance = size < 0.1 ? 0.03 : 0.01
      #expect(abs(area - solid.area) < tolerance * solid.area, "\(solid): \(area) m2 against \(solid.area)")
      #expect(mesh.positions.allSatisfy { solid.distance(Vector3($0)) < 1e-6 * size }, "\(solid): a vertex stands out")
      for _ in 0..<200 {
        let d = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1)).normalized
        let reach = mesh.positions.reduce(-Double.infinity) { Swift.max($0, dot(Vector3($1), d)) }
        let gap = solid.support(d) - reach
        #expect(
          gap > -1e-6 * size && gap < Swift.min(0.0012, 0.03 * size) + 4e-4 * size,
          "\(solid): reaches \(reach) m along \(d), \(gap) m short (seed 7)")
      }
    }
  }

  /// Normals of flat ends are the axis, of sides perpendicular to them: nothing is smoothed that is flat.
  @Test func flatsAreFlatAndSidesAreRound() throws {
    let mesh = try Mesh(SolidShape.cylinder(radius: 0.2, halfHeight: 0.3))
    for (p, n) in zip(mesh.positions, mesh.normals) {
      if p.y.magnitude > 0.3 - 1e-6 { #expect(n.y.magnitude > 0.999_99) }
      let r: Float = (p.x * p.x + p.z * p.z).squareRoot()
      if r > 0.2 - 1e-6 { #expect(dot(n, Float3(p.x, 0, p.z) / r) > 0.999_99) }
    }
  }

  /// Ground is the grid's triangles, a slab below closes it, and its normals are those of the slope.
  @Test func groundFollowsItsHeights() throws {
    var field = SolidShape.HeightField()
    (field.columns, field.rows, field.spacing) = (41, 31, 0.1)
    func height(_ x: Double, _ z: Double) -> Double { 0.3 * x - 0.1 * z + 0.2 * x * x }
    for j in 0..<field.rows {
      for i in 0..<field.columns { field.heights.append(height(Double(i) * 0.1 - 2, Double(j) * 0.1 - 1.5)) }
    }
    let mesh = try Mesh(.heightField(field))
    expectClosed(mesh, "ground")
    expectOutward(mesh, "ground")
    // Of the slab under a parabola, by its integral; the grid's chords lie above it by spacing^2 / 6 of its curvature.
    let floor = Double(mesh.positions.map(\.y).min()!)
    let exact = 12 * (0.2 * 4 / 3 - floor) + 12 * 0.2 * 0.01 / 6
    #expect(abs(mesh.volumeAndArea.volume - exact) < 1e-4 * exact)
    var inner = 0
    for (p, n) in zip(mesh.positions, mesh.normals) where p.x.magnitude < 1.85 && p.z.magnitude < 1.35 && n.y > 0 {
      inner += 1
      #expect(abs(Double(p.y) - height(Double(p.x), Double(p.z))) < 1e-6)
      #expect(dot(n, Vector3(-0.3 - 0.4 * Double(p.x), 1, 0.1).normalized.float) > 0.9999)
    }
    #expect(inner > 5000)
  }

  /// A cube stays a cube, though its corners are shared; a finely cut drum is round, its ends flat.
  @Test func creasesStaySharp() throws {
    let cube = (0..<8).map { (i: Int) -> Vector3 in
      Vector3(Double(i & 1) - 0.5, Double(i >> 1 & 1) - 0.5, Double(i >> 2) - 0.5)
    }
    let quads = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    var solid = SolidShape.Mesh()
    solid.vertices = cube
    solid.triangles = quads.flatMap { q in
      [SolidShape.Triangle(q[0], q[1], q[2]), SolidShape.Triangle(q[0], q[2], q[3])]
    }
    let mesh = try Mesh(.mesh(solid))
    expectClosed(mesh, "cube")
    expectOutward(mesh, "cube")
    #expect(mesh.volumeAndArea.volume == 1)
    #expect(mesh.normals.allSatisfy { largest(absolute($0)) == 1 })

    var drum = SolidShape.Mesh()
    for k in 0..<24 {
      let (s, c) = PortableMath.sineAndCosine(Double(k) * Double.pi / 12)
      drum.vertices += [Vector3(c, -1, s), Vector3(c, 1, s)]
      let (a, b) = (2 * k, 2 * (k + 1) % 48)
      drum.triangles += [SolidShape.Triangle(a, a + 1, b), SolidShape.Triangle(b, a + 1, b + 1)]
      drum.triangles += [SolidShape.Triangle(48, a, b), SolidShape.Triangle(49, b + 1, a + 1)]
    }
    drum.vertices += [Vector3(0, -1, 0), Vector3(0, 1, 0)]
    let round = try Mesh(.mesh(drum))
    expectClosed(round, "drum")
    for (p, n) in zip(round.positions, round.normals) where n.y.magnitude < 0.5 {
      #expect(dot(n, Float3(p.x, 0, p.z)) > 0.9999)
    }
    #expect(round.normals.filter { $0.y.magnitude == 1 }.count == 2 * 24 * 3)
  }

  @Test func flatHullsAreToldOf() {
    var hull = SolidShape.Hull()
    hull.points = [Vector3(0, 0, 0), Vector3(1, 0, 0), Vector3(0, 0, 1), Vector3(1, 0, 1)]
    var studio = Studio()
    studio.add("leaf", .hull(hull))
    #expect {
      try SceneRenderer(scene: studio.scene, header: studio.header)
    } throws: { error in
      guard case RenderError.badShape(let reason, body: "leaf") = error else { return false }
      return reason.hasPrefix("hull: points")
    }
  }

  /// Every edge is shared by two triangles in opposite senses; vertices at one place are one.
  private func expectClosed(_ mesh: Mesh, _ name: String) {
    var known: [Float3: Int] = [:]
    let place = mesh.positions.map { p in
      known[p]
        ?? {
          known[p] = known.count
          return known.count - 1
        }()
    }
    var edges: [SIMD2<Int>: Int] = [:]
    for (a, b, c) in mesh.triangles {
      let (p, q, r) = (place[Int(a)], place[Int(b)], place[Int(c)])
      for edge in [SIMD2(p, q), SIMD2(q, r), SIMD2(r, p)] { edges[edge, default: 0] += 1 }
    }
    #expect(edges.allSatisfy { $0.value == 1 && edges[SIMD2($0.key.y, $0.key.x)] == 1 }, "\(name) is not closed")
  }

  /// Each face agrees with the normals at its corners.
  private func expectOutward(_ mesh: Mesh, _ name: String) {
    let wrong = mesh.triangles.filter { a, b, c in
      let p = mesh.positions[Int(a)]
      let face = cross(mesh.positions[Int(b)] - p, mesh.positions[Int(c)] - p)
      let turned = [a, b, c].contains { dot(face, mesh.normals[Int($0)]) <= 0 }
      return turned && length(face) > 1e-12
    }
    #expect(wrong.isEmpty, "\(name): \(wrong.count) faces against their normals")
    #expect(mesh.normals.allSatisfy { abs(length($0) - 1) < 1e-5 }, "\(name)")
    #expect(mesh.slots.count == mesh.triangles.count && mesh.normals.count == mesh.positions.count)
  }
}

extension Mesh {
  /// By the divergence theorem, and of the triangles.
  fileprivate var volumeAndArea: (volume: Double, area: Double) {
    var (volume, area) = (0.0, 0.0)
    for (a, b, c) in triangles {
      let (p, q, r) = (Vector3(positions[Int(a)]), Vector3(positions[Int(b)]), Vector3(positions[Int(c)]))
      volume += dot(p, cross(q, r)) / 6
      area += cross(q - p, r - p).length / 2
    }
    return (volume, area)
  }
}
