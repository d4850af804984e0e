import RigidBodyDynamics
import Testing
import VectorMath

/// Surfaces that stand for known ones.
enum Tessellation {
  /// A square of the plane y = 0, cut into uneven triangles: inner points moved within the plane, diagonals at random.
  static func plane(halfWidth: Double, cells: Int, seed: UInt64, loose: Bool = false) -> TriangleMesh {
    var g = SeededGenerator(seed: seed, stage: "tessellation")
    let n = cells + 1
    let spacing = 2 * halfWidth / Double(cells)
    var vertices: [Vector3] = []
    for j in 0..<n {
      for i in 0..<n {
        let isInner = i > 0 && j > 0 && i < cells && j < cells
        let stray = isInner ? 0.3 * spacing : 0
        vertices.append(
          Vector3(
            Double(i) * spacing - halfWidth + g.uniform(-1...1) * stray, 0,
            Double(j) * spacing - halfWidth + g.uniform(-1...1) * stray))
      }
    }
    var triangles: [SIMD3<Int32>] = []
    for j in 0..<cells {
      for i in 0..<cells {
        let a = Int32(j * n + i)
        let (b, c, d) = (a + 1, a + Int32(n), a + Int32(n) + 1)
        if g.uniform() < 0.5 {
          triangles += [SIMD3(a, c, d), SIMD3(a, d, b)]
        } else {
          triangles += [SIMD3(a, c, b), SIMD3(b, c, d)]
        }
      }
    }
    if loose {
      // Every triangle with corners of its own, as in many files.
      let points = triangles.flatMap { t in (0..<3).map { vertices[Int(t[$0])] } }
      let numbers = triangles.indices.map { SIMD3(Int32(3 * $0), Int32(3 * $0 + 1), Int32(3 * $0 + 2)) }
      return mesh(points, numbers)
    }
    return mesh(vertices, triangles)
  }

  static func mesh(_ vertices: [Vector3], _ triangles: [SIMD3<Int32>]) -> TriangleMesh {
    do { return try TriangleMesh(vertices: vertices, triangles: triangles) } catch { preconditionFailure("\(error)") }
  }

  /// A box as a closed surface of twelve triangles.
  static func box(_ h: Vector3) -> TriangleMesh {
    let vertices = (0..<8).map { i in
      Vector3(i & 1 == 0 ? -h.x : h.x, i & 2 == 0 ? -h.y : h.y, i & 4 == 0 ? -h.z : h.z)
    }
    let quads: [[Int32]] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    return mesh(vertices, quads.flatMap { q in [SIMD3(q[0], q[1], q[2]), SIMD3(q[0], q[2], q[3])] })
  }

  /// Heights of a function over a square grid about the origin.
  static func field(halfWidth: Double, cells: Int, _ height: (Double, Double) -> Double) -> HeightField {
    let spacing = 2 * halfWidth / Double(cells)
    var heights: [Double] = []
    for j in 0...cells {
      for i in 0...cells { heights.append(height(Double(i) * spacing - halfWidth, Double(j) * spacing - halfWidth)) }
    }
    do {
      return try HeightField(columns: cells + 1, rows: cells + 1, spacing: spacing, heights: heights)
    } catch { preconditionFailure("\(error)") }
  }
}

@Suite struct SurfaceTests {
  enum Floor: String, CaseIterable, CustomStringConvertible {
    case mesh, looseMesh, heightField
    var description: String { rawValue }
    var shape: Shape {
      switch self {
      case .mesh: .mesh(Tessellation.plane(halfWidth: 6, cells: 37, seed: 3))
      case .looseMesh: .mesh(Tessellation.plane(halfWidth: 6, cells: 37, seed: 4, loose: true))
      case .heightField: .heightField(Tessellation.field(halfWidth: 6, cells: 41) { _, _ in 0 })
      }
    }
  }

  static let sliders: [(name: String, shape: Shape, height: Double)] = [
    ("ball", .sphere(radius: 0.1), 0.1),
    ("box", .box(halfExtents: Vector3(0.2, 0.1, 0.15)), 0.1),
    ("capsule", .capsule(radius: 0.1, halfHeight: 0.2), 0.3),
    ("cylinder", .cylinder(radius: 0.1, halfHeight: 0.05), 0.05),
  ]

  /// A body that slides and rolls over the triangles goes as over one plane, and nothing lifts it.
  @Test(arguments: Floor.allCases, 0..<4)
  func seamsAreNotFelt(floor: Floor, slider: Int) {
    let (name, shape, height) = SurfaceTests.sliders[slider]
    func slide(on ground: Shape) -> (end: BodyState, lift: Double) {
      var lab = Laboratory()
      _ = lab.add(BodyDefinition(name: "floor", shape: ground, motion: .fixed))
      let body = lab.add(
        BodyDefinition(
          name: name, shape: shape, position: Vector3(-2, height, 0.1), linearVelocity: Vector3(4, 0, 1.3),
          friction: 0.3))
      var lift = 0.0
      for _ in 0..<960 {
        lab.world.step()
        // A standing capsule tips over; its centre is only to come down.
        let above = lab.position(body).y - height
        lift = Swift.max(lift, slider == 2 ? above : above.magnitude)
      }
      return (lab.world.state(of: body), lift)
    }
    let plane = slide(on: .plane)
    let triangles = slide(on: floor.shape)
    let way = (plane.end.position - Vector3(-2, height, 0.1)).length
    let error = (triangles.end.position - plane.end.position).length / way
    report("\(name) on \(floor): distance against that on a plane", error, target: 1e-6)
    report("\(name) on \(floor): lift", triangles.lift, target: 1e-6, "m")
    #expect(way > 1)
    #expect(error < 1e-6)
    #expect(triangles.lift < 1e-6)
  }
}
