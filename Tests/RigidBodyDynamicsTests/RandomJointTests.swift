import Parallelism
import RigidBodyDynamics
import Testing
import VectorMath

/// Figures of random shapes and joints thrown about over a floor, some tied to the world, with loops, ropes and springs.
func randomJointedScene(
  seed: UInt64, restitutionLimit: Double = 1, allowSleep: Bool = false
) -> Laboratory {
  var g = SeededGenerator(seed: seed, stage: "random joints")
  var lab = Laboratory(stepRate: 960, allowSleep: allowSleep)
  lab.plane(friction: g.uniform(0...1), restitution: 0)
  for figure in 0..<(1 + g.index(3)) {
    var ids: [BodyID] = []
    let place = Vector3(g.uniform(-0.5...0.5), 1.5 + 1.5 * Double(figure), g.uniform(-0.5...0.5))
    for i in 0..<(2 + g.index(6)) {
      let size = g.uniform(0.05...0.15)
      let shape: Shape
      switch g.index(3) {
      case 0: shape = .sphere(radius: size)
      case 1: shape = .box(halfExtents: Vector3(size, g.uniform(0.3...1) * size, g.uniform(0.3...1) * size))
      default: shape = .capsule(radius: 0.6 * size, halfHeight: g.uniform(0.3...1) * size)
      }
      // Beside the body that carries it, so that none overlaps another at the start.
      let axis = Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(0.1...1)).normalized
      // In a zigzag: a rod along a stretched chain would be locked.
      let at = place + Vector3(0.45 * Double(i), 0, i % 2 == 0 ? 0 : 0.3)
      let id = lab.add(
        BodyDefinition(
          name: "body \(i) of figure \(figure)", shape: shape, position: at,
          orientation: Quaternion(angle: g.uniform(0...3), axis: axis),
          linearVelocity: Vector3(g.uniform(-2...2), g.uniform(-2...2), g.uniform(-2...2)),
          angularVelocity: Vector3(g.uniform(-6...6), g.uniform(-6...6), g.uniform(-6...6)),
          density: g.uniform(100...8000), friction: g.uniform(0...1),
          restitution: g.uniform() < 0.3 ? 0 : g.uniform(0...restitutionLimit),
          rollingLever: g.uniform() < 0.3 ? 0.01 * size : 0))
      if i > 0 {
        let carrier = ids[i - 1 - (i > 1 && g.uniform() < 0.3 ? 1 : 0)]
        let anchor = (lab.position(carrier) + at) * 0.5
        let kinds: [JointDefinition.Kind] = [
          .ball(), .ball(swingLimit: 1, twistLimit: -0.7...0.7), .hinge(), .hinge(limits: -1...1), .fixed, .universal,
          .slider(limits: -0.1...0.1),
        ]
        lab.join(
          kinds[g.index(kinds.count)], carrier, id, at: anchor,
          axis: Vector3(g.uniform(-1...1), g.uniform(-1...1), g.uniform(0.1...1)))
      }
      ids.append(id)
    }
    if g.uniform() < 0.3 { lab.join(.ball(), nil, ids[0], at: lab.position(ids[0]) + Vector3(0, 0.2, 0)) }
    let first = lab.position(ids[0])
    let last = lab.position(ids[ids.count - 1])
    let apart = (last - first).length
    switch g.index(4) {
    case 0:
      lab.join(JointDefinition(name: "rope", kind: .rope(length: apart * 1.1), a: ids[0], b: ids[ids.count - 1]))
    case 1:
      lab.join(
        JointDefinition(
          name: "spring", kind: .spring(length: apart * 0.9, stiffness: g.uniform(10...1000)), a: ids[0],
          b: ids[ids.count - 1]))
    case 2:
      lab.join(JointDefinition(name: "rod", kind: .distance(length: apart), a: ids[0], b: ids[ids.count - 1]))
    default: break
    }
  }
  return lab
}

@Suite struct RandomJointTests {
  /// In 40 random passive scenes no number is lost, no joint opens, and none gains a thousandth of its energy.
  ///
  /// Energy is measured against the least so far. `kinema bench physics --soak` runs as many scenes without loops as
  /// wanted.
  @Test func neitherEnergyNorNonsenseAppears() {
    var gains: [Double] = []
    var gap = 0.0
    for seed in 0..<UInt64(40) {
      var lab = randomJointedScene(seed: seed)
      // The first step puts velocities on the joints.
      lab.world.step()
      let start = lab.totalEnergy
      var least = start
      var worst = 0.0
      for _ in 0..<20 {
        lab.run(seconds: 0.1)
        let energy = lab.totalEnergy
        #expect(energy.isFinite, "seed \(seed)")
        worst = Swift.max(worst, (energy - least) / start)
        least = Swift.min(least, energy)
      }
      if worst > 1e-3 { print("seed \(seed): gain \(worst)") }
      gains.append(worst)
      gap = Swift.max(gap, lab.worstGap)
      for i in 1..<lab.world.bodyCount {
        #expect(lab.position(BodyID(index: i)).y > 0, "seed \(seed), body \(i)")
      }
    }
    report("random joints: median gain of energy", gains.sorted()[20], target: 1e-3)
    report("random joints: greatest gain", gains.max()!, target: 1e-3)
    report("random joints: gap", gap * 1000, target: 0.01, "mm")
    #expect(gap < 1e-5)
    #expect(gains.max()! < 1e-3)
  }

  /// The same bits for any number of threads, and after a snapshot, also where islands sleep and wake.
  @Test(arguments: 0..<6)
  func sameBits(seed: Int) {
    func hash(threads: Int, snapshot: Bool) -> UInt64 {
      let former = ThreadBudget.threads
      defer { ThreadBudget.threads = former }
      ThreadBudget.threads = threads
      var lab = randomJointedScene(seed: UInt64(seed), allowSleep: true)
      lab.run(seconds: 0.6)
      if snapshot {
        let copy = lab.world
        lab.run(seconds: 0.3)
        lab.world = copy
      }
      lab.run(seconds: 1)
      return lab.world.stateHash()
    }
    let first = hash(threads: 1, snapshot: false)
    #expect(hash(threads: 2, snapshot: false) == first)
    #expect(hash(threads: 4, snapshot: true) == first)
  }

  /// A dumb-bell of two spheres on a rod, thrown at a smooth wall: an elastic impact keeps energy at any step size, and
  /// gives the wall the impulse of the rigid body that it is.
  @Test(arguments: [240.0, 960])
  func elasticImpactOfAFigure(rate: Double) {
    var lab = Laboratory(stepRate: rate, gravity: .zero)
    lab.plane(normal: -Vector3.unitX, at: Vector3(1, 0, 0), friction: 0)
    var ids: [BodyID] = []
    for i in 0..<3 {
      ids.append(
        lab.add(
          BodyDefinition(
            name: "ball \(i)", shape: .sphere(radius: 0.1), position: Vector3(0, 0.3 * Double(i), 0),
            linearVelocity: Vector3(3, 0, 0), friction: 0, restitution: 1)))
    }
    lab.join(.ball(), ids[0], ids[1], at: Vector3(0, 0.15, 0))
    lab.join(.hinge(), ids[1], ids[2], at: Vector3(0, 0.45, 0), axis: .unitZ)
    lab.world.setState(
      BodyState(position: Vector3(0.2, 0, 0), orientation: .identity, linearVelocity: Vector3(3, 0, 0)), of: ids[0])
    lab.world.applyImpulse(Vector3(0.4, 0, 0.2), at: lab.position(ids[2]), to: ids[2])
    let start = lab.totalEnergy
    lab.run(seconds: 1.5)
    report("elastic figure at \(rate) Hz: energy", lab.totalEnergy / start - 1, target: 1e-6)
    #expect((lab.totalEnergy / start - 1).magnitude < (rate == 960 ? 1e-7 : 1e-5))
    #expect(lab.world.momentum.linear.x < 0)
  }
}
