import Testing
import VectorMath

@testable import Rendering

/// Instances that stand in the world's tree in parts.
@Suite struct WorldLeavesTests {
  /// Copies of every size within each other, each triangle twice and one copy twice at the same place: what a ray meets is
  /// the same to the bit whether the tree holds whole instances or parts of them, ties included.
  @Test(arguments: [0, 1]) func partsAnswerAsTheWhole(level: Int32) {
    var g = SeededGenerator(seed: 12)
    var tuft = Mesh.soup(150, &g)
    for t in tuft.triangles {
      tuft.addFace(tuft.positions[Int(t.0)], tuft.positions[Int(t.1)], tuft.positions[Int(t.2)])
    }
    var copies = (0..<24).map { i in (g.pose(1.5), Float([1, 0.4, 1.7][i % 3])) }
    copies.append(copies[3])
    let shift = RigidTransform(rotation: .identity, translation: Vector3(0.4, 0.2, 0))
    func range(_ leaves: Int) -> ShootingRange {
      ShootingRange([tuft], leaves: leaves) { made in
        copies.enumerated().map { i, copy in
          var instance = Instance.mesh(made[0].root, at: copy.0)
          instance.scale = copy.1
          if i % 8 == 5 {
            instance.move(
              from: copy.0,
              to: RigidTransform(rotation: copy.0.rotation, translation: copy.0.translation + shift.translation))
          }
          return (instance, made[0].bounds)
        }
      }
    }
    let whole = range(0)
    #expect(whole.entries.count == copies.count)
    for leaves in [60, 400, 100_000] {
      let parts = range(leaves)
      #expect(parts.entries.count > copies.count && parts.entries.count <= leaves)
      whole.withCaster { one in
        parts.withCaster { other in
          var (one, other) = (one, other)
          (one.level, other.level) = (min(level, one.level), min(level, other.level))
          var met = 0
          for i in 0..<3000 {
            var ray = tuft.ray(i, &g)
            ray.time = Float(i % 5) / 4
            let (a, b) = (one.closestHit(ray), other.closestHit(ray))
            #expect(a.instance == b.instance && a.triangle == b.triangle && a.distance == b.distance)
            #expect(a.u == b.u && a.v == b.v)
            #expect(one.isOccluded(ray, limit: 2) == other.isOccluded(ray, limit: 2))
            if a.instance >= 0 { met += 1 }
          }
          #expect(met > 1000)
        }
      }
    }
  }
}
