import Foundation
import RigidBodyDynamics
import Testing
import VectorMath

extension Laboratory {
  /// A figure of 17 boxes and 16 ball joints; returns its bodies, the pelvis first.
  mutating func ragdoll(at place: Vector3, turned: Quaternion = .identity, limits: Bool = false) -> [BodyID] {
    // Centre and half extents of each part in a standing figure, m; then the part that carries it and the joint.
    let parts: [(String, Vector3, Vector3, Int, Vector3)] = [
      ("pelvis", Vector3(0, 1.0, 0), Vector3(0.15, 0.08, 0.1), -1, .zero),
      ("belly", Vector3(0, 1.16, 0), Vector3(0.13, 0.07, 0.09), 0, Vector3(0, 1.085, 0)),
      ("chest", Vector3(0, 1.36, 0), Vector3(0.16, 0.12, 0.1), 1, Vector3(0, 1.235, 0)),
      ("neck", Vector3(0, 1.53, 0), Vector3(0.05, 0.04, 0.05), 2, Vector3(0, 1.485, 0)),
      ("head", Vector3(0, 1.68, 0), Vector3(0.09, 0.11, 0.1), 3, Vector3(0, 1.57, 0)),
    ]
    var all = parts
    for side in [-1.0, 1.0] {
      let first = all.count
      all += [
        ("upper arm", Vector3(side * 0.33, 1.43, 0), Vector3(0.14, 0.05, 0.05), 2, Vector3(side * 0.175, 1.43, 0)),
        ("forearm", Vector3(side * 0.61, 1.43, 0), Vector3(0.13, 0.04, 0.04), first, Vector3(side * 0.475, 1.43, 0)),
        ("hand", Vector3(side * 0.81, 1.43, 0), Vector3(0.06, 0.02, 0.04), first + 1, Vector3(side * 0.745, 1.43, 0)),
        ("thigh", Vector3(side * 0.09, 0.7, 0), Vector3(0.07, 0.2, 0.07), 0, Vector3(side * 0.09, 0.91, 0)),
        ("shin", Vector3(side * 0.09, 0.28, 0), Vector3(0.05, 0.2, 0.05), first + 3, Vector3(side * 0.09, 0.49, 0)),
        (
          "foot", Vector3(side * 0.09, 0.04, 0.05), Vector3(0.05, 0.03, 0.12), first + 4, Vector3(side * 0.09, 0.075, 0)
        ),
      ]
    }
    var ids: [BodyID] = []
    for (name, centre, half, parent, joint) in all {
      let id = add(
        BodyDefinition(
          name: name, shape: .box(halfExtents: half), position: place + turned.rotate(centre), orientation: turned))
      ids.append(id)
      guard parent >= 0 else { continue }
      join(
        .ball(swingLimit: limits ? 0.9 : nil, twistLimit: limits ? -0.6...0.6 : nil), ids[parent], id,
        at: place + turned.rotate(joint), axis: turned.rotate(centre - joint))
    }
    return ids
  }

  var worstGap: Double {
    (0..<world.jointCount).map { world.jointState(of: JointID(index: $0)).gap }.max() ?? 0
  }
}

@Suite struct RagdollTests {
  /// A figure of 17 boxes falls 3 m and lies down: no joint ever opens, energy only falls, and it comes to rest.
  @Test(arguments: [false, true])
  func fallsAndLies(limits: Bool) {
    var lab = Laboratory()
    lab.plane()
    let parts = lab.ragdoll(
      at: Vector3(0, 3, 0), turned: Quaternion(angle: 0.5, axis: Vector3(1, 0.3, 0.2).normalized), limits: limits)
    #expect(lab.world.jointCount == 16 && parts.count == 17)
    let start = lab.totalEnergy
    var least = start
    var gain = 0.0
    var gap = 0.0
    var depth = 0.0
    for _ in 0..<60 {
      lab.run(seconds: 0.1)
      gap = Swift.max(gap, lab.worstGap)
      gain = Swift.max(gain, (lab.totalEnergy - least) / start)
      least = Swift.min(least, lab.totalEnergy)
      depth = Swift.max(depth, lab.world.contacts.map(\.depth).max() ?? 0)
    }
    let fastest = parts.map { lab.velocity($0).length }.max()!
    report("ragdoll joint gap", gap * 1000, target: 1, "mm")
    report("ragdoll gap at rest", lab.worstGap * 1000, target: 0.01, "mm")
    report("ragdoll energy gain", gain, target: 1e-3)
    report("ragdoll overlap", depth * 1000, target: 1, "mm")
    report("ragdoll speed after 6 s", fastest * 1000, target: 1, "mm/s")
    #expect(gap < 1e-9)
    #expect(gain < 1e-3)
    #expect(depth < 1e-3)
    #expect(fastest < 0.02)
    #expect(parts.allSatisfy { lab.position($0).y > 0 })
  }

  /// Many figures: body-steps per CPU second, falling and lying.
  @Test func throughput() {
    var lab = Laboratory()
    lab.plane()
    for i in 0..<20 {
      _ = lab.ragdoll(
        at: Vector3(Double(i % 5) * 2, 0.3, Double(i / 5) * 2),
        turned: Quaternion(angle: 0.3 * Double(i), axis: Vector3(1, 0.3, 0.2).normalized))
    }
    for part in ["falling", "tumbling", "lying"] {
      let start = clock()
      lab.run(seconds: 0.25)
      let used = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      report("20 ragdolls \(part): body-steps per CPU second", 340 * 240 / used, target: 100_000)
      if part == "tumbling" { lab.run(seconds: 1.25) }
    }
    #expect(lab.worstGap < 1e-9)
  }
}
