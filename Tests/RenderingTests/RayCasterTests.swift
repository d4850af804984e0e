import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

@Suite struct RayCasterTests {
  /// The tree finds what a loop over all triangles finds.
  @Test(arguments: [1, 5, 300, 3000] as [Int]) func treeAgreesWithBruteForce(count: Int) {
    let seed = 42 + UInt64(count)
    var g = SeededGenerator(seed: seed)
    let mesh = Mesh.soup(count, &g)
    let range = ShootingRange([mesh])
    var hits = 0
    range.withCaster { caster in
      for i in 0..<(count > 1000 ? 500 : 3000) {
        let ray = mesh.ray(i, &g)
        let expected = Self.bruteForce(mesh, ray)
        let found = caster.closestHit(ray)
        #expect((found.instance >= 0) == (expected != nil), "ray \(i), seed \(seed)")
        if let expected {
          hits += 1
          // The point found lies on the triangle's plane; along a ray that grazes it rounding goes far.
          let slack: Float = 2e-6 * (1 + expected.distance) / expected.cosine
          #expect(abs(found.distance - expected.distance) <= slack, "ray \(i), seed \(seed)")
          #expect(caster.isOccluded(ray) && caster.isOccluded(ray, limit: expected.distance + slack))
          #expect(!caster.isOccluded(ray, limit: expected.distance - slack))
        }
      }
    }
    #expect(hits > 20, "\(hits) hits")
  }

  /// Möller & Trumbore in double precision: the distance, and the cosine of the angle to the triangle's normal.
  private static func bruteForce(_ mesh: Mesh, _ ray: Ray) -> (distance: Float, cosine: Float)? {
    var best: (distance: Double, cosine: Double)?
    let o = Vector3(ray.origin)
    let d = Vector3(ray.direction)
    for (a, b, c) in mesh.triangles {
      let p = Vector3(mesh.positions[Int(a)])
      let e1 = Vector3(mesh.positions[Int(b)]) - p
      let e2 = Vector3(mesh.positions[Int(c)]) - p
      let h = cross(d, e2)
      let det = dot(e1, h)
      if det == 0 { continue }
      let u = dot(o - p, h) / det
      let q = cross(o - p, e1)
      let v = dot(d, q) / det
      let t = dot(e2, q) / det
      if u >= 0 && v >= 0 && u + v <= 1 && t > 0 && t < best?.distance ?? .infinity {
        best = (t, det.magnitude / cross(e1, e2).length)
      }
    }
    return best.map { (Float($0.distance), Float($0.cosine)) }
  }

  /// Meshes are closed: every edge is shared by two triangles in opposite senses, and volumes are positive.
  @Test func meshesAreClosedAndFaceOutwards() {
    var meshes: [Mesh] = [.ellipsoid(centre: .zero, radii: Float3(1, 2, 3))]
    meshes.append(.loft([LoftSection(0, 1, 1), LoftSection(1, 0.5, 0.7), LoftSection(2, 1, 1)]))
    for mesh in meshes {
      var edges: [SIMD2<Int32>: Int] = [:]
      for (a, b, c) in mesh.triangles {
        for (p, q) in [(a, b), (b, c), (c, a)] { edges[SIMD2(p, q), default: 0] += 1 }
      }
      #expect(edges.allSatisfy { $0.value == 1 && edges[SIMD2($0.key.y, $0.key.x)] == 1 })
    }
    meshes.append(.roundedBox(halfExtents: Float3(0.5, 1, 2), radius: 0.1))
    meshes += HumanMesh.parts(of: HumanSkeleton(height: 1.8))
    for (i, mesh) in meshes.enumerated() {
      var volume: Float = 0
      for (a, b, c) in mesh.triangles {
        volume += dot(mesh.positions[Int(a)], cross(mesh.positions[Int(b)], mesh.positions[Int(c)])) / 6
      }
      #expect(volume > 0, "mesh \(i)")
      for (a, b, c) in mesh.triangles {
        let p = mesh.positions[Int(a)]
        let face = cross(mesh.positions[Int(b)] - p, mesh.positions[Int(c)] - p)
        if length(face) > 1e-9 {
          let mean = mesh.normals[Int(a)] + mesh.normals[Int(b)] + mesh.normals[Int(c)]
          #expect(dot(face, mean) > 0, "mesh \(i): a face against its normals")
        }
      }
    }
    // Volume of a rounded box: the core, slabs, quarter cylinders and the corners' sphere.
    let box = meshes[2]
    var volume: Double = 0
    for (a, b, c) in box.triangles {
      volume += Double(dot(box.positions[Int(a)], cross(box.positions[Int(b)], box.positions[Int(c)]))) / 6
    }
    let (x, y, z, r) = (0.8, 1.8, 3.8, 0.1)
    let exact =
      x * y * z + 2 * r * (x * y + y * z + z * x) + Double.pi * r * r * (x + y + z) + 4.0 / 3 * Double.pi * r * r * r
    #expect(abs(volume - exact) < 2e-3 * exact, "\(volume) against \(exact)")
  }
}
