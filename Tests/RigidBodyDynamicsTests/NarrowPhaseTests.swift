import RigidBodyDynamics
import Testing
import VectorMath

/// Distances and manifolds of pairs of convex shapes.
@Suite struct NarrowPhaseTests {
  /// Gap and direction of random pairs of all shapes against brute force, apart and overlapping.
  @Test func gapsAgainstBruteForce() {
    var shortfall = 0.0
    var falseness = 0.0
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
          #expect(truth - found.gap < 1e-9, "\(what)")
          shortfall = Swift.max(shortfall, truth - found.gap)
        }
      }
    }
    report("gaps of \(count) pairs: below brute force", shortfall, target: 1e-9, "m")
    report("gap along the normal", falseness, target: 1e-12, "m")
  }

  /// A pair seen from the other side or in another place has the same gap and, in its own frame, the same points.
  @Test func swappingAndMovingChangeNothing() {
    var g = SeededGenerator(seed: 11, stage: "symmetry")
    var count = 0
    for trial in 0..<600 {
      let a = ShapeSamples.random(trial, &g)
      let b = ShapeSamples.random(trial / 6, &g)
      let poseA = ShapeSamples.pose(&g)
      let poseB = ShapeSamples.pose(
        &g, at: Vector3(g.uniform(-0.2...0.2), g.uniform(-0.2...0.2), g.uniform(-0.2...0.2)))
      let s = a.separation(at: poseA, from: b, at: poseB)
      // Deep overlap has several ways out that may be as good as each other.
      guard s.gap > -0.02 else { continue }
      count += 1
      let swapped = b.separation(at: poseB, from: a, at: poseA)
      let far = ShapeSamples.pose(&g, at: Vector3(30, -20, 10))
      let moved = a.separation(at: far * poseA, from: b, at: far * poseB)
      #expect((s.gap - swapped.gap).magnitude < 1e-9, "trial \(trial)")
      #expect((s.gap - moved.gap).magnitude < 1e-9, "trial \(trial)")
      #expect((s.normal + swapped.normal).length < 1e-3, "trial \(trial)")
      #expect((far.rotation.rotate(s.normal) - moved.normal).length < 1e-3, "trial \(trial)")
    }
    #expect(count > 200)
  }

  /// Points of manifolds lie on both surfaces, their depth along the normal apart, and the deepest has the pair's gap.
  @Test func pointsLieOnTheSurfaces() {
    var g = SeededGenerator(seed: 12, stage: "surfaces")
    var count = 0
    for trial in 0..<1200 {
      let a = ShapeSamples.random(trial, &g)
      let b = ShapeSamples.random(trial / 6, &g)
      guard trial % 6 >= 3 || trial / 6 % 6 >= 3 else { continue }
      let poseA = ShapeSamples.pose(&g)
      var poseB = ShapeSamples.pose(&g, at: Vector3(0.9, 0, 0))
      // Let them touch, most of the time at a corner or rim, at times flat.
      if trial % 3 == 0 {
        poseB.rotation = poseA.rotation * Quaternion(angle: Double(trial % 4) * Double.pi / 2, axis: .unitX)
      }
      let s = a.separation(at: poseA, from: b, at: poseB)
      poseB.translation -= s.normal * (s.gap + 1e-6)
      let touching = a.separation(at: poseA, from: b, at: poseB)
      for m in a.contacts(at: poseA, with: b, at: poseB, margin: 1e-3) {
        let deepest = m.points.map(\.depth).max()!
        #expect((deepest + touching.gap).magnitude < 2e-5, "trial \(trial): \(a) \(b)")
        for p in m.points {
          count += 1
          let onA = p.position + m.normal * (p.depth * 0.5)
          let onB = p.position - m.normal * (p.depth * 0.5)
          let probe = Shape.sphere(radius: 1e-4)
          let fromA = probe.separation(at: RigidTransform(translation: onA), from: a, at: poseA).gap + 1e-4
          let fromB = probe.separation(at: RigidTransform(translation: onB), from: b, at: poseB).gap + 1e-4
          #expect(fromA < 5e-6 && fromB < 5e-6, "trial \(trial): \(a) \(b), off by \(fromA) and \(fromB)")
        }
      }
    }
    #expect(count > 800)
  }

  /// The gap changes by no more than the way that B goes, from apart through touching to overlap.
  @Test func gapIsContinuous() {
    for seed in 0..<40 {
      var g = SeededGenerator(seed: UInt64(seed), stage: "continuity")
      let a = ShapeSamples.random(seed, &g)
      let b = ShapeSamples.random(3 + seed / 6 % 3, &g)
      let poseA = ShapeSamples.pose(&g)
      var poseB = ShapeSamples.pose(&g)
      let way = Vector3(g.normal(), g.normal(), g.normal()).normalized
      var former: Double?
      let step = 5e-4
      for i in 0..<400 {
        poseB.translation = way * (0.5 - Double(i) * step)
        let gap = a.separation(at: poseA, from: b, at: poseB).gap
        if let former { #expect((gap - former).magnitude <= step * (1 + 1e-6), "seed \(seed), step \(i)") }
        former = gap
        if gap < -0.02 { break }
      }
    }
  }

  /// What stands flat touches at four points that span its base; what lies on its side at two; a tip at one.
  @Test func restingManifolds() {
    let ground = Shape.plane
    let slab = Shape.box(halfExtents: Vector3(1, 0.1, 1))
    let drum = Shape.cylinder(radius: 1, halfHeight: 0.1)
    let low = RigidTransform(translation: Vector3(0, -0.1, 0))
    let lying = Quaternion(angle: Double.pi / 2, axis: .unitX)
    let cone = Shape.cone(radius: 0.1, height: 0.3)
    // The side of a cone lies flat when its axis dips by the half angle.
    let half = PortableMath.arcTangent(y: 0.1, x: 0.3)
    let coneLying = Quaternion(angle: Double.pi / 2 + half, axis: .unitX)
    let coneHeight = 0.225 * PortableMath.sine(half)
    let cases: [(Shape, RigidTransform, Int)] = [
      (.cylinder(radius: 0.1, halfHeight: 0.2), RigidTransform(translation: Vector3(0, 0.2, 0)), 4),
      (.cylinder(radius: 0.1, halfHeight: 0.2), RigidTransform(rotation: lying, translation: Vector3(0, 0.1, 0)), 2),
      (cone, RigidTransform(translation: Vector3(0, 0.075, 0)), 4),
      (cone, RigidTransform(rotation: coneLying, translation: Vector3(0, coneHeight, 0)), 2),
      (
        cone,
        RigidTransform(rotation: Quaternion(angle: Double.pi, axis: .unitX), translation: Vector3(0, 0.225, 0)), 1
      ),
      (.hull(ShapeSamples.box(Vector3(0.1, 0.1, 0.2))), RigidTransform(translation: Vector3(0, 0.1, 0)), 4),
      (.capsule(radius: 0.1, halfHeight: 0.2), RigidTransform(rotation: lying, translation: Vector3(0, 0.1, 0)), 2),
      (.sphere(radius: 0.1), RigidTransform(translation: Vector3(0, 0.1, 0)), 1),
    ]
    for (shape, pose, expected) in cases {
      for (base, place) in [(ground, RigidTransform.identity), (slab, low), (drum, low)] {
        if case .sphere = shape, case .box = base { continue }
        let found = base.contacts(at: place, with: shape, at: pose, margin: 1e-3)
        #expect(found.count == 1, "\(shape) on \(base)")
        guard let m = found.first else { continue }
        #expect((m.normal - .unitY).length < 1e-12, "\(shape) on \(base): \(m.normal)")
        #expect(m.points.count == expected, "\(shape) on \(base): \(m.points)")
        #expect(m.points.allSatisfy { $0.depth.magnitude < 1e-12 }, "\(shape) on \(base): \(m.points)")
      }
    }
    // A cylinder that hangs half over an edge stands on the half above it.
    let over = slab.contacts(
      at: low, with: .cylinder(radius: 0.1, halfHeight: 0.2),
      at: RigidTransform(translation: Vector3(1, 0.2, 0)), margin: 1e-3)
    #expect(over.count == 1 && over[0].points.count >= 3)
    #expect(over[0].points.allSatisfy { $0.position.x <= 1 + 1e-9 })
    #expect(over[0].points.filter { ($0.position.x - 1).magnitude < 1e-9 }.count == 2)
    // Crossed cylinders touch at the point between their axes.
    let crossed = Shape.cylinder(radius: 0.1, halfHeight: 0.5).contacts(
      at: RigidTransform(rotation: lying), with: .cylinder(radius: 0.2, halfHeight: 0.5),
      at: RigidTransform(
        rotation: Quaternion(angle: Double.pi / 2, axis: .unitZ), translation: Vector3(0.1, 0.3 - 1e-5, 0.2)),
      margin: 1e-3)
    #expect(crossed.count == 1 && crossed[0].points.count == 1)
    #expect((crossed[0].points[0].position - Vector3(0, 0.1, 0.2)).length < 1e-4)
    #expect((crossed[0].points[0].depth - 1e-5).magnitude < 1e-10)
    // Side by side they touch along a line.
    let beside = Shape.cylinder(radius: 0.1, halfHeight: 0.5).contacts(
      at: .identity, with: .cylinder(radius: 0.2, halfHeight: 0.3),
      at: RigidTransform(translation: Vector3(0.3, 0.4, 0)), margin: 1e-3)
    #expect(beside.count == 1 && beside[0].points.count == 2)
    #expect(beside[0].points.map(\.position.y).sorted().elementsEqual([0.1, 0.5]) { ($0 - $1).magnitude < 1e-9 })
  }
}
