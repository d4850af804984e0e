import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct DominoTests {
  /// A row of `count` dominoes of height h; returns the time at which each has leant over. Its speed is in the suite.
  private func topple(height h: Double, count: Int, rate: Double) -> [Double] {
    var lab = Laboratory(stepRate: rate)
    // Friction 1 with the floor and almost none between dominoes: the pair takes the geometric mean.
    lab.plane(friction: 1000)
    let thickness = 0.156 * h
    let pitch = 0.5 * h + thickness
    var ids: [BodyID] = []
    for i in 0..<count {
      ids.append(
        lab.add(
          BodyDefinition(
            name: "domino \(i)", shape: .box(halfExtents: Vector3(thickness / 2, h / 2, 0.25 * h)),
            position: Vector3(Double(i) * pitch, h / 2, 0), density: 700, friction: 1e-3)))
    }
    lab.world.applyImpulse(
      Vector3(0.35 * lab.world.mass(of: ids[0]) * (9.81 * h).squareRoot(), 0, 0), at: Vector3(0, h, 0), to: ids[0])
    var fallen = [Double](repeating: .infinity, count: count)
    let seconds = 12 * (h / 9.81).squareRoot() + 0.6 * Double(count) * (h / 9.81).squareRoot()
    while lab.world.time < seconds && fallen[count - 1] == .infinity {
      lab.world.step()
      for (i, id) in ids.enumerated() where fallen[i] == .infinity {
        if lab.world.state(of: id).orientation.rotate(.unitY).x > 0.2 { fallen[i] = lab.world.time }
      }
    }
    return fallen
  }

  @Test(arguments: [3, 20])
  func rowTopples(count: Int) {
    let times = topple(height: 0.048, count: count, rate: 960)
    #expect(times.allSatisfy { $0 < .infinity })
    for i in 1..<count { #expect(times[i] > times[i - 1]) }
  }
}
