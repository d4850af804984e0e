import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct DisplacedMeshTests {
  /// A mesh's volume, and whether every edge (by place) is shared by two triangles in opposite senses.
  private func closedVolume(_ mesh: Mesh) -> (volume: Double, isClosed: Bool) {
    var edges: [SIMD8<UInt32>: Int] = [:]
    var volume = 0.0
    func key(_ p: Float3, _ q: Float3) -> SIMD8<UInt32> {
      SIMD8(p.x.bitPattern, p.y.bitPattern, p.z.bitPattern, q.x.bitPattern, q.y.bitPattern, q.z.bitPattern, 0, 0)
    }
    for (a, b, c) in mesh.triangles {
      let (p, q, r) = (mesh.positions[Int(a)], mesh.positions[Int(b)], mesh.positions[Int(c)])
      volume += dot(Vector3(p), cross(Vector3(q), Vector3(r))) / 6
      for (x, y) in [(p, q), (q, r), (r, p)] {
        edges[key(x, y), default: 0] += 1
        edges[key(y, x), default: 0] -= 1
      }
    }
    return (volume, edges.allSatisfy { $0.value == 0 })
  }

  /// A sphere that swells evenly becomes the larger sphere, finely cut; both are polyhedra, with facets some 20 degrees wide.
  @Test func evenReliefSwellsASphere() throws {
    let sphere = Mesh.ellipsoid(centre: .zero, radii: Float3(1, 1, 1))
    let swollen = try sphere.displaced(by: { _, _ in 0.25 }, edge: 0.05)
    let (volume, isClosed) = closedVolume(swollen)
    let exact = 4.0 / 3 * Double.pi * 1.25 * 1.25 * 1.25
    #expect(isClosed && abs(volume / exact - 1) < 0.03, "\(volume) against \(exact)")
    for (a, b, c) in swollen.triangles {
      for (x, y) in [(a, b), (b, c), (c, a)] {
        #expect(length(swollen.positions[Int(x)] - swollen.positions[Int(y)]) < 0.05 * 1.25 * 1.15)
      }
    }
    #expect(zip(swollen.positions, swollen.normals).allSatisfy { dot(normalize($0), $1) > 0.95 })
  }

  /// Uneven relief on a cube with sharp edges leaves no gap, and rays from inside find none.
  @Test func creasesDoNotOpen() throws {
    let h = 0.5
    let corners = (0..<8).map { Vector3($0 & 1 > 0 ? h : -h, $0 & 2 > 0 ? h : -h, $0 & 4 > 0 ? h : -h) }
    let squares = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    let faces = squares.flatMap { s in
      [(s[0], s[1], s[2]), (s[0], s[2], s[3])].map { (Int32($0.0), Int32($0.1), Int32($0.2)) }
    }
    let cube = Mesh(corners, faces, crease: Mesh.meshCrease)
    let rough = try cube.displaced(by: { p, _ in 0.05 * sine(17 * p.x + 23 * p.y) + 0.03 * sine(31 * p.z) }, edge: 0.03)
    #expect(rough.triangles.count > 10_000)
    let (volume, isClosed) = closedVolume(rough)
    #expect(isClosed && volume > 0.7 && volume < 1.3, "\(volume)")
    var g = SeededGenerator(seed: 9)
    ShootingRange([rough]).withCaster { caster in
      for i in 0..<5000 {
        #expect(caster.isOccluded(Ray(origin: g.point(0.1), direction: normalize(g.point(1)))), "ray \(i)")
      }
    }
  }

  /// Too fine a cut is refused before it is made.
  @Test func endlessDetailIsRefused() {
    let sphere = Mesh.ellipsoid(centre: .zero, radii: Float3(1, 1, 1))
    let error = #expect(throws: RenderError.self) { try sphere.displaced(by: { _, _ in 0 }, edge: 1e-6) }
    #expect(error?.exitCode == 4, "\(error!)")
  }

  /// A rough solid stays within its smooth shape, touches it with its highest points, is hollowed to the depth that its
  /// material names and no deeper, and is made of no more triangles than room was made for.
  @Test func roughSolidsStayWithinTheirShapes() throws {
    var material = Material()
    material.displacement = 0.01
    material.displacementSize = 0.06
    let shapes: [SolidShape] = [
      .sphere(radius: 0.2), .capsule(radius: 0.1, halfHeight: 0.3),
      .box(halfExtents: Vector3(0.3, 0.2, 0.5)), .box(halfExtents: Vector3(4, 2, 3)),
      .cylinder(radius: 0.15, halfHeight: 1), .cone(radius: 0.2, height: 0.5),
    ]
    for shape in shapes {
      let form = SolidForm(shape, material)
      let mesh = try form.mesh()
      let tag = shape.tag
      #expect(
        mesh.triangles.count <= form.mostTriangles && mesh.triangles.count > 10_000, "\(tag): \(mesh.triangles.count)")
      #expect(closedVolume(mesh).isClosed, "\(tag)")
      let smooth = try Mesh(shape)
      let (rough, full) = (closedVolume(mesh).volume, closedVolume(smooth).volume)
      // Half the depth is lost on the mean; edges lose a little less or more.
      let lost = (full - rough) / (Double(smooth.area) * 0.005)
      #expect(lost > 0.75 && lost < 1.25, "\(tag) loses \(lost) of the mean depth")
      let (high, low) = mesh.positions.reduce((-Float.infinity, Float.infinity)) { (max($0.0, $1.y), min($0.1, $1.y)) }
      let bounds = try #require(shape.localBounds)
      #expect(high <= Float(bounds.high.y) + 1e-5 && low >= Float(bounds.low.y) - 1e-5, "\(tag): \(low) to \(high)")
    }
    // A thin thing is only scratched.
    #expect(SolidForm(.box(halfExtents: Vector3(0.01, 0.1, 0.1)), material).depth == 0.001)
    #expect(!SolidForm(shapes[0], Material()).isDisplaced)
  }
}
