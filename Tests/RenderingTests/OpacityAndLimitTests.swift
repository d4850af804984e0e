import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct OpacityTests {
  private static func sheet(_ kind: Instance.Kind, isOpen: Bool = true) -> Instance {
    var i = Instance(kind: kind, pose: .identity, material: 0, owner: 0)
    (i.radius, i.halfHeight, i.isOpen) = (0.5, 0.3, isOpen)
    return i
  }

  /// Rays through two layers of an open material: each stops at every layer with the chance of its opacity, whatever
  /// the shape, and the two questions that the caster answers agree.
  @Test(arguments: [0, 0.3, 1] as [Float]) func layersStopTheirShare(opacity: Float) {
    var g = SeededGenerator(seed: 77)
    var gauze = SurfaceMaterial(.plain, colour: Float3(repeating: 0.5), roughness: 0.5, identity: 1)
    gauze.opacity = opacity
    let mesh = Mesh.ellipsoid(centre: .zero, radii: Float3(0.5, 0.5, 0.5))
    let kinds: [Instance.Kind] = [.sphere, .capsule, .mesh]
    for kind in kinds {
      let range = ShootingRange([mesh]) { made in
        var i = Self.sheet(kind)
        i.meshRoot = made[0].root
        var box = made[0].bounds
        box.low.y -= 0.3
        box.high.y += 0.3
        return [(i, box)]
      }
      let materials = FixedBuffer([gauze])
      var (near, far, through, shots) = (0, 0, 0, 0)
      range.withCaster { caster in
        var caster = caster
        caster.materials = materials.pointer
        for _ in 0..<4000 {
          let origin: Float3 = normalize(g.point(1)) * 3
          let ray = Ray(origin: origin, direction: normalize(g.point(0.2) - origin))
          let hit = caster.closestHit(ray)
          #expect(caster.isOccluded(ray) == (hit.instance >= 0))
          shots += 1
          if hit.instance < 0 {
            through += 1
          } else if dot(origin + ray.direction * hit.distance, ray.direction) < 0 {
            near += 1
          } else {
            far += 1
          }
        }
      }
      let n = Float(shots)
      for (count, share) in [(near, opacity), (far, (1 - opacity) * opacity), (through, (1 - opacity) * (1 - opacity))]
      {
        let sigma: Float = (n * share * (1 - share)).squareRoot()
        #expect(abs(Float(count) - n * share) <= 4 * sigma, "\(kind): \(count) of \(shots), expected share \(share)")
      }
    }
  }
}

@Suite struct RenderLimitTests {
  /// 10^9 instances or 10^8 triangles are refused with an estimate; a raised limit lets them by.
  @Test func hugeScenesAreRefused() {
    for (instances, triangles) in [(1_000_000_000, 0), (1, 100_000_000)] {
      let error = #expect(throws: RenderError.self) {
        try RenderLimits().check(instances: instances, triangles: triangles)
      }
      #expect(error?.exitCode == 4 && "\(error!)".contains("GiB"), "\(error!)")
    }
    #expect(throws: Never.self) { try RenderLimits(memory: 1 << 40).check(instances: 1_000_000_000, triangles: 100) }
    #expect(throws: Never.self) { try RenderLimits().check(instances: 100_000, triangles: 10_000_000) }
  }

  /// The renderer asks before it builds anything.
  @Test func rendererKeepsToTheLimit() throws {
    let studio = Studio.crowded()
    let error = #expect(throws: RenderError.self) {
      try SceneRenderer(scene: studio.scene, header: studio.header, limits: RenderLimits(memory: 1 << 20))
    }
    guard case .memory(let instances, _, _, let limit) = error else {
      Issue.record("\(error!)")
      return
    }
    #expect(instances == 10 + Bone.allCases.count && limit == 1 << 20)
  }

  /// The estimate never falls short of what is built.
  @Test func estimatesCoverTheMeshes() throws {
    for solid in ExactSolid.all(size: 0.4) {
      let made = try Mesh(solid.shape).triangles.count
      #expect(made <= Mesh.mostTriangles(solid.shape), "\(solid.shape.tag): \(made)")
    }
    let person = HumanMesh.parts(of: HumanSkeleton(height: 1.8)).reduce(0) { $0 + $1.triangles.count }
    #expect(person <= HumanMesh.mostTriangles && person > HumanMesh.mostTriangles / 10, "\(person)")
    #expect(MemoryLayout<Instance>.stride <= RenderLimits.bytesPerInstance / 2)
  }
}
