import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ImpactTests {
  /// The n-th apex of a ball dropped from h is h e^(2n).
  @Test(arguments: [0, 0.3, 0.5, 0.8, 0.9] as [Double], [240, 960] as [Double])
  func apexesFallByRestitutionSquared(e: Double, rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(restitution: e)
    let height = 1.0
    let ball = lab.add(
      BodyDefinition(
        name: "ball", shape: .sphere(radius: 0.1), position: Vector3(0, 0.1 + height, 0), restitution: e))
    var apexes: [Double] = []
    var last = lab.world.state(of: ball)
    while lab.world.time < 6 && apexes.count < 5 {
      lab.world.step()
      let now = lab.world.state(of: ball)
      if last.linearVelocity.y > 0 && now.linearVelocity.y <= 0 {
        // The top lies within the step: rise v^2 / 2g above the state before it.
        apexes.append(last.position.y - 0.1 + last.linearVelocity.y * last.linearVelocity.y / (2 * 9.81))
      }
      last = now
    }
    if e == 0 {
      #expect(apexes.allSatisfy { $0 < 1e-4 })
      #expect((last.position.y - 0.1).magnitude < 1e-4)
      return
    }
    let bounces = e > 0.4 ? 5 : 2
    #expect(apexes.count >= bounces)
    for n in 0..<Swift.min(bounces, apexes.count) {
      let truth = height * PortableMath.power(e, Double(2 * (n + 1)))
      let error = (apexes[n] / truth - 1).magnitude
      if n == 0 || n == 4 { report("apex \(n + 1), e \(e), \(rate) Hz", error, target: n == 0 ? 2e-3 : 1e-2) }
      #expect(error < (n == 0 ? 2e-3 : 1e-2))
    }
  }

  /// Head-on elastic impact exchanges momentum by the two-body formula.
  @Test(arguments: [1, 3] as [Double])
  func headOnElastic(ratio: Double) {
    var lab = Laboratory(gravity: .zero)
    let a = lab.add(
      BodyDefinition(
        name: "a", shape: .sphere(radius: 0.1), position: Vector3(-1, 0, 0), linearVelocity: Vector3(2, 0, 0), mass: 1,
        restitution: 1))
    let b = lab.add(
      BodyDefinition(name: "b", shape: .sphere(radius: 0.1), mass: ratio, friction: 0.5, restitution: 1))
    let e0 = lab.totalEnergy
    lab.run(seconds: 1)
    let va = 2 * (1 - ratio) / (1 + ratio)
    let vb = 2 * 2 / (1 + ratio)
    #expect((lab.velocity(a).x - va).magnitude < 1e-12)
    #expect((lab.velocity(b).x - vb).magnitude < 1e-12)
    report("head-on 1:\(ratio) energy", (lab.totalEnergy / e0 - 1).magnitude, target: 1e-12)
    #expect((lab.totalEnergy / e0 - 1).magnitude < 1e-12)
  }

  /// A tumbling box that bounces on a smooth elastic floor keeps its energy at any step, over some ten bounces.
  @Test(arguments: [240, 960] as [Double])
  func tumblingBoxKeepsEnergy(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0, restitution: 1)
    let box = lab.add(
      BodyDefinition(
        name: "box", shape: .box(halfExtents: Vector3(0.06, 0.1, 0.17)), position: Vector3(0, 1, 0),
        linearVelocity: Vector3(1, 0, 0), angularVelocity: Vector3(20, 15, 10), restitution: 1))
    let start = lab.totalEnergy
    let spin = lab.world.state(of: box).angularVelocity
    var worst = 0.0
    for _ in 0..<40 {
      lab.run(seconds: 0.1)
      worst = Swift.max(worst, (lab.totalEnergy / start - 1).magnitude)
    }
    #expect(!lab.world.drainEvents().filter { $0.kind == .impact }.isEmpty)
    #expect((lab.world.state(of: box).angularVelocity - spin).length > 1)
    report("tumbling box energy at \(rate) Hz", worst, target: 1e-8)
    #expect(worst < 1e-8)
  }

  /// As many balls leave a row as come in, at the same speed, whether the row touches or not.
  @Test(arguments: [0, 0.001] as [Double], [1, 2])
  func cradle(gap: Double, incoming: Int) {
    for direction in [Vector3.unitX, Vector3(0, 0, -1)] {
      for reversed in [false, true] {
        var lab = Laboratory()
        lab.plane(friction: 0)
        let radius = 0.05
        let order = reversed ? Array((0..<5).reversed()) : Array(0..<5)
        var balls = [BodyID](repeating: BodyID(index: 0), count: 5)
        for i in order {
          let along: Double = Double(i) * (2 * radius + gap) - (i < incoming ? 0.3 : 0)
          balls[i] = lab.add(
            BodyDefinition(
              name: "ball \(i)", shape: .sphere(radius: radius), position: direction * along + Vector3(0, radius, 0),
              linearVelocity: i < incoming ? direction : .zero, mass: 0.1, friction: 0, restitution: 1))
        }
        lab.run(seconds: 1)
        for i in 0..<5 {
          let v = dot(lab.velocity(balls[i]), direction)
          let due: Double = i >= 5 - incoming ? 1 : 0
          #expect((v - due).magnitude < 1e-6, "ball \(i), gap \(gap), \(direction), reversed \(reversed)")
        }
        let energy: Double = lab.world.energy.kinetic / (0.05 * Double(incoming))
        report("cradle gap \(gap), \(incoming) in: energy", (energy - 1).magnitude, target: 1e-6)
      }
    }
  }

  /// No ball at 200 m/s gets through a wall of its own radius, wherever in the step it meets it.
  @Test(arguments: [240, 960] as [Double])
  func bulletDoesNotPass(rate: Double) {
    for phase in 0..<20 {
      var lab = Laboratory(stepRate: rate, gravity: .zero)
      _ = lab.add(
        BodyDefinition(
          name: "wall", shape: .box(halfExtents: Vector3(0.005, 1, 1)), motion: .fixed, restitution: 0.5))
      let bullet = lab.add(
        BodyDefinition(
          name: "bullet", shape: .sphere(radius: 0.01), position: Vector3(-2 - Double(phase) * 0.0417, 0, 0),
          linearVelocity: Vector3(200, 0, 0), mass: 0.01))
      lab.run(seconds: 0.1)
      #expect(lab.position(bullet).x < 0, "phase \(phase)")
      #expect((lab.velocity(bullet).x + 100).magnitude < 1e-9)
    }
  }
}
