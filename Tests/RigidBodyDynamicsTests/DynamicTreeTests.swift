import RigidBodyDynamics
import Testing
import VectorMath

/// What a list of boxes answers, for comparison.
private struct BoxList {
  var boxes: [BoundingBox?] = []

  func query(_ box: BoundingBox) -> [Int] { boxes.indices.filter { boxes[$0].map { $0.overlaps(box) } ?? false } }

  /// Distance at which a box of these half extents, moving along the unit vector d, meets each item; by intervals.
  func enter(_ i: Int, _ o: Vector3, _ d: Vector3, _ e: Vector3) -> Double {
    guard let box = boxes[i] else { return .infinity }
    var near = 0.0
    var far = Double.infinity
    for axis in 0..<3 {
      let low = box.low[axis] - e[axis] - o[axis]
      let high = box.high[axis] + e[axis] - o[axis]
      if d[axis] == 0 {
        if low > 0 || high < 0 { return .infinity }
        continue
      }
      near = Swift.max(near, Swift.min(low / d[axis], high / d[axis]))
      far = Swift.min(far, Swift.max(low / d[axis], high / d[axis]))
    }
    return near <= far ? near : .infinity
  }
}

extension SeededGenerator {
  fileprivate mutating func vector(_ range: ClosedRange<Double>) -> Vector3 {
    Vector3(uniform(range), uniform(range), uniform(range))
  }
  fileprivate mutating func box(size: ClosedRange<Double>) -> BoundingBox {
    BoundingBox(centre: vector(-10...10), halfExtents: vector(size))
  }
}

@Suite struct DynamicTreeTests {
  /// Ten thousand random insertions, moves and removals: every search finds what a search of the list finds.
  @Test(arguments: [1, 2] as [UInt64])
  func findsWhatAListFinds(seed: UInt64) {
    print("tree: seed \(seed)")
    var g = SeededGenerator(seed: seed, stage: "tree")
    var tree = DynamicTree()
    var list = BoxList()
    var nodes: [Int32] = []
    var present: [Int] = []
    for operation in 0..<10_000 {
      let choice = g.uniform()
      if present.isEmpty || choice < 0.35 {
        let item = list.boxes.count
        let box = g.box(size: 0.01...1)
        list.boxes.append(box)
        nodes.append(tree.insert(item, box: box))
        present.append(item)
      } else if choice < 0.8 {
        let item = present[g.index(present.count)]
        var box = g.box(size: 0.01...1)
        // Mostly small steps, as bodies take.
        if choice < 0.7 {
          let shift = g.vector(-0.2...0.2)
          box = BoundingBox(low: list.boxes[item]!.low + shift, high: list.boxes[item]!.high + shift)
        }
        list.boxes[item] = box
        tree.move(nodes[item], to: box)
      } else {
        let item = present.remove(at: g.index(present.count))
        list.boxes[item] = nil
        tree.remove(nodes[item])
      }
      guard operation % 10 == 0 else { continue }
      let box = g.box(size: 0.1...4)
      var found: [Int] = []
      tree.query(box) { found.append($0) }
      #expect(found.sorted() == list.query(box), "seed \(seed), operation \(operation)")
      let origin = g.vector(-12...12)
      var direction = g.vector(-1...1)
      // Some along the axes, where slabs degenerate.
      if operation % 30 == 0 { direction = Vector3(direction.x < 0 ? -1 : 1, 0, 0) }
      direction = direction.normalized
      let e = operation % 20 == 0 ? Vector3.zero : g.vector(0...0.5)
      var met: [Int] = []
      var nearest = Double.infinity
      tree.cast(from: origin, direction: direction, halfExtents: e, limit: 15) { i, limit in
        met.append(i)
        return limit
      }
      tree.cast(from: origin, direction: direction, halfExtents: e, limit: 15) { i, limit in
        nearest = Swift.min(nearest, list.enter(i, origin, direction, e))
        return Swift.min(limit, nearest)
      }
      let truth = list.boxes.indices.filter { list.enter($0, origin, direction, e) <= 15 }
      #expect(met.sorted() == truth, "seed \(seed), operation \(operation)")
      let first = truth.map { list.enter($0, origin, direction, e) }.min() ?? .infinity
      #expect(nearest == first, "seed \(seed), operation \(operation)")
    }
    let ideal = 1 + PortableMath.logarithm(Double(present.count)) / PortableMath.logarithm(2)
    report("tree of \(present.count) items: height against a full tree's", Double(tree.height) / ideal, target: 3)
    #expect(Double(tree.height) < 3 * ideal)
  }

  /// Items that come in order make a tree that is as low as one of items at random, and bad orders a low one still.
  @Test func sortedItemsMakeALowTree() {
    var row = DynamicTree()
    var nested = DynamicTree()
    for i in 0..<1024 {
      _ = row.insert(i, box: BoundingBox(centre: Vector3(Double(i), 0, 0), halfExtents: Vector3(0.4, 0.4, 0.4)))
      let size = PortableMath.power(1.05, Double(i % 200))
      _ = nested.insert(i, box: BoundingBox(centre: .zero, halfExtents: Vector3(size, size, size)))
    }
    report("row of 1024: height", Double(row.height), target: 24)
    report("nested boxes: height", Double(nested.height), target: 1024)
    #expect(row.height <= 24)
    var count = 0
    nested.query(BoundingBox(centre: .zero, halfExtents: .zero)) { _ in count += 1 }
    #expect(count == 1024)
  }

  /// A tree built at once finds the same as one built piece by piece.
  @Test func builtAtOnceFindsTheSame() {
    var g = SeededGenerator(seed: 3, stage: "tree")
    let boxes = (0..<3000).map { _ in g.box(size: 0.01...0.3) }
    let tree = DynamicTree(boxes: boxes)
    let list = BoxList(boxes: boxes)
    #expect(tree.nodes.count == 2 * boxes.count - 1)
    for _ in 0..<300 {
      let box = g.box(size: 0.1...2)
      var found: [Int] = []
      tree.query(box) { found.append($0) }
      #expect(found.sorted() == list.query(box))
    }
  }
}

@Suite struct BroadPhaseTests {
  /// In a busy box of bodies of all kinds, the near pairs are at every step those that a look at all pairs finds.
  @Test(arguments: [5, 6] as [UInt64])
  func pairsAreThoseOfAllPairs(seed: UInt64) {
    print("broad phase: seed \(seed)")
    var g = SeededGenerator(seed: seed, stage: "broad phase")
    var lab = Laboratory(stepRate: 240)
    var isDynamic: [Bool] = []
    var isPlane: [Bool] = []
    var group: [Int] = []
    func add(_ d: BodyDefinition) -> BodyID {
      isDynamic.append(d.motion == .dynamic)
      isPlane.append(d.shape == .plane)
      group.append(d.collisionGroup)
      return lab.add(d)
    }
    _ = add(BodyDefinition(name: "floor", shape: .plane, motion: .fixed))
    _ = add(
      BodyDefinition(
        name: "hills",
        shape: .heightField(Tessellation.field(halfWidth: 3, cells: 12) { x, z in 0.1 * x * z / 9 }), motion: .fixed))
    let paddle = add(
      BodyDefinition(
        name: "paddle", shape: .box(halfExtents: Vector3(0.1, 0.5, 1)), motion: .kinematic,
        position: Vector3(-2, 0.6, 0)))
    for i in 0..<90 {
      let size = g.uniform(0.03...0.15)
      let shapes: [Shape] = [
        .sphere(radius: size), .box(halfExtents: Vector3(size, 0.5 * size, 2 * size)),
        .capsule(radius: 0.5 * size, halfHeight: size), .cylinder(radius: size, halfHeight: size),
      ]
      _ = add(
        BodyDefinition(
          name: "body \(i)", shape: shapes[i % 4],
          motion: i % 15 == 7 ? .fixed : .dynamic,
          position: Vector3(g.uniform(-1.5...1.5), g.uniform(0.4...3), g.uniform(-1...1)),
          linearVelocity: i % 15 == 7 ? .zero : Vector3(g.uniform(-4...4), g.uniform(-4...4), g.uniform(-4...4)),
          angularVelocity: i % 15 == 7 ? .zero : Vector3(g.uniform(-9...9), g.uniform(-9...9), 0),
          collisionGroup: i % 20 == 3 ? 1 : 0))
    }
    var kept = 0
    var near = 0
    for step in 0..<300 {
      let x = -2 + 1.2 * PortableMath.sine(Double(step) * 0.05)
      lab.world.setKinematicTarget(RigidTransform(translation: Vector3(x, 0.6, 0)), of: paddle)
      if step == 100 {
        // Whatever is put elsewhere is found there.
        for i in [0, 3, 20, 31] {
          var s = lab.world.state(of: BodyID(index: i))
          s.position += Vector3(0.4, i == 0 ? -0.01 : 0.3, -0.2)
          lab.world.setState(s, of: BodyID(index: i))
        }
      }
      let found = lab.world.nearPairs
      var truth: [UInt64] = []
      for a in 0..<isDynamic.count {
        for b in (a + 1)..<isDynamic.count {
          guard isDynamic[a] || isDynamic[b], group[a] == 0 || group[a] != group[b] else { continue }
          let d = found.reach[a] + found.reach[b]
          if found.bounds[a].grown(by: d).overlaps(found.bounds[b]) { truth.append(UInt64(a) << 32 | UInt64(b)) }
        }
      }
      // A plane is everywhere; it pairs by its own test.
      let isOfPlane = { (p: UInt64) in isPlane[Int(p >> 32)] }
      #expect(
        found.near.filter { !isOfPlane($0) }.sorted() == truth.filter { !isOfPlane($0) }, "seed \(seed), step \(step)")
      let ofPlane = Set(found.kept.filter(isOfPlane))
      let plane = lab.position(BodyID(index: 0)).y
      for p in truth where isOfPlane(p) {
        let b = Int(p & 0xFFFF_FFFF)
        if found.bounds[b].low.y - found.reach[b] <= plane {
          #expect(ofPlane.contains(p), "seed \(seed), step \(step)")
        }
      }
      kept += found.kept.count
      near += found.near.count
      // The bounds hold the bodies: spheres touch theirs on all sides.
      for i in stride(from: 3, to: isDynamic.count, by: 4) {
        let p = lab.position(BodyID(index: i))
        #expect((found.bounds[i].centre - p).length < 1e-12)
      }
      lab.world.step()
    }
    report("pairs kept for each near one", Double(kept) / Double(near), target: 4)
    #expect(kept < 4 * near)
  }
}
