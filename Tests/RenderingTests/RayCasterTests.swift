import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

@Suite struct RayCasterTests {
  /// The tree finds what a loop over all triangles finds.
  @Test(arguments: [1, 5, 300] as [Int]) func treeAgreesWithBruteForce(count: Int) {
    var g = SeededGenerator(seed: 42)
    func point(_ scale: Double) -> Float3 {
      Vector3(g.uniform(-1...1) * scale, g.uniform(-1...1) * scale, g.uniform(-1...1) * scale).float
    }
    var mesh = Mesh()
    for i in 0..<Int32(count) {
      let c = point(1)
      mesh.positions += [c + point(0.2), c + point(0.2), c + point(0.2)]
      mesh.normals += [Float3(0, 1, 0), Float3(0, 1, 0), Float3(0, 1, 0)]
      mesh.triangles.append((3 * i, 3 * i + 1, 3 * i + 2))
      mesh.slots.append(0)
    }
    var store = MeshStore()
    let (root, bounds) = store.add(mesh)
    var instance = Instance(kind: .mesh, pose: .identity, material: 0, owner: 0)
    instance.meshRoot = root
    var top = BoundsNode()
    let box = instance.worldBounds(bounds)
    (top.lowX[0], top.lowY[0], top.lowZ[0]) = (box.low.x, box.low.y, box.low.z)
    (top.highX[0], top.highY[0], top.highZ[0]) = (box.high.x, box.high.y, box.high.z)
    top.child[0] = ~0
    let nodes = FixedBuffer(store.nodes)
    let packs = FixedBuffer(store.packs)
    let shading = FixedBuffer(store.shading)
    let world = FixedBuffer([top])
    let instances = FixedBuffer([instance])
    var hits = 0
    withExtendedLifetime((nodes, packs, shading, world, instances)) {
      withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
        let caster = RayCaster(
          meshNodes: nodes.pointer, packs: packs.pointer, shading: shading.pointer, worldNodes: world.pointer,
          worldNodeCount: 1, instances: instances.pointer, boundedCount: 1, instanceCount: 1, stack: stack.baseAddress!)
        for i in 0..<3000 {
          var d = point(1)
          if i % 10 == 1 { d = Float3(0, i % 20 == 1 ? 1 : -1, 0) }  // along an axis
          let origin = point(3)
          if i % 10 < 4 && i % 10 != 1 { d = mesh.centroid(i % count) - origin }
          let ray = Ray(origin: origin, direction: normalize(d))
          let expected = Self.bruteForce(mesh, ray)
          let found = caster.closestHit(ray)
          #expect((found.instance >= 0) == (expected != nil), "ray \(i)")
          if let expected {
            hits += 1
            // The point found lies on the triangle's plane; along a ray that grazes it rounding goes far.
            let slack: Float = 2e-6 * (1 + expected.distance) / expected.cosine
            #expect(abs(found.distance - expected.distance) <= slack, "ray \(i)")
            #expect(caster.isOccluded(ray) && caster.isOccluded(ray, limit: expected.distance + slack))
            #expect(!caster.isOccluded(ray, limit: expected.distance - slack))
          }
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

extension Mesh {
  fileprivate func centroid(_ i: Int) -> Float3 {
    let (a, b, c) = triangles[i]
    return (positions[Int(a)] + positions[Int(b)] + positions[Int(c)]) / 3
  }
}
