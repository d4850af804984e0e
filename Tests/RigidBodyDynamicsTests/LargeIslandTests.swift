import Parallelism
import RigidBodyDynamics
import Testing
import VectorMath

/// Islands of more than 600 contact points, which are coloured and solved four contacts at a time.
@Suite struct LargeIslandTests {
  /// Gravity on a slope of this tangent, m/s^2.
  private func gravity(slope: Double) -> Vector3 {
    Vector3(slope, -1, 0) * (9.81 / (1 + slope * slope).squareRoot())
  }

  /// Adds a wall of 210 cubes of 0.2 m.
  private func addWall(to lab: inout Laboratory, mass: Double = 8) -> [BodyID] {
    var cubes: [BodyID] = []
    for row in 0..<20 {
      for column in 0..<(20 - row) {
        let x: Double = 0.22 * (Double(column) + 0.5 * Double(row) - 9.5)
        cubes.append(
          lab.add(
            BodyDefinition(
              name: "cube \(row),\(column)", shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)),
              position: Vector3(x, 0.1 + 0.2 * Double(row), 0), mass: mass)))
      }
    }
    return cubes
  }

  /// Motion under gravity does not depend on the unit of mass: cubes 2^36 times as heavy, or 2^-29 times, move bit for
  /// bit as the others.
  @Test(arguments: [36, -29]) func unitOfMassDoesNotMatter(exponent: Int) {
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    var labs = [1, unit].map { scale in
      var lab = Laboratory(gravity: gravity(slope: 0.15))
      lab.plane()
      let cubes = addWall(to: &lab, mass: 8 * scale)
      return (lab: lab, cubes: cubes)
    }
    for i in labs.indices { labs[i].lab.run(seconds: 0.05) }
    let places = labs.map { each in each.cubes.map { each.lab.position($0) } }
    #expect(places[0] == places[1])
    let areFinite = places[0].allSatisfy { $0.isFinite }
    #expect(areFinite)
  }

  /// A wall of 210 cubes on a slope below the angle of friction: it stands, and the ground bears its weight and its pull.
  @Test func wallOnASlopeIsBorne() {
    let g = gravity(slope: 0.15)
    var lab = Laboratory(gravity: g)
    let floor = lab.plane()
    let cubes = addWall(to: &lab)
    let start = cubes.map { lab.position($0) }
    lab.run(seconds: 0.5)
    var push = Vector3.zero
    var points = 0
    for contact in lab.world.contacts {
      points += contact.points.count
      if contact.a != floor { continue }
      for p in contact.points { push += contact.normal * p.normalImpulse + p.tangentImpulse }
    }
    #expect(points > 1000)
    let weight = g * (8 * 210 * lab.world.settings.timeStep)
    let error = (push + weight).length / weight.length
    report("push of the ground under a wall, of its weight", error, target: 0.01)
    #expect(error < 0.01)
    let moved = zip(cubes, start).map { (lab.position($0) - $1).length }.max()!
    report("movement of a cube of 0.2 m", moved * 1000, target: 0.4, "mm")
    #expect(moved < 4e-4)
  }

  /// 650 balls on one loose slab: below the slope of their rolling resistance b they stay, above they roll with
  /// g (sin - b cos) / (1 + 2/5). More of them than there are colours share the slab.
  @Test(arguments: [0.01, 0.06]) func ballsOnASlabRollAsOne(slope: Double) {
    let g = gravity(slope: slope)
    var lab = Laboratory(gravity: g)
    lab.plane()
    let slab = lab.add(
      BodyDefinition(
        name: "slab", shape: .box(halfExtents: Vector3(7, 0.25, 7)), position: Vector3(0, 0.25, 0)))
    var balls: [BodyID] = []
    for i in 0..<650 {
      let place = Vector3(0.5 * (Double(i % 26) - 12.5), 0.7, 0.5 * (Double(i / 26) - 12))
      balls.append(
        lab.add(
          BodyDefinition(
            name: "ball \(i)", shape: .sphere(radius: 0.2), position: place, rollingLever: 0.004)))
    }
    lab.run(seconds: 0.25)
    let pull: Double = g.x + 0.02 * g.y
    let truth: Double = pull > 0 ? 0.25 * pull / 1.4 : 0
    let worst = balls.map { (lab.velocity($0) - Vector3(truth, 0, 0)).length }.max()!
    report("speed of balls on a slope of \(slope), truth \(truth)", worst * 1000, target: 1, "mm/s")
    #expect(worst < 1e-3)
    #expect(lab.velocity(slab).length < 1e-3)
  }

  /// A falling heap has the same bits on one thread and on two.
  @Test func threadsDoNotMatter() {
    func fall(threads: Int) -> UInt64 {
      let former = ThreadBudget.threads
      ThreadBudget.threads = threads
      defer { ThreadBudget.threads = former }
      var lab = Laboratory()
      lab.plane()
      for i in 0..<343 {
        let place = Vector3(Double(i % 7), Double(i / 49), Double(i / 7 % 7)) * 0.2
        let shape: Shape = i % 3 == 0 ? .sphere(radius: 0.1) : .box(halfExtents: Vector3(0.1, 0.1, 0.1))
        _ = lab.add(
          BodyDefinition(name: "\(i)", shape: shape, position: place + Vector3(0.01 * Double(i % 5), 0.101, 0)))
      }
      lab.run(seconds: 0.05)
      return lab.world.stateHash()
    }
    #expect(fall(threads: 1) == fall(threads: 2))
  }
}
