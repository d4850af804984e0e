import RigidBodyDynamics
import Testing
import VectorMath

/// A world with helpers that read like the set-up of an experiment.
struct Laboratory {
  var world: World

  init(
    stepRate: Double = 960, gravity: Vector3 = Vector3(0, -9.81, 0), allowSleep: Bool = false
  ) {
    world = World(
      WorldSettings(gravity: gravity, timeStep: 1 / stepRate, allowSleep: allowSleep))
  }

  mutating func add(_ definition: BodyDefinition) -> BodyID {
    do { return try world.add(definition) } catch { preconditionFailure("\(error)") }
  }

  /// A fixed half space whose surface passes through `point` and looks along `normal`.
  @discardableResult
  mutating func plane(
    normal: Vector3 = .unitY, at point: Vector3 = .zero, friction: Double = 0.5, restitution: Double = 0
  ) -> BodyID {
    add(
      BodyDefinition(
        name: "plane", shape: .plane, motion: .fixed, position: point,
        orientation: Quaternion(from: .unitY, to: normal.normalized), friction: friction, restitution: restitution))
  }

  mutating func run(seconds: Double) {
    let steps = Int((seconds / world.settings.timeStep).rounded())
    for _ in 0..<steps { world.step() }
  }

  func position(_ id: BodyID) -> Vector3 { world.state(of: id).position }
  func velocity(_ id: BodyID) -> Vector3 { world.state(of: id).linearVelocity }
  var totalEnergy: Double { world.energy.kinetic + world.energy.potential }
}

/// Prints a measured error beside its target, so that a test run reads as a table.
func report(_ what: String, _ measured: Double, target: Double, _ unit: String = "") {
  func short(_ x: Double) -> String {
    guard x != 0, x.isFinite else { return "\(x)" }
    let exponent = Int(PortableMath.logarithm(x.magnitude) / PortableMath.logarithm(10.0))
    guard exponent < -3 || exponent > 4 else { return "\((x * 1e5).rounded() / 1e5)" }
    let scale = PortableMath.power(10, Double(exponent))
    return "\((x / scale * 100).rounded() / 100)e\(exponent)"
  }
  print("measured  \(what): \(short(measured)) \(unit)  (target \(short(target)))")
}
