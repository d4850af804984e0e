import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ContactTests {
  /// A leaning top on a smooth floor keeps its energy and its angular momentum about the vertical.
  @Test(arguments: [480, 960] as [Double])
  func topOnSmoothFloor(rate: Double) {
    var lab = Laboratory(stepRate: rate)
    lab.plane(friction: 0)
    let lean = Quaternion(angle: 0.4, axis: .unitX)
    _ = lab.add(
      BodyDefinition(
        name: "top", shape: .capsule(radius: 0.1, halfHeight: 0.05),
        position: Vector3(0, 0.1 + lean.rotate(Vector3(0, 0.05, 0)).y, 0), orientation: lean,
        angularVelocity: lean.rotate(Vector3(0, 80, 0))))
    let energy = lab.totalEnergy
    let momentum = lab.world.momentum.angular.y
    lab.run(seconds: 1.5)
    let energyError = (lab.totalEnergy / energy - 1).magnitude
    let momentumError = (lab.world.momentum.angular.y / momentum - 1).magnitude
    report("top on smooth floor, \(rate) Hz: energy", energyError, target: 2e-5)
    report("vertical momentum", momentumError, target: 2e-4)
    #expect(lab.world.contacts.count == 1)
    #expect(energyError < 2e-5)
    #expect(momentumError < 2e-4)
  }
}
