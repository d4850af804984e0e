import RigidBodyDynamics
import Testing
import VectorMath

/// Distances and manifolds of pairs of convex shapes.
@Suite struct NarrowPhaseTests {
  /// Gap and direction of random pairs of all shapes against brute force, apart and overlapping.
  @Test func gapsAgainstBruteForce() {
    var shortfall = 0.0
    var falseness = 0.0
    var missed = 0
    var count = 0
    for kindA in 0..<6 {
      for kindB in 0..<6 where kindA >= 3 || kindB >= 3 {
        var g = SeededGenerator(seed: UInt64(kindA * 6 + kindB), stage: "gaps")
        for trial in 0..<12 {
          let a = ShapeSamples.random(kindA, &g)
          let b = ShapeSamples.random(kindB, &g)
          let poseA = ShapeSamples.pose(&g)
          var poseB = ShapeSamples.pose(&g)
          // Move B away until the pair overlaps a little, touches or stands apart.
          let away = Vector3(g.normal(), g.normal(), g.normal()).normalized
          let wanted = [-0.01, -1e-4, -1e-6, 0, 1e-6, 1e-3, 0.05][trial % 7]
          var near = 0.0
          var far = 2.0
          for _ in 0..<60 {
            let middle = (near + far) / 2
            poseB.translation = away * middle
            if a.separation(at: poseA, from: b, at: poseB).gap < wanted { near = middle } else { far = middle }
          }
          let found = a.separation(at: poseA, from: b, at: poseB)
          let own = ShapeSamples.gap(a, poseA, b, poseB, found.normal)
          let truth = ShapeSamples.greatestGap(a, poseA, b, poseB)
          let what = "kinds \(kindA) \(kindB), trial \(trial): \(found.gap), truth \(truth)"
          #expect((found.normal.length - 1).magnitude < 1e-12, "\(what)")
          falseness = Swift.max(falseness, (found.gap - own).magnitude)
          #expect((found.gap - own).magnitude < 1e-12, "\(what), along its own normal \(own)")
          count += 1
          if truth - found.gap > 1e-9 {
            missed += 1
            print("missed", what)
          }
          shortfall = Swift.max(shortfall, truth - found.gap)
        }
      }
    }
    report("gaps of \(count) pairs: below brute force", shortfall, target: 1e-9, "m")
    report("gap along the normal", falseness, target: 1e-12, "m")
    report("missed", Double(missed), target: 0)
  }
}
