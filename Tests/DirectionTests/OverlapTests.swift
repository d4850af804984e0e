import Direction
import SceneDescription
import Testing
import VectorMath

private func overlap(_ a: Body, _ b: Body) -> Bool {
  var scene = Scene()
  scene.bodies = [a, b]
  return !scene.overlapsAtStart.isEmpty
}

private func body(_ shape: SolidShape, at position: Vector3, turned: Quaternion = .identity) -> Body {
  var body = Body()
  body.shape = shape
  body.position = position
  body.orientation = turned
  return body
}

@Suite struct OverlapTests {
  /// Each pair of shapes at a known distance of touch: apart just beyond it, overlapping just within it.
  @Test func shapesTouchAtKnownDistances() {
    let eighth = Quaternion(angle: Double.pi / 4, axis: .unitZ)
    let unit = SolidShape.box(halfExtents: Vector3(1, 1, 1))
    let root = 2.0.squareRoot()
    let cases: [(SolidShape, SolidShape, Quaternion, Double)] = [
      (.sphere(radius: 0.5), .sphere(radius: 0.25), .identity, 0.75),
      (.sphere(radius: 0.5), unit, .identity, 1.5),
      (.sphere(radius: 0.5), unit, eighth, 0.5 + root),  // the box shows an edge
      (unit, unit, .identity, 2),
      (unit, unit, eighth, 1 + root),
      (unit, .capsule(radius: 0.3, halfHeight: 0.6), .identity, 1.3),
      (unit, .capsule(radius: 0.3, halfHeight: 0.6), Quaternion(angle: Double.pi / 2, axis: .unitZ), 1.9),
      (.capsule(radius: 0.3, halfHeight: 0.6), .capsule(radius: 0.2, halfHeight: 0.6), .identity, 0.5),
      (.sphere(radius: 0.5), .capsule(radius: 0.2, halfHeight: 0.6), .identity, 0.7),
    ]
    for (a, b, turn, distance) in cases {
      for (gap, expected) in [(1e-6, false), (-1e-6, true)] {
        let found = overlap(body(a, at: .zero), body(b, at: Vector3(distance + gap, 0, 0), turned: turn))
        #expect(found == expected, "\(a) and \(b), turned \(turn), \(gap) m beyond touch")
      }
    }
  }

  @Test func planeHoldsWhatStandsOnIt() {
    let floor = body(.plane(SolidShape.Plane()), at: .zero)
    #expect(!overlap(floor, body(.box(halfExtents: Vector3(0.1, 0.2, 0.3)), at: Vector3(5, 0.2, 1))))
    #expect(overlap(floor, body(.box(halfExtents: Vector3(0.1, 0.2, 0.3)), at: Vector3(5, 0.2 - 1e-6, 1))))
  }

  /// Where some point of one box lies inside the other they overlap, whatever their turns.
  @Test func boxesThatShareASampledPointOverlap() {
    var g = SeededGenerator(seed: 7)
    var shared = 0
    for round in 0..<300 {
      func random() -> Body {
        let turn = Quaternion(rotationVector: Vector3(g.uniform(-3...3), g.uniform(-3...3), g.uniform(-3...3)))
        let half = Vector3(g.uniform(0.2...1), g.uniform(0.2...1), g.uniform(0.2...1))
        return body(
          .box(halfExtents: half), at: Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1)), turned: turn)
      }
      let a = random()
      let b = random()
      guard case .box(let ha) = a.shape, case .box(let hb) = b.shape else { return }
      var hasPoint = false
      for _ in 0..<200 {
        let local = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(-1...1)).scaled(by: ha.halfExtents)
        let p = b.orientation.inverseRotate(a.orientation.rotate(local) + a.position - b.position).magnitudes
        if p.x < hb.halfExtents.x && p.y < hb.halfExtents.y && p.z < hb.halfExtents.z { hasPoint = true }
      }
      if hasPoint {
        shared += 1
        #expect(overlap(a, b), "round \(round)")
      }
    }
    #expect(shared > 100)
  }
}
